"""Find every run of words that stands in a text more than once, for all texts of a batch at once.

A run of n words is two runs of n - 1 that overlap, so each length only looks at what repeats at the one before. News
repeats pairs of words (``of the``), seldom five in a row: after the first sort there is little left to look at.

The pairs of a text are sorted by a digest of a few bits with the place behind it; only those whose digest stands twice
are looked at as they are.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from detectors.stretches import Bounds, owners_of, sort_each

LONGEST = 10
"""No published filter asks for longer runs."""
_NUMBER_BITS = 32
_PLACES = 40
"""Bits enough for any place among the words of a batch."""
_FEW_BITS = 7
"""Of fewer runs than one in 2**7 words it is quicker to sort the starts than to look through all words."""
_FACTORS = np.array([0x9E3779B97F4A7C15, 0xC2B2AE3D27D4EB4F], np.uint64)
"""Of the first and the second word of a pair in its digest; odd in any number of bits."""
_SMALL, _LARGE = (np.uint32, 12), (np.uint64, 24)
"""What a digest is kept in with its place, and how many bits the place takes: for texts of few words, and for any."""


class Runs(NamedTuple):
    """The runs of one length that stand more than once in their text."""

    starts: NDArray[np.intp]
    """The first word of each run among the words of all texts, in order."""
    groups: NDArray[np.intp]
    """Equal runs of one text have equal numbers, from 0, those of a text before those of the next."""


class Repeats(NamedTuple):
    """What stands more than once in the texts of one stream of words."""

    bounds: Bounds
    """Where the words of each text begin."""
    runs: dict[int, Runs]
    """The runs of two words, of three and so on, as long as any repeats."""


def repeats(words: NDArray[np.int32], bounds: Bounds) -> Repeats:
    """Return the repeated runs of texts, given as the numbers of their words in order."""
    found: dict[int, Runs] = {}
    runs = _pairs(words, bounds)
    # For each word the number of the run that begins with it, from 1; 0 for none.
    run_at = np.zeros(len(words) + 1, np.int64)
    for size in range(2, LONGEST + 1):
        if not len(runs.starts):
            break
        found[size] = _in_order(runs, len(words))
        run_at[runs.starts] = runs.groups + 1
        after = run_at.take(runs.starts + 1)
        longer = after.nonzero()[0]
        keys = (runs.groups.take(longer) << _NUMBER_BITS) | after.take(longer)
        run_at[runs.starts] = 0
        runs = _repeated(keys, runs.starts.take(longer))
    return Repeats(bounds, found)


def _pairs(words: NDArray[np.int32], bounds: Bounds) -> Runs:
    """Return the pairs of words that stand in their text more than once, group by group."""
    starts, alike = _by_digest(words, bounds)
    keys = (words.take(starts).astype(np.int64) << _NUMBER_BITS) | words.take(starts + 1)
    same = np.zeros(len(starts) + 1, np.bool_)
    same[1:-1] = (keys[1:] == keys[:-1]) & alike[1:-1]
    strange = (same != alike).nonzero()[0]
    if len(strange):
        # Where two pairs of a text have one digest, those of this digest are sorted as they are.
        digest = (~alike[:-1]).cumsum()
        mixed = np.isin(digest, digest.take(strange)).nonzero()[0]
        order = mixed.take(np.lexsort((keys.take(mixed), digest.take(mixed))))
        starts[mixed], keys[mixed] = starts.take(order), keys.take(order)
        same[1:-1] = (keys[1:] == keys[:-1]) & alike[1:-1]
    return _grouped(starts, same)


def _by_digest(words: NDArray[np.int32], bounds: Bounds) -> tuple[NDArray[np.intp], NDArray[np.bool_]]:
    """Return where the pairs start whose digest stands in their text more than once, text by text and digest by digest.

    With them which of them has the digest of the one before it in the same text.
    """
    sizes = np.diff(bounds)
    kind, bits = _SMALL if not len(sizes) or sizes.max() >> _SMALL[1] == 0 else _LARGE
    mixed: NDArray[Any] = words.astype(kind)
    one, two = _FACTORS.astype(kind)
    keys = mixed * one
    keys[:-1] += mixed[1:] * two
    keys >>= kind(bits)
    keys <<= kind(bits)
    keys += np.arange(len(words), dtype=kind)
    keys -= bounds[:-1].astype(kind).repeat(sizes)
    # With the last word of a text no pair begins.
    lasts = np.maximum(bounds[1:] - 1, bounds[:-1])
    sort_each(keys, bounds[:-1], lasts)
    digests = keys >> kind(bits)
    same = np.zeros(len(words) + 1, np.bool_)
    np.equal(digests[1:], digests[:-1], out=same[1:-1])
    same[bounds] = same[lasts] = False
    place = (same[1:] | same[:-1]).nonzero()[0]
    owner = owners_of(place, bounds)
    starts = bounds.take(owner) + (keys.take(place) & kind((1 << bits) - 1)).astype(np.intp)
    return starts, np.append(same.take(place), False)


def _repeated(keys: NDArray[np.int64], starts: NDArray[np.intp]) -> Runs:
    """Return the runs whose key stands more than once, group by group; no key belongs to two texts."""
    # A key begins with the group of the shorter run: they are in order but for the few of one group.
    order = keys.argsort(kind="stable")
    keys = keys.take(order)
    same = np.zeros(len(order) + 1, np.bool_)
    np.equal(keys[1:], keys[:-1], out=same[1:-1])
    return _grouped(starts.take(order), same)


def _grouped(starts: NDArray[np.intp], same: NDArray[np.bool_]) -> Runs:
    """Return the runs that are equal to a neighbour; ``same`` says which is equal to the one before."""
    kept = (same[1:] | same[:-1]).nonzero()[0]
    return Runs(starts.take(kept), (~same[:-1]).take(kept).cumsum() - 1)


def _in_order(runs: Runs, count: int) -> Runs:
    """Return the same runs in the order of the words, of which there are so many."""
    if len(runs.starts) << _FEW_BITS < count:
        order = runs.starts.argsort()
        return Runs(runs.starts.take(order), runs.groups.take(order))
    group_at = np.full(count, -1, np.int32)
    group_at[runs.starts] = runs.groups
    starts = (group_at >= 0).nonzero()[0]
    return Runs(starts, group_at.take(starts).astype(np.intp))


def most_frequent(runs: Runs, bounds: Bounds) -> tuple[Bounds, Bounds, Bounds]:
    """Return the texts with a repeated run; where the one that stands most often stands first, of equals the first; how often."""
    times = np.bincount(runs.groups)
    firsts = np.zeros(len(times), np.intp)
    firsts[runs.groups[::-1]] = runs.starts[::-1]
    owner = bounds.searchsorted(firsts, side="right") - 1
    # The greatest of these has the greatest count, and among those the first place.
    ranks = (times << _PLACES) - firsts
    new = np.diff(owner, prepend=-1).nonzero()[0]
    best = np.maximum.reduceat(ranks, new)
    most = (best >> _PLACES) + (best & ((1 << _PLACES) - 1) > 0)
    return owner.take(new), (most << _PLACES) - best, most


def later_occurrences(runs: Runs, size: int) -> Bounds:
    """Return the starts of the runs that stood before, read from left to right; none reaches into the one before it."""
    seen: set[int] = set()
    repeated: list[int] = []
    free = 0
    for start, group in zip(runs.starts.tolist(), runs.groups.tolist(), strict=True):
        if start < free:
            continue
        if group in seen:
            repeated.append(start)
            free = start + size
        else:
            seen.add(group)
    return np.array(repeated, np.intp)


def covered(runs: Runs, size: int) -> tuple[Bounds, Bounds]:
    """Return first and last word (exclusive) of the stretches that stand in any of the runs; they do not overlap."""
    ends = runs.starts + size
    starts = runs.starts.copy()
    np.maximum(starts[1:], ends[:-1], out=starts[1:])
    return starts, ends
