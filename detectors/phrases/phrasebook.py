r"""Every phrase of every list, found in one pass over the text.

A list is a file in ``seeds/phrases``: one phrase a line, ``#`` starts a comment, ``[name]`` starts a group. A phrase
that begins with ``^`` counts only at the start of a line, one that ends with ``$`` only at the end of one, one that begins
with ``~`` also inside a word; ``\`` takes the meaning from a leading ``#``, ``[``, ``^`` or ``~``. Phrases are written in lower case with straight quotes and match the
folded text at word boundaries. The group of a phrase is ``file`` or ``file.name``.

All lists together are looked for by :mod:`~detectors.phrases.anchors`, in many texts at once (``phrase_places``); the few phrases
that have no anchor by an Aho-Corasick automaton, in texts with a token that has a part of one. A regular expression a phrase costs 10 ms (measured on 400 phrases and news of 384 words),
an automaton of all phrases 60 µs, hence one book for all detectors (``bench/throughput.py``, see ``find_together``).
"""

from __future__ import annotations

from functools import cache
from importlib.resources import files
from operator import attrgetter
from typing import NamedTuple

from ahocorasick_rs import AhoCorasick, Implementation

from detectors.phrases.anchors import Anchors


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
    parts: AhoCorasick
    """Finds the longest part between white space of each of these: whatever token has none has no such phrase."""


Hits = dict[str, list[tuple[int, int]]]
"""Spans in the folded text by group, in order of their end."""


def parse_list(name: str, source: str) -> list[Phrase]:
    """Return the phrases of one list file."""
    group, phrases = name, []
    for raw in source.splitlines():
        line = raw.strip()
        first = line[:1]
        if first in {"", "#"}:
            continue
        if first == "[" and line.endswith("]"):
            group = f"{name}.{line[1:-1]}"
            continue
        opens, closes, in_word = first == "^", line.endswith("$"), first == "~"
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
        [any(map(attrgetter("in_word"), told)) for told in phrases],
        [all(map(attrgetter("opens_line"), told)) for told in phrases],
    )
    without = [wordings[number] for number in anchors.without]
    others, parts = (
        AhoCorasick(told, implementation=Implementation.DFA)
        for told in (without, sorted({max(wording.split(), key=len) for wording in without}))
    )
    return Phrasebook(phrases, wordings, anchors, others, parts)
