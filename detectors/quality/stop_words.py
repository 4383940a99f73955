"""Measure how much of the article is function words, the mortar of prose.

What it measures   The share of English function words (the, of, is, he ...) among all words, in any case.
Why it matters     Prose keeps a steady share; tables, lists of names or links, keyword stuffing and wrecked extractions
                   fall far below it.
Known misses       Contractions do not count ("it's", "don't"). Made for English: None for other languages and where
                   there are no words. Headline telegrams and result lists are low and still news.
Source             The measure as in RedPajama-V2 (``rps_doc_stop_word_fraction``) and data-juicer; the list is our own.
"""

from __future__ import annotations

import numpy as np

from detectors.batch import Batch
from detectors.stretches import Measure, ratio, sums
from detectors.tokens.english import ENGLISH

RULES = ("quality.stop_word_share",)


def measure(batch: Batch) -> dict[str, Measure]:
    """Return the share of function words in an English body."""
    function_words = sums(batch.described(ENGLISH).line(0), batch.bounds)
    return {RULES[0]: np.where(batch.english, ratio(function_words, batch.words[0]), np.nan)}
