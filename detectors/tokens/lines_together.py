"""The lines of all texts of a batch: where they end, which tokens they have, with which character their words begin and end."""

from __future__ import annotations

from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from detectors.stretches import Bounds, Whole, bounds_of
from detectors.tokens.table import Tokens

_FEED, _RETURN = 10, 13
OTHER_BREAKS = "\r\x0b\x0c\x1c\x1d\x1e\x85\u2028\u2029"
"""Whatever ``str.splitlines`` breaks at but the line feed."""
_BREAKS = np.zeros(0x202B, np.bool_)
_BREAKS[[_FEED, *map(ord, OTHER_BREAKS)]] = True
"""The last place stands for all other characters."""
_DOT, _ELLIPSIS = ord("."), ord("\u2026")
_DOTS = 3


def among(codes: NDArray[np.uint32], characters: str) -> NDArray[np.bool_]:
    """Return for each code point whether it is one of a few characters."""
    found: NDArray[np.bool_] = np.isin(codes, np.frombuffer(characters.encode("utf-32-le"), np.uint32))
    return found


class LinesTogether:
    """The lines of a batch in order; together they are all characters and all tokens of it."""

    def __init__(self, codes: NDArray[np.uint32], ends: Bounds, bounds: Bounds, tokens: Tokens) -> None:
        """Take where the lines end, with what breaks them, and where those of each text begin."""
        self._codes, self._tokens = codes, tokens
        self.ends, self.bounds = ends, bounds

    def __len__(self) -> int:
        """Return how many lines there are."""
        return len(self.ends)

    @cached_property
    def starts(self) -> Bounds:
        """The first character of each line."""
        starts = np.zeros(len(self.ends), np.intp)
        starts[1:] = self.ends[:-1]
        return starts

    @cached_property
    def fed(self) -> NDArray[np.bool_]:
        """Which lines end in a line feed."""
        found: NDArray[np.bool_] = self._codes.take(self.ends - 1) == _FEED
        return found

    @cached_property
    def sizes(self) -> Bounds:
        """How many characters each line has, the line feed not counted."""
        return self.ends - self.starts - self.fed

    @cached_property
    def last(self) -> NDArray[np.uint32]:
        """The last character of each line before the line feed; where there is none, any."""
        return self._codes.take(self.starts + np.maximum(self.sizes - 1, 0))

    @cached_property
    def tokens(self) -> Bounds:
        """Where the tokens of each line begin, and their number at the end."""
        found = np.zeros(len(self.ends) + 1, np.intp)
        found[1:] = self._tokens.starts.searchsorted(self.ends)
        return found

    @cached_property
    def totals(self) -> Bounds:
        """How many tokens each line has."""
        return np.diff(self.tokens)

    @cached_property
    def inked(self) -> Bounds:
        """The lines with a token."""
        return self.totals.nonzero()[0]

    def count(self, told: NDArray[np.bool_]) -> Whole:
        """Return how many lines of each text have a property, which is told of those with a token."""
        return np.diff(bounds_of(told).take(self.inked.searchsorted(self.bounds)))

    @cached_property
    def first_tokens(self) -> Bounds:
        """The first token of each line that has one."""
        return self.tokens.take(self.inked)

    @cached_property
    def last_tokens(self) -> Bounds:
        """The last token of each line that has one."""
        return self.tokens.take(self.inked + 1) - 1

    @cached_property
    def opening(self) -> NDArray[np.uint32]:
        """The first character that is no white space of each line that has one."""
        return self._codes.take(self._tokens.starts.take(self.first_tokens))

    @cached_property
    def closing(self) -> NDArray[np.uint32]:
        """The last character that is no white space of each line that has one."""
        return self._codes.take(self._tokens.ends.take(self.last_tokens) - 1)

    @cached_property
    def dotted(self) -> NDArray[np.bool_]:
        """Which of these lines end in three full stops."""
        found: NDArray[np.bool_] = self.closing == _DOT
        place = found.nonzero()[0]
        last = self.last_tokens.take(place)
        ends = self._tokens.ends.take(last)
        long = ends - self._tokens.starts.take(last) >= _DOTS
        second, third = (self._codes.take(ends - back, mode="wrap") for back in (2, _DOTS))
        found[place] = long & (second == _DOT) & (third == _DOT)
        return found

    @cached_property
    def trailing(self) -> NDArray[np.bool_]:
        """Which of these lines end in an ellipsis, of one character or of three."""
        found: NDArray[np.bool_] = self.dotted | (self.closing == _ELLIPSIS)
        return found


def lines_together(codes: NDArray[np.uint32], texts: Bounds, tokens: Tokens, *, only_feeds: bool) -> LinesTogether:
    """Return the lines of texts with these bounds, divided at line feeds or wherever ``str.splitlines`` does."""
    if only_feeds:
        ends = (codes == _FEED).nonzero()[0] + 1
    else:
        ends = _BREAKS.take(codes, mode="clip").nonzero()[0] + 1
        ends = ends[~_inside(codes, ends, texts)]
    filled = texts[1:][texts[1:] > texts[:-1]]
    # A text that ends in a line feed has no line behind it.
    place = ends.searchsorted(filled)
    unended = filled[(place == len(ends)) | (ends.take(place, mode="clip") != filled)] if len(ends) else filled
    ends = np.sort(np.concatenate((ends, unended)))
    return LinesTogether(codes, ends, ends.searchsorted(texts, side="right"), tokens)


def _inside(codes: NDArray[np.uint32], ends: Bounds, texts: Bounds) -> NDArray[np.bool_]:
    """Return which of these ends lie between a carriage return and its line feed."""
    found: NDArray[np.bool_] = codes.take(ends - 1) == _RETURN
    place = found.nonzero()[0]
    after = ends.take(place)
    found[place] = (codes.take(after, mode="clip") == _FEED) & (after < len(codes)) & ~np.isin(after, texts)
    return found
