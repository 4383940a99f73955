"""What a run leaves on Prefect's page: summary, verdicts week by week, rejects, changed outlets, the report.

The page reads Markdown in every one of them, cells of tables too. So every text that is not ours is written in such a way
that nothing in it is markup or a link.
"""

from __future__ import annotations

import os
import re
from pathlib import Path
from typing import Any, Final

from prefect.artifacts import create_link_artifact, create_markdown_artifact, create_table_artifact
from prefect.events import emit_event

from flows.report import write_report
from flows.run import RunSummary
from flows.show import visible
from flows.sources.remote import without_secrets
from flows.store.places import folder_of
from flows.store.reading import open_published
from flows.store.source_watch import SourceAlert
from flows.summary import VERDICTS, markdown
from flows.up import REPORT_ADDRESS

SUMMARY: Final = "winnow-run"
TREND: Final = "winnow-verdicts"
REJECTS: Final = "winnow-rejects"
ALERTS: Final = "winnow-alerts"
REPORT: Final = "winnow-report"

_WEEKS = 12
_ROWS = 50
_LONGEST = 300
_MARKS: Final = re.compile(r"([!-/:-@\[-`{-~])")

_TREND = """
SELECT week, sum(n_articles)::BIGINT AS articles, sum(n_keep)::BIGINT AS keep, sum(n_clean)::BIGINT AS clean,
       sum(n_review)::BIGINT AS review, sum(n_drop)::BIGINT AS "drop"
FROM source_week GROUP BY week ORDER BY week DESC LIMIT ?
"""
_REJECTS = "SELECT location, reason, excerpt FROM rejects WHERE run_id = ? LIMIT ?"


def plain(text: str) -> str:
    """Return a text as Markdown that shows exactly it, on one line and cut where it is long."""
    line = " ".join(visible(without_secrets(text)).split())
    return _MARKS.sub(r"\\\1", line if len(line) <= _LONGEST else f"{line[:_LONGEST]}…")


def leave_note(key: str, said: str) -> None:
    """Leave one sentence."""
    create_markdown_artifact(plain(said), key=key)


def leave_artifacts(summary: RunSummary) -> None:
    """Leave everything that there is to see of a run, and tell of outlets that have changed as events."""
    run = f"Winnow run {summary.run_id}"
    with open_published(summary.db) as connection:
        trend = connection.execute(_TREND, [_WEEKS]).fetchall()
        rejects = connection.execute(_REJECTS, [summary.run_id, _ROWS]).fetchall()
    create_markdown_artifact(markdown(summary), key=SUMMARY, description=run)
    create_table_artifact(_table(("week", "articles", *VERDICTS), trend), key=TREND, description=f"{run}: the last weeks")
    if rejects:
        told = f"{run}: the first {len(rejects)} of {summary.counts.n_rejected:,} rejects"
        create_table_artifact(_table(("where", "why", "what stands there"), rejects), key=REJECTS, description=told)
    if summary.alerts:
        rows = [(alert.source, alert.week, alert.measure, alert.evidence) for alert in summary.alerts]
        told = f"{run}: outlets that have changed"
        create_table_artifact(_table(("outlet", "week", "measure", "what"), rows[:_ROWS]), key=ALERTS, description=told)
        for alert in summary.alerts:
            _tell(alert, summary.run_id)
    page = write_report(summary.db, folder_of(summary.db) / "report.html")
    create_link_artifact(_address(page), "the report", key=REPORT, description=run)


def _table(names: tuple[str, ...], rows: list[tuple[Any, ...]]) -> list[dict[str, Any]]:
    return [
        {name: value if isinstance(value, int) else plain(str(value)) for name, value in zip(names, row, strict=True)}
        for row in rows
    ]


def _address(page: Path) -> str:
    return os.environ.get(REPORT_ADDRESS) or page.absolute().as_uri()


def _tell(alert: SourceAlert, run_id: str) -> None:
    """Emit an event, on which an automation can act."""
    source = visible(alert.source)[:_LONGEST]
    shown = {name: value if isinstance(value, int | float) else visible(str(value)) for name, value in alert._asdict().items()}
    emit_event(
        "winnow.source.risen",
        resource={"prefect.resource.id": f"winnow.source.{source}", "prefect.resource.name": source},
        payload=shown | {"run_id": run_id},
    )
