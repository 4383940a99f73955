"""Bring a working file up to date: numbered migrations, measure columns, views.

A migration runs in one transaction with the number it reaches, so a file is always at a whole step. Columns of
measures and the views are code: they follow the catalog and ``reports/views`` at every opening.
"""

from __future__ import annotations

from importlib.resources import files

import duckdb

from detectors import catalog
from flows.store.rows import measure_column
from flows.store.settings import put_setting
from flows.store.transactions import transaction
from flows.store.version import migrations

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

_MEASURES = "/* measures */"
"""Where a migration makes the table of measures: a new file has their columns at once, for to add each by itself takes 25 ms."""


def view_query(name: str) -> str:
    """Return the file of a view: its first comment states purpose and grain."""
    return files("reports").joinpath("views", f"{name}.sql").read_text("utf-8")


def bring_up_to_date(connection: duckdb.DuckDBPyConnection, version: int) -> None:
    """Run the migrations after ``version``, add columns for new measures, and make the views anew."""
    wanted = [measure_column(rule) for rule in catalog.MEASURE_RULES]
    for number, sql in migrations():
        if number > version:
            with transaction(connection):
                connection.execute(sql.replace(_MEASURES, "".join(f', "{name}" DOUBLE' for name in wanted)))
                put_setting(connection, "schema_version", str(number))
    there = {column[0] for column in connection.execute("FROM measures LIMIT 0").description}
    missing = [name for name in wanted if name not in there]
    with transaction(connection):
        if missing:
            connection.execute(";".join(f'ALTER TABLE measures ADD COLUMN "{name}" DOUBLE' for name in missing))
        for name in VIEWS:
            connection.execute(f"CREATE OR REPLACE VIEW {name} AS {view_query(name)}")
