"""The words of a text as the published filters divide and count them, from one look-up a token.

The filters disagree on what a word is, but all of it depends on the token alone. So a token that the table has not met
is looked at once for all of them together (``word_counts``), and a text is three gathers: its counts, RedPajama's
words, spaCy's pieces. Most tokens are counted alike, hence the table keeps the distinct rows of counts.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import chain
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from detectors.pieces import ORDINARY, describe_piece
from detectors.tokens import Tokens
from detectors.word_counts import WIDTH, Counts, describe

_FIRST_PLACES = 4_096
PLACE = Counts(*range(WIDTH))
"""Where each count stands in a row."""


class Wording(NamedTuple):
    """The words of one text."""

    rows: NDArray[np.int32]
    """The :class:`~detectors.word_counts.Counts` of each token, in order: tokens by counts."""
    words: NDArray[np.int32]
    """RedPajama's words in order; equal words have equal numbers."""
    pieces: NDArray[np.int32]
    """spaCy's pieces in order, numbered alike."""
    table: Table

    def by_line(self, sizes: Sequence[int]) -> NDArray[np.int64]:
        """Return the sums of the counts over lines of so many tokens each: lines by counts."""
        filled = np.array(sizes)
        firsts = filled.cumsum() - filled
        if len(self.rows) and filled.all():
            return np.add.reduceat(self.rows, firsts, axis=0, dtype=np.int64)
        lines = np.zeros((len(sizes), WIDTH), np.int64)
        here = filled.nonzero()[0]
        if len(here):
            lines[here] = np.add.reduceat(self.rows, firsts[here], axis=0, dtype=np.int64)
        return lines

    def stop_words(self) -> int:
        """Return how many of Gopher's stop words stand in the text, each counted once."""
        return int(np.bitwise_or.reduce(self.rows[:, PLACE.stop_words])).bit_count()

    def word_ends(self) -> NDArray[np.int64]:
        """Return how many characters RedPajama's words have up to each, from none of them to all."""
        return _ends(self.table.sizes.take(self.words))

    def piece_ends(self) -> NDArray[np.int64]:
        """Return the same of spaCy's pieces."""
        return _ends(self.table.sizes.take(self.pieces))

    def kinds(self) -> bytes:
        """Return for each piece whether it is ordinary, a mark or an end."""
        return self.table.kinds.take(self.pieces).tobytes()


class Table:
    """The words of all tokens of one vocabulary."""

    def __init__(self) -> None:
        """Start empty."""
        self.size = 0
        self._numbers = {"": 0}
        # For each word or piece by its number its characters, and what it is to the sentencizer.
        self.sizes = np.zeros(_FIRST_PLACES, np.int32)
        self.kinds = np.zeros(_FIRST_PLACES, np.uint8)
        # For each token its counts, and where its word and, behind it, its pieces are listed.
        self._rows = np.zeros((_FIRST_PLACES, WIDTH), np.int32)
        self._firsts = np.zeros(_FIRST_PLACES, np.int32)
        self._listed = np.zeros(_FIRST_PLACES, np.int32)
        self._used = 0

    def extend(self, new: list[str]) -> None:
        """Take the tokens that follow."""
        packed, parts = zip(*map(describe, new), strict=True)
        rows = np.frombuffer(b"".join(packed), np.int32).reshape(-1, WIDTH)
        counts = rows[:, PLACE.pieces] + 1
        numbers = self._numbered(list(chain.from_iterable(parts)))
        self._rows = _put(self._rows, self.size, rows)
        self._firsts = _put(self._firsts, self.size, counts.cumsum() - counts + self._used)
        self._listed = _put(self._listed, self._used, numbers)
        self._used += len(numbers)
        self.size += len(new)

    def _numbered(self, parts: list[str]) -> list[int]:
        """Return the numbers of words and pieces; those that the table has not met get the next ones."""
        numbers, known = self._numbers, len(self._numbers)
        found = [numbers.setdefault(part, len(numbers)) for part in parts]
        if len(numbers) > known:
            new = {number: part for number, part in zip(found, parts, strict=True) if number >= known}.values()
            self.sizes = _put(self.sizes, known, list(map(len, new)))
            self.kinds = _put(self.kinds, known, [ORDINARY if part.isalpha() else describe_piece(part)[0] for part in new])
        return found

    def wording(self, numbers: NDArray[np.intp]) -> Wording:
        """Return the words of the tokens with these numbers."""
        rows, firsts = self._rows.take(numbers, axis=0), self._firsts.take(numbers)
        words, counts = self._listed.take(firsts), rows[:, PLACE.pieces]
        ends = counts.cumsum()
        places = (firsts + 1 - ends + counts).repeat(counts)
        places += np.arange(len(places))
        return Wording(rows, words[words > 0], self._listed.take(places), self)


def wording(tokens: Tokens) -> Wording:
    """Return the words of a text."""
    return tokens.vocabulary.table(Table).wording(tokens.numbers)


def _ends(sizes: NDArray[np.int32]) -> NDArray[np.int64]:
    ends = np.zeros(len(sizes) + 1, np.int64)
    sizes.cumsum(out=ends[1:])
    return ends


def _put(array: NDArray[Any], start: int, values: Sequence[Any] | NDArray[Any]) -> NDArray[Any]:
    """Return the array with values from ``start`` on; a copy twice as long where there is no room."""
    end = start + len(values)
    if end > len(array):
        array = np.concatenate((array, np.zeros((max(end, 2 * len(array)) - len(array), *array.shape[1:]), array.dtype)))
    array[start:end] = values
    return array
