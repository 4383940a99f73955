"""The pass over the duplicates as a Prefect flow, for a schedule: the same functions as ``winnow dedupe``."""

from __future__ import annotations

import os
from pathlib import Path

os.environ.setdefault("DO_NOT_TRACK", "1")
os.environ.setdefault("PREFECT_SERVER_ANALYTICS_ENABLED", "false")
os.environ.setdefault("PREFECT_SERVER_EPHEMERAL_STARTUP_TIMEOUT_SECONDS", "120")

from prefect import State, flow
from prefect.states import Completed, Failed

from flows.artifacts import leave_note
from flows.commands import find_duplicates
from flows.errors import WinnowError
from flows.parameters import Database
from flows.retrying import tried_again
from flows.summary import duplicates_line

ARTIFACT = "winnow-duplicates"


@flow(name="winnow-duplicates", flow_run_name="duplicates-in-{db}", persist_result=False)
def duplicates_flow(db: Database = "winnow.duckdb", wait: bool = False) -> State[None]:  # noqa: FBT001, FBT002 - a flat list
    """Find copies and rewrites of one story over all that is stored, and publish what follows."""
    if not Path(db).exists():
        return Completed(message=f"{db} does not exist yet, so there is nothing to compare")
    try:
        said = duplicates_line(tried_again(lambda: find_duplicates(Path(db), wait=wait)))
    except WinnowError as error:
        return Failed(message=str(error), data=error)
    leave_note(ARTIFACT, said)
    return Completed(message=said)
