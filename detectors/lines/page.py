"""The lines of one article as columns of numbers: sizes, edges, words, gaps. Everything that needs no weight of a model but one."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from functools import lru_cache
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from detectors.document import Line
from detectors.lines.words import BANKS, IDS, Words

HEAD, TAIL = 8, 4
"""So many tokens of a line are looked at, from its beginning and from its end."""

_SHORT, _MIDDLE, _LONG = 3, 14, 36
_LONGEST_PROSE, _FEWEST_PROSE = 160, 7
_CLOSING = "\"'\u201d\u2019)"
_STOPS = frozenset(".!?\u2026")
_OPEN_ENDS = frozenset(":,;-\u2013\u2014|\u00bb\u203a>\u2192")
_QUOTES = frozenset("\"'\u201c\u2018")
_MOST_BLANK = 4
_SMALLEST, _EDGE_WEIGHT = 2.0, 0.6

Column = NDArray[np.float32]


class Page(NamedTuple):
    """Columns with one number a line, and what they were made of."""

    sizes: Column
    """Characters."""
    tokens: Column
    ends: NDArray[np.float32]
    """Per line: closed by a full stop; left open; first sign a capital, a small letter, a digit, a quote, another sign."""
    gaps: Column
    """Blank lines before, at most four."""
    copies: Column
    """Other lines of the same words, at most five."""
    sums: NDArray[np.float32]
    """Sums of the tokens' rows, divided by their number (weights: by its root)."""
    scores: Column
    """The linear stage."""
    pairs: Column
    """What the pairs of tokens add to it."""
    overlap: NDArray[np.float32]
    """Share of the content words that occur in other running text; that occur in the headline; how many occur nowhere."""
    prose: NDArray[np.bool_]
    """Running text by its shape: long, or some words and a full stop."""


def _edges(text: str) -> tuple[bool, bool, bool, bool, bool, bool, bool]:
    last = text[-1]
    closed = last in _STOPS or (last in _CLOSING and text.rstrip(_CLOSING)[-1:] in _STOPS)
    return closed, last in _OPEN_ENDS, *_first_sign(text[0])


@lru_cache(maxsize=1 << 12)
def _first_sign(first: str) -> tuple[bool, bool, bool, bool, bool]:
    letter, quote = first.isalpha(), first in _QUOTES
    small, digit = letter and first.islower(), first.isdigit()
    return letter and not small, small, digit, quote, not (letter or quote or digit)


def edge_tokens(text: str) -> tuple[list[str], int]:
    """Return the tokens of a line that are looked at, and how many it has by its spaces: a long one is not divided whole."""
    tokens = text.split(None, HEAD)
    if len(tokens) <= HEAD:
        return tokens, len(tokens)
    rest = tokens.pop()
    last = rest.rsplit(None, TAIL)
    return tokens + last[-TAIL:], max(HEAD + rest.count(" ") + 1, HEAD + len(last))


def read_page(lines: Sequence[Line], headline: str, words: Words, bias: float) -> Page:
    """Return the columns of an article's lines (at least one), scored with the weights behind ``words``."""
    parts: list[str] = []
    counts, picked = [], []
    for line in lines:
        tokens, count = edge_tokens(line.text)
        counts.append(count)
        picked.append(len(tokens))
        parts += tokens
    numbers = words.number(parts + headline.split())
    numbers, titled = numbers[: len(parts)], words.ids[numbers[len(parts) :]]
    n_tokens, n_picked = np.array(counts, np.float32), np.array(picked)
    sums, scores = _sums(words.rows[numbers], n_picked, n_tokens)
    pairs = words.pair_scores(numbers, n_picked)
    sizes = np.array([len(line.text) for line in lines], np.float32)
    ends = np.array([_edges(line.text) for line in lines], np.float32)
    prose = (sizes >= _LONGEST_PROSE) | ((ends[:, 0] > 0) & (n_tokens >= _FEWEST_PROSE))
    same = Counter([line.folded for line in lines])
    return Page(
        sizes=sizes,
        tokens=n_tokens,
        ends=ends,
        gaps=np.array([min(line.blank_before, _MOST_BLANK) for line in lines], np.float32),
        copies=np.array([min(same[line.folded] - 1, 5) for line in lines], np.float32),
        sums=sums,
        scores=scores + pairs + np.float32(bias),
        pairs=pairs,
        overlap=_overlap(words.ids[numbers], np.repeat(np.arange(len(lines)), n_picked), prose, titled),
        prose=prose,
    )


def bank_of(n_tokens: NDArray[np.float32]) -> NDArray[np.int64]:
    """Return which bank of weights belongs to the length of a line."""
    return 1 + (n_tokens > _SHORT).astype(np.int64) + (n_tokens > _MIDDLE) + (n_tokens > _LONG)


def _sums(rows: NDArray[np.float32], picked: NDArray[np.int64], tokens: Column) -> tuple[NDArray[np.float32], Column]:
    stops = picked.cumsum()
    starts = stops - picked
    sums = np.add.reduceat(rows, starts, axis=0)
    by_length = sums[np.arange(len(sums)), bank_of(tokens)]
    anywhere = (sums[:, 0] + by_length) / np.sqrt(picked + _SMALLEST)
    first, last = rows[starts, BANKS - 2], rows[stops - 1, BANKS - 1]
    traits = sums[:, BANKS:] / picked[:, None]
    scores = anywhere + _EDGE_WEIGHT * (first + last)
    return np.column_stack((anywhere, first, last, traits)).astype(np.float32), scores.astype(np.float32)


def _overlap(
    ids: NDArray[np.int64], line_of: NDArray[np.int64], prose: NDArray[np.bool_], titled: NDArray[np.int64]
) -> NDArray[np.float32]:
    n = len(prose)
    pairs = np.sort((line_of * IDS + ids)[ids > 0])
    pairs = pairs[np.diff(pairs, prepend=-1) > 0]
    lines, word = pairs // IDS, pairs % IDS
    own = prose[lines]
    elsewhere = np.bincount(word[own], minlength=IDS)[word] - own > 0
    in_title = np.zeros(IDS, bool)
    in_title[titled] = True
    distinct = np.maximum(np.bincount(lines, minlength=n), 1)
    shared = np.bincount(lines[elsewhere], minlength=n)
    told = np.bincount(lines[in_title[word]], minlength=n)
    n_titled = max(int(in_title[1:].sum()), 1)
    return np.column_stack(
        (shared / distinct, told / np.minimum(distinct, n_titled), np.minimum(distinct - shared, 30), distinct)
    ).astype(np.float32)
