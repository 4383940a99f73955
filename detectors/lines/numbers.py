"""The numbers that the second stage of the line model reads: a line's own, its place on the page, and its neighbours'."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from detectors.lines.page import Pages
from detectors.stretches import Bounds

REACH = 3
"""Lines on either side whose numbers are read too."""

_WINDOWS = np.array([[2], [5], [10], [1 << 20]])
_FAR = 20
Matrix = NDArray[np.float32]


def numbers(pages: Pages) -> Matrix:
    """Return one row of numbers for each line."""
    place, logs = _place(pages)
    own = _own(pages, logs)
    near = _neighbours(pages, logs)
    return np.ascontiguousarray(np.concatenate((own, place, near, _around(pages)), dtype=np.float32).T)


def _own(pages: Pages, logs: Matrix) -> Matrix:
    sizes, tokens = pages.sizes, pages.tokens
    told = (pages.scores, pages.pairs, logs[0], logs[1], sizes / tokens, pages.prose, pages.gaps, pages.copies)
    return np.concatenate((told, pages.ends, pages.sums, pages.overlap))


def _before(values: NDArray[np.float64], pages: Pages) -> NDArray[np.float64]:
    """Return the sum of the values of the lines above each line."""
    so_far = np.concatenate(((0.0,), values.cumsum()))
    return so_far[:-1] - so_far.take(pages.bounds[:-1]).take(pages.page)


def _place(pages: Pages) -> tuple[Matrix, Matrix]:
    """Return where each line stands, and the logarithms of sizes, some of which are asked for again."""
    firsts, page = pages.bounds[:-1], pages.page
    sizes, running = pages.sizes.astype(np.float64), (pages.sizes * pages.prose).astype(np.float64)
    place = np.arange(len(sizes)) - firsts.take(page)
    n_lines = np.diff(pages.bounds)
    n = n_lines.take(page)
    wholes, tolds = np.add.reduceat((sizes, running), firsts, axis=1)
    whole, total = wholes.take(page), np.maximum(tolds, 1.0).take(page)
    read, above = _before(sizes, pages), _before(running, pages)
    below = np.maximum(total - above - running, 0)
    run = _runs(pages, running)
    logs = np.log1p(np.array((sizes, pages.tokens, place, n - 1 - place, read, whole - read - sizes, above, below, run)))
    columns = (
        (place + 0.5) / n,
        *logs[2:6],
        (read + sizes / 2) / whole,
        *_distances(pages),
        above / total,
        below / total,
        *logs[6:],
        run / total,
    )
    means = np.add.reduceat((pages.ends[0], pages.ends[3], pages.gaps > 0, pages.scores, pages.prose), firsts, axis=1)
    closed, small, gaps, scores, prose = means
    of_page = (
        np.log1p(n_lines),
        tolds / wholes,
        np.log1p(prose),
        np.log1p(_middles(pages)),
        gaps / n_lines,
        small / n_lines,
        closed / n_lines,
        np.maximum.reduceat(run, firsts) / np.maximum(tolds, 1.0),
        scores / n_lines,
    )
    return np.concatenate((columns, np.array(of_page).take(page, axis=1))), logs


def _middles(pages: Pages) -> NDArray[np.float64]:
    """Return the middle size of each article's lines of running text, nought where it has none."""
    prose = pages.prose.nonzero()[0]
    page, sizes = pages.page.take(prose), pages.sizes.take(prose)
    ordered = sizes.take(np.lexsort((sizes, page)))
    counts = np.bincount(page, minlength=len(pages.bounds) - 1)
    middles = np.zeros(len(counts))
    filled = counts > 0
    middles[filled] = ordered.take((counts.cumsum() - counts + counts // 2)[filled])
    return middles


def _runs(pages: Pages, running: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return for each line how many characters the unbroken run of running text has that it stands in."""
    prose = pages.prose
    begins = np.ones(len(prose), np.bool_)
    begins[1:] = prose[1:] != prose[:-1]
    begins[pages.bounds[:-1]] = True
    starts = begins.nonzero()[0]
    return np.add.reduceat(running, starts).repeat(np.diff(starts, append=len(prose)))


def _distances(pages: Pages) -> tuple[Bounds, Bounds]:
    """Return for each line how far the next line of running text stands above and below it, at most 20."""
    prose, bounds = pages.prose, pages.bounds
    n = len(prose)
    place = np.arange(n)
    above, below = np.full(n, _FAR), np.full(n, _FAR)
    last = np.maximum.accumulate(np.where(prose, place, -_FAR))
    following = np.minimum.accumulate(np.where(prose, place, n + _FAR)[::-1])[::-1]
    above[1:], below[:-1] = place[1:] - last[:-1], following[1:] - place[:-1]
    # What lies on another page is far.
    above[place - above < bounds[:-1].take(pages.page)] = _FAR
    below[place + below >= bounds[1:].take(pages.page)] = _FAR
    return np.minimum(above, _FAR), np.minimum(below, _FAR)


def _neighbours(pages: Pages, logs: Matrix) -> Matrix:
    n = len(pages.sizes)
    told = (
        pages.scores,
        logs[0],
        pages.ends[0],
        pages.prose,
        pages.sums[3],
        pages.gaps,
        pages.overlap[0],
        np.ones(n),
    )
    # Between two pages, and around all, lie lines of noughts.
    place = np.arange(n) + REACH * (pages.page + 1)
    padded = np.zeros((len(told), n + REACH * len(pages.bounds)), np.float32)
    padded[:, place] = told
    return np.concatenate([padded.take(place + step, axis=1) for step in range(-REACH, REACH + 1) if step])


def _around(pages: Pages) -> Matrix:
    """Return mean scores of the lines near a line, before it, after it, in windows and altogether."""
    scores, page = pages.scores, pages.page
    place = np.arange(len(scores))
    sums = np.concatenate(((0.0,), scores.cumsum(dtype=np.float64)))
    low = np.maximum(place - _WINDOWS, pages.bounds[:-1].take(page))
    high = np.minimum(place + _WINDOWS + 1, pages.bounds[1:].take(page))
    before, after = sums[:-1] - sums.take(low), sums.take(high) - sums[1:]
    n_before, n_after = place - low, high - place - 1
    means = (
        before / np.maximum(n_before, 1),
        after / np.maximum(n_after, 1),
        (before + after) / np.maximum(n_before + n_after, 1),
    )
    return np.stack(means, axis=1).reshape(-1, len(scores))
