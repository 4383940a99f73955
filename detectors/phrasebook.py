r"""Every phrase of every list, found in one pass over the text.

A list is a file in ``seeds/phrases``: one phrase a line, ``#`` starts a comment, ``[name]`` starts a group. A phrase
that begins with ``^`` counts only at the start of a line, one that ends with ``$`` only at the end of one, one that begins
with ``~`` also inside a word; ``\`` takes the meaning from a leading ``#``, ``[``, ``^`` or ``~``. Phrases are written in lower case with straight quotes and match the
folded text at word boundaries. The group of a phrase is ``file`` or ``file.name``.

All lists together are looked for by :mod:`~detectors.anchors`, in many texts at once; the few phrases that have no anchor
by an Aho-Corasick automaton. A regular expression a phrase costs 10 ms (measured on 400 phrases and news of 384 words),
an automaton of all phrases 60 µs, hence one book for all detectors (``bench/throughput.py``, see ``find_together``).
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from functools import cache
from importlib.resources import files
from itertools import accumulate
from typing import NamedTuple

from ahocorasick_rs import AhoCorasick, Implementation

from detectors.anchors import Anchors, words_of
from detectors.splitting import together


class Phrase(NamedTuple):
    """One line of a list."""

    group: str
    words: str
    opens_line: bool
    closes_line: bool
    in_word: bool = False


class Phrasebook(NamedTuple):
    """All phrases by number, those of one wording together, and what finds them."""

    phrases: tuple[tuple[Phrase, ...], ...]
    wordings: tuple[str, ...]
    anchors: Anchors
    others: AhoCorasick
    """Finds the phrases without anchor, in their order."""


Hits = dict[str, list[tuple[int, int]]]
"""Spans in the folded text by group, in order of their end."""


def parse_list(name: str, source: str) -> list[Phrase]:
    """Return the phrases of one list file."""
    group, phrases = name, []
    for raw in source.splitlines():
        line = raw.strip()
        if not line or line.startswith("#"):
            continue
        if line.startswith("[") and line.endswith("]"):
            group = f"{name}.{line[1:-1]}"
            continue
        opens, closes, in_word = line.startswith("^"), line.endswith("$"), line.startswith("~")
        words = line[opens or in_word : len(line) - closes].removeprefix("\\")
        phrases.append(Phrase(group, words, opens, closes, in_word))
    return phrases


@cache
def phrasebook() -> Phrasebook:
    """Return the book of all shipped lists."""
    by_words: dict[str, list[Phrase]] = {}
    for path in sorted(files("seeds").joinpath("phrases").iterdir(), key=lambda path: path.name):
        if path.name.endswith(".txt"):
            for phrase in parse_list(path.name.removesuffix(".txt"), path.read_text("utf-8")):
                by_words.setdefault(phrase.words, []).append(phrase)
    wordings, phrases = tuple(by_words), tuple(map(tuple, by_words.values()))
    anchors = Anchors(
        wordings,
        [any(phrase.in_word for phrase in told) for told in phrases],
        [all(phrase.opens_line for phrase in told) for told in phrases],
    )
    others = AhoCorasick([wordings[number] for number in anchors.without], implementation=Implementation.DFA)
    return Phrasebook(phrases, wordings, anchors, others)


def find_all(texts: Sequence[str]) -> list[Hits]:
    """Return the spans of all phrases in each of some folded texts (code points), by group; together is twice as quick."""
    found: list[Hits] = [{} for _ in texts]
    for places in together(texts):
        for place, hits in zip(places, _found([texts[place] for place in places]), strict=True):
            found[place] = hits
    return found


def _found(texts: Sequence[str]) -> list[Hits]:
    """Return the same, looking at all texts as one: no phrase has a line break."""
    phrases, joined = phrasebook().phrases, "\n".join(texts)
    hits: list[Hits] = [{} for _ in texts]
    firsts = list(accumulate((len(text) + 1 for text in texts), initial=0))
    for end, start, number in _spans(joined):
        cuts_word = (joined[start - 1 : start].isalnum() and joined[start].isalnum()) or (
            joined[end : end + 1].isalnum() and joined[end - 1].isalnum()
        )
        for phrase in phrases[number]:
            if cuts_word and not phrase.in_word:
                continue
            if phrase.opens_line and not _opens_line(joined, start):
                continue
            if phrase.closes_line and not _closes_line(joined, end):
                continue
            place = bisect_right(firsts, start) - 1
            hits[place].setdefault(phrase.group, []).append((start - firsts[place], end - firsts[place]))
    return hits


def _spans(text: str) -> list[tuple[int, int, int]]:
    """Return end and start of every wording in a text, and its number, in order."""
    _, wordings, anchors, others = phrasebook()
    places = [(wordings[number], start, number) for number, start in anchors.places(words_of(text))]
    found = [(start + len(told), start, number) for told, start, number in places if text.startswith(told, start)]
    marks = others.find_matches_as_indexes(text, overlapping=True)
    return sorted(found + [(end, start, anchors.without[index]) for index, start, end in marks])


def _opens_line(text: str, start: int) -> bool:
    """Look back over white space only: to the line's start would take quadratic time on a long line of phrases."""
    while start and text[start - 1] != "\n" and text[start - 1].isspace():
        start -= 1
    return not start or text[start - 1] == "\n"


def _closes_line(text: str, end: int) -> bool:
    while end < len(text) and text[end] != "\n" and text[end].isspace():
        end += 1
    return end == len(text) or text[end] == "\n"
