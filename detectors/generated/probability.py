"""Measure how probable it is that a machine wrote or rewrote the article, from its style alone.

What it measures   ``generated.probability``: by words, word pairs, runs of word classes, openings of clauses, lengths of
                   sentences and clauses, each counted once, calibrated by length on sources that the model had not seen, for
                   a world in which half of all texts are a machine's.
                   ``generated.human_rate``: how many of 1,000 human articles of this length score as high.
                   ``generated.too_short``: the number of words, where it is too small to say anything; then the other two
                   are None. All are None outside English.
Why it matters     Rewritten and invented articles are what low-quality sites publish; most carry no leaked phrase.
Known misses       Light polish, base models that continue human text, families of models not trained on, texts written by a
                   machine and reworked by a person; translations, and spaces put inside words. Press releases and writing
                   guides are style, too: a high value is a reason to look, not proof.
Source             Our own model; ``models/generated/README.md`` says what it was trained on, what it reaches, where it fails.
"""

from __future__ import annotations

import numpy as np

from detectors.batch import Batch
from detectors.generated.model import hear_all, probabilities, style_model
from detectors.stretches import Measure

_PROBABILITY, _HUMAN_RATE, _TOO_SHORT = RULES = ("generated.probability", "generated.human_rate", "generated.too_short")


def measure(batch: Batch) -> dict[str, Measure]:
    """Return the probability with its human rate, or the number of words where they are too few."""
    words, odds = hear_all(batch)
    told = ~np.isnan(odds)
    rates = np.full(len(batch), np.nan)
    rates[told] = style_model().human_rates(words[told], odds[told])
    too_short = np.where(batch.english & ~told, words, np.nan)
    return {_PROBABILITY: probabilities(odds), _HUMAN_RATE: rates, _TOO_SHORT: too_short}
