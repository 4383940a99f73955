"""The first stage of the line model: a logistic regression over the tokens of a line, and pairs of them."""

from __future__ import annotations

import warnings
from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
import scipy.sparse
from numpy.typing import NDArray
from sklearn.exceptions import ConvergenceWarning
from sklearn.linear_model import LogisticRegression

from detectors.lines.describing import ALWAYS, BITS, Described, describe
from detectors.lines.numbers import Matrix
from detectors.lines.page import Edges, bank_of, edge_tokens, shown
from detectors.lines.words import BANKS, PAIR_SMALLEST, Words, filled, frame, pairs
from detectors.tokens.table import Vocabulary, number_together
from flows.lines.labelled import Sample

_STRENGTH, _STEPS = 0.3, 60
_FEWEST_OUTLETS, _COMMON_OUTLETS = 2, 4


class Rows(NamedTuple):
    """The lines of many samples in one table, for the first stage."""

    matrix: scipy.sparse.csr_matrix
    residue: NDArray[np.bool_]
    weights: Matrix
    outlets: NDArray[np.str_]
    sample: NDArray[np.int64]
    """Which sample each line is of."""


def edges_of(samples: Sequence[Sample]) -> tuple[Edges, Vocabulary]:
    """Return the tokens of all lines that are looked at, and what their numbers stand for."""
    docs = [sample.doc for sample in samples]
    number_together(docs)
    return edge_tokens(shown(docs)), docs[0].tokens.vocabulary


def rows_of(samples: Sequence[Sample]) -> Rows:
    """Return the token features of all lines, weighted as the first stage sums them."""
    edges, vocabulary = edges_of(samples)
    known, which = np.unique(edges.slots, return_inverse=True)
    described = describe(vocabulary.tokens(known))
    features = features_of(described)
    bounds, columns, values = [0], [], []
    listed = which.T[filled(edges.picked).T]
    for line, bank in zip(np.split(listed, edges.picked.cumsum()[:-1]), bank_of(edges.totals).tolist(), strict=True):
        told = [features[token] for token in line.tolist()]
        inner = [feature * BANKS + place for owned in told for feature in owned for place in (0, bank)]
        edge = [feature * BANKS + BANKS - 2 for feature in told[0]] + [feature * BANKS + BANKS - 1 for feature in told[-1]]
        columns += inner + edge
        values += [1 / np.sqrt(len(told) + 2.0)] * len(inner) + [0.6] * len(edge)
        bounds.append(len(columns))
    shape = (len(bounds) - 1, BANKS << BITS)
    matrix = scipy.sparse.csr_matrix((np.array(values, np.float32), np.array(columns, np.int32), bounds), shape=shape)
    matrix = scipy.sparse.hstack((matrix, _pairs_of(described.keys.take(which), edges.picked)), "csr")
    matrix.sum_duplicates()
    sizes = [len(sample.lines) for sample in samples]
    return Rows(
        matrix,
        np.concatenate([sample.residue for sample in samples]),
        np.concatenate([sample.weights for sample in samples]),
        np.repeat([sample.outlet for sample in samples], sizes),
        np.repeat(np.arange(len(samples)), sizes),
    )


def features_of(told: Described) -> list[list[int]]:
    """Return the features of each token that was described."""
    longer = set(told.longer.tolist())
    return [owned if token in longer else owned[:ALWAYS] for token, owned in enumerate(told.owned.T.tolist())]


def _pairs_of(keys: NDArray[np.int64], picked: NDArray[np.intp]) -> scipy.sparse.csr_matrix:
    """Return the features of all lines that are pairs of tokens, weighted as the first stage sums them."""
    features, inside = pairs(frame(keys, picked), picked)
    lines = np.broadcast_to(np.arange(len(picked)), features.shape)[inside]
    weights = (1 / np.sqrt(2 * picked + PAIR_SMALLEST)).astype(np.float32)
    return scipy.sparse.csr_matrix((weights[lines], (lines, features[inside])), shape=(len(picked), 1 << BITS))


def fit_words(rows: Rows, chosen: NDArray[np.bool_]) -> tuple[Words, float]:
    """Return the first stage, fitted to the chosen lines over features that two outlets have."""
    matrix = rows.matrix[chosen]
    outlets = np.unique(rows.outlets[chosen], return_inverse=True)[1]
    of_outlet = scipy.sparse.csr_matrix((np.ones(len(outlets), np.float32), (outlets, np.arange(len(outlets)))))
    common = np.flatnonzero(np.diff(((of_outlet @ matrix) > 0).tocsc().indptr) >= _FEWEST_OUTLETS)
    fitted = LogisticRegression(C=_STRENGTH, max_iter=_STEPS, tol=1e-3)
    with warnings.catch_warnings():
        # Stopping early is part of the fit.
        warnings.simplefilter("ignore", ConvergenceWarning)
        fitted.fit(matrix[:, common], rows.residue[chosen], sample_weight=rows.weights[chosen])
    weights: Matrix = np.zeros((BANKS + 1) << BITS, np.float32)
    weights[common] = fitted.coef_.ravel()
    of_tokens, of_pairs = np.split(_rounded(weights), [BANKS << BITS])
    return Words(of_tokens.reshape(-1, BANKS), of_pairs), float(fitted.intercept_[0])


def common_tokens(samples: Sequence[Sample]) -> list[str]:
    """Return the tokens that stand in lines of some outlets, in order: they are shipped with what the table says of them."""
    outlets: dict[str, set[str]] = {}
    for sample in samples:
        edges, vocabulary = edges_of([sample])
        for token in vocabulary.tokens(np.unique(edges.slots)):
            outlets.setdefault(token, set()).add(sample.outlet)
    return sorted(token for token, known in outlets.items() if len(known) >= _COMMON_OUTLETS)


def _rounded(weights: Matrix) -> Matrix:
    """Return the weights as they are shipped: in 255 steps."""
    step = np.abs(weights).max() / 127
    rounded: Matrix = (np.round(weights / step) * step).astype(np.float32)
    return rounded
