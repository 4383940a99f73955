"""How the scores of what the sentence model hears are spread over human articles: where the limits of ``acts.py`` come from.

Usage: ``python bench/leak_blocks.py FILE.jsonl[.gz]…``; of records with a ``label``, those labelled ``human`` are taken.
"""

from __future__ import annotations

import gzip
import json
import sys
from collections.abc import Iterator
from pathlib import Path

from detectors import catalog
from detectors.document import Document
from detectors.leak.acts import block_score, least_noted
from detectors.leak.hearing import blocks
from detectors.scoring import replace_surrogates

SHARES = (0.1, 0.05, 0.03, 0.02, 0.01, 0.005, 0.002, 0.001, 0.0005)


def human_documents(path: Path) -> Iterator[Document]:
    """Yield the human articles of a file as the leak detectors see them."""
    with gzip.open(path, "rt", encoding="utf-8") if path.suffix == ".gz" else path.open(encoding="utf-8") as lines:
        for record in map(json.loads, lines):
            if record.get("label", "human") == "human":
                doc = Document(replace_surrogates(record["text"])[0], record.get("title"))
                yield doc.after([found for detector in catalog.PAGE for found in detector.detect(doc)])


def main(paths: list[Path]) -> None:
    """Print how many articles have a block worth a note, and for each share of articles the highest score that so many have."""
    documents = [doc for path in paths for doc in human_documents(path)]
    scores = [max((block_score(doc, block) for block in blocks(doc)), default=-99.0) for doc in documents]
    noted = sum(score >= least_noted(doc) for doc, score in zip(documents, scores, strict=True))
    highest = sorted(scores, reverse=True)
    print(f"{len(highest)} human articles")
    print(f"  {noted / len(highest):6.2%} have a block that is worth a note in a text of its length")
    for share in SHARES:
        print(f"  {share:6.2%} have a block of {highest[int(share * len(highest))]:6.2f} or more")


if __name__ == "__main__":
    main([Path(name) for name in sys.argv[1:]])
