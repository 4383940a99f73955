"""The lines of some articles as columns of numbers: sizes, edges, words, gaps. Everything that needs no weight of a model but one.

The lines of one article stand behind those of another in each column, and what is asked of an article is asked between its
bounds: most of what it costs is calls, and there is one call for all.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from functools import lru_cache
from itertools import chain, pairwise
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from detectors.document import Document, Line
from detectors.lines.describing import IDS
from detectors.lines.words import BANKS, SLOTS, Words
from detectors.stretches import Bounds, Whole, bounds_of
from detectors.tokens.joined import codes_of
from detectors.tokens.letters import Codes

MOST = 2_000
"""Lines of an article that are looked at."""

_TAIL = 4
_HEAD = SLOTS - _TAIL
"""So many tokens of a line are looked at, from its end and from its beginning."""

_SHORT, _MIDDLE, _LONG = 3, 14, 36
_LONGEST_PROSE, _FEWEST_PROSE = 160, 7
_CLOSING = "\"'\u201d\u2019)"
_STOPS = frozenset(".!?\u2026")
_OPEN_ENDS = frozenset(":,;-\u2013\u2014|\u00bb\u203a>\u2192")
_QUOTES = frozenset("\"'\u201c\u2018")
_OF_LAST = 3
"""Signs that the last character of a line has; the others are the first one's."""

_SPACE = ord(" ")
_MOST_BLANK, _MOST_COPIES = 4, 5
_SMALLEST, _EDGE_WEIGHT = 2.0, 0.6

Column = NDArray[np.float32]
Columns = NDArray[np.float32]


class Pages(NamedTuple):
    """Columns with one number a line, and what they were made of; where there are several columns, one behind another."""

    bounds: Bounds
    """Where the lines of each article begin, and how many there are."""
    page: Bounds
    """Which article each line is of."""
    sizes: Column
    """Characters."""
    tokens: Column
    ends: Columns
    """Closed by a full stop; left open; first sign a capital, a small letter, a digit, a quote, another sign."""
    gaps: Column
    """Blank lines before, at most four."""
    copies: Column
    """Other lines of the same words, at most five."""
    sums: Columns
    """Sums of the tokens' rows, divided by their number (weights: by its root)."""
    scores: Column
    """The linear stage."""
    pairs: Column
    """What the pairs of tokens add to it."""
    overlap: Columns
    """Share of the content words that occur in other running text; that occur in the headline; how many occur nowhere."""
    prose: NDArray[np.bool_]
    """Running text by its shape: long, or some words and a full stop."""


class Shown(NamedTuple):
    """Some articles as one."""

    docs: Sequence[Document]
    lines: list[Line]
    """Those that are looked at."""
    bounds: Bounds
    """Where the lines of each article begin, and how many there are."""
    codes: Codes
    """All their characters."""
    before: Bounds
    """How many characters stand before those of each article."""


class Edges(NamedTuple):
    """The tokens of some lines that are looked at: a long line is not read whole."""

    slots: NDArray[np.intp]
    """Their numbers in the vocabulary: a column for each line, in which a short line's last token comes again and again."""
    picked: NDArray[np.intp]
    """How many each line has."""
    totals: Column
    """How many tokens each line has by its spaces."""


def shown(docs: Sequence[Document]) -> Shown:
    """Return some articles (each has a line) as one."""
    every = [doc.lines[:MOST] for doc in docs]
    texts = [doc.text for doc in docs]
    lines = list(chain.from_iterable(every))
    return Shown(
        docs, lines, bounds_of(list(map(len, every))), codes_of("".join(texts)), bounds_of(list(map(len, texts)))[:-1]
    )


def edge_tokens(seen: Shown) -> Edges:
    """Return the tokens of each line that are looked at; those of all documents are numbered in one table."""
    docs, bounds = seen.docs, seen.bounds
    tokens = [doc.tokens for doc in docs]
    n_tokens = bounds_of([each.total for each in tokens])
    starts, ends, listed = (np.concatenate([each[place] for each in tokens]) for place in range(3))
    moved = seen.before.repeat(np.diff(n_tokens))
    firsts = np.array([first for doc in docs for first in doc.line_firsts[:MOST]]) + n_tokens[:-1].repeat(np.diff(bounds))
    following = np.append(firsts[1:], 0)
    following[bounds[1:] - 1] = n_tokens[1:]
    for place, doc in enumerate(docs):
        if len(doc.lines) > MOST:
            following[bounds[place + 1] - 1] = n_tokens[place] + doc.line_firsts[MOST]
    totals = following - firsts
    picked = np.minimum(totals, SLOTS)
    places = firsts + np.minimum(np.arange(SLOTS)[:, None], picked - 1)
    places[_HEAD:] += totals - picked
    return Edges(listed.take(places), picked, _by_spaces(seen, firsts, totals, starts + moved, ends + moved))


def _by_spaces(seen: Shown, firsts: Bounds, totals: Bounds, starts: Bounds, ends: Bounds) -> Column:
    """Return how many tokens each line has by its spaces, which only tells of long lines with double or other ones."""
    counts = totals.astype(np.float32)
    strange = (starts[1:] - ends[:-1] != 1) | (seen.codes.take(ends[:-1]) != _SPACE)
    strange[(firsts - 1)[1:]] = False
    gaps = strange.nonzero()[0]
    line = firsts.searchsorted(gaps, side="right") - 1
    inner = gaps - firsts.take(line)
    page = np.arange(len(seen.docs)).repeat(np.diff(seen.bounds))
    for index in np.unique(line[(inner >= _HEAD) & (inner < totals.take(line) - 1)]).tolist():
        start, _, text, *_ = seen.lines[index]
        ninth = starts.item(firsts.item(index) + _HEAD) - seen.before.item(page.item(index))
        spaces = text.count(" ", ninth - start)
        counts[index] = max(spaces + 1, min(totals.item(index) - _HEAD, _TAIL + 1)) + _HEAD
    return counts


def read_pages(docs: Sequence[Document], words: Words, bias: float) -> Pages:
    """Return the columns of the lines of articles (each has one), scored with the weights behind ``words``."""
    seen = shown(docs)
    page = np.arange(len(docs)).repeat(np.diff(seen.bounds))
    titles = [doc.headline.split() for doc in docs]
    slots, picked, n_tokens = edge_tokens(seen)
    known, titled = words.known(docs[0].tokens.vocabulary, slots, picked, list(chain.from_iterable(titles)))
    of_titles = titled + np.arange(0, IDS * len(docs), IDS).repeat(list(map(len, titles)))
    sums, scores = _sums(known.rows, picked, n_tokens)
    pairs = words.pair_scores(known.keys, picked)
    starts, stops, texts, folded, blanks = zip(*seen.lines, strict=True)
    sizes = np.array(list(map(len, texts)), np.float32)
    moved = seen.before.take(page)
    ends = _ends(seen.codes.take((np.array(starts) + moved, np.array(stops) - 1 + moved)), texts)
    prose = (sizes >= _LONGEST_PROSE) | ((ends[0] > 0) & (n_tokens >= _FEWEST_PROSE))
    return Pages(
        bounds=seen.bounds,
        page=page,
        sizes=sizes,
        tokens=n_tokens,
        ends=ends,
        gaps=np.minimum(np.array(blanks, np.float32), _MOST_BLANK),
        copies=np.minimum(_copies(folded, seen.bounds), _MOST_COPIES),
        sums=sums,
        scores=scores + pairs + np.float32(bias),
        pairs=pairs,
        overlap=_overlap(known.ids, prose, page, of_titles),
        prose=prose,
    )


def _copies(folded: Sequence[str], bounds: Bounds) -> Column:
    """Return how many other lines of its article have the words of each."""
    copies = np.zeros(len(folded), np.float32)
    for first, last in pairwise(bounds.tolist()):
        told = folded[first:last]
        if len(set(told)) < len(told):
            same = Counter(told)
            copies[first:last] = [same[each] - 1 for each in told]
    return copies


def _ends(edges: Codes, texts: Sequence[str]) -> Columns:
    """Return how each line begins and ends (see :class:`Pages`), given the first and the last character of all."""
    distinct, (first, last) = np.unique(edges, return_inverse=True)
    signs = np.array([_signs(chr(code)) for code in distinct.tolist()], np.float32).T
    closing, *at_end = signs[:_OF_LAST].take(last, axis=1)
    for place in closing.nonzero()[0].tolist():
        at_end[0][place] = texts[place].rstrip(_CLOSING)[-1:] in _STOPS
    return np.concatenate((at_end, signs[_OF_LAST:].take(first, axis=1)))


@lru_cache(maxsize=1 << 12)
def _signs(char: str) -> tuple[bool, ...]:
    """Return what a character says as the last one of a line, and then as the first."""
    letter, quote = char.isalpha(), char in _QUOTES
    small, digit = letter and char.islower(), char.isdigit()
    at_end = char in _CLOSING, char in _STOPS, char in _OPEN_ENDS
    return *at_end, letter and not small, small, digit, quote, not (letter or quote or digit)


def bank_of(n_tokens: NDArray[np.float32]) -> NDArray[np.int64]:
    """Return which bank of weights belongs to the length of a line."""
    return 1 + (n_tokens > _SHORT).astype(np.int64) + (n_tokens > _MIDDLE) + (n_tokens > _LONG)


def _sums(rows: NDArray[np.float32], picked: Bounds, tokens: Column) -> tuple[Columns, Column]:
    """Return the sums of the rows of each line's tokens (one slot behind another), and the scores that follow from them."""
    sums, lines = rows.sum(axis=0), np.arange(len(picked))
    by_length = sums[lines, bank_of(tokens)]
    anywhere = (sums[:, 0] + by_length) / np.sqrt(picked + _SMALLEST)
    first, last = rows[0, :, BANKS - 2], rows[picked - 1, lines, BANKS - 1]
    traits = sums[:, BANKS:].T / picked
    scores = anywhere + _EDGE_WEIGHT * (first + last)
    return np.concatenate(((anywhere, first, last), traits), dtype=np.float32), scores.astype(np.float32)


def _overlap(ids: NDArray[np.int32], prose: NDArray[np.bool_], page: Bounds, titled: Whole) -> Columns:
    """Return what each line shares with others (see :class:`Pages`), given the numbers of its words and of all headlines'."""
    n, n_pages = len(prose), page.item(-1) + 1
    pairs = (ids + np.arange(0, n * IDS, IDS, dtype=np.int32))[ids > 0]
    pairs.sort()
    pairs = pairs[np.diff(pairs, prepend=-1) > 0]
    lines: Bounds = (pairs // IDS).astype(np.intp)
    place = pairs + ((page - np.arange(n)) * IDS).take(lines)
    own = prose.take(lines)
    elsewhere = np.bincount(place[own], minlength=n_pages * IDS).take(place) > own
    in_titles = np.zeros(n_pages * IDS, np.bool_)
    in_titles[titled] = True
    distinct = np.maximum(np.bincount(lines, minlength=n), 1)
    shared = np.bincount(lines[elsewhere], minlength=n)
    told = np.bincount(lines[in_titles.take(place)], minlength=n)
    words = np.unique(titled)
    n_titled = np.maximum(np.bincount(words[words % IDS > 0] // IDS, minlength=n_pages), 1).take(page)
    return np.array(
        (shared / distinct, told / np.minimum(distinct, n_titled), np.minimum(distinct - shared, 30), distinct), np.float32
    )
