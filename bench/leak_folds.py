"""What the sentence model makes of wordings that it was not trained on: train without some files, ask about those.

Each passage of the files left out is put into a carrier article in turn at the head, in the middle and at the end; of
human articles (those not trained on) it is said how many have an act. This is what the limits of ``acts.py`` and the share
of sentences that the gate lets pass were chosen by.

Usage: ``python bench/leak_folds.py SUFFIX TRAIN.jsonl.gz HUMAN.jsonl[.gz]…``, for instance ``breadth`` for ``*.breadth.txt``.
"""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import numpy as np
from leak_blocks import human_documents
from leak_set import compose

from detectors.document import Document
from detectors.leak import acts, listening, passing
from detectors.leak.gate import Gate
from detectors.leak.model import HUMAN, SentenceModel
from detectors.leak.numbered import Features
from detectors.tokens import table
from flows import train_leaks

PLACES = ("head", "middle", "tail")


def trained(without: str, source: Path) -> SentenceModel:
    """Return a model of all but the files left out, made as the shipped one is."""
    articles = train_leaks.human_texts(source)
    told = train_leaks.human_sentences(articles)
    examples = train_leaks.hardened(told, without)
    fitted = train_leaks.train(examples)
    return _as_shipped(fitted, train_leaks.fit_gate(examples, told, articles))


def _as_shipped(fitted: train_leaks.Fitted, gate: Gate) -> SentenceModel:
    classifier: Any = fitted.classifier
    known = Features(fitted.vectorizer.get_feature_names_out())
    weights, bias = classifier.coef_.T.astype(np.float32), classifier.intercept_.astype(np.float32)
    return SentenceModel(tuple(map(str, classifier.classes_)), known, weights, bias, gate)


def passages(without: str) -> list[tuple[str, str]]:
    """Return the passages left out, each with its class."""
    files = sorted((train_leaks.ROOT / "seeds" / "wordings").glob(f"*.{without}.txt"))
    return [(path.name.partition(".")[0], text) for path in files for text in train_leaks.read_wordings(path)]


def carried(name: str, number: int, text: str) -> tuple[Document, tuple[int, int]]:
    """Return a passage in a carrier article, and where it stands."""
    entry = {"text": text, "position": PLACES[number % len(PLACES)], "form": "reworded", "aside": False}
    sample = compose(entry, number, name)
    return Document(sample.text, sample.title), sample.spans[0]


def heard(doc: Document, span: tuple[int, int]) -> Iterable[str]:
    """Yield what becomes of a passage: past the gate, noted, acting."""
    first, last = span
    if any(start < last and first < end for _, start, end in passing.stretches(doc, *passing.passing([doc]))):
        yield "gate"
    found = [act for act in acts.acts(doc) if act.start < last and first < act.end]
    if found:
        yield "noted"
    if any(act.certainty != "weak" for act in found):
        yield "acting"


def main(without: str, source: Path, human: list[Path]) -> None:
    """Print by class how many of the passages left out are heard, and how many human articles are."""
    model = trained(without, source)
    passing.sentence_model = listening.sentence_model = lambda: model  # type: ignore[assignment]
    table._current = table.Vocabulary()
    counts: Counter[tuple[str, str]] = Counter()
    for number, (name, text) in enumerate(passages(without)):
        for kind in (name, *(() if name.startswith(HUMAN) else ("all leaks",))):
            counts[kind, "n"] += 1
            counts.update((kind, stage) for stage in heard(*carried(name, number, text)))
    for path in human:
        for doc in human_documents(path):
            counts[path.name, "n"] += 1
            counts.update((path.name, stage) for stage in heard(doc, (0, len(doc.text))))
    for kind in dict.fromkeys(kind for kind, _ in counts):
        shares = "  ".join(
            f"{stage} {counts[kind, stage] / counts[kind, 'n']:6.1%}" for stage in ("gate", "noted", "acting")
        )
        print(f"{kind:28} {counts[kind, 'n']:5}  {shares}")


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]), [Path(name) for name in sys.argv[3:]])
