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
from detectors.tokens import Vocabulary

BANKS = 7
"""Weights a feature has: anywhere, in a line of each of four lengths, as the first token of a line, as the last."""

PAIR_SMALLEST = 3.0
"""A line of n tokens has 2 n + 1 pairs, its begin and its end included; two more are counted, as for tokens."""

_MOST = 60_000
_FIRST_PLACES = 1_024
_FACTORS = (40_503, 58_477)
"""What the first of a pair is multiplied with: side by side, and with one token between."""

_BEGIN_KEY, _END_KEY = crc32(b"^") & MASK, crc32(b"$") & MASK


def pairs(keys: NDArray[np.int64], line_of: NDArray[np.int64]) -> tuple[NDArray[np.int64], NDArray[np.bool_]]:
    """Return the features of each two tokens that stand side by side or with one between, and which of them lie in one line.

    One row for each distance and one column for each place; ``keys`` holds a begin and an end for each line. The last
    places of a row have no partner.
    """
    features = np.zeros((len(_FACTORS), len(keys)), np.int64)
    inside = np.zeros(features.shape, bool)
    for row, factor in enumerate(_FACTORS):
        step = row + 1
        features[row, :-step] = (keys[:-step] * factor + keys[step:]) & MASK
        inside[row, :-step] = line_of[:-step] == line_of[step:]
    return features, inside


def frame(keys: NDArray[np.int64], picked: NDArray[np.int64]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Return the keys of lines of ``picked`` tokens with a begin and an end around each, and the line of each."""
    n = len(picked)
    line_of = np.arange(n).repeat(picked + 2)
    stops = (picked + 2).cumsum()
    inner = np.ones(len(line_of), bool)
    inner[stops - 1] = inner[stops - picked - 2] = False
    whole = np.full(len(line_of), _BEGIN_KEY)
    whole[inner], whole[stops - 1] = keys, _END_KEY
    return whole, line_of


class Known(NamedTuple):
    """What is known of some tokens, in their order."""

    rows: NDArray[np.float32]
    """Weights, then traits."""
    ids: NDArray[np.int64]
    keys: NDArray[np.int64]


class Common(NamedTuple):
    """Tokens that many outlets use, with what the table says of each: worked out when the model was made."""

    tokens: list[str]
    rows: NDArray[np.float32]
    ids: NDArray[np.int64]
    keys: NDArray[np.int64]


class Words(dict[str, int]):
    """Numbers of tokens in the order of their first appearance, and a row for each: weights, then traits.

    Asking for a token that is not known gives it a number; :meth:`number` fills the rows of all new ones at once.
    """

    def __init__(self, weights: NDArray[np.float32], of_pairs: NDArray[np.float32], common: Common | None = None) -> None:
        """Take the weights by feature (rows) and bank (columns), those of pairs, and what is known of common tokens."""
        super().__init__()
        self.weights, self.of_pairs = weights, of_pairs
        none = np.zeros(0, np.int64)
        self.common = common or Common([], np.zeros((0, BANKS + TRAITS), np.float32), none, none)
        self._new: list[str] = []
        self._vocabulary: Vocabulary | None = None
        # As that of the vocabulary: numbers must not change while they are in use.
        self._lock = threading.Lock()
        self.begin()

    def begin(self) -> None:
        """Forget all tokens but the common ones."""
        tokens, rows, ids, keys = self.common
        self.clear()
        self.update(zip(tokens, range(len(tokens)), strict=True))
        self.rows = np.concatenate((rows, np.zeros((_FIRST_PLACES, BANKS + TRAITS), np.float32)))
        self.ids = np.concatenate((ids, np.zeros(_FIRST_PLACES, np.int64)))
        self.pair_keys = np.concatenate((keys, np.zeros(_FIRST_PLACES, np.int64)))
        self._places = np.full(0, -1, np.int32)

    def __missing__(self, token: str) -> int:
        """Give a new token the next number."""
        number = self[token] = len(self)
        self._new.append(token)
        return number

    def number(self, tokens: list[str]) -> NDArray[np.int64]:
        """Return the number of each token; the table starts anew where it has grown too large."""
        if len(self) > _MOST:
            self.begin()
        numbers = np.fromiter(map(self.__getitem__, tokens), np.int64, len(tokens))
        if self._new:
            self._fill(self._new)
            self._new = []
        return numbers

    def known(self, vocabulary: Vocabulary, listed: NDArray[np.intp], others: list[str]) -> tuple[Known, NDArray[np.int64]]:
        """Return what is known of the tokens that a vocabulary lists under these numbers, and the ids of other tokens."""
        with self._lock:
            if len(self) > _MOST:
                self.begin()
            if vocabulary is not self._vocabulary:
                self._vocabulary, self._places = vocabulary, np.full(len(vocabulary), -1, np.int32)
            elif len(vocabulary) > len(self._places):
                self._places = np.append(self._places, np.full(len(vocabulary) - len(self._places), -1, np.int32))
            new = np.unique(listed[self._places.take(listed) < 0])
            numbers = self.number(vocabulary.tokens(new) + others)
            self._places[new] = numbers[: len(new)]
            return self._told(self._places.take(listed)), self.ids.take(numbers[len(new) :])

    def described(self, tokens: list[str]) -> Common:
        """Return what the table says of tokens, all different."""
        return Common(tokens, *self._told(self.number(tokens)))

    def _told(self, numbers: NDArray[np.integer]) -> Known:
        return Known(self.rows.take(numbers, axis=0), self.ids.take(numbers), self.pair_keys.take(numbers))

    def pair_scores(self, keys: NDArray[np.int64], picked: NDArray[np.int64]) -> NDArray[np.float32]:
        """Return for each line what the pairs of its tokens weigh, given their keys."""
        framed, line_of = frame(keys, picked)
        features, inside = pairs(framed, line_of)
        weights = (self.of_pairs.take(features) * inside).sum(axis=0)
        sums = np.add.reduceat(weights, (picked + 2).cumsum() - picked - 2)
        scores: NDArray[np.float32] = (sums / np.sqrt(2 * picked + PAIR_SMALLEST)).astype(np.float32)
        return scores

    def _fill(self, new: list[str]) -> None:
        """Work out the rows of the last so many tokens."""
        last = len(self)
        while last > len(self.rows):
            self.rows = np.concatenate((self.rows, np.zeros_like(self.rows)))
            self.ids = np.concatenate((self.ids, np.zeros_like(self.ids)))
            self.pair_keys = np.concatenate((self.pair_keys, np.zeros_like(self.pair_keys)))
        told = describe(new)
        first = last - len(new)
        self.rows[first:last, :BANKS] = self._weights_of(told)
        self.rows[first:last, BANKS:] = told.traits
        self.ids[first:last], self.pair_keys[first:last] = told.ids, told.keys

    def _weights_of(self, told: Described) -> NDArray[np.float32]:
        """Return the sums of the weights of each token's features."""
        of: NDArray[np.float32] = self.weights.take(told.owned[0], axis=0)
        for owned in told.owned[1:ALWAYS]:
            of += self.weights.take(owned, axis=0)
        for owned in told.owned[ALWAYS:, told.longer]:
            of[told.longer] += self.weights.take(owned, axis=0)
        return of
