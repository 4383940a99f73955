"""The numbers that the last stage of the line model reads: what the second says of a line, and how sure it is of the page.

A page that is split at every link, or that lists what it is about, has many lines of which the networks are not sure; there
even those they are sure of are more often the author's. Given how the lines of its page were judged, each is judged again.
"""

from __future__ import annotations

import numpy as np

from detectors.lines.numbers import Matrix
from detectors.stretches import Bounds

_LEAST = 1e-3
"""No probability is nearer to nought or one, so that no mean follows from a single line."""

_PROBABLE = 0.5
_UNSURE = (0.1, 0.9)


def page_numbers(told: Matrix, sizes: Matrix, bounds: Bounds) -> Matrix:
    """Return one row for each line: its log odds and size, and of its page the probable, the unsure and the mean log odds."""
    shares = told.clip(_LEAST, 1 - _LEAST)
    odds = np.log(shares / (1 - shares))
    low, high = _UNSURE
    of_lines = np.array((told > _PROBABLE, (told > low) & (told < high), odds))
    n_lines = np.diff(bounds)
    of_pages = (np.add.reduceat(of_lines, bounds[:-1], axis=1) / n_lines).repeat(n_lines, axis=1)
    return np.ascontiguousarray(np.concatenate(((odds, np.log(sizes)), of_pages), dtype=np.float32).T)
