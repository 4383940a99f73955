"""Measure how much of the text repeats itself: lines, paragraphs and runs of words, by datatrove's definitions.

What it measures   The shares of lines and of paragraphs that stood before, by number and by characters; the share of
                   the characters that the most frequent run of two, three and four words takes, spaces between the
                   words included, even where it stands once; the share in runs of five to ten words that stood before,
                   read from left to right, without spaces. All over the characters of the text. Words are spaCy's
                   pieces, marks included.
Why it matters     Menus, templates and looping generators repeat whole runs; edited prose hardly ever does.
Known misses       A short item easily reaches the limits of the two-word run ("of the" twice in thirty words). Words
                   that would only be equal when written together ("can not", "cannot") are two runs here and one in
                   datatrove.
Source             Rae et al. 2021 (Gopher), table A1; datatrove 0.10 ``GopherRepetitionFilter``.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from detectors.batch import Batch
from detectors.stretches import Bounds, Measure, ratio, totals_of
from detectors.tokens.repeats import LONGEST, Runs, later_occurrences, most_frequent

_LINE_RULES = ("quality.gopher_dup_line_frac", "quality.gopher_dup_line_char_frac")
_PARAGRAPH_RULES = ("quality.gopher_dup_para_frac", "quality.gopher_dup_para_char_frac")
_TOP_RULES = {size: f"quality.gopher_top_{size}_gram_char_frac" for size in (2, 3, 4)}
_REPEATED_RULES = {size: f"quality.gopher_dup_{size}_gram_char_frac" for size in range(5, LONGEST + 1)}
RULES = (*_LINE_RULES, *_PARAGRAPH_RULES, *_TOP_RULES.values(), *_REPEATED_RULES.values())


def measure(batch: Batch) -> dict[str, Measure]:
    """Return all shares; None where there are no characters, and for runs longer than the text."""
    filled = batch.sizes > 0
    measures = {rule: np.where(filled, 0.0, np.nan) for rule in (*_LINE_RULES, *_PARAGRAPH_RULES)}
    for place in batch.of_like_lines:
        lines, paragraphs = _blocks(batch.texts[place])
        for rules, blocks in ((_LINE_RULES, lines), (_PARAGRAPH_RULES, paragraphs)):
            measures[rules[0]][place], measures[rules[1]][place] = _duplicates(blocks, len(batch.texts[place]))
    return measures | _words(batch)


def _blocks(text: str) -> tuple[list[str], list[str]]:
    """Return the lines and the paragraphs of a text."""
    lines = text.split("\n")
    # Several line feeds divide as one does; in front of all lines and behind them they leave an empty one.
    broken = "\n\n" in text
    paragraphs = [part.lstrip("\n") for part in text.strip().split("\n\n")] if broken else ()
    lines = [*lines[:1], *filter(None, lines[1:-1]), *lines[-1:]] if broken else lines
    return lines, list(filter(None, paragraphs))


def _duplicates(blocks: Sequence[str], size: int) -> tuple[float, float]:
    """Return how many of the blocks stood before, as a share of their number and of the text's characters."""
    distinct = set(blocks)
    if len(distinct) == len(blocks):
        return 0.0, 0.0
    characters = sum(map(len, blocks)) - sum(map(len, distinct))
    return (len(blocks) - len(distinct)) / len(blocks), characters / size


def _words(batch: Batch) -> dict[str, Measure]:
    """Return the shares of runs of words."""
    ends, repeated = batch.wording.letter_ends(), batch.repeats[1]
    measures = {rule: _top(batch, size, repeated.runs.get(size), ends) for size, rule in _TOP_RULES.items()}
    for size, rule in _REPEATED_RULES.items():
        characters = np.zeros(len(batch), np.int64)
        if (runs := repeated.runs.get(size)) is not None:
            starts = later_occurrences(runs, size)
            characters = totals_of(ends.take(starts + size) - ends.take(starts), starts, repeated.bounds)
        measures[rule] = ratio(characters, batch.sizes)
    return measures


def _top(batch: Batch, size: int, runs: Runs | None, ends: Bounds) -> Measure:
    """Return the share of the most frequent run of this length.

    A run that stands once counts too: unless one is repeated, it is the first.
    """
    bounds = batch.repeats[1].bounds
    starts, times = bounds[:-1].copy(), np.ones(len(batch), np.int64)
    if runs is not None:
        texts, first, most = most_frequent(runs, bounds)
        starts[texts], times[texts] = first, most
    long = starts + size <= bounds[1:]
    starts = starts[long]
    found = np.full(len(batch), np.nan)
    found[long] = (ends.take(starts + size) - ends.take(starts) + size - 1) * times[long] / batch.sizes[long]
    return found
