"""What the published filters count of one token, in their own ways of dividing it into words.

Nine tokens in ten are plain: letters of ASCII, perhaps with one mark behind. For those every count follows from two or
three properties; the others are taken apart as each filter does it.
"""

from __future__ import annotations

import string
import unicodedata
from collections.abc import Iterator, Sequence
from functools import lru_cache
from itertools import accumulate, chain, pairwise
from struct import Struct
from typing import NamedTuple

from detectors.expressions import regex
from detectors.pieces import EXCEPTIONS, describe_piece, divide, is_simple

_NO_PUNCTUATION = str.maketrans("", "", string.punctuation)
_RAW_WORD = regex(r"\w+|[^\w\s]+")
_STOPS = regex(r"[.!?]+")
_HAS_WORD = regex(r"\w")
_ASCII_LETTER = regex("[a-zA-Z]")
_KEPT_MARKS = frozenset("?!,.")
_KEPT = (string.ascii_letters + string.digits + "?!,.").encode()
_DIGITS = string.digits.encode()
_BRACKETS = b"{}[]()"
STOP_WORDS = {word: 1 << place for place, word in enumerate(("the", "be", "to", "of", "and", "that", "have", "with"))}
"""Gopher's, with one bit each."""


_LETTERS = regex("(?<![A-Za-z'’])[A-Za-z]+|(?<=['’])(?![sS](?![A-Za-z]))[A-Za-z]+")
"""Runs of letters, but for the s of a genitive."""
_SPECIAL_RUNS = frozenset(chain(string.ascii_letters, STOP_WORDS, *map(_LETTERS.findall, EXCEPTIONS)))
_SPECIAL_SIGNS = regex(r"[0-9][A-Za-z]|[A-Za-z][$]|[/@<]|[0-9]\.[0-9]+\.[0-9]")
"""Units and times, foreign dollars, addresses."""
_LONE_DIGIT = regex("(?<![0-9])[0138](?![0-9])")
_FACE = frozenset(":=_()-")
_LONGEST_FORM = 40
_FORM = str.maketrans(string.ascii_letters + string.digits, "s" * 26 + "S" * 26 + "5" * 10)


class Counts(NamedTuple):
    """What is counted of a token, and added up over a line or a text."""

    pieces: int
    """How many pieces spaCy makes of it."""
    words: int
    """Pieces that are more than marks."""
    word_characters: int
    alpha: int
    """Pieces with a letter."""
    raw: int
    """RedPajama's raw words: runs of word characters, or of marks."""
    raw_letters: int
    """Those with an ASCII letter."""
    raw_capitals: int
    """Those in capitals."""
    inner: int
    """Stretches with a word between two of its full stops, question or exclamation marks."""
    normalised: int
    """RedPajama's words, none or one: without ASCII punctuation, in lower case, canonically decomposed."""
    characters: int
    """Characters of that word."""
    numeric: int
    """Those that are numeric."""
    capitals: int
    """Capital letters."""
    kept: int
    """ASCII letters and digits, and the marks that NeMo takes for text."""
    digits: int
    brackets: int
    stop_words: int
    """Gopher's stop words, a bit each: not to be added up."""


WIDTH = len(Counts._fields)
_PACKED = Struct(f"{WIDTH}i")


def describe(tokens: Sequence[str]) -> Iterator[tuple[bytes, tuple[str, ...]]]:
    """Yield the :class:`Counts` of each token, packed; and RedPajama's word in it (or nothing) with spaCy's pieces behind."""
    # All together, since most of what a step costs is to begin it; in no token is a line break, and nothing looks past one.
    joined = "\n".join(tokens)
    yield from map(_described, tokens, normalised(joined).split("\n"), joined.translate(_FORM).split("\n"))


def _described(token: str, spelled: str, form: str) -> tuple[bytes, tuple[str, ...]]:
    ascii_only = token.isascii()
    if token.isalpha():
        if token not in EXCEPTIONS:
            return _plain(token, "") if ascii_only else _foreign(token, "", spelled), (spelled, token)
    elif (word := token[:-1]).isalpha() and is_simple(word, token):
        mark = token[-1]
        return _plain(word, mark) if ascii_only else _foreign(word, mark, spelled), (spelled, word, mark)
    if not _is_special(token) and (alike := _of_form(form)) is not None:
        row, cuts = alike
        return row, (spelled, *[token[start:end] for start, end in cuts])
    pieces = divide(token)
    return _row(token, pieces), (spelled, *pieces)


def _is_special(token: str) -> bool:
    """Say whether the pieces of a token hang on its very letters or digits: it may be an exception, or be put together."""
    return (
        len(token) > _LONGEST_FORM
        or not _SPECIAL_RUNS.isdisjoint(_LETTERS.findall(token))
        or (not _FACE.isdisjoint(token) and _LONE_DIGIT.search(token) is not None)
    )


@lru_cache(maxsize=16_384)
def _of_form(form: str) -> tuple[bytes, tuple[tuple[int, int], ...]] | None:
    """Return the counts of every token of this form, and where its pieces start and end; None where they may differ.

    Nothing that is counted asks which letter or digit it is, but for exceptions, units and the like.
    """
    if _SPECIAL_SIGNS.search(form):
        return None
    pieces = divide(form)
    ends = tuple(accumulate(map(len, pieces)))
    return _row(form, pieces), tuple(pairwise((0, *ends)))


def _plain(word: str, mark: str) -> bytes:
    """Return the counts of a word of ASCII letters with at most one mark behind it."""
    if word.islower():
        return _of_size(len(word), mark, 0, STOP_WORDS.get(word, 0))
    return _of_size(len(word), mark, 1 if word[1:].islower() else sum(map(str.isupper, word)), 0)


@lru_cache(maxsize=4_096)
def _of_size(size: int, mark: str, capitals: int, stops: int) -> bytes:
    raw = 2 if mark else 1
    kept, bracket = size + (mark in _KEPT_MARKS), int(mark == ")")
    return _PACKED.pack(
        raw, 1, size, 1, raw, 1, int(capitals == size), 0, 1, size, 0, capitals, kept, 0, bracket, stops
    )  # fmt: skip


def _foreign(word: str, mark: str, spelled: str) -> bytes:
    """Return the counts of a word of any letters with at most one mark behind it."""
    latin = len(word.encode("ascii", "ignore"))
    return _PACKED.pack(
        2 if mark else 1,
        1,
        len(word),
        1,
        2 if mark else 1,
        int(latin > 0),
        int(word.isupper()),
        0,
        1,
        len(spelled),
        sum(map(str.isnumeric, spelled)),
        0 if word.islower() else sum(map(str.isupper, word)),
        latin + (mark in _KEPT_MARKS),
        0,
        int(mark == ")"),
        0,
    )


def normalised(token: str) -> str:
    """Return RedPajama's word in a token; empty where there is nothing but ASCII punctuation."""
    word = token.translate(_NO_PUNCTUATION).lower()
    return word if word.isascii() else unicodedata.normalize("NFD", word)


def _row(token: str, pieces: tuple[str, ...]) -> bytes:
    words, characters, alpha, stops = _of_pieces(pieces)
    counts = words, characters, alpha, *_of_raw(token), *_of_word(normalised(token)), *_of_characters(token)
    return _PACKED.pack(len(pieces), *counts, stops)


def _of_pieces(pieces: tuple[str, ...]) -> tuple[int, int, int, int]:
    """Return words, their characters, pieces with a letter, and the bits of stop words."""
    words = characters = alpha = stops = 0
    for piece in pieces:
        if piece.isalpha():
            word = letter = True
            stops |= STOP_WORDS.get(piece, 0)
        else:
            _, word, letter = describe_piece(piece)
        alpha += letter
        if word:
            words += 1
            characters += len(piece)
    return words, characters, alpha, stops


def _of_raw(token: str) -> tuple[int, int, int, int]:
    """Return raw words, those with an ASCII letter, those in capitals, stretches with stops on both sides."""
    words = _RAW_WORD.findall(token)
    letters = sum([_ASCII_LETTER.search(word) is not None for word in words])
    stretches = _STOPS.split(token)
    inner = sum([_HAS_WORD.search(part) is not None for part in stretches[1:-1]])
    return len(words), letters, sum(map(str.isupper, words)), inner


def _of_word(word: str) -> tuple[int, int, int]:
    """Return whether there is a normalised word, its characters and the numeric ones."""
    return int(word != ""), len(word), 0 if word.isascii() and word.isalpha() else sum(map(str.isnumeric, word))


def _of_characters(token: str) -> tuple[int, int, int, int]:
    """Return capitals, what NeMo keeps, digits and brackets; all but capitals are ASCII."""
    capitals = 0 if token.islower() else sum(map(str.isupper, token))
    raw = token.encode()
    kept, digits, brackets = [len(raw) - len(raw.translate(None, chars)) for chars in (_KEPT, _DIGITS, _BRACKETS)]
    return capitals, kept, digits, brackets
