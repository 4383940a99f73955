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

from detectors.batch import Batch
from detectors.document import Document
from detectors.generated.features import BLOCKS, SLOTS, Features, Slots, features, features_of, is_word
from detectors.generated.units import Stream, units_together
from detectors.stretches import bounds_of, sums

_FURTHEST = 30.0
"""Log odds beyond it are all the same."""
_HEARD = "generated.heard"


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
        return self.totals(Slots(found.slots.astype(np.int32), bounds_of(found.sizes))).item()

    def totals(self, found: Slots) -> NDArray[np.float64]:
        """Return this sum of each text."""
        whole = sums(self.table.take(found.slots), found.bounds)
        shares = (whole / np.sqrt(np.maximum(np.diff(found.bounds), 1))).reshape(-1, len(BLOCKS))
        totals = np.zeros(len(shares))
        # Not as a product of matrices, in which the order of the sum hangs on how many texts there are.
        for block, step in enumerate(self.steps):
            totals += shares[:, block] * step
        return totals

    def log_odds(self, stream: Stream, words: int) -> float:
        """Return the log odds that a machine wrote the text of so many words, between -30 and 30."""
        return self.odds_of(features(stream), words)

    def odds_of(self, found: Features, words: int) -> float:
        """Return the log odds of a text by its features."""
        return self.odds(np.array([self.total(found)]), np.array([words])).item()

    def odds(self, totals: NDArray[np.float64], words: NDArray[np.int64]) -> NDArray[np.float64]:
        """Return the log odds of texts by their sums and sizes."""
        size, weight = np.log(words + 1.0), self.second
        odds: NDArray[np.float64] = totals * weight[0] + totals * size * weight[1] + size * weight[2] + weight[3]
        return odds.clip(-_FURTHEST, _FURTHEST)

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


def hear_all(batch: Batch) -> list[Heard | None]:
    """Return what the shipped model says of each body, None outside English; it is kept for whoever asks again."""
    stream, bounds = units_together(batch.tokens, batch.bounds)
    model, words = style_model(), sums(is_word(stream), bounds)
    odds = model.odds(model.totals(features_of(stream, bounds)), words)
    told = [
        Heard(count, each if count >= model.fewest_words else None) if is_english else None
        for count, each, is_english in zip(words.tolist(), odds.tolist(), batch.english.tolist(), strict=True)
    ]
    for doc, heard in zip(batch.docs, told, strict=True):
        doc.known[_HEARD] = heard
    return told


def hear(doc: Document) -> Heard | None:
    """Return what the shipped model says of one body."""
    if _HEARD not in doc.known:
        hear_all(Batch([doc]))
    heard: Heard | None = doc.known[_HEARD]
    return heard
