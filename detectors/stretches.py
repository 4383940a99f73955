"""Numbers of many stretches of one array at once: of every text of a batch, of every line of every text.

A call of NumPy costs a microsecond or two however little it is given, so a batch of texts is one array and the places
where one text ends and the next begins: its *bounds*, one more than there are texts, the first of them zero.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

Bounds = NDArray[np.intp]
Whole = NDArray[np.int64]
Measure = NDArray[np.float64]
"""One number a text; not a number where a measure does not apply."""


def bounds_of(sizes: Sequence[int] | NDArray[Any]) -> Bounds:
    """Return the bounds of stretches of these sizes."""
    bounds = np.zeros(len(sizes) + 1, np.intp)
    np.cumsum(sizes, out=bounds[1:])
    return bounds


def sums(values: NDArray[Any], bounds: Bounds) -> Whole:
    """Return the sum of whole numbers, or of truths, over each stretch; none has a sum of zero."""
    return _reduced(np.add, values[: bounds[-1]], bounds, np.int64)


def row_sums(rows: NDArray[Any], bounds: Bounds) -> Whole:
    """Return the sums of whole rows over each stretch: stretches by columns."""
    if rows.dtype == np.int32 and rows.shape[1] % 2 == 0:
        # Two at a time: no sum is negative or reaches 2**31, so that none runs over into its neighbour.
        return _reduced(np.add, rows.view(np.int64), bounds).view(np.int32).astype(np.int64)
    return _reduced(np.add, rows, bounds)


def greatest(values: NDArray[Any], bounds: Bounds) -> Whole:
    """Return the greatest of the values in each stretch, all of them above zero; none has zero."""
    return _reduced(np.maximum, values, bounds)


def union(values: NDArray[Any], bounds: Bounds) -> Whole:
    """Return all bits of the values in each stretch."""
    return _reduced(np.bitwise_or, values, bounds)


def _reduced(of: np.ufunc, values: NDArray[Any], bounds: Bounds, kind: type[np.int64] | None = None) -> NDArray[Any]:
    firsts = bounds[:-1]
    filled = (bounds[1:] > firsts).nonzero()[0]
    if len(filled) == len(firsts) > 0:
        return np.asarray(of.reduceat(values, firsts, axis=0, dtype=kind))
    found = np.zeros((len(firsts), *values.shape[1:]), kind or values.dtype)
    if len(filled):
        found[filled] = of.reduceat(values, firsts.take(filled), axis=0, dtype=kind)
    return found


def owners_of(places: NDArray[Any], bounds: Bounds) -> Bounds:
    """Return in which stretch each of some places lies; they are in rising order."""
    # The bounds are looked for among the places, not each place among the bounds: mostly there are fewer of them.
    return np.arange(len(bounds) - 1).repeat(np.diff(places.searchsorted(bounds)))


def totals_of(values: NDArray[Any], places: NDArray[Any], bounds: Bounds) -> Whole:
    """Return for each stretch the sum of the values at some places in rising order."""
    found: Whole = np.bincount(owners_of(places, bounds), weights=values, minlength=len(bounds) - 1).astype(np.int64)
    return found


def sort_each(values: NDArray[Any], firsts: Bounds, lasts: Bounds) -> None:
    """Sort every stretch by itself, in place: a short array is sorted three times as fast as its part of a long one."""
    for first, last in zip(firsts.tolist(), lasts.tolist(), strict=True):
        values[first:last].sort()


def spread(firsts: NDArray[Any], lasts: NDArray[Any]) -> tuple[Bounds, Bounds]:
    """Return all places between some first and last ones (exclusive), and the bounds of those of each."""
    sizes = lasts - firsts
    bounds = bounds_of(sizes)
    places = (firsts - bounds[:-1]).repeat(sizes)
    places += np.arange(len(places))
    return places, bounds


def ratio(part: NDArray[Any], whole: NDArray[Any]) -> Measure:
    """Return the ratio of two numbers of each text; not a number where it would be divided by zero."""
    found: Measure = np.full(len(part), np.nan)
    np.divide(part, whole, out=found, where=whole != 0)
    return found
