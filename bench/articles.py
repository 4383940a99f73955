"""Read a benchmark's articles: JSON lines with a ``text``, packed or not."""

from __future__ import annotations

import gzip
import json
from pathlib import Path

from detectors.records import Article


def lines_of(path: Path) -> list[bytes]:
    """Return the lines of a file that may be gzipped; blank ones are left out."""
    packed = path.read_bytes()
    lines = (gzip.decompress(packed) if path.suffix == ".gz" else packed).split(b"\n")
    return [line for line in lines if line.strip()]


def read_articles(path: Path) -> list[Article]:
    """Return every article of the file; what has no id gets its line number."""
    articles = []
    for number, line in enumerate(lines_of(path), 1):
        record = json.loads(line)
        name = str(record.get("id", number))
        articles.append(Article(name, f"{path.name}:{number}", None, None, None, record.get("title"), record["text"]))
    return articles
