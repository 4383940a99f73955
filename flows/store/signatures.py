"""Keep the fingerprints of texts in a file of their own beside the working file.

They are worth keeping, because making them means reading every text, and they are nobody's business: half a kilobyte
and more of hashes a text that would travel in every published file. Who deletes the file loses a few minutes.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import duckdb
import numpy as np
import pyarrow as pa

from flows.store.fingerprints import BANDS, HASHES, RECIPE, fingerprints
from flows.store.places import folder_of, put_in_place, unfinished

_PAGE = 256
_SAVED = 64 * _PAGE
_CREATE = f"""
CREATE TABLE IF NOT EXISTS kept.signatures (
    text_sha256 VARCHAR NOT NULL, bands UBIGINT[{BANDS}] NOT NULL, minhash BLOB NOT NULL, rare UINTEGER[] NOT NULL
)
"""
_MISSING = """
SELECT text_sha256, position FROM texts ANTI JOIN kept.signatures USING (text_sha256) ORDER BY position
"""
_TEXTS = """
SELECT asked.text_sha256, text FROM article_versions JOIN asked ON article_versions.rowid = asked.position
"""


def _path(db: Path) -> Path:
    return folder_of(db) / f"signatures-{RECIPE}.duckdb"


@contextmanager
def signature_file(connection: duckdb.DuckDBPyConnection, db: Path) -> Iterator[None]:
    """Attach the file of fingerprints as ``kept``; those of another recipe are thrown away."""
    path = _path(db)
    for other in folder_of(db).glob("signatures-*.duckdb*"):
        if not other.name.startswith(path.name):
            other.unlink()
    quoted = str(path).replace("'", "''")
    connection.execute(f"ATTACH '{quoted}' AS kept")
    try:
        connection.execute(_CREATE)
        yield
    finally:
        connection.execute("DETACH kept")


def drop_unused_signatures(connection: duckdb.DuckDBPyConnection, db: Path) -> None:
    """Write the file of fingerprints anew without those of texts that are not stored any more."""
    path = _path(db)
    if not path.exists():
        return
    quoted = str(unfinished(path)).replace("'", "''")
    unfinished(path).unlink(missing_ok=True)
    with signature_file(connection, db):
        connection.execute("DELETE FROM kept.signatures WHERE text_sha256 NOT IN (SELECT text_sha256 FROM article_versions)")
        connection.execute(f"ATTACH '{quoted}' AS fewer")
        connection.execute("COPY FROM DATABASE kept TO fewer")
        connection.execute("DETACH fewer")
    put_in_place(unfinished(path), path)


def sign_missing(connection: duckdb.DuckDBPyConnection) -> int:
    """Make the fingerprints of all ``texts`` (``text_sha256, position``) that have none; return how many were made."""
    missing: pa.Table = connection.sql(_MISSING).to_arrow_table()
    for first in range(0, missing.num_rows, _SAVED):
        connection.register("asked", missing.slice(first, _SAVED))
        texts: pa.RecordBatchReader = connection.sql(_TEXTS).to_arrow_reader(_PAGE)
        connection.register("signed", pa.concat_tables(map(_signed, texts)))
        connection.execute("INSERT INTO kept.signatures BY NAME FROM signed")
        connection.unregister("signed")
        connection.unregister("asked")
    return int(missing.num_rows)


def _signed(batch: pa.RecordBatch) -> pa.Table:
    """Return the fingerprints of a batch of texts as rows."""
    made = fingerprints(batch["text"].to_pylist())
    offsets = np.cumsum([0, *map(len, made.rare)]).astype(np.int32)
    rare = np.concatenate([*made.rare, np.empty(0, np.uint32)])
    rows = pa.py_buffer(np.ascontiguousarray(made.minhash))
    width = pa.binary(2 * HASHES)
    return pa.table(
        {
            "text_sha256": batch["text_sha256"],
            "bands": pa.FixedSizeListArray.from_arrays(pa.array(made.bands.ravel()), BANDS),
            "minhash": pa.FixedSizeBinaryArray.from_buffers(width, batch.num_rows, [None, rows]).cast(pa.binary()),
            "rare": pa.ListArray.from_arrays(pa.array(offsets), pa.array(rare)),
        }
    )
