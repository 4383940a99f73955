"""Read Parquet, batch by batch, and only the columns that an article is made of."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

import pyarrow as pa
import pyarrow.parquet as pq

from detectors.records import Article
from flows.records import Reject
from flows.sources.articles import Make, excerpt
from flows.sources.fields import FieldNames
from flows.sources.places import Source
from flows.sources.streams import MARKED, UnreadableError, raw

_BATCH: Final = 256
"""Rows at once: a few megabytes of ordinary articles."""


def read_parquet(source: Source, path: str, make: Make, names: FieldNames) -> Iterator[Article | Reject]:
    """Yield what stands in each row; ``path`` is the file's name for people.

    Raises:
        UnreadableError: the file is damaged or has no column for the text.

    """
    row = 0
    try:
        with raw(source) as file, pq.ParquetFile(file) as table:
            for batch in table.iter_batches(_BATCH, columns=_columns(table.schema_arrow.names, names)):
                for record in _rows(batch):
                    yield make(record, f"{path}#{row}")
                    row += 1
    except (pa.ArrowException, OSError, UnicodeError) as error:
        message = f"the Parquet file is damaged or none; {row:,} rows were read ({' '.join(str(error).split())[:200]})"
        raise UnreadableError(message) from error


def _columns(columns: list[str], names: FieldNames) -> list[str]:
    fields = names.within(columns)
    if not fields.text:
        message = (
            f"no column holds a text: {excerpt(', '.join(columns))} (looked for {names.text_names()}; --fields text=NAME)"
        )
        raise UnreadableError(message)
    return [column for part in fields for column in part]


def _rows(batch: pa.RecordBatch) -> Iterator[dict[str, Any]]:
    columns = [_values(column) for column in batch.columns]
    for values in zip(*columns, strict=True):
        yield dict(zip(batch.schema.names, values, strict=True))


def _values(column: pa.Array) -> list[Any]:
    """Return a column's values; text may be stored as bytes, and declared text may be none."""
    if pa.types.is_dictionary(column.type):
        column = column.dictionary_decode()
    if pa.types.is_timestamp(column.type):
        column = column.cast(pa.timestamp("us", column.type.tz), safe=False)
    if pa.types.is_string(column.type) or pa.types.is_large_string(column.type):
        column = column.cast(pa.large_binary())
    try:
        values: list[Any] = column.to_pylist()
    except (ValueError, OverflowError):
        values = [_value(scalar) for scalar in column]
    return [value.decode("utf-8", MARKED) if isinstance(value, bytes) else value for value in values]


def _value(scalar: pa.Scalar) -> Any:  # noqa: ANN401 - whatever a column holds
    """Return a value, or None where Python has none for it, as for dates after the year 9999."""
    try:
        return scalar.as_py()
    except (ValueError, OverflowError):
        return None
