"""The features of many sentences at once, by number: those that the model has a weight for.

``features.py`` says in words what a feature is, and the model is trained on that. To make a string of each and look it up
costs more than all else about a sentence. Here every part of a feature (a word, the beginning of one, a class) has a number,
a feature is one whole number made of its kind and up to three parts, and those of all sentences are looked up in one go;
most have one part, by whose number they stand in a row.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from itertools import chain, count
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from detectors.leak.features import LONG, MOST_STEPS, REACH, START, STEM, STEP, tokens, word_classes
from detectors.stretches import Bounds, bounds_of, spread
from detectors.tokens.splitting import Places

Numbers = NDArray[np.int64]

_KINDS = {kind: number for number, kind in enumerate("wbscptfenlr")}
_OF_ONE_PART = "wscfen"
_KIND_BITS, _PART_BITS, _ROW_BITS = 4, 19, 24


class _Told(NamedTuple):
    """Sentences as the numbers of their words, those of all behind one another."""

    words: Numbers
    sentences: Numbers
    """The sentence that each word is of."""
    firsts: Bounds
    """The first word of each sentence that has any."""
    lasts: Bounds
    opens: NDArray[np.bool_]
    """Which words are such a first one."""
    ends: NDArray[np.bool_]
    classes: Numbers
    """The classes of all words."""
    class_bounds: Bounds
    at: Bounds
    """The word that each class is of."""


class _Parts(dict[str, int]):
    """The numbers of parts; a word that has none has that of its beginning, behind all others, or 0."""

    def beginning(self, word: str) -> int:
        """Return the number of the beginning of a long word, 0 for none."""
        return self.get(word[:STEM], 0) if len(word) > LONG else 0

    def __missing__(self, word: str) -> int:
        stem = self.beginning(word)
        return stem and len(self) + 1 + stem


class Features:
    """The features that a model knows, by number."""

    def __init__(self, names: Sequence[str]) -> None:
        """Take the names of the features in their order."""
        parts: defaultdict[str, int] = defaultdict(count(1).__next__)
        keys = _keys_of(names, parts)
        self._rows = Places(len(keys))
        self._rows.number(keys)
        classes = {parts[word]: [parts[name] for name in told] for word, told in word_classes().items()}
        self._start = parts[START]
        self._parts = _Parts(parts)
        stems = [0, *map(self._parts.beginning, self._parts)]
        self._stems = np.array([*stems, *range(len(stems))])
        told = [classes.get(number, ()) for number in range(len(self._stems))]
        self._class_bounds = bounds_of(list(map(len, told)))
        self._classes = np.array(list(chain.from_iterable(told)))
        every = np.arange(len(self._stems))
        self._own = {kind: self._rows.find(_key(kind, every).astype(np.uint64)) for kind in _OF_ONE_PART}

    def rows_of(self, sentences: Sequence[str]) -> tuple[Numbers, Bounds]:
        """Return the features of each folded sentence in order, once each, and the bounds of those of a sentence."""
        told = self._told(list(map(tokens, sentences)))
        own, owners = zip(*self._alone(told), strict=True)
        keys, of = zip(*_joined(told, self._start), strict=True)
        rows = np.concatenate((*own, self._rows.find(np.concatenate(keys).astype(np.uint64))))
        known = (rows >= 0).nonzero()[0]
        found = np.concatenate(owners + of).take(known) << _ROW_BITS | rows.take(known)
        found.sort()
        new = np.ones(len(found), np.bool_)
        np.not_equal(found[1:], found[:-1], out=new[1:])
        found = found[new]
        bounds = found.searchsorted(np.arange(len(sentences) + 1) << _ROW_BITS)
        return found & ((1 << _ROW_BITS) - 1), bounds

    def _told(self, sentences: Sequence[Sequence[str]]) -> _Told:
        """Return the sentences by number."""
        sizes = np.array(list(map(len, sentences)))
        words = np.fromiter(map(self._parts.__getitem__, chain.from_iterable(sentences)), np.int64)
        bounds, filled = bounds_of(sizes), sizes.nonzero()[0]
        firsts, lasts = bounds.take(filled), bounds.take(filled + 1) - 1
        opens, ends = np.zeros((2, len(words)), np.bool_)
        opens[firsts] = ends[lasts] = True
        places, class_bounds = spread(self._class_bounds.take(words), self._class_bounds.take(words + 1))
        at = np.arange(len(words)).repeat(np.diff(class_bounds))
        of = np.arange(len(sizes)).repeat(sizes)
        return _Told(words, of, firsts, lasts, opens, ends, self._classes.take(places), class_bounds, at)

    def _alone(self, told: _Told) -> Iterator[tuple[NDArray[np.int32], Numbers]]:
        """Yield the rows of the features that have one part, one kind after the other, and the sentences that they are of."""
        words, own, filled = told.words, self._own, told.sentences.take(told.firsts)
        yield own["w"].take(words), told.sentences
        yield own["s"].take(self._stems.take(words)), told.sentences
        yield own["f"].take(words.take(told.firsts)), filled
        yield own["e"].take(words.take(told.lasts)), filled
        yield own["n"].take(np.minimum((told.lasts - told.firsts + 1) // STEP, MOST_STEPS)), filled
        of = told.sentences.take(told.at)
        yield own["c"].take(told.classes), of
        some = told.opens.take(told.at).nonzero()[0]
        yield own["f"].take(told.classes.take(some)), of.take(some)


def _joined(told: _Told, start: int) -> Iterator[tuple[Numbers, Numbers]]:
    """Yield the features that have several parts, one kind after the other, and the sentences that they are of."""
    words, classes, at = told.words, told.classes, told.at
    before = np.append(start, words[:-1])
    before[told.firsts] = start
    yield _key("b", before[: len(words)], words), told.sentences
    of = told.sentences.take(at)
    # Sentences are put so far apart that no word is in reach of those of another.
    where = at + of * REACH
    later, bounds = spread(where.searchsorted(where, "right"), where.searchsorted(where + REACH, "right"))
    sizes = np.diff(bounds)
    yield _key("p", classes.repeat(sizes), classes.take(later)), of.repeat(sizes)
    firsts = told.class_bounds[:-1][told.class_bounds[1:] > told.class_bounds[:-1]]
    runs = (of.take(firsts[2:]) == of.take(firsts[:-2])).nonzero()[0]
    yield _key("t", *(classes.take(firsts.take(runs + step)) for step in range(3))), of.take(firsts.take(runs))
    some = (~told.ends.take(at)).nonzero()[0]
    yield _key("l", classes.take(some), words.take(at.take(some) + 1)), of.take(some)
    some = (~told.opens.take(at)).nonzero()[0]
    yield _key("r", words.take(at.take(some) - 1), classes.take(some)), of.take(some)


def _key(kind: str, *parts: Numbers) -> Numbers:
    """Return features of one kind as numbers, given those of their parts."""
    key = parts[0]
    for part in parts[1:]:
        key = key << _PART_BITS | part
    return key << _KIND_BITS | _KINDS[kind]


def _keys_of(names: Sequence[str], parts: Mapping[str, int]) -> NDArray[np.uint64]:
    """Return the number of each feature by its name, given the numbers of the parts: one name by itself took twice as long."""
    told = " ".join(names).split(" ")
    numbers = np.fromiter(map(parts.__getitem__, told), np.int64, len(told))
    sizes = np.array([name.count(" ") for name in names])
    firsts = bounds_of(sizes + 1)[:-1]
    kinds = np.array([_KINDS[told[first]] for first in firsts.tolist()])
    lengths = firsts[kinds == _KINDS["n"]] + 1
    numbers[lengths] = [int(told[place]) for place in lengths.tolist()]
    keys = np.zeros(len(names), np.int64)
    for place in range(1, sizes.max() + 1):
        longer = (sizes >= place).nonzero()[0]
        keys[longer] = keys.take(longer) << _PART_BITS | numbers.take(firsts.take(longer) + place)
    found: NDArray[np.uint64] = (keys << _KIND_BITS | kinds).astype(np.uint64)
    return found
