"""A Dask cluster on loopback and drivers of runs, for benchmarks: every process carries a mark by which it is found again."""

from __future__ import annotations

import os
import re
import socket
import subprocess
import sys
import time
from pathlib import Path
from uuid import uuid4

from flows.shards import score_shard

ROOT = Path(__file__).parent.parent
MARK = f"WINNOW_BENCH={uuid4().hex}"
QUIET = {"DASK_DISTRIBUTED__WORKER__PROFILE__ENABLED": "False", "DASK_DISTRIBUTED__ADMIN__TICK__INTERVAL": "1s"}
"""What docs/scale.md advises: without it a cluster of two spends 9 % of a core on watching itself, with it 2 %."""

TEMPORARY = "temporary"
"""The folder in which a benchmark's processes make their temporary files, so that what they leave is found."""

SPENT = "WINNOW_BENCH_SPENT"
_TICK = os.sysconf("SC_CLK_TCK")


def start(folder: Path, log: str, *command: str) -> subprocess.Popen[bytes]:
    """Start a Python process that writes to a log of that name."""
    name, _, value = MARK.partition("=")
    paths = {"PYTHONPATH": f"{ROOT}:{ROOT / 'bench'}", "OMP_NUM_THREADS": "1"}
    (folder / TEMPORARY).mkdir(exist_ok=True)
    environment = os.environ | {name: value, "TMPDIR": str(folder / TEMPORARY)} | paths | QUIET
    with (folder / log).open("ab") as file:
        return subprocess.Popen([sys.executable, *command], stdout=file, stderr=file, cwd=folder, env=environment)


def free_port() -> int:
    """Return a port that nobody listens on."""
    with socket.socket() as asking:
        asking.bind(("127.0.0.1", 0))
        return int(asking.getsockname()[1])


def scheduler(folder: Path, port: int) -> subprocess.Popen[bytes]:
    """Start a scheduler."""
    return start(
        folder, "scheduler.log", "-m", "dask", "scheduler", "--host", "127.0.0.1", "--port", str(port), "--no-dashboard"
    )


def worker(folder: Path, port: int, name: str) -> subprocess.Popen[bytes]:
    """Start a worker of one thread; it waits for its scheduler for a minute."""
    options = ("--nthreads", "1", "--no-nanny", "--no-dashboard", "--death-timeout", "60", "--local-directory", str(folder))
    return start(folder, f"{name}.log", "-m", "dask", "worker", f"tcp://127.0.0.1:{port}", *options)


def driver(folder: Path, log: str, source: Path, db: Path, *options: str, shard: int = 5_000) -> subprocess.Popen[bytes]:
    """Start ``winnow score`` with shards of a size for clusters."""
    code = f"import flows.cluster as c; c.CLUSTER_SHARD_SIZE = {shard}; from flows.cli import main; main()"
    return start(folder, log, "-c", code, "score", str(source), "--db", str(db), "--no-prefect", *options)


def wait_for(folder: Path, log: str, pattern: str, seconds: float = 120) -> None:
    """Wait until a log says something."""
    deadline = time.monotonic() + seconds
    while not re.search(pattern, (folder / log).read_text()):
        if time.monotonic() > deadline:
            sys.exit(f"{log} does not say {pattern}")
        time.sleep(0.1)


def cpu_seconds(process: subprocess.Popen[bytes]) -> float:
    """Return the CPU time that a process that lives has used so far, with that of its threads."""
    fields = Path(f"/proc/{process.pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / _TICK


def ended(process: subprocess.Popen[bytes]) -> tuple[int, float]:
    """Wait for a process; return its exit code and the CPU seconds of it and of its children."""
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    return process.returncode, usage.ru_utime + usage.ru_stime


def alive() -> list[str]:
    """Return the command lines of all processes with our mark."""
    found = []
    for entry in Path("/proc").iterdir():
        try:
            if entry.name.isdigit() and MARK.encode() in (entry / "environ").read_bytes().split(b"\0"):
                found.append((entry / "cmdline").read_bytes().replace(b"\0", b" ").decode(errors="replace"))
        except OSError:
            continue
    return found


def timed_shard(work):
    """Score a shard; leave the CPU seconds of this thread in a file, for the time of threads around it is not scoring."""
    start = time.thread_time()
    scored = score_shard(work)
    (Path(os.environ[SPENT]) / work.name).write_text(str(time.thread_time() - start))
    return scored
