"""The sentence model: how probable each speech act of a leak is, given one sentence.

Multinomial logistic regression over the features of ``features.py``, trained by ``flows/train_leaks.py`` with scikit-learn
and shipped as plain numbers in ``models/leak_sentences``; nothing is executed on loading, and scikit-learn is not needed.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from functools import cache
from importlib.resources import as_file, files
from pathlib import Path
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from detectors.leak.gate import Gate
from detectors.leak.numbered import Features
from detectors.stretches import row_sums
from detectors.tokens.splitting import Known, keys_of_words

HUMAN = "human"


class SentenceModel(NamedTuple):
    """Weights by feature (rows) and class (columns)."""

    classes: tuple[str, ...]
    features: Features
    weights: npt.NDArray[np.float32]
    bias: npt.NDArray[np.float32]
    gate: Gate

    def probabilities(self, folded: str) -> dict[str, float]:
        """Return the probability of each class, ``human`` among them, for one folded sentence."""
        return self.shares([folded])[0]

    def shares(self, sentences: Sequence[str]) -> list[dict[str, float]]:
        """Return these probabilities for each of some sentences; none depends on the others."""
        rows, bounds = self.features.rows_of(sentences)
        sums = row_sums(self.weights.take(rows, axis=0), bounds)
        scores = self.bias + sums / np.sqrt(np.maximum(np.diff(bounds), 1), dtype=np.float32)[:, None]
        odds = np.exp(scores - scores.max(axis=1, keepdims=True))
        shares = odds / odds.sum(axis=1, keepdims=True)
        return [dict(zip(self.classes, each, strict=True)) for each in shares.tolist()]


@cache
def sentence_model() -> SentenceModel:
    """Return the shipped model."""
    with as_file(files("models").joinpath("leak_sentences")) as folder:
        return read_model(folder)


def read_model(folder: Path) -> SentenceModel:
    """Return the model that a folder holds."""
    described = json.loads((folder / "model.json").read_text("utf-8"))
    with np.load(folder / "model.npz", allow_pickle=False) as arrays:
        names = bytes(arrays["features"]).decode().split("\n")
        weights = arrays["weights"].astype(np.float32)
        bias = arrays["bias"].astype(np.float32)
        words = bytes(arrays["gate_words"]).decode().split("\n")
        edge, middle = arrays["gate_limits"].tolist()
        gate = Gate(words, Known(keys_of_words(words), arrays["gate_weights"]), edge, middle)
    return SentenceModel(tuple(described["classes"]), Features(names), weights, bias, gate)
