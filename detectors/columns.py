"""What is known of every token in a table: the rows of one feature.

Most tokens look like many others (a word of five letters, one with a comma), so a feature's rows are few: a column keeps
the distinct rows, and for each token which one is its own. Sums over a text are then counts times rows.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from detectors.growing import put
from detectors.stretches import Bounds, Whole, row_sums

Arrays = Mapping[str, NDArray[Any]]

Row = tuple[int, ...]
Describe = Callable[[Sequence[str], Sequence[str]], Sequence[Row] | NDArray[np.int64]]


class Feature(NamedTuple):
    """A few whole numbers that depend on one token alone."""

    name: str
    width: int
    describe: Describe
    """Called with new tokens as they stand and with their words (see :func:`~detectors.tokens.clean`); gives a row for each."""


def one_by_one(describe: Callable[[str, str], Row]) -> Describe:
    """Return a description of many tokens from that of one."""
    return lambda tokens, words: list(map(describe, tokens, words))


class _Numbers(dict[bytes, int]):
    """Numbers of distinct rows; asking for a new one gives it the next number."""

    def __init__(self, first: int) -> None:
        super().__init__()
        self.next = first
        self.new: list[bytes] = []

    def __missing__(self, row: bytes) -> int:
        number = self[row] = self.next
        self.next += 1
        self.new.append(row)
        return number


class Rows:
    """Distinct rows of whole numbers, and for each token the number of its row."""

    def __init__(self, width: int, kind: type[np.signedinteger[Any]], shipped: Arrays | None = None) -> None:
        """Start empty, or with what :meth:`arrays` returned; shipped rows may come again, sums are the same."""
        shipped = shipped or {"rows": np.zeros((0, width), kind), "row_of": np.zeros(0, np.int32)}
        self._rows, self.row_of = shipped["rows"], shipped["row_of"]
        self._numbers = _Numbers(len(self._rows))
        self.size = len(self.row_of)

    def arrays(self) -> Arrays:
        """Return what there is to ship."""
        return {"rows": self.rows, "row_of": self.row_of[: self.size]}

    @property
    def rows(self) -> NDArray[Any]:
        """The rows by their numbers."""
        return self._rows[: self._numbers.next]

    def extend(self, packed: Sequence[bytes]) -> None:
        """Take the rows of the tokens that follow, each as its bytes."""
        numbers = list(map(self._numbers.__getitem__, packed))
        new = self._numbers.new
        self.row_of = put(self.row_of, self.size, numbers)
        fresh = np.frombuffer(b"".join(new), self._rows.dtype).reshape(-1, self._rows.shape[1])
        self._rows = put(self._rows, self._numbers.next - len(new), fresh)
        self.size += len(packed)
        new.clear()


class Column:
    """What one feature says of each token."""

    def __init__(self, feature: Feature, shipped: Arrays | None = None) -> None:
        """Start empty, or with what :meth:`arrays` returned."""
        self._describe, self._width = feature.describe, feature.width
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
        return Described(self._rows.row_of.take(numbers), self._rows.rows)

    def extend(self, tokens: Sequence[str], words: Sequence[str]) -> None:
        """Describe the tokens that follow; once for a whole batch of texts is half the work of once for each."""
        rows = np.ascontiguousarray(self._describe(tokens, words), np.int64).reshape(-1, self._width)
        self._rows.extend(rows.view(f"V{rows.itemsize * self._width}").ravel().tolist())


class Described(NamedTuple):
    """What a feature says of every token of a text: the number of each token's row, and the rows."""

    row_of: NDArray[np.int32]
    rows: NDArray[np.int64]

    def line(self, place: int) -> NDArray[np.int64]:
        """Return one of the feature's numbers for each token, in order."""
        # Not rows[:, place].take: that would first copy the numbers of all tokens ever seen; nor rows[row_of, place]: slower.
        line: NDArray[np.int64] = self.rows.ravel().take(self.row_of * self.rows.shape[1] + place)
        return line

    def sums(self, bounds: Bounds) -> Whole:
        """Return the sums of the feature's numbers over the texts with these bounds: texts by numbers."""
        return row_sums(self.rows.take(self.row_of, axis=0), bounds)
