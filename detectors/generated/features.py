"""What the style model knows of a text: which words, word pairs and runs of three word classes it has.

Every n-gram has a slot in one table of weights, found by multiply-shift hashing; a slot counts once a text, so that a
topic's repeated words weigh no more than any other. Character n-grams, longer runs and numbers about rhythm, variety and
density were tried and add nothing on sources left out; the card of the model has the figures.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from detectors.generated.units import CLASS_BITS, MARK_CLASSES

Stream = NDArray[np.int64]

_WORD_BITS, _PAIR_BITS, _RUN_BITS = 20, 20, 18
BLOCKS = (0, 1 << _WORD_BITS, (1 << _WORD_BITS) + (1 << _PAIR_BITS))
"""Where the slots of words, of word pairs and of runs of three classes begin."""
SLOTS = BLOCKS[2] + (1 << _RUN_BITS)

_ONE, _TWO, _THREE = (np.uint64(odd) for odd in (0x9E3779B97F4A7C15, 0xC2B2AE3D27D4EB4F, 0xBF58476D1CE4E5B9))
_CLASS = (1 << CLASS_BITS) - 1

_IS_MARK = np.zeros(1 << CLASS_BITS, bool)
_IS_MARK[list(MARK_CLASSES)] = True


class Features(NamedTuple):
    """The distinct slots of a text in order, and how many of them are words, pairs and runs."""

    slots: NDArray[np.int64]
    sizes: NDArray[np.int64]


def is_word(stream: Stream) -> NDArray[np.bool_]:
    """Return for each unit whether it is a word or a number, not a mark."""
    found: NDArray[np.bool_] = ~_IS_MARK[stream & _CLASS]
    return found


def count_words(stream: Stream) -> int:
    """Return how many units are words or numbers."""
    return int(np.count_nonzero(is_word(stream)))


def features(stream: Stream) -> Features:
    """Return the distinct slots of a text."""
    words, classes = (stream >> CLASS_BITS).astype(np.uint64), (stream & _CLASS).astype(np.uint64)
    first = words * _ONE
    single = first >> np.uint64(64 - _WORD_BITS)
    pairs = (first[:-1] + words[1:] * _TWO) >> np.uint64(64 - _PAIR_BITS)
    runs = classes[:-2] << np.uint64(2 * CLASS_BITS) | classes[1:-1] << np.uint64(CLASS_BITS) | classes[2:]
    runs = (runs * _THREE) >> np.uint64(64 - _RUN_BITS)
    every = np.concatenate((single, pairs + np.uint64(BLOCKS[1]), runs + np.uint64(BLOCKS[2]))).astype(np.int32)
    every.sort()
    new = np.empty(len(every), bool)
    new[:1] = True
    np.not_equal(every[1:], every[:-1], out=new[1:])
    distinct = every[new].astype(np.int64)
    return Features(distinct, np.diff(np.searchsorted(distinct, (*BLOCKS, SLOTS))))
