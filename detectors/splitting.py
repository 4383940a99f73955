"""Where the tokens of a text begin and end, and a key for each of them, without a string for any of them.

``str.split`` makes a string of every token, and a dictionary hashes and compares each: a third of a microsecond a token,
most of it waiting for memory. Nearly all tokens of an article are known already, so all that is needed is a number. Here
the characters stay in one array: white space is looked up, and the key of a token is a polynomial of its characters
modulo 2**64 (Karp and Rabin 1987), which a running sum gives for all tokens at once.

The base is drawn from Python's own secret for hashing, as that of a dictionary is, so that nobody can write two tokens
with one key, and chance hardly will: a full table has some 10**10 pairs of tokens, and there are 10**19 keys. Only modulo a
power of two some long strings agree for every base, hence tokens of more than ``LONGEST`` characters have no key.
"""

from __future__ import annotations

from functools import cache
from itertools import pairwise
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

LONGEST = 400
"""Characters of a token that has a key."""

AT_ONCE = 1 << 17
"""Characters that are looked at together: powers of the base are kept for each place."""

_LAST_SPACE = 0x3000
_SPACES = np.array([chr(code).isspace() for code in range(_LAST_SPACE + 1)] + [False])
_BASE = hash("winnow") << 1 | 1
_LENGTH = np.uint64(0x9E3779B97F4A7C15)
"""Counts the length in, or a token would have the key of itself with NULs behind."""

Keys = NDArray[np.uint64]


class Split(NamedTuple):
    """First and last place (exclusive) of every token, in order."""

    starts: NDArray[np.intp]
    ends: NDArray[np.intp]
    keys: Keys
    """Equal tokens have equal keys; that of a token that is too long says nothing."""
    long: NDArray[np.intp]
    """Which tokens are too long to have a key."""


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
    sizes = ends - starts
    keys = sizes.astype(np.uint64) * _LENGTH
    firsts = starts.searchsorted(range(0, len(codes) + AT_ONCE, AT_ONCE)).tolist()
    for place, (first, last) in enumerate(pairwise(firsts)):
        offset = place * AT_ONCE
        _add_polynomials(keys[first:last], codes[offset:], starts[first:last] - offset, ends[first:last] - offset)
    return Split(starts, ends, keys, (sizes > LONGEST).nonzero()[0])


def _add_polynomials(keys: Keys, codes: NDArray[np.integer], starts: NDArray[np.intp], ends: NDArray[np.intp]) -> None:
    """Add to each key the polynomial of its token; tokens begin in the part that is looked at, and long ones end behind it."""
    powers, inverse = _powers()
    codes = codes[: len(powers)]
    sums = np.zeros(len(codes) + 1, np.uint64)
    np.cumsum(codes * powers[: len(codes)], out=sums[1:])
    keys += (sums.take(ends, mode="clip") - sums.take(starts)) * inverse.take(starts)


class Places:
    """A table from keys to numbers: open addressing in two arrays, asked for a whole text at once."""

    def __init__(self, room: int) -> None:
        """Start empty, with room for so many keys; where there are more, the table grows."""
        self._used = 0
        self._make(room)

    def _make(self, room: int) -> None:
        bits = (2 * room).bit_length()
        self._shift = np.uint64(64 - bits)
        self._mask = (1 << bits) - 1
        self._keys = np.zeros(1 << bits, np.uint64)
        self._numbers = np.full(1 << bits, -1, np.int32)

    def find(self, keys: Keys) -> NDArray[np.int32]:
        """Return the number of each key, -1 where it has none."""
        return self._numbers.take(self._slots(keys))

    def put(self, keys: Keys, numbers: NDArray[np.int32]) -> None:
        """Give distinct keys that have no number yet theirs."""
        self._used += len(keys)
        if 2 * self._used > len(self._keys):
            filled = self._numbers >= 0
            keys, numbers = np.append(self._keys[filled], keys), np.append(self._numbers[filled], numbers)
            self._make(2 * self._used)
        while len(keys):
            slots = self._slots(keys)
            self._keys[slots] = keys
            self._numbers[slots] = numbers
            # Of two keys for one free slot the last one got it.
            left = (self._keys.take(slots) != keys).nonzero()[0]
            keys, numbers = keys[left], numbers[left]

    def _slots(self, keys: Keys) -> NDArray[np.intp]:
        """Return where each key stands or would be put."""
        slots = ((keys * _LENGTH) >> self._shift).astype(np.intp)
        astray = self._astray(keys, slots).nonzero()[0]
        while len(astray):
            slots[astray] = (slots[astray] + 1) & self._mask
            astray = astray[self._astray(keys[astray], slots[astray])]
        return slots

    def _astray(self, keys: Keys, slots: NDArray[np.intp]) -> NDArray[np.bool_]:
        found: NDArray[np.bool_] = (self._keys.take(slots) != keys) & (self._numbers.take(slots) >= 0)
        return found
