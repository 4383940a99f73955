"""What readability asks of every token: sizes, letters, and whether a sentence ends in it."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from detectors.tokens.columns import Feature
from detectors.tokens.joined import Joined


def _describe(new: Joined) -> NDArray[np.int64]:
    starts, ends, so_far, stops = new.starts, new.ends, new.in_words_so_far, new.stops
    owner = new.owners(stops)
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


SHAPE = Feature("shape", 6, _describe)
"""Per token: is a word; characters; letters, digits and underscores; has a word before its first full stop, question
or exclamation mark (or has none of these and is a word); has such a mark; has a word after the last one."""
