"""Where the tokens of a text begin and end, and a key for each of them, without a string for any of them.

``str.split`` makes a string of every token, and a dictionary hashes and compares each: a third of a microsecond a token,
most of it waiting for memory. Nearly all tokens of an article are known already, so all that is needed is a number. Here
the characters stay in one array: white space is looked up, and the key of a token is a polynomial of its characters
modulo 2**64 (Karp and Rabin 1987), which a running sum gives for all tokens at once.

The base is drawn from Python's own secret for hashing, as that of a dictionary is, so that nobody can write two tokens
with one key, and chance hardly will: a full table has some 10**10 pairs of tokens, and there are 10**19 keys. Only modulo a
power of two some long strings agree for every base, hence the key of more than ``LONGEST`` characters is Python's own hash.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import cache
from itertools import pairwise
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

LONGEST = 400
"""Characters of a stretch whose key is its polynomial."""

AT_ONCE = 1 << 17
"""Characters that are looked at together: powers of the base are kept for each place."""

_LAST_SPACE = 0x3000
_SPACES = np.array([chr(code).isspace() for code in range(_LAST_SPACE + 1)] + [False])
_BASE = hash("winnow") << 1 | 1
_LENGTH = np.uint64(0x9E3779B97F4A7C15)
"""Counts the length in, or a token would have the key of itself with NULs behind."""

Keys = NDArray[np.uint64]
NOTHING = np.uint64(0)
"""The key of no characters at all."""


class Split(NamedTuple):
    """First and last place (exclusive) of every token, in order."""

    starts: NDArray[np.intp]
    ends: NDArray[np.intp]
    keys: Keys
    """Equal tokens have equal keys."""


@cache
def _powers() -> tuple[Keys, Keys]:
    """Return the powers of the base and of its inverse, which an odd number has modulo 2**64."""
    base = _BASE % 2**64
    powers = np.empty((2, AT_ONCE + LONGEST), np.uint64)
    powers[:] = np.array([[base], [pow(base, -1, 2**64)]], np.uint64)
    powers[:, 0] = 1
    np.multiply.accumulate(powers, axis=1, out=powers)
    return powers[0], powers[1]


def split(text: str) -> Split:
    """Return where ``str.split`` would find tokens, with their keys."""
    if text.isascii():
        codes: NDArray[np.integer] = np.frombuffer(text.encode(), np.uint8)
    else:
        codes = np.frombuffer(text.encode("utf-32-le", "surrogatepass"), np.uint32)
    inked = np.zeros(len(codes) + 2, np.bool_)
    np.logical_not(_SPACES.take(codes, mode="clip"), out=inked[1:-1])
    edges = (inked[1:] != inked[:-1]).nonzero()[0]
    starts, ends = edges[::2], edges[1::2]
    return Split(starts, ends, keys_of(text, codes, starts, ends))


def keys_of(text: str, codes: NDArray[np.integer], starts: NDArray[np.intp], ends: NDArray[np.intp]) -> Keys:
    """Return the keys of some stretches of a text, in order, given its code points too; equal stretches have equal keys."""
    sizes = ends - starts
    keys = sizes.astype(np.uint64) * _LENGTH
    firsts = starts.searchsorted(range(0, len(codes) + AT_ONCE, AT_ONCE)).tolist()
    for place, (first, last) in enumerate(pairwise(firsts)):
        offset = place * AT_ONCE
        _add_polynomials(keys[first:last], codes[offset:], starts[first:last] - offset, ends[first:last] - offset)
    for place in (sizes > LONGEST).nonzero()[0].tolist():
        keys[place] = hash(text[starts.item(place) : ends.item(place)]) % 2**64
    return keys


def _add_polynomials(keys: Keys, codes: NDArray[np.integer], starts: NDArray[np.intp], ends: NDArray[np.intp]) -> None:
    """Add to each key the polynomial of its token; tokens begin in the part that is looked at, and long ones end behind it."""
    powers, inverse = _powers()
    codes = codes[: len(powers)]
    sums = np.zeros(len(codes) + 1, np.uint64)
    np.multiply(codes, powers[: len(codes)], out=sums[1:])
    np.cumsum(sums[1:], out=sums[1:])
    keys += (sums.take(ends, mode="clip") - sums.take(starts)) * inverse.take(starts)


def keys_of_rows(rows: NDArray[np.integer]) -> Keys:
    """Return keys of rows of a few whole numbers each."""
    powers, _ = _powers()
    keys: Keys = rows.astype(np.uint64) @ powers[1 : rows.shape[1] + 1]
    return keys


class Places:
    """A table from keys to numbers: open addressing in two arrays, asked for a whole text at once."""

    def __init__(self, room: int) -> None:
        """Start empty, with room for so many keys; where there are more, the table grows."""
        self._make(room)

    def _make(self, room: int) -> None:
        self._used = 0
        bits = (2 * room).bit_length()
        self._shift = np.uint64(64 - bits)
        self._mask = (1 << bits) - 1
        self._keys = np.zeros(1 << bits, np.uint64)
        self._numbers = np.full(1 << bits, -1, np.int32)

    def find(self, keys: Keys) -> NDArray[np.int32]:
        """Return the number of each key, -1 where it has none."""
        return self._numbers.take(self._slots(keys))

    def number(self, keys: Keys, following: int) -> tuple[NDArray[np.int32], NDArray[np.intp]]:
        """Return the number of each key, and where each new one stands first: in this order they get the numbers that follow."""
        numbers, new = np.empty(len(keys), np.int32), [np.zeros(0, np.intp)]
        # Room is made for all that have no number, as if no two were equal: not for those of a whole long text.
        for first in range(0, len(keys), AT_ONCE):
            numbers[first : first + AT_ONCE], places = self._number(keys[first : first + AT_ONCE], following)
            new.append(places + first)
            following += len(places)
        return numbers, np.concatenate(new)

    def _number(self, keys: Keys, following: int) -> tuple[NDArray[np.int32], NDArray[np.intp]]:
        numbers = self.find(keys)
        unknown = (numbers < 0).nonzero()[0]
        places, slots = np.arange(len(unknown), dtype=np.int32), self._claim(keys.take(unknown))
        # Until they have their numbers, the place of the first of equal keys stands there.
        self._numbers[slots] = len(unknown)
        np.minimum.at(self._numbers, slots, places)
        firsts = self._numbers.take(slots)
        is_first = firsts == places
        given = is_first.cumsum(dtype=np.int32) + np.int32(following - 1)
        self._numbers[slots] = numbers[unknown] = given.take(firsts)
        new: NDArray[np.intp] = unknown[is_first]
        self._used += len(new)
        return numbers, new

    def put(self, keys: Keys, numbers: NDArray[np.int32]) -> None:
        """Give distinct keys that have no number yet theirs."""
        slots = self._claim(keys)  # this may grow the table
        self._numbers[slots] = numbers
        self._used += len(keys)

    def _claim(self, keys: Keys) -> NDArray[np.intp]:
        """Return a slot for each of some keys without a number, equal ones the same; their numbers are to be written there."""
        if 2 * (self._used + len(keys)) > len(self._keys):
            self._grow(len(keys))
        slots, left = self._slots(keys), np.arange(len(keys))
        while len(left):
            at, wanted = slots.take(left), keys.take(left)
            self._keys[at] = wanted
            self._numbers[at] = 0
            # Of two keys for one free slot the last one got it.
            left = left[self._keys.take(at) != wanted]
            slots[left] = self._slots(keys.take(left))
        return slots

    def _grow(self, more: int) -> None:
        """Make room for so many keys more."""
        filled = self._numbers >= 0
        keys, numbers = self._keys[filled], self._numbers[filled]
        self._make(2 * (len(keys) + more))
        self.put(keys, numbers)

    def _slots(self, keys: Keys) -> NDArray[np.intp]:
        """Return where each key stands or would be put."""
        slots = ((keys * _LENGTH) >> self._shift).astype(np.intp)
        # Most stand where they are looked for first.
        astray = (self._keys.take(slots) != keys).nonzero()[0]
        while len(astray := astray[self._numbers.take(slots.take(astray)) >= 0]):
            moved = (slots.take(astray) + 1) & self._mask
            slots[astray] = moved
            astray = astray[self._keys.take(moved) != keys.take(astray)]
        return slots


class Known:
    """A number for each of some words, asked for by their keys."""

    def __init__(self, keys: Keys, numbers: Sequence[int] | NDArray[Any], other: int = 0) -> None:
        """Take the keys of distinct words, their numbers, and that of every other word."""
        self._places = Places(len(keys) + 1)
        self._places.put(keys, np.arange(len(keys), dtype=np.int32))
        # What has no place has -1, the last.
        self._numbers = np.append(np.array(numbers, np.int64), other)

    @property
    def numbers(self) -> NDArray[np.int64]:
        """The numbers of the words in order."""
        return self._numbers[:-1]

    def of(self, keys: Keys) -> NDArray[np.int64]:
        """Return the number of each word."""
        return self._numbers.take(self._places.find(keys))


def keys_of_words(words: Iterable[str]) -> Keys:
    """Return the keys of words without white space."""
    return split(" ".join(words)).keys
