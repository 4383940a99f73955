"""Fingerprints of texts, by which copies and rewrites of one story are found without comparing every text with every other.

Two of them, because a copy and a rewrite keep different things:

- **MinHash** over runs of five words: 112 hashes in 14 bands of 8 (Broder 1997; the setting of FineWeb and datatrove).
  Two texts agree in about as many hashes as they share runs of words.
- **Rare words**: the names, the numbers and the words that are not among the few thousand everybody knows (the list of
  Dale and Chall, as textstat ships it). A rewrite changes nearly every run of words and keeps most of these.

Everything follows from the text alone, so that a fingerprint never has to be made again. It is NumPy of our own rather
than a package: the hashes are stored, so they must not change with anybody's release.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from hashlib import blake2b
from typing import Any, NamedTuple

import numpy as np

from detectors.tokens.syllables import easy_words

RECIPE = 1
"""To be raised with every change here: what was stored by another recipe is made again."""

BANDS, ROWS, RUN = 14, 8, 5
HASHES = BANDS * ROWS

_WORD = re.compile(r"[^\W_]+(?:[.,]\d+)*")
_SHORTEST = 3
_LONGEST_KEPT = 40
_MOST_WORDS = 500_000  # distinct words kept at hand; some 60 MB

Hashes = np.ndarray[Any, np.dtype[np.uint64]]


class Fingerprints(NamedTuple):
    """The fingerprints of some texts, row by row."""

    bands: Hashes
    """One hash per band; texts that share one are likely to be near-copies. Zero where a text has no words."""
    minhash: np.ndarray[Any, np.dtype[np.uint16]]
    """The 112 hashes, cut to 16 bits: enough to count in how many two texts agree."""
    rare: list[np.ndarray[Any, np.dtype[np.uint32]]]
    """Distinct hashes of the rare words, ascending."""


class _Words(dict[str, int]):
    """The hash of every word seen so far; the lowest bit says that it is a rare one."""

    def __missing__(self, word: str) -> int:
        if len(self) > _MOST_WORDS:
            self.clear()
        made = int.from_bytes(blake2b(word.encode(), digest_size=8).digest(), "big")
        made = made | 1 if _is_rare(word) else made & ~1
        if len(word) <= _LONGEST_KEPT:
            self[word] = made
        return made


_WORDS = _Words()


def _is_rare(word: str) -> bool:
    return word[0].isdigit() or (len(word) >= _SHORTEST and word not in easy_words())


def _splitmix(count: int) -> Hashes:
    """Return fixed odd multipliers without a pattern (SplitMix64, Steele and others 2014)."""
    with np.errstate(over="ignore"):
        state = np.arange(1, count + 1, dtype=np.uint64) * np.uint64(0x9E3779B97F4A7C15)
        return _mixed(state) | np.uint64(1)


def _mixed(values: Hashes) -> Hashes:
    """Return the values with every bit depending on every other."""
    values = (values ^ (values >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    values = (values ^ (values >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return values ^ (values >> np.uint64(31))


_KEYS = _splitmix(RUN + 2 * HASHES + ROWS)
_RUN_KEYS, _FACTORS, _OFFSETS, _ROW_KEYS = np.split(_KEYS, [RUN, RUN + HASHES, RUN + 2 * HASHES])


def fingerprints(texts: Sequence[str]) -> Fingerprints:
    """Return the fingerprints of ``texts``; a few hundred at a time keep it in the processor's cache."""
    words = [_hashed(text) for text in texts]
    least = np.full((len(texts), HASHES), 0, np.uint64)
    filled = np.array([len(each) > 0 for each in words], bool)
    if filled.any():
        least[filled] = _least([each for each in words if len(each)])
    bands = _mixed((least.reshape(-1, BANDS, ROWS) * _ROW_KEYS).sum(axis=2) + np.arange(1, BANDS + 1, dtype=np.uint64))
    bands[~filled] = 0
    rare = [np.unique((each[(each & np.uint64(1)) == 1] >> np.uint64(32)).astype(np.uint32)) for each in words]
    return Fingerprints(bands, least.astype(np.uint16), rare)


def _hashed(text: str) -> Hashes:
    """Return the hash of every word, in order; 1,000 and 1000 are one number."""
    found = _WORD.findall(text.lower())
    return np.fromiter((_WORDS[word.replace(",", "")] for word in found), np.uint64, len(found))


def _least(words: Sequence[Hashes]) -> Hashes:
    """Return the least value of each hash over the runs of words of each text; a shorter text is one run."""
    padded = [np.pad(each, (0, max(0, RUN - len(each)))) for each in words]
    line = np.concatenate(padded)
    size = len(line) - RUN + 1
    runs = _mixed(sum((line[k : k + size] * key for k, key in enumerate(_RUN_KEYS)), np.zeros(size, np.uint64)))
    ends = np.cumsum([len(each) for each in padded])
    inside = np.ones(len(line), bool)
    for back in range(1, RUN):
        inside[ends - back] = False  # these would run into the next text
    runs = runs[inside[:size]]
    starts = np.concatenate([[0], np.cumsum([len(each) - RUN + 1 for each in padded])[:-1]])
    columns = [np.minimum.reduceat((runs * a + b) >> np.uint64(32), starts) for a, b in zip(_FACTORS, _OFFSETS, strict=True)]
    return np.stack(columns, axis=1)
