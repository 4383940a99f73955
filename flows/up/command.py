"""Start a Prefect server and a worker, say where the page is, and stop both again whatever happens.

Each is a process that leads a group of its own, so that a Ctrl-C reaches this one alone, and whatever a part has
started can be stopped with it. The parts watch this process in turn: if it is killed, they end themselves.
"""

from __future__ import annotations

import fcntl
import multiprocessing
import os
import signal
import socket
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from multiprocessing.connection import Connection, wait
from multiprocessing.context import SpawnProcess
from pathlib import Path
from threading import Event
from typing import Any, NamedTuple

from flows.addresses import HIDDEN, hidden
from flows.errors import InputError, WinnowError
from flows.sources import for_people
from flows.sources.places import STANDARD_INPUT
from flows.sources.remote import is_address
from flows.store.places import folder_of, report_file
from flows.terminal import visible
from flows.up import REPORT_ADDRESS, cron
from flows.up.parts import Plan, run_schedules, serve_pages

LOOPBACK = "127.0.0.1"

_STARTING = 180
"""Seconds that a part may take to start: 15 to 25 on an idle machine, more on a busy one."""
_STOPPING = 20
"""Seconds that a part may take to end before it is killed; a run needs some to write down that it was stopped."""
_SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


class UpRequest(NamedTuple):
    """What is to be kept running."""

    inputs: tuple[str, ...]
    db: Path
    port: int
    cron: str
    labelled: tuple[Path, ...] = ()
    """Labelled texts; with them the style model is trained every week."""


class PartEndedError(WinnowError):
    """A part ended by itself, or did not start."""


class _StopAskedError(Exception):
    """Somebody asked for the end, by Ctrl-C or a signal."""


class Part(NamedTuple):
    """A process that leads a group, and the line on which it says that it is ready."""

    name: str
    process: SpawnProcess
    line: Connection
    log: Path


def up(request: UpRequest) -> None:
    """Run until told to stop.

    Raises:
        InputError: something that is asked for cannot be.
        PartEndedError: a part ended by itself; the other has been stopped.

    """
    _check(request)
    home = folder_of(request.db) / "prefect"
    home.mkdir(parents=True, exist_ok=True)
    with _alone(home, request.db), _listening(request.port) as listener:
        address = f"http://{LOOPBACK}:{listener.getsockname()[1]}"
        os.environ.update(_environment(home, address, request))
        parts: list[Part] = []
        with _told_to_stop():
            try:
                _run(parts, request, home, listener, address)
            except _StopAskedError:
                _say("stopping")
            finally:
                _stop_all(parts)
        _say("stopped")


def _run(parts: list[Part], request: UpRequest, home: Path, listener: socket.socket, address: str) -> None:
    """Start one part after the other, and wait for what should not happen: that one ends."""
    _say("starting Prefect, which takes some 20 seconds")
    report = report_file(request.db)
    _start(parts, "server", home, serve_pages, listener, str(report))
    listener.close()
    plan = Plan(_shown(request), str(request.db.absolute()), request.cron, tuple(map(_absolute, request.labelled)))
    _start(parts, "worker", home, run_schedules, plan)
    _say(f"scores {', '.join(map(visible, _shown(request)))} into {visible(str(request.db))} at {request.cron} (UTC)")
    sys.stdout.write(f"{address}\n")
    sys.stdout.flush()
    _say(f"that is the page; the report after the first run: {address}/winnow/report; Ctrl-C stops everything")
    _wait_for_end(parts, None)


def _start(parts: list[Part], name: str, home: Path, work: Callable[..., None], *given: Any) -> None:  # noqa: ANN401
    """Start a part and wait until it says that it is ready."""
    ours, theirs = multiprocessing.Pipe()
    log = home / f"{name}.log"
    process = multiprocessing.get_context("spawn").Process(
        target=work, args=(theirs, str(log), *given), name=f"winnow {name}"
    )
    parts.append(Part(name, process, ours, log))
    process.start()
    theirs.close()
    _wait_for_end(parts, time.monotonic() + _STARTING)


def _wait_for_end(parts: Sequence[Part], deadline: float | None) -> None:
    """Return once the last part is ready; without a deadline wait until one ends.

    Raises:
        PartEndedError: one did, or is not ready in time.

    """
    newest = parts[-1]
    ends = {part.process.sentinel: part for part in parts}
    found = wait([*ends, newest.line] if deadline else list(ends), deadline - time.monotonic() if deadline else None)
    if not found:
        message = f"the {newest.name} was not ready after {_STARTING} seconds; see {newest.log}"
        raise PartEndedError(message)
    if ended := next((part for sentinel, part in ends.items() if sentinel in found), None) or _hung_up(newest):
        message = f"the {ended.name} has ended by itself ({_last_words(ended)}), so the rest was stopped; see {ended.log}"
        raise PartEndedError(message)


def _hung_up(part: Part) -> Part | None:
    """Return the part if its line was cut before it said that it was ready: then it is about to end."""
    try:
        part.line.recv()
    except EOFError:
        return part
    return None


def _last_words(part: Part) -> str:
    """Return what a part that has ended was killed by or said last."""
    part.process.join(_STOPPING)
    code = part.process.exitcode or 0
    if code < 0:
        return f"killed by {signal.Signals(-code).name}"
    said = [line for line in part.log.read_text("utf-8", "replace").splitlines() if line.strip()][-1:]
    return visible(said[0].strip()[:200]) if said and code else f"exit code {code}"


def _stop_all(parts: Sequence[Part]) -> None:
    """Ask the group of each part to end, the last first, and kill what does not. A second Ctrl-C does not wait."""
    hurry = Event()
    for number in _SIGNALS:
        signal.signal(number, lambda *_: hurry.set())
    for part in reversed([part for part in parts if part.process.pid]):
        _signal(part, signal.SIGTERM)
        deadline = time.monotonic() + _STOPPING
        while time.monotonic() < deadline and not hurry.is_set() and _signal(part, 0):
            part.process.join(0.1)
        _signal(part, signal.SIGKILL)
        part.process.join()


def _signal(part: Part, number: int) -> bool:
    """Send a signal to all processes of a part; say whether there was any."""
    pid = part.process.pid
    if pid is None:
        return False
    try:
        os.killpg(pid, number)
    except (ProcessLookupError, PermissionError):  # it leads no group yet, or, on macOS, all of it has ended
        if not part.process.is_alive():
            return False
        os.kill(pid, number)
    return True


@contextmanager
def _told_to_stop() -> Iterator[None]:
    """Have the signals that mean the end raise an exception."""

    def asked(*_: object) -> None:
        raise _StopAskedError

    before = [signal.signal(number, asked) for number in _SIGNALS]
    try:
        yield
    finally:
        for number, handler in zip(_SIGNALS, before, strict=True):
            signal.signal(number, handler)


@contextmanager
def _alone(home: Path, db: Path) -> Iterator[None]:
    """Keep others from starting a server in the same folder; the kernel frees the lock when this process ends."""
    with (home / "lock").open("w", encoding="utf-8") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            message = f"another `winnow up` is running for {db}; stop it first, or name another --db"
            raise WinnowError(message) from None
        yield


@contextmanager
def _listening(port: int) -> Iterator[socket.socket]:
    """Yield a socket that listens on loopback, so that nobody takes the port in between."""
    listener = socket.socket()
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    with listener:
        try:
            listener.bind((LOOPBACK, port))
            listener.listen(128)
        except OSError as error:
            message = f"port {port} of {LOOPBACK} cannot be used ({error.strerror}); choose another with --port"
            raise WinnowError(message) from None
        yield listener


def _environment(home: Path, address: str, request: UpRequest) -> dict[str, str]:
    """Return the environment of both parts, without any setting for another Prefect."""
    for name in [name for name in os.environ if name.startswith("PREFECT")]:
        del os.environ[name]
    not_by_proxy = ",".join(filter(None, (os.environ.get("NO_PROXY") or os.environ.get("no_proxy"), LOOPBACK)))
    return {
        "DO_NOT_TRACK": "1",
        "PREFECT_API_URL": f"{address}/api",
        "PREFECT_HOME": str(home.absolute()),
        "PREFECT_SERVER_ANALYTICS_ENABLED": "false",
        "PREFECT_SERVER_CORS_ALLOWED_ORIGINS": address,
        "PREFECT_SERVER_UI_API_URL": f"{address}/api",
        "PREFECT_SERVER_UI_V2_ENABLED": "false",
        "PREFECT_UI_STATIC_DIRECTORY": str(home.absolute() / "page"),
        "NO_PROXY": not_by_proxy,
        "no_proxy": not_by_proxy,
        REPORT_ADDRESS: f"{address}/winnow/report",
        HIDDEN: hidden(map(_absolute, request.inputs)),
    }


def _check(request: UpRequest) -> None:
    """Refuse what would only fail in the night."""
    if wrong := cron.problem(request.cron):
        message = f"--cron {request.cron!r}: {wrong}; write minute hour day month weekday, such as '0 3 * * *' (UTC)"
        raise InputError(message)
    if STANDARD_INPUT in request.inputs:
        message = "standard input is read once; name a folder, a pattern or an address"
        raise InputError(message)
    for path in (*request.inputs, *map(str, request.labelled)):
        if not is_address(path) and not any(sign in path for sign in "*?[") and not Path(path).exists():
            message = f"{path}: there is no such file or folder; make it, or name another"
            raise InputError(message)


def _shown(request: UpRequest) -> tuple[str, ...]:
    """Return the inputs as they may be stored and shown."""
    return tuple(for_people(_absolute(each)) for each in request.inputs)


def _absolute(path: str | Path) -> str:
    return str(path) if is_address(str(path)) else str(Path(path).absolute())


def _say(line: str) -> None:
    sys.stderr.write(f"winnow: {line}\n")
    sys.stderr.flush()
