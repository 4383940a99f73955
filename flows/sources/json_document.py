"""Read a `.json` file: a list of objects, one object, one object around a list, or JSON Lines under another name."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from typing import IO, Any, Final

import msgspec

from detectors.records import Article
from flows.records import Reject
from flows.sources.articles import Make, excerpt, shown
from flows.sources.fields import FieldNames
from flows.sources.json_lines import parsed, read_lines, why
from flows.sources.streams import DAMAGE, MARKED, UnreadableError, numbered_lines, without_mark

MAX_DOCUMENT: Final = 512_000_000
"""Bytes of a document, which is held in memory as a whole."""

_PART: Final = 1 << 20
_BETWEEN: Final = re.compile(r"[\s,\]]*")
_START: Final = re.compile(r"[\s\[]*")


def read_document(stream: IO[bytes], path: str, make: Make, names: FieldNames) -> Iterator[Article | Reject]:
    """Yield the objects of a document; where its first line is an object and more follows, of its lines."""
    line, _, rest = _beginning(stream).lstrip().partition(b"\n")
    if rest.strip() and _is_object(line):
        yield from read_lines(numbered_lines(stream), path, make)
    else:
        yield from _document(stream, path, make, names)


def read_lines_or_list(stream: IO[bytes], path: str, make: Make, names: FieldNames) -> Iterator[Article | Reject]:
    """Yield what comes on standard input: JSON Lines, or a document where it begins with a bracket."""
    if _beginning(stream).lstrip().startswith(b"["):
        yield from _document(stream, path, make, names)
    else:
        yield from read_lines(numbered_lines(stream), path, make)


def _beginning(stream: IO[bytes]) -> bytes:
    """Return what can be seen of a stream without taking it; nothing where that is damaged already."""
    try:
        seen: bytes = stream.peek()  # type: ignore[attr-defined]  # all our streams are buffered
    except DAMAGE:
        return b""
    return without_mark(seen)


def _is_object(line: bytes) -> bool:
    try:
        return isinstance(parsed(line), dict)
    except (ValueError, RecursionError):
        return False


def _document(stream: IO[bytes], path: str, make: Make, names: FieldNames) -> Iterator[Article | Reject]:
    """Yield the objects of a document; of a damaged one those in front of the damage."""
    parts: list[bytes] = []
    size = 0
    damage: Exception | None = None
    try:
        while part := stream.read1(_PART):  # type: ignore[attr-defined]  # all our streams are buffered
            parts.append(part)
            size += len(part)
            if size > MAX_DOCUMENT:
                message = f"a JSON document of more than {MAX_DOCUMENT:,} bytes is not read; write it as JSON Lines"
                raise UnreadableError(message)
    except DAMAGE as error:
        damage = error
    yield from _objects(without_mark(b"".join(parts)), path, make, names)
    if damage:
        raise damage


def _objects(whole: bytes, path: str, make: Make, names: FieldNames) -> Iterator[Article | Reject]:
    try:
        value = msgspec.json.decode(whole)
    except (ValueError, RecursionError):
        yield from _one_by_one(whole.decode("utf-8", MARKED), path, make)
        return
    for index, record in enumerate(_records(value, names)):
        yield _made(record, f"{path}#{index}", make)


def _records(value: Any, names: FieldNames) -> Iterable[Any]:  # noqa: ANN401 - whatever JSON holds
    """Return the records in a document's value: its items, itself, or the items of its only list."""
    if isinstance(value, list):
        return value
    if isinstance(value, dict) and not names.within(value).text:
        lists = [inner for inner in value.values() if isinstance(inner, list)]
        if len(lists) == 1:
            return lists[0]
    return [value]


def _one_by_one(text: str, path: str, make: Make) -> Iterator[Article | Reject]:
    """Yield the objects in front of the place where a document breaks, and that place."""
    decode = json.JSONDecoder(strict=False).raw_decode
    start = _START.match(text)
    at = start.end() if start else 0
    index = 0
    while at < len(text):
        location = f"{path}#{index}"
        try:
            record, end = decode(text, at)
        except (ValueError, RecursionError) as error:
            yield Reject(location, f"{why(error)}; what follows is not read", excerpt(text[at : at + 1_000]))
            return
        yield _made(record, location, make)
        between = _BETWEEN.match(text, end)
        at = between.end() if between else end
        index += 1
    if start and "[" in start[0] and not text.rstrip().endswith("]"):
        yield Reject(
            f"{path}#{index}", "broken JSON: the list is never closed, so what follows is missing", excerpt(text[-200:])
        )


def _made(record: Any, location: str, make: Make) -> Article | Reject:  # noqa: ANN401 - whatever JSON holds
    return (
        make(record, location) if isinstance(record, dict) else Reject(location, "not a JSON object", excerpt(shown(record)))
    )
