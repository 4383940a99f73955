"""Fit the style model: weights of n-grams, then what their sum means at a length, learnt on sources left out.

The first stage is logistic regression over n-gram slots. Only n-grams that several sources share are kept: what occurs in
one collection alone is its topic or its outlet. Sources weigh alike, up to a power, so that no generator's habits are all
there is to learn; human news of world English weighs more, because it pays for false positives. Beside the texts it learns
from pairs: what a machine made of an article less the article itself, where the topic is gone.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np
import scipy.sparse
from numpy.typing import NDArray
from sklearn.linear_model import LogisticRegression

from detectors.generated.features import BLOCKS, SLOTS
from detectors.generated.model import StyleModel
from flows.generated.corpus import Sample, matrix, teaches

SAMPLES_A_TEXT = 3
WORLD = ("africa", "world", "masakha")
"""A source with one of these in its name is world English."""

_STRENGTH, _STEPS, _TOLERANCE = 1.0, 200, 2e-5
_FEWEST_SOURCES, _FEWEST_SAMPLES = 6, 5
_LEVELLING, _WORLD_WEIGHT = 0.75, 3.0
_PAIRS_WEIGHT = 6.0
"""What all pairs weigh in sum beside all texts: more or less of it changes little, none costs a hundredth of what is caught."""
_CONSTANT = 8.0
"""The input that stands for the constant of texts, 0 in pairs; the larger, the less it is held back."""
_BY_LENGTH, _SHORTEST = 0.5, np.log(101)
"""What the log odds gain as a text grows by a factor of e from 100 words on. Learnt, it would say which collection a length comes
from; chosen, it brings the rates of false positives at all lengths nearer to each other, and what is said nearer to what holds:
0.6 and more win nothing (`winnow train generated`: human texts by words, calibration)."""
_ROOMS = np.array((1.0, 1.0, 1.0, 0.8, 0.2, 0.15))
"""How much each block may say. With as much as words have, openings and rhythm speak too loud on sources left out: a text has few of
them, much alike in all texts (`flows/generated/card.py` has the figures)."""
_LARGEST = 32_000
_BLOCK = np.searchsorted(BLOCKS, np.arange(SLOTS), side="right") - 1

Vector = NDArray[np.float64]


class Weights(NamedTuple):
    """The first stage: a weight for each slot, and a constant."""

    slots: Vector
    constant: float


class Corpus(NamedTuple):
    """Samples as a matrix, with what training asks about each."""

    rows: scipy.sparse.csr_matrix
    machine: NDArray[np.bool_]
    teaching: NDArray[np.bool_]
    """Which the first stage is fitted to."""
    source: NDArray[np.str_]
    place: NDArray[np.str_]
    group: NDArray[np.str_]
    log_words: Vector

    def part(self, chosen: NDArray[np.bool_]) -> Corpus:
        """Return the chosen samples."""
        return Corpus(
            self.rows[chosen],
            self.machine[chosen],
            self.teaching[chosen],
            self.source[chosen],
            self.place[chosen],
            self.group[chosen],
            self.log_words[chosen],
        )


def corpus(found: Sequence[Sample]) -> Corpus:
    """Return samples as one matrix."""
    return Corpus(
        matrix(found),
        np.array([each.about.machine for each in found]),
        np.array([teaches(each.about) for each in found]),
        np.array([each.about.source for each in found]),
        np.array([each.about.place for each in found]),
        np.array([f"{each.about.source} {each.about.group}" for each in found]),
        np.log(np.array([each.words for each in found]) + 1.0),
    )


def is_world(source: str) -> bool:
    """Say whether a source is world English, by its name."""
    return any(name in source for name in WORLD)


def sample_weights(part: Corpus) -> Vector:
    """Return the weight of each sample: levelled between sources, both classes alike in sum."""
    weights = np.zeros(len(part.machine))
    for source in np.unique(part.source):
        for machine in (False, True):
            chosen = (part.source == source) & (part.machine == machine)
            if chosen.any():
                weights[chosen] = chosen.sum() ** -_LEVELLING * (_WORLD_WEIGHT if is_world(source) else 1.0)
    for machine in (False, True):
        chosen = part.machine == machine
        weights[chosen] *= len(weights) / 2 / weights[chosen].sum()
    return weights


def pairs(part: Corpus) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Return the samples that a machine made of an article, and beside each a sample of that article."""
    articles: dict[str, list[int]] = {}
    for place in np.flatnonzero(~part.machine).tolist():
        articles.setdefault(part.group[place], []).append(place)
    made = [place for place in np.flatnonzero(part.machine).tolist() if part.group[place] in articles]
    own = [articles[part.group[place]] for place in made]
    of = [article[number % len(article)] for number, article in enumerate(own)]
    return np.array(made, np.int64), np.array(of, np.int64)


def pair_weights(source: NDArray[np.str_]) -> Vector:
    """Return the weight of each pair: levelled between sources, one in sum."""
    _, place, count = np.unique(source, return_inverse=True, return_counts=True)
    weights = count[place].astype(np.float64) ** -_LEVELLING
    levelled: Vector = weights / max(float(weights.sum()), 1e-12)
    return levelled


def fit_weights(part: Corpus) -> Weights:
    """Return the first stage fitted to the samples that teach and to their pairs."""
    part = part.part(part.teaching)
    kept, scale = _columns(part)
    scaled = (part.rows[:, kept] @ scipy.sparse.diags(scale)).tocsr().astype(np.float32)
    made, of = pairs(part)
    texts, size = len(part.machine), len(part.machine) + len(made)
    constant = np.where(np.arange(size) < texts, np.float32(_CONSTANT), np.float32(0))
    inputs = scipy.sparse.hstack((scipy.sparse.vstack((scaled, scaled[made] - scaled[of])), constant[:, None]), "csr")
    weighing = np.concatenate((sample_weights(part), pair_weights(part.source[made]) * texts * _PAIRS_WEIGHT))
    regression = LogisticRegression(C=_STRENGTH, max_iter=_STEPS, tol=_TOLERANCE, fit_intercept=False)
    regression.fit(inputs, np.append(part.machine, np.ones(len(made), bool)), sample_weight=weighing)
    slots = np.zeros(SLOTS)
    slots[kept] = regression.coef_[0, :-1] * scale
    return Weights(slots, float(regression.coef_[0, -1]) * _CONSTANT)


def _columns(part: Corpus) -> tuple[NDArray[np.int64], Vector]:
    """Return the slots worth a weight, and the scale that gives rare n-grams more and each block the same room."""
    samples = np.bincount(part.rows.indices, minlength=SLOTS)
    sources = np.zeros(SLOTS, np.int64)
    names = np.unique(part.source)
    for source in names:
        sources += np.bincount(part.rows[part.source == source].indices, minlength=SLOTS) > 0
    kept = np.flatnonzero((samples >= _FEWEST_SAMPLES) & (sources >= min(_FEWEST_SOURCES, len(names))))
    scale = np.log(part.rows.shape[0] / samples[kept]) + 1
    weighted = part.rows[:, kept] @ scipy.sparse.diags(scale)
    squares = np.asarray(weighted.multiply(weighted).sum(axis=0)).ravel()
    room = np.bincount(_BLOCK[kept], weights=squares, minlength=len(BLOCKS)) / part.rows.shape[0]
    return kept, scale * (_ROOMS / np.sqrt(np.maximum(room, 1e-12)))[_BLOCK[kept]]


def totals(part: Corpus, weights: Weights) -> Vector:
    """Return the n-grams' sum of every sample."""
    total: Vector = part.rows @ weights.slots + weights.constant
    return total


def fit_second(total: Vector, part: Corpus) -> Vector:
    """Return the weights of the sum, of its product with the logarithm of the words, of that logarithm, and of one."""
    inputs = np.stack((total, total * part.log_words), axis=1)
    spread = inputs.std(axis=0)
    regression = LogisticRegression(C=1e3, max_iter=1_000, tol=1e-8)
    regression.fit(inputs / spread, part.machine, sample_weight=sample_weights(part))
    return np.array((*regression.coef_[0] / spread, _BY_LENGTH, regression.intercept_[0] - _BY_LENGTH * _SHORTEST))


def log_odds(total: Vector, log_words: Vector, second: Vector) -> Vector:
    """Return the log odds that the second stage gives to sums of texts so long."""
    odds: Vector = total * (second[0] + second[1] * log_words) + second[2] * log_words + second[3]
    return odds


def rounded(weights: Weights, second: Vector, **described: Any) -> StyleModel:  # noqa: ANN401 - what StyleModel holds beside weights
    """Return the model with its weights as whole numbers; the constant of the first stage goes into the second."""
    steps = np.array([max(np.abs(weights.slots[block == _BLOCK]).max(), 1e-9) for block in range(len(BLOCKS))]) / _LARGEST
    table = np.rint(weights.slots / steps[_BLOCK]).astype(np.int16)
    by_sum, by_both, by_length, one = second
    shifted = np.array((by_sum, by_both, by_length + weights.constant * by_both, one + weights.constant * by_sum))
    return StyleModel(table, steps, shifted, **described)
