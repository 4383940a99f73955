"""Some documents as one, for what asks only which of them to look at.

Nearly every article has nothing of what a detector looks for. To find that out article by article costs each detector a
call of its own and a dozen steps of Python; asked of a whole batch, a few array operations tell where its signs stand, and
only what stands there is looked at. Nothing is decided here: a document that is left out must be one in which the detector
finds nothing, and what is left in is for the detector to judge.

The texts stand behind one another in Latin-1, in which a character is a byte. What it lacks is read as ``UNKNOWN``, which may
stand for any letter; a sign beyond Latin-1 is to be asked of the signs of a document.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from functools import cached_property
from typing import Any

import numpy as np
from ahocorasick_rs import BytesAhoCorasick
from numpy.typing import NDArray

from detectors.document import Document
from detectors.expressions import regex
from detectors.stretches import Bounds, bounds_of

_BEHIND = 8
"""Bytes behind the last text, so that some characters after any place may be read."""

UNKNOWN = "\x1a"
_UNKNOWN = UNKNOWN.encode()
_NO_LATIN = regex("[^\0-\xff]")

_MOST_SPACES = 40
"""More of them at an edge of a line are not counted; there a space is left."""

_COMMON = frozenset("\n-")
"""Characters of which there are so many that to find one by one takes longer than to compare all."""

_MANY = 20_000
"""More than these of one character in a batch are found by comparing all, too."""

_LOWER = np.uint32(0x20202020)

Flags = NDArray[np.bool_]


def flags(characters: Iterable[str]) -> Flags:
    """Return which bytes are one of some characters in Latin-1."""
    found = np.zeros(256, np.bool_)
    found[[ord(char) for char in characters]] = True
    return found


def flags_of(told: Callable[[str], Any]) -> Flags:
    """Return of which bytes something is told, as characters in Latin-1; of an unknown one it always may be."""
    return flags([char for char in map(chr, range(256)) if char == UNKNOWN or told(char)])


_SPACES = flags(char for char in map(chr, range(256)) if char.isspace() and char not in "\r\n")


def heads_of(words: Iterable[str]) -> NDArray[np.uint32]:
    """Return the first four letters of some words in lower case, each as one number."""
    return np.array([int.from_bytes(word[:4].encode(), "little") for word in words], np.uint32)


class Gathered:
    """Documents with the signs of each, and their texts behind one another; a document is named by its place."""

    def __init__(self, docs: Sequence[Document], signs: Sequence[frozenset[str]]) -> None:
        """Take the documents and what is seen and heard in each."""
        self.docs, self.signs = docs, signs
        self._found: dict[str, Bounds] = {}

    @cached_property
    def wide(self) -> list[int]:
        """The places of the texts that are not Latin-1; what is unknown in them may be a question mark, too."""
        return [place for place, doc in enumerate(self.docs) if doc.unusual and _NO_LATIN.search(doc.unusual)]

    @cached_property
    def raw(self) -> bytes:
        """The texts; before and behind each stands a line feed."""
        texts = [doc.text.encode("latin-1", "replace") for doc in self.docs]
        for place in self.wide:
            texts[place] = texts[place].replace(b"?", _UNKNOWN)
        return b"\n".join([b"", *texts, bytes(_BEHIND)])

    @cached_property
    def codes(self) -> NDArray[np.uint8]:
        """The same as numbers."""
        return np.frombuffer(self.raw, np.uint8)

    @cached_property
    def outstanding(self) -> bytes:
        """What is outstanding in each text, behind one another with line feeds between."""
        return b"\n".join([doc.outstanding for doc in self.docs])

    def shouting(self, words: BytesAhoCorasick) -> set[int]:
        """Return the places of the texts of which what is outstanding has one of some words."""
        spots = [start for _, start, _ in words.find_matches_as_indexes(self.outstanding)]
        return set(np.cumsum([len(doc.outstanding) + 1 for doc in self.docs]).searchsorted(spots, "right").tolist())

    @cached_property
    def firsts(self) -> Bounds:
        """Where each text begins, and where one behind the last would."""
        return bounds_of([len(doc.text) + 1 for doc in self.docs]) + 1

    def at(self, sign: str) -> Bounds:
        """Return where a character stands: one that few lines have, or line feeds and hyphens."""
        if sign not in self._found and sign in _COMMON:
            self._found[sign] = (self.codes[:-_BEHIND] == ord(sign)).nonzero()[0]
        elif sign not in self._found:
            raw, byte, places = self.raw, sign.encode("latin-1"), list[int]()
            place = raw.find(byte)
            while place >= 0 and len(places) <= _MANY:
                places.append(place)
                place = raw.find(byte, place + 1)
            few = len(places) <= _MANY
            self._found[sign] = np.array(places, np.intp) if few else (self.codes[:-_BEHIND] == ord(sign)).nonzero()[0]
        return self._found[sign]

    @cached_property
    def _feeds(self) -> Bounds:
        returns = self.at("\r")
        return np.sort(np.concatenate((self.at("\n"), returns))) if len(returns) else self.at("\n")

    @cached_property
    def starts(self) -> Bounds:
        """Where each line begins, blank ones included: behind the spaces that open it."""
        starts: Bounds = self._feeds[:-1] + 1
        some = np.arange(len(starts))
        for _ in range(_MOST_SPACES):
            some = some[_SPACES.take(self.codes.take(starts.take(some)))]
            if not len(some):
                break
            starts[some] += 1
        return starts

    @cached_property
    def ends(self) -> Bounds:
        """Where each of them ends: before the spaces that close it."""
        ends: Bounds = self._feeds[1:].copy()
        some = (ends > self.starts).nonzero()[0]
        for _ in range(_MOST_SPACES):
            some = some[_SPACES.take(self.codes.take(ends.take(some) - 1))]
            if not len(some):
                break
            ends[some] -= 1
        return ends

    def lines_up_to(self, size: int) -> Bounds:
        """Return where the lines begin that have so many characters at most, or spaces at an edge that nobody has counted."""
        spaced = _SPACES.take(self.codes.take(self.starts)) | _SPACES.take(self.codes.take(self.ends - 1))
        short: Bounds = self.starts[(self.starts < self.ends) & ((self.ends - self.starts <= size) | spaced)]
        return short

    def line_starts(self, spots: Bounds) -> Bounds:
        """Return where the line of each spot begins."""
        return self.starts.take(self.starts.searchsorted(spots, "right") - 1)

    def heads(self, spots: Bounds) -> NDArray[np.uint32]:
        """Return the four characters from each spot on, letters in lower case, as one number."""
        found: NDArray[np.uint32] = np.ndarray((len(self.raw) - 3,), "<u4", self.raw, strides=(1,))[spots]
        return found | _LOWER

    def owners(self, spots: Bounds) -> Bounds:
        """Return the place of the document of each spot."""
        return self.firsts.searchsorted(spots, "right") - 1

    def having(self, spots: Bounds) -> set[int]:
        """Return the places of the documents that have one of some spots."""
        return set(self.owners(spots).tolist())

    def each(self, spots: Bounds) -> Iterator[tuple[int, int]]:
        """Yield for each spot the place of its document and where it stands in it."""
        owners = self.owners(spots)
        return zip(owners.tolist(), (spots - self.firsts.take(owners)).tolist(), strict=True)

    def bearing(self, places: Iterable[int], signs: Collection[str]) -> set[int]:
        """Return which of the places have one of these signs."""
        told = self.signs
        return {place for place in places if not told[place].isdisjoint(signs)}


Choose = Callable[[Gathered, Collection[int]], Collection[int]]
"""Given the places of some documents, returns those of them in which a detector may find something."""
