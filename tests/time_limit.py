"""An end to what would go on for hours: how a test tells linear work from work that is not, whatever the machine."""

import signal
from contextlib import contextmanager

SECONDS = 30
"""Linear work on a megabyte takes one to three seconds of a slow machine, quadratic work a hundred thousand million steps."""


@contextmanager
def cpu_limit():
    """Raise TimeoutError in the body once it has taken SECONDS of this process's own CPU; other work on the machine counts for nothing."""

    def give_up(*_):
        raise TimeoutError

    before = signal.signal(signal.SIGVTALRM, give_up)
    signal.setitimer(signal.ITIMER_VIRTUAL, SECONDS)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)
        signal.signal(signal.SIGVTALRM, before)
