"""``winnow sql`` and ``winnow status``: ask the published database, print rows that are safe for a terminal."""

from __future__ import annotations

import csv
import json
import sys
from collections.abc import Iterator
from importlib.metadata import version
from pathlib import Path
from typing import Any

import duckdb

from flows.run import checked_ruleset
from flows.show import visible
from flows.store.comparing import differences
from flows.store.lock import holder
from flows.store.places import folder_of, working_file
from flows.store.reading import open_published, select

_CELL = 100
_BATCH = 1_000


def print_query(query: str, db: Path, form: str) -> None:
    """Print what one SELECT gives."""
    with open_published(db) as connection:
        print_rows(select(connection, query), form)


def print_rows(cursor: duckdb.DuckDBPyConnection, form: str) -> None:
    """Print a result as a table, as CSV, or as JSON, one object a line."""
    names = [column[0] for column in cursor.description or ()]
    if form == "csv":
        writer = csv.writer(sys.stdout)
        writer.writerow(names)
        writer.writerows(_streamed(cursor))
    elif form == "json":
        for row in _streamed(cursor):
            sys.stdout.write(json.dumps(dict(zip(names, row, strict=True)), ensure_ascii=False, default=str) + "\n")
    else:
        _print_table(names, cursor.fetchall())


def print_differences(rules: str, db: Path, form: str) -> None:
    """Print what a ruleset would change in stored verdicts, then rule by rule; nothing is scored or written."""
    ruleset = checked_ruleset(rules)
    with open_published(db) as connection:
        print_rows(differences(connection, ruleset), form)


def _streamed(cursor: duckdb.DuckDBPyConnection) -> Iterator[tuple[Any, ...]]:
    """Yield the rows a batch at a time: a whole corpus with its texts need not fit into memory."""
    while rows := cursor.fetchmany(_BATCH):
        yield from rows


def _print_table(names: list[str], rows: list[tuple[Any, ...]]) -> None:
    """Print columns as wide as their widest cell, one row a line."""
    cells = [names, *([_cell(value) for value in row] for row in rows)]
    widths = [max(len(row[column]) for row in cells) for column in range(len(names))]
    for row in cells:
        sys.stdout.write("  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip() + "\n")


def _cell(value: object) -> str:
    """Return a value on one line of at most 100 characters, safe for a terminal."""
    text = "" if value is None else f"{value:.6g}" if isinstance(value, float) else str(value)
    text = visible(text).replace("\n", "⏎").replace("\t", " ")
    return text if len(text) <= _CELL else text[: _CELL - 1] + "…"


def _beside(db: Path) -> str:
    """Return what the writer keeps beside the published file, with sizes."""
    working = working_file(db)
    parts = [path for path in folder_of(db).rglob("*.parquet") if path.is_file()]
    others = [path for path in folder_of(db).glob("*.duckdb") if path != working]
    kinds = {"working": [working] if working.exists() else [], "fingerprints": others, "parts": parts}
    return ", ".join(f"{name} {_size(*paths)}" for name, paths in kinds.items() if paths) or "nothing"


def _size(*paths: Path) -> str:
    """Return how much files hold, with what DuckDB keeps of them in a log."""
    logs = [path.with_name(f"{path.name}.wal") for path in paths]
    size = sum(path.stat().st_size for path in (*paths, *logs) if path.exists())
    files = f" in {len(paths):,} files" if len(paths) > 1 else ""
    return f"{size:,} bytes{files}"


def print_status(db: Path) -> None:
    """Print what the database holds, the last runs, and who is writing to it."""
    writer = holder(db)
    if writer and not db.exists():
        sys.stdout.write(f"database   {visible(str(db))}, not there before its first run is done\nwriter     {writer}\n")
        return
    with open_published(db) as connection:
        articles, versions = connection.execute(
            "SELECT (SELECT count(*) FROM articles), (SELECT count(*) FROM article_versions)"
        ).fetchone() or (0, 0)
        verdicts = connection.execute("SELECT verdict, count(*) FROM article_scores GROUP BY verdict").fetchall()
        settings = dict(connection.execute("SELECT name, value FROM settings").fetchall())
        active = connection.execute(
            "SELECT rulesets.name, ruleset FROM rulesets JOIN settings ON value = ruleset WHERE settings.name = 'active_ruleset'"
        ).fetchone()
        (scorers,) = connection.execute("SELECT count(DISTINCT scorer) FROM article_scores").fetchone() or (0,)
        runs = connection.execute(
            "SELECT started_at, status, n_read, n_scored, n_unchanged, n_rejected, "
            "CASE WHEN n_scored > 0 THEN round(docs_per_second) END, run_id "
            "FROM runs ORDER BY started_at DESC LIMIT 5"
        ).fetchall()
    facts = [
        (
            "versions",
            f"winnow {version('winnow-news')}, DuckDB {version('duckdb')}, schema {settings.get('schema_version')}",
        ),
        ("database", f"{db}, {_size(db)}"),
        ("beside it", _beside(db)),
        ("articles", f"{articles:,} in {versions:,} versions, measured by {scorers:,} scorer{'' if scorers == 1 else 's'}"),
        ("verdicts", ", ".join(f"{verdict} {count:,}" for verdict, count in sorted(verdicts))),
        ("ruleset", f"{active[0]} ({active[1]})" if active else "none yet"),
        ("writer", writer or "nobody"),
    ]
    for name, fact in facts:
        sys.stdout.write(f"{name:<10} {visible(fact)}\n")
    sys.stdout.write("\n")
    _print_table(["started (UTC)", "status", "read", "scored", "unchanged", "rejected", "a second", "run"], runs)
