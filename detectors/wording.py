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

from detectors.columns import Arrays, Rows
from detectors.growing import put
from detectors.pieces import ORDINARY, describe_piece
from detectors.stretches import Bounds, bounds_of, spread
from detectors.tokens import Tokens
from detectors.word_counts import WIDTH, Counts, describe

PLACE = Counts(*range(WIDTH))
"""Where each count stands in a row."""


class Wording(NamedTuple):
    """The words of some texts, one behind another."""

    rows: NDArray[np.int32]
    """The :class:`~detectors.word_counts.Counts` of each token, in order: tokens by counts."""
    words: NDArray[np.int32]
    """RedPajama's words in order; equal words have equal numbers."""
    word_bounds: Bounds
    """Where those of each text begin."""
    pieces: NDArray[np.int32]
    """spaCy's pieces in order, numbered alike."""
    piece_bounds: Bounds
    piece_ends: Bounds
    """How many pieces there are up to each token, from none of them to all."""
    table: Table

    def word_ends(self) -> NDArray[np.intp]:
        """Return how many characters RedPajama's words have up to each, from none of them to all."""
        return bounds_of(self.table.sizes.take(self.words))

    def letter_ends(self) -> NDArray[np.intp]:
        """Return the same of spaCy's pieces."""
        return bounds_of(self.table.sizes.take(self.pieces))

    def kinds(self) -> NDArray[np.uint8]:
        """Return for each piece whether it is ordinary, a mark or an end."""
        return self.table.kinds.take(self.pieces)


class _Parts(dict[str, int]):
    """Numbers of words and pieces; asking for a new one gives it the next number."""

    def __init__(self, listed: list[str]) -> None:
        super().__init__(zip(listed, range(len(listed)), strict=True))
        self.listed = listed

    def __missing__(self, part: str) -> int:
        number = self[part] = len(self.listed)
        self.listed.append(part)
        return number


class Table:
    """The words of all tokens of one vocabulary."""

    def __init__(self, shipped: Arrays | None = None) -> None:
        """Start empty, or with what :meth:`arrays` returned."""
        known = shipped or _nothing()
        parts = bytes(known["parts"]).decode().split("\n")
        self._numbers = _Parts(parts)
        # For each word or piece by its number its characters, and what it is to the sentencizer.
        self.sizes, self.kinds = known["sizes"], known["kinds"]
        # For each token its counts, and where its word and, behind it, its pieces are listed.
        self._counts, self._listed = Rows(WIDTH, np.int32, known), known["listed"]
        counts = self._counts.rows[:, PLACE.pieces].take(self._counts.row_of) + 1
        self._firsts = counts.cumsum(dtype=np.int32) - counts
        self._used = len(self._listed)

    @property
    def size(self) -> int:
        """How many tokens it knows."""
        return self._counts.size

    def arrays(self) -> Arrays:
        """Return what there is to ship."""
        return {
            "parts": np.frombuffer("\n".join(self._numbers.listed).encode(), np.uint8),
            "sizes": self.sizes[: len(self._numbers)],
            "kinds": self.kinds[: len(self._numbers)],
            "listed": self._listed[: self._used],
            **self._counts.arrays(),
        }

    def extend(self, new: Sequence[str]) -> None:
        """Take the tokens that follow."""
        packed, parts = zip(*describe(new), strict=True)
        numbers = self._numbered(list(chain.from_iterable(parts)))
        # The normalised word, even where there is none, and the pieces.
        counts = np.array(list(map(len, parts)))
        self._firsts = put(self._firsts, self.size, counts.cumsum() - counts + self._used)
        self._listed = put(self._listed, self._used, numbers)
        self._used += len(numbers)
        self._counts.extend(packed)

    def _numbered(self, parts: list[str]) -> list[int]:
        """Return the numbers of words and pieces; those that the table has not met get the next ones."""
        numbers, known = self._numbers, len(self._numbers)
        found = list(map(numbers.__getitem__, parts))
        if len(numbers) > known:
            new = numbers.listed[known:]
            self.sizes = put(self.sizes, known, list(map(len, new)))
            self.kinds = put(self.kinds, known, [ORDINARY if part.isalpha() else describe_piece(part)[0] for part in new])
        return found

    def wording(self, numbers: NDArray[np.intp], bounds: Bounds) -> Wording:
        """Return the words of the tokens with these numbers, those of texts with these bounds."""
        rows, firsts = self._counts.rows.take(self._counts.row_of.take(numbers), axis=0), self._firsts.take(numbers)
        words, counts = self._listed.take(firsts), rows[:, PLACE.pieces]
        places, ends = spread(firsts + 1, firsts + 1 + counts)
        is_word = words > 0
        return Wording(
            rows,
            words[is_word],
            bounds_of(is_word).take(bounds),
            self._listed.take(places),
            ends.take(bounds),
            ends,
            self,
        )


def _nothing() -> Arrays:
    """Return the arrays of an empty table: one part that is no word."""
    return {
        "parts": np.zeros(0, np.uint8),
        "sizes": np.zeros(1, np.int32),
        "kinds": np.zeros(1, np.uint8),
        "rows": np.zeros((0, WIDTH), np.int32),
        "row_of": np.zeros(0, np.int32),
        "listed": np.zeros(0, np.int32),
    }


def wording(tokens: Tokens, bounds: Bounds) -> Wording:
    """Return the words of texts whose tokens have these bounds."""
    return tokens.vocabulary.table(Table).wording(tokens.numbers, bounds)
