"""Start ``winnow up`` for tests, also with stand-ins for its parts: then starting is seen in a second and not in thirty."""

import os
import signal
import subprocess
import sys
import time
from contextlib import contextmanager, suppress
from pathlib import Path

from flows.up.parts import lead_a_group

ROOT = Path(__file__).parent.parent
SECRET = "hunter2"
GIVEN = f"https://me:{SECRET}@127.0.0.1:9/x.jsonl?key={SECRET}"
"""An address with a password and a key, which no file of Prefect may hold."""


@contextmanager
def started(folder, code, *arguments):
    """Start the command in a folder with an ``incoming``; yield the process. When all is up, it prints the address."""
    (folder / "incoming").mkdir(exist_ok=True)
    environment = {name: value for name, value in os.environ.items() if not name.startswith("PREFECT")}
    with (folder / "said").open("w") as said:
        process = subprocess.Popen(
            [sys.executable, "-c", code, *arguments], cwd=folder, env=environment | {"PYTHONPATH": str(ROOT)},
            stdout=subprocess.PIPE, stderr=said, text=True,
        )  # fmt: skip
    try:
        yield process
    finally:
        process.kill()
        process.wait(60)
        process.stdout.close()


def alive(pid):
    """Say whether a process is there and has not ended."""
    with suppress(OSError):
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    return False


def gone(found, seconds=5):
    """Wait a moment for processes to end; say whether all have."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline and any(map(alive, found)):
        time.sleep(0.05)
    return not any(map(alive, found))


def waits(line, log, *_):
    """Start a child that would go on for ever, say which processes there are, and wait as the real part does."""
    lead_a_group(log)
    child = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(600)"])
    Path(log).with_suffix(".pids").write_text(f"{os.getpid()} {child.pid}")
    line.send("ready")
    signal.pause()


def never_ready(line, log, *_):
    """Start, and be busy with that for ever."""
    lead_a_group(log)
    Path(log).with_suffix(".pids").write_text(str(os.getpid()))
    line.poll(600)


def stubborn(line, log, *given):
    """Do not end when asked to."""
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    waits(line, log, *given)
    time.sleep(600)


def fails(_line, log, *_):
    """Fail before being ready."""
    lead_a_group(log)
    message = "the disk is full"
    raise OSError(message)


def main():
    """Run ``winnow up`` with these parts: the kind of each, then the arguments of the command."""
    from flows import cli  # noqa: PLC0415 - the stand-ins themselves need none of it, and start quicker without
    from flows.up import command  # noqa: PLC0415

    command.serve_pages, command.run_schedules = globals()[sys.argv[1]], globals()[sys.argv[2]]
    command._STOPPING = 2
    sys.argv = ["winnow", "up", *sys.argv[3:]]
    cli.main()
