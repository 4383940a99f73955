"""The text as the style model reads it: words and marks, with all formatting gone.

A token becomes up to four units: words in lower case, ``'s`` apart, every number as one word, and the marks of
punctuation. Dashes, apostrophes around words, markdown, runs of full stops, spacing, line breaks and the form of quotation
marks leave nothing, because they tell how a text was stored and not who wrote it. Two glued sentences are divided as
two words and a full stop are, wherever the white space stands.

A unit is one whole number: a digest of the word (32 bits) and its class (12 bits). Function words and marks are classes
of their own, any other word belongs to the class of its ending, so that runs of classes carry grammar without topic.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import chain
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

from detectors.columns import Arrays
from detectors.document import Document, fold
from detectors.english import FUNCTION_WORDS
from detectors.expressions import regex
from detectors.growing import put
from detectors.stretches import Bounds, bounds_of, spread
from detectors.tokens import Tokens, tokenise

Stream = NDArray[np.int64]

CLASS_BITS = 12
MOST_TOKENS = 4_000
"""Tokens read of one text: what comes later changes no judgement, and a hostile text has a million."""

_MOST_UNITS = 4
_NUMBER = "0"
_MARKS = '.,;:!?"()%$'
_UNIT = regex(r"[^\W\d_]+(?:'(?!s\b)[^\W\d_]+)*|'s\b|\d+(?:[.,:]\d+)*|(?<!\.)\.(?!\.)|[,;:!?\"()%$]")
_ENDINGS = (
    "ing ed ly tion sion ment ness ity ies ous ive al ic ful able ers er est ance ence s y e ize ise ized ised "
    "ating ion ary ship less ism ist th"
).split()
_SHORT = 3
"""Words up to so many letters have no ending to speak of."""

_NAMED = sorted({*FUNCTION_WORDS, *_MARKS, "'s", _NUMBER, "said", "says", "told", "added"})
_CLASSES = {name: place for place, name in enumerate(_NAMED, 2)}
_CLASS_OF_ENDING = {ending: place for place, ending in enumerate(_ENDINGS, 2 + len(_NAMED))}
_OTHER = 1


def _class(word: str) -> int:
    found = _CLASSES.get(word)
    if found is not None:
        return found
    if len(word) > _SHORT:
        endings = _CLASS_OF_ENDING
        return (
            endings.get(word[-5:])
            or endings.get(word[-4:])
            or endings.get(word[-3:])
            or endings.get(word[-2:])
            or endings.get(word[-1:], _OTHER)
        )
    return _OTHER


def unit(word: str) -> int:
    """Return the number of a unit: digest and class."""
    return crc32(word.encode()) << CLASS_BITS | _class(word)


_UNIT_OF_MARK = {mark: unit(mark) for mark in _MARKS}
MARK_CLASSES, STOP_CLASSES, COMMA_CLASSES = (tuple(_CLASSES[mark] for mark in marks) for marks in (_MARKS, ".!?", ",;:"))


def _units(token: str) -> tuple[int, ...]:
    """Return the units of a token, four at most."""
    if token.isascii():
        if token.isalpha():
            return (unit(token.lower()),)
        mark = _UNIT_OF_MARK.get(token[-1])
        if mark is not None and token[:-1].isalpha():
            return unit(token[:-1].lower()), mark
    found = _UNIT.findall(token.lower() if token.isascii() else fold(token))
    return tuple([unit(_NUMBER if each[0].isdigit() else each) for each in found[:_MOST_UNITS]])


class Units:
    """The units of all tokens of one vocabulary."""

    def __init__(self, shipped: Arrays | None = None) -> None:
        """Start empty, or with what :meth:`arrays` returned."""
        known = shipped or {"listed": np.zeros(0, np.int64), "counts": np.zeros(0, np.uint8)}
        # For each token where its units end among all that are listed.
        self._listed, self._ends = known["listed"], bounds_of(known["counts"])
        self.size, self._used = len(known["counts"]), len(known["listed"])

    def arrays(self) -> Arrays:
        """Return what there is to ship."""
        counts = np.diff(self._ends[: self.size + 1]).astype(np.uint8)
        return {"listed": self._listed[: self._used], "counts": counts}

    def extend(self, new: Sequence[str]) -> None:
        """Take the tokens that follow."""
        found = list(map(_units, new))
        listed = list(chain.from_iterable(found))
        self._ends = put(self._ends, self.size + 1, bounds_of(list(map(len, found)))[1:] + self._used)
        self._listed = put(self._listed, self._used, listed)
        self._used += len(listed)
        self.size += len(new)

    def gather(self, numbers: NDArray[np.intp]) -> tuple[Stream, Bounds]:
        """Return the units of the tokens with these numbers in order, and the bounds of those of each token."""
        places, bounds = spread(self._ends.take(numbers), self._ends.take(numbers + 1))
        return self._listed.take(places), bounds


def units(doc: Document) -> Stream:
    """Return the units of a text in order, of its first 4,000 tokens."""
    return _read(doc.tokens)


def units_of(text: str) -> Stream:
    """Return the units of a piece of text in order."""
    return _read(tokenise(text))


def _read(tokens: Tokens) -> Stream:
    return units_together(tokens, np.array([0, tokens.total]))[0]


def units_together(tokens: Tokens, bounds: Bounds) -> tuple[Stream, Bounds]:
    """Return the units of texts whose tokens have these bounds, and the bounds of the units."""
    numbers, sizes = tokens.numbers, np.diff(bounds)
    if len(sizes) and sizes.max() > MOST_TOKENS:
        numbers = numbers[np.arange(tokens.total) - bounds[:-1].repeat(sizes) < MOST_TOKENS]
        bounds = bounds_of(np.minimum(sizes, MOST_TOKENS))
    stream, ends = tokens.vocabulary.table(Units).gather(numbers)
    return stream, ends.take(bounds)
