"""Where shards are scored: in this process, or in a pool of processes of this machine."""

from __future__ import annotations

import multiprocessing
import os
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from contextlib import contextmanager
from multiprocessing.connection import wait
from typing import Any, Protocol, TypeVar

Result_co = TypeVar("Result_co", covariant=True)
Work = TypeVar("Work")
Answer = TypeVar("Answer")


class Promise(Protocol[Result_co]):
    """What comes back when work is handed out: a result, sooner or later."""

    def result(self) -> Result_co:
        """Wait and return it, or raise what went wrong."""


Submit = Callable[[Callable[[Work], Answer], Work], Promise[Answer]]
"""Hands ``function(work)`` to whoever does it."""


def here(function: Callable[[Work], Answer], work: Work) -> Promise[Answer]:
    """Do the work at once, in this process."""
    promise: Future[Answer] = Future()
    promise.set_result(function(work))
    return promise


@contextmanager
def pool(workers: int) -> Iterator[Submit[Any, Any]]:
    """Yield a way to submit work to ``workers`` processes; one worker is this process itself.

    Processes are spawned, not forked: a Prefect run has threads, and a fork inherits their locks.
    """
    if workers == 1:
        yield here
        return
    context = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(workers, mp_context=context, initializer=_end_with_parent) as executor:
        try:
            yield executor.submit
        except BaseException:
            executor.shutdown(wait=False, cancel_futures=True)
            raise


def _end_with_parent() -> None:
    """End this worker when its parent is killed: it would wait for work for ever otherwise."""
    when_parent_ends(lambda: os._exit(1))


def when_parent_ends(act: Callable[[], object]) -> None:
    """Call ``act`` once the process that started this one has ended, however it ended."""
    parent = multiprocessing.parent_process()
    if parent is not None:
        threading.Thread(target=_watch, args=(parent.sentinel, act), daemon=True).start()


def _watch(sentinel: int, act: Callable[[], object]) -> None:
    wait([sentinel])
    act()
