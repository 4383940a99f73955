"""Open a source as a stream of plain bytes, whatever it is packed in, and cut the stream into bounded lines.

What the bytes are packed in is told by their first four, not by the file's name: servers unpack `.gz` on the way and
pipes have no name. Everything before a damaged place is handed out before the damage is reported.
"""

from __future__ import annotations

import codecs
import gzip
import io
import sys
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import IO, Final, Protocol, cast

import zstandard

from flows.sources.places import STANDARD_INPUT, Source
from flows.sources.remote import is_address, open_remote

MAX_LINE: Final = 20_000_000
"""Bytes. A longer line is not held in memory: an unpacked archive may hold a line of any length."""

_BUFFER: Final = 1 << 18
MAX_RATIO: Final = 200
"""Times as many bytes as packed: text comes to 3 to 10, pages of one outlet one after another to 50, zeros to 1,000."""
_FREE: Final = 256_000_000
"""Bytes that any file may unpack to, whatever the ratio."""
_GZIP: Final = b"\x1f\x8b"
_ZSTD: Final = b"\x28\xb5\x2f\xfd"
_OTHERS: Final = {
    b"PK\x03\x04": "a ZIP archive, which is not read; unpack it first",
    b"\xfd7zX": "an xz archive, which is not read; unpack it first",
    b"PAR1": "a Parquet file, which is not read under this name; call it .parquet",
}
"""What is no text by its first four bytes, and what to do about it."""
_UTF16: Final = (b"\xff\xfe", b"\xfe\xff")

DAMAGE: Final = (EOFError, zlib.error, gzip.BadGzipFile, zstandard.ZstdError)
"""What is raised where packed bytes are damaged or end too early."""

MARKED: Final = "winnow.marked"
"""An error handler for decoding: what `replace` would replace becomes a lone surrogate, so that it can be counted."""


def _mark(error: UnicodeError) -> tuple[str, int]:
    return "\udcff", cast("UnicodeDecodeError", error).end


codecs.register_error(MARKED, _mark)


class UnreadableError(Exception):
    """A source cannot be read any further; the message says why."""


def unheard(_: int) -> None:
    """Take no notice of how far reading is."""


def raw(source: Source) -> IO[bytes]:
    """Open a source as it is, wherever it is."""
    if source.path == STANDARD_INPUT:
        return sys.stdin.buffer
    if is_address(source.path):
        return open_remote(source.path)
    return open(source.path, "rb")  # noqa: PTH123 - names need not be UTF-8


@contextmanager
def opened(source: Source, told: Callable[[int], None]) -> Iterator[IO[bytes]]:
    """Open a source and yield its bytes unpacked; ``told`` hears how many packed bytes were read so far.

    Raises:
        UnreadableError: the packed bytes are damaged or end too early.

    """
    file = raw(source)
    packed = _Pieces(cast("io.BufferedIOBase", file), told, source.size)
    try:
        yield _unpacked(io.BufferedReader(packed, _BUFFER), packed)
    except DAMAGE as error:
        at = packed.count
        size = "" if source.size is None else f" of {source.size:,}"
        message = f"the compressed data is damaged or cut off within the first {at:,}{size} bytes ({error})"
        raise UnreadableError(message) from error
    finally:
        if source.path != STANDARD_INPUT:
            file.close()


def _unpacked(packed: io.BufferedReader[_Pieces], counted: _Pieces) -> IO[bytes]:
    start = packed.peek(4)[:4]
    if start in _OTHERS:
        message = f"the file is {_OTHERS[start]}"
        raise UnreadableError(message)
    inner: gzip.GzipFile | _Zstd
    if start.startswith(_GZIP):
        inner = gzip.GzipFile(fileobj=packed)
    elif start == _ZSTD:
        inner = _Zstd(packed)
    else:
        return packed

    def bounded(count: int) -> None:
        if count > _FREE and count > MAX_RATIO * counted.count:
            message = f"{counted.count:,} bytes unpack to more than {MAX_RATIO} times as many; that is no corpus of articles"
            raise UnreadableError(message)

    return io.BufferedReader(_Pieces(inner, bounded), _BUFFER)


class _Piecewise(Protocol):
    """Gives what it has rather than wait until the buffer is full, as all buffered streams of Python do."""

    def readinto1(self, buffer: bytearray, /) -> int: ...


class _Pieces(io.RawIOBase):
    """Bytes as they come, and counted: a larger read would lose what came before the damage, a pipe has no position."""

    def __init__(self, inner: _Piecewise, told: Callable[[int], None], size: int | None = None) -> None:
        self._inner = inner
        self._told = told
        self._size = size
        self.count = 0

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: object) -> int:
        n = self._inner.readinto1(cast("bytearray", buffer))
        self.count += n
        self._told(self.count)
        if not n and self._size is not None and self.count < self._size:
            message = f"only {self.count:,} of {self._size:,} bytes came"
            raise UnreadableError(message)
        return n


class _Zstd(io.RawIOBase):
    """Zstandard frames unpacked; zstandard's own reader does not say when the last one is cut off."""

    _STEP: Final = 1_024
    """Packed bytes taken at once: at most 32 MB unpacked, since four bytes can stand for a block of 128 KB."""

    def __init__(self, packed: IO[bytes]) -> None:
        self._packed = packed
        self._frame = zstandard.ZstdDecompressor().decompressobj
        self._open = self._frame()
        self._started = False
        self._left = b""
        self._ready = memoryview(b"")

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: object) -> int:
        target = memoryview(cast("bytearray", buffer))
        while not self._ready:
            if not self._unpack():
                return 0
        part = self._ready[: len(target)]
        target[: len(part)] = part
        self._ready = self._ready[len(part) :]
        return len(part)

    readinto1 = readinto

    def _unpack(self) -> bool:
        """Unpack the next step; return whether there was one."""
        step = self._left or self._packed.read(self._STEP)
        self._left = b""
        if not step:
            if self._started:
                message = "the last frame is not complete"
                raise EOFError(message)
            return False
        self._started = True
        self._ready = memoryview(self._open.decompress(step))
        if self._open.eof:
            self._left = self._open.unused_data
            self._open = self._frame()
            self._started = False
        return True


def without_mark(start: bytes) -> bytes:
    """Return the beginning of a file of records without the byte order mark.

    Raises:
        UnreadableError: the mark says UTF-16.

    """
    if start.startswith(_UTF16):
        message = "the file is UTF-16; records are read as UTF-8 (convert it: iconv -f UTF-16 -t UTF-8)"
        raise UnreadableError(message)
    return start.removeprefix(codecs.BOM_UTF8)


def numbered_lines(stream: IO[bytes]) -> Iterator[tuple[int, bytes]]:
    """Yield the lines with their numbers; of a line longer than ``MAX_LINE`` only a beginning that is too long itself.

    Raises:
        UnreadableError: the bytes are UTF-16.

    """
    number = 0
    while line := stream.readline(MAX_LINE + 1):
        number += 1
        if number == 1:
            line = without_mark(line)
        if len(line) > MAX_LINE and not line.endswith(b"\n"):
            while (more := stream.readline(_BUFFER)) and not more.endswith(b"\n"):
                pass
        yield number, line
