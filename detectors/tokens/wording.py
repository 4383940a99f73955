"""The words of a text as the published filters divide and count them, from one look-up a token.

The filters disagree on what a word is, but all of it depends on the token alone. So a token that the table has not met
is looked at once for all of them (``word_counts``), and a text is three gathers: its counts, RedPajama's
words, spaCy's pieces. Most tokens are counted alike, hence the table keeps the distinct rows of counts.
"""

from __future__ import annotations

from typing import ClassVar, NamedTuple

import numpy as np
from numpy.typing import NDArray

from detectors.stretches import Bounds, bounds_of, spread
from detectors.tokens.columns import Arrays, Described, Rows
from detectors.tokens.division import Forms
from detectors.tokens.growing import put
from detectors.tokens.joined import Joined, Words
from detectors.tokens.splitting import NOTHING, Places, split
from detectors.tokens.table import Tokens
from detectors.tokens.word_counts import WIDTH, Counts, count

PLACE = Counts(*range(WIDTH))
"""Where each count stands in a row."""


class Wording(NamedTuple):
    """The words of some texts, one behind another."""

    counts: Described
    """The :class:`~detectors.tokens.word_counts.Counts` of each token, in order."""
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


class Table:
    """The words of all tokens of one vocabulary."""

    ships: ClassVar[bool] = True

    def __init__(self, shipped: Arrays | None = None) -> None:
        """Start empty, or with what :meth:`arrays` returned."""
        known = shipped or _nothing()
        # Words and pieces by their numbers: their characters, what they are to the sentencizer, themselves in some texts.
        self._parts, self.kinds = [bytes(known["parts"]).decode()], known["kinds"].copy()
        starts, ends, keys = split(self._parts[0])
        self.sizes = np.append(0, (ends - starts).astype(np.int32))
        self._n_parts = len(self.sizes)
        self._places = Places(self._n_parts)
        self._places.number(np.append(NOTHING, keys))
        self._forms = Forms(shipped)
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
            "parts": np.frombuffer("\n".join(self._parts).encode(), np.uint8),
            "kinds": self.kinds[: self._n_parts],
            "listed": self._listed[: self._used],
            **self._forms.arrays(),
            **self._counts.arrays(),
        }

    def extend(self, new: Joined) -> None:
        """Take the tokens that follow."""
        found = count(new, self._forms)
        words, pieces = self._numbered(found.words), self._numbered(found.pieces)
        self.kinds[pieces] = found.kinds
        # The normalised word, even where there is none, and the pieces.
        listed = np.insert(pieces, found.bounds[:-1], words)
        self._firsts = put(self._firsts, self.size, found.bounds[:-1] + np.arange(len(new)) + self._used)
        self._listed = put(self._listed, self._used, listed)
        self._used += len(listed)
        self._counts.extend(found.rows)

    def _numbered(self, parts: Words) -> NDArray[np.int32]:
        """Return the numbers of words or pieces, none for nothing; those that the table has not met get the next ones."""
        numbers, new = self._places.number(parts.keys)
        sizes = (parts.ends - parts.starts).take(new)
        self.sizes, self.kinds = put(self.sizes, self._n_parts, sizes), put(self.kinds, self._n_parts, np.zeros(len(new)))
        if len(new):
            self._parts.append(parts.as_text(new))
        self._n_parts += len(new)
        return numbers

    def wording(self, numbers: NDArray[np.intp], bounds: Bounds) -> Wording:
        """Return the words of the tokens with these numbers, those of texts with these bounds."""
        counts, firsts = self._counts.gather(numbers), self._firsts.take(numbers)
        words = self._listed.take(firsts)
        places, ends = spread(firsts + 1, firsts + 1 + counts.line(PLACE.pieces))
        is_word = words > 0
        return Wording(
            counts,
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
        "kinds": np.zeros(1, np.uint8),
        "rows": np.zeros((0, WIDTH), np.int32),
        "row_of": np.zeros(0, np.int32),
        "listed": np.zeros(0, np.int32),
    }


def wording(tokens: Tokens, bounds: Bounds) -> Wording:
    """Return the words of texts whose tokens have these bounds."""
    return tokens.vocabulary.table(Table).wording(tokens.numbers, bounds)
