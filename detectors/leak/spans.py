"""Where a leak begins and ends: sentences around a hit, growth over neighbours, and which cuts are safe.

Everything here looks at most a few thousand characters to each side of a hit, and at a bounded number of hits, so that
one very long line costs no more than many short ones.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from itertools import chain, islice
from typing import NamedTuple

from detectors.document import Document, Line, covering, once
from detectors.expressions import regex
from detectors.records import Certainty, Finding

_MOST_HITS = 60
"""Hits looked at from each end of the text: an article has a handful, a hostile text a hundred thousand."""

_MOST_SPANS, _MOST_TURNS = 2000, 1000
"""Matches, and tries of a sign, beyond which a text is no article: only what hostile text costs hangs on them (bench/hostile.py)."""

_FURNISHED = 12
"""Lines from each edge that may be the page's before the article is given up."""

_LONGEST = 700
_REGION = 3000
_WORDS_LEFT = 60
_STOP = regex(
    r"""[.!?\u2026:](?:(?<=:)(?=[A-Z])|(?<!:)(?<![\sA-Z].)(?<!\b[MDS][rt].)(?<!\bMrs.)(?<!\bNo.)(?<!\bvs.)[.!?\u2026]{0,8}["'*_)\]\u2019\u201d\u00bb]{0,4}(?=\s|$|["'*(\[\u201c\u2018]?[A-Z]))"""
)
"""Where a sentence ends; the next may be glued to it, because generated texts lose their line breaks.

What stands before the mark is asked behind it: an expression that begins with a few characters is looked for ten times as fast.
"""


_BY_SHAPE = "boilerplate.related_link"
_ORDER: tuple[Certainty, ...] = ("weak", "strong", "certain")


class Sentence(NamedTuple):
    """A sentence by its offsets, and its folded words."""

    start: int
    end: int
    folded: str


def hits(doc: Document, *groups: str) -> list[tuple[int, int]]:
    """Return the spans of the groups' phrases in order; of very many, the first and the last ones."""
    known = doc.hits
    found = sorted(span for group in groups if group in known for span in known[group])
    return found if len(found) <= 2 * _MOST_HITS else found[:_MOST_HITS] + found[-_MOST_HITS:]


def matches(expression: re.Pattern[str], text: str, sign: str) -> Iterator[re.Match[str]]:
    """Yield the matches of an expression that begins with a certain character, which is looked for twenty times as fast and more.

    Where it stands at every turn, the expression looks for itself.
    """
    at = text.find(sign)
    for _ in range(_MOST_TURNS):
        if at < 0:
            return
        match = expression.match(text, at)
        if match:
            yield match
        at = text.find(sign, match.end() if match else at + 1)
    if at >= 0:
        yield from expression.finditer(text, at)


def spans_of(expression: re.Pattern[str], text: str) -> list[tuple[int, int]]:
    """Return the spans of the matches of an expression; what holds more of them than these is no article."""
    return [match.span() for match in islice(expression.finditer(text), _MOST_SPANS)]


def line_index(doc: Document, position: int) -> int:
    """Return the index of the line that ``position`` stands on."""
    return max(doc.line_at(position), 0)


def sentence_at(doc: Document, start: int, end: int) -> Sentence:
    """Return the sentence around ``start:end``, at most 700 characters to each side."""
    text = doc.text
    first = max(text.rfind("\n", max(start - _LONGEST, 0), start) + 1, start - _LONGEST, 0)
    for earlier in _STOP.finditer(text, first, start):
        first = earlier.end()
    last = min(end + _LONGEST, len(text))
    newline = text.find("\n", end, last)
    last = newline if newline >= 0 else last
    stop = _STOP.search(text, max(end - 1, start), last)
    return _trimmed(doc, first, stop.end() if stop else last)


def sentences_at(doc: Document, *groups: str) -> Iterator[Sentence]:
    """Yield each sentence that a phrase of ``groups`` stands in, once, in order."""
    reach = -1
    for start, end in hits(doc, *groups):
        if end > reach:
            sentence = sentence_at(doc, start, end)
            reach = max(sentence.end, end)
            yield sentence


def sentences_of(doc: Document, start: int, end: int) -> list[Sentence]:
    """Return the sentences of a stretch of one line."""
    found, first = [], start
    for stop in _STOP.finditer(doc.text, start, end):
        found.append(_trimmed(doc, first, stop.end()))
        first = stop.end()
    if doc.text[first:end].strip():
        found.append(_trimmed(doc, first, end))
    return found


def _trimmed(doc: Document, start: int, end: int) -> Sentence:
    words = doc.text[start:end].rstrip()
    end = start + len(words)
    start += len(words) - len(words.lstrip())
    return Sentence(start, end, doc.folded[start:end])


@once
def furniture(doc: Document) -> frozenset[int]:
    """Return the start of every line that a finding of an earlier stage covers.

    A related link is told by the shape of a headline alone, which the lines of a leak may have too; it does not count.
    """
    taken = [(each.start, each.end) for each in doc.found if each.field == doc.field and each.rule != _BY_SHAPE]
    if not taken:
        return frozenset()
    inside = covering(taken)
    return frozenset(line.start for line in doc.lines if inside(line.start, line.end))


def is_furniture(doc: Document, line: Line) -> bool:
    """Say whether an earlier stage found this line to belong to the page."""
    return line.start in furniture(doc)


def content_lines(doc: Document, most: int) -> list[Line]:
    """Return the first lines that belong to the article and not to the page."""
    taken = furniture(doc)
    return list(islice((line for line in doc.lines if line.start not in taken), most)) if taken else list(doc.lines[:most])


def edge_lines(doc: Document, most: int) -> frozenset[int]:
    """Return the numbers of so many of the first and of the last lines that belong to the article."""
    places, taken = range(len(doc.lines)), furniture(doc)
    if not taken:
        return frozenset((*places[:most], *places[-most:]))
    near = (places[:_FURNISHED], places[: -_FURNISHED - 1 : -1])
    own = ([place for place in some if doc.lines[place].start not in taken] for some in near)
    return frozenset(chain.from_iterable(some[:most] for some in own))


def grown(doc: Document, start: int, end: int, belongs: Callable[[str], bool]) -> tuple[int, int]:
    """Return the span with the sentences, and then the whole lines, beside it that ``belongs`` accepts."""
    index = line_index(doc, start)
    line = doc.lines[index]
    before = sentences_of(doc, max(line.start, start - _REGION), start)
    while before and belongs(before[-1].folded):
        start = before.pop().start
    after = sentences_of(doc, end, min(line.end, end + _REGION))
    while after and belongs(after[0].folded):
        end = after.pop(0).end
    if start <= line.start:
        start = _neighbour(doc, index, -1, belongs, start)
    return (start, _neighbour(doc, index, 1, belongs, end)) if end >= line.end else (start, end)


def _neighbour(doc: Document, index: int, step: int, belongs: Callable[[str], bool], edge: int) -> int:
    """Return the far edge of the last whole line in one direction that belongs to the leak."""
    lines, index = doc.lines, index + step
    while 0 <= index < len(lines) and len(lines[index].text) <= _REGION and not is_furniture(doc, lines[index]):
        line = lines[index]
        if not all(belongs(sentence.folded) for sentence in sentences_of(doc, line.start, line.end)):
            break
        edge, index = (line.start if step < 0 else line.end), index + step
    return edge


def surest(certainties: Iterable[Certainty]) -> Certainty:
    """Return the highest of some certainties."""
    return max(certainties, key=_ORDER.index)


def fills_lines(doc: Document, start: int, end: int) -> bool:
    """Say whether both edges are line breaks or the edge of the text."""
    before = doc.text[max(start - _LONGEST, 0) : start].rpartition("\n")[2]
    after = doc.text[end : end + _LONGEST].partition("\n")[0]
    return not before.strip() and not after.strip()


def leaves_an_article(doc: Document, start: int, end: int) -> bool:
    """Say whether at least 60 words are left when the span is cut."""
    return len(doc.text[:start].split()) + len(doc.text[end:].split()) >= _WORDS_LEFT


def cut_if_safe(doc: Document, rule: str, start: int, end: int, certainty: Certainty) -> Finding:
    """Return a finding that is cut where it is whole lines and leaves an article, and flagged otherwise."""
    if certainty != "weak" and fills_lines(doc, start, end) and leaves_an_article(doc, start, end):
        return doc.cut(rule, start, end, certainty)
    return doc.finding(rule, start, end, certainty)
