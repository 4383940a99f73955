"""Measure how hard the article is to read, by the formulas that newsrooms and schools use.

What it measures   Flesch reading ease, Flesch-Kincaid grade, Gunning fog, SMOG, Coleman-Liau, ARI and Dale-Chall, each
                   equal to what textstat 0.7.8 gives for the same text, but all from counts taken once.
Why it matters     Lists, tables, word salad and texts without sentences fall far outside what news scores; a shift in
                   an outlet's mean shows that its pages are extracted differently.
Known misses       Made for English prose: None for other languages and where there are no words. SMOG was made for 30
                   sentences or more. Abbreviations end sentences ("U.S. officials" is two). Names that the dictionary
                   lacks are hyphenated, not pronounced. A long table without full stops is one long sentence.
Source             textstat 0.7.8 (formulas, word lists), CMU Pronouncing Dictionary, pyphen's patterns for American English.
"""

from __future__ import annotations

from functools import cache
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from detectors.batch import Batch
from detectors.stretches import Measure, Whole, ratio, sums
from detectors.tokens.columns import Feature
from detectors.tokens.joined import Joined
from detectors.tokens.splitting import Known, keys_of_words
from detectors.tokens.syllables import easy_words, syllables_of

RULES = (
    "readability.flesch_reading_ease",
    "readability.flesch_kincaid_grade",
    "readability.gunning_fog",
    "readability.smog_index",
    "readability.coleman_liau_index",
    "readability.automated_readability_index",
    "readability.dale_chall",
)

_POLYSYLLABLE = 3
_FRAGMENT = 2
"""textstat does not count sentences of so few words."""
_MANY_HARD = 5
"""From this percentage of hard words on, Dale and Chall add a constant."""


class Counts(NamedTuple):
    """Everything that the formulas ask of each text."""

    tokens: Whole
    words: Whole
    characters: Whole
    letters: Whole
    sentences: Whole
    syllables: Whole
    polysyllables: Whole
    hard: Whole
    """Words that are not on the Dale-Chall list."""
    hard_polysyllables: Whole


@cache
def _easy() -> Known:
    """Return a one for each easy word."""
    easy = sorted(easy_words())
    return Known(keys_of_words(easy), np.ones(len(easy)))


def _describe_sounds(new: Joined) -> NDArray[np.int64]:
    """Return syllables, three or more syllables, not an easy word, and both at once."""
    words, easy = new.words, _easy().of(new.words.keys)
    count = syllables_of(words)
    cleaned = count.copy()
    # textstat cleans a word again before it asks whether it is long, and lower case can bring new marks ("İ").
    unclean = words.unclean()
    if len(unclean):
        cleaned[unclean] = syllables_of(Joined(words.listed(unclean)).words)
    hard = (words.ends > words.starts) & (easy == 0)
    return np.array((count, count >= _POLYSYLLABLE, hard, hard & (cleaned >= _POLYSYLLABLE)), np.int64).T


SOUND = Feature("sound", 4, _describe_sounds)


def count(batch: Batch) -> Counts:
    """Return the counts of English texts."""
    words, bounds = batch.segments
    sounds = batch.described(SOUND).sums(batch.bounds).T
    return Counts(np.diff(batch.bounds), *batch.words, np.maximum(sums(words > _FRAGMENT, bounds), 1), *sounds)


def measure(batch: Batch) -> dict[str, Measure]:
    """Return all scores of English bodies; None for other languages and where there are no words."""
    counts = count(batch)
    told = batch.english & (counts.words > 0)
    return {rule: np.where(told, score, np.nan) for rule, score in zip(RULES, scores(counts), strict=True)}


def scores(counts: Counts) -> tuple[Measure, ...]:
    """Return the scores in the order of ``RULES``; a score whose counts are all zero is zero, as in textstat."""
    length = counts.words / counts.sentences
    syllables = ratio(counts.syllables, counts.words)
    letters = ratio(100 * counts.letters, counts.words)
    hard = ratio(100 * counts.hard, counts.words)
    spoken = syllables > 0
    return (
        np.where(spoken, 206.835 - 1.015 * length - 84.6 * syllables, 0.0),
        np.where(spoken, 0.39 * length + 11.8 * syllables - 15.59, 0.0),
        0.4 * (length + ratio(100 * counts.hard_polysyllables, counts.words)),
        1.043 * np.sqrt(30 * counts.polysyllables / counts.sentences) + 3.1291,
        0.058 * letters - 0.296 * ratio(100 * counts.sentences, counts.words) - 15.8,
        4.71 * ratio(counts.characters, counts.tokens) + 0.5 * length - 21.43,
        0.1579 * hard + 0.0496 * length + np.where(hard > _MANY_HARD, 3.6365, 0.0),
    )
