"""Where the units of folded tokens begin and end: words, the genitive's ``'s`` apart, numbers, single marks.

As if it were one expression, ``letters('letters)* | 's | digits([.,:]digits)* | . | [,;:!?"()%$]``, where no apostrophe before a
lone s joins letters, and no full stop stands beside another.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from detectors.stretches import Bounds
from detectors.tokens.joined import places_of
from detectors.tokens.letters import DECIMAL, FIGURE, WORD, Codes, flags_of, has

_LETTERS, _NUMBER, _MARK = 1, 2, 3
_STOP, _S = map(ord, ".s")
_JOINING = np.array(list(map(ord, ".,:")), np.uint32)
_MARKS = np.array(list(map(ord, '.,;:!?"()%$')), np.uint32)


class Scanned(NamedTuple):
    """The units of a text in order."""

    starts: Bounds
    ends: Bounds
    numbers: NDArray[np.bool_]
    """Which of them begin with a digit."""


def scan(codes: Codes) -> Scanned:
    """Return the units of a text that ends in a line feed."""
    flags = flags_of(codes)
    kinds = np.zeros(len(codes) + 2, np.uint8)
    # What stands before the first and behind the last character is nothing.
    inner = kinds[1:-1]
    inner[has(flags, WORD) & (codes != ord("_"))] = _LETTERS
    inner[has(flags, DECIMAL)] = _NUMBER
    genitives = _join_words(codes, inner, has(flags, WORD))
    _add_marks(codes, inner)
    begins, closes = kinds[1:-1] != kinds[:-2], kinds[1:-1] != kinds[2:]
    alone = inner == _MARK
    begins |= alone
    closes |= alone
    begins &= inner > 0
    closes &= inner > 0
    begins[genitives] = closes[genitives + 1] = True
    starts = begins.nonzero()[0]
    return Scanned(starts, closes.nonzero()[0] + 1, has(flags.take(starts), FIGURE))


def _join_words(codes: Codes, kinds: NDArray[np.uint8], in_words: NDArray[np.bool_]) -> Bounds:
    """Return where a genitive begins, whose s is no word; make letters of all other apostrophes between letters."""
    apostrophes = places_of(codes, "'")
    lone = (codes.take(apostrophes + 1) == _S) & ~in_words.take(apostrophes + 2, mode="clip")
    genitives: Bounds = apostrophes[lone]
    places = apostrophes[~lone]
    kinds[genitives + 1] = 0
    joins = (kinds.take(places - 1) == _LETTERS) & (kinds.take(places + 1) == _LETTERS)
    kinds[places[joins]] = _LETTERS
    return genitives


def _add_marks(codes: Codes, kinds: NDArray[np.uint8]) -> None:
    """Make numbers of the marks between digits, and marks of the others; a full stop beside another is nothing."""
    places = np.isin(codes, _MARKS).nonzero()[0]
    mark, before, behind = codes.take(places), places - 1, places + 1
    joins = np.isin(mark, _JOINING) & (kinds.take(before) == _NUMBER) & (kinds.take(behind) == _NUMBER)
    several = (mark == _STOP) & ((codes.take(before) == _STOP) | (codes.take(behind) == _STOP))
    kinds[places[joins]] = _NUMBER
    kinds[places[~joins & ~several]] = _MARK
