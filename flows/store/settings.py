"""The table ``settings``: one value by name."""

from __future__ import annotations

import duckdb


def setting(connection: duckdb.DuckDBPyConnection, name: str) -> str | None:
    """Return the value of a setting, None where it has none."""
    found = connection.execute("SELECT value FROM settings WHERE name = ?", [name]).fetchone()
    return found[0] if found else None


def put_setting(connection: duckdb.DuckDBPyConnection, name: str, value: str) -> None:
    """Give a setting its value; the caller holds a transaction around it."""
    connection.execute("DELETE FROM settings WHERE name = ?", [name])
    connection.execute("INSERT INTO settings VALUES (?, ?)", [name, value])
