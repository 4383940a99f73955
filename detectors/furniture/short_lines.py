"""Tell the lines of a page's furniture from the lines of an article: what several detectors ask of a line.

Three questions, all about whole lines. Is it running text? Which phrases stand on it, and what else? Is it a widget of
the page? The vocabularies are ``seeds/phrases/words/boilerplate.txt``: a line made of a
kind's words alone is of that kind in whatever order a site puts them, so that no list of whole labels is needed.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Container, Iterable
from functools import cache, lru_cache
from importlib.resources import files

from detectors.characters import EMOJI, without_emoji
from detectors.document import Document, Line, of_text
from detectors.expressions import regex
from detectors.phrases.phrasebook import parse_list, phrasebook

_KEPT_LINES = 1 << 13
"""Lines whose words or shape are kept: several rules ask for them, and pages of an outlet share many."""

Spans = list[tuple[int, int]]

SHORT_LINE = "short_line"
"""The sign of a text with a line that is no running text."""

_WORD = regex(r"[^\W\d_]+(?:['.-][^\W\d_]+)*|&")
FULL_STOPS = (".", "!", "?", '."', '!"', '?"', ".'", ".)", "…")

_WRAPPED_SHARE, _PROSE_LENGTH = 0.2, 160
_PROSE_SPACES = 6
_FEWEST_PROSE, _NOTICE_LINES = 3, 8
_LABEL_LENGTH = 160
WIDGET_LENGTH = 90
WIDGET_LISTS = (
    "residue_share_prompt",
    "residue_comment_box",
    "boilerplate_newsletter",
    "boilerplate_related_link",
    "boilerplate_ad_label",
    "boilerplate_copyright.reserved",
    "boilerplate_copyright.sure",
)
_NOTICES = (
    "residue_comment_box.notice",
    "residue_comment_box.closed",
    "boilerplate_newsletter.plain",
    "boilerplate_copyright.reserved",
    "boilerplate_copyright.sure",
    "boilerplate_copyright.feed",
    "boilerplate_consent.sure",
    "boilerplate_app_prompt.sure",
    "boilerplate_paywall.sure",
)
"""Groups of phrases of which one makes a sentence the page's, where it stands at an end of the text."""

LABEL_WORDS = ("function", "related_link", "link_core", "link_request", "link_small")
"""The vocabularies of which all words of a link's label come."""

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


def words(folded: str) -> tuple[str, ...]:
    """Return the words of a folded line: what has letters. Digits, marks and decoration say nothing."""
    return _words_of_short(folded) if len(folded) <= _LABEL_LENGTH else tuple(_WORD.findall(folded))


@lru_cache(maxsize=_KEPT_LINES)
def _words_of_short(folded: str) -> tuple[str, ...]:
    return tuple(_WORD.findall(folded))


def is_prose(line: Line) -> bool:
    """Say whether a line is running text: long, or at least seven words with a full stop at the end."""
    folded = line.folded
    if len(folded) >= _PROSE_LENGTH:
        return True
    return folded.count(" ") >= _PROSE_SPACES and (folded.endswith(FULL_STOPS) or without_emoji(folded).endswith(FULL_STOPS))


def is_told(folded: str, *groups: str) -> bool:
    """Say whether somebody acts or speaks in a folded line, which no label, request or notice of a page tells of."""
    return not vocabulary("told", *groups).isdisjoint(words(folded))


@of_text
def prose_zone(doc: Document) -> tuple[int, int]:
    """Return the indices of the first and the last line of running text; sentences of the page around it are none."""
    short, last = short_lines(doc), len(doc.lines) - 1
    if not short:
        return 0, last
    first = next((at for at, index in enumerate(short) if at != index), len(short))
    last -= next((at for at, index in enumerate(reversed(short)) if last - at != index), len(short))
    if last - first < _FEWEST_PROSE:
        return first, last
    skipped, noticed = frozenset(short), hit_lines(doc, *_NOTICES).keys()
    return _inner(doc, first, 1, skipped, noticed), _inner(doc, last, -1, skipped, noticed)


def _inner(doc: Document, index: int, step: int, short: Container[int], noticed: Container[int]) -> int:
    """Return the next line of running text from ``index`` on that no page says of itself; ``index`` if there is none near."""
    lines = doc.lines
    for at in range(index, min(max(index + step * _NOTICE_LINES, 0), len(lines) - 1), step):
        if at in short or at in noticed:
            continue
        if len(lines[at].text) > WIDGET_LENGTH or not is_widget(lines[at], widget_cover(doc).get(at, 0)):
            return at
    return index


@of_text
def short_lines(doc: Document) -> tuple[int, ...]:
    """Return the indices of the lines that are no running text.

    Of news as agencies send it every tenth line is one, so what looks only here costs next to nothing there.
    """
    lines = doc.lines
    short = [
        index
        for index, line in enumerate(lines)
        if len(folded := line.folded) < _PROSE_LENGTH
        and (folded.count(" ") < _PROSE_SPACES or not folded.endswith(FULL_STOPS))
    ]
    if short and doc.unusual and EMOJI.search(doc.unusual):
        short = [index for index in short if not is_prose(lines[index])]
    return tuple(short)


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
        cover.get(other, 0) * 2 >= len(lines[other].text) and not lines[other].folded.endswith(FULL_STOPS) for other in near
    )


@of_text
def is_wrapped(doc: Document) -> bool:
    """Say whether the text is broken by width, so that its lines are no units: many begin with a small letter."""
    small = sum(map(str.islower, [line.text[0] for line in doc.lines]))
    return small > _WRAPPED_SHARE * len(doc.lines)


def listed(doc: Document) -> frozenset[str]:
    """Return what holds, among other signs, the names of the lists of which some phrase stands in the text."""
    return doc.signs


def hit_lines(doc: Document, *groups: str) -> dict[int, Spans]:
    """Return the spans of the groups' phrases by the index of the line they stand on."""
    hits, starts = doc.hits, doc.line_starts
    found: dict[int, Spans] = {}
    for group in groups:
        if group in hits:
            for span in hits[group]:
                found.setdefault(bisect_right(starts, span[0]) - 1, []).append(span)
    return found


def lines_having(doc: Document, text: str, parts: Iterable[str]) -> set[int]:
    """Return the indices of the lines in which any of these parts stands, in the text or in what stands for it."""
    lines = doc.lines
    found: set[int] = set()
    for part in parts:
        at = text.find(part)
        while at >= 0:
            index = doc.line_at(at)
            if index >= 0:
                found.add(index)
            # Behind the line, or behind the part where it stands before its line's first word.
            at = text.find(part, max(lines[index].end if index >= 0 else 0, at + 1))
    return found


def remaining(line: Line, spans: Spans) -> tuple[str, ...]:
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


@of_text
def widget_cover(doc: Document) -> dict[int, int]:
    """Return how many characters of each line are phrases of sharing, commenting, subscribing or reading on."""
    return {index: _covered(spans) for index, spans in hit_lines(doc, *_widget_groups().intersection(doc.hits)).items()}


@cache
def _widget_groups() -> frozenset[str]:
    groups = {phrase.group for phrases in phrasebook().phrases for phrase in phrases}
    return frozenset(each for each in groups if each.startswith(WIDGET_LISTS) and not each.endswith(_SENTENCE_GROUPS))


@of_text
def covered_widgets(doc: Document) -> tuple[int, ...]:
    """Return the indices of the lines with such phrases that belong to the page."""
    hits, lines, starts = doc.hits, doc.lines, doc.line_starts
    spans = [span for group in _widget_groups().intersection(hits) for span in hits[group]]
    # A line of a page is short, or the phrases are half of it: no paragraph is when all of them together are not.
    most = max(2 * sum([end - start for start, end in spans]), WIDGET_LENGTH)
    near = {at for start, _ in spans if len(lines[at := bisect_right(starts, start) - 1].text) <= most}
    return tuple([index for index in near if is_widget(lines[index], widget_cover(doc)[index])])


def _covered(spans: Spans) -> int:
    if len(spans) == 1:
        return spans[0][1] - spans[0][0]
    total = reach = 0
    for start, end in sorted(spans):
        total += max(end - max(start, reach), 0)
        reach = max(reach, end)
    return total


def is_widget(line: Line, covered: int) -> bool:
    """Say whether a line belongs to the page: half of it listed phrases, or short and of page words alone."""
    if covered * 2 >= len(line.text):
        return True
    if len(line.text) > WIDGET_LENGTH:
        return False
    told = words(line.folded)
    return vocabulary("function", "page").issuperset(told) and not vocabulary("page").isdisjoint(told)
