"""Where phrases may stand: by two words side by side, known of each token before a text is read.

An automaton of eight thousand phrases takes every character of a text through tables that no cache holds. Here a phrase is
known by its *anchor*, the two words side by side in it that tell most (or its one word), each by its first eight characters,
read as one number. Of a token is known which anchors stand in it, and which its last word may begin and its first word may
end; so that in a text only two neighbours have to be put together, and few are anything. Of what passes, the first and
last eight characters of the phrase are compared, all at once.

A text is read in Latin-1, in which a character is a byte; what it lacks is read as ``?``, in phrases as well. So what is found
may be another phrase than it seems, and has to be compared in full.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from detectors.stretches import Bounds
from detectors.tokens import splitting

_ALNUM = bytes(chr(code).isalnum() for code in range(256))
_IN_WORD = np.frombuffer(_ALNUM, np.bool_)
_INK = np.array([code not in b"\0?" and not chr(code).isspace() for code in range(256)])
"""What is certainly no white space; a question mark may stand for some, and what is behind the text is read before it, too."""

_HEAD = 8
"""Characters of a word that are looked at: as many as a number has bytes."""

_KEPT = np.array([(1 << 8 * size) - 1 for size in range(_HEAD + 1)], np.uint64)
_MIX, _BEHIND = np.uint64(0x9E3779B97F4A7C15), np.uint64(0x165667B19E3779F9)
_SPACE, _FEED = map(ord, " \n")
_BITS = 17
_SHIFT = np.uint64(64 - _BITS)
"""Six thousand keys in 131,072 slots: one key in twenty that no phrase has falls into one that is taken."""

Keys = NDArray[np.uint64]


class Words(NamedTuple):
    """The words of a text in order: runs of letters and digits."""

    starts: Bounds
    ends: Bounds
    heads: Keys
    """A number for the first characters of each, spread over all its bits."""
    raw: bytes
    """The text in Latin-1, and a few bytes more."""

    def going_on(self, chosen: Bounds) -> Keys:
        """Return the keys of some words with the character behind each, or behind the space there."""
        codes, ends = np.frombuffer(self.raw, np.uint8), self.ends.take(chosen)
        behind = codes.take(ends + (codes.take(ends) == _SPACE))
        keys: Keys = self.heads.take(chosen) + behind.astype(np.uint64) * _BEHIND
        return keys


def raw_of(text: str) -> bytes:
    """Return a text in Latin-1, and a few bytes more."""
    return text.encode("latin-1", "replace") + bytes(_HEAD)


def words_of(text: str) -> Words:
    """Return the words of a text."""
    raw = raw_of(text)
    inked = np.frombuffer(b"\0" + raw.translate(_ALNUM), np.uint8)
    edges = (inked[1:] != inked[:-1]).nonzero()[0]
    return words_at(raw, edges[::2], edges[1::2])


def words_at(raw: bytes, starts: Bounds, ends: Bounds) -> Words:
    """Return the words at some places of a text, given in Latin-1."""
    return Words(starts, ends, _read(raw, starts, ends - starts) * _MIX, raw)


def _read(raw: bytes, starts: Bounds, sizes: NDArray[Any]) -> Keys:
    """Return as numbers the characters from some places on: so many, and at most eight."""
    heads: Keys = np.ndarray((len(raw) - _HEAD + 1,), "<u8", raw, strides=(1,))[starts]
    heads &= _KEPT.take(sizes, mode="clip")
    return heads


def _slots(keys: Keys) -> NDArray[np.int64]:
    """Return which slot of a table each key falls into."""
    # Seen as signed, since a take would copy any other kind of number.
    return (keys >> _SHIFT).view(np.int64)


_PAIR, _GOING_ON, _ALONE = range(3)
"""Two words side by side; else a word with the character behind it; else, at the end of a phrase, a word."""

_ID_BITS, _ID, _SPREAD = 16, (1 << 16) - 1, 40_503
_FLAGS = 33
_WORD, _OWN, _OPEN, OTHER = (1 << bit for bit in range(32, 36))
"""What is told of a token, above two numbers: it has a word; there are anchors in it; with the character behind it its last
word may be one; it has a part of a phrase that has no anchor."""


class Spots(NamedTuple):
    """Where anchors seem to begin, and the bucket of phrases that each is of."""

    places: Bounds
    buckets: Bounds


class Look(NamedTuple):
    """What is known of some tokens."""

    told: NDArray[np.int64]
    """Lowest the number of its first word among those that stand second in a pair, then that of its last among those that
    stand first, 0 for none; then bits."""
    lasts: Bounds
    """How far behind its first character the last word of each begins."""
    counts: Bounds
    """How many anchors stand in each."""
    spots: Spots
    """Those of all in order, their places counted from the beginning of the token."""


class _Phrases(NamedTuple):
    """Phrases by kind and slot of their anchors: what is asked of each where its anchor stands."""

    numbers: Bounds
    offsets: Bounds
    """How far behind the first character the anchor begins."""
    sizes: Bounds
    ahead: Bounds
    """How far behind it the last eight characters begin."""
    heads: Keys
    tails: Keys


def _phrases_of(words: Words, at: Bounds, numbers: Bounds, firsts: Bounds, sizes: Bounds) -> _Phrases:
    """Return what is asked of phrases, given the words of all of them and which of these are their anchors."""
    ahead = np.maximum(sizes - _HEAD, 0)
    heads, tails = _read(words.raw, firsts, sizes), _read(words.raw, firsts + ahead, sizes)
    return _Phrases(numbers, words.starts.take(at) - firsts, sizes, ahead, heads, tails)


class Anchors:
    """The anchors of many phrases, in a table for each kind: a slot has the number of a bucket of phrases, mostly of none."""

    def __init__(self, phrases: Sequence[str], in_words: Sequence[bool], opening: Sequence[bool]) -> None:
        """Take phrases, and of each whether it may stand inside a word, and whether it has to open a line.

        Inside a word, the words at its edges may be parts of longer ones.
        """
        words, sizes = words_of("\n".join(phrases)), np.array(list(map(len, phrases)))
        firsts = (sizes + 1).cumsum() - sizes - 1
        owners = firsts.searchsorted(words.starts, "right") - 1
        ends_it = words.ends == (firsts + sizes).take(owners)
        at_edge = ends_it | (words.starts == firsts.take(owners))
        at, paired = _telling(words, owners, ~(np.array(in_words)[owners] & at_edge))
        kinds = np.where(paired, _PAIR, np.where(ends_it.take(at), _ALONE, _GOING_ON))
        self._lefts, self._rights = (splitting.Places(len(phrases)) for _ in range(2))
        self._lefts.number(words.heads.take(at[paired]))
        self._rights.number(words.heads.take(at[paired] + 1))
        left, right = self._ids(words.heads.take(at), words.heads.take(at + 1, mode="clip"))
        slots = np.choose(kinds, [_pair_slots(left, right), _slots(words.going_on(at)), _slots(words.heads.take(at))])
        order = np.lexsort((slots, kinds))
        at, kinds, slots = at[order], kinds[order], slots[order]
        new = np.append(True, (kinds[1:] != kinds[:-1]) | (slots[1:] != slots[:-1]))
        self._bounds = np.append(new.nonzero()[0], len(new))
        self._tables, self._opened = np.zeros((3, 1 << _BITS), np.int16), np.zeros(1 << _BITS, np.bool_)
        self._tables[kinds, slots] = new.cumsum()
        self._opened[_slots(words.heads.take(at[kinds == _GOING_ON]))] = True
        numbers = owners.take(at)
        self._phrases = _phrases_of(words, at, numbers, firsts.take(numbers), sizes.take(numbers))
        self._whole, self._opening = ~np.array(in_words), np.array(opening)
        self.without: list[int] = np.setdiff1d(np.arange(len(phrases)), numbers).tolist()
        """The numbers of phrases that have no anchor: marks alone, other scripts, pieces of a word."""

    def _ids(self, lefts: Keys, rights: Keys) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        """Return the numbers of words that stand first in a pair, and of words that stand second; 0 for others."""
        return self._lefts.find(lefts).astype(np.int64) + 1, self._rights.find(rights).astype(np.int64) + 1

    def look(self, words: Words, starts: Bounds, begins: Bounds) -> Look:
        """Return what is known of tokens: where each begins, with a line feed behind it, and which word of all is its first."""
        sizes = np.diff(begins)
        spoken, owners = sizes.nonzero()[0], np.arange(len(sizes)).repeat(sizes)
        first, last = begins.take(spoken), begins.take(spoken + 1) - 1
        left, right = self._ids(words.heads, words.heads)
        told, lasts = np.zeros(len(sizes), np.int64), np.zeros(len(sizes), np.intp)
        told[spoken] = _WORD | left.take(last) << _ID_BITS | right.take(first)
        lasts[spoken] = words.starts.take(last) - starts.take(spoken)
        left[last] = 0
        opened = self._opened.take(_slots(words.heads)).nonzero()[0]
        at_end = np.frombuffer(words.raw, np.uint8).take(words.ends.take(opened)) == _FEED
        told[owners.take(opened[at_end])] |= _OPEN
        alone = self._tables[_ALONE].take(_slots(words.heads))
        found = self._pairs(left[:-1], right[1:]), self._going_on(words, opened[~at_end]), _filled(alone)
        at, buckets = (np.concatenate(each) for each in zip(*found, strict=True))
        order = at.argsort(kind="stable")
        at, buckets = at.take(order), buckets.take(order)
        owner = owners.take(at)
        told[owner] |= _OWN
        counts = np.bincount(owner, minlength=len(sizes))
        return Look(told, lasts, counts, Spots(words.starts.take(at) - starts.take(owner), buckets))

    def _pairs(self, left: NDArray[np.int64], right: NDArray[np.int64]) -> Spots:
        """Return which words seem to begin a pair, given the numbers of each and of the one behind it."""
        at = (left.astype(np.bool_) & right.astype(np.bool_)).nonzero()[0]
        found = _filled(self._tables[_PAIR].take(_pair_slots(left.take(at), right.take(at))))
        return Spots(at.take(found.places), found.buckets)

    def _going_on(self, words: Words, chosen: Bounds) -> Spots:
        """Return which of the chosen words seem to be an anchor with the character behind them."""
        found = _filled(self._tables[_GOING_ON].take(_slots(words.going_on(chosen))))
        return Spots(chosen.take(found.places), found.buckets)

    @staticmethod
    def flagged(told: NDArray[np.int64]) -> tuple[Bounds, Bounds, Bounds]:
        """Return which tokens of a text have anchors in them, a last word that may be one, a part of a phrase without any."""
        some = (told >> _FLAGS).nonzero()[0]
        flags = told.take(some)
        own, opened, others = (some[(flags & flag).astype(np.bool_)] for flag in (_OWN, _OPEN, OTHER))
        return own, opened, others

    def across(self, told: NDArray[np.int64]) -> Spots:
        """Return with the last word of which tokens of a text a pair seems to begin that the next one's first word ends."""
        spoken = (told & _WORD).nonzero()[0]
        some = told.take(spoken)
        found = self._pairs(some[:-1] >> _ID_BITS & _ID, some[1:] & _ID)
        return Spots(spoken.take(found.places), found.buckets)

    def going_on(self, words: Words) -> Spots:
        """Return where words that seem to be an anchor with the character behind them begin."""
        found = self._going_on(words, np.arange(len(words.starts)))
        return Spots(words.starts.take(found.places), found.buckets)

    def places(self, raw: bytes, spots: Spots) -> Iterator[tuple[int, int]]:
        """Return the numbers of phrases and where in a text each seems to begin, given where anchors seem to."""
        numbers, offsets, sizes, ahead, heads, tails = self._phrases
        last = self._bounds.take(spots.buckets)
        counts = last - self._bounds.take(spots.buckets - 1)
        each = np.arange(counts.sum()) + (last - counts.cumsum()).repeat(counts)
        starts = spots.places.repeat(counts) - offsets.take(each)
        inside = (starts >= 0) & (starts + sizes.take(each) <= len(raw) - _HEAD)
        each, starts = each[inside], starts[inside]
        same = _read(raw, starts, sizes.take(each)) == heads.take(each)
        each, starts = each[same], starts[same]
        same = _read(raw, starts + ahead.take(each), sizes.take(each)) == tails.take(each)
        each, starts = each[same], starts[same]
        found = numbers.take(each)
        stands = self._may_stand(raw, found, starts, starts + sizes.take(each))
        return zip(found[stands].tolist(), starts[stands].tolist(), strict=True)

    def _may_stand(self, raw: bytes, numbers: Bounds, starts: Bounds, ends: Bounds) -> NDArray[np.bool_]:
        """Say of which phrases nothing is known that forbids them their place: a word that goes on, ink before them on the line."""
        codes = np.frombuffer(raw, np.uint8)
        before = codes.take(starts - 1)
        cuts = _IN_WORD.take(before) & _IN_WORD.take(codes.take(starts))
        cuts |= _IN_WORD.take(codes.take(ends)) & _IN_WORD.take(codes.take(ends - 1))
        behind = _INK.take(before) | ((before == _SPACE) & _INK.take(codes.take(starts - 2)))
        kept: NDArray[np.bool_] = ~((cuts & self._whole.take(numbers)) | (behind & self._opening.take(numbers)))
        return kept


def _pair_slots(left: NDArray[np.int64], right: NDArray[np.int64]) -> NDArray[np.int64]:
    """Return which slot each pair of numbers falls into."""
    return (left * _SPREAD + right) & ((1 << _BITS) - 1)


def _filled(buckets: NDArray[np.int16]) -> Spots:
    """Return which of some slots have a bucket, and which."""
    at = buckets.nonzero()[0]
    return Spots(at, buckets.take(at).astype(np.intp))


def _telling(words: Words, owners: Bounds, whole: NDArray[np.bool_]) -> tuple[Bounds, NDArray[np.bool_]]:
    """Return of each phrase that has a whole word the one to know it by, and whether together with the word behind it.

    Of two words the longer ones tell most, and those that few other phrases have.
    """
    _, same, times = np.unique(words.heads, return_inverse=True, return_counts=True)
    tells = np.minimum(words.ends - words.starts, _HEAD) - np.log2(times).take(same)
    paired = np.append(whole[1:] & whole[:-1] & (owners[1:] == owners[:-1]), False)
    # Any two tell more than one alone.
    tells = tells + paired * (np.append(tells[1:], 0) + len(words.heads))
    order = np.lexsort((-tells, owners, ~whole))[: whole.sum()]
    _, first = np.unique(owners.take(order), return_index=True)
    at = order.take(first)
    return at, paired.take(at)
