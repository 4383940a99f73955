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

import re

from detectors.document import Document
from detectors.wording import PLACE

_UPPER, _DIGITS, _COUNTER, _SINGLE = (
    "quality.refinedweb_uppercase_lines",
    "quality.refinedweb_numeric_lines",
    "quality.refinedweb_counter_lines",
    "quality.refinedweb_single_word_lines",
)
_REMOVED = "quality.refinedweb_removed_word_share"
RULES = (_UPPER, _DIGITS, _COUNTER, _SINGLE, _REMOVED)

_LONGEST_PHRASE_LINE = 10
_LONGEST_COUNTER = 200
_MOST_UPPER, _MOST_DIGITS = 0.5, 0.999999
_COUNT = re.compile(
    r"\W*\d[,.\d]*[kmb]?\s+(?:likes|shares|comments|retweets|reposts|quotes|bookmarks|upvotes|downvotes|downloads|views"
    r"|followers)\W*"
)
_MARKS = " \t\r.,:;!?·|)"
_COUNTER_ENDS = frozenset("sS")
_NEAR = 60
_PHRASES = re.compile(r"(?i)\s?items in cart|\s?read more\.{3}$|^sign-in\s?")
_TELLING = ("items in cart", "read more...", "sign-in")


def measure(doc: Document) -> dict[str, float | None]:
    """Return the number of lines to drop by cause, and the share of the words that would go."""
    counts = dict.fromkeys((_UPPER, _DIGITS, _COUNTER, _SINGLE), 0)
    removed = 0
    phrases = any(words in doc.folded for words in _TELLING)
    for line, capitals in zip(doc.raw_lines, doc.raw_line_counts[:, PLACE.capitals].tolist(), strict=True):
        size = len(line)
        # Most lines are long, begin with a letter and have blanks: nothing to look at.
        if size > _LONGEST_COUNTER and capitals <= _MOST_UPPER * size and line[0] > "9" and " " in line[1:_NEAR]:
            if phrases and len(line.split(None, _LONGEST_PHRASE_LINE)) <= _LONGEST_PHRASE_LINE:
                removed += _phrase_words(line)
        elif size:
            if cause := _cause(line, capitals):
                counts[cause] += 1
                removed += len(line.split())
            elif phrases and len(line.split(None, _LONGEST_PHRASE_LINE)) <= _LONGEST_PHRASE_LINE:
                removed += _phrase_words(line)
    total = doc.tokens.total
    measures: dict[str, float | None] = {rule: float(count) for rule, count in counts.items()}
    return measures | {_REMOVED: removed / total if total else None}


def _phrase_words(line: str) -> int:
    """Return how many words of a short line are taken out with a phrase."""
    return len(line.split()) - len(_PHRASES.sub("", line).split())


def _cause(line: str, capitals: int) -> str | None:
    """Return why a line would be dropped; None where it stays."""
    size = len(line)
    if capitals > _MOST_UPPER * size:
        return _UPPER
    if line[0].isdigit() and sum(map(str.isdigit, line)) > _MOST_DIGITS * size:
        return _DIGITS
    if size <= _LONGEST_COUNTER and line.rstrip(_MARKS)[-1:] in _COUNTER_ENDS and _COUNT.fullmatch(line.lower()):
        return _COUNTER
    return _SINGLE if len(line.split(None, 1)) < 2 else None  # noqa: PLR2004 - one word
