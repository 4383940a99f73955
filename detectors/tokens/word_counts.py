"""What the published filters count of tokens, in their own ways of dividing them into words: of many tokens at once."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from functools import cache
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from detectors.stretches import Bounds, Whole, sums, union
from detectors.tokens.division import Forms, piece_edges
from detectors.tokens.joined import BREAK, Joined, Words, text_of, words_of
from detectors.tokens.letters import (
    ASCII_MARK,
    BRACKET,
    DIGIT,
    KEPT,
    LATIN,
    LETTER,
    NO_MARK,
    NUMERIC,
    SMALL,
    TERMINAL,
    UPPER,
    WORDLY,
    Flags,
    flags_of,
    has,
)
from detectors.tokens.sentence_marks import END, MARK, ORDINARY
from detectors.tokens.splitting import Known, keys_of, keys_of_words

STOP_WORDS = {word: 1 << place for place, word in enumerate(("the", "be", "to", "of", "and", "that", "have", "with"))}
"""Gopher's, with one bit each."""


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


class Counted(NamedTuple):
    """What is known of some tokens."""

    rows: NDArray[np.int32]
    """The :class:`Counts` of each."""
    words: Words
    """RedPajama's word in each, or nothing."""
    pieces: Words
    """spaCy's pieces of all, in order."""
    bounds: Bounds
    """Where those of each token begin."""
    kinds: NDArray[np.uint8]
    """What each piece is to spaCy's sentencizer."""


class _Stretches(NamedTuple):
    """Parts of the tokens, one behind another."""

    starts: Bounds
    sizes: Bounds
    flags: Flags
    """Those that any character of each part has."""
    bounds: Bounds
    """Where the parts of each token begin."""


def count(new: Joined, forms: Forms) -> Counted:
    """Return what the filters count of each token."""
    parts, words = _stretches(new, piece_edges(new, forms)), words_of(_normalised(new))
    ends = parts.starts + parts.sizes
    pieces = Words(new.text, new.codes, parts.starts, ends, keys_of(new.text, new.codes, parts.starts, ends))
    counts = _of_pieces(parts, pieces) | _of_raw(new) | _of_words(words) | _of_characters(new)
    rows = np.array([counts[name] for name in Counts._fields], np.int32).T
    return Counted(rows, words, pieces, parts.bounds, _kinds(parts))


def _stretches(new: Joined, edges: Bounds) -> _Stretches:
    """Return the parts that begin at some edges; at the line feed behind each token begins what is no part."""
    is_part = new.codes.take(edges) != ord(BREAK)
    ends = (~is_part).nonzero()[0]
    sizes, flags = np.diff(edges, append=len(new.codes)), np.bitwise_or.reduceat(new.flags, edges)
    bounds = np.append(0, ends - np.arange(len(ends)))
    return _Stretches(edges[is_part], sizes[is_part], flags[is_part], bounds)


@cache
def _stop_words() -> Known:
    return Known(keys_of_words(STOP_WORDS), list(STOP_WORDS.values()))


def _of_pieces(parts: _Stretches, pieces: Words) -> dict[str, Whole]:
    is_word, bounds = has(parts.flags, WORDLY), parts.bounds
    return {
        "pieces": np.diff(bounds),
        "words": sums(is_word, bounds),
        "word_characters": sums(parts.sizes * is_word, bounds),
        "alpha": sums(has(parts.flags, LETTER), bounds),
        "stop_words": union(_stop_words().of(pieces.keys), bounds),
    }


def _kinds(parts: _Stretches) -> NDArray[np.uint8]:
    kinds = np.where(has(parts.flags, NO_MARK), ORDINARY, MARK).astype(np.uint8)
    kinds[has(parts.flags, TERMINAL) & (parts.sizes == 1)] = END
    return kinds


def _of_raw(new: Joined) -> dict[str, Whole]:
    in_words = new.in_words
    begins = np.diff(in_words, prepend=~in_words[:1])
    begins[new.starts] = begins[new.ends] = True
    runs = _stretches(new, begins.nonzero()[0])
    capitals = (runs.flags & (UPPER | SMALL)) == UPPER
    # Between two stops of one token.
    firsts, lasts = new.stops[:-1], new.stops[1:]
    filled = new.in_words_so_far.take(firsts) < new.in_words_so_far.take(lasts)
    owners = new.owners(firsts[filled])
    inner = owners[owners == new.owners(lasts[filled])]
    return {
        "raw": np.diff(runs.bounds),
        "raw_letters": sums(has(runs.flags, LATIN), runs.bounds),
        "raw_capitals": sums(capitals, runs.bounds),
        "inner": np.bincount(inner, minlength=len(new)),
    }


def _of_characters(new: Joined) -> dict[str, Whole]:
    named = {"capitals": UPPER, "kept": KEPT, "digits": DIGIT, "brackets": BRACKET}
    return {name: sums(has(new.flags, flag), new.bounds) for name, flag in named.items()}


def _of_words(words: Words) -> dict[str, Whole]:
    sizes = words.ends - words.starts
    numeric = sums(has(flags_of(words.codes), NUMERIC), np.append(words.starts, len(words.codes)))
    return {"normalised": (sizes > 0).astype(np.int64), "characters": sizes, "numeric": numeric}


def normalised(tokens: Sequence[str]) -> list[str]:
    """Return RedPajama's word in each token; empty where there is nothing but ASCII punctuation."""
    return _normalised(Joined(tokens)).split(BREAK)[:-1]


def _normalised(new: Joined) -> str:
    left = text_of(new.codes[~has(new.flags, ASCII_MARK)]).lower()
    return left if left.isascii() else unicodedata.normalize("NFD", left)
