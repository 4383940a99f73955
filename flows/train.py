"""Training as a Prefect flow, for a schedule: the same functions as ``winnow train``, its figures left as an artifact."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Annotated, Any

os.environ.setdefault("DO_NOT_TRACK", "1")
os.environ.setdefault("PREFECT_SERVER_ANALYTICS_ENABLED", "false")
os.environ.setdefault("PREFECT_SERVER_EPHEMERAL_STARTUP_TIMEOUT_SECONDS", "120")

from prefect import State, flow, get_run_logger
from prefect.artifacts import create_markdown_artifact
from prefect.states import Failed
from pydantic import Field

from flows.errors import WinnowError
from flows.generated.commands import TrainRequest, train_generated
from flows.parameters import Database, Places

ARTIFACT = "winnow-train-generated"


@flow(name="winnow-train-generated", flow_run_name="train-into-{out}", persist_result=False)
def train_flow(
    files: Places,
    out: str = "models/generated",
    seed: Annotated[int, Field(ge=0)] = 0,
    db: Database | None = None,
    force: bool = False,  # noqa: FBT001, FBT002 - a deployment's parameters are a flat list
) -> dict[str, Any] | State[Any]:
    """Train the style model and write it; what a person can mend, a worse model too, is the message of the failed state."""
    request = TrainRequest(tuple(map(Path, files)), Path(out), seed, force, Path(db) if db else None)
    try:
        found = train_generated(request, get_run_logger().info)
    except WinnowError as error:
        return Failed(message=str(error), data=error)
    shown = json.dumps({key: found[key] for key in ("mean", "worst_auroc", "human_flagged")}, indent=1)
    create_markdown_artifact(f"```json\n{shown}\n```", key=ARTIFACT, description=f"Style model in {out}")
    return found
