"""What is known of every token in a table: the rows of one feature.

Most tokens look like many others (a word of five letters, one with a comma), so a feature's rows are few: a column keeps
the distinct rows, and for each token which one is its own. Sums over a text are then counts times rows.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from itertools import pairwise
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from detectors.stretches import Bounds, Whole, row_sums
from detectors.tokens.growing import put
from detectors.tokens.joined import Joined
from detectors.tokens.splitting import Places, keys_of_rows

Arrays = Mapping[str, NDArray[Any]]

_FIRST_ROWS = 1_024
_TOGETHER = 8_192
"""Tokens whose rows are looked at together, more where a stretch is longer."""

Describe = Callable[[Joined], NDArray[np.int64]]


class Feature(NamedTuple):
    """A few whole numbers that depend on one token alone."""

    name: str
    width: int
    describe: Describe
    """Called with new tokens; gives a row for each."""


class Rows:
    """Distinct rows of whole numbers, and for each token the number of its row."""

    def __init__(self, width: int, kind: type[np.signedinteger[Any]], shipped: Arrays | None = None) -> None:
        """Start empty, or with what :meth:`arrays` returned; the rows are distinct."""
        shipped = shipped or {"rows": np.zeros((0, width), kind), "row_of": np.zeros(0, np.int32)}
        self._rows, self.row_of = shipped["rows"], shipped["row_of"]
        self._n_rows, self.size = len(self._rows), len(self.row_of)
        self._places = Places(_FIRST_ROWS)
        self._places.number(keys_of_rows(self._rows))

    def arrays(self) -> Arrays:
        """Return what there is to ship."""
        return {"rows": self.rows, "row_of": self.row_of[: self.size]}

    @property
    def rows(self) -> NDArray[Any]:
        """The rows by their numbers."""
        return self._rows[: self._n_rows]

    def gather(self, numbers: NDArray[np.intp]) -> Described:
        """Return the rows of the tokens with these numbers."""
        return Described(self.row_of.take(numbers), self.rows)

    def extend(self, rows: NDArray[Any]) -> None:
        """Take the rows of the tokens that follow."""
        numbers, new = self._places.number(keys_of_rows(rows))
        self.row_of = put(self.row_of, self.size, numbers)
        self._rows = put(self._rows, self._n_rows, rows.take(new, axis=0))
        self._n_rows += len(new)
        self.size += len(rows)


class Column:
    """What one feature says of each token."""

    def __init__(self, feature: Feature, shipped: Arrays | None = None) -> None:
        """Start empty, or with what :meth:`arrays` returned."""
        self._describe = feature.describe
        self._rows = Rows(feature.width, np.int64, shipped)

    @property
    def size(self) -> int:
        """How many tokens it knows."""
        return self._rows.size

    def arrays(self) -> Arrays:
        """Return what there is to ship."""
        return self._rows.arrays()

    def gather(self, numbers: NDArray[np.intp]) -> Described:
        """Return what the feature says of the tokens with these numbers."""
        return self._rows.gather(numbers)

    def extend(self, new: Joined) -> None:
        """Describe the tokens that follow."""
        self._rows.extend(self._describe(new))


class Described(NamedTuple):
    """What a feature says of every token of a text: the number of each token's row, and the rows."""

    row_of: NDArray[np.int32]
    rows: NDArray[Any]

    def line(self, place: int, some: Bounds | None = None) -> NDArray[Any]:
        """Return one of the feature's numbers for each token in order, or for some of them."""
        # The distinct rows are few beside the tokens of a batch: a copy of one of their columns lies close together.
        return self.rows[:, place].take(self.row_of if some is None else self.row_of.take(some))

    def having(self, place: int) -> Bounds:
        """Return the tokens of which one of the feature's numbers is not zero."""
        found: Bounds = (self.rows[:, place] != 0).take(self.row_of).nonzero()[0]
        return found

    def sums(self, bounds: Bounds) -> Whole:
        """Return the sums of the feature's numbers over the stretches with these bounds: stretches by numbers."""
        # Some stretches at a time, so that their rows are still in the processor's caches when they are added up.
        firsts = bounds.searchsorted(range(0, bounds.item(-1), _TOGETHER)).tolist()
        found = np.zeros((len(bounds) - 1, self.rows.shape[1]), np.int64)
        for first, last in pairwise([*firsts, len(bounds) - 1]):
            some = bounds[first : last + 1]
            found[first:last] = row_sums(self.rows.take(self.row_of[some[0] : some[-1]], axis=0), some - some[0])
        return found
