"""What can go wrong in ways a person can mend; the command prints the message and ends with the code."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


class WinnowError(Exception):
    """The run failed; the message says what, where and why in one sentence."""

    exit_code = 1
    may_pass = False
    """Whether the same may go well a little later, so that a scheduled run tries again."""


class InputError(WinnowError):
    """Wrong usage, or input that cannot be read."""

    exit_code = 2


@contextmanager
def naming(path: Path) -> Iterator[None]:
    """Have every error of the system inside name ``path``: on a full disk a write fails without saying where."""
    try:
        yield
    except OSError as error:
        if error.filename is None:
            error.filename = str(path)
        raise
