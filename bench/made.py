"""Articles by a fixed recipe: sentences of the sample articles in another order, for benchmarks of many articles.

Usage: python bench/made.py COUNT FILE.jsonl [SEED]

Every sentence is our own (``seeds/articles``); an article has 12 to 30 of them in paragraphs, so it is as long as news copy
and has the furniture that the samples have, in wrong places. The same count and seed give the same bytes.
"""

from __future__ import annotations

import json
import random
import re
import sys
from importlib.resources import files
from pathlib import Path


def sentences() -> list[str]:
    """Return the sentences of all sample articles."""
    lines = files("seeds").joinpath("articles", "samples.jsonl").read_text("utf-8").splitlines()
    texts = (json.loads(line)["text"] for line in lines if line.strip())
    return [each for text in texts for each in re.split(r"(?<=[.!?])\s+|\n+", text) if each.strip()]


def make(count: int, path: Path, seed: int = 7) -> None:
    """Write ``count`` articles as JSON lines."""
    rng, pool = random.Random(seed), sentences()
    with path.open("w", encoding="utf-8") as file:
        for number in range(count):
            chosen = rng.choices(pool, k=rng.randint(12, 30))
            text = "\n\n".join(" ".join(chosen[first : first + 3]) for first in range(0, len(chosen), 3))
            source = f"outlet-{number % 300}.example"
            record = {"id": f"made-{seed}-{number}", "url": f"https://{source}/{number}", "source": source, "text": text}
            file.write(json.dumps(record, ensure_ascii=False) + "\n")


if __name__ == "__main__":
    make(int(sys.argv[1]), Path(sys.argv[2]), *map(int, sys.argv[3:]))
