"""The words of a text as the published filters divide and count them, from one look-up a token.

The filters disagree on what a word is, but all of it depends on the token alone. So a token that the table has not met
is looked at once for all of them together (``word_counts``), and a text is three gathers: its counts, RedPajama's
words, spaCy's pieces. Most tokens are counted alike, hence the table keeps the distinct rows of counts.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import chain
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from detectors.columns import Arrays
from detectors.growing import put
from detectors.pieces import ORDINARY, describe_piece
from detectors.tokens import Tokens
from detectors.word_counts import WIDTH, Counts, describe

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

    def by_line(self, sizes: Sequence[int] | NDArray[np.int64]) -> NDArray[np.int64]:
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

    def __init__(self, shipped: Arrays | None = None) -> None:
        """Start empty, or with what :meth:`arrays` returned."""
        known = shipped or _nothing()
        parts = bytes(known["parts"]).decode().split("\n")
        self._numbers = dict(zip(parts, range(len(parts)), strict=True))
        # For each word or piece by its number its characters, and what it is to the sentencizer.
        self.sizes, self.kinds = known["sizes"], known["kinds"]
        # For each token its counts, and where its word and, behind it, its pieces are listed.
        self._rows, self._listed = known["rows"], known["listed"]
        counts = self._rows[:, PLACE.pieces] + 1
        self._firsts = counts.cumsum(dtype=np.int32) - counts
        self.size, self._used = len(self._rows), len(self._listed)

    def arrays(self) -> Arrays:
        """Return what there is to ship."""
        return {
            "parts": np.frombuffer("\n".join(self._numbers).encode(), np.uint8),
            "sizes": self.sizes[: len(self._numbers)],
            "kinds": self.kinds[: len(self._numbers)],
            "rows": self._rows[: self.size],
            "listed": self._listed[: self._used],
        }

    def extend(self, new: list[str]) -> None:
        """Take the tokens that follow."""
        packed, parts = zip(*map(describe, new), strict=True)
        rows = np.frombuffer(b"".join(packed), np.int32).reshape(-1, WIDTH)
        counts = rows[:, PLACE.pieces] + 1
        numbers = self._numbered(list(chain.from_iterable(parts)))
        self._rows = put(self._rows, self.size, rows)
        self._firsts = put(self._firsts, self.size, counts.cumsum() - counts + self._used)
        self._listed = put(self._listed, self._used, numbers)
        self._used += len(numbers)
        self.size += len(new)

    def _numbered(self, parts: list[str]) -> list[int]:
        """Return the numbers of words and pieces; those that the table has not met get the next ones."""
        numbers, known = self._numbers, len(self._numbers)
        found = [numbers.setdefault(part, len(numbers)) for part in parts]
        if len(numbers) > known:
            new = {number: part for number, part in zip(found, parts, strict=True) if number >= known}.values()
            self.sizes = put(self.sizes, known, list(map(len, new)))
            self.kinds = put(self.kinds, known, [ORDINARY if part.isalpha() else describe_piece(part)[0] for part in new])
        return found

    def wording(self, numbers: NDArray[np.intp]) -> Wording:
        """Return the words of the tokens with these numbers."""
        rows, firsts = self._rows.take(numbers, axis=0), self._firsts.take(numbers)
        words, counts = self._listed.take(firsts), rows[:, PLACE.pieces]
        ends = counts.cumsum()
        places = (firsts + 1 - ends + counts).repeat(counts)
        places += np.arange(len(places))
        return Wording(rows, words[words > 0], self._listed.take(places), self)


def _nothing() -> Arrays:
    """Return the arrays of an empty table: one part that is no word."""
    return {
        "parts": np.zeros(0, np.uint8),
        "sizes": np.zeros(1, np.int32),
        "kinds": np.zeros(1, np.uint8),
        "rows": np.zeros((0, WIDTH), np.int32),
        "listed": np.zeros(0, np.int32),
    }


def wording(tokens: Tokens) -> Wording:
    """Return the words of a text."""
    return tokens.vocabulary.table(Table).wording(tokens.numbers)


def _ends(sizes: NDArray[np.int32]) -> NDArray[np.int64]:
    ends = np.zeros(len(sizes) + 1, np.int64)
    sizes.cumsum(out=ends[1:])
    return ends
