"""The style model: how probable it is that a machine wrote a text of this length.

Two stages, both linear, trained by ``flows/generated`` with scikit-learn and shipped as plain numbers in
``models/generated``: a weight for each n-gram slot, and a logistic regression over their sum and the sum times the
logarithm of the length, which calibrates it by length. The weight of the length alone is chosen and not learnt: how long a
text is says which collection it comes from. Sums are of whole numbers, so that a score does not depend on the machine.
Nothing is executed on loading, and scikit-learn is not needed.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from functools import cache
from importlib.resources import as_file, files
from typing import IO, Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from detectors.document import Document, once
from detectors.generated.features import BLOCKS, SLOTS, Features, Stream, count_words, features
from detectors.generated.units import units

_FURTHEST = 30.0
"""Log odds beyond it are all the same."""


class StyleModel(NamedTuple):
    """Weights, and what was learnt of human articles that the model had not seen."""

    table: NDArray[np.int16]
    """The weight of every slot, as a whole number."""
    steps: NDArray[np.float64]
    """What one is worth in each block."""
    second: NDArray[np.float64]
    """Weights of: the sum, the sum times the logarithm of the words, the logarithm of the words, and one."""
    fewest_words: int
    limit: float
    """The probability from which on evidence is worth showing; what follows from it is said by rules."""
    bands: Sequence[Mapping[str, Any]]
    """By length: ``words`` (from how many), ``odds`` (rising) and ``per_1000`` human articles at or above each of them."""

    def total(self, found: Features) -> float:
        """Return the n-grams' sum: of each block, by the square root of its distinct slots."""
        so_far = np.zeros(len(found.slots) + 1, np.int64)
        np.cumsum(self.table.take(found.slots), out=so_far[1:])
        ends = so_far[np.cumsum(found.sizes)]
        return float(np.diff(ends, prepend=0) / np.sqrt(np.maximum(found.sizes, 1)) @ self.steps)

    def log_odds(self, stream: Stream, words: int) -> float:
        """Return the log odds that a machine wrote the text of so many words, between -30 and 30."""
        return self.odds_of(features(stream), words)

    def odds_of(self, found: Features, words: int) -> float:
        """Return the log odds of a text by its features."""
        total, size = self.total(found), np.log(words + 1.0)
        odds = float(np.array((total, total * size, size, 1.0)) @ self.second)
        return min(max(odds, -_FURTHEST), _FURTHEST)

    def human_rate(self, words: int, odds: float) -> float:
        """Return how many of 1,000 human articles of this length score as high or higher."""
        band = [band for band in self.bands if band["words"] <= words][-1]
        return float(np.interp(odds, band["odds"], band["per_1000"]))

    def weights_of(self, slots: NDArray[np.int64]) -> NDArray[np.float64]:
        """Return what each slot adds to the sum of a text in which it is the only one."""
        return self.table.take(slots) * self.steps[np.searchsorted(BLOCKS, slots, side="right") - 1]


def probability(odds: float) -> float:
    """Return the probability of log odds."""
    return float(1 / (1 + np.exp(-odds)))


def read_model(described: Mapping[str, Any], weights: IO[bytes] | str) -> StyleModel:
    """Return the model in an open ``model.npz`` or at its path, as its description says to read it."""
    with np.load(weights, allow_pickle=False) as arrays:
        table = np.zeros(SLOTS, np.int16)
        table[np.cumsum(arrays["gaps"], dtype=np.int64)] = arrays["weights"]
        steps, second = arrays["steps"], arrays["second"]
    return StyleModel(table, steps, second, described["fewest_words"], described["limit"], described["bands"])


@cache
def style_model() -> StyleModel:
    """Return the shipped model."""
    folder = files("models").joinpath("generated")
    described = json.loads(folder.joinpath("model.json").read_text("utf-8"))
    with as_file(folder.joinpath("model.npz")) as path:
        return read_model(described, str(path))


class Heard(NamedTuple):
    """What the model says of one text; no log odds where it is too short."""

    words: int
    odds: float | None


@once
def hear(doc: Document) -> Heard | None:
    """Return what the shipped model says of a body, None outside English; two detectors ask for the same one."""
    if doc.language.code != "en":
        return None
    stream, model = units(doc), style_model()
    words = count_words(stream)
    return Heard(words, model.log_odds(stream, words) if words >= model.fewest_words else None)
