"""The scoring run as a Prefect flow: the same functions, seen and retried by Prefect.

One task is one shard, with a second or more of work, because a task costs 4 to 15 ms. The ledger of runs is the
``runs`` table: Prefect's embedded server is known to lose task runs. Nothing leaves the machine.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any, Literal, NamedTuple

os.environ.setdefault("DO_NOT_TRACK", "1")
os.environ.setdefault("PREFECT_SERVER_ANALYTICS_ENABLED", "false")
# An embedded server takes 13 to 18 seconds to start, and more on a busy machine.
os.environ.setdefault("PREFECT_SERVER_EPHEMERAL_STARTUP_TIMEOUT_SECONDS", "120")

from prefect import State, flow, get_run_logger, task
from prefect.artifacts import create_markdown_artifact
from prefect.cache_policies import NO_CACHE
from prefect.client.orchestration import get_client
from prefect.runtime import flow_run
from prefect.settings import PREFECT_API_URL
from prefect.states import Completed, Failed
from prefect.task_runners import ThreadPoolTaskRunner

from detectors.ruleset import RulesetError
from flows.errors import WinnowError
from flows.run import RunSummary, ScoreRequest, parse_fields, run_score
from flows.sources import IdScope, NothingToReadError
from flows.summary import ProgressLines, markdown
from flows.workers import Promise, crew

ARTIFACT = "winnow-run"


class ServerError(WinnowError):
    """The Prefect server that is configured cannot be reached."""


class FlowResult(NamedTuple):
    """What a flow run did, and where Prefect shows it."""

    summary: RunSummary
    flow_run_id: str


@task(name="score-shard", retries=2, retry_delay_seconds=[1, 10], cache_policy=NO_CACHE)
def shard_task(work: Callable[[], Any]) -> Any:  # noqa: ANN401 - whatever the work returns
    """Do one shard's work; it comes as a closed call, so that Prefect does not walk through its articles."""
    return work()


@flow(name="winnow-score", flow_run_name="score-into-{db}", persist_result=False)
def score_flow(  # noqa: PLR0913, PLR0917 - a deployment's parameters are a flat list
    inputs: list[str],
    db: str = "winnow.duckdb",
    rules: str = "news",
    workers: int = os.cpu_count() or 1,
    limit: int | None = None,
    fields: str = "",
    id_scope: IdScope = "global",
    wait: bool = False,  # noqa: FBT001, FBT002 - see above
    outlets: bool = False,  # noqa: FBT001, FBT002
    dedupe: bool = False,  # noqa: FBT001, FBT002
    html: Literal["trafilatura", "resiliparse"] = "trafilatura",
    dask: str | None = None,
    parts: str | None = None,
    parts_only: bool = False,  # noqa: FBT001, FBT002
) -> FlowResult | State[Any]:
    """Score inputs into a database and publish it; leave a summary as an artifact.

    A night without anything to read is no failure. What a person can mend is the message of the failed state.
    """
    try:
        given = parse_fields(fields)
        sources, place = tuple(inputs), Path(db)
        options = (rules, workers, limit, wait, given, id_scope, outlets, dedupe, html, dask, parts, parts_only)
        return _scored(ScoreRequest(sources, place, *options))
    except NothingToReadError as error:
        return Completed(message=str(error))
    except (WinnowError, RulesetError) as error:
        return Failed(message=str(error), data=error)


def _scored(request: ScoreRequest) -> FlowResult:
    with crew(request.workers, request.dask) as workers:

        def submit_task(function: Callable[[Any], Any], work: Any) -> Promise[Any]:  # noqa: ANN401
            return shard_task.submit(partial(_result, workers.submit, function, work))

        # The tasks of a cluster are Dask's: it has its own page and its own retries, and a thread for each would be many.
        seen = workers if request.dask else workers._replace(submit=submit_task)
        summary = run_score(request, seen, ProgressLines(get_run_logger().info))
    create_markdown_artifact(markdown(summary), key=ARTIFACT, description=f"Winnow run {summary.run_id}")
    return FlowResult(summary, str(flow_run.get_id()))


def _result(submit: Callable[..., Promise[Any]], function: Callable[[Any], Any], work: Any) -> Any:  # noqa: ANN401
    return submit(function, work).result()


def run_through_prefect(request: ScoreRequest) -> FlowResult:
    """Run the flow with one thread for each shard that is in flight.

    Raises:
        ServerError: a server is configured and does not answer.
        NothingToReadError: there is nothing to read; as a flow, that is no failure.

    """
    _reach_server()
    threads: ThreadPoolTaskRunner[Any] = ThreadPoolTaskRunner(max_workers=2 * request.workers)
    flow_with_threads = score_flow.with_options(task_runner=threads)  # type: ignore[arg-type]  # its own class
    state: State[Any] = flow_with_threads(
        inputs=list(request.inputs),
        db=str(request.db),
        rules=request.rules,
        workers=request.workers,
        limit=request.limit,
        fields=",".join(f"{ours}={theirs}" for ours, theirs in request.fields.items()),
        id_scope=request.id_scope,
        wait=request.wait,
        outlets=request.outlets,
        dedupe=request.dedupe,
        html=request.html,
        dask=request.dask,
        parts=request.parts,
        parts_only=request.parts_only,
        return_state=True,
    )
    result: FlowResult | None = state.result()
    if result is None:
        raise NothingToReadError(state.message)
    return result


def _reach_server() -> None:
    address = PREFECT_API_URL.value()
    if not address:
        return  # an embedded one is started
    with get_client(sync_client=True) as client:
        problem = client.api_healthcheck()
    if problem is not None:
        message = f"no Prefect server answers at {address} ({problem}); start it, or use --no-prefect"
        raise ServerError(message)
