"""Read a benchmark's articles: JSON lines with a ``text``, packed or not; pages of labelled lines are put together."""

from __future__ import annotations

import gzip
import json
from pathlib import Path

from detectors.records import Article
from flows.train_lines import page_text


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
