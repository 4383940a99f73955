"""At how many places pyphen would divide English words: its patterns as one tree, which all characters climb together.

pyphen itself tries every substring of a word and remembers every word for ever. Here every character of every word begins a
climb; few go on behind the fourth letter, so that many words are some dozen operations on ever shorter arrays.
"""

from __future__ import annotations

import string
from functools import cache
from itertools import pairwise
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from pyphen import LANGUAGES, ignored

from detectors.stretches import Bounds, bounds_of, spread
from detectors.tokens.joined import BREAK, Words, codes_of

_LANGUAGE = "en_US"
_MARGIN = 2
"""pyphen leaves at least so many characters before and after a hyphen."""
_FRAME = 3
"""Characters around a word: a full stop on both sides, which patterns name, and a break, which none has."""
_CHARACTERS_TOGETHER = 50_000


class _Patterns(NamedTuple):
    """pyphen's patterns: letters, and levels between the letters, of which only some are given."""

    letter_of: NDArray[np.uint8]
    """A number for each character; zero for one that no pattern has."""
    width: int
    children: NDArray[np.int16]
    """For each knot of the tree the knots to which the letters lead, one behind another; zero, the root, for none."""
    places: NDArray[np.intp]
    """Before which letter each level stands, knot by knot."""
    levels: NDArray[np.uint8]
    bounds: Bounds
    """Where those of each knot begin; there are some where a pattern ends."""


@cache
def _patterns() -> _Patterns:
    lines = LANGUAGES[_LANGUAGE].read_text("utf-8").splitlines()[1:]  # the first names the encoding
    lines = [line for line in lines if line and not line.startswith(ignored)]
    undivided = BREAK.join(lines).encode().translate(None, string.digits.encode()).decode()
    written = dict(zip(undivided.split(BREAK), lines, strict=True))
    letters = sorted({*"".join(written)})
    letter_of = np.zeros(ord(letters[-1]) + 2, np.uint8)
    letter_of[list(map(ord, letters))] = np.arange(1, len(letters) + 1)
    width = len(letters) + 1
    children, knots = _tree(letter_of.take(np.array(list(written)).view(np.uint32).reshape(len(written), -1)), width)
    order = knots.argsort()
    codes = codes_of(BREAK.join([*map(list(written.values()).__getitem__, order.tolist()), ""]))
    is_level, is_break = (codes >= ord("0")) & (codes <= ord("9")), codes == ord(BREAK)
    pattern, so_far = is_break.cumsum(), bounds_of(~is_level & ~is_break)
    places = so_far.take(is_level.nonzero()[0]) - so_far.take(np.append(0, is_break.nonzero()[0])).take(pattern[is_level])
    bounds = bounds_of(np.bincount(knots.take(order).take(pattern[is_level]), minlength=len(children) // width))
    return _Patterns(letter_of, width, children, places, (codes[is_level] - ord("0")).astype(np.uint8), bounds)


def _tree(rows: NDArray[np.uint8], width: int) -> tuple[NDArray[np.int16], Bounds]:
    """Return the children of all knots of a tree of patterns, a row of letters each, and the knot at which each ends."""
    knots, count = np.zeros(len(rows), np.intp), 1
    steps: list[Bounds] = []
    for letters in rows.T:
        longer = letters.nonzero()[0]
        step, which = np.unique(knots.take(longer) * width + letters.take(longer), return_inverse=True)
        knots[longer] = count + which
        steps.append(step)
        count += len(step)
    children = np.zeros(count * width, np.int16)
    children[np.concatenate(steps)] = np.arange(1, count)
    return children, knots


def hyphens_of(words: Words, places: Bounds) -> Bounds:
    """Return at how many places pyphen would divide each of some words."""
    starts, sizes = words.starts.take(places), (words.ends - words.starts).take(places)
    counts = np.zeros(len(places), np.intp)
    # In groups of few characters: what is found at each of them is held in memory.
    group = bounds_of(sizes)[:-1] // _CHARACTERS_TOGETHER
    cuts = np.append(np.diff(group, prepend=-1).nonzero()[0], len(places)).tolist()
    for first, last in pairwise(cuts):
        counts[first:last] = _counted(words, starts[first:last], sizes[first:last])
    return counts


def _counted(words: Words, starts: Bounds, sizes: Bounds) -> Bounds:
    patterns, frames = _patterns(), bounds_of(sizes + _FRAME)
    firsts = frames[:-1]
    letters = np.zeros(frames[-1], np.uint8)
    letters[firsts] = letters[firsts + sizes + 1] = patterns.letter_of[ord(".")]
    own, _ = spread(starts, starts + sizes)
    framed, _ = spread(firsts + 1, firsts + 1 + sizes)
    letters[framed] = patterns.letter_of.take(words.codes.take(own), mode="clip")
    at, knots = _climbed(letters, patterns)
    several, ends = spread(patterns.bounds.take(knots), patterns.bounds.take(knots + 1))
    highest = np.zeros(len(letters) + 1, np.uint8)
    np.maximum.at(highest, at.repeat(np.diff(ends)) + patterns.places.take(several), patterns.levels.take(several))
    so_far, inner = bounds_of(highest & 1), firsts + _MARGIN + 1
    counts: Bounds = so_far.take(np.maximum(firsts + sizes, inner)) - so_far.take(inner)
    return counts


def _climbed(letters: NDArray[np.uint8], patterns: _Patterns) -> tuple[Bounds, Bounds]:
    """Return where climbs begin, and every knot that they come to; the last letter is a break."""
    # All begin at the root; whoever is led back there is at an end.
    at, behind = np.arange(len(letters)), 0
    knots = patterns.children.take(letters)
    found: list[tuple[Bounds, Bounds]] = []
    while len(alive := knots.nonzero()[0]):
        at, reached = at.take(alive), knots.take(alive).astype(np.intp)
        found.append((at, reached))
        behind += 1
        knots = patterns.children.take(reached * patterns.width + letters.take(at + behind))
    starts, ends = zip(*found, strict=True) if found else ((at[:0],), (at[:0],))
    return np.concatenate(starts), np.concatenate(ends)
