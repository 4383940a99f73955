"""What the style model knows of a text: which words, word pairs and runs of three word classes it has.

Every n-gram has a slot in one table of weights, found by multiply-shift hashing; a slot counts once a text, so that a
topic's repeated words weigh no more than any other. Character n-grams, longer runs and numbers about rhythm, variety and
density were tried and add nothing on sources left out; the card of the model has the figures.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from detectors.generated.units import CLASS_BITS, MARK_CLASSES, Stream
from detectors.stretches import Bounds, bounds_of, sort_each, sums

_WORD_BITS, _PAIR_BITS, _RUN_BITS = 20, 20, 18
BLOCKS = (0, 1 << _WORD_BITS, (1 << _WORD_BITS) + (1 << _PAIR_BITS))
"""Where the slots of words, of word pairs and of runs of three classes begin."""
SLOTS = BLOCKS[2] + (1 << _RUN_BITS)
_NONE = SLOTS

_ONE, _TWO, _THREE = (np.uint64(odd) for odd in (0x9E3779B97F4A7C15, 0xC2B2AE3D27D4EB4F, 0xBF58476D1CE4E5B9))
_CLASS = (1 << CLASS_BITS) - 1

_IS_MARK = np.zeros(1 << CLASS_BITS, bool)
_IS_MARK[list(MARK_CLASSES)] = True


class Features(NamedTuple):
    """The distinct slots of a text in order, and how many of them are words, pairs and runs."""

    slots: NDArray[np.int64]
    sizes: NDArray[np.int64]


class Slots(NamedTuple):
    """The distinct slots of each of some texts in order, text by text."""

    slots: NDArray[np.int32]
    bounds: Bounds
    """Where the words, pairs and runs of each text begin, those of a text behind one another: three a text."""


def is_word(stream: Stream) -> NDArray[np.bool_]:
    """Return for each unit whether it is a word or a number, not a mark."""
    found: NDArray[np.bool_] = ~_IS_MARK[stream & _CLASS]
    return found


def count_words(stream: Stream) -> int:
    """Return how many units are words or numbers."""
    return int(np.count_nonzero(is_word(stream)))


def features(stream: Stream) -> Features:
    """Return the distinct slots of a text."""
    slots, bounds = features_of(stream, np.array([0, len(stream)]))
    return Features(slots.astype(np.int64), np.diff(bounds))


def features_of(stream: Stream, bounds: Bounds) -> Slots:
    """Return the distinct slots of each of the texts whose units have these bounds."""
    words, classes = (stream >> CLASS_BITS).astype(np.uint64), (stream & _CLASS).astype(np.uint64)
    every = np.zeros((len(stream), 3), np.int32)
    first = words * _ONE
    every[:, 0] = first >> np.uint64(64 - _WORD_BITS)
    pairs = first[:-1] + words[1:] * _TWO
    every[:-1, 1] = (pairs >> np.uint64(64 - _PAIR_BITS)) + np.uint64(BLOCKS[1])
    runs = classes[:-2] << np.uint64(2 * CLASS_BITS) | classes[1:-1] << np.uint64(CLASS_BITS) | classes[2:]
    every[:-2, 2] = ((runs * _THREE) >> np.uint64(64 - _RUN_BITS)) + np.uint64(BLOCKS[2])
    # No pair begins with the last unit of a text, and no run with the last two.
    filled = bounds[1:][bounds[1:] > bounds[:-1]]
    every[filled - 1, 1:] = _NONE
    long = bounds[1:][bounds[1:] > bounds[:-1] + 1]
    every[long - 2, 2] = _NONE
    slots = every.ravel()
    sort_each(slots, 3 * bounds[:-1], 3 * bounds[1:])
    new = np.ones(len(slots), np.bool_)
    np.not_equal(slots[1:], slots[:-1], out=new[1:])
    new[3 * bounds[:-1][bounds[1:] > bounds[:-1]]] = True
    new[slots == _NONE] = False
    ends = bounds_of(new).take(3 * bounds)
    slots = slots[new]
    pairs_on, runs_on = (sums(slots >= first, ends) for first in BLOCKS[1:])
    sizes = np.array((np.diff(ends) - pairs_on, pairs_on - runs_on, runs_on)).T
    return Slots(slots, bounds_of(sizes.ravel()))
