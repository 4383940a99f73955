"""Measure what FineWeb's own filter asks of lines, by datatrove's definitions.

What it measures   The share of lines that end in a terminal mark (quotation marks are none), and that have at most 30
                   characters; the share of the characters in lines that stood before; line breaks for every word, marks
                   included. Blank lines are left out, except among the breaks.
Why it matters     FineWeb's authors found these by what they do to a model trained on the rest; they are the newest
                   rules that a curator will be asked about.
Known misses       One pull-quote or caption repeated word for word is over the limit of 1 %; a line that ends in a
                   quotation mark counts as unended.
Source             datatrove 0.10 ``FineWebQualityFilter``; Penedo et al. 2024 (FineWeb).
"""

from __future__ import annotations

import numpy as np

from detectors.batch import Batch
from detectors.stretches import Measure, ratio
from detectors.tokens.sentence_marks import SENTENCE_TERMINAL, characters
from detectors.tokens.wording import PLACE

RULES = (
    "quality.fineweb_line_punct_ratio",
    "quality.fineweb_short_line_ratio",
    "quality.fineweb_char_dup_ratio",
    "quality.fineweb_list_ratio",
)

_SHORT = 30
_LATER = """
    61D-61E 837 839 83D-83E 17D4-17D6 17D9-17DA 1B7D-1B7E 2E53-2E54 10F55-10F59 10F86-10F89 11944 11946 11EF7-11EF8
    11F43-11F44 16E98
"""
"""Terminal marks that newer editions of Unicode added."""
_MARKS = [ord(mark) for mark in SENTENCE_TERMINAL | characters(_LATER)]
_TERMINAL = np.zeros(max(_MARKS) + 2, np.bool_)
"""The last place stands for all greater code points."""
_TERMINAL[_MARKS] = True


def measure(batch: Batch) -> dict[str, Measure]:
    """Return the four ratios; where every line is blank none ends in a mark, and the others are None."""
    lines = batch.raw_lines
    totals = lines.count(np.ones(len(lines.inked), np.bool_))
    ended = lines.count(_TERMINAL.take(lines.last.take(lines.inked), mode="clip"))
    short = lines.count(lines.sizes.take(lines.inked) <= _SHORT)
    repeated = np.zeros(len(batch), np.int64)
    for place in batch.of_like_lines:
        inked = [line for line in batch.texts[place].split("\n") if line and not line.isspace()]
        repeated[place] = sum(map(len, inked)) - sum(map(len, set(inked)))
    filled = totals > 0
    values = (
        np.where(filled, ratio(ended, totals), 0.0),
        ratio(short, totals),
        np.where(filled, ratio(repeated, batch.sizes - batch.feeds), np.nan),
        np.where(filled, ratio(batch.feeds, batch.counts[PLACE.pieces]), np.nan),
    )
    return dict(zip(RULES, values, strict=True))
