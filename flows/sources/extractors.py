"""Processes that turn pages into text: each does one page at a time, and one that hangs or dies costs only its page."""

from __future__ import annotations

import os
import subprocess
import sys
from collections import deque
from collections.abc import Iterable, Iterator
from contextlib import suppress
from multiprocessing.connection import Connection
from typing import Final, NamedTuple

import msgspec

from detectors.records import Article
from flows.errors import WinnowError
from flows.records import Reject
from flows.sources.extraction import Extracted, Request

SECONDS_PER_PAGE: Final = 20.0
"""A thousand times what an ordinary page takes."""
_SECONDS_TO_START: Final = 120.0

_decode: Final = msgspec.msgpack.Decoder(Extracted | str).decode


class Page(NamedTuple):
    """A page and where it was found."""

    location: str
    name: str | None
    """The id that it is given where it has no address."""
    request: Request


class Answered(NamedTuple):
    """A page with what it holds, or why it holds nothing."""

    page: Page
    answer: Extracted | str


class ExtractorError(WinnowError):
    """The process that reads pages cannot be started."""


class Extractor:
    """One process, and the two pipes to it."""

    def __init__(self) -> None:
        theirs, asking = os.pipe()
        hearing, answering = os.pipe()
        command = [sys.executable, "-P", "-W", "ignore", "-m", "flows.sources.extraction"]
        self._child = subprocess.Popen(command, stdin=theirs, stdout=answering)  # noqa: S603 - ourselves
        os.close(theirs)
        os.close(answering)
        self._ask, self._hear = Connection(asking, readable=False), Connection(hearing, writable=False)
        if self._heard(_SECONDS_TO_START) != b"ready":
            self.end()
            message = "the process that turns pages into text does not start (python -m flows.sources.extraction)"
            raise ExtractorError(message)

    def begin(self, request: Request) -> None:
        """Hand over a page; its answer must be taken before the next one."""
        with suppress(OSError):  # it has died; the answer tells
            self._ask.send_bytes(msgspec.msgpack.encode(request))

    def answer(self) -> Extracted | str | None:
        """Return what the page holds or why nothing; None where the process had to be ended, or has."""
        content = self._heard(SECONDS_PER_PAGE)
        return _decode(content) if content is not None else None

    def _heard(self, seconds: float) -> bytes | None:
        try:
            return self._hear.recv_bytes() if self._hear.poll(seconds) else None
        except (EOFError, OSError):
            return None

    def end(self) -> str:
        """End the process, whatever it is doing; return how it was found."""
        died = self._child.poll() is not None
        self._child.kill()
        self._child.wait()
        self._ask.close()
        self._hear.close()
        return (
            "the page makes the HTML library crash" if died else f"the page takes longer than {SECONDS_PER_PAGE:g} seconds"
        )


class _Begun(NamedTuple):
    """A page that a process is working on."""

    page: Page
    extractor: Extractor


class Extractors:
    """Up to ``count`` processes, which are started when the first page comes and stay until they are ended."""

    def __init__(self, count: int) -> None:
        self._count = count  # a queue of so many never has more pages under way
        self._idle: deque[Extractor] = deque()

    def end(self) -> None:
        """End all that are idle; those at work are ended where they are waited for."""
        while self._idle:
            self._idle.popleft().end()

    def extract(self, found: Iterable[Page | Article | Reject]) -> Iterator[Answered | Article | Reject]:
        """Yield every page with what it holds or why nothing, and what is no page as it is, all in their order."""
        waiting: deque[_Begun | Article | Reject] = deque()
        try:
            for each in found:
                waiting.append(self._begun(each) if isinstance(each, Page) else each)
                while len(waiting) >= self._count:
                    yield self._first(waiting)
            while waiting:
                yield self._first(waiting)
        finally:
            for left in waiting:
                if isinstance(left, _Begun):
                    left.extractor.end()

    def _begun(self, page: Page) -> _Begun:
        extractor = self._idle.popleft() if self._idle else Extractor()
        extractor.begin(page.request)
        return _Begun(page, extractor)

    def _first(self, waiting: deque[_Begun | Article | Reject]) -> Answered | Article | Reject:
        """Take what came first, and wait for it where it is a page."""
        first = waiting.popleft()
        if not isinstance(first, _Begun):
            return first
        answer = first.extractor.answer()
        if answer is None:
            answer = first.extractor.end()
        else:
            self._idle.append(first.extractor)
        return Answered(first.page, answer)
