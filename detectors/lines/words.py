"""What the line model knows of one token: its weights in the linear stage, what it is made of, which word it is.

All of it depends on the token alone, so it is worked out the first time the token is seen and kept in a bounded table.
A token's weights are sums over its features (the word, the token as it stands, its shape, its beginning and end), each of
which owns a row of a table of weights by the CRC-32 of its name; two that share a row were trained so.
"""

from __future__ import annotations

from itertools import accumulate, chain
from typing import NamedTuple
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

from detectors.english import FUNCTION_WORDS

BITS = 17
BANKS = 7
"""Weights a feature has: anywhere, in a line of each of four lengths, as the first token of a line, as the last."""

TRAITS = 13
"""Numbers a token has besides its weights; see :func:`traits`."""

IDS = 4096
"""Content words are told apart by a hash of so many values; 0 is no content word."""

_MOST = 60_000
_FIRST_PLACES = 1_024
_LONGEST = 40
_EDGE = ".,;:!?\"'()[]{}|-\u2013\u2014\u201c\u201d\u2018\u2019\u2026*\u2022\u00bb\u203a\u2192"
_DIGITS = str.maketrans("0123456789", "0" * 10, "")
_SIGNS = str.maketrans(
    {chr(code): sign for first, last, sign in ("AZX", "azx", "090") for code in range(ord(first), ord(last) + 1)}
)
_SHAPE_LENGTH = 6
_PERSON = frozenset("i you we me us my your our i'm you're we're i've we've i'll you'll we'll".split())
_WORD, _TOKEN, _SHAPE, _CAPITAL, _SMALL, _BEGINNING, _LONGER, _END = (
    crc32(name) for name in (b"w", b"t", b"s", b"cA", b"ca", b"p", b"q", b"e")
)
"""What a CRC begins with, by the kind of feature."""

_MASK = (1 << BITS) - 1
_FACTORS = (40_503, 58_477)
"""What the first of a pair is multiplied with: side by side, and with one token between."""

_BEGIN_KEY, _END_KEY = crc32(b"^") & _MASK, crc32(b"$") & _MASK
PAIR_SMALLEST = 3.0
"""A line of n tokens has 2 n + 1 pairs, its begin and its end included; two more are counted, as for tokens."""

_NO_SIGNS = (0.0,) * 8
_SHORT, _PREFIX, _LONG_PREFIX, _SUFFIX = 2, 3, 4, -3


class _Name(NamedTuple):
    """A token cut to forty characters, and the word in it."""

    token: str
    low: str
    """In lower case, its apostrophes straight."""
    word: str


def _name(token: str) -> _Name:
    token = token[:_LONGEST]
    low = token.lower()
    if not low.isascii():
        low = low.replace("\u2019", "'")
    return _Name(token, low, low if low.isalnum() else low.strip(_EDGE))


def token_features(token: str) -> list[int]:
    """Return the rows of the weight table that a token owns."""
    return _features(_name(token))


def _features(name: _Name) -> list[int]:
    token, low, word = name
    if not low.isalpha():
        low, word = low.translate(_DIGITS), word.translate(_DIGITS)
    told = word.encode("utf-8", "replace")
    rows = [
        crc32(told, _WORD) & _MASK,
        crc32(told if low == word else low.encode("utf-8", "replace"), _TOKEN) & _MASK,
        crc32(token[:_SHAPE_LENGTH].translate(_SIGNS).encode("utf-8", "replace"), _SHAPE) & _MASK,
        crc32(told, _CAPITAL if token[0].isupper() else _SMALL) & _MASK,
    ]
    if len(word) > _PREFIX:
        first, longer, last = told[:_PREFIX], told[:_LONG_PREFIX], told[_SUFFIX:]
        if len(told) != len(word):
            edges = word[:_PREFIX], word[:_LONG_PREFIX], word[_SUFFIX:]
            first, longer, last = [part.encode("utf-8", "replace") for part in edges]
        rows += crc32(first, _BEGINNING) & _MASK, crc32(longer, _LONGER) & _MASK, crc32(last, _END) & _MASK
    return rows


def traits(token: str) -> tuple[float, ...]:
    """Return what a token is made of.

    Capital first; all capitals; share of digits, of other signs than letters; commas; quotation marks; full stops,
    question and exclamation marks; bars, bullets and slashes; address signs; brackets; function word; first or second
    person; content word.
    """
    return _traits(_name(token))


def _traits(name: _Name) -> tuple[float, ...]:
    token, _, word = name
    size = len(token)
    capital, capitals = float(token[0].isupper()), float(size > 1 and token.isupper())
    kind = float(word in FUNCTION_WORDS), float(word in _PERSON), float(_is_content(word))
    if token.isalpha():
        return (capital, capitals, *_NO_SIGNS, *kind)
    if token[:-1].isalpha() and token[-1] in ",.":
        comma = token[-1] == ","
        return (capital, capitals, 0.0, 1 / size, float(comma), 0.0, float(not comma), 0.0, 0.0, 0.0, *kind)
    digits = sum(map(str.isdigit, token))
    letters = sum(map(str.isalpha, token))
    count = token.count
    return (
        capital,
        capitals,
        digits / size,
        (size - digits - letters) / size,
        float(count(",")),
        float(count('"') + count("\u201c") + count("\u201d")),
        float(count(".") + count("!") + count("?")),
        float(count("|") + count("\u2022") + count("\u00b7") + count("\u00bb") + count("\u203a") + count("/")),
        float("http" in token or "www." in token or "@" in token),
        float(count("(") + count("[")),
        *kind,
    )


def _is_content(word: str) -> bool:
    return len(word) > _SHORT and word not in FUNCTION_WORDS and word[0].isalnum()


def word_id(token: str) -> int:
    """Return the number that stands for a content word, 0 for another token."""
    return _word_id(_name(token))


def _word_id(name: _Name) -> int:
    word = name.word.removesuffix("'s")
    return crc32(word.encode("utf-8", "replace")) % (IDS - 1) + 1 if _is_content(word) else 0


def pair_key(token: str) -> int:
    """Return the number by which a token takes part in pairs: that of its word, digits alike."""
    return _pair_key(_name(token))


def _pair_key(name: _Name) -> int:
    return crc32((name.word or name.low).translate(_DIGITS).encode("utf-8", "replace")) & _MASK


def _word_numbers(name: _Name) -> tuple[int, int]:
    """Return both numbers of a token's word; of letters alone they come from one checksum."""
    if not name.word.isalpha():
        return _word_id(name), _pair_key(name)
    told = crc32(name.word.encode("utf-8", "replace"))
    return told % (IDS - 1) + 1 if _is_content(name.word) else 0, told & _MASK


def pairs(keys: NDArray[np.int64], line_of: NDArray[np.int64]) -> tuple[NDArray[np.int64], NDArray[np.bool_]]:
    """Return the features of each two tokens that stand side by side or with one between, and which of them lie in one line.

    One row for each distance and one column for each place; ``keys`` holds a begin and an end for each line. The last
    places of a row have no partner.
    """
    features = np.zeros((len(_FACTORS), len(keys)), np.int64)
    inside = np.zeros(features.shape, bool)
    for row, factor in enumerate(_FACTORS):
        step = row + 1
        features[row, :-step] = (keys[:-step] * factor + keys[step:]) & _MASK
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
        self.begin()

    def begin(self) -> None:
        """Forget all tokens but the common ones."""
        tokens, rows, ids, keys = self.common
        self.clear()
        self.update(zip(tokens, range(len(tokens)), strict=True))
        self.rows = np.concatenate((rows, np.zeros((_FIRST_PLACES, BANKS + TRAITS), np.float32)))
        self.ids = np.concatenate((ids, np.zeros(_FIRST_PLACES, np.int64)))
        self.pair_keys = np.concatenate((keys, np.zeros(_FIRST_PLACES, np.int64)))

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

    def described(self, tokens: list[str]) -> Common:
        """Return what the table says of tokens, all different."""
        numbers = self.number(tokens)
        return Common(tokens, self.rows[numbers], self.ids[numbers], self.pair_keys[numbers])

    def pair_scores(self, numbers: NDArray[np.int64], picked: NDArray[np.int64]) -> NDArray[np.float32]:
        """Return for each line what the pairs of its tokens weigh."""
        keys, line_of = frame(self.pair_keys[numbers], picked)
        features, inside = pairs(keys, line_of)
        weights = (self.of_pairs[features] * inside).sum(axis=0)
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
        names = [_name(token) for token in new]
        owned = [_features(name) for name in names]
        starts = [0, *accumulate(map(len, owned[:-1]))]
        first = last - len(new)
        self.rows[first:last, :BANKS] = np.add.reduceat(self.weights[list(chain.from_iterable(owned))], starts, axis=0)
        self.rows[first:last, BANKS:] = [_traits(name) for name in names]
        self.ids[first:last], self.pair_keys[first:last] = zip(*map(_word_numbers, names), strict=True)
