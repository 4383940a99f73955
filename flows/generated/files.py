"""Write the model: weights as plain numbers, and what it is as JSON."""

from __future__ import annotations

import json
from importlib.metadata import version
from pathlib import Path
from typing import Any

import numpy as np

from detectors.generated.features import count_words
from detectors.generated.model import StyleModel, read_model
from detectors.generated.units import units_of
from flows.generated.training import text_digest

_GOLDEN = (
    "The council voted 7-4 on Tuesday to close the swimming pool, which has lost money since 2011. Jim Reyes, who swims there "
    'most mornings, called it "a daft decision" and said he would ask for a recount. The pool\'s boiler broke twice last winter.',
    "The closure marks a significant moment for the community, highlighting the ongoing challenges that local facilities face. "
    "As residents navigate this transition, many remain hopeful that collaborative efforts will pave the way for a brighter future.",
)


def golden(model: StyleModel) -> dict[str, float]:
    """Return texts of ours with the log odds that the model gives them."""
    streams = {text: units_of(text) for text in _GOLDEN}
    return {text: round(model.log_odds(stream, count_words(stream)), 4) for text, stream in streams.items()}


def write_model(model: StyleModel, about: dict[str, Any], out: Path) -> None:
    """Write ``model.npz`` and ``model.json``."""
    out.mkdir(parents=True, exist_ok=True)
    kept = np.flatnonzero(model.table)
    np.savez_compressed(
        out / "model.npz",
        gaps=np.diff(kept, prepend=0).astype(np.int32),
        weights=model.table[kept],
        steps=model.steps,
        second=model.second,
    )
    described = {
        "fewest_words": model.fewest_words,
        "limit": model.limit,
        "weights": len(kept),
        "weights_sha256": text_digest(model),
        "golden": golden(model),
        **about,
        "libraries": {name: version(name) for name in ("numpy", "scikit-learn", "scipy")},
        "bands": model.bands,
    }
    (out / "model.json").write_text(json.dumps(described, indent=1) + "\n", "utf-8")


def read_folder(folder: Path) -> tuple[StyleModel, dict[str, Any]]:
    """Return the model in a folder with its description."""
    described = json.loads((folder / "model.json").read_text("utf-8"))
    return read_model(described, str(folder / "model.npz")), described
