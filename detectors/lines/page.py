"""The lines of some articles as columns of numbers: sizes, edges, words, gaps. Everything that needs no weight of a model but one.

The lines of one article stand behind those of another in each column, and what is asked of an article is asked between its
bounds: most of what it costs is calls, and there is one call for all.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from functools import lru_cache
from itertools import chain
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from detectors.document import Document, Line
from detectors.lines.describing import IDS
from detectors.lines.words import BANKS, Words
from detectors.stretches import Bounds, bounds_of, spread

MOST = 2_000
"""Lines of an article that are looked at."""

_HEAD, _TAIL = 8, 4
"""So many tokens of a line are looked at, from its beginning and from its end."""

_SHORT, _MIDDLE, _LONG = 3, 14, 36
_LONGEST_PROSE, _FEWEST_PROSE = 160, 7
_CLOSING = "\"'\u201d\u2019)"
_STOPS = frozenset(".!?\u2026")
_OPEN_ENDS = frozenset(":,;-\u2013\u2014|\u00bb\u203a>\u2192")
_QUOTES = frozenset("\"'\u201c\u2018")
_MOST_BLANK, _MOST_COPIES = 4, 5
_SMALLEST, _EDGE_WEIGHT = 2.0, 0.6

Column = NDArray[np.float32]


class Pages(NamedTuple):
    """Columns with one number a line, and what they were made of."""

    bounds: Bounds
    """Where the lines of each article begin, and how many there are."""
    page: Bounds
    """Which article each line is of."""
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


class Edges(NamedTuple):
    """The tokens of some lines that are looked at: a long line is not read whole."""

    listed: NDArray[np.intp]
    """Their numbers in the vocabulary, line by line."""
    picked: NDArray[np.intp]
    """How many each line has."""
    totals: Column
    """How many tokens each line has by its spaces."""


def _lines_of(docs: Sequence[Document]) -> tuple[list[Line], Bounds]:
    every = [doc.lines[:MOST] for doc in docs]
    return list(chain.from_iterable(every)), bounds_of(list(map(len, every)))


def edge_tokens(docs: Sequence[Document]) -> Edges:
    """Return the tokens of each line that are looked at; those of all documents are numbered in one table."""
    lines, bounds = _lines_of(docs)
    before = bounds_of([doc.tokens.total for doc in docs])
    listed, starts = (np.concatenate([doc.tokens[place] for doc in docs]) for place in (2, 0))
    firsts = np.array([first for doc in docs for first in doc.line_firsts[:MOST]]) + before[:-1].repeat(np.diff(bounds))
    ends = np.empty_like(firsts)
    ends[:-1] = firsts[1:]
    ends[bounds[1:] - 1] = before[1:]
    for place, doc in enumerate(docs):
        if len(doc.lines) > MOST:
            ends[bounds[place + 1] - 1] = before[place] + doc.line_firsts[MOST]
    totals = ends - firsts
    picked = np.minimum(totals, _HEAD + _TAIL)
    places, of_line = spread(firsts, firsts + picked)
    behind = np.arange(len(places)) - of_line[:-1].repeat(picked) >= _HEAD
    return Edges(
        listed.take(places + behind * (totals - picked).repeat(picked)), picked, _by_spaces(lines, totals, starts, firsts)
    )


def _by_spaces(
    lines: Sequence[Line], totals: NDArray[np.intp], starts: NDArray[np.intp], firsts: NDArray[np.intp]
) -> Column:
    """Return how many tokens each line has by its spaces, which only tells of long lines with double ones."""
    counts = totals.astype(np.float32)
    long = (totals > _HEAD).nonzero()[0]
    ninth = starts.take(firsts.take(long) + _HEAD).tolist()
    spaces = [
        (line := lines[index]).text.count(" ", start - line.start) for index, start in zip(long.tolist(), ninth, strict=True)
    ]
    counts[long] = np.maximum(np.array(spaces) + 1, np.minimum(totals.take(long) - _HEAD, _TAIL + 1)) + _HEAD
    return counts


def read_pages(docs: Sequence[Document], words: Words, bias: float) -> Pages:
    """Return the columns of the lines of articles (each has one), scored with the weights behind ``words``."""
    lines, bounds = _lines_of(docs)
    page = np.arange(len(docs)).repeat(np.diff(bounds))
    titles = [doc.headline.split() for doc in docs]
    listed, picked, n_tokens = edge_tokens(docs)
    known, titled = words.known(docs[0].tokens.vocabulary, listed, list(chain.from_iterable(titles)))
    in_titles = np.zeros((len(docs), IDS), np.bool_)
    in_titles[np.arange(len(docs)).repeat(list(map(len, titles))), titled] = True
    sums, scores = _sums(known.rows, picked, n_tokens)
    pairs = words.pair_scores(known.keys, picked)
    _, _, texts, _, blanks = zip(*lines, strict=True)
    sizes = np.array(list(map(len, texts)), np.float32)
    ends = _ends(texts)
    prose = (sizes >= _LONGEST_PROSE) | ((ends[:, 0] > 0) & (n_tokens >= _FEWEST_PROSE))
    return Pages(
        bounds=bounds,
        page=page,
        sizes=sizes,
        tokens=n_tokens,
        ends=ends,
        gaps=np.minimum(np.array(blanks, np.float32), _MOST_BLANK),
        copies=np.minimum(np.array([copies for doc in docs for copies in _copies(doc)], np.float32), _MOST_COPIES),
        sums=sums,
        scores=scores + pairs + np.float32(bias),
        pairs=pairs,
        overlap=_overlap(known.ids, np.arange(len(lines)).repeat(picked), prose, page, in_titles),
        prose=prose,
    )


def _copies(doc: Document) -> list[int]:
    """Return how many other lines have the words of each."""
    told = [line.folded for line in doc.lines[:MOST]]
    if len(set(told)) == len(told):
        return [0] * len(told)
    same = Counter(told)
    return [same[folded] - 1 for folded in told]


def _ends(texts: Sequence[str]) -> NDArray[np.float32]:
    """Return how each line begins and ends; see :class:`Pages`."""
    edges = [text[0] + text[-1] for text in texts]
    number = {edge: place for place, edge in enumerate(dict.fromkeys(edges))}
    ends = np.array(list(map(_signs, number)), np.float32).take([number[edge] for edge in edges], axis=0)
    for place in [place for place, edge in enumerate(edges) if edge[1] in _CLOSING]:
        ends[place, 0] = texts[place].rstrip(_CLOSING)[-1:] in _STOPS
    return ends


@lru_cache(maxsize=1 << 12)
def _signs(edge: str) -> tuple[bool, ...]:
    """Return what the first and the last character of a line say."""
    first, last = edge[0], edge[1]
    letter, quote = first.isalpha(), first in _QUOTES
    small, digit = letter and first.islower(), first.isdigit()
    return last in _STOPS, last in _OPEN_ENDS, letter and not small, small, digit, quote, not (letter or quote or digit)


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
    ids: NDArray[np.int64],
    line_of: NDArray[np.intp],
    prose: NDArray[np.bool_],
    page: NDArray[np.intp],
    in_titles: NDArray[np.bool_],
) -> NDArray[np.float32]:
    n, n_pages = len(prose), len(in_titles)
    pairs = np.sort((line_of * IDS + ids)[ids > 0])
    pairs = pairs[np.diff(pairs, prepend=-1) > 0]
    lines, word = pairs // IDS, pairs % IDS
    place = page.take(lines) * IDS + word
    own = prose.take(lines)
    elsewhere = np.bincount(place[own], minlength=n_pages * IDS).take(place) - own > 0
    distinct = np.maximum(np.bincount(lines, minlength=n), 1)
    shared = np.bincount(lines[elsewhere], minlength=n)
    told = np.bincount(lines[in_titles.ravel().take(place)], minlength=n)
    n_titled = np.maximum(in_titles[:, 1:].sum(axis=1), 1).take(page)
    return np.column_stack(
        (shared / distinct, told / np.minimum(distinct, n_titled), np.minimum(distinct - shared, 30), distinct)
    ).astype(np.float32)
