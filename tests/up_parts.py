"""Stand-ins for the parts of ``winnow up``, so that starting and stopping is seen in a second and not in thirty."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

from flows.up.parts import lead_a_group


def waits(line, log, *_):
    """Start a child that would go on for ever, say which processes there are, and wait as the real part does."""
    lead_a_group(log)
    child = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(600)"])
    Path(log).with_suffix(".pids").write_text(f"{os.getpid()} {child.pid}")
    line.send("ready")
    signal.pause()


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
