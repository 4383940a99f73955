"""Tell the lines of a page's furniture from the lines of an article: what several detectors ask of a line.

Four questions, all about whole lines. Is it running text? Which phrases stand on it, and what else? Is it a widget of
the page? Does it look like a headline? The vocabularies are ``seeds/phrases/words/boilerplate.txt``: a line made of a
kind's words alone is of that kind in whatever order a site puts them, so that no list of whole labels is needed.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Container, Mapping
from functools import cache
from importlib.resources import files
from operator import itemgetter

from detectors.document import Document, Line, once
from detectors.expressions import regex
from detectors.phrasebook import parse_list

Spans = list[tuple[int, int]]

PROSE, WIDGET, HEADLINE, OTHER = "pwho"
"""What a line is by its shape."""

_FIRST = itemgetter(0)
_WORD = regex(r"[^\W\d_]+(?:['.-][^\W\d_]+)*|&")
_FULL_STOPS = (".", "!", "?", '."', '!"', '?"', ".'", ".)", "…")
_CLOSES_TEXT = (".", "!", '"', "'", ")", ":", ";", ",", "…", "-", "|", "»", ">", "]", "*", "/")
_WRAPPED_SHARE = 0.2
_PROSE_LENGTH = 160
_PROSE_SPACES = 6
_LABEL_LENGTH = 160
_LIST_LINES, _ENTRY_WORDS, _ENTRY_LENGTH = 4, 4.5, 50
_TITLED_SHARE, _LONGEST_LIST = 0.75, 20
_WIDGET_LENGTH = 90
_HEADLINE_LENGTH = 140
_ARROWS = " →»►▸▶➤➡👉🔗📌"
_HEADLINE_WORDS = (4, 18)
_OTHER_SHAPES = regex(
    r"[@|•·©{}<>]|https?:|www\.|^[-*•\"'(\[]|[\d][\d\s()-]{6,}\d|, \w+, .*, |^[^:]{3,20}: .*,|"
    r"\b(?:reporting|editing|writing by|additional|compiled|contributed|photo|photograph|picture by|image|credit|courtesy"
    r"|source|sources|getty|reuters|afp|staff|correspondent|editor|author|updated|published|posted|tel|phone|fax"
    r"|newsroom|university|professor|institute|sincerely|regards|ends)\b"
)
"""What a short line without a full stop is when it is not a headline: credits, contacts, signatures, tables, tags."""

_UNIT = regex(r"min|sec|sek|dakika|мин|menit|perc|λεπτ|phút|\dm\b|\d ?'|\d:\d")
_SHORT_UNIT = regex(r"(?<=\d)(?: ?'|m\b)")
_DIGIT = regex(r"\d")
_CLOCK_TIME = regex(r"\d{1,2}(?::\d\d){1,2}")
_NUMBER = regex(r"\d|\b(?:an?|one|two|three|four|five|six|seven|eight|nine|ten)\b")
_WIDGET_LISTS = ("residue_share_prompt", "residue_comment_box", "boilerplate_newsletter", "boilerplate_related_link")

_SENTENCE_GROUPS = (".tail", ".loose_object", ".order")
"""Groups of words that make a widget's line only by what stands around them."""


@cache
def _vocabularies() -> dict[str, frozenset[str]]:
    """Return the words of ``words/boilerplate.txt`` by group."""
    source = files("seeds").joinpath("phrases", "words", "boilerplate.txt").read_text("utf-8")
    groups: dict[str, set[str]] = {}
    for phrase in parse_list("words", source):
        groups.setdefault(phrase.group.removeprefix("words."), set()).add(phrase.words)
    return {group: frozenset(known) for group, known in groups.items()}


@cache
def vocabulary(*groups: str) -> frozenset[str]:
    """Return the words of the named groups of ``words/boilerplate.txt``."""
    known = _vocabularies()
    return frozenset().union(*(known[group] for group in groups))


def words(folded: str) -> list[str]:
    """Return the words of a folded line: what has letters. Digits, marks and decoration say nothing."""
    return _WORD.findall(folded)


def is_prose(line: Line) -> bool:
    """Say whether a line is running text: long, or at least seven words with a full stop at the end."""
    folded = line.folded
    return len(folded) >= _PROSE_LENGTH or (folded.endswith(_FULL_STOPS) and folded.count(" ") >= _PROSE_SPACES)


def is_told(folded: str, *groups: str) -> bool:
    """Say whether somebody acts or speaks in a folded line, which no label, request or notice of a page tells of."""
    return not vocabulary("told", *groups).isdisjoint(words(folded))


@once
def prose_zone(doc: Document) -> tuple[int, int]:
    """Return the indices of the first and the last line of running text."""
    short, last = short_lines(doc), len(doc.lines) - 1
    first = next((at for at, index in enumerate(short) if at != index), len(short))
    below = next((at for at, index in enumerate(reversed(short)) if last - at != index), len(short))
    return first, last - below


@once
def short_lines(doc: Document) -> tuple[int, ...]:
    """Return the indices of the lines that are no running text.

    Of news as agencies send it every tenth line is one, so what looks only here costs next to nothing there.
    """
    return tuple(
        [
            index
            for index, line in enumerate(doc.lines)
            if len(folded := line.folded) < _PROSE_LENGTH
            and not (folded.endswith(_FULL_STOPS) and folded.count(" ") >= _PROSE_SPACES)
        ]
    )


def is_isolated(doc: Document, index: int, found: Container[int] = ()) -> bool:
    """Say whether a line stands among paragraphs with no other furniture directly beside it (``found``, or a widget)."""
    lines = doc.lines
    first, last = prose_zone(doc)
    if not first < index < last:
        return False
    near = (index - 1, index + 1)
    if any(other in found for other in near):
        return False
    cover = widget_cover(doc)
    return not any(
        cover.get(other, 0) * 2 >= len(lines[other].text) and not lines[other].folded.endswith(_FULL_STOPS) for other in near
    )


def is_in_list(doc: Document, index: int) -> bool:
    """Say whether a line is one of a list of names that the article prints: tracks, titles, dishes."""
    lines, entries = doc.lines, _entries(doc)
    first = last = index
    while index - first < _LONGEST_LIST and first and not lines[first].blank_before and entries[first - 1]:
        first -= 1
    while last - index < _LONGEST_LIST and last + 1 < len(lines) and not lines[last + 1].blank_before and entries[last + 1]:
        last += 1
    if last - first + 1 < _LIST_LINES:
        return False
    known = _lists(doc)
    if (first, last) not in known:
        known[first, last] = _is_list(doc, first, last)
    return known[first, last]


@once
def _lists(_: Document) -> dict[tuple[int, int], bool]:
    """Return what is known of runs of lines, by first and last line: the lines of one run are asked one after the other."""
    return {}


def _is_list(doc: Document, first: int, last: int) -> bool:
    """Say whether a run of short lines is a list of names, and not a page's."""
    run = doc.lines[first : last + 1]
    if sum([line.text.count(" ") for line in run]) + len(run) > _ENTRY_WORDS * len(run):
        return False
    if sum(map(_is_titled, run)) < _TITLED_SHARE * len(run):
        return False
    cover = widget_cover(doc)
    return sum(is_widget(line, cover.get(at, 0)) for at, line in enumerate(run, first)) * 2 <= len(run)


@once
def _entries(doc: Document) -> list[bool]:
    """Say of each line whether it may be one of a list, so that a long list is not looked at again for each of its lines."""
    return [_is_entry(line) for line in doc.lines]


def _is_titled(line: Line) -> bool:
    """Say whether a line is written as titles are: two words or more, the first and the last with a capital."""
    first, _, last = line.text.partition(" ")
    return first[:1].isupper() and last.rpartition(" ")[2][:1].isupper() and ":" not in line.text


def _is_entry(line: Line) -> bool:
    return len(line.text) <= _ENTRY_LENGTH and not line.folded.endswith((*_FULL_STOPS, ":"))


def is_wrapped(lines: tuple[Line, ...]) -> bool:
    """Say whether the text is broken by width, so that its lines are no units: many begin with a small letter."""
    small = sum(map(str.islower, [line.text[0] for line in lines]))
    return small > _WRAPPED_SHARE * len(lines)


@once
def listed(doc: Document) -> frozenset[str]:
    """Return the names of the lists of which some phrase stands in the text."""
    return frozenset([group.partition(".")[0] for group in doc.hits])


def hit_lines(doc: Document, *groups: str) -> dict[int, Spans]:
    """Return the spans of the groups' phrases by the index of the line they stand on."""
    found: dict[int, Spans] = {}
    hits, lines = doc.hits, doc.lines
    for group in groups:
        if group in hits:
            for start, end in hits[group]:
                found.setdefault(bisect_right(lines, start, key=_FIRST) - 1, []).append((start, end))
    return found


def remaining(line: Line, spans: Spans) -> list[str]:
    """Return the words of a line that lie outside of ``spans`` (offsets of the text)."""
    left, position = [], line.start
    for start, end in sorted(spans):
        left.append(line.folded[position - line.start : max(start - line.start, 0)])
        position = max(position, end)
    left.append(line.folded[position - line.start :])
    return words(" ".join(left))


def labels(doc: Document, group: str, *fillers: str) -> list[Line]:
    """Return the lines made of phrases of ``group`` and of words of the ``fillers`` vocabularies, of nothing else."""
    known = vocabulary("function", *fillers)
    return [
        line
        for index, spans in sorted(hit_lines(doc, group).items())
        if len((line := doc.lines[index]).text) <= _LABEL_LENGTH and known.issuperset(remaining(line, spans))
    ]


@once
def widget_cover(doc: Document) -> dict[int, int]:
    """Return how many characters of each line are phrases of sharing, commenting, subscribing or reading on."""
    groups = [group for group in doc.hits if group.startswith(_WIDGET_LISTS) and not group.endswith(_SENTENCE_GROUPS)]
    return {index: _covered(spans) for index, spans in hit_lines(doc, *groups).items()}


def _covered(spans: Spans) -> int:
    total = reach = 0
    for start, end in sorted(spans):
        total += max(end - max(start, reach), 0)
        reach = max(reach, end)
    return total


def is_widget(line: Line, covered: int) -> bool:
    """Say whether a line belongs to the page: half of it listed phrases, or short and of page words alone."""
    if covered * 2 >= len(line.text):
        return True
    if len(line.text) > _WIDGET_LENGTH:
        return False
    told = words(line.folded)
    return vocabulary("function", "page").issuperset(told) and not vocabulary("page").isdisjoint(told)


def is_headline_like(line: Line) -> bool:
    """Say whether a line has the shape of a headline: some words, a capital, no full stop, nothing of a credit."""
    if len(line.text) > _HEADLINE_LENGTH or line.folded.endswith(_CLOSES_TEXT):
        return False
    fewest, most = _HEADLINE_WORDS
    first = line.text.lstrip(_ARROWS)[:1]
    if not fewest <= line.folded.count(" ") + 1 <= most or not (first.isupper() or first.isdigit()):
        return False
    return not _OTHER_SHAPES.search(line.folded) and len(words(line.folded)) >= fewest


def is_read_time(folded: str) -> bool:
    """Say whether words note how long reading takes: a number, a unit of time, a word for reading, nothing else."""
    if not (_DIGIT.search(folded) or "min" in folded) or not _UNIT.search(folded) or not _NUMBER.search(folded):
        return False
    told = words(_CLOCK_TIME.sub(" min ", _SHORT_UNIT.sub(" min", folded)).replace("-", " "))
    if vocabulary("read_time_unit").isdisjoint(told) or vocabulary("read_time_read").isdisjoint(told):
        return False
    return vocabulary("function", "read_time", "read_time_unit", "read_time_read").issuperset(told)


@once
def kinds(doc: Document) -> str:
    """Return one letter a line: what it is by its shape."""
    cover: Mapping[int, int] = widget_cover(doc)
    return "".join(_kind(line, cover.get(index, 0)) for index, line in enumerate(doc.lines))


def _kind(line: Line, covered: int) -> str:
    if covered and is_widget(line, covered):
        return WIDGET
    if is_prose(line):
        return PROSE
    if is_widget(line, covered):
        return WIDGET
    return HEADLINE if is_headline_like(line) else OTHER
