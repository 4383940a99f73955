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

from collections.abc import Iterable, Iterator, Sequence
from functools import cache
from itertools import pairwise
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from detectors.tokens.growing import put

LONGEST = 400
"""Characters of a stretch whose key is its polynomial."""

AT_ONCE = 1 << 17
"""Characters that are looked at together: powers of the base are kept for each place."""

TOGETHER = 1 << 17
"""Characters of texts that are looked at together: the arrays of so many nearly stay in the processor's caches, and a call of
NumPy costs little of each. Half as many took a tenth more time, twice as many no less."""

_LAST_SPACE = 0x3000
_SPACES = np.array([chr(code).isspace() for code in range(_LAST_SPACE + 1)] + [False])
_INKED = bytes(not chr(code).isspace() for code in range(256))
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


def together(texts: Sequence[str]) -> Iterator[list[int]]:
    """Yield the places of texts to look at as one: of plain ASCII or not, since one other character makes all of them wide."""
    for plain in (True, False):
        places: list[int] = []
        characters = 0
        for place, text in enumerate(texts):
            if text.isascii() is plain:
                characters += len(text) + 1
                if places and characters > TOGETHER:
                    yield places
                    places, characters = [], len(text) + 1
                places.append(place)
        if places:
            yield places


def split(text: str) -> Split:
    """Return where ``str.split`` would find tokens, with their keys."""
    if text.isascii():
        raw = text.encode()
        codes: NDArray[np.integer] = np.frombuffer(raw, np.uint8)
        inked = np.frombuffer(b"\0" + raw.translate(_INKED) + b"\0", np.bool_)
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
    """A table from keys to numbers, the first key's zero: open addressing, asked for a whole text at once.

    In a slot stands the number, and the key by its number: those of common tokens, which are shipped first, lie together.
    """

    def __init__(self, room: int) -> None:
        """Start empty, with room for so many keys; where there are more, the table grows."""
        self._used = 0
        # What has no number has -1, the last: behind the keys there always is a place.
        self._keys = np.zeros(room + 1, np.uint64)
        self._make(room)

    def _make(self, room: int) -> None:
        bits = (2 * room).bit_length()
        self._shift = np.uint64(64 - bits)
        self._mask = (1 << bits) - 1
        self._slots = np.full(1 << bits, -1, np.int32)

    def find(self, keys: Keys) -> NDArray[np.int32]:
        """Return the number of each key, -1 where it has none."""
        slots = self._homes(keys)
        numbers = self._slots.take(slots)
        # Most stand where they are looked for first.
        astray = (self._keys.take(numbers) != keys).nonzero()[0]
        while len(astray := astray[numbers.take(astray) >= 0]):
            slots[astray] = moved = (slots.take(astray) + 1) & self._mask
            numbers[astray] = found = self._slots.take(moved)
            astray = astray[self._keys.take(found) != keys.take(astray)]
        return numbers

    def number(self, keys: Keys) -> tuple[NDArray[np.int32], NDArray[np.intp]]:
        """Return the number of each key, and where each new one stands first: in this order they get the numbers that follow."""
        numbers, new = np.empty(len(keys), np.int32), [np.zeros(0, np.intp)]
        # Room is made for all that have no number, as if no two were equal: not for those of a whole long text.
        for first in range(0, len(keys), AT_ONCE):
            numbers[first : first + AT_ONCE], places = self._number(keys[first : first + AT_ONCE])
            new.append(places + first)
        return numbers, np.concatenate(new)

    def _number(self, keys: Keys) -> tuple[NDArray[np.int32], NDArray[np.intp]]:
        numbers = self.find(keys)
        unknown = (numbers < 0).nonzero()[0]
        keys = keys.take(unknown)
        # Until they have their numbers, each has one of its own: equal keys stand in one slot, with that of the first of them.
        self._keys = put(self._keys, self._used, np.append(keys, NOTHING))
        slots = self._claim(self._used, self._used + len(keys))
        firsts = self._slots.take(slots) - self._used
        is_first = firsts == np.arange(len(keys))
        given = is_first.cumsum(dtype=np.int32) + np.int32(self._used - 1)
        self._slots[slots] = numbers[unknown] = given.take(firsts)
        new: NDArray[np.intp] = unknown[is_first]
        self._keys[self._used : self._used + len(new)] = keys[is_first]
        self._used += len(new)
        return numbers, new

    def _claim(self, first: int, end: int) -> NDArray[np.intp]:
        """Write the numbers from a first one on into slots, and return the slot of the key of each."""
        if 2 * end > len(self._slots):
            self._make(2 * end)
            self._claim(0, first)
        keys = self._keys[first:end]
        slots, left = self._homes(keys), np.arange(end - first)
        while len(left):
            at = slots.take(left)
            free = (self._slots.take(at) < 0).nonzero()[0][::-1]
            # Of two keys for one free slot the last one that is written has it, of equal keys so the first.
            self._slots[at.take(free)] = left.take(free) + first
            left = left[self._keys.take(self._slots.take(at)) != keys.take(left)]
            slots[left] = (slots.take(left) + 1) & self._mask
        return slots

    def _homes(self, keys: Keys) -> NDArray[np.intp]:
        """Return the slot in which each key is looked for first."""
        return ((keys * _LENGTH) >> self._shift).astype(np.intp)


class Known:
    """A number for each of some words, asked for by their keys."""

    def __init__(self, keys: Keys, numbers: Sequence[int] | NDArray[Any], other: int = 0) -> None:
        """Take the keys of distinct words, their numbers, and that of every other word."""
        self._places = Places(len(keys) + 1)
        self._places.number(keys)
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
