"""What the line model knows of tokens, and of pairs of them, with its weights: the table of its linear stage.

All of it depends on the token alone, so it is worked out the first time the token is seen and kept in a bounded table.
"""

from __future__ import annotations

import threading
from typing import NamedTuple
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

from detectors.lines.describing import ALWAYS, MASK, TRAITS, Described, describe
from detectors.stretches import Bounds, Whole
from detectors.tokens.growing import put
from detectors.tokens.table import Vocabulary

SLOTS = 12
"""Tokens of a line that are looked at, at most."""

BANKS = 7
"""Weights a feature has: anywhere, in a line of each of four lengths, as the first token of a line, as the last."""

PAIR_SMALLEST = 3.0
"""A line of n tokens has 2 n + 1 pairs, its begin and its end included; two more are counted, as for tokens."""

_MOST = 120_000
"""Tokens that are kept, of 88 bytes each. With 60,000 the table began anew before the 2,180 pages of the residue set were
read, and 32.8 tokens a page were described; with these, 26.0."""

_NEW = -1
"""Stands for the row of a token that nobody has asked for."""

_FACTORS = (40_503, 58_477)
"""What the first of a pair is multiplied with: side by side, and with one token between."""

_BEGIN_KEY, _END_KEY = crc32(b"^") & MASK, crc32(b"$") & MASK


def filled(picked: Bounds) -> NDArray[np.bool_]:
    """Return which slots lines of so many tokens have filled."""
    return np.arange(SLOTS)[:, None] < picked


def frame(keys: NDArray[np.integer], picked: Bounds) -> Whole:
    """Return the keys of the tokens of lines, slot by slot, with a begin before the first and an end behind the last."""
    framed = np.zeros((SLOTS + 2, len(picked)), np.int64)
    framed[0], framed[1:-1] = _BEGIN_KEY, keys
    framed[picked + 1, np.arange(len(picked))] = _END_KEY
    return framed


def pairs(framed: Whole, picked: Bounds) -> tuple[Whole, NDArray[np.bool_]]:
    """Return the features of each two tokens that stand side by side or with one between, and which of them are of the line.

    One table for each distance, with a row for each slot but the last, given what :func:`frame` returns.
    """
    features = np.zeros((len(_FACTORS), len(framed) - 1, len(picked)), np.int64)
    for row, factor in enumerate(_FACTORS):
        step = row + 1
        features[row, : len(framed) - step] = (framed[:-step] * factor + framed[step:]) & MASK
    slots = np.arange(len(framed) - 1)[:, None]
    return features, np.array([slots <= picked, slots < picked])


class Known(NamedTuple):
    """What is known of some tokens, in their order."""

    rows: NDArray[np.float32]
    """Weights, then traits."""
    ids: NDArray[np.int32]
    keys: NDArray[np.int32]


class Common(NamedTuple):
    """Tokens that many outlets use, with what the table says of each: worked out when the model was made."""

    tokens: list[str]
    rows: NDArray[np.float32]
    ids: NDArray[np.int32]
    keys: NDArray[np.int32]


class Words:
    """A row for each token that was asked for, weights and then traits, found by the token's number in a vocabulary.

    The first row is no token's, and all that is known there is nought.
    """

    def __init__(self, weights: NDArray[np.float32], of_pairs: NDArray[np.float32], common: Common | None = None) -> None:
        """Take the weights by feature (rows) and bank (columns), those of pairs, and what is known of common tokens."""
        self.weights, self.of_pairs = weights, of_pairs
        none = np.zeros(0, np.int32)
        self.common = common or Common([], np.zeros((0, BANKS + TRAITS), np.float32), none, none)
        self._vocabulary: Vocabulary | None = None
        self._size = 1
        # As that of the vocabulary: rows must not change while they are in use.
        self._lock = threading.Lock()

    def __len__(self) -> int:
        """Return how many tokens have a row."""
        return self._size - 1

    def _begin(self, vocabulary: Vocabulary) -> None:
        """Forget all tokens but the common ones."""
        tokens, rows, ids, keys = self.common
        self._vocabulary, self._size = vocabulary, len(tokens) + 1
        self._rows = np.concatenate((np.zeros((1, BANKS + TRAITS), np.float32), rows))
        self._ids, self._keys = np.append(np.int32(0), ids), np.append(np.int32(0), keys)
        self._places = np.full(len(vocabulary), _NEW, np.int32)
        numbers = vocabulary.find(tokens)
        held = (numbers >= 0).nonzero()[0]
        self._places[numbers.take(held)] = held + 1

    def _look_up(self, vocabulary: Vocabulary, numbers: NDArray[np.integer]) -> NDArray[np.int32]:
        """Return the row of each token, given its number in a vocabulary; new ones are described."""
        if vocabulary is not self._vocabulary or len(self) > _MOST:
            self._begin(vocabulary)
        if len(vocabulary) > len(self._places):
            self._places = np.append(self._places, np.full(len(vocabulary) - len(self._places), _NEW, np.int32))
        places = self._places.take(numbers)
        new = np.unique(numbers[places < 0])
        if not len(new):
            return places
        told = self.described(vocabulary.tokens(new))
        self._places[new] = np.arange(self._size, self._size + len(new))
        self._rows, self._ids, self._keys = (
            put(column, self._size, more) for column, more in zip((self._rows, self._ids, self._keys), told[1:], strict=True)
        )
        self._size += len(new)
        return self._places.take(numbers)

    def known(
        self, vocabulary: Vocabulary, slots: NDArray[np.intp], picked: Bounds, others: list[str]
    ) -> tuple[Known, NDArray[np.int32]]:
        """Return what is known of the tokens of lines, given their numbers in a vocabulary, and the ids of other tokens.

        Of a slot that a line has not filled nothing is known. Others that the vocabulary lacks are not kept.
        """
        numbers = vocabulary.find(others)
        held = numbers >= 0
        with self._lock:
            places = self._look_up(vocabulary, np.append(slots, numbers[held]))
            told = places[: slots.size].reshape(slots.shape) * filled(picked)
            known = Known(self._rows.take(told, axis=0), self._ids.take(told), self._keys.take(told))
            ids = np.zeros(len(others), np.int32)
            ids[held] = self._ids.take(places[slots.size :])
        if strange := [others[place] for place in (~held).nonzero()[0].tolist()]:
            ids[~held] = describe(strange).ids
        return known, ids

    def described(self, tokens: list[str]) -> Common:
        """Return what there is to know of tokens."""
        told = describe(tokens)
        rows = np.concatenate((self._weights_of(told), told.traits), axis=1)
        return Common(tokens, rows, told.ids.astype(np.int32), told.keys.astype(np.int32))

    def pair_scores(self, keys: NDArray[np.integer], picked: Bounds) -> NDArray[np.float32]:
        """Return for each line what the pairs of its tokens weigh, given their keys slot by slot."""
        features, inside = pairs(frame(keys, picked), picked)
        weights = (self.of_pairs.take(features) * inside).sum(axis=0)
        scores: NDArray[np.float32] = (weights.sum(axis=0) / np.sqrt(2 * picked + PAIR_SMALLEST)).astype(np.float32)
        return scores

    def _weights_of(self, told: Described) -> NDArray[np.float32]:
        """Return the sums of the weights of each token's features."""
        of: NDArray[np.float32] = self.weights.take(told.owned[0], axis=0)
        for owned in told.owned[1:ALWAYS]:
            of += self.weights.take(owned, axis=0)
        for owned in told.owned[ALWAYS:, told.longer]:
            of[told.longer] += self.weights.take(owned, axis=0)
        return of
