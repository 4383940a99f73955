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
from detectors.stretches import Measure, Whole, bounds_of, sums

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
        return self._totals(sums(self.table.take(found.slots), bounds_of(found.sizes)), found.sizes).item()

    def totals(self, found: Slots) -> Measure:
        """Return this sum of each text."""
        return self._totals(self._sums(found), sums(found.new, found.bounds))

    def means(self, found: Slots) -> Measure:
        """Return for each text what its slots are worth, by the square root of how many there are; nothing is worth nothing."""
        sizes = sums(found.new, found.bounds).reshape(len(BLOCKS), -1).sum(axis=0)
        means: Measure = self._worth(self._sums(found)) / np.sqrt(np.maximum(sizes, 1))
        return means

    def _sums(self, found: Slots) -> Whole:
        """Return the sums of weights: a block of all texts after the other."""
        # What is no slot stands behind the last one; it has that one's weight and does not count.
        weights = self.table.take(found.slots, mode="clip")
        weights *= found.new
        return sums(weights, found.bounds)

    def _totals(self, weights: Whole, sizes: Whole) -> Measure:
        """Return the n-grams' sums by the sums of weights and the numbers of slots."""
        return self._worth(weights / np.sqrt(np.maximum(sizes, 1)))

    def _worth(self, weights: NDArray[Any]) -> Measure:
        """Return what the weights are worth, those of the blocks of each text added up."""
        worth = np.zeros(len(weights) // len(BLOCKS))
        # Not as a product of matrices, in which the order of the sum hangs on how many texts there are.
        for weight, step in zip(weights.reshape(len(BLOCKS), -1), self.steps, strict=True):
            worth += weight * step
        return worth

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

    def human_rates(self, words: NDArray[np.int64], odds: NDArray[np.float64]) -> NDArray[np.float64]:
        """Return for each text how many of 1,000 human articles of its length score as high or higher."""
        rates = np.empty(len(words))
        at = np.searchsorted([band["words"] for band in self.bands], words, "right") - 1
        for place in np.unique(at):
            band, some = self.bands[place], at == place
            rates[some] = np.interp(odds[some], band["odds"], band["per_1000"])
        return rates


def probabilities(odds: Measure) -> Measure:
    """Return the probabilities of log odds."""
    found: Measure = 1 / (1 + np.exp(-odds))
    return found


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


def hear_all(batch: Batch) -> tuple[Whole, Measure]:
    """Return how many words each body has, and the shipped model's log odds; these are kept for whoever asks again.

    Not a number where a text is too short, or no English.
    """
    stream, bounds = units_together(batch.tokens, batch.bounds)
    model, words = style_model(), sums(is_word(stream), bounds)
    odds = model.odds(model.totals(features_of(stream, bounds)), words)
    odds[~batch.english | (words < model.fewest_words)] = np.nan
    for doc, each in zip(batch.docs, odds.tolist(), strict=True):
        doc.known[_HEARD] = each
    return words, odds


def hear(doc: Document) -> float:
    """Return the shipped model's log odds of one body, not a number where it has none."""
    if _HEARD not in doc.known:
        hear_all(Batch([doc]))
    heard: float = doc.known[_HEARD]
    return heard
