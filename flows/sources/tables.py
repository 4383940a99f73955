"""Read CSV and its kin: separated by commas, semicolons or tabs, with the names in the first row.

A quote that is never closed makes all that follows one field. So a row is read strictly, may span only so many lines,
and must have as many fields as the header; one that does not is rejected, and reading starts again on its second line.
"""

from __future__ import annotations

import csv
from collections import deque
from collections.abc import Iterator
from typing import IO, Final

from detectors.records import Article
from flows.records import Reject
from flows.sources.articles import Make, excerpt
from flows.sources.fields import FieldNames
from flows.sources.streams import MARKED, MAX_LINE, UnreadableError, numbered_lines

MAX_ROW_LINES: Final = 10_000
_MOST_REREAD: Final = 100_000
"""Lines read a second time, all in all: reading again behind every bad row could take for ever on hostile input."""
_SEPARATORS: Final = ",;\t"
_SAID: Final = {
    "unexpected end": "a quote is opened and never closed",
    "expected after": "a quote stands inside a quoted field and is not doubled",
    "new-line": "a carriage return stands in the middle of it",
}
"""The parser's messages, by what is in them."""


class _Lines:
    """The lines of a table, which remembers those of the row being read, so that they can be read again."""

    def __init__(self, stream: IO[bytes]) -> None:
        self._fresh = numbered_lines(stream)
        self._again: deque[tuple[int, str]] = deque()
        self._row: list[tuple[int, str]] = []
        self._size = 0
        self._rereadable = _MOST_REREAD

    def __iter__(self) -> _Lines:
        return self

    def __next__(self) -> str:
        if len(self._row) >= MAX_ROW_LINES:
            message = f"a quote is opened and not closed within {MAX_ROW_LINES:,} lines"
            raise csv.Error(message)
        number, line = self._again.popleft() if self._again else self._next_fresh()
        self._row.append((number, line))
        self._size += len(line)
        if self._size > MAX_LINE:
            message = f"longer than {MAX_LINE:,} characters"
            raise csv.Error(message)
        return line

    def _next_fresh(self) -> tuple[int, str]:
        number, line = next(self._fresh)
        return number, line.decode("utf-8", MARKED)

    def begin_row(self) -> None:
        self._row.clear()
        self._size = 0

    def give_back(self) -> None:
        """Read all lines of the row again but the first."""
        rest = self._row[1:]
        if len(rest) <= self._rereadable:
            self._rereadable -= len(rest)
            self._again.extendleft(reversed(rest))
            del self._row[1:]

    def span(self) -> str:
        first, last = self._row[0][0], self._row[-1][0]
        return f"{first}" if first == last else f"{first}-{last}"

    def excerpt(self) -> str:
        return excerpt(self._row[0][1][:1_000].rstrip("\r\n"))


def read_table(stream: IO[bytes], path: str, make: Make, names: FieldNames) -> Iterator[Article | Reject]:
    """Yield what stands in each row."""
    csv.field_size_limit(2 * MAX_LINE)
    lines = _Lines(stream)
    first = next((line for line in lines if not line.isspace()), None)
    if first is None:
        return
    separator = max(_SEPARATORS, key=first.count)
    header = _header(first, separator, names)
    rows = csv.reader(lines, delimiter=separator, strict=True)
    while True:
        lines.begin_row()
        try:
            row = next(rows)
        except StopIteration:
            return
        except csv.Error as error:
            yield _bad_row(lines, path, _plain(error))
            continue
        if not row or (len(row) == 1 and row[0].isspace()):
            continue
        if len(row) < len(header) or any(row[len(header) :]):
            yield _bad_row(lines, path, f"{len(row)} fields where the header has {len(header)}")
            continue
        yield make(dict(zip(header, row, strict=False)), f"{path}:{lines.span().partition('-')[0]}")


def _header(line: str, separator: str, names: FieldNames) -> list[str]:
    try:
        header = next(csv.reader([line], delimiter=separator))
    except csv.Error as error:
        message = f"the first line is no header: {_plain(error)}"
        raise UnreadableError(message) from error
    if not names.within(header).text:
        message = (
            f"no column holds a text: {excerpt(', '.join(header))} (looked for {names.text_names()}; --fields text=NAME)"
        )
        raise UnreadableError(message)
    return header


def _plain(error: csv.Error) -> str:
    """Return what the parser says in words that are no programmer's."""
    said = str(error)
    return next((words for sign, words in _SAID.items() if sign in said), said)


def _bad_row(lines: _Lines, path: str, reason: str) -> Reject:
    span = lines.span()
    lines.give_back()
    again = "; the lines after the first are read again" if span != lines.span() else ""
    return Reject(f"{path}:{span}", f"not a row: {reason}{again}", lines.excerpt())
