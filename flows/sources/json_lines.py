"""Read JSON Lines: one object a line, each line by itself, so that a broken one costs nothing but itself."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from typing import Any, Final

import msgspec

from detectors.records import Article
from flows.records import Reject
from flows.sources.articles import Make, excerpt_of_bytes
from flows.sources.streams import MARKED, MAX_LINE

_decode: Final = msgspec.json.Decoder().decode


def read_lines(lines: Iterable[tuple[int, bytes]], path: str, make: Make) -> Iterator[Article | Reject]:
    """Yield what stands in each line that is not blank."""
    for number, line in lines:
        if line.isspace():
            continue
        location = f"{path}:{number}"
        try:
            if len(line) > MAX_LINE:
                yield Reject(location, f"the line is longer than {MAX_LINE:,} bytes", excerpt_of_bytes(line))
                continue
            record = parsed(line)
        except (ValueError, RecursionError) as error:
            yield Reject(location, why(error), excerpt_of_bytes(line))
            continue
        if isinstance(record, dict):
            yield make(record, location)
        else:
            yield Reject(location, "not a JSON object", excerpt_of_bytes(line))


def parsed(line: bytes) -> Any:  # noqa: ANN401 - whatever JSON holds
    """Return the value of a line; bytes that are not UTF-8 become lone surrogates.

    The quick decoder takes only what the standard allows. What it refuses is read again by Python's own, which takes
    what scrapers also write: NaN, lone surrogates, raw control characters in strings.

    Raises:
        ValueError: the line is not JSON.
        RecursionError: it is nested too deeply.

    """
    try:
        return _decode(line)
    except ValueError:
        return json.loads(line.decode("utf-8", MARKED), strict=False)


def why(error: ValueError | RecursionError) -> str:
    """Return the reason in words."""
    if isinstance(error, RecursionError):
        return "the JSON is nested too deeply"
    if isinstance(error, json.JSONDecodeError):
        return f"broken JSON: {error.msg} at character {error.pos + 1:,}"
    return "broken JSON: a number with thousands of digits"  # the only other thing that Python's decoder refuses
