"""What the style model knows of a text: its words, word pairs and runs of three word classes, how its clauses open, its rhythm.

Every n-gram has a slot in one table of weights, found by multiply-shift hashing; a slot counts once a text, so that a
topic's repeated words weigh no more than any other. An opening is what stands behind a stop or a comma: a word, two, and three.
Rhythm is how long a sentence is, and how long the next one, in steps; and how long a clause is up to its stop or comma, that
one, and two and three of them. Character n-grams, longer runs and numbers about variety and density were tried and add
nothing on sources left out; the card of the model has the figures.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from detectors.generated.units import CLASS_BITS, COMMA_CLASSES, MARK_CLASSES, STOP_CLASSES, Stream
from detectors.stretches import Bounds, bounds_of, owners_of, sort_each, sums

_WORD_BITS, _PAIR_BITS, _RUN_BITS, _OPENING_BITS, _SENTENCE_BITS, _CLAUSE_BITS = 20, 20, 18, 20, 4, 6
_ALL_BITS = (_WORD_BITS, _PAIR_BITS, _RUN_BITS, _OPENING_BITS, 2 * _SENTENCE_BITS, 3 * _CLAUSE_BITS)
_FIRSTS = np.cumsum([0, *(1 << bits for bits in _ALL_BITS)]).tolist()
BLOCKS, SLOTS = tuple(_FIRSTS[:-1]), _FIRSTS[-1]
"""Where the slots of words, word pairs, runs of three classes, openings, sentences and clauses begin, and where all end."""
_NONE = SLOTS

_ONE, _TWO, _THREE = (np.uint64(odd) for odd in (0x9E3779B97F4A7C15, 0xC2B2AE3D27D4EB4F, 0xBF58476D1CE4E5B9))
_BEHIND = (np.uint64(0x94D049BB133111EB), np.uint64(0xBD6DDB0B9933345D))
_CLASS = (1 << CLASS_BITS) - 1
_OF_SENTENCES, _OF_CLAUSES = (5, 8, 10, 12, 14, 16, 18, 20, 22, 24, 27, 30, 34, 40), (2, 4, 7, 11, 16, 23)
"""Steps of the length of a sentence, and of a clause, in words."""


def _among(classes: Sequence[int]) -> NDArray[np.bool_]:
    among = np.zeros(1 << CLASS_BITS, np.bool_)
    among[list(classes)] = True
    return among


_PARTING = STOP_CLASSES + COMMA_CLASSES
_IS_MARK, _IS_STOP, _PARTS = (_among(of) for of in (MARK_CLASSES, STOP_CLASSES, _PARTING))
_IS_WORD = ~_IS_MARK
_NUMBER = np.zeros(1 << CLASS_BITS, np.int64)
_NUMBER[list(_PARTING)] = np.arange(len(_PARTING))


class Features(NamedTuple):
    """The distinct slots of a text in order, and how many of them are of each block."""

    slots: NDArray[np.int64]
    sizes: NDArray[np.int64]


class Slots(NamedTuple):
    """The slots of some texts: a block of all of them after the other; those of each text in order."""

    slots: NDArray[np.int32]
    new: NDArray[np.bool_]
    """Which of them count: not those that a text has already."""
    bounds: Bounds
    """Where each block of each text begins: the words of every text, the pairs of every text, and so on."""


def is_word(stream: Stream) -> NDArray[np.bool_]:
    """Return for each unit whether it is a word or a number, not a mark."""
    return _IS_WORD.take(stream & _CLASS)


def count_words(stream: Stream) -> int:
    """Return how many units are words or numbers."""
    return int(np.count_nonzero(is_word(stream)))


def features(stream: Stream) -> Features:
    """Return the distinct slots of a text."""
    found = features_of(stream, np.array([0, len(stream)]))
    return Features(found.slots[found.new].astype(np.int64), sums(found.new, found.bounds))


def features_of(stream: Stream, bounds: Bounds) -> Slots:
    """Return the slots of each of the texts whose units have these bounds."""
    words, kinds = (stream >> CLASS_BITS).view(np.uint64), stream & _CLASS
    every, pairs = _in_reading_order(words, kinds, bounds)
    marks = _IS_MARK.take(kinds).nonzero()[0]
    among = kinds.take(marks)
    stops, parts = _IS_STOP.take(among), _PARTS.take(among).nonzero()[0]
    openings = _openings(words, pairs, marks.take(parts), stops.take(parts), bounds)
    lengths, told = _lengths(marks, stops.nonzero()[0], bounds)
    sentences = _rhythm(np.searchsorted(_OF_SENTENCES, lengths) + 1, told, 4, _SENTENCE_BITS)
    lengths, told = _lengths(marks, parts, bounds)
    clauses = np.searchsorted(_OF_CLAUSES, lengths) * len(_PARTING) + _NUMBER.take(among.take(parts)) + 1
    found = (openings, sentences, _rhythm(clauses, told, 5, _CLAUSE_BITS))
    ends = [bounds, bounds, bounds, *(ends for _, ends in found)]
    firsts = bounds_of([each[-1] for each in ends])
    slots = np.concatenate((every.ravel(), *(slots for slots, _ in found)))
    return _new(slots, np.concatenate(([0], *(each[1:] + first for each, first in zip(ends, firsts, strict=False)))))


def _in_reading_order(
    words: NDArray[np.uint64], kinds: NDArray[np.int64], bounds: Bounds
) -> tuple[NDArray[np.int32], NDArray[np.uint64]]:
    """Return the slots of the word, the pair and the run that begin with each unit, a row of each; and the pairs not yet hashed."""
    classes, slots = kinds.view(np.uint64), np.empty((3, len(words)), np.int32)
    mixed = words * _ONE
    slots[0] = mixed >> np.uint64(64 - _WORD_BITS)
    mixed[:-1] += words[1:] * _TWO
    slots[1] = mixed >> np.uint64(64 - _PAIR_BITS)
    runs = classes[:-2] << np.uint64(2 * CLASS_BITS) | classes[1:-1] << np.uint64(CLASS_BITS) | classes[2:]
    slots[2, :-2] = (runs * _THREE) >> np.uint64(64 - _RUN_BITS)
    slots[1:] += np.array(BLOCKS[1:3], np.int32)[:, None]
    # No pair begins with the last unit of a text, and no run with the last two.
    slots[1:, bounds[1:][bounds[1:] > bounds[:-1]] - 1] = _NONE
    slots[2, bounds[1:][bounds[1:] > bounds[:-1] + 1] - 2] = _NONE
    return slots, mixed


def _openings(
    words: NDArray[np.uint64], pairs: NDArray[np.uint64], marks: Bounds, stops: NDArray[np.bool_], bounds: Bounds
) -> tuple[NDArray[np.int32], Bounds]:
    """Return the slots of what stands behind these stops and commas, and the bounds of those of each text."""
    whole = marks + 3 < bounds.take(owners_of(marks, bounds) + 1)
    marks, behind = marks[whole], np.where(stops[whole], *_BEHIND)
    slots = np.empty((len(marks), 3), np.int32)
    first, two = words.take(marks + 1) * _ONE, pairs.take(marks + 1)
    for place, mixed in enumerate((first, two, two + words.take(marks + 3) * _THREE)):
        slots[:, place] = mixed * behind >> np.uint64(64 - _OPENING_BITS)
    slots += np.int32(BLOCKS[3])
    return slots.ravel(), 3 * marks.searchsorted(bounds)


def _lengths(marks: Bounds, parting: Bounds, bounds: Bounds) -> tuple[Bounds, Bounds]:
    """Return how many words each of these marks ends, and the bounds of the marks of each text; they are given by their places among all."""
    places = marks.take(parting)
    ends = places.searchsorted(bounds)
    told = ends[1:] > ends[:-1]
    firsts, begins = ends[:-1][told], bounds[:-1][told]
    # How many words stand before each mark, less how many stand before the last one, or before the text.
    words = places - parting
    lengths = np.diff(words, prepend=0)
    lengths[firsts] = words.take(firsts) - begins + marks.searchsorted(begins)
    return lengths, ends


def _rhythm(steps: Bounds, ends: Bounds, block: int, bits: int) -> tuple[NDArray[np.int32], Bounds]:
    """Return the slots of steps of lengths, of each and of those that follow one another, and the bounds of those of each text."""
    longest = _ALL_BITS[block] // bits
    slots, run = np.empty((len(steps), longest), np.int32), steps
    slots[:, 0] = steps
    for more in range(1, longest):
        run = run[:-1] << bits | steps[more:]
        slots[more:, more] = run
    slots += np.int32(BLOCKS[block])
    for before in range(longest - 1):
        # So many stand before it in its text: no longer run ends there.
        slots[(ends[:-1] + before)[np.diff(ends) > before], before + 1 :] = _NONE
    return slots.ravel(), longest * ends


def _new(slots: NDArray[np.int32], bounds: Bounds) -> Slots:
    """Return the slots in order in each stretch, and which of them are there for the first time; they are sorted in place."""
    sort_each(slots, bounds[:-1], bounds[1:])
    new = np.ones(len(slots), np.bool_)
    np.not_equal(slots[1:], slots[:-1], out=new[1:])
    new[bounds[:-1][bounds[1:] > bounds[:-1]]] = True
    new &= slots != _NONE
    return Slots(slots, new, bounds)
