"""Try again what a schedule has started: somebody else may be writing, a network may be gone for a while.

A person at a terminal is told at once instead. What cannot pass by waiting, a missing file or a wrong rule, is not tried
again either. Every attempt has its own row in ``runs``.
"""

from __future__ import annotations

import traceback
from collections.abc import Callable
from typing import Any, TypeVar, cast

from prefect import State, Task, task
from prefect.cache_policies import NO_CACHE
from prefect.client.schemas.objects import TaskRun
from prefect.runtime import deployment
from prefect.tasks import exponential_backoff

from detectors.judging.rules import RulesetError
from flows.errors import WinnowError
from flows.sources.remote import without_secrets

Result = TypeVar("Result")
RETRIES = 3
FIRST_WAIT = 60
"""Seconds before the second attempt; the third and the fourth wait twice and four times as long."""


def may_pass(_task: Task[..., Any], _task_run: TaskRun, state: State[Any]) -> bool:
    """Say whether what failed may go well a little later."""
    error = state.result(raise_on_failure=False)
    return bool(getattr(error, "may_pass", not isinstance(error, RulesetError)))


@task(name="attempt", cache_policy=NO_CACHE, persist_result=False)
def attempt(work: Callable[[], Any]) -> Any:  # noqa: ANN401 - whatever the work returns
    """Do the work; it comes as a closed call, so that Prefect neither walks through what it holds nor stores it.

    Prefect stores how an exception came about, and libraries name the whole address that they asked: such an exception is
    replaced by one that does not.
    """
    try:
        return work()
    except Exception as error:
        told = traceback.format_exc()
        if (shown := without_secrets(told)) == told:
            raise
        raise (error if isinstance(error, WinnowError) else RuntimeError(shown)) from None


def tried_again(work: Callable[[], Result]) -> Result:
    """Do the work, in a run that a deployment started more than once if need be."""
    retries = RETRIES if deployment.get_id() else 0
    waits = exponential_backoff(FIRST_WAIT)
    again = attempt.with_options(retries=retries, retry_delay_seconds=waits, retry_condition_fn=may_pass)
    found: Any = again(work)
    return cast("Result", found)
