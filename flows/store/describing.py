"""Write ``docs/database.md`` from the schema itself: ``python -m flows.store.describing > docs/database.md``."""

from __future__ import annotations

import sys

import duckdb

from detectors import catalog
from flows.store.rows import measure_column
from flows.store.schema import VIEWS, bring_up_to_date, view_query

_TABLES = (
    "article_versions",
    "scorecards",
    "findings",
    "measures",
    "judgements",
    "rulesets",
    "scorers",
    "settings",
    "runs",
    "rejects",
    "label_events",
    "outlet_lines",
    "duplicates",
    "source_alerts",
)
"""In the order in which one gets to know them."""

_HEAD = """# The database

*Made by `python -m flows.store.describing > docs/database.md`; a test says whether it is current.*

`winnow.duckdb` is replaced as a whole at the end of a run. Anyone may open it at any time, read-only, with DuckDB 1.4 or
later; whoever has it open keeps the state they opened. All times are UTC. Positions count code points from 0, the end
exclusive: `substr(text, start_char + 1, end_char - start_char)` gives the words. Names of tables, views, columns and rules
are public: they are not renamed.

Start with the views. They show the newest version of each article under the active ruleset; the tables keep all history.
"""
_WITH_MEASURES = ("measures", "article_scores")
_MEASURES = "(measures)"


def describe() -> str:
    """Return the page."""
    with duckdb.connect() as connection:
        bring_up_to_date(connection, 0)
        views = [_view(connection, name) for name in VIEWS]
        tables = [_table(connection, name) for name in _TABLES]
    return "\n".join([_HEAD, "## Views\n", *views, "## Tables\n", *tables])


def _columns(connection: duckdb.DuckDBPyConnection, name: str) -> list[tuple[str, str, str]]:
    """Return name, type and comment of each column; those of the measures, which come and go, as one."""
    rows = connection.execute(
        "SELECT column_name, data_type, coalesce(comment, '') FROM duckdb_columns() WHERE table_name = ? ORDER BY column_index",
        [name],
    ).fetchall()
    measures = {measure_column(rule) for rule in catalog.MEASURE_RULES} if name in _WITH_MEASURES else set()
    columns = [(column, kind, comment) for column, kind, comment in rows if column not in measures]
    if measures:
        columns.append((_MEASURES, "DOUBLE", "one column per measure, named `family_name`; `winnow rules` lists them"))
    return columns


def _view(connection: duckdb.DuckDBPyConnection, name: str) -> str:
    """Return a view's section: its comment, and its columns in one line."""
    lines = [line for line in view_query(name).splitlines() if line.startswith("--")]
    comment = " ".join(line.removeprefix("--").strip() for line in lines)
    columns = ", ".join(column if column == _MEASURES else f"`{column}`" for column, _, _ in _columns(connection, name))
    return f"### {name}\n\n{comment}\n\nColumns: {columns}\n"


def _table(connection: duckdb.DuckDBPyConnection, name: str) -> str:
    """Return a table's section: its comment, and a row for each column."""
    found = connection.execute("SELECT comment FROM duckdb_tables() WHERE table_name = ?", [name]).fetchone()
    rows = [f"| `{column}` | `{kind}` | {comment} |" for column, kind, comment in _columns(connection, name)]
    return "\n".join([f"### {name}\n", f"{found[0] if found else ''}\n", "| column | type | |", "|---|---|---|", *rows, ""])


if __name__ == "__main__":
    sys.stdout.write(describe())
