"""The numbers that the second stage of the line model reads: a line's own, its place on the page, and its neighbours'.

A page has some thirty lines, so that what costs is the number of calls and not of lines: whatever can be is done for
all columns in one.
"""

from __future__ import annotations

from math import log1p

import numpy as np
from numpy.typing import NDArray

from detectors.lines.page import Column, Page

REACH = 3
"""Lines on either side whose numbers are read too."""

_WINDOWS = np.array([[2], [5], [10], [1 << 20]])
_FAR = 20
Matrix = NDArray[np.float32]


def numbers(page: Page) -> Matrix:
    """Return one row of numbers for each line."""
    place, logs = _place(page)
    own = _own(page, logs)
    near = _neighbours(page, logs)
    return np.concatenate((own, place, near, _around(page.scores)), dtype=np.float32).T


def _own(page: Page, logs: Matrix) -> Matrix:
    sizes, tokens = page.sizes, page.tokens
    told = (page.scores, page.pairs, logs[0], logs[1], sizes / tokens, page.prose, page.gaps, page.copies)
    return np.concatenate((told, page.ends.T, page.sums.T, page.overlap.T))


def _place(page: Page) -> tuple[Matrix, Matrix]:
    """Return where each line stands, and the logarithms of sizes, some of which are asked for again."""
    n, sizes, prose = len(page.sizes), page.sizes, page.prose
    place = np.arange(n)
    read, running = sizes.cumsum() - sizes, sizes * prose
    above = running.cumsum() - running
    whole, told = float(sizes.sum()), float(running.sum())
    total = max(told, 1.0)
    below = np.maximum(total - above - running, 0)
    run = _runs(prose, running)
    logs = np.log1p(np.array((sizes, page.tokens, place, n - 1 - place, read, whole - read - sizes, above, below, run)))
    before, after = _distances(prose)
    columns = (
        (place + 0.5) / n,
        *logs[2:6],
        (read + sizes / 2) / whole,
        before,
        after,
        above / total,
        below / total,
        *logs[6:],
        run / total,
    )
    closed, _, _, small, *_ = page.ends.mean(axis=0)
    of_page = (
        log1p(n),
        told / whole,
        log1p(float(prose.sum())),
        log1p(_middle(sizes[prose].tolist())),
        np.count_nonzero(page.gaps) / n,
        small,
        closed,
        float(run.max()) / total,
        page.scores.mean(),
    )
    return np.concatenate((columns, np.broadcast_to(np.array(of_page)[:, None], (len(of_page), n)))), logs


def _middle(sizes: list[float]) -> float:
    return sorted(sizes)[len(sizes) // 2] if sizes else 0.0


def _runs(prose: NDArray[np.bool_], running: Column) -> Column:
    """Return for each line how many characters the unbroken run of running text has that it stands in."""
    starts = np.flatnonzero(np.concatenate(((True,), prose[1:] != prose[:-1])))
    return np.add.reduceat(running, starts).repeat(np.append(starts[1:], len(prose)) - starts)


def _distances(prose: NDArray[np.bool_]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Return for each line how far the next line of running text stands above and below it, at most 20."""
    n = len(prose)
    place = np.arange(n)
    above, below = np.full(n, _FAR), np.full(n, _FAR)
    last = np.maximum.accumulate(np.where(prose, place, -_FAR))
    following = np.minimum.accumulate(np.where(prose, place, n + _FAR)[::-1])[::-1]
    above[1:], below[:-1] = place[1:] - last[:-1], following[1:] - place[:-1]
    return np.minimum(above, _FAR), np.minimum(below, _FAR)


def _neighbours(page: Page, logs: Matrix) -> Matrix:
    n = len(page.sizes)
    told = (page.scores, logs[0], page.ends[:, 0], page.prose, page.sums[:, 3], page.gaps, page.overlap[:, 0], np.ones(n))
    padded = np.zeros((len(told), n + 2 * REACH), np.float32)
    padded[:, REACH : REACH + n] = told
    return np.concatenate([padded[:, REACH + step : REACH + step + n] for step in range(-REACH, REACH + 1) if step])


def _around(scores: Column) -> Matrix:
    """Return mean scores of the lines near a line, before it, after it, in windows and altogether."""
    n = len(scores)
    place = np.arange(n)
    sums = np.concatenate(((0.0,), scores.cumsum(dtype=np.float64)))
    low, high = np.maximum(place - _WINDOWS, 0), np.minimum(place + _WINDOWS + 1, n)
    before, after = sums[:-1] - sums[low], sums[high] - sums[1:]
    n_before, n_after = place - low, high - place - 1
    means = (
        before / np.maximum(n_before, 1),
        after / np.maximum(n_after, 1),
        (before + after) / np.maximum(n_before + n_after, 1),
    )
    return np.stack(means, axis=1).reshape(-1, n)
