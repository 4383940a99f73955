"""The scoring run as a Prefect flow: the same functions, seen and retried by Prefect.

One task is one shard, with a second or more of work, because a task costs 4 to 15 ms. The ledger of runs is the
``runs`` table: Prefect's embedded server is known to lose task runs. Nothing leaves the machine.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import Any, Literal, NamedTuple

os.environ.setdefault("DO_NOT_TRACK", "1")
os.environ.setdefault("PREFECT_SERVER_ANALYTICS_ENABLED", "false")
# An embedded server takes 13 to 18 seconds to start, and more on a busy machine.
os.environ.setdefault("PREFECT_SERVER_EPHEMERAL_STARTUP_TIMEOUT_SECONDS", "120")

from prefect import State, flow, get_run_logger, task
from prefect.cache_policies import NO_CACHE
from prefect.client.orchestration import get_client
from prefect.exceptions import ParameterTypeError
from prefect.runtime import flow_run
from prefect.settings import PREFECT_API_URL
from prefect.states import Completed, Failed
from prefect.task_runners import ThreadPoolTaskRunner

from detectors.judging.rules import RulesetError
from flows.addresses import hidden_here, whole
from flows.artifacts import leave_artifacts
from flows.errors import InputError, WinnowError
from flows.parameters import Cluster, Database, FieldNames, Limit, Place, Places, Since, Workers
from flows.request import ScoreRequest, parse_since
from flows.retrying import may_pass, tried_again
from flows.run import RunSummary, run_score
from flows.sources import IdScope, NothingToReadError, for_people
from flows.sources.fields import parse_fields
from flows.sources.remote import without_secrets
from flows.summary import ProgressLines
from flows.workers import Promise, crew


class ServerError(WinnowError):
    """The Prefect server that is configured cannot be reached."""


class FlowResult(NamedTuple):
    """What a flow run did, and where Prefect shows it."""

    summary: RunSummary
    flow_run_id: str


@task(name="score-shard", retries=2, retry_delay_seconds=[1, 10], retry_condition_fn=may_pass, cache_policy=NO_CACHE)
def shard_task(work: Callable[[], Any]) -> Any:  # noqa: ANN401 - whatever the work returns
    """Do one shard's work; it comes as a closed call, so that Prefect does not walk through its articles."""
    return work()


@flow(name="winnow-score", flow_run_name="score-into-{db}", persist_result=False)
def score_flow(  # noqa: PLR0913, PLR0917 - a deployment's parameters are a flat list
    inputs: Places,
    db: Database = "winnow.duckdb",
    rules: str = "news",
    workers: Workers = os.cpu_count() or 1,  # noqa: B008 - the machine does not change
    limit: Limit | None = None,
    fields: FieldNames = "",
    id_scope: IdScope = "global",
    wait: bool = False,  # noqa: FBT001, FBT002 - see above
    outlets: bool = False,  # noqa: FBT001, FBT002
    dedupe: bool = False,  # noqa: FBT001, FBT002
    html: Literal["trafilatura", "resiliparse"] = "trafilatura",
    since: Since | None = None,
    dask: Cluster | None = None,
    parts: Place | None = None,
    parts_only: bool = False,  # noqa: FBT001, FBT002
) -> FlowResult | State[Any]:
    """Score inputs into a database and publish it; leave summary, trend, rejects and report as artifacts.

    A night without anything to read is no failure. What a person can mend is the message of the failed state.
    """
    start = parse_since(since) if since else None
    given = parse_fields(fields)
    options = (rules, workers, limit, wait, given, id_scope, outlets, dedupe, html, start, dask, parts, parts_only)
    request = ScoreRequest(whole(inputs), Path(db), *options)
    try:
        found = tried_again(partial(_scored, request))
    except (WinnowError, RulesetError) as error:
        return Failed(message=str(error), data=error)
    if isinstance(found, NothingToReadError):
        return Completed(message=str(found))
    leave_artifacts(found)
    return FlowResult(found, str(flow_run.get_id()))


def _scored(request: ScoreRequest) -> RunSummary | NothingToReadError:
    """Run; that there is nothing to read is a result, so that no part of the run is shown as failed."""
    try:
        return _run(request)
    except NothingToReadError as error:
        return error


def _run(request: ScoreRequest) -> RunSummary:
    with crew(request.workers, request.dask) as workers:

        def submit_task(function: Callable[[Any], Any], work: Any) -> Promise[Any]:  # noqa: ANN401
            return shard_task.submit(partial(_result, workers.submit, function, work))

        # The tasks of a cluster are Dask's: it has its own page and its own retries, and a thread for each would be many.
        seen = workers if request.dask else workers._replace(submit=submit_task, in_process=False)
        return run_score(request, seen, ProgressLines(get_run_logger().info))


def _result(submit: Callable[..., Promise[Any]], function: Callable[[Any], Any], work: Any) -> Any:  # noqa: ANN401
    return submit(function, work).result()


def run_through_prefect(request: ScoreRequest) -> FlowResult:
    """Run the flow with one thread for each shard that is in flight.

    Raises:
        InputError: what a deployment could not be given either.
        ServerError: a server is configured and does not answer.
        NothingToReadError: there is nothing to read; as a flow, that is no failure.

    """
    if request.parts is not None and for_people(request.parts) != request.parts:
        message = (
            "--parts holds a password or key, which Prefect would store: set the store's own variables, or use --no-prefect"
        )
        raise InputError(message)
    _reach_server()
    threads: ThreadPoolTaskRunner[Any] = ThreadPoolTaskRunner(max_workers=2 * request.workers)
    flow_with_threads = score_flow.with_options(task_runner=threads)  # type: ignore[arg-type]  # its own class
    with hidden_here(request.inputs) as shown:
        state: State[Any] = flow_with_threads(**_parameters(request, shown), return_state=True)
    with _refused_in_words():
        result: FlowResult | None = state.result()
    if result is None:
        raise NothingToReadError(state.message)
    return result


def _parameters(request: ScoreRequest, inputs: list[str]) -> dict[str, Any]:
    """Return a request as the parameters of the flow: what is not named here is the same in both."""
    return request._asdict() | {
        "inputs": inputs,
        "db": str(request.db),
        "fields": ",".join(f"{ours}={theirs}" for ours, theirs in request.fields.items()),
        "since": request.since.isoformat() if request.since else None,
    }


@contextmanager
def _refused_in_words() -> Iterator[None]:
    try:
        yield
    except ParameterTypeError as error:
        raise InputError(without_secrets(" ".join(str(error).split()))) from None


def _reach_server() -> None:
    address = PREFECT_API_URL.value()
    if not address:
        return  # an embedded one is started
    with get_client(sync_client=True) as client:
        problem = client.api_healthcheck()
    if problem is not None:
        message = f"no Prefect server answers at {address} ({problem}); start it, or use --no-prefect"
        raise ServerError(message)
