"""A Dask cluster as a crew: shards go out through its scheduler, parts come back through a place that all machines reach.

What is sent is closed bytes with the edition of Winnow they are for: a worker of another edition refuses before it opens
them, and the scheduler has nothing to understand. What comes back is a few counts. A worker that dies is Dask's affair:
the shard goes to another one. When the scheduler dies the run fails, and the next one takes in the parts that are there.
"""

from __future__ import annotations

import logging
import pickle
import socket
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cache, partial
from importlib.metadata import version
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit
from uuid import uuid4

from detectors.digest import scorer_digest
from flows.errors import InputError, WinnowError
from flows.workers import Crew, Promise

if TYPE_CHECKING:
    from distributed import Client, Future

CLUSTER_SHARD_SIZE = 5_000
"""Articles in a shard: some seconds of work and 15 MB on the way."""

_PATIENCE = 60
"""Seconds without any worker after which a run gives up."""

_CONNECTING = 10
_CLOSING = 2
_LARGEST_SHARD = "1GB"
"""Dask warns of tasks above this size; ours are large because they are few."""


class ClusterError(WinnowError):
    """The cluster is not there, or not fit for this run."""


@cache
def edition() -> str:
    """Return what two machines must have in common to take part in one run: the version, and the scorer's digest."""
    return f"winnow-news {version('winnow-news')}, scorer {scorer_digest()}"


def do(wanted: str, sent: bytes) -> Any:  # noqa: ANN401 - whatever the work returns
    """Do on a worker what was sent.

    Raises:
        ClusterError: the worker's Winnow is another edition, and its rows would not be comparable.

    """
    if wanted != edition():
        message = f"the worker on {socket.gethostname()} is {edition()}, this run is {wanted}: install the same everywhere"
        raise ClusterError(message)
    function, work = pickle.loads(sent)  # noqa: S301 - a Dask worker runs what its scheduler sends, pickled or not
    return function(work)


@contextmanager
def cluster(address: str) -> Iterator[Crew]:
    """Yield all workers of the cluster whose scheduler is at ``address``, as many as there are at any moment.

    Raises:
        InputError: Dask is not installed.
        ClusterError: nothing answers at the address.

    """
    try:
        import dask
        from distributed import Client
    except ModuleNotFoundError:
        message = "--dask needs Dask: pip install 'winnow-news[dask]'"
        raise InputError(message) from None
    logging.getLogger("distributed").setLevel(logging.CRITICAL)  # what a person can mend is said in one sentence
    with dask.config.set({"distributed.admin.large-graph-warning-threshold": _LARGEST_SHARD}):
        try:
            _knock(address)
            client = Client(address, timeout=_CONNECTING, set_as_default=False)
        except (OSError, ValueError) as error:
            message = f"no Dask scheduler answers at {address} ({' '.join(str(error).split())[:200]})"
            raise ClusterError(message) from None
        try:
            yield Crew(partial(_submit, client, address), partial(_size, client), CLUSTER_SHARD_SIZE)
        finally:
            client.close(timeout=_CLOSING)


def _knock(address: str) -> None:
    """Find out whether anybody is there: a client that found nobody takes half a minute to end."""
    asked = urlsplit(address if "://" in address else f"tcp://{address}")
    if not asked.hostname or not asked.port:
        message = "an address is tcp://host:port"
        raise ValueError(message)
    socket.create_connection((asked.hostname, asked.port), _CONNECTING).close()


def _size(client: Client) -> int:
    """Return how many shards are scored at once: one a process, since threads of one share its interpreter."""
    return max(1, len(_workers(client)))


def _workers(client: Client) -> list[str]:
    try:
        return list(client.nthreads())
    except (OSError, RuntimeError):  # the scheduler has gone; whoever waits for a result hears of it
        return []


def _submit(client: Client, address: str, function: Callable[[Any], Any], work: Any) -> Promise[Any]:  # noqa: ANN401
    future = client.submit(do, edition(), pickle.dumps((function, work)), key=f"winnow-{uuid4().hex}", pure=False)
    return _Answer(client, address, future)


class _Answer:
    """The result of a shard that is scored somewhere else."""

    def __init__(self, client: Client, address: str, future: Future[Any]) -> None:
        self._client = client
        self._address = address
        self._future = future

    def result(self) -> Any:  # noqa: ANN401
        """Wait for it; what the cluster cannot do is said in one sentence."""
        from distributed import CancelledError, KilledWorker

        while True:
            try:
                return self._future.result(timeout=_PATIENCE)
            except TimeoutError:
                if self._future.status != "pending":
                    raise
                if _workers(self._client):
                    continue
                why = f"has had no worker for {_PATIENCE} seconds; what is scored is safe, run again to go on"
            except CancelledError:
                why = "has gone; what is scored is safe, run again to go on"
            except KilledWorker as error:
                why = f"gave a shard up: {error}; what is scored is safe, run again to go on"
            except (ImportError, RuntimeError) as error:
                if isinstance(error, RuntimeError) and "deserializ" not in str(error):
                    raise
                why = f"or one of its workers cannot run this Winnow ({error}): install the same on every machine"
            message = f"the Dask scheduler at {self._address} {' '.join(why.split())}"
            raise ClusterError(message)
