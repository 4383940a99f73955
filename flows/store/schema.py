"""Bring a working file up to date: numbered migrations, measure columns, views.

A migration runs in one transaction with the number it reaches, so a file is always at a whole step. Columns of
measures and the views are code: they follow the catalog and ``reports/views`` at every opening.
"""

from __future__ import annotations

from importlib.resources import files
from pathlib import Path

import duckdb

from detectors import catalog
from flows.store.errors import UnreadableStoreError
from flows.store.rows import measure_column
from flows.store.transactions import transaction

VIEWS = (
    "articles",
    "article_scores",
    "article_findings",
    "current_labels",
    "triage_queue",
    "rule_stats",
    "source_health",
    "source_week",
    "verdict_counts",
)
"""In an order in which each may use those before it."""


def migrations() -> list[tuple[int, str]]:
    """Return number and SQL of every step, in order."""
    found = (path for path in files("flows.store").joinpath("migrations").iterdir() if path.name.endswith(".sql"))
    return sorted((int(path.name.partition("_")[0]), path.read_text("utf-8")) for path in found)


def view_query(name: str) -> str:
    """Return the file of a view: its first comment states purpose and grain."""
    return files("reports").joinpath("views", f"{name}.sql").read_text("utf-8")


def check_version(connection: duckdb.DuckDBPyConnection, db: Path) -> int:
    """Return the schema version of an open file.

    Raises:
        UnreadableStoreError: the file is not Winnow's, or a newer Winnow wrote it.

    """
    named = "SELECT table_name FROM duckdb_tables() UNION ALL SELECT view_name FROM duckdb_views()"
    names = {name for (name,) in connection.execute(named).fetchall()}
    found = None
    if {"settings", "article_versions", "scorecards"} <= names:
        found = connection.execute("SELECT value FROM settings WHERE name = 'schema_version'").fetchone()
    if not found:
        message = f"{db} is a DuckDB database, but not one that Winnow wrote"
        raise UnreadableStoreError(message)
    version, newest = int(found[0]), migrations()[-1][0]
    if version > newest:
        message = f"{db} has schema {version}, this Winnow knows up to {newest}: update Winnow; the file was left as it is"
        raise UnreadableStoreError(message)
    return version


def bring_up_to_date(connection: duckdb.DuckDBPyConnection, version: int) -> None:
    """Run the migrations after ``version``, add columns for new measures, and make the views anew."""
    for number, sql in migrations():
        if number > version:
            with transaction(connection):
                connection.execute(sql)
                connection.execute("DELETE FROM settings WHERE name = 'schema_version'")
                connection.execute("INSERT INTO settings VALUES ('schema_version', ?)", [str(number)])
    for rule in catalog.MEASURE_RULES:
        connection.execute(f'ALTER TABLE measures ADD COLUMN IF NOT EXISTS "{measure_column(rule)}" DOUBLE')
    for name in VIEWS:
        connection.execute(f"CREATE OR REPLACE VIEW {name} AS {view_query(name)}")
