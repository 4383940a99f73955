"""Find every run of words that stands in a text more than once, by sorting whole numbers.

A run of n words is two runs of n - 1 that overlap, so each length only looks at what repeats at the one before. News
repeats pairs of words (``of the``), seldom five in a row: after the first sort there is little left to look at.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

_FEW = 16
_PLACES = 40
"""Bits enough for any place in a text."""


class Repeats(NamedTuple):
    """All runs of one length that stand more than once."""

    size: int
    starts: NDArray[np.int64]
    """The first word of each run; sorted within a group."""
    groups: NDArray[np.int64]
    """Equal runs have equal numbers; from 0, in order."""


def repeats(words: NDArray[np.int32], longest: int) -> Iterator[Repeats]:
    """Yield the repeated runs of two words, of three and so on; stop where none repeats.

    ``words`` are the numbers of the words in order.
    """
    count = len(words)
    if count < 3:  # noqa: PLR2004 - two pairs need three words
        return
    bits = count.bit_length()
    ids = words.astype(np.int64)
    if 2 * int(ids.max()).bit_length() + bits > 63:  # noqa: PLR2004 - two words and a place go into 63 bits
        ids = np.unique(ids, return_inverse=True)[1]
    shift = int(ids.max()).bit_length()
    keys = (((ids[:-1] << shift) | ids[1:]) << bits) | np.arange(count - 1)
    rank = np.zeros(count + 1, np.int64)
    for size in range(2, longest + 1):
        found = _repeated(keys, bits, size)
        if found is None:
            return
        yield found
        rank[found.starts] = found.groups + 1
        after = rank[found.starts + 1]
        rank[found.starts] = 0
        longer = after.nonzero()[0]
        if len(longer) <= _FEW:
            yield from _few(found, longest)
            return
        pairs = found.groups[longer] * (len(found.groups) + 1) + after[longer]
        keys = (pairs << bits) | found.starts[longer]


def _few(found: Repeats, longest: int) -> Iterator[Repeats]:
    """Yield the repeats longer than these few; numpy would take longer to begin than this takes to end."""
    starts, groups = found.starts.tolist(), found.groups.tolist()
    for size in range(found.size + 1, longest + 1):
        group_at = dict(zip(starts, groups, strict=True))
        runs: dict[tuple[int, int], list[int]] = {}
        for start, group in group_at.items():
            if (after := group_at.get(start + 1)) is not None:
                runs.setdefault((group, after), []).append(start)
        repeated = [run for run in runs.values() if len(run) > 1]
        if not repeated:
            return
        starts = [start for run in repeated for start in run]
        groups = [group for group, run in enumerate(repeated) for _ in run]
        yield Repeats(size, np.array(starts), np.array(groups))


def _repeated(keys: NDArray[np.int64], bits: int, size: int) -> Repeats | None:
    """Return the runs whose key, less its lowest ``bits`` (the place), stands more than once."""
    keys.sort()
    runs = keys >> bits
    same = np.zeros(len(runs) + 1, np.bool_)
    np.equal(runs[1:], runs[:-1], out=same[1:-1])
    place = (same[1:] | same[:-1]).nonzero()[0]
    if not len(place):
        return None
    # A run opens a group where it differs from the one before it.
    return Repeats(size, keys[place] & ((1 << bits) - 1), (~same[:-1])[place].cumsum() - 1)


def most_frequent(found: Repeats) -> tuple[int, int]:
    """Return where the run that stands most often stands first, and how often; of equals the first in the text."""
    counts = np.bincount(found.groups)
    firsts = found.starts[counts.cumsum() - counts]
    # The greatest of these has the greatest count, and among those the first place.
    best = int(((counts << _PLACES) - firsts).max())
    most = (best >> _PLACES) + (best & ((1 << _PLACES) - 1) > 0)
    return (most << _PLACES) - best, most


def later_occurrences(found: Repeats) -> list[int]:
    """Return the starts of the runs that stood before, read from left to right; none reaches into the one before it."""
    order = found.starts.argsort()
    seen: set[int] = set()
    repeated: list[int] = []
    free = 0
    for start, group in zip(found.starts[order].tolist(), found.groups[order].tolist(), strict=True):
        if start < free:
            continue
        if group in seen:
            repeated.append(start)
            free = start + found.size
        else:
            seen.add(group)
    return repeated


def covered(found: Repeats, count: int) -> NDArray[np.bool_]:
    """Return which of ``count`` words stand in any of the runs."""
    starts = np.zeros(count + found.size, np.int32)
    starts[found.starts + found.size] = 1
    before = starts.cumsum()
    return before[found.size :] > before[: -found.size]
