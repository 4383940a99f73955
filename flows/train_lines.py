"""Train the line model and write it to ``models/residue_lines``.

Usage: ``python -m flows.train_lines DEV.jsonl.gz [OUT]``, where a record is the output of an extractor: ``lines`` with
``text``, ``label`` (``body``, ``residue``, ``title``), ``note`` and ``blank_before``; ``headline``; ``outlet_group``.
The second stage learns from scores of first stages that had not seen the outlet. The result is the same for the same
input and library versions.
"""

from __future__ import annotations

import gzip
import hashlib
import json
import sys
import warnings
from collections.abc import Iterable, Sequence
from importlib.metadata import version
from itertools import pairwise
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import scipy.sparse
from numpy.typing import NDArray
from sklearn.base import clone
from sklearn.exceptions import ConvergenceWarning
from sklearn.feature_extraction.text import CountVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import GroupKFold
from sklearn.neural_network import MLPClassifier

from detectors.document import Document, Line
from detectors.lines.describing import ALWAYS, BITS, Described, describe
from detectors.lines.gate import Gate, gate_signs, suspects
from detectors.lines.model import CLIP, LineModel, Network, line_model
from detectors.lines.numbers import Matrix, numbers
from detectors.lines.page import Edges, bank_of, edge_tokens, read_pages, shown
from detectors.lines.words import BANKS, PAIR_SMALLEST, Words, filled, frame, pairs
from detectors.tokens import Vocabulary, number_together

ROOT = Path(__file__).parent.parent
FOLDS = 5
DISPUTED = frozenset(("mixed", "dup-body", "sandwich-prose"))
"""Notes on lines whose label is hardly more than a guess."""

_DOUBT, _TITLE = 0.3, 0.5
UNSCORED = DISPUTED | {"symbols", "standfirst", "caption", "supplemental"}
"""Notes on lines on which the sources disagree: trained on, but left out of every figure and limit."""

LOST = 0.0003
"""Share of the body's characters that may stand in lines that the model is certain of.

A fifth of what all rules together may lose, since the typed ones have taken most of it."""

_PRECISE = 0.9
"""Share of the lines above the strong limit that are the page's."""

_GATE_MISSED = 0.045
"""Share of the residue lines, on outlets left out, whose article the gate may turn away."""

_STRENGTH, _STEPS = 0.3, 60
_HIDDEN, _PENALTY, _RATE, _EPOCHS, _SEEDS = 64, 1.0, 1e-3, 8, (0, 1, 2)
_CONTRADICTED, _CONTRADICTION = 0.93, 0.1
_FEWEST_OUTLETS, _COMMON_OUTLETS = 2, 4
_FAINT = 0.1

GOLDEN = (
    "Ferry returns to the lake after two winters",
    "Photo: the Harriet at her berth in Lindmoor, by A. Osei",
    "The ferry between Lindmoor and the eastern shore will sail again from Monday, the harbour board said.",
    "Repairs to the hull took longer than planned because the yard had to wait for steel, and the board now expects to "
    "spend 1.4 million on the vessel before the season ends.",
    '"We are glad to see her back," said the harbour master, Ines Falk.',
    "More from this section",
    "Bridge toll to rise in spring",
    "Follow us for more local news",
)
"""A page of our own, whose scores are stored with the model."""


class Sample(NamedTuple):
    """One extractor's output: what each of its lines is, and how much that says."""

    doc: Document
    outlet: str
    residue: NDArray[np.bool_]
    weights: Matrix
    scored: NDArray[np.bool_]
    """Whether figures count a line: news, mostly text, not the title, not disputed."""
    suspects: tuple[Line, ...]
    """The lines that the gate looks at."""

    @property
    def lines(self) -> tuple[Line, ...]:
        """The lines as Winnow reads them."""
        return self.doc.lines


def page_text(lines: Iterable[dict[str, Any]]) -> str:
    """Return the text that the labelled lines were taken from."""
    parts: list[str] = []
    for line in lines:
        parts.append("\n" * ((line.get("blank_before") or 0) + bool(parts)) + line["text"])
    return "".join(parts)


def read(path: Path) -> list[dict[str, Any]]:
    """Return the records of a gzipped JSONL file."""
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        return [json.loads(line) for line in lines]


def sample_of(record: dict[str, Any]) -> Sample:
    """Return a record as the model is shown it."""
    doc = Document(page_text(record["lines"]), record["headline"])
    if len(doc.lines) != len(record["lines"]):
        message = f"record {record['id']}: {len(record['lines'])} lines are read as {len(doc.lines)}"
        raise ValueError(message)
    lines, whole = record["lines"], _DOUBT if record["stratum"] == "noisy" else 1.0
    weights = [_TITLE if line["label"] == "title" else _DOUBT if line.get("note") in DISPUTED else whole for line in lines]
    residue = np.array([line["label"] == "residue" for line in lines])
    primary = record["news"] and record["stratum"] == "realistic"
    scored = np.array([primary and line["label"] != "title" and line.get("note") not in UNSCORED for line in lines])
    return Sample(doc, record["outlet_group"], residue, np.array(weights, np.float32), scored, tuple(suspects(doc)))


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
    told = _fit_once(matrix, residue, weights).probabilities(matrix)
    doubted = np.abs(told - residue) > _CONTRADICTED
    return _fit_once(matrix, residue, np.where(doubted, _CONTRADICTION * weights, weights))


def _fit_once(matrix: Matrix, residue: NDArray[np.bool_], weights: Matrix) -> Network:
    """Return some small networks side by side, their outputs averaged."""
    middle, scale = matrix.mean(axis=0), 1 / (matrix.std(axis=0) + 1e-6)
    shown = np.clip((matrix - middle) * scale, -CLIP, CLIP).astype(np.float32)
    shape = MLPClassifier((_HIDDEN,), alpha=_PENALTY, learning_rate_init=_RATE, batch_size=256, max_iter=_EPOCHS)
    with warnings.catch_warnings():
        # So few rounds are meant: more of them learn the training outlets by heart.
        warnings.simplefilter("ignore", ConvergenceWarning)
        fitted = [clone(shape).set_params(random_state=seed).fit(shown, residue, sample_weight=weights) for seed in _SEEDS]
    return Network(
        middle.astype(np.float32),
        scale.astype(np.float32),
        np.hstack([each.coefs_[0] for each in fitted]).astype(np.float32),
        np.hstack([each.intercepts_[0] for each in fitted]).astype(np.float32),
        (np.hstack([each.coefs_[1].ravel() for each in fitted]) / len(fitted)).astype(np.float32),
        float(np.mean([each.intercepts_[1] for each in fitted])),
    )


def unseen_probabilities(matrix: Matrix, rows: Rows) -> Matrix:
    """Return the probability of each line by a second stage that has not seen its outlet."""
    told = np.empty(len(matrix), np.float32)
    for train_on, test in GroupKFold(FOLDS).split(matrix, groups=rows.outlets):
        network = fit_network(matrix[train_on], rows.residue[train_on], rows.weights[train_on])
        told[test] = network.probabilities(matrix[test])
    return told


def limits(samples: Sequence[Sample], told: Matrix) -> tuple[float, float]:
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


def train(samples: Sequence[Sample]) -> LineModel:
    """Return the model fitted to all samples, its limits set on outlets left out."""
    rows = rows_of(samples)
    matrix = unseen_numbers(samples, rows)
    certain, strong = limits(samples, unseen_probabilities(matrix, rows))
    network = fit_network(matrix, rows.residue, rows.weights)
    fitted, bias = fit_words(rows, np.ones(len(rows.outlets), bool))
    words = Words(fitted.weights, fitted.of_pairs, fitted.described(common_tokens(samples)))
    return LineModel(words, bias, network, fit_gate(samples), certain, strong)


def save(model: LineModel, source: Path, out: Path) -> None:
    """Write the numbers, and what they are as JSON."""
    out.mkdir(parents=True, exist_ok=True)
    step = max(np.abs(model.words.weights).max(), np.abs(model.words.of_pairs).max()) / 127
    paired = np.flatnonzero(np.abs(model.words.of_pairs) > step / 2)
    common = model.words.common
    features = np.flatnonzero(np.abs(model.words.weights).max(axis=1) > step / 2)
    network: dict[str, Any] = {name: np.asarray(value, np.float32) for name, value in model.network._asdict().items()}
    np.savez_compressed(
        out / "model.npz",
        features=features.astype(np.int32),
        weights=np.round(model.words.weights[features] / step).astype(np.int8),
        pairs=paired.astype(np.int32),
        pair_weights=np.round(model.words.of_pairs[paired] / step).astype(np.int8),
        step=np.float32(step),
        bias=np.float32(model.bias),
        common_tokens=np.frombuffer("\n".join(common.tokens).encode(), np.uint8),
        common_rows=common.rows,
        common_ids=common.ids.astype(np.int16),
        common_keys=common.keys.astype(np.int32),
        gate_words=np.frombuffer(b"\n".join(model.gate.weights), np.uint8),
        gate_weights=np.array(list(model.gate.weights.values()), np.float32),
        **network,
    )
    described = {
        "gate": {"base": model.gate.base, "limit": model.gate.limit},
        "libraries": {name: version(name) for name in ("numpy", "scikit-learn", "scipy")},
        "limits": {"certain": model.certain, "strong": model.strong},
        "numbers": len(model.network.middle),
        "trained_on_sha256": hashlib.sha256(source.read_bytes()).hexdigest(),
        "weights_sha256": hashlib.sha256((out / "model.npz").read_bytes()).hexdigest(),
    }
    path = out / "model.json"
    path.write_text(json.dumps(described, indent=2) + "\n", "utf-8")
    line_model.cache_clear()
    described["golden"] = list(zip(GOLDEN, golden(), strict=True))
    path.write_text(json.dumps(described, indent=2, ensure_ascii=False) + "\n", "utf-8")


def golden() -> list[float]:
    """Return the probabilities that the model as shipped gives the lines of a page of our own."""
    doc = Document("\n".join(GOLDEN))
    return [round(each, 4) for each in line_model().probabilities([doc])[0].tolist()]


if __name__ == "__main__":
    labelled = Path(sys.argv[1])
    target = Path(sys.argv[2]) if len(sys.argv) > 2 else ROOT / "models" / "residue_lines"  # noqa: PLR2004
    save(train([sample_of(record) for record in read(labelled)]), labelled, target)
