"""What readability asks of every token: sizes, letters, and whether a sentence ends in it."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from detectors.columns import Feature
from detectors.stretches import bounds_of

_FIRST_RARE = 0x250
_WORD = np.array([chr(code).isalnum() or chr(code) == "_" for code in range(_FIRST_RARE)])
_STOPS = np.zeros(_FIRST_RARE + 1, np.bool_)
_STOPS[[ord(stop) for stop in ".!?"]] = True


def _describe(tokens: Sequence[str], _words: Sequence[str]) -> NDArray[np.int64]:
    codes = np.frombuffer("".join(tokens).encode("utf-32-le", "surrogatepass"), np.uint32)
    bounds = bounds_of(list(map(len, tokens)))
    starts, ends = bounds[:-1], bounds[1:]
    so_far = bounds_of(_in_words(codes))
    stops = _STOPS.take(codes, mode="clip").nonzero()[0]
    owner = bounds.searchsorted(stops, side="right") - 1
    first, after_last = ends.copy(), ends.copy()
    first[owner[::-1]], after_last[owner] = stops[::-1], stops + 1
    letters = so_far.take(ends) - so_far.take(starts)
    columns = (
        letters > 0,
        ends - starts,
        letters,
        so_far.take(first) > so_far.take(starts),
        first < ends,
        so_far.take(ends) > so_far.take(after_last),
    )
    return np.array(columns, np.int64).T


def _in_words(codes: NDArray[np.uint32]) -> NDArray[np.bool_]:
    """Return which characters are letters, digits or underscores, as a regular expression has it."""
    found: NDArray[np.bool_] = _WORD.take(codes, mode="clip")
    rare = (codes >= _FIRST_RARE).nonzero()[0]
    if len(rare):
        distinct, place = np.unique(codes.take(rare), return_inverse=True)
        found[rare] = np.array([chr(code).isalnum() for code in distinct.tolist()]).take(place)
    return found


SHAPE = Feature("shape", 6, _describe)
"""Per token: is a word; characters; letters, digits and underscores; has a word before its first full stop, question
or exclamation mark (or has none of these and is a word); has such a mark; has a word after the last one."""
