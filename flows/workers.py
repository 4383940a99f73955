"""Who scores shards: this process, or a pool of processes of this machine; flows/cluster.py adds a Dask cluster."""

from __future__ import annotations

import os
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import Future
from contextlib import contextmanager
from typing import Any, NamedTuple, Protocol, TypeVar

Result_co = TypeVar("Result_co", covariant=True)
Work = TypeVar("Work")
Answer = TypeVar("Answer")

SHARD_SIZE = 1_000
"""Articles in a shard: a second or two of work, so that a task's overhead (4 to 15 ms) does not count."""


class Promise(Protocol[Result_co]):
    """What comes back when work is handed out: a result, sooner or later."""

    def result(self) -> Result_co:
        """Wait and return it, or raise what went wrong."""


Submit = Callable[[Callable[[Work], Answer], Work], Promise[Answer]]
"""Hands ``function(work)`` to whoever does it."""


class Crew(NamedTuple):
    """Those who work, whoever they are."""

    submit: Submit[Any, Any]
    size: Callable[[], int]
    """How many shards are scored at once, at this moment."""
    shard_size: int = SHARD_SIZE
    in_process: bool = False
    """Whether this very process scores, at once: then rows go on to the store as they are, and no shard waits for another."""


def _here(function: Callable[[Work], Answer], work: Work) -> Promise[Answer]:
    """Do the work at once, in this process."""
    promise: Future[Answer] = Future()
    promise.set_result(function(work))
    return promise


HERE = Crew(_here, lambda: 1, in_process=True)
"""This process itself."""


@contextmanager
def pool(workers: int) -> Iterator[Crew]:
    """Yield a crew of ``workers`` processes; one worker is this process itself.

    Processes are spawned, not forked: a Prefect run has threads, and a fork inherits their locks.
    """
    if workers == 1:
        yield HERE
        return
    import multiprocessing
    from concurrent.futures import ProcessPoolExecutor

    context = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(workers, mp_context=context, initializer=_end_with_parent) as executor:
        try:
            yield Crew(executor.submit, lambda: workers)
        except BaseException:
            executor.shutdown(wait=False, cancel_futures=True)
            raise


@contextmanager
def crew(workers: int, dask: str | None) -> Iterator[Crew]:
    """Yield the cluster whose scheduler is at ``dask``, else a pool of this machine.

    Raises:
        ClusterError: there is no cluster at that address, or nothing to reach it with.

    """
    if dask is None:
        with pool(workers) as local:
            yield local
        return
    from flows.cluster import cluster

    with cluster(dask) as remote:
        yield remote


def _end_with_parent() -> None:
    """End this worker when its parent is killed: it would wait for work for ever otherwise."""
    when_parent_ends(lambda: os._exit(1))


def when_parent_ends(act: Callable[[], object]) -> None:
    """Call ``act`` once the process that started this one has ended, however it ended."""
    from multiprocessing import parent_process

    parent = parent_process()
    if parent is not None:
        threading.Thread(target=_watch, args=(parent.sentinel, act), daemon=True).start()


def _watch(sentinel: int, act: Callable[[], object]) -> None:
    from multiprocessing.connection import wait

    wait([sentinel])
    act()
