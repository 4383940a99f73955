"""Read the published file, safely even where the SQL is somebody else's.

The connection cannot write, read other files, load extensions, or be talked out of that.
"""

from __future__ import annotations

import glob
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import duckdb

from flows.store.dataset import SETTING, open_place
from flows.store.errors import QueryError, UnreadableStoreError
from flows.store.lock import holder
from flows.store.places import published_file
from flows.store.settings import setting
from flows.store.version import check_version

_BATCH = 1_000
Config = dict[str, str | bool | int | float | list[str]]

_SAFE: Config = {
    "autoinstall_known_extensions": "false",
    "autoload_known_extensions": "false",
    "python_enable_replacements": "false",
}


def open_published(db: Path, **settings: str | int) -> duckdb.DuckDBPyConnection:
    """Return a read-only connection to the published file, fit for SQL from people; ``settings`` are DuckDB's, as limits.

    Raises:
        UnreadableStoreError: there is no such file, it is not Winnow's, or a newer Winnow wrote it.

    """
    if not db.is_file():
        writer = holder(db)
        there = f"it is there when {writer} has done its first run" if writer else "`winnow score` makes it"
        message = f"{db} is no file" if db.exists() else f"{db} does not exist; {there}"
        raise UnreadableStoreError(message)
    try:
        connection = duckdb.connect(str(published_file(db)), read_only=True, config=_SAFE | settings)
    except duckdb.Error as error:
        message = f"{db} cannot be opened as a DuckDB database: {error}"
        raise UnreadableStoreError(message) from None
    try:
        check_version(connection, db)
        _shut_in(connection)
    except UnreadableStoreError:
        connection.close()
        raise
    return connection


def _shut_in(connection: duckdb.DuckDBPyConnection) -> None:
    """Leave a connection nothing but its own file and, where that has views over a Parquet dataset, the dataset's folder."""
    folder = setting(connection, SETTING)
    if folder:
        open_place(connection, folder)
        # A pattern is checked as it is written, then each file that it finds.
        connection.execute("SET allowed_directories = [$1, $2]", [folder, glob.escape(folder)])
    connection.execute("SET enable_external_access = false; SET TimeZone = 'UTC'; SET lock_configuration = true")


def select(connection: duckdb.DuckDBPyConnection, sql: str) -> duckdb.DuckDBPyConnection:
    """Run exactly one SELECT and return the connection with its result.

    Raises:
        QueryError: it is not one statement, not a SELECT, or DuckDB refuses it.

    """
    try:
        statements = connection.extract_statements(sql)
        if len(statements) != 1 or statements[0].type != duckdb.StatementType.SELECT:
            message = "give exactly one SELECT (or FROM, WITH, DESCRIBE, SUMMARIZE) statement"
            raise QueryError(message)
        return connection.execute(statements[0])
    except duckdb.Error as error:
        raise _refused(error) from None


def columns_of(cursor: duckdb.DuckDBPyConnection) -> list[str]:
    """Return the names of a result's columns."""
    return [column[0] for column in cursor.description or ()]


def batches_of(cursor: duckdb.DuckDBPyConnection) -> Iterator[list[tuple[Any, ...]]]:
    """Yield the rows of a result a batch at a time; they are worked out while they are fetched.

    Raises:
        QueryError: DuckDB can go no further.

    """
    try:
        while rows := cursor.fetchmany(_BATCH):
            yield rows
    except duckdb.Error as error:
        raise _refused(error) from None


def _refused(error: duckdb.Error) -> QueryError:
    """Return what DuckDB says; of its advice on memory nothing, since its limits are locked."""
    if isinstance(error, duckdb.OutOfMemoryException):
        return QueryError("the query needs more memory than it may have; ask for less at a time")
    return QueryError(str(error))
