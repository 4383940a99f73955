"""What the style model knows of a text: its words, word pairs and runs of three word classes, how its clauses open, its rhythm.

Every n-gram has a slot in one table of weights, found by multiply-shift hashing; a slot counts once a text, so that a
topic's repeated words weigh no more than any other. An opening is what stands behind a stop or a comma: a word, two, and three.
Rhythm is how long a sentence is, and how long the next one, in steps. Character n-grams, longer runs and numbers about
variety and density were tried and add nothing on sources left out; the card of the model has the figures.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from detectors.generated.units import CLASS_BITS, COMMA_CLASSES, MARK_CLASSES, STOP_CLASSES, Stream
from detectors.stretches import Bounds, bounds_of, owners_of, sort_each

_WORD_BITS, _PAIR_BITS, _RUN_BITS, _OPENING_BITS, _STEP_BITS = 20, 20, 18, 20, 4
_FIRSTS = np.cumsum((0, 1 << _WORD_BITS, 1 << _PAIR_BITS, 1 << _RUN_BITS, 1 << _OPENING_BITS, 1 << 2 * _STEP_BITS)).tolist()
BLOCKS, SLOTS = tuple(_FIRSTS[:-1]), _FIRSTS[-1]
"""Where the slots of words, word pairs, runs of three classes, openings and rhythm begin, and where all end."""
_STARTS, _NONE = np.array(BLOCKS, np.int32), SLOTS

_ONE, _TWO, _THREE = (np.uint64(odd) for odd in (0x9E3779B97F4A7C15, 0xC2B2AE3D27D4EB4F, 0xBF58476D1CE4E5B9))
_BEHIND = (np.uint64(0x94D049BB133111EB), np.uint64(0xBD6DDB0B9933345D))
_CLASS = (1 << CLASS_BITS) - 1
_LENGTHS = (5, 8, 10, 12, 14, 16, 18, 20, 22, 24, 27, 30, 34, 40)
"""Steps of the length of a sentence, in words."""


def _among(classes: Sequence[int]) -> NDArray[np.bool_]:
    among = np.zeros(1 << CLASS_BITS, np.bool_)
    among[list(classes)] = True
    return among


_IS_MARK, _IS_STOP, _OPENS = (_among(of) for of in (MARK_CLASSES, STOP_CLASSES, STOP_CLASSES + COMMA_CLASSES))


class Features(NamedTuple):
    """The distinct slots of a text in order, and how many of them are of each block."""

    slots: NDArray[np.int64]
    sizes: NDArray[np.int64]


class Slots(NamedTuple):
    """The distinct slots of each of some texts in order, text by text."""

    slots: NDArray[np.int32]
    bounds: Bounds
    """Where each block of each text begins, those of a text behind one another."""


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
    words, kinds = (stream >> CLASS_BITS).view(np.uint64), stream & _CLASS
    classes = kinds.view(np.uint64)
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
    openings, openers = _openings(words, kinds, bounds, pairs)
    rhythm, speakers = _rhythm(kinds, bounds)
    owners = np.concatenate((openers, speakers))
    slots = np.insert(every.ravel(), 3 * bounds[1:].take(owners), np.concatenate((openings, rhythm)))
    return _distinct(slots, 3 * bounds + bounds_of(np.bincount(owners, minlength=len(bounds) - 1)))


def _openings(
    words: NDArray[np.uint64], kinds: NDArray[np.int64], bounds: Bounds, pairs: NDArray[np.uint64]
) -> tuple[NDArray[np.int32], Bounds]:
    """Return the slots of what stands behind stops and behind commas, and whose each is."""
    places = _OPENS.take(kinds).nonzero()[0]
    owners = owners_of(places, bounds)
    whole = places + 3 < bounds.take(owners + 1)
    places, owners = places[whole], owners[whole]
    one, two = words.take(places + 1) * _ONE, pairs.take(places + 1)
    three = two + words.take(places + 3) * _THREE
    behind = np.where(_IS_STOP.take(kinds.take(places)), *_BEHIND)
    found = np.concatenate((one * behind, two * behind, three * behind)) >> np.uint64(64 - _OPENING_BITS)
    return found.astype(np.int32) + np.int32(BLOCKS[3]), np.tile(owners, 3)


def _rhythm(kinds: NDArray[np.int64], bounds: Bounds) -> tuple[NDArray[np.int32], Bounds]:
    """Return the slots of the lengths of sentences and of those of two together, and whose each is."""
    stops, marks = (among.take(kinds).nonzero()[0] for among in (_IS_STOP, _IS_MARK))
    owners = owners_of(stops, bounds)
    begins = np.maximum(np.concatenate(([0], stops[:-1] + 1))[: len(stops)], bounds.take(owners))
    between = marks.searchsorted(stops) - marks.searchsorted(begins)
    steps = np.searchsorted(_LENGTHS, stops - begins - between) + 1
    together = owners[1:] == owners[:-1]
    two = (steps[:-1] << _STEP_BITS | steps[1:])[together]
    found = np.concatenate((steps, two)).astype(np.int32) + np.int32(BLOCKS[4])
    return found, np.concatenate((owners, owners[1:][together]))


def _distinct(slots: NDArray[np.int32], ends: Bounds) -> Slots:
    """Return the distinct slots of each of the texts whose slots have these bounds; they are sorted in place."""
    sort_each(slots, ends[:-1], ends[1:])
    new = np.ones(len(slots), np.bool_)
    np.not_equal(slots[1:], slots[:-1], out=new[1:])
    new[ends[:-1][ends[1:] > ends[:-1]]] = True
    new[slots == _NONE] = False
    places = new.nonzero()[0]
    slots, ends = slots.take(places), places.searchsorted(ends)
    starts = [first + slots[first:last].searchsorted(_STARTS) for first, last in pairwise(ends.tolist())]
    return Slots(slots, np.append(np.array(starts, np.intp).ravel(), len(slots)))
