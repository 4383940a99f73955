"""Read a benchmark's articles: JSON lines with a ``text``, packed or not; pages of labelled lines are put together."""

from __future__ import annotations

import gzip
import json
import random
import string
from collections.abc import Iterator
from itertools import cycle
from pathlib import Path

from detectors.records import Article
from flows.lines.labelled import page_text

NEW_WORDS = 24
"""What an article of another collection brings that is not among the common tokens (flows/common_tokens.py)."""


def lines_of(path: Path) -> list[bytes]:
    """Return the lines of a file that may be gzipped; blank ones are left out."""
    packed = path.read_bytes()
    lines = (gzip.decompress(packed) if path.suffix == ".gz" else packed).split(b"\n")
    return [_as_article(line) for line in lines if line.strip()]


def _as_article(line: bytes) -> bytes:
    """Return a record that has a text as it is, and a page of labelled lines as a record that has one."""
    record = json.loads(line)
    if "text" in record:
        return line
    return json.dumps({"id": record["id"], "title": record["headline"], "text": page_text(record["lines"])}).encode()


def read_articles(path: Path) -> list[Article]:
    """Return every article of the file; what has no id gets its line number."""
    articles = []
    for number, line in enumerate(lines_of(path), 1):
        record = json.loads(line)
        name = str(record.get("id", number))
        articles.append(Article(name, f"{path.name}:{number}", None, None, None, record.get("title"), record["text"]))
    return articles


def copies(path: Path, size: int) -> Iterator[str]:
    """Yield so many articles as JSON lines: those of the file again and again, each with an id and a sentence of its own."""
    rng, records = random.Random(7), [json.loads(line) for line in lines_of(path)]
    for number, record in zip(range(size), cycle(records), strict=False):
        words = ["".join(rng.choices(string.ascii_lowercase, k=rng.randint(4, 9))) for _ in range(NEW_WORDS)]
        address = f"https://outlet-{number % 300}.example/{number}"
        text = f"{record['text']}\n{' '.join(words).capitalize()}."
        yield json.dumps({"id": f"copy-{number}", "url": address, "text": text}) + "\n"
