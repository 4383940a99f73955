"""Find names and fixed terms whose words were replaced by near-synonyms.

What it measures   Near forms of some eight hundred well-known names (institutions, courts, treaties, papers, places) and terms,
                   in which every word is the right one or a near-synonym of it, and at least one is not the right one.
Why it matters     Rewriters that hide a copied text swap words one by one; the name is then wrong, and no edit can know which.
Known misses       Names not on the list, people's names, swaps by words that the small thesaurus lacks.
Source             Cabanac, Labbé, Magazinov: Tortured phrases (2021); Problematic Paper Screener.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from functools import cache
from importlib.resources import files
from itertools import pairwise
from typing import NamedTuple

from detectors.document import Document
from detectors.expressions import regex
from detectors.leak.genre import is_about_names, is_column
from detectors.leak.guards import is_quoted
from detectors.phrases.phrasebook import parse_list, phrasebook
from detectors.records import Finding

RULE = "leak.synonym_swap"
_SWAPS, _PAIRS, _WHOLE = "leak_swaps.", "leak_swaps.pairs", "leak_swaps.whole"
_MOST, _AROUND = 200, 90
_SMALL = frozenset({"of", "the", "and", "for", "de", "to", "a"})
_WORD = regex(r"[^\W_]+(?:[-'][^\W\d_]+)*")


_JOINED_AFTER = regex(
    r"(?:[ -]|,? (?:and|of|for|on|to)(?: the)? |, (?=[A-Z]\w+,? and ))(?!(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day\b)[A-Z]"
)
"""The name goes on; "on Sunday" is no part of one."""

_JOINED_BEFORE = regex(r"\b([A-Z][\w'\u2019-]*)(?: and)? $")
_OPENERS = frozenset({"The", "In", "At", "A", "An", "On", "For", "From", "By", "Of", "As", "But", "And"})

_CALLED_BEFORE = regex(
    r"\b(?:calls?|called|dubs|dubbed|nicknamed|christened|names|named) (?:it|him|her|them|this|that|(?:his|her|their|my|our|the) \w+) (?:the )?\Z"
)
_CALLED_AFTER = regex(
    r",? (?:is|was) (?:what|how) (?:he|she|they|we|i|(?:his|her|their|my|our|the) \w+) \w|,? (?:is|was|which is|which was) an? (?!spokes)\w|, (?:as )?(?:(?:my|our) \w+|i) (?:says?|said|calls?|called|likes? to)\b|, (?:as )?(?:he|she|they|(?:his|her|their|the) \w+) (?:calls?|called)\b"
)
"""What somebody calls a thing, and what the writer's own people say, is the name that they give it."""


class _Name(NamedTuple):
    """A name or term by its words."""

    words: tuple[str, ...]
    is_term: bool


class _Known(NamedTuple):
    """What is known: which names have two words side by side, what each word may stand for, and what is right as it is."""

    followed: dict[tuple[str, str], list[tuple[_Name, int]]]
    """Places of a name's word, by it and by the word behind it or a near-synonym of that."""

    ending: dict[tuple[str, str], list[tuple[_Name, int]]]
    """Places of a name's last word, by the word before it or a near-synonym of that, and by it."""

    meant: dict[str, frozenset[str]]
    right: frozenset[str]
    groups: frozenset[str]
    in_small_letters: frozenset[str]
    """The groups of words that terms have: in small letters no other is taken for a word of a name."""


@cache
def _known() -> _Known:
    source = files("seeds").joinpath("phrases", "words", "institutions.txt").read_text("utf-8")
    listed = parse_list("names", source)
    common = files("seeds").joinpath("phrases", "words", "swaps.txt").read_text("utf-8")
    meant: defaultdict[str, set[str]] = defaultdict(set)
    near: defaultdict[str, set[str]] = defaultdict(set)
    for phrase in (*parse_list("leak_swaps", common), *(each for group in phrasebook().phrases for each in group)):
        if phrase.group.startswith(_SWAPS) and phrase.group not in {_PAIRS, _WHOLE}:
            word = phrase.group.removeprefix(_SWAPS)
            meant[phrase.words].add(word)
            near[word].add(phrase.words)
    followed: defaultdict[tuple[str, str], list[tuple[_Name, int]]] = defaultdict(list)
    ending: defaultdict[tuple[str, str], list[tuple[_Name, int]]] = defaultdict(list)
    for phrase in listed:
        if phrase.group == "names.also":
            continue
        name = _Name(tuple(phrase.words.split()), is_term=phrase.group == "names.term")
        for place, (word, following) in enumerate(pairwise(name.words)):
            for each in (following, *near[following]):
                followed[word, each].append((name, place))
        for each in (name.words[-2], *near[name.words[-2]]):
            ending[each, name.words[-1]].append((name, len(name.words) - 1))
    right = frozenset(phrase.words for phrase in listed)
    of_terms = (word for phrase in listed if phrase.group == "names.term" for word in phrase.words.split())
    small = frozenset({_PAIRS, *map(_SWAPS.__add__, of_terms)})
    groups = frozenset({_PAIRS, *map(_SWAPS.__add__, near)})
    stands_for = {word: frozenset(group) for word, group in meant.items()}
    return _Known(dict(followed), dict(ending), stands_for, right, groups, small)


def detect(doc: Document) -> list[Finding]:
    """Return one finding for each damaged name; of overlapping ones the longest."""
    text, hits, small = doc.text, doc.hits, _known().in_small_letters
    spots = [
        (start, end, group)
        for group in _known().groups.intersection(hits)
        for start, end in hits[group]
        if group in small or text[start].isupper()
    ]
    spans = dict.fromkeys(hits.get(_WHOLE, ()), True)
    if not (spots or spans):
        return []
    for start, end, word in _single(doc, sorted(spots)[: 4 * _MOST]):
        for name, place in _candidates(doc, start, end, word):
            if span := _aligned(doc, (start, end), name, place):
                spans[span] = spans.get(span, False) or not name.is_term
    return _longest(doc, spans) if spans else []


def _single(doc: Document, spots: list[tuple[int, int, str]]) -> Iterator[tuple[int, int, str]]:
    """Yield each replacing word with the word it may stand for; a listed pair is as good as its words."""
    for start, end, group in spots:
        if group != _PAIRS:
            yield start, end, group.removeprefix(_SWAPS)
            continue
        for match in _WORD.finditer(doc.folded, start, end):
            yield from ((*match.span(), word) for word in _known().meant.get(match.group(), ()))


def _candidates(doc: Document, start: int, end: int, word: str) -> Iterator[tuple[_Name, int]]:
    """Yield the names in which ``word`` has the neighbour that ``start:end`` has; in small letters terms alone."""
    known, folded = _known(), doc.folded
    is_capital = doc.text[start].isupper()
    after = _WORD.match(folded, end + 1, end + _AROUND) if folded[end : end + 1] in {" ", "-"} else None
    if after:
        for name, place in known.followed.get((word, after.group()), ()):
            if is_capital or name.is_term:
                yield name, place
    if start > 1 and folded[start - 1] in " -":
        before = folded[max(start - _AROUND, 0) : start - 1].rpartition(" ")[2]
        for name, place in known.ending.get((before, word), ()):
            if is_capital or name.is_term:
                yield name, place


def _longest(doc: Document, spans: dict[tuple[int, int], bool]) -> list[Finding]:
    found: list[Finding] = []
    terms = len({doc.folded[start:end] for (start, end), proper in spans.items() if not proper})
    for (start, end), proper in sorted(spans.items(), key=lambda each: (each[0][0], -each[0][1]))[:_MOST]:
        if (found and start < found[-1].end) or is_quoted(doc, start, end):
            continue
        meant = _is_called(doc, start, end) or is_about_names(doc, start, end) or is_column(doc, start, end)
        found.append(doc.finding(RULE, start, end, "strong" if (proper or terms > 1) and not meant else "weak"))
    return found


def _is_called(doc: Document, start: int, end: int) -> bool:
    """Say whether somebody is said to call a thing so."""
    return (
        _CALLED_AFTER.match(doc.folded, end) is not None
        or _CALLED_BEFORE.search(doc.folded, max(start - _AROUND, 0), start) is not None
    )


def _aligned(doc: Document, spot: tuple[int, int], name: _Name, place: int) -> tuple[int, int] | None:
    """Return the span of a near form of ``name`` whose word number ``place`` is a near-synonym at ``spot``."""
    (start, end), folded, known = spot, doc.folded, _known()
    before = _before(folded, start, place)
    after = _after(folded, end, len(name.words) - place - 1)
    if before is None or after is None:
        return None
    told = [*before, (start, end), *after]
    swapped = 0
    for (first, last), right in zip(told, name.words, strict=True):
        word = folded[first:last]
        if word == right:
            continue
        if right not in known.meant.get(word, ()):
            return None
        swapped += 1
    span = told[0][0], told[-1][1]
    if not _is_damaged(doc, span, told, name, swapped) or folded[slice(*span)] in known.right:
        return None
    return span


def _is_damaged(doc: Document, span: tuple[int, int], told: list[tuple[int, int]], name: _Name, swapped: int) -> bool:
    """Say whether a near form is written as a name where it must be, and does not belong to a longer name."""
    if not name.is_term:
        return all(
            doc.text[first].isupper() or doc.folded[first:last] in _SMALL or doc.text[first].isdigit()
            for first, last in told
        ) and not _goes_on(doc.text, *span)
    return swapped > 0


def _goes_on(text: str, start: int, end: int) -> bool:
    """Say whether another capitalised word stands directly beside a span: then it is a part of another name."""
    before = _JOINED_BEFORE.search(text, max(start - 30, 0), start)
    return _JOINED_AFTER.match(text, end) is not None or (before is not None and before[1] not in _OPENERS)


def _before(folded: str, start: int, count: int) -> list[tuple[int, int]] | None:
    """Return the spans of ``count`` words directly before ``start``."""
    spans: list[tuple[int, int]] = []
    for _ in range(count):
        if start < 2 or folded[start - 1] not in " -":  # noqa: PLR2004 - a space and a letter
            return None
        last = start - 1
        first = last
        while first and (folded[first - 1].isalnum() or folded[first - 1] in "'-") and last - first < _AROUND:
            first -= 1
        if first == last:
            return None
        spans.append((first, last))
        start = first
    return spans[::-1]


def _after(folded: str, end: int, count: int) -> list[tuple[int, int]] | None:
    """Return the spans of ``count`` words directly after ``end``."""
    spans: list[tuple[int, int]] = []
    for _ in range(count):
        if folded[end : end + 1] not in (" ", "-"):
            return None
        match = _WORD.match(folded, end + 1, end + _AROUND)
        if not match:
            return None
        spans.append(match.span())
        end = match.end()
    return spans
