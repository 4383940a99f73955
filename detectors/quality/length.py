"""Measure how many words the article has once the page around it is gone.

What it measures   Tokens between white space that have a letter, a digit or an underscore, as textstat counts words.
Why it matters     A body without a word is no article, whatever the page said.
Known misses       Chinese, Japanese and Thai do not divide words by spaces: a paragraph counts as one or a few.
Source             textstat 0.7.8 (``lexicon_count``).
"""

from __future__ import annotations

from detectors.batch import Batch
from detectors.stretches import Measure

RULES = ("quality.word_count",)


def measure(batch: Batch) -> dict[str, Measure]:
    """Return the number of words; an empty text has none."""
    return {RULES[0]: batch.words[0].astype(float)}
