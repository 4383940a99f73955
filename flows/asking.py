"""Ask the published database what somebody wrote, in a process that the system ends when it takes too long.

A query can hold DuckDB for hours, and a single function can ask for more memory than DuckDB's own limit counts: 2 GB of
`repeat` beside a limit of 1 GB (`RLIMIT_AS` stops that), and an interrupt waits until DuckDB looks up. So the query runs in a
process of its own (`python -m flows.asking`), which the system's alarm ends whatever it is doing. Only the time is counted in
which the database works: a long answer may be read as slowly as one likes.
"""

from __future__ import annotations

import resource
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Final, NamedTuple

import msgspec

from flows.errors import InputError, WinnowError
from flows.rows import Rows, print_rows

MEMORY: Final = 1_000_000_000
"""Bytes that DuckDB may use; nothing is written to a disk when they are used up."""
_ADDRESSES: Final = 4_000_000_000
"""Bytes of address space: what DuckDB does not count ends here, with an error and not with the machine."""
_THREADS: Final = 2
"""Each thread takes address space of its own, so their number must not follow the machine's."""


class Question(NamedTuple):
    """A query and how its rows are printed."""

    query: str
    db: str
    form: str
    seconds: int


class SlowQueryError(WinnowError):
    """A query that took longer than it may."""


def ask(question: Question) -> int:
    """Have a process print what a query gives, and return its exit code.

    Raises:
        InputError: what is asked is no text.
        SlowQueryError: the database took longer than ``question.seconds``, or the process was ended.

    """
    try:
        asked = msgspec.json.encode(question)
    except UnicodeEncodeError:
        message = "the query and the name of the database have to be UTF-8"
        raise InputError(message) from None
    with subprocess.Popen([sys.executable, "-P", "-m", "flows.asking"], stdin=subprocess.PIPE) as child:
        try:
            with suppress(BrokenPipeError):
                child.communicate(asked)
        except BaseException:
            child.kill()
            child.wait()
            raise
    if child.returncode == -signal.SIGALRM:
        message = f"the query took more than {question.seconds} seconds and was ended; --timeout gives it more"
        raise SlowQueryError(message)
    if child.returncode < 0:
        message = f"the query's process was ended from outside ({signal.Signals(-child.returncode).name})"
        raise SlowQueryError(message)
    return child.returncode


class _Clock:
    """Counts the seconds in which the database works, and has the system end this process when there are none left."""

    def __init__(self, seconds: float) -> None:
        self._left = seconds

    def __enter__(self) -> None:
        signal.setitimer(signal.ITIMER_REAL, self._left)

    def __exit__(self, *_: object) -> None:
        self._left = max(signal.setitimer(signal.ITIMER_REAL, 0)[0], 1e-6)


def _answer(question: Question) -> None:
    """Print what the query gives."""
    from flows.store.reading import batches_of, columns_of, open_published, select

    clock = _Clock(question.seconds)
    limits = {"memory_limit": f"{MEMORY}B", "max_temp_directory_size": "0B"}
    with open_published(Path(question.db), threads=_THREADS, **limits) as connection:
        with clock:
            cursor = select(connection, question.query)
        print_rows(columns_of(cursor), _timed(batches_of(cursor), clock), question.form)


def _timed(batches: Iterator[Rows], clock: _Clock) -> Iterator[Rows]:
    """Yield the batches, the clock running only while one is fetched."""
    while True:
        with clock:
            batch = next(batches, None)
        if batch is None:
            return
        yield batch


def main() -> None:
    """Answer the question on standard input."""
    from flows.ending import ended_in_words

    signal.signal(signal.SIGALRM, signal.SIG_DFL)  # whoever started us may have had it ignored
    with suppress(ValueError, OSError):  # a system without this limit still has DuckDB's own and the clock
        resource.setrlimit(resource.RLIMIT_AS, (_ADDRESSES, _ADDRESSES))
    asked = sys.stdin.buffer.read()
    if not asked:
        return  # whoever wanted to ask is gone
    question = msgspec.json.decode(asked, type=Question)
    with ended_in_words():
        try:
            _answer(question)
        except MemoryError:
            message = "the answer needs more memory than it may have; ask for less at a time"
            raise InputError(message) from None


if __name__ == "__main__":
    main()
