"""One writer at a time, by a lock that dies with its holder.

The lock is a file of its own: a process that opened the working file a second time would silently drop DuckDB's lock
on it. ``flock`` is released by the kernel when the holder ends, however it ends.
"""

from __future__ import annotations

import fcntl
import json
import os
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import IO

from flows.errors import naming
from flows.store.errors import StoreBusyError
from flows.store.places import folder_of


@contextmanager
def writer_lock(db: Path, *, wait: bool) -> Iterator[None]:
    """Hold the right to write to ``db``.

    Raises:
        StoreBusyError: another process holds it, and ``wait`` is false.

    """
    path = folder_of(db) / "lock"
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("a+", encoding="utf-8") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | (0 if wait else fcntl.LOCK_NB))
        except BlockingIOError:
            message = f"{db} is being written by {_signature(file)}; wait for it to end, or use --wait"
            raise StoreBusyError(message) from None
        _sign(file)
        yield


def _sign(file: IO[str]) -> None:
    """Write down who holds the lock, for the one who is refused."""
    signed = {"pid": os.getpid(), "host": socket.gethostname(), "since": datetime.now(UTC).isoformat(timespec="seconds")}
    with naming(Path(file.name)):
        file.truncate(0)
        file.write(json.dumps(signed))
        file.flush()


def holder(db: Path) -> str | None:
    """Return who is writing to ``db``, in words, or None."""
    path = folder_of(db) / "lock"
    if not path.exists():
        return None
    with path.open(encoding="utf-8") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_SH | fcntl.LOCK_NB)
        except BlockingIOError:
            return _signature(file)
    return None


def _signature(file: IO[str]) -> str:
    """Return in words what the holder of the lock wrote down."""
    file.seek(0)
    try:
        signed = json.loads(file.read())
        return f"process {signed['pid']} on {signed['host']} since {signed['since']}"
    except (ValueError, KeyError):
        return "a process that has only just started"
