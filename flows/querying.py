"""``winnow status`` and ``winnow audit diff``: what the published database says about itself and about other rules."""

from __future__ import annotations

import sys
from importlib.metadata import version
from pathlib import Path

import duckdb

from flows.request import checked_ruleset
from flows.rows import print_rows, print_table
from flows.store.comparing import differences
from flows.store.lock import holder
from flows.store.places import folder_of, working_file
from flows.store.reading import batches_of, columns_of, open_published
from flows.store.settings import setting
from flows.terminal import visible

_COUNTS = "SELECT (SELECT count(*) FROM articles), (SELECT count(*) FROM article_versions)"
_ACTIVE = (
    "SELECT rulesets.name, ruleset FROM rulesets JOIN settings ON value = ruleset WHERE settings.name = 'active_ruleset'"
)
_LAST_RUNS = """
SELECT started_at, status, n_read, n_scored, n_unchanged, n_rejected,
       CASE WHEN n_scored > 0 THEN round(docs_per_second) END, run_id
FROM runs ORDER BY started_at DESC LIMIT 5
"""


def print_differences(rules: str, db: Path, form: str) -> None:
    """Print what a ruleset would change in stored verdicts, then rule by rule; nothing is scored or written."""
    ruleset = checked_ruleset(rules)
    with open_published(db) as connection:
        cursor = differences(connection, ruleset)
        print_rows(columns_of(cursor), batches_of(cursor), form)


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
        sys.stdout.write(
            f"database   {visible(str(db))}, not there before its first run is done\nwriter     {visible(writer)}\n"
        )
        return
    with open_published(db) as connection:
        facts, runs = _facts(connection, db), connection.execute(_LAST_RUNS).fetchall()
    for name, fact in (facts | {"writer": writer or "nobody"}).items():
        sys.stdout.write(f"{name:<10} {visible(fact)}\n")
    sys.stdout.write("\n")
    print_table(["started (UTC)", "status", "read", "scored", "unchanged", "rejected", "a second", "run"], iter([runs]))


def _facts(connection: duckdb.DuckDBPyConnection, db: Path) -> dict[str, str]:
    """Return what the database holds, in words."""
    articles, versions = connection.execute(_COUNTS).fetchone() or (0, 0)
    verdicts = connection.execute("SELECT verdict, count(*) FROM article_scores GROUP BY verdict").fetchall()
    active = connection.execute(_ACTIVE).fetchone()
    (scorers,) = connection.execute("SELECT count(DISTINCT scorer) FROM article_scores").fetchone() or (0,)
    made_by = f"winnow {version('winnow-news')}, DuckDB {version('duckdb')}, schema {setting(connection, 'schema_version')}"
    return {
        "versions": made_by,
        "database": f"{db}, {_size(db)}",
        "beside it": _beside(db),
        "articles": f"{articles:,} in {versions:,} versions, measured by {scorers:,} scorer{'' if scorers == 1 else 's'}",
        "verdicts": ", ".join(f"{verdict} {count:,}" for verdict, count in sorted(verdicts)),
        "ruleset": f"{active[0]} ({active[1]})" if active else "none yet",
    }
