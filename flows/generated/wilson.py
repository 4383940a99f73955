"""Wilson's interval for a share, 95 %."""

from __future__ import annotations

from math import sqrt

_Z = 1.959963984540054


def interval(count: int, size: int) -> tuple[float, float]:
    """Return the lower and the upper bound of a share of ``count`` in ``size``."""
    if not size:
        return 0.0, 1.0
    share, square = count / size, _Z * _Z / size
    middle = (share + square / 2) / (1 + square)
    reach = _Z * sqrt(share * (1 - share) / size + square / (4 * size)) / (1 + square)
    return max(middle - reach, 0.0), min(middle + reach, 1.0)


def upper(count: int, size: int) -> float:
    """Return the upper bound of a share."""
    return interval(count, size)[1]
