"""Read the published file, safely even where the SQL is somebody else's.

The connection cannot write, read other files, load extensions, or be talked out of that.
"""

from __future__ import annotations

import glob
from pathlib import Path

import duckdb

from flows.store.dataset import SETTING, open_place
from flows.store.errors import QueryError, UnreadableStoreError
from flows.store.schema import check_version

_SAFE: dict[str, str | bool | int | float | list[str]] = {
    "autoinstall_known_extensions": "false",
    "autoload_known_extensions": "false",
    "python_enable_replacements": "false",
}


def open_published(db: Path) -> duckdb.DuckDBPyConnection:
    """Return a read-only connection to the published file, fit for SQL from people.

    Raises:
        UnreadableStoreError: there is no such file, it is not Winnow's, or a newer Winnow wrote it.

    """
    if not db.is_file():
        message = f"{db} is no file" if db.exists() else f"{db} does not exist; `winnow score` makes it"
        raise UnreadableStoreError(message)
    try:
        connection = duckdb.connect(str(db), read_only=True, config=_SAFE)
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
    found = connection.execute("SELECT value FROM settings WHERE name = ?", [SETTING]).fetchone()
    if found:
        open_place(connection, found[0])
        # A pattern is checked as it is written, then each file that it finds.
        connection.execute("SET allowed_directories = [$1, $2]", [found[0], glob.escape(found[0])])
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
        raise QueryError(str(error)) from None
