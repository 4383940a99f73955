"""Parquet parts beside the working file: rows that workers left there and that some run has yet to take in."""

from __future__ import annotations

from collections.abc import Set as AbstractSet
from datetime import datetime
from pathlib import Path

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq

from flows.store.places import folder_of, put_in_place, unfinished

_ID = "article_id"


def parts_of(db: Path) -> list[Path]:
    """Return the Parquet files with rows of articles in the folder of ``db``, in order."""
    return [path for path in sorted(folder_of(db).rglob("*.parquet")) if _ID in pq.read_schema(path).names]


def ids_in_part(path: Path, source: str | None, before: datetime | None) -> set[str]:
    """Return the ids of the articles of an outlet, or published before a moment; only parts with versions have any."""
    if not {"source", "published_at"} <= set(pq.read_schema(path).names):
        return set()
    query = "SELECT article_id FROM part WHERE source = ? OR TRY_CAST(published_at AS TIMESTAMPTZ) AT TIME ZONE 'UTC' < ?"
    with duckdb.connect() as connection:
        connection.register("part", pq.read_table(path, columns=[_ID, "source", "published_at"]))
        return {found for (found,) in connection.execute(query, [source, before]).fetchall()}


def forget_in_part(path: Path, ids: AbstractSet[str]) -> set[str]:
    """Write a part anew without the rows of the articles; return which of them it had."""
    own = pq.read_table(path, columns=[_ID])[_ID]
    found = ids & set(own.to_pylist())
    if found:
        import pyarrow.compute as pc  # as in dataset.py

        gone = pc.is_in(own, pa.array(sorted(found), own.type))
        packed = pq.read_metadata(path).row_group(0).column(0).compression.lower()
        pq.write_table(pq.read_table(path).filter(pc.invert(gone)), unfinished(path), compression=packed)
        put_in_place(unfinished(path), path)
    return set(found)
