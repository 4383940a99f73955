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
from functools import cache
from typing import ClassVar, cast
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

from detectors.document import Document
from detectors.generated.scanning import scan
from detectors.stretches import Bounds, bounds_of, spread
from detectors.tokens.columns import Arrays
from detectors.tokens.english import FUNCTION_WORDS
from detectors.tokens.folding import fold_each
from detectors.tokens.growing import put
from detectors.tokens.joined import BREAK, Joined, Words, codes_of
from detectors.tokens.splitting import Known, keys_of, keys_of_words
from detectors.tokens.table import Tokens, tokenise

Stream = NDArray[np.int64]

CLASS_BITS = 12
MOST_TOKENS = 4_000
"""Tokens read of one text: what comes later changes no judgement, and a hostile text has a million."""

_MOST_UNITS = 4
_NUMBER = "0"
_MARKS = '.,;:!?"()%$'
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
_NO_ENDING, _BITS = 0x7F, 7
"""No ending has a character like that; any character of one has so many bits."""
MARK_CLASSES, STOP_CLASSES, COMMA_CLASSES = (tuple(_CLASSES[mark] for mark in marks) for marks in (_MARKS, ".!?", ",;:"))


@cache
def _named() -> Known:
    """Return the classes of words and marks that are classes of their own; zero for others."""
    return Known(keys_of_words(_CLASSES), list(_CLASSES.values()))


@cache
def _endings() -> list[tuple[NDArray[np.int64], NDArray[np.int64]]]:
    """Return the endings of one letter, of two and so on, each as one number, the last letter lowest; and their classes."""
    found: list[dict[int, int]] = [{} for _ in range(max(map(len, _ENDINGS)))]
    for ending, place in _CLASS_OF_ENDING.items():
        found[len(ending) - 1][sum(ord(char) << _BITS * at for at, char in enumerate(reversed(ending)))] = place
    return [tuple(np.array(sorted(told.items())).T) for told in found]


def _classes(words: Words) -> NDArray[np.int64]:
    """Return the class of each unit: its own, or that of its longest ending."""
    found = np.full(len(words.keys), _OTHER, np.int64)
    ending = np.zeros(len(words.keys), np.int64)
    for size, (endings, classes) in enumerate(_endings(), 1):
        letters = np.minimum(words.codes.take(words.ends - size, mode="clip"), _NO_ENDING).astype(np.int64)
        ending |= letters << _BITS * (size - 1)
        places = endings.searchsorted(ending)
        np.copyto(found, classes.take(places, mode="clip"), where=endings.take(places, mode="clip") == ending)
    found[words.ends - words.starts <= _SHORT] = _OTHER
    named = _named().of(words.keys)
    return np.where(named > 0, named, found)


def _units(new: Joined) -> tuple[Stream, Bounds]:
    """Return the units of each token, four at most, and the bounds of those of each."""
    folded = fold_each(new)
    codes = codes_of(folded)
    starts, ends, numbers = scan(codes)
    keys = keys_of(folded, codes, starts, ends)
    keys[numbers] = _number()
    distinct, first, which = np.unique(keys, return_index=True, return_inverse=True)
    words = Words(folded, codes, starts.take(first), ends.take(first), distinct)
    spelled = BREAK.join(words.listed(np.arange(len(first)))).encode().split(BREAK.encode())
    digests = np.array(list(map(crc32, spelled)), np.int64)[: len(first)]
    # Of the numbers it is that of the one that came first.
    digests[distinct == _number()] = crc32(_NUMBER.encode())
    units = digests << CLASS_BITS | _classes(words)
    begins = starts.searchsorted(new.bounds)
    places, bounds = spread(begins[:-1], np.minimum(begins[:-1] + _MOST_UNITS, begins[1:]))
    return units.take(which.take(places)), bounds


@cache
def _number() -> np.uint64:
    """Return the key of all numbers."""
    return cast(np.uint64, keys_of_words([_NUMBER])[0])


class Units:
    """The units of all tokens of one vocabulary."""

    ships: ClassVar[bool] = True

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

    def extend(self, new: Joined) -> None:
        """Take the tokens that follow."""
        listed, bounds = _units(new)
        self._ends = put(self._ends, self.size + 1, bounds[1:] + self._used)
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
    return units_of_each([text])[0]


def units_of_each(texts: Sequence[str]) -> tuple[Stream, Bounds]:
    """Return the units of some pieces of text in order, and the bounds of those of each."""
    tokens = tokenise(BREAK.join(texts))
    return units_together(tokens, tokens.starts.searchsorted(bounds_of([len(text) + 1 for text in texts])))


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
