"""The ledger of runs: when each began, what it did, how it ended, and what it could not use."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple

import duckdb
import pyarrow as pa

from detectors.judging.ruleset import Ruleset
from flows.records import Reject
from flows.store.rows import naive_utc, strings


class RunStart(NamedTuple):
    """What is known of a run when it begins."""

    run_id: str
    started_at: datetime
    scorer: str
    ruleset: Ruleset
    inputs: Sequence[str]


class RunCounts(NamedTuple):
    """What a run did so far."""

    n_read: int
    n_scored: int
    n_unchanged: int
    n_rejected: int
    docs_per_second: float
    n_skipped: int = 0
    """Articles from before the time since which a run was to score."""


def begin(connection: duckdb.DuckDBPyConnection, run: RunStart) -> None:
    """Record that a run has begun."""
    connection.execute(
        "INSERT INTO runs BY NAME SELECT ? AS run_id, ? AS started_at, 'running' AS status, ? AS scorer,"
        " ? AS ruleset, ?::VARCHAR[] AS inputs",
        [run.run_id, naive_utc(run.started_at), run.scorer, run.ruleset.digest, list(run.inputs)],
    )


class RunEnd(NamedTuple):
    """How a run ended."""

    status: str
    counts: RunCounts
    silent_rules: Sequence[str] | None = None
    """Rules that found nothing; None where the run has scored nothing, or not come to its end."""


def finish(connection: duckdb.DuckDBPyConnection, run_id: str, end: RunEnd, finished_at: datetime) -> None:
    """Record how a run ended."""
    connection.execute(
        "UPDATE runs SET finished_at = ?, status = ?, n_read = ?, n_scored = ?, n_unchanged = ?, n_rejected = ?,"
        " docs_per_second = ?, n_skipped = ?, silent_rules = ?::VARCHAR[] WHERE run_id = ?",
        [naive_utc(finished_at), end.status, *end.counts, end.silent_rules, run_id],
    )


def mark_interrupted(connection: duckdb.DuckDBPyConnection) -> None:
    """Record of runs that are still running that they are not; whoever asks holds the lock, so none is."""
    connection.execute("UPDATE runs SET status = 'interrupted' WHERE status = 'running'")


def has_run(connection: duckdb.DuckDBPyConnection, run_id: str) -> bool:
    """Say whether a run was one of this database."""
    return bool(connection.execute("SELECT 1 FROM runs WHERE run_id = ?", [run_id]).fetchall())


def add_rejects(connection: duckdb.DuckDBPyConnection, run_id: str, rejects: Sequence[Reject]) -> None:
    """Store what a run could not use."""
    if not rejects:
        return
    columns = {name: strings([getattr(reject, name) for reject in rejects]) for name in Reject._fields}
    connection.register("batch", pa.table(columns))
    connection.execute("INSERT INTO rejects BY NAME SELECT *, ? AS run_id FROM batch", [run_id])
    connection.unregister("batch")
