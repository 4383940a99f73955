"""The sentence model: how probable each speech act of a leak is, given one sentence.

Multinomial logistic regression over the features of ``features.py``, trained by ``flows/train_leaks.py`` with scikit-learn
and shipped as plain numbers in ``models/leak_sentences``; nothing is executed on loading, and scikit-learn is not needed.
"""

from __future__ import annotations

import json
from functools import cache
from importlib.resources import as_file, files
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from detectors.leak.features import features
from detectors.leak.gate import Gate
from detectors.splitting import Known, keys_of_words

HUMAN = "human"


class SentenceModel(NamedTuple):
    """Weights by feature (rows) and class (columns)."""

    classes: tuple[str, ...]
    rows: dict[str, int]
    weights: npt.NDArray[np.float32]
    bias: npt.NDArray[np.float32]
    gate: Gate

    def probabilities(self, folded: str) -> dict[str, float]:
        """Return the probability of each class, ``human`` among them, for one folded sentence."""
        rows = sorted([row for row in map(self.rows.get, features(folded)) if row is not None])
        scores = self.bias.copy()
        if rows:
            # Sorted, because a sum of floats depends on its order, and the order of a set on the process.
            scores += self.weights.take(rows, axis=0).sum(axis=0) / np.sqrt(np.float32(len(rows)))
        odds = np.exp(scores - scores.max())
        shares = odds / odds.sum()
        return dict(zip(self.classes, shares.tolist(), strict=True))


@cache
def sentence_model() -> SentenceModel:
    """Return the shipped model."""
    folder = files("models").joinpath("leak_sentences")
    described = json.loads(folder.joinpath("model.json").read_text("utf-8"))
    with as_file(folder.joinpath("model.npz")) as path, np.load(path, allow_pickle=False) as arrays:
        names = bytes(arrays["features"]).decode().split("\n")
        weights = arrays["weights"].astype(np.float32)
        bias = arrays["bias"].astype(np.float32)
        words = bytes(arrays["gate_words"]).decode().split("\n")
        edge, middle = arrays["gate_limits"].tolist()
        gate = Gate(words, Known(keys_of_words(words), arrays["gate_weights"]), edge, middle)
    return SentenceModel(tuple(described["classes"]), {name: row for row, name in enumerate(names)}, weights, bias, gate)
