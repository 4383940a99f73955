"""Labelled texts: from JSONL or Parquet, or from what reviewers decided.

A record needs ``text`` and ``label`` (``human``; ``ai`` or ``machine``). ``source`` says which collection or outlet it is from
(validation leaves out one source after another); ``group`` joins an article with what a machine made of it; ``generator``,
``gen_family``, ``country`` or ``region``, and ``attack_or_mode`` are reported by.
"""

from __future__ import annotations

import gzip
import hashlib
import json
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any, NamedTuple

from flows.errors import InputError

_LABELS = {"human": False, "ai": True, "machine": True}
_COLUMNS = (
    "text", "label", "source", "outlet", "group", "generator", "gen_family", "country", "region", "attack_or_mode",
)  # fmt: skip
_LABELLED = """
SELECT text, CASE decision WHEN 'right' THEN 'machine' ELSE 'human' END AS label, source, article_id AS "group"
FROM current_labels JOIN articles USING (article_id)
WHERE rule = 'generated.probability' AND decision IN ('right', 'wrong') ORDER BY article_id, text_sha256
"""


class Labelled(NamedTuple):
    """One text and what is known of it; empty where nothing is."""

    text: str
    machine: bool
    source: str
    group: str
    generator: str
    family: str
    region: str
    mode: str

    @property
    def place(self) -> str:
        """What is left out together in validation: a source, or one region of it."""
        return f"{self.source}/{self.region}" if self.region else self.source


def read_labelled(paths: Iterable[Path], db: Path | None = None) -> list[Labelled]:
    """Return all labelled texts of the files in order, then those of a database.

    Raises:
        InputError: a file cannot be read, or a record has no text or label.

    """
    found = [labelled for path in paths for labelled in _read(path)]
    if db is not None:
        from flows.store.reading import open_published

        with open_published(db) as connection:
            rows = connection.execute(_LABELLED).fetchall()
        found += [_labelled(dict(zip(("text", "label", "source", "group"), row, strict=True)), str(db)) for row in rows]
    if len({each.machine for each in found}) < 2:  # noqa: PLR2004 - both kinds
        message = f"{len(found):,} labelled texts, all of one kind or none: both human and machine texts are needed"
        raise InputError(message)
    return found


def digest(texts: Iterable[Labelled]) -> str:
    """Return the SHA-256 of all that was read, in order."""
    whole = hashlib.sha256()
    for each in texts:
        whole.update(json.dumps(each, ensure_ascii=False).encode("utf-8", "surrogatepass"))
    return whole.hexdigest()


def _read(path: Path) -> Iterator[Labelled]:
    try:
        if path.suffix == ".parquet":
            yield from _parquet(path)
        else:
            yield from _json_lines(path)
    except (OSError, EOFError, UnicodeDecodeError) as error:
        message = f"{path}: cannot be read: {error}"
        raise InputError(message) from None


def _json_lines(path: Path) -> Iterator[Labelled]:
    with gzip.open(path, "rt", encoding="utf-8") if path.suffix == ".gz" else path.open(encoding="utf-8") as lines:
        for number, line in enumerate(lines, 1):
            if not line.strip():
                continue
            try:
                record = json.loads(line)
            except (ValueError, RecursionError) as error:
                message = f"{path}:{number}: no JSON: {error}"
                raise InputError(message) from None
            yield _labelled(record, f"{path}:{number}")


def _parquet(path: Path) -> Iterator[Labelled]:
    import pyarrow as pa
    import pyarrow.parquet as pq

    try:
        table = pq.read_table(path, columns=[name for name in pq.read_schema(path).names if name in _COLUMNS])
    except pa.ArrowException as error:
        message = f"{path}: no Parquet file that can be read: {error}"
        raise InputError(message) from None
    for number, record in enumerate(table.to_pylist()):
        yield _labelled(record, f"{path}#{number}")


def _labelled(record: Any, place: str) -> Labelled:  # noqa: ANN401 - whatever JSON holds
    text, label = (record.get("text"), record.get("label")) if isinstance(record, dict) else (None, None)
    if not isinstance(text, str) or not isinstance(label, str) or label not in _LABELS:
        message = f"{place}: needs a text and a label, one of {', '.join(_LABELS)}"
        raise InputError(message)
    known = {name: str(record.get(name) or "") for name in _COLUMNS}
    return Labelled(
        text=text,
        machine=_LABELS[label],
        source=known["source"] or known["outlet"],
        group=known["group"] or hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest(),
        generator=known["generator"],
        family=known["gen_family"],
        region=known["region"] or known["country"],
        mode=known["attack_or_mode"],
    )
