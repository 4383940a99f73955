"""The line model: how probable it is, for each line of an article, that the page wrote it and not the article's author.

Three stages. A linear one over the tokens of a line (``words``), then a small network over the numbers of the line, its place
and its neighbours (``numbers``), then a tiny one that reads how sure that is of the line's page (``page_kind``). Trained by
``flows/train_lines.py`` with scikit-learn, shipped as plain numbers in ``models/residue_lines``; nothing is executed on loading,
and scikit-learn is not needed.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from importlib.resources import as_file, files
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from detectors.document import Document
from detectors.lines.describing import BITS
from detectors.lines.gate import Gate
from detectors.lines.numbers import numbers
from detectors.lines.page import read_pages
from detectors.lines.page_kind import page_numbers
from detectors.lines.words import BANKS, Common, Words
from detectors.tokens.table import number_together

CLIP = 5.0
"""Standardised numbers are cut off here, so that no page is stranger than any that was trained on."""

Matrix = NDArray[np.float32]

PAGE = "page_"
"""Begins the names of what the file holds of the last stage."""

_ROWS = 8
"""Rows multiplied at a time. From about eleven on OpenBLAS starts threads, which wait for each other by spinning: scoring
took 1,900 µs of CPU an article with them and 1,400 without, and every process of a pool would start its own."""

_LINES_TOGETHER = 2_000
"""Of 500, 1,000, 2,000 and 4,000 lines these took the least time; a call costs something however few it is given."""


class Network(NamedTuple):
    """One hidden layer over standardised numbers."""

    middle: Matrix
    scale: Matrix
    hidden: Matrix
    hidden_bias: Matrix
    out: Matrix
    out_bias: float

    def probabilities(self, matrix: Matrix) -> Matrix:
        """Return one probability for each row."""
        n, width = matrix.shape
        blocks = np.zeros((-(-n // _ROWS), _ROWS, width), np.float32)
        np.clip((matrix - self.middle) * self.scale, -CLIP, CLIP, out=blocks.reshape(-1, width)[:n])
        inner = blocks @ self.hidden
        # What a unit says is its sum, or less its bias where that is more, with the bias added for all at once.
        told = np.maximum(inner, -self.hidden_bias, out=inner) @ self.out
        told += np.float32(self.hidden_bias @ self.out + self.out_bias)
        shares: Matrix = (1 / (1 + np.exp(-told.ravel()[:n]))).astype(np.float32)
        return shares


class Chances(NamedTuple):
    """How probable each line of an article is the page's."""

    alone: Matrix
    """By the second stage: what is cut goes by these."""
    on_page: Matrix
    """By the last: what is found goes by these."""


class LineModel(NamedTuple):
    """All stages; ``words`` holds the weights of the first."""

    words: Words
    bias: float
    network: Network
    of_page: Network
    gate: Gate
    certain: float
    """So probable that a line may be cut: of the text of unseen outlets one character in four thousand is lost."""
    strong: float
    """So probable that nine in ten such lines of unseen outlets are the page's."""

    def probabilities(self, docs: Sequence[Document]) -> list[Chances]:
        """Return the probability of each line to be the page's, of its first 2,000 lines; every article has a line."""
        number_together(docs)
        told: list[Chances] = []
        for some in groups(docs):
            pages = read_pages(some, self.words, self.bias)
            alone = self.network.probabilities(numbers(pages))
            on_page = self.of_page.probabilities(page_numbers(alone, pages.sizes, pages.bounds))
            told += map(Chances, *(np.split(each, pages.bounds[1:-1]) for each in (alone, on_page)))
        return told


def groups(docs: Sequence[Document]) -> Iterator[Sequence[Document]]:
    """Yield articles in groups of so few lines that the numbers of a group stay in the processor's caches."""
    first = lines = 0
    for place, doc in enumerate(docs):
        lines += len(doc.lines)
        if place > first and lines > _LINES_TOGETHER:
            yield docs[first:place]
            first, lines = place, len(doc.lines)
    if docs:
        yield docs[first:]


@cache
def line_model() -> LineModel:
    """Return the shipped model."""
    folder = files("models").joinpath("residue_lines")
    described = json.loads(folder.joinpath("model.json").read_text("utf-8"))
    with as_file(folder.joinpath("model.npz")) as path, np.load(path, allow_pickle=False) as arrays:
        weights = np.zeros((1 << BITS, BANKS), np.float32)
        weights[arrays["features"]] = arrays["weights"]
        weights *= np.float32(arrays["step"])
        of_pairs = np.zeros(1 << BITS, np.float32)
        of_pairs[arrays["pairs"]] = arrays["pair_weights"] * np.float32(arrays["step"])
        network, of_page = _network(arrays, ""), _network(arrays, PAGE)
        told = bytes(arrays["gate_words"]).split(b"\n")
        gate = Gate(dict(zip(told, arrays["gate_weights"].tolist(), strict=True)), *described["gate"].values())
        bias = float(arrays["bias"])
        tokens = bytes(arrays["common_tokens"]).decode().split("\n")
        ids, keys = (arrays[name].astype(np.int32) for name in ("common_ids", "common_keys"))
        words = Words(weights, of_pairs, Common(tokens, arrays["common_rows"], ids, keys))
    return LineModel(words, bias, network, of_page, gate, **described["limits"])


def _network(arrays: Mapping[str, NDArray[np.float32]], prefix: str) -> Network:
    """Return the network whose numbers have names that begin so."""
    middle, scale, hidden, hidden_bias, out = (arrays[prefix + name].astype(np.float32) for name in Network._fields[:-1])
    return Network(middle, scale, hidden, hidden_bias, out, float(arrays[prefix + "out_bias"]))
