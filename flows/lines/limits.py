"""The limits of the line model and its gate, set on outlets left out."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

import numpy as np
import scipy.sparse
from sklearn.base import clone
from sklearn.feature_extraction.text import CountVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import GroupKFold

from detectors.document import Line
from detectors.lines.gate import Gate, gate_signs
from detectors.lines.numbers import Matrix
from flows.lines.labelled import Sample
from flows.lines.second_stage import FOLDS

LOST = 0.0003
"""Share of the body's characters that may stand in lines that the model is certain of.

A fifth of what all rules together may lose, since the typed ones have taken most of it."""

_PRECISE = 0.9
"""Share of the lines above the strong limit that are the page's."""

_GATE_MISSED = 0.045
"""Share of the residue lines, on outlets left out, whose article the gate may turn away."""

_FAINT = 0.1


def limits_of(samples: Sequence[Sample], told: Matrix) -> tuple[float, float]:
    """Return the probabilities above which lines may be cut, and above which nine in ten are the page's."""
    scored = np.concatenate([sample.scored for sample in samples])
    residue = np.concatenate([sample.residue for sample in samples])
    sizes = np.array([len(line.text) for sample in samples for line in sample.lines])
    order = np.argsort(-told[scored], kind="stable")
    ordered, hits = told[scored][order], residue[scored][order]
    lost = np.cumsum(sizes[scored][order] * ~hits)
    certain = int(np.searchsorted(lost, LOST * lost[-1], side="right"))
    precision = hits.cumsum() / np.arange(1, len(hits) + 1)
    strong = int(np.flatnonzero(precision >= _PRECISE)[-1])
    return round(float(ordered[certain]) + 5e-5, 4), round(float(ordered[strong]), 4)


def fit_gate(samples: Sequence[Sample]) -> Gate:
    """Return the gate: one weight a sign, with a limit that a fixed share of the residue lines of unseen outlets misses."""
    found = [(sample, line, bool(residue)) for sample in samples for line, residue in _suspects(sample)]
    told = [gate_signs(line, last=line is sample.lines[-1]) for sample, line, _ in found]
    residue = np.array([each for _, _, each in found])
    vectorizer = CountVectorizer(analyzer=list, min_df=4)
    counts = vectorizer.fit_transform(told).astype(float)
    matrix = (scipy.sparse.diags(1 / np.sqrt(np.array([len(signs) for signs in told]) + 2.0)) @ counts).tocsr()
    shape = LogisticRegression(C=1.0, max_iter=200)
    unseen = np.empty(len(found))
    for train_on, test in GroupKFold(FOLDS).split(matrix, groups=[sample.outlet for sample, _, _ in found]):
        unseen[test] = clone(shape).fit(matrix[train_on], residue[train_on]).decision_function(matrix[test])
    fitted = shape.fit(matrix, residue)
    weights = dict(zip(vectorizer.get_feature_names_out(), fitted.coef_.ravel().round(3).tolist(), strict=True))
    weights = {sign: weight for sign, weight in weights.items() if abs(weight) > _FAINT}
    bounds = np.cumsum([0, *(len(sample.suspects) for sample in samples)])
    best = [unseen[start:end].max(initial=-np.inf) for start, end in pairwise(bounds.tolist())]
    best_of_line = np.repeat(best, [int((sample.residue & sample.scored).sum()) for sample in samples])
    limit = float(np.quantile(best_of_line, _GATE_MISSED, method="lower"))
    return Gate(weights, float(fitted.intercept_[0]), round(limit, 3))


def _suspects(sample: Sample) -> list[tuple[Line, np.bool_]]:
    """Return the lines that the gate looks at, in order, with what each is."""
    chosen = set(sample.suspects)
    return [(line, residue) for line, residue in zip(sample.lines, sample.residue, strict=True) if line in chosen]
