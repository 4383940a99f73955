"""Arrays that grow at their end."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray


def put(array: NDArray[Any], start: int, values: Sequence[Any] | NDArray[Any]) -> NDArray[Any]:
    """Return the array with values from ``start`` on; a copy at least twice as long where there is no room."""
    end = start + len(values)
    if end > len(array):
        array = np.concatenate((array, np.zeros((max(end, 2 * len(array)) - len(array), *array.shape[1:]), array.dtype)))
    if start < end:
        array[start:end] = values
    return array
