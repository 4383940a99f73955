"""Train the line model and write it to ``models/residue_lines``.

Usage: ``python -m flows.train_lines DEV.jsonl.gz [OUT]``, where a record is the output of an extractor: ``lines`` with
``text``, ``label`` (``body``, ``residue``, ``title``), ``note`` and ``blank_before``; ``headline``; ``outlet_group``.
Each stage learns from scores of earlier ones that had not seen the outlet. The result is the same for the same
input and library versions.
"""

from __future__ import annotations

import hashlib
import json
import sys
from collections.abc import Sequence
from importlib.metadata import version
from pathlib import Path
from typing import Any

import numpy as np

from detectors.document import Document
from detectors.lines.model import PAGE, LineModel, Network, line_model
from detectors.lines.words import Words
from flows.lines.first_stage import common_tokens, fit_words, rows_of
from flows.lines.labelled import Sample, read, sample_of
from flows.lines.limits import fit_gate, limits_of
from flows.lines.second_stage import fit_network, fit_page, page_numbers_of, unseen_numbers, unseen_probabilities

ROOT = Path(__file__).parent.parent

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


def train(samples: Sequence[Sample]) -> LineModel:
    """Return the model fitted to all samples, its limits set on outlets left out."""
    rows = rows_of(samples)
    matrix = unseen_numbers(samples, rows)
    unseen = unseen_probabilities(fit_network, matrix, rows)
    certain, strong = limits_of(samples, unseen)
    of_page = fit_page(page_numbers_of(samples, unseen), rows.residue, rows.weights)
    network = fit_network(matrix, rows.residue, rows.weights)
    fitted, bias = fit_words(rows, np.ones(len(rows.outlets), bool))
    words = Words(fitted.weights, fitted.of_pairs, fitted.described(common_tokens(samples)))
    return LineModel(words, bias, network, of_page, fit_gate(samples), certain, strong)


def save(model: LineModel, source: Path, out: Path) -> None:
    """Write the numbers, and what they are as JSON."""
    out.mkdir(parents=True, exist_ok=True)
    np.savez_compressed(out / "model.npz", **_numbers(model))
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


def _numbers(model: LineModel) -> dict[str, Any]:
    """Return the arrays of the file; weights as whole steps, what rounds to none left out."""
    step = max(np.abs(model.words.weights).max(), np.abs(model.words.of_pairs).max()) / 127
    paired = np.flatnonzero(np.abs(model.words.of_pairs) > step / 2)
    common = model.words.common
    features = np.flatnonzero(np.abs(model.words.weights).max(axis=1) > step / 2)
    return {
        "features": features.astype(np.int32),
        "weights": np.round(model.words.weights[features] / step).astype(np.int8),
        "pairs": paired.astype(np.int32),
        "pair_weights": np.round(model.words.of_pairs[paired] / step).astype(np.int8),
        "step": np.float32(step),
        "bias": np.float32(model.bias),
        "common_tokens": np.frombuffer("\n".join(common.tokens).encode(), np.uint8),
        "common_rows": common.rows,
        "common_ids": common.ids.astype(np.int16),
        "common_keys": common.keys.astype(np.int32),
        "gate_words": np.frombuffer(b"\n".join(model.gate.weights), np.uint8),
        "gate_weights": np.array(list(model.gate.weights.values()), np.float32),
        **_arrays(model.network),
        **_arrays(model.of_page, PAGE),
    }


def _arrays(network: Network, prefix: str = "") -> dict[str, Any]:
    return {prefix + name: np.asarray(value, np.float32) for name, value in network._asdict().items()}


def golden() -> list[float]:
    """Return the probabilities that the model as shipped gives the lines of a page of our own."""
    doc = Document("\n".join(GOLDEN))
    return [round(each, 4) for each in line_model().probabilities([doc])[0].on_page.tolist()]


if __name__ == "__main__":
    labelled = Path(sys.argv[1])
    target = Path(sys.argv[2]) if len(sys.argv) > 2 else ROOT / "models" / "residue_lines"  # noqa: PLR2004
    save(train([sample_of(record) for record in read(labelled)]), labelled, target)
