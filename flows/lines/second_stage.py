"""The second stage of the line model, over what the first says of a line and its neighbours, and the last.

The last reads what the second says of a line and of its page. Each learns from scores of earlier stages that had not seen the
outlet.
"""

from __future__ import annotations

import warnings
from collections.abc import Callable, Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from sklearn.base import clone
from sklearn.exceptions import ConvergenceWarning
from sklearn.model_selection import GroupKFold
from sklearn.neural_network import MLPClassifier

from detectors.lines.model import CLIP, Network
from detectors.lines.numbers import Matrix, numbers
from detectors.lines.page import read_pages
from detectors.lines.page_kind import page_numbers
from detectors.lines.words import Words
from detectors.stretches import bounds_of
from flows.lines.first_stage import Rows, fit_words
from flows.lines.labelled import Sample

FOLDS = 5
_PENALTY = 1.0
_CONTRADICTED, _CONTRADICTION = 0.93, 0.1


class Shape(NamedTuple):
    """How large a network is, how many stand side by side, and how long and how quickly they learn."""

    hidden: int
    seeds: int
    rate: float
    epochs: int


OF_LINE, OF_PAGE = Shape(64, 3, 1e-3, 8), Shape(8, 1, 2e-3, 4)

Fit = Callable[[Matrix, NDArray[np.bool_], Matrix], Network]


def numbers_of(samples: Sequence[Sample], words: Words, bias: float) -> Matrix:
    """Return what the second stage reads, for all lines of the samples."""
    return np.vstack([numbers(read_pages([sample.doc], words, bias)) for sample in samples])


def unseen_numbers(samples: Sequence[Sample], rows: Rows) -> Matrix:
    """Return the numbers of all lines, each by a first stage that has not seen its outlet."""
    found: list[Matrix] = [np.empty(0, np.float32)] * len(samples)
    for train, test in GroupKFold(FOLDS).split(rows.outlets, groups=rows.outlets):
        chosen = np.zeros(len(rows.outlets), bool)
        chosen[train] = True
        words, bias = fit_words(rows, chosen)
        for index in np.unique(rows.sample[test]):
            found[index] = numbers_of([samples[index]], words, bias)
    return np.vstack(found)


def fit_network(matrix: Matrix, residue: NDArray[np.bool_], weights: Matrix) -> Network:
    """Return the second stage, fitted twice: what the first fit flatly contradicts is taken for a wrong label."""
    told = _fit_once(OF_LINE, matrix, residue, weights).probabilities(matrix)
    doubted = np.abs(told - residue) > _CONTRADICTED
    return _fit_once(OF_LINE, matrix, residue, np.where(doubted, _CONTRADICTION * weights, weights))


def fit_page(matrix: Matrix, residue: NDArray[np.bool_], weights: Matrix) -> Network:
    """Return the last stage, fitted to what the one before says of pages that it had not seen."""
    return _fit_once(OF_PAGE, matrix, residue, weights)


def _fit_once(size: Shape, matrix: Matrix, residue: NDArray[np.bool_], weights: Matrix) -> Network:
    """Return some small networks side by side, their outputs averaged."""
    middle, scale = matrix.mean(axis=0), 1 / (matrix.std(axis=0) + 1e-6)
    shown = np.clip((matrix - middle) * scale, -CLIP, CLIP).astype(np.float32)
    shape = MLPClassifier((size.hidden,), alpha=_PENALTY, learning_rate_init=size.rate, batch_size=256, max_iter=size.epochs)
    with warnings.catch_warnings():
        # So few rounds are meant: more of them learn the training outlets by heart.
        warnings.simplefilter("ignore", ConvergenceWarning)
        fitted = [
            clone(shape).set_params(random_state=seed).fit(shown, residue, sample_weight=weights)
            for seed in range(size.seeds)
        ]
    return Network(
        middle.astype(np.float32),
        scale.astype(np.float32),
        np.hstack([each.coefs_[0] for each in fitted]).astype(np.float32),
        np.hstack([each.intercepts_[0] for each in fitted]).astype(np.float32),
        (np.hstack([each.coefs_[1].ravel() for each in fitted]) / len(fitted)).astype(np.float32),
        float(np.mean([each.intercepts_[1] for each in fitted])),
    )


def unseen_probabilities(fit: Fit, matrix: Matrix, rows: Rows) -> Matrix:
    """Return the probability of each line by a stage that has not seen its outlet."""
    told = np.empty(len(matrix), np.float32)
    for train_on, test in GroupKFold(FOLDS).split(matrix, groups=rows.outlets):
        network = fit(matrix[train_on], rows.residue[train_on], rows.weights[train_on])
        told[test] = network.probabilities(matrix[test])
    return told


def page_numbers_of(samples: Sequence[Sample], told: Matrix) -> Matrix:
    """Return what the last stage reads, for all lines of the samples, given what the second says of each."""
    sizes = np.array([len(line.text) for sample in samples for line in sample.lines], np.float32)
    return page_numbers(told, sizes, bounds_of([len(sample.lines) for sample in samples]))
