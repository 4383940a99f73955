"""Labelled outputs of extractors, as the line model learns from them."""

from __future__ import annotations

import gzip
import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from detectors.document import Document, Line
from detectors.lines.gate import suspects
from detectors.lines.numbers import Matrix

DISPUTED = frozenset(("mixed", "dup-body", "sandwich-prose"))
"""Notes on lines whose label is hardly more than a guess."""

UNSCORED = DISPUTED | {"symbols", "standfirst", "caption", "supplemental"}
"""Notes on lines on which the sources disagree: trained on, but left out of every figure and limit."""

_DOUBT, _TITLE = 0.3, 0.5


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
