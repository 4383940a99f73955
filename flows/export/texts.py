"""Bring the texts of an export from the order in which they are stored into the order in which they are written.

Sorting gigabytes of text in DuckDB takes as much memory as it likes, and reading each file's texts by themselves reads the
whole database once a file. So the texts are read once, as they stand, and dealt out to buckets on disk, each a stretch of
the new order that fits into memory.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import NamedTuple

import duckdb
import numpy as np
import pyarrow as pa

from flows.errors import WinnowError
from flows.export.choosing import MOST_CHARACTERS, CorpusFile
from flows.store.sightings import CARD_KEY, VERSION_KEY

_MOST_BUCKETS = 400
"""Each is an open file while texts are dealt out."""

_BATCH = 8_000
_SCHEMA = pa.schema([("n", pa.int64()), ("text", pa.string())])
_OPTIONS = pa.ipc.IpcWriteOptions(compression="lz4")
# The few columns of ``chosen`` are the side that DuckDB keeps; texts only pass through.
_STORED = f"""
SELECT n, text FROM (SELECT {VERSION_KEY} AS version, text FROM article_versions)
JOIN (SELECT n, version FROM chosen WHERE NOT is_cleaned AND n >= $first) USING (version)
UNION ALL
SELECT n, clean_text AS text FROM (SELECT {CARD_KEY} AS card, clean_text FROM scorecards)
JOIN (SELECT n, card FROM chosen WHERE is_cleaned AND n >= $first) USING (card)
"""  # noqa: S608 - constants


class Bucket(NamedTuple):
    """The texts of some files that follow one another, unsorted, on disk."""

    path: Path
    files: list[CorpusFile]

    def texts(self) -> pa.Table:
        """Return ``n, text`` in order.

        Raises:
            WinnowError: a text is no longer there; files of a Parquet dataset may change while they are read.

        """
        with pa.OSFile(str(self.path)) as file:
            table = pa.ipc.open_stream(file).read_all().combine_chunks()
        if len(table) != self.files[-1].last - self.files[0].first + 1:
            message = "articles were forgotten while they were being exported; export into another folder"
            raise WinnowError(message)
        return table.take(np.argsort(table["n"].to_numpy()))


def buckets(files: Sequence[CorpusFile], folder: Path) -> list[Bucket]:
    """Return buckets for ``files``, as few as memory allows."""
    most = max(MOST_CHARACTERS, sum(file.n_characters for file in files) // _MOST_BUCKETS)
    made: list[Bucket] = []
    filled = 0
    for file in files:
        if not made or filled + file.n_characters > most:
            made.append(Bucket(folder / f"texts-{len(made)}.arrow", []))
            filled = 0
        made[-1].files.append(file)
        filled += file.n_characters
    return made


def deal_out(connection: duckdb.DuckDBPyConnection, into: Sequence[Bucket]) -> None:
    """Read all texts from the first file of ``into`` on, and write each to its bucket."""
    starts = np.array([bucket.files[0].first for bucket in into])
    with ExitStack() as stack:
        writers = [_writer(stack, bucket.path) for bucket in into]
        rows = connection.sql(_STORED, params={"first": int(starts[0])}).to_arrow_reader(_BATCH)
        for batch in rows:
            numbers = np.searchsorted(starts, batch["n"].to_numpy(), side="right") - 1
            for number, part in _dealt(batch.cast(_SCHEMA), numbers):
                writers[number].write_batch(part)


def _writer(stack: ExitStack, path: Path) -> pa.RecordBatchWriter:
    file = stack.enter_context(pa.OSFile(str(path), "wb"))
    return stack.enter_context(pa.ipc.new_stream(file, _SCHEMA, options=_OPTIONS))


def _dealt(batch: pa.RecordBatch, numbers: np.ndarray) -> Iterator[tuple[int, pa.RecordBatch]]:
    """Yield the rows of a batch bucket by bucket."""
    order = np.argsort(numbers, kind="stable")
    cuts = np.flatnonzero(np.diff(numbers[order])) + 1
    for stretch in np.split(order, cuts):
        if len(stretch):
            yield int(numbers[stretch[0]]), batch.take(stretch)
