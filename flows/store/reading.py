"""Read the published file, safely even where the SQL is somebody else's.

The connection cannot write, read other files, load extensions, or be talked out of that.
"""

from __future__ import annotations

from pathlib import Path

import duckdb

from flows.store.errors import QueryError, UnreadableStoreError
from flows.store.schema import check_version

_SAFE: dict[str, str | bool | int | float | list[str]] = {
    "enable_external_access": "false",
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
        message = f"{db} is no file" if db.exists() else f"{db} does not exist; `winnow score` makes it"
        raise UnreadableStoreError(message)
    try:
        connection = duckdb.connect(str(db), read_only=True, config=_SAFE | settings)
    except duckdb.Error as error:
        message = f"{db} cannot be opened as a DuckDB database: {error}"
        raise UnreadableStoreError(message) from None
    try:
        connection.execute("SET TimeZone = 'UTC'; SET lock_configuration = true")
        check_version(connection, db)
    except UnreadableStoreError:
        connection.close()
        raise
    return connection


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
