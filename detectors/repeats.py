"""Find every run of words that stands in a text more than once, by sorting whole numbers.

A run of n words is two runs of n - 1 that overlap, so each length only looks at what repeats at the one before. News
repeats pairs of words (``of the``), seldom five in a row: after the first sort there is little left to look at.

Two streams of words are searched at once, since most of what a search costs is to begin each of its steps.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import chain, pairwise
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

LONGEST = 10
"""No published filter asks for longer runs."""
_FEW = 400
_PLACES = 40
"""Bits enough for any place in a text."""
_BITS = 63
_ORDER = np.arange(8_192)

Run = list[int]
"""Where equal runs of words start, in order: two places or more."""
Runs = list[Run]


class Repeats(NamedTuple):
    """What stands more than once in one stream of words."""

    pair: tuple[int, int] | None
    """Where the pair of words that stands most often stands first, and how often; of equals the first in the text."""
    longer: dict[int, Runs]
    """The runs of three words, of four and so on, as long as any repeats."""


class _Found(NamedTuple):
    """All runs of one length that stand more than once, in both streams."""

    starts: NDArray[np.int64]
    """The first word of each run; sorted within a group."""
    groups: NDArray[np.int64]
    """Equal runs have equal numbers; from 0, in order."""


def repeats(first: NDArray[np.int32], second: NDArray[np.int32]) -> tuple[Repeats, Repeats]:
    """Return the repeated runs of two streams, given as the numbers of their words in order."""
    keys, bits = _pairs(first, second)
    found = _repeated(keys, bits)
    if found is None:
        return Repeats(None, {}), Repeats(None, {})
    offset = len(first) + 1
    pairs = _most_frequent(found, offset)
    here: dict[int, Runs] = {}
    there: dict[int, Runs] = {}
    for size, runs in _longer(found, len(keys), bits):
        if of_first := [run for run in runs if run[0] < offset]:
            here[size] = of_first
        if len(of_first) < len(runs):
            there[size] = [[start - offset for start in run] for run in runs if run[0] >= offset]
    return Repeats(pairs[0], here), Repeats(pairs[1], there)


def _pairs(first: NDArray[np.int32], second: NDArray[np.int32]) -> tuple[NDArray[np.int64], int]:
    """Return a key for each pair of words, its place in the lowest bits; and how many bits those are.

    The streams stand one behind the other, what bounds them is equal to no word, and no key of the first stream is
    greater than one of the second.
    """
    offset, count = len(first) + 1, len(first) + len(second) + 2
    words = np.zeros(count, np.int64)
    words[: offset - 1] = first
    words[offset:-1] = second
    width = int(words.max()).bit_length() + 2
    words[offset:-1] += 1 << (width - 2)
    words[offset - 1 :: count - offset] = 1 << (width - 1)
    bits = count.bit_length()
    return _keys((words[:-1] << width) | words[1:], 2 * width, _order(count - 1), bits), bits


def _order(count: int) -> NDArray[np.int64]:
    return _ORDER[:count] if count <= len(_ORDER) else np.arange(count)


def _keys(runs: NDArray[np.int64], width: int, starts: NDArray[np.int64], bits: int) -> NDArray[np.int64]:
    """Return runs of ``width`` bits with their starts behind them; of a very long text they are numbered anew."""
    if width + bits > _BITS:
        runs = np.unique(runs, return_inverse=True)[1]
    return (runs << bits) | starts


def _repeated(keys: NDArray[np.int64], bits: int) -> _Found | None:
    """Return the runs whose key, less its lowest ``bits`` (the place), stands more than once."""
    keys.sort()
    runs = keys >> bits
    same = np.zeros(len(runs) + 1, np.bool_)
    np.equal(runs[1:], runs[:-1], out=same[1:-1])
    place = (same[1:] | same[:-1]).nonzero()[0]
    if not len(place):
        return None
    # A run opens a group where it differs from the one before it.
    return _Found(keys.take(place) & ((1 << bits) - 1), (~same).take(place).cumsum() - 1)


def _most_frequent(found: _Found, offset: int) -> list[tuple[int, int] | None]:
    """Return for each stream where its most frequent run stands first, and how often."""
    counts = np.bincount(found.groups)
    firsts = found.starts.take(counts.cumsum() - counts)
    # The greatest of these has the greatest count, and among those the first place.
    ranks = (counts << _PLACES) - firsts
    divide = int(np.count_nonzero(firsts < offset))
    return [_decoded(ranks[:divide], 0), _decoded(ranks[divide:], offset)]


def _decoded(ranks: NDArray[np.int64], before: int) -> tuple[int, int] | None:
    if not len(ranks):
        return None
    best = int(ranks.max())
    times = (best >> _PLACES) + (best & ((1 << _PLACES) - 1) > 0)
    return (times << _PLACES) - best - before, times


def _longer(found: _Found, count: int, bits: int) -> Iterator[tuple[int, Runs]]:
    """Yield the repeated runs of three words, of four and so on; stop where none repeats."""
    rank = np.zeros(count + 2, np.int64)
    for size in range(3, LONGEST + 1):
        starts, groups = found
        rank[starts] = groups + 1
        after = rank.take(starts + 1)
        longer = after.nonzero()[0]
        if not len(longer):
            return
        starts, groups, after = starts.take(longer), groups.take(longer), after.take(longer)
        width = int(groups[-1] + 1).bit_length()
        repeated = _repeated(_keys((groups << width) | after, 2 * width, starts, bits), bits)
        if repeated is None:
            return
        yield size, (runs := _listed(repeated))
        if len(repeated.starts) <= _FEW:
            yield from _few(runs, size + 1)
            return
        rank[found.starts] = 0
        found = repeated


def _listed(found: _Found) -> Runs:
    starts = found.starts.tolist()
    ends = np.bincount(found.groups).cumsum().tolist()
    return [starts[first:end] for first, end in pairwise((0, *ends))]


def _few(repeated: Runs, size: int) -> Iterator[tuple[int, Runs]]:
    """Yield the repeats longer than these few; numpy would take longer to begin than this takes to end."""
    for longer in range(size, LONGEST + 1):
        run_at = {start: run for run, starts in enumerate(repeated) for start in starts}
        runs: dict[tuple[int, int], list[int]] = {}
        for start, run in run_at.items():
            if (after := run_at.get(start + 1)) is not None:
                runs.setdefault((run, after), []).append(start)
        repeated = [starts for starts in runs.values() if len(starts) > 1]
        if not repeated:
            return
        yield longer, repeated


def most_frequent(runs: Runs) -> tuple[int, int]:
    """Return where the run that stands most often stands first, and how often; of equals the first in the text."""
    best = max(runs, key=lambda run: (len(run), -run[0]))
    return best[0], len(best)


def later_occurrences(runs: Runs, size: int) -> list[int]:
    """Return the starts of the runs that stood before, read from left to right; none reaches into the one before it."""
    run_at = {start: run for run, starts in enumerate(runs) for start in starts}
    seen: set[int] = set()
    repeated: list[int] = []
    free = 0
    for start in sorted(run_at):
        if start < free:
            continue
        run = run_at[start]
        if run in seen:
            repeated.append(start)
            free = start + size
        else:
            seen.add(run)
    return repeated


def covered(runs: Runs, size: int) -> list[tuple[int, int]]:
    """Return the stretches of words that stand in any of the runs; they do not overlap."""
    stretches: list[tuple[int, int]] = []
    reach = 0
    for start in sorted(chain.from_iterable(runs)):
        stretches.append((max(start, reach), start + size))
        reach = start + size
    return stretches
