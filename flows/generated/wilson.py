"""Wilson's interval for a share, 95 % unless told otherwise."""

from __future__ import annotations

from math import sqrt
from statistics import NormalDist

_CONFIDENCE = 0.95


def interval(count: int, size: int, confidence: float = _CONFIDENCE) -> tuple[float, float]:
    """Return the lower and the upper bound of a share of ``count`` in ``size``."""
    if not size:
        return 0.0, 1.0
    z = NormalDist().inv_cdf((1 + confidence) / 2)
    share, square = count / size, z * z / size
    middle = (share + square / 2) / (1 + square)
    reach = z * sqrt(share * (1 - share) / size + square / (4 * size)) / (1 + square)
    return max(middle - reach, 0.0), min(middle + reach, 1.0)


def upper(count: int, size: int) -> float:
    """Return the upper bound of a share."""
    return interval(count, size)[1]
