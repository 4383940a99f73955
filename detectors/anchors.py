"""Where phrases may stand: by two words side by side, looked for in many texts at once.

An automaton of eight thousand phrases takes every character of a text through tables that no cache holds. Here a phrase is
known by its *anchor*, the two words side by side in it that tell most (or its one word): the first eight characters of a
word are read as one number, two such numbers make a key, and a small table says of nearly all keys that no phrase has
them. Of what passes, the first and last eight characters of the phrase are compared, all at once.

A text is read in Latin-1, in which a character is a byte; what it lacks is read as ``?``, in phrases as well. So what is found
may be another phrase than it seems, and has to be compared in full.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

_ALNUM = bytes(chr(code).isalnum() for code in range(256))
_IN_WORD = np.frombuffer(_ALNUM, np.bool_)
_INK = np.array([code not in b"\0?" and not chr(code).isspace() for code in range(256)])
"""What is certainly no white space; a question mark may stand for some, and what is behind the text is read before it, too."""

_HEAD = 8
"""Characters of a word that are looked at: as many as a number has bytes."""

_KEPT = np.array([(1 << 8 * size) - 1 for size in range(_HEAD + 1)], np.uint64)
_MIX, _BEHIND = np.uint64(0x9E3779B97F4A7C15), np.uint64(0x165667B19E3779F9)
_SPACE = ord(" ")
_BITS = 17
_SHIFT = np.uint64(64 - _BITS)
"""Six thousand keys in 131,072 slots: one key in twenty that no phrase has falls into one that is taken."""

Keys = NDArray[np.uint64]
Places = NDArray[np.intp]


class Words(NamedTuple):
    """The words of a text in order: runs of letters and digits."""

    starts: Places
    ends: Places
    heads: Keys
    """A number for the first characters of each, spread over all its bits."""
    raw: bytes
    """The text in Latin-1, and a few bytes more."""

    def pairs(self) -> Keys:
        """Return the key of each word with the one behind it."""
        return (self.heads[:-1] << np.uint64(1)) + self.heads[1:]

    def going_on(self, chosen: Places) -> Keys:
        """Return the keys of some words with the character behind each, or behind the space there."""
        codes, ends = np.frombuffer(self.raw, np.uint8), self.ends.take(chosen)
        behind = codes.take(ends + (codes.take(ends) == _SPACE))
        keys: Keys = self.heads.take(chosen) + behind.astype(np.uint64) * _BEHIND
        return keys


def words_of(text: str) -> Words:
    """Return the words of a text."""
    raw = text.encode("latin-1", "replace") + bytes(_HEAD)
    inked = np.frombuffer(b"\0" + raw.translate(_ALNUM), np.uint8)
    edges = (inked[1:] != inked[:-1]).nonzero()[0]
    starts, ends = edges[::2], edges[1::2]
    return Words(starts, ends, _read(raw, starts, ends - starts) * _MIX, raw)


def _read(raw: bytes, starts: Places, sizes: NDArray[Any]) -> Keys:
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


class _Phrases(NamedTuple):
    """Phrases by kind and slot of their anchors: what is asked of each where its anchor stands."""

    numbers: Places
    offsets: Places
    """How far behind the first character the anchor begins."""
    sizes: Places
    ahead: Places
    """How far behind it the last eight characters begin."""
    heads: Keys
    tails: Keys


def _phrases_of(words: Words, at: Places, numbers: Places, firsts: Places, sizes: Places) -> _Phrases:
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
        keys = words.pairs().take(at, mode="clip"), words.going_on(at), words.heads.take(at)
        slots = np.choose(kinds, list(map(_slots, keys)))
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

    def places(self, words: Words) -> Iterator[tuple[int, int]]:
        """Return the numbers of phrases and where in a text with these words each seems to begin."""
        numbers, offsets, sizes, ahead, heads, tails = self._phrases
        spots, buckets = self._spots(words)
        last = self._bounds.take(buckets)
        counts = last - self._bounds.take(buckets - 1)
        each = np.arange(counts.sum()) + (last - counts.cumsum()).repeat(counts)
        starts = spots.repeat(counts) - offsets.take(each)
        inside = (starts >= 0) & (starts + sizes.take(each) <= len(words.raw) - _HEAD)
        each, starts = each[inside], starts[inside]
        same = _read(words.raw, starts, sizes.take(each)) == heads.take(each)
        each, starts = each[same], starts[same]
        same = _read(words.raw, starts + ahead.take(each), sizes.take(each)) == tails.take(each)
        each, starts = each[same], starts[same]
        found = numbers.take(each)
        stands = self._may_stand(words.raw, found, starts, starts + sizes.take(each))
        return zip(found[stands].tolist(), starts[stands].tolist(), strict=True)

    def _may_stand(self, raw: bytes, numbers: Places, starts: Places, ends: Places) -> NDArray[np.bool_]:
        """Say of which phrases nothing is known that forbids them their place: a word that goes on, ink before them on the line."""
        codes = np.frombuffer(raw, np.uint8)
        before = codes.take(starts - 1)
        cuts = _IN_WORD.take(before) & _IN_WORD.take(codes.take(starts))
        cuts |= _IN_WORD.take(codes.take(ends)) & _IN_WORD.take(codes.take(ends - 1))
        behind = _INK.take(before) | ((before == _SPACE) & _INK.take(codes.take(starts - 2)))
        kept: NDArray[np.bool_] = ~((cuts & self._whole.take(numbers)) | (behind & self._opening.take(numbers)))
        return kept

    def _spots(self, words: Words) -> tuple[Places, Places]:
        """Return where anchors of phrases seem to begin, and the bucket of each."""
        heads = _slots(words.heads)
        chosen = self._opened.take(heads).nonzero()[0]
        starts = words.starts, words.starts.take(chosen), words.starts
        slots = _slots(words.pairs()), _slots(words.going_on(chosen)), heads
        buckets = [table.take(own) for table, own in zip(self._tables, slots, strict=True)]
        passed = [(own != 0).nonzero()[0] for own in buckets]
        spots = np.concatenate([own.take(some) for own, some in zip(starts, passed, strict=True)])
        return spots, np.concatenate([own.take(some) for own, some in zip(buckets, passed, strict=True)]).astype(np.intp)


def _telling(words: Words, owners: Places, whole: NDArray[np.bool_]) -> tuple[Places, NDArray[np.bool_]]:
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
