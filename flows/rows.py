"""Print the rows of a result: as a table, as CSV, or as JSON, a batch at a time and safe for a terminal."""

from __future__ import annotations

import csv
import sys
from collections.abc import Iterable, Iterator, Sequence
from itertools import chain
from typing import Any

from flows.terminal import json_line, one_line, visible

_CELL = 100
Rows = Sequence[tuple[Any, ...]]


def print_rows(names: Sequence[str], batches: Iterator[Rows], form: str) -> None:
    """Print a result, none of it held in memory but one batch: a whole corpus with its texts may come."""
    if form == "csv":
        _print_csv(names, batches)
    elif form == "json":
        keys = distinct(names)
        for row in chain.from_iterable(batches):
            sys.stdout.write(json_line(dict(zip(keys, row, strict=True))) + "\n")
    else:
        print_table(names, batches)


def distinct(names: Sequence[str]) -> list[str]:
    """Return the names with a number behind each that came before, as DuckDB does inside a query: an object has each key once."""
    taken, found = set(names), list[str]()
    for name in names:
        own, number = name, 0
        while own in found or (number and own in taken):
            number += 1
            own = f"{name}_{number}"
        found.append(own)
    return found


def _print_csv(names: Sequence[str], batches: Iterator[Rows]) -> None:
    """Print CSV as it is into a file or pipe; on a terminal what acts there is made visible."""
    writer = csv.writer(sys.stdout)
    rows: Iterable[Sequence[Any]] = chain([names], chain.from_iterable(batches))
    if sys.stdout.isatty():
        rows = ([visible(cell) if isinstance(cell, str) else cell for cell in row] for row in rows)
    writer.writerows(rows)


def print_table(names: Sequence[str], batches: Iterator[Rows]) -> None:
    """Print columns as wide as the widest cell of the first batch, one row a line; later cells may stick out."""
    widths: list[int] = []
    for rows in chain([next(batches, ())], batches):
        cells = [[_cell(value) for value in row] for row in rows]
        if not widths:
            cells.insert(0, [_cell(name) for name in names])
            widths = [max(map(len, column)) for column in zip(*cells, strict=True)]
        for row in cells:
            line = "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True))
            sys.stdout.write(line.rstrip() + "\n")


def _cell(value: object) -> str:
    """Return a value on one line of at most 100 characters, safe for a terminal."""
    text = "" if value is None else f"{value:.6g}" if isinstance(value, float) else str(value)
    text = one_line(text)
    return text if len(text) <= _CELL else text[: _CELL - 1] + "…"
