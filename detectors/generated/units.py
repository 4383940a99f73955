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
_UNIT = regex(r"[,;:!?\"()%$\n]|(?:[a-z]+[^\W\d_]*|[^\W\d_]+)(?:'(?!s\b)[^\W\d_]+)*|'s\b|\d+(?:[.,:]\d+)*|\.(?<!\.\.)(?!\.)")
"""A line feed stands between tokens, and has none in it. What is told by a look at one plain character is asked first."""

_ENDINGS = (
    "ing ed ly tion sion ment ness ity ies ous ive al ic ful able ers er est ance ence s y e ize ise ized ised "
    "ating ion ary ship less ism ist th"
).split()
_SHORT = 3
"""Words up to so many letters have no ending to speak of."""

_NAMED = sorted({*FUNCTION_WORDS, *_MARKS, "'s", _NUMBER, "said", "says", "told", "added"})
_CLASSES = {name: place for place, name in enumerate(_NAMED, 2)}
_CLASS_OF_ENDING = {ending: place for place, ending in enumerate(_ENDINGS, 2 + len(_NAMED))}
_LAST_TWO = {ending[-2:] for ending in _ENDINGS if len(ending) > 1}
_OTHER = 1


def _class_of_ending(word: str) -> int:
    endings = _CLASS_OF_ENDING
    if len(word) <= _SHORT:
        return _OTHER
    if word[-2:] not in _LAST_TWO:
        return endings.get(word[-1], _OTHER)
    return (
        endings.get(word[-5:])
        or endings.get(word[-4:])
        or endings.get(word[-3:])
        or endings.get(word[-2:])
        or endings.get(word[-1], _OTHER)
    )


def unit(word: str) -> int:
    """Return the number of a unit: digest and class."""
    return crc32(word.encode()) << CLASS_BITS | (_CLASSES.get(word) or _class_of_ending(word))


_NAMED_UNITS = {name: unit(name) for name in _NAMED}
MARK_CLASSES, STOP_CLASSES, COMMA_CLASSES = (tuple(_CLASSES[mark] for mark in marks) for marks in (_MARKS, ".!?", ",;:"))


def _units(tokens: Sequence[str]) -> tuple[list[int], list[int]]:
    """Return the units of all these tokens, and how many each has, four at most."""
    whole = "\n".join([*tokens, ""])
    # Where a letter would grow, whole tokens are folded in another way, and none for the sake of others.
    folded = fold(whole) if len(whole.lower()) == len(whole) else "\n".join([*map(fold, tokens), ""])
    listed, counts, count, named, number = [], [], 0, _NAMED_UNITS.get, _NAMED_UNITS[_NUMBER]
    for each in _UNIT.findall(folded):
        if each == "\n":
            counts.append(count)
            count = 0
        elif count < _MOST_UNITS:
            count += 1
            if not (found := named(each)):
                found = number if each[0].isdigit() else crc32(each.encode()) << CLASS_BITS | _class_of_ending(each)
            listed.append(found)
    return listed, counts


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
        listed, counts = _units(new)
        self._ends = put(self._ends, self.size + 1, bounds_of(counts)[1:] + self._used)
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
