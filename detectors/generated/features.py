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
from detectors.stretches import Bounds, sort_each, sums

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
    """The slots of some texts: the words of all of them, then the pairs, then the runs; those of each text in order."""

    slots: NDArray[np.int32]
    new: NDArray[np.bool_]
    """Which of them count: not those that a text has already."""
    bounds: Bounds
    """Where the words of each text begin, then the pairs of each, then the runs."""


def is_word(stream: Stream) -> NDArray[np.bool_]:
    """Return for each unit whether it is a word or a number, not a mark."""
    found: NDArray[np.bool_] = ~_IS_MARK[stream & _CLASS]
    return found


def count_words(stream: Stream) -> int:
    """Return how many units are words or numbers."""
    return int(np.count_nonzero(is_word(stream)))


def features(stream: Stream) -> Features:
    """Return the distinct slots of a text."""
    found = features_of(stream, np.array([0, len(stream)]))
    return Features(found.slots[found.new].astype(np.int64), sums(found.new, found.bounds))


def features_of(stream: Stream, bounds: Bounds) -> Slots:
    """Return the slots of each of the texts whose units have these bounds."""
    slots = _in_reading_order(stream, bounds).ravel()
    size = len(stream)
    bounds = np.concatenate((bounds, bounds[1:] + size, bounds[1:] + 2 * size))
    sort_each(slots, bounds[:-1], bounds[1:])
    new = np.ones(len(slots), np.bool_)
    np.not_equal(slots[1:], slots[:-1], out=new[1:])
    new[bounds[:-1][bounds[1:] > bounds[:-1]]] = True
    new &= slots != _NONE
    return Slots(slots, new, bounds)


def _in_reading_order(stream: Stream, bounds: Bounds) -> NDArray[np.int32]:
    """Return the slots of the word, the pair and the run that begin with each unit, a row of each."""
    words, classes = (stream >> CLASS_BITS).view(np.uint64), (stream & _CLASS).view(np.uint64)
    slots = np.empty((3, len(stream)), np.int32)
    mixed = words * _ONE
    slots[0] = mixed >> np.uint64(64 - _WORD_BITS)
    mixed[:-1] += words[1:] * _TWO
    slots[1] = mixed >> np.uint64(64 - _PAIR_BITS)
    runs = classes[:-2] << np.uint64(2 * CLASS_BITS) | classes[1:-1] << np.uint64(CLASS_BITS) | classes[2:]
    slots[2, :-2] = (runs * _THREE) >> np.uint64(64 - _RUN_BITS)
    slots[1:] += np.array(BLOCKS[1:], np.int32)[:, None]
    # No pair begins with the last unit of a text, and no run with the last two.
    slots[1:, bounds[1:][bounds[1:] > bounds[:-1]] - 1] = _NONE
    slots[2, bounds[1:][bounds[1:] > bounds[:-1] + 1] - 2] = _NONE
    return slots
