"""Tell which schema a file has, and whether this Winnow knows it; imports no detector, so that a query starts at once."""

from __future__ import annotations

from importlib.resources import files
from pathlib import Path

import duckdb

from flows.store.errors import UnreadableStoreError
from flows.store.settings import setting

# Over a Parquet dataset there are views where the large tables would be.
_RELATIONS = "SELECT table_name FROM duckdb_tables() UNION ALL SELECT view_name FROM duckdb_views() WHERE NOT internal"


def migrations() -> list[tuple[int, str]]:
    """Return number and SQL of every step, in order."""
    found = (path for path in files("flows.store").joinpath("migrations").iterdir() if path.name.endswith(".sql"))
    return sorted((int(path.name.partition("_")[0]), path.read_text("utf-8")) for path in found)


def check_version(connection: duckdb.DuckDBPyConnection, db: Path) -> int:
    """Return the schema version of an open file.

    Raises:
        UnreadableStoreError: the file is not Winnow's, or a newer Winnow wrote it.

    """
    tables = {name for (name,) in connection.execute(_RELATIONS).fetchall()}
    found = None
    if {"settings", "runs", "rulesets"} <= tables:  # those that are tables over a Parquet dataset too
        found = setting(connection, "schema_version")
    if not found:
        message = f"{db} is a DuckDB database, but not one that Winnow wrote"
        raise UnreadableStoreError(message)
    version, newest = int(found), migrations()[-1][0]
    if version > newest:
        message = f"{db} has schema {version}, this Winnow knows up to {newest}: update Winnow; the file was left as it is"
        raise UnreadableStoreError(message)
    return version
