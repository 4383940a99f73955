"""Read archives of crawls: WARC as in CC-NEWS, and WET, which holds text only.

Both libraries for WARC take a file that is cut off for one that ends. So the bytes are unpacked here, where damage is
noticed, and every record must have as many bytes as it says; what stands in front of the damage is read.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from typing import IO, TYPE_CHECKING, Final, Literal, NamedTuple
from urllib.parse import urlsplit

from detectors.records import Article
from flows.records import Reject
from flows.sources.articles import article, excerpt, excerpt_of_bytes
from flows.sources.extraction import MAX_PAGE, Choice, Request
from flows.sources.extractors import Page
from flows.sources.identity import IdScope
from flows.sources.streams import DAMAGE, MARKED, UnreadableError

if TYPE_CHECKING:
    from fastwarc.warc import WarcRecord

_END: Final = b"\r\n\r\n"
"""What stands behind every record."""
_HTML: Final = ("text/html", "application/xhtml+xml")
_OK: Final = 200
_READ: Final = frozenset({"response", "resource", "conversion"})
_BEGIN: Final = re.compile(rb"(?:\xef\xbb\xbf)?\s{0,999}<(?:!doctype html|html)[\s>]", re.IGNORECASE)
_LONGEST_NUMBER: Final = 15
MAX_RECORD: Final = 20_000_000
"""Bytes of a record that is read; a longer one is passed over without being held."""


class _Tap:
    """A stream as fastwarc wants it: it may not raise, for a library in Rust makes a panic of that."""

    def __init__(self, stream: IO[bytes]) -> None:
        self._stream = stream
        self.count = 0
        self.end = b""
        self.damage: Exception | None = None

    def read(self, size: int = -1) -> bytes:
        try:
            part = b"" if self.damage else self._stream.read1(size)  # type: ignore[attr-defined]  # all our streams are buffered
        except (*DAMAGE, UnreadableError, OSError) as error:
            self.damage = error
            return b""
        self.count += len(part)
        self.end = (self.end + part)[-len(_END) :]
        return bytes(part)

    def tell(self) -> int:
        return self.count

    def seek(self, offset: int, whence: int = 0) -> int:  # noqa: ARG002 - fastwarc says what it says
        return self.count  # it only asks where the stream is

    def close(self) -> None:
        """Leave it open: it belongs to the one who opened it."""


class Archive(NamedTuple):
    """How the records of one archive are read."""

    path: str
    choice: Choice
    scope: IdScope
    passed_over: Counter[str]
    """Counts the records that are neither pages nor texts, by what they are."""

    def read(self, stream: IO[bytes]) -> Iterator[Page | Article | Reject]:
        """Yield the pages and texts of all records, and at the end what is wrong with the archive."""
        from fastwarc.warc import ArchiveIterator

        tap = _Tap(stream)
        index = 0
        try:
            for record in ArchiveIterator(tap, parse_http=False, stream_detect=False):
                begin = record.stream_pos
                block = _block(record)
                yield from self._found(record, block, f"{self.path}#{index}")
                index += 1
            if tap.damage or tap.end not in {b"", _END}:
                yield self._broken(index, tap, f"record {index} has no end")
        except _CutOffError as error:
            yield self._broken(index, tap, f"record {index}, which begins at byte {begin:,}, {error}")
        except BaseException as error:
            if not _from_library(error):
                raise
            yield self._broken(index, tap, f"record {index} is none ({error})")

    def _broken(self, index: int, tap: _Tap, what: str) -> Reject:
        cause = f"; {tap.damage}" if tap.damage else ""
        reason = f"the archive is damaged or cut off: {what}; {tap.count:,} bytes unpacked, {index:,} records read{cause}"
        return Reject(f"{self.path}#{index}", reason, "")

    def _found(self, record: WarcRecord, block: bytes | None, location: str) -> Iterator[Page | Article | Reject]:
        """Yield what a record holds; count it where it is neither a page nor a text."""
        url = (record.headers.get("WARC-Target-URI") or "").strip("<> ") or None
        other = _other(record, url)
        if other is None and block is None:
            yield Reject(location, f"the record is longer than {MAX_RECORD:,} bytes", excerpt(url or ""))
        elif other is None and block is not None and str(record.record_type) == "conversion":
            made = article(block.decode("utf-8", MARKED), location, self.scope, given=None, url=url)
            said = (record.headers.get("WARC-Identified-Content-Language") or "").partition(",")[0].strip() or None
            yield made if isinstance(made, Reject) else made._replace(declared_language=said)
        elif other is None and block is not None:
            answer = _answered(record, block)
            other = _no_page(answer)
            if other is None:
                yield self._page(record, answer, url, location)
        if other is not None:
            self.passed_over[other] += 1

    def _page(self, record: WarcRecord, answer: _Answer, url: str | None, location: str) -> Page | Reject:
        cut = record.headers.get("WARC-Truncated")
        if cut or len(answer.content) > MAX_PAGE:
            why = f"the crawler cut the page off ({excerpt(cut)})" if cut else f"the page is longer than {MAX_PAGE:,} bytes"
            return Reject(location, why, excerpt(f"{url}: ") + excerpt_of_bytes(answer.content))
        return Page(location, None, Request(answer.content, answer.charset, url, self.choice))


class _CutOffError(Exception):
    """A record has fewer bytes than it says."""


def _from_library(error: BaseException) -> bool:
    """Say whether fastwarc raised this: it knows OSError and ValueError, and panics, for what it cannot read."""
    return isinstance(error, OSError | ValueError) or type(error).__name__ == "PanicException"


def _block(record: WarcRecord) -> bytes | None:
    """Return what stands in a record; None where that is too long, or of no use to anybody.

    Raises:
        _CutOffError: there is less of it than the record says.

    """
    said = (record.headers.get("Content-Length") or "").strip()
    if not (said.isascii() and said.isdecimal() and len(said) <= _LONGEST_NUMBER):
        message = f"does not say how long it is ({excerpt(said)!r})"
        raise _CutOffError(message)
    length = int(said)
    wanted = length <= MAX_RECORD and str(record.record_type) in _READ
    block = record.reader.read(length) if wanted else None
    found = record.reader.consume(length) if block is None else len(block)
    if found < length:
        message = f"has {found:,} bytes of {length:,}"
        raise _CutOffError(message)
    return block


def _other(record: WarcRecord, url: str | None) -> str | None:
    """Return what a record is, from its WARC headers, where it is neither a page nor a text."""
    kind = str(record.record_type)
    content_type = (record.headers.get("Content-Type") or "").lower()
    if kind not in _READ:
        return kind
    if (url or "").startswith("dns:"):
        return "dns"
    if _path(url) == "/robots.txt":
        return "robots.txt"
    if kind == "conversion":
        return None if content_type.startswith("text/plain") else "not HTML"
    return None


def _path(url: str | None) -> str:
    try:
        return urlsplit(url or "").path
    except ValueError:
        return ""


class _Answer(NamedTuple):
    """What a server sent."""

    status: int | None
    kind: str | None
    charset: str | None
    content: bytes


def _answered(record: WarcRecord, block: bytes) -> _Answer:
    """Return what a server sent, unpacked; as it stands where it is not packed as its headers say, as in many crawls."""
    if not (record.headers.get("Content-Type") or "").lower().startswith("application/http"):
        return _Answer(_OK, record.headers.get("Content-Type"), None, block)
    for unpack in ("all", "none"):
        try:
            return _http(block, unpack)
        except BaseException as error:
            if not _from_library(error):
                raise
    return _Answer(None, None, None, b"")


def _http(block: bytes, unpack: Literal["all", "none"]) -> _Answer:
    """Parse an answer in a record of its own, so that whatever is wrong with it does not move the archive's reader."""
    from fastwarc.warc import WarcRecord

    head = b"WARC/1.1\r\nWARC-Type: response\r\nContent-Type: application/http\r\nContent-Length: %d\r\n\r\n" % len(block)
    record = WarcRecord.from_bytes(head + block)
    record.parse_http(auto_decode=unpack, strict_mode=False)
    headers = record.http_headers
    return _Answer(headers.status_code, record.http_content_type, record.http_charset, record.reader.read(MAX_PAGE + 1))


def _no_page(answer: _Answer) -> str | None:
    """Return what an answer is where it is no page."""
    if answer.status is None:
        return "no HTTP answer"
    if answer.status != _OK:
        return f"status {answer.status}"
    kind = (answer.kind or "").partition(";")[0].strip().lower()
    is_page = kind in _HTML or (not kind and _BEGIN.match(answer.content))
    return None if is_page else "not HTML"
