"""The rare words of all stories of a store, small enough to be held at once.

A million articles have some three hundred million of them, so the memory of a pass is a matter of how many arrays of that
length stand beside one another. Here it is one, of four bytes a word: words are numbered in the place of their hashes,
weights are looked up where they are needed, and what says nothing of two stories is left out.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

if TYPE_CHECKING:
    from scipy.sparse import csr_array

Numbers = np.ndarray[Any, np.dtype[np.int64]]
Shares = np.ndarray[Any, np.dtype[np.float64]]
Hashes = np.ndarray[Any, np.dtype[np.uint32]]

_FEWEST_RARE = 8
_ANCHOR = 128
"""Stories that may have a word for it to bring two of them together; bounds the work at any size of the store."""
_COMMON_SHARE, _COMMON = 0.05, 20
"""A word that more than 5 % of all stories have, and more than twenty, says nothing."""
_UNSEEN = 1_000
"""Stories without the word, added to those of the store: in a small one everything would seem common."""
_ROWS, _STRETCH, _RANGE_BITS = 2_000, 1 << 24, 28


class RareWords(NamedTuple):
    """Which rare words each story has: those of story ``n`` are ``words[starts[n]:starts[n + 1]]``, ascending."""

    words: np.ndarray[Any, np.dtype[np.int32]]
    starts: Numbers
    weight: np.ndarray[Any, np.dtype[np.float32]]
    """By word; 0 where it is common."""

    def rows(self, stories: Numbers) -> csr_array:
        """Return the weights of the words of some stories, a row for each."""
        # Late, because every run imports this module, and few ask for duplicates.
        from scipy.sparse import csr_array

        sizes = self.starts[stories + 1] - self.starts[stories]
        words = self.words[spans(self.starts[stories], sizes)]
        starts = np.concatenate([[0], np.cumsum(sizes)])
        return csr_array((self.weight[words], words, starts), shape=(len(stories), len(self.weight)))

    def lengths(self) -> Shares:
        """Return the length of each row; infinite where it has too few words to be compared."""
        length = np.empty(len(self.starts) - 1)
        for at in range(0, len(length), _ROWS):
            rows = self.rows(np.arange(at, min(at + _ROWS, len(length))))
            length[at : at + _ROWS] = np.sqrt(rows @ self.weight)  # a word's weight stands in its rows, so this squares it
        length[(np.diff(self.starts) < _FEWEST_RARE) | (length == 0)] = np.inf
        return length

    def only(self, is_wanted: np.ndarray[Any, np.dtype[np.bool_]], total: int) -> RareWords:
        """Return the same without the words that are not wanted, so that ``total`` are left."""
        words, ends = np.empty(total, np.int32), np.zeros(len(self.starts), np.int64)
        for at in range(0, len(self.starts) - 1, _ROWS):
            bounds = self.starts[at : at + _ROWS + 1]
            own = self.words[bounds[0] : bounds[-1]]
            held = is_wanted[own]
            filled = ends[at] + np.concatenate([[0], np.cumsum(held)])[bounds - bounds[0]]
            words[filled[0] : filled[-1]] = own[held]
            ends[at : at + _ROWS + 1] = filled
        return RareWords(words, ends, self.weight)


def weighed(hashes: Hashes, starts: Numbers) -> tuple[RareWords, csr_array, Shares]:
    """Return the words that are worth comparing, the anchors among them, as ones, and the length of each row.

    ``hashes`` is written over.
    """
    from scipy.sparse import csr_array

    counts, size = numbered(hashes), len(starts) - 1
    weight = np.sqrt(np.log((size + _UNSEEN) / counts)).astype(np.float32)
    weight[counts > max(_COMMON, _COMMON_SHARE * size)] = 0
    every = RareWords(hashes.view(np.int32), starts, weight)
    length = every.lengths()
    is_anchor = (counts > 1) & (counts <= _ANCHOR)
    is_compared = is_anchor | ((counts > 1) & (weight > 0))
    compared = every.only(is_compared, int(counts[is_compared].sum()))
    anchors = compared.only(is_anchor, int(counts[is_anchor].sum()))
    ones = np.ones(len(anchors.words), np.int32)
    return compared, csr_array((ones, anchors.words, anchors.starts), shape=(size, len(counts))), length


def spans(first: Numbers, sizes: Numbers) -> Numbers:
    """Return the places of all spans one after another, each given by its first place and its size."""
    ends = np.cumsum(sizes)
    return np.arange(sizes.sum()) + np.repeat(first - ends + sizes, sizes)


def numbered(hashes: Hashes) -> Numbers:
    """Put in the place of each hash its number among the distinct ones, ascending; return how often each of those stands.

    A sixteenth of them at a time, by their first bits, from below: a number is never above the hash that it stands for,
    so none comes to lie among those that are still to be numbered.
    """
    counts, total = [np.empty(0, np.int64)], 0
    for bits in range(1 << (32 - _RANGE_BITS)):
        stretches = range(0, len(hashes), _STRETCH)
        found = [at + np.flatnonzero(hashes[at : at + _STRETCH] >> _RANGE_BITS == bits) for at in stretches]
        places = np.concatenate([np.empty(0, np.int64), *found])
        own = hashes[places]
        distinct, each = np.unique(own, return_counts=True)
        hashes[places] = total + np.searchsorted(distinct, own)
        total += len(distinct)
        counts.append(each)
    return np.concatenate(counts)
