"""End a command: what a person can mend is said in one sentence, with exit code 1 or 2."""

from __future__ import annotations

import errno
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress

from detectors.judging.rules import RulesetError
from flows.errors import WinnowError
from flows.terminal import say

_FULL = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EIO}


@contextmanager
def ended_in_words() -> Iterator[None]:
    """Run what stands inside; end the program with a sentence and a code where it fails in a way that can be mended."""
    try:
        try:
            yield
        finally:
            sys.stdout.flush()
    except RulesetError as error:
        _end(str(error), 2)
    except WinnowError as error:
        _end(str(error), error.exit_code)
    except BrokenPipeError:
        _forget_output()
        sys.exit(0)
    except OSError as error:
        _end(_sentence(error), 1)
    except Exception as error:
        # A full disk, say: DuckDB's own sentence is clear; the module is not imported here just to name its errors.
        if not type(error).__module__.endswith("duckdb"):
            raise
        _end(f"{' '.join(str(error).split())}; what was stored is safe, run again when it is mended", 1)


def _end(sentence: str, code: int) -> None:
    say(sentence)
    _forget_output()
    sys.exit(code)


def _sentence(error: OSError) -> str:
    """Return what the system says, and of which file: our own writes name theirs, so without a name it is what is printed."""
    cause = error.strerror or str(error)
    names = [os.fsdecode(name) for name in (error.filename, error.filename2) if isinstance(name, str | bytes)]
    if not names and error.errno in _FULL:
        names = ["standard output"]
    return f"{' to '.join(names)}: {cause}" if names else cause


def _forget_output() -> None:
    """Let the interpreter find nothing to write at its end, where what is left cannot be written."""
    try:
        sys.stdout.flush()
    except OSError:
        with suppress(OSError):
            nowhere = os.open(os.devnull, os.O_WRONLY)
            os.dup2(nowhere, sys.stdout.fileno())
