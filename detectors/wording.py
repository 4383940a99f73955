"""The words of a text as the published filters divide and count them, from one look-up a token.

The filters disagree on what a word is, but all of it depends on the token alone. So a token that the table has not met
is looked at once for all of them together (``word_counts``), and a text is three gathers: its counts, RedPajama's
words, spaCy's pieces. Most tokens are counted alike, hence the table keeps the distinct rows of counts.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import accumulate, chain
from typing import NamedTuple, TypeVar

import numpy as np
from numpy.typing import NDArray

from detectors.growing import put
from detectors.pieces import ORDINARY, describe_piece
from detectors.columns import Row
from detectors.tokens import Tokens
from detectors.word_counts import Counts, describe

_FIRST_PLACES = 4_096
_WIDTH = len(Counts._fields)
PLACE = Counts(*range(_WIDTH))
"""Where each count stands in a row."""


class Wording(NamedTuple):
    """The words of one text."""

    rows: NDArray[np.int32]
    """The :class:`~detectors.word_counts.Counts` of each token, in order: tokens by counts."""
    words: NDArray[np.int32]
    """RedPajama's words in order; equal words have equal numbers."""
    pieces: NDArray[np.int32]
    """spaCy's pieces in order, numbered apart from the words."""
    table: Table

    def by_line(self, sizes: Sequence[int] | NDArray[np.int64]) -> NDArray[np.int64]:
        """Return the sums of the counts over lines of so many tokens each: lines by counts."""
        filled = np.array(sizes)
        firsts = filled.cumsum() - filled
        if len(self.rows) and filled.all():
            return np.add.reduceat(self.rows, firsts, axis=0, dtype=np.int64)
        lines = np.zeros((len(sizes), _WIDTH), np.int64)
        here = filled.nonzero()[0]
        if len(here):
            lines[here] = np.add.reduceat(self.rows, firsts[here], axis=0, dtype=np.int64)
        return lines

    def stop_words(self) -> int:
        """Return how many of Gopher's stop words stand in the text, each counted once."""
        return int(np.bitwise_or.reduce(self.rows[:, PLACE.stop_words])).bit_count()

    def word_ends(self) -> NDArray[np.int64]:
        """Return how many characters RedPajama's words have up to each, from none of them to all."""
        return _ends(self.table.word_sizes.take(self.words))

    def piece_ends(self) -> NDArray[np.int64]:
        """Return the same of spaCy's pieces."""
        return _ends(self.table.piece_sizes.take(self.pieces))

    def kinds(self) -> bytes:
        """Return for each piece whether it is ordinary, a mark or an end."""
        return self.table.kinds.take(self.pieces).tobytes()


class Table:
    """The words of all tokens of one vocabulary."""

    def __init__(self) -> None:
        """Start empty."""
        self.size = 0
        self._row_of: dict[Row, int] = {}
        self._rows = np.zeros((_FIRST_PLACES, _WIDTH), np.int32)
        self._words = {"": 0}
        self.word_sizes = np.zeros(_FIRST_PLACES, np.int32)
        self._pieces: dict[str, int] = {}
        self.piece_sizes = np.zeros(_FIRST_PLACES, np.int32)
        self.kinds = np.zeros(_FIRST_PLACES, np.uint8)
        # For each token its row, its word or 0, where its pieces are listed, and how many they are.
        self._tokens = np.zeros((_FIRST_PLACES, 4), np.int32)
        self._listed = np.zeros(_FIRST_PLACES, np.int32)
        self._used = 0

    def extend(self, new: list[str]) -> None:
        """Take the tokens that follow."""
        rows, words, divided = zip(*map(describe, new), strict=True)
        pieces = tuple(chain.from_iterable(divided))
        ends = accumulate(map(len, divided), initial=self._used)
        tokens = list(zip(self._numbered_rows(rows), self._numbered_words(words), ends, map(len, divided), strict=False))
        self._tokens = put(self._tokens, self.size, tokens)
        self._listed = put(self._listed, self._used, self._numbered_pieces(pieces))
        self._used += len(pieces)
        self.size += len(new)

    def _numbered_rows(self, rows: Sequence[Row]) -> list[int]:
        known = len(self._row_of)
        numbers, new = _numbered(self._row_of, rows)
        if new:
            self._rows = put(self._rows, known, new)
        return numbers

    def _numbered_words(self, words: Sequence[str]) -> list[int]:
        known = len(self._words)
        numbers, new = _numbered(self._words, words)
        if new:
            self.word_sizes = put(self.word_sizes, known, list(map(len, new)))
        return numbers

    def _numbered_pieces(self, pieces: Sequence[str]) -> list[int]:
        known = len(self._pieces)
        numbers, new = _numbered(self._pieces, pieces)
        if new:
            self.piece_sizes = put(self.piece_sizes, known, list(map(len, new)))
            self.kinds = put(self.kinds, known, [ORDINARY if piece.isalpha() else describe_piece(piece)[0] for piece in new])
        return numbers

    def wording(self, numbers: NDArray[np.intp]) -> Wording:
        """Return the words of the tokens with these numbers."""
        rows, words, firsts, counts = self._tokens.take(numbers, axis=0).T
        ends = counts.cumsum()
        places = (firsts - ends + counts).repeat(counts)
        places += np.arange(len(places))
        return Wording(self._rows.take(rows, axis=0), words[words > 0], self._listed.take(places), self)


def wording(tokens: Tokens) -> Wording:
    """Return the words of a text."""
    return tokens.vocabulary.table(Table).wording(tokens.numbers)


_Key = TypeVar("_Key", Row, str)


def _numbered(numbers: dict[_Key, int], keys: Sequence[_Key]) -> tuple[list[int], list[_Key]]:
    """Return the number of each key, and the keys that got theirs just now, in order."""
    known = len(numbers)
    found = [numbers.setdefault(key, len(numbers)) for key in keys]
    return found, list({number: key for number, key in zip(found, keys, strict=True) if number >= known}.values())


def _ends(sizes: NDArray[np.int32]) -> NDArray[np.int64]:
    ends = np.zeros(len(sizes) + 1, np.int64)
    sizes.cumsum(out=ends[1:])
    return ends
