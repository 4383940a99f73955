"""What can go wrong in ways a person can mend; the command prints the message and ends with the code."""

from __future__ import annotations


class WinnowError(Exception):
    """The run failed; the message says what, where and why in one sentence."""

    exit_code = 1
    may_pass = False
    """Whether the same may go well a little later, so that a scheduled run tries again."""


class InputError(WinnowError):
    """Wrong usage, or input that cannot be read."""

    exit_code = 2
