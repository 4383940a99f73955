"""Write one file of the corpus: under another name until it is complete, and the same bytes each time."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import msgspec
import pyarrow as pa
import pyarrow.parquet as pq
import zstandard

from flows.export.requests import Format
from flows.store.places import put_in_place

_LEVEL = 3
_ROW_GROUP = 4_000
_LINES = 1_000


def write_file(table: pa.Table, form: Format, started: Path, final: Path) -> None:
    """Write ``table`` to ``started`` and rename it to ``final``."""
    _WRITERS[form](table, started)
    put_in_place(started, final)


def _write_parquet(table: pa.Table, path: Path) -> None:
    # Everything that decides bytes is said here, whatever the library's defaults come to be.
    pq.write_table(
        table,
        path,
        row_group_size=_ROW_GROUP,
        version="2.6",
        data_page_version="1.0",
        data_page_size=1 << 20,
        use_dictionary=[name for name in table.column_names if name not in {"text", "article_id", "url", "text_sha256"}],
        compression="zstd",
        compression_level=_LEVEL,
        write_statistics=[name for name in table.column_names if name != "text"],
        store_schema=False,
    )


def _write_lines(table: pa.Table, path: Path) -> None:
    encoder = msgspec.json.Encoder()
    packer = zstandard.ZstdCompressor(level=_LEVEL, threads=0, write_checksum=True)
    with path.open("wb") as file, packer.stream_writer(file) as packed:
        for batch in table.to_batches(max_chunksize=_LINES):
            packed.write(encoder.encode_lines(batch.to_pylist()))


_WRITERS: dict[Format, Callable[[pa.Table, Path], None]] = {"parquet": _write_parquet, "jsonl.zst": _write_lines}
