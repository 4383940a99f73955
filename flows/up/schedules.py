"""The deployments of ``winnow up``, those of ``prefect.yaml`` with what the command was given, and the worker."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any
from uuid import UUID

from prefect.client.orchestration import PrefectClient, get_client
from prefect.client.schemas.actions import GlobalConcurrencyLimitUpdate
from prefect.client.schemas.filters import FlowRunFilter, FlowRunFilterState, FlowRunFilterStateType
from prefect.client.schemas.objects import ConcurrencyLimitConfig, ConcurrencyLimitStrategy, StateType
from prefect.deployments.runner import RunnerDeployment
from prefect.flows import Flow
from prefect.runner import Runner
from prefect.states import Crashed
from prefect.types.entrypoint import EntrypointType

from flows.duplicates import duplicates_flow
from flows.score import score_flow
from flows.train import train_flow
from flows.up.parts import Plan

DUPLICATES = "0 4 * * *"
WEEKLY = "0 5 * * 0"
_ONE_AT_A_TIME = ConcurrencyLimitConfig(limit=1, collision_strategy=ConcurrencyLimitStrategy.CANCEL_NEW)
_UNFINISHED = [StateType.PENDING, StateType.RUNNING, StateType.CANCELLING, StateType.PAUSED]


async def deployments(plan: Plan) -> list[RunnerDeployment]:
    """Return what runs when; all times are UTC."""
    scored = {"inputs": list(plan.inputs), "db": plan.db, "outlets": True, "wait": True}
    found = [
        await _deployment(score_flow, "nightly", plan.cron, scored),
        await _deployment(duplicates_flow, "duplicates", DUPLICATES, {"db": plan.db, "wait": True}),
    ]
    if plan.labelled:
        found.append(await _deployment(train_flow, "weekly", WEEKLY, {"files": list(plan.labelled), "db": plan.db}))
    return found


async def _deployment(flow: Flow[Any, Any], name: str, cron: str, parameters: dict[str, Any]) -> RunnerDeployment:
    flow.validate_parameters(parameters)
    return await flow.ato_deployment(
        name=name,
        cron=cron,
        parameters=parameters,
        concurrency_limit=_ONE_AT_A_TIME,
        entrypoint_type=EntrypointType.MODULE_PATH,
    )


async def keep_running(plan: Plan, ready: Callable[[], None]) -> None:
    """Register the deployments, clear up after an earlier worker that was killed, and run what is due."""
    runner = Runner(name="winnow", limit=1, pause_on_shutdown=False)
    async with get_client() as client:
        await clear_up(client)
        kept = [await runner.aadd_deployment(each) for each in await deployments(plan)]
        await forget_others(client, kept)
    ready()
    await runner.start()


async def clear_up(client: PrefectClient) -> None:
    """End what a worker that was killed left: runs that look alive, runs that are overdue, a limit that looks used up.

    Nothing runs before the first worker does, so all of that is stale. A night that was missed is not made up for: the
    next run reads everything that is new.
    """
    for flow_run in await client.read_flow_runs(flow_run_filter=_in_state(_UNFINISHED)):
        await client.set_flow_run_state(flow_run.id, Crashed(message="the worker was stopped"), force=True)
    while overdue := await client.read_flow_runs(flow_run_filter=_in_state([StateType.SCHEDULED])):
        for flow_run in overdue:
            await client.delete_flow_run(flow_run.id)
    for each in await client.read_deployments():
        if each.global_concurrency_limit:
            freed = GlobalConcurrencyLimitUpdate(active_slots=0)
            await client.update_global_concurrency_limit(each.global_concurrency_limit.name, freed)


def _in_state(states: list[StateType]) -> FlowRunFilter:
    return FlowRunFilter(state=FlowRunFilterState(type=FlowRunFilterStateType(any_=states)))


async def forget_others(client: PrefectClient, kept: Sequence[UUID]) -> None:
    """Remove the deployments that an earlier command had and this one has not."""
    for each in await client.read_deployments():
        if each.id not in kept:
            await client.delete_deployment(each.id)
