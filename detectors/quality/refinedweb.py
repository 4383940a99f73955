"""Measure what RefinedWeb's line-wise corrections would take out of the text.

What it measures   Lines of more than half capitals; of digits only; counters ("3 likes", "1.2K shares") that fill their
                   line; of a single word, each counted under the first that applies. And the share of all words that goes
                   with these lines and with three phrases of page furniture in lines of at most ten words.
Why it matters     The nearest thing to a rule on comment and share widgets in any published filter. It drops the
                   document where over 5 % of the words go.
Known misses       Datelines, headlines in capitals, tables of results and one-word cross-heads are such lines too. Words
                   are counted between white space.
Source             Penedo et al. 2023 (RefinedWeb) names the rules; their definitions as in mlfoundations/dclm,
                   ``baselines_configs/refinedweb.yaml`` and ``mappers/modifiers.py``.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from detectors.batch import Batch
from detectors.expressions import regex
from detectors.stretches import Measure, ratio, sums
from detectors.tokens.telling import WIDGETS
from detectors.tokens.wording import PLACE

_UPPER, _DIGITS, _COUNTER, _SINGLE = _CAUSES = (
    "quality.refinedweb_uppercase_lines",
    "quality.refinedweb_numeric_lines",
    "quality.refinedweb_counter_lines",
    "quality.refinedweb_single_word_lines",
)
_REMOVED = "quality.refinedweb_removed_word_share"
RULES = (*_CAUSES, _REMOVED)

_LONGEST_PHRASE_LINE = 10
_LONGEST_COUNTER = 200
_MOST_UPPER, _MOST_DIGITS = 0.5, 0.999999
_COUNT = regex(
    r"\W*\d[,.\d]*[kmb]?\s+(?:likes|shares|comments|retweets|reposts|quotes|bookmarks|upvotes|downvotes|downloads|views"
    r"|followers)\W*"
)
_MARKS = " \t\r.,:;!?·|)"
_COUNTER_ENDS = frozenset("sS")
_PHRASES = regex(r"(?i)\s?items in cart|\s?read more\.{3}$|^sign-in\s?")
_TELLING = ("items in cart", "read more...", "sign-in")
_FIRST_LETTER, _CASE = ord("a"), ord(" ")
_LETTERS = 26
_STAYS, _IS = -1, {cause: place for place, cause in enumerate(_CAUSES)}


def measure(batch: Batch) -> dict[str, Measure]:
    """Return the number of lines to drop by cause, and the share of the words that would go."""
    lines = batch.raw_lines
    causes = _causes(batch)
    removed = np.where(causes == _STAYS, 0, lines.totals)
    telling = np.zeros(len(batch), np.bool_)
    for place in batch.telling(WIDGETS):
        telling[place] = any(words in batch.docs[place].folded for words in _TELLING)
    asked = (telling.repeat(np.diff(lines.bounds)) & (causes == _STAYS) & (lines.totals <= _LONGEST_PHRASE_LINE)).nonzero()[
        0
    ]
    for number, line in zip(asked.tolist(), batch.raw_lines_at(asked), strict=True):
        removed[number] = len(line.split()) - len(_PHRASES.sub("", line).split())
    measures = {cause: sums(causes == place, lines.bounds).astype(float) for place, cause in enumerate(_CAUSES)}
    return measures | {_REMOVED: ratio(sums(removed, lines.bounds), np.diff(batch.bounds))}


def _causes(batch: Batch) -> NDArray[np.int64]:
    """Return for each line the place of the cause for which it would be dropped, or that it stays."""
    lines = batch.raw_lines
    sizes = lines.sizes
    upper = batch.raw_line_counts[:, PLACE.capitals] > _MOST_UPPER * sizes
    causes = np.where(upper, _IS[_UPPER], np.where((lines.totals <= 1) & (sizes > 0), _IS[_SINGLE], _STAYS))
    # A line that begins with a letter is neither of digits nor a counter.
    lettered = (lines.opening | _CASE) - _FIRST_LETTER < _LETTERS
    asked = lines.inked[~lettered]
    asked = asked[~upper[asked]]
    for number, line in zip(asked.tolist(), batch.raw_lines_at(asked), strict=True):
        if cause := _cause(line):
            causes[number] = _IS[cause]
    return causes


def _cause(line: str) -> str | None:
    """Return which cause a line that does not begin with a letter has, capitals and single words aside."""
    size = len(line)
    if line[0].isdigit() and sum(map(str.isdigit, line)) > _MOST_DIGITS * size:
        return _DIGITS
    if size <= _LONGEST_COUNTER and line.rstrip(_MARKS)[-1:] in _COUNTER_ENDS and _COUNT.fullmatch(line.lower()):
        return _COUNTER
    return None
