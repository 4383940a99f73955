"""The numbers that the second stage of the line model reads: a line's own, its place on the page, and its neighbours'."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from detectors.lines.page import Column, Page

REACH = 3
"""Lines on either side whose numbers are read too."""

_WINDOWS = (2, 5, 10)
_FAR = 20
Matrix = NDArray[np.float32]


def numbers(page: Page) -> Matrix:
    """Return one row of numbers for each line."""
    own = _own(page)
    return np.hstack((own, _place(page), _neighbours(page), _around(page.scores)))


def _own(page: Page) -> Matrix:
    return np.column_stack(
        (
            page.scores,
            np.log1p(page.sizes),
            np.log1p(page.tokens),
            page.sizes / page.tokens,
            page.prose,
            page.gaps,
            page.copies,
            page.ends,
            page.sums,
            page.overlap,
        )
    ).astype(np.float32)


def _place(page: Page) -> Matrix:
    n = len(page.sizes)
    place = np.arange(n)
    prose, sizes = page.prose, page.sizes
    read = sizes.cumsum() - sizes
    running = np.where(prose, sizes, 0)
    above = running.cumsum() - running
    total = max(float(running.sum()), 1.0)
    below = total - above - running
    run = _runs(prose, running)
    before, after = _distances(prose)
    whole = np.array(
        [
            np.log1p(n),
            running.sum() / sizes.sum(),
            np.log1p(prose.sum()),
            np.log1p(_middle(sizes[prose].tolist())),
            (page.gaps > 0).mean(),
            page.ends[:, 3].mean(),
            page.ends[:, 0].mean(),
            run.max() / total,
            page.scores.mean(),
        ]
    )
    columns = (
        (place + 0.5) / n,
        np.log1p(place),
        np.log1p(n - 1 - place),
        np.log1p(read),
        np.log1p(sizes.sum() - read - sizes),
        (read + sizes / 2) / sizes.sum(),
        before,
        after,
        above / total,
        below / total,
        np.log1p(above),
        np.log1p(np.maximum(below, 0)),
        np.log1p(run),
        run / total,
    )
    return np.hstack((np.column_stack(columns), np.broadcast_to(whole, (n, len(whole))))).astype(np.float32)


def _middle(sizes: list[float]) -> float:
    return sorted(sizes)[len(sizes) // 2] if sizes else 0.0


def _runs(prose: NDArray[np.bool_], running: Column) -> Column:
    """Return for each line how many characters the unbroken run of running text has that it stands in."""
    starts = np.flatnonzero(np.diff(prose, prepend=~prose[:1]))
    return np.repeat(np.add.reduceat(running, starts), np.diff(np.append(starts, len(prose))))


def _distances(prose: NDArray[np.bool_]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Return for each line how far the next line of running text stands above and below it, at most 20."""
    n = len(prose)
    place = np.arange(n)
    last = np.maximum.accumulate(np.where(prose, place, -_FAR))
    following = np.minimum.accumulate(np.where(prose, place, n + _FAR)[::-1])[::-1]
    above = place - np.append(-_FAR, last[:-1])
    below = np.append(following[1:], n + _FAR) - place
    return np.minimum(above, _FAR), np.minimum(below, _FAR)


def _neighbours(page: Page) -> Matrix:
    told = np.column_stack(
        (
            page.scores,
            np.log1p(page.sizes),
            page.ends[:, 0],
            page.prose,
            page.sums[:, 3],
            page.gaps,
            page.overlap[:, 0],
            np.ones_like(page.scores),
        )
    ).astype(np.float32)
    n, width = told.shape
    edge = np.zeros((REACH, width), np.float32)
    padded = np.vstack((edge, told, edge))
    return np.hstack([padded[REACH + step : REACH + step + n] for step in range(-REACH, REACH + 1) if step])


def _around(scores: Column) -> Matrix:
    """Return mean scores of the lines near a line, before it, after it, in windows and altogether."""
    n = len(scores)
    place = np.arange(n)
    sums = np.append(0.0, scores.cumsum(dtype=np.float64))
    columns = []
    for reach in (*_WINDOWS, n):
        low, high = np.maximum(place - reach, 0), np.minimum(place + reach + 1, n)
        before, after = sums[place] - sums[low], sums[high] - sums[place + 1]
        columns += [
            before / np.maximum(place - low, 1),
            after / np.maximum(high - place - 1, 1),
            (before + after) / np.maximum(high - low - 1, 1),
        ]
    return np.column_stack(columns).astype(np.float32)
