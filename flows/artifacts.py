"""What a run leaves on Prefect's page: summary, verdicts week by week, rejects, changed outlets, the report.

All but the link are Markdown, which both of Prefect's pages show alike, while of cells of its own tables one reads Markdown
and the other does not. Every text that is not ours is written so that nothing in it is markup or a link.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import Final

import duckdb
from prefect.artifacts import create_link_artifact, create_markdown_artifact
from prefect.events import emit_event

from flows.report import write_report
from flows.run import RunSummary
from flows.store.places import report_file
from flows.store.reading import open_published
from flows.store.source_watch import SourceAlert
from flows.summary import alert_line, markdown, plain
from flows.terminal import visible
from flows.up import REPORT_ADDRESS

SUMMARY: Final = "winnow-run"
TREND: Final = "winnow-trend"
REJECTS: Final = "winnow-rejects"
ALERTS: Final = "winnow-alerts"
REPORT: Final = "winnow-report"

_WEEKS = 12
_RUNS = 10
_ROWS = 50
_NAME = 200

_TREND = """
SELECT week, sum(n_articles)::BIGINT AS articles, sum(n_keep)::BIGINT AS keep, sum(n_clean)::BIGINT AS clean,
       sum(n_review)::BIGINT AS review, sum(n_drop)::BIGINT AS "drop"
FROM source_week GROUP BY week ORDER BY week DESC LIMIT ?
"""
_LAST_RUNS = """
SELECT strftime(started_at, '%Y-%m-%d %H:%M') AS "started (UTC)", status, n_read AS read, n_scored AS scored,
       n_unchanged AS unchanged, n_skipped AS skipped, n_rejected AS rejected, run_id AS run
FROM runs ORDER BY started_at DESC LIMIT ?
"""
_REJECTS = """
SELECT location AS "where", reason AS why, excerpt AS "what stands there" FROM rejects WHERE run_id = ? LIMIT ?
"""


def leave_note(key: str, said: str) -> None:
    """Leave one sentence."""
    create_markdown_artifact(plain(said), key=key)


def leave_artifacts(summary: RunSummary) -> None:
    """Leave everything that there is to see of a run, and tell of outlets that have changed as events."""
    run = f"Winnow run {summary.run_id}"
    with open_published(summary.db) as connection:
        weeks = _table(connection.execute(_TREND, [_WEEKS]))
        runs = _table(connection.execute(_LAST_RUNS, [_RUNS]))
        rejects = _table(connection.execute(_REJECTS, [summary.run_id, _ROWS]))
    page = write_report(summary.db, report_file(summary.db))
    create_markdown_artifact(markdown(summary), key=SUMMARY, description=run)
    trend = f"# Verdicts by week of publication\n\n{weeks}\n\n# The last runs\n\n{runs}\n"
    create_markdown_artifact(trend, key=TREND, description=run)
    if summary.counts.n_rejected:
        told = f"{run}: {summary.counts.n_rejected:,} rejects, at most {_ROWS} shown"
        create_markdown_artifact(rejects, key=REJECTS, description=told)
    if summary.alerts:
        told = "\n".join(f"- {plain(alert_line(alert))}" for alert in summary.alerts[:_ROWS])
        create_markdown_artifact(
            told, key=ALERTS, description=f"{run}: {len(summary.alerts):,} shares of outlets that have risen"
        )
        for alert in summary.alerts:
            _tell(alert, summary.run_id)
    create_link_artifact(_address(page), "the report", key=REPORT, description=run)


def _table(found: duckdb.DuckDBPyConnection) -> str:
    """Return rows as a table in Markdown, under the names of their columns."""
    names = [column[0] for column in found.description or ()]
    rows = [[plain("" if cell is None else str(cell)) for cell in row] for row in found.fetchall()]
    return "\n".join(f"| {' | '.join(row)} |" for row in (names, ["---"] * len(names), *rows))


def _address(page: Path) -> str:
    return os.environ.get(REPORT_ADDRESS) or page.absolute().as_uri()


def _tell(alert: SourceAlert, run_id: str) -> None:
    """Emit an event, on which an automation can act."""
    source = visible(alert.source)[:_NAME]
    shown = {
        name: value if isinstance(value, int | float) else visible(str(value)) for name, value in alert._asdict().items()
    }
    emit_event(
        "winnow.source.risen",
        resource={"prefect.resource.id": f"winnow.source.{source}", "prefect.resource.name": source},
        payload=shown | {"run_id": run_id},
    )
