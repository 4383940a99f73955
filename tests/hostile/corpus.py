"""Broken and hostile inputs, each made here and not stored, with exactly what must come of it.

Most files begin with a sound record ("first") and, where the damage is no end, close with one ("last"), so that every case
also says what is lost and what is not. ``python tests/hostile/corpus.py FOLDER`` writes them all.
"""

from __future__ import annotations

import gzip
import io
import json
import sys
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import pyarrow as pa
import pyarrow.parquet as pq
import zstandard

PROSE = "The council met on Monday and agreed to repair the old pier before the winter storms arrive, the mayor said."
LIMIT = 2_000_000
"""What the test sets for the bytes that any file may unpack to, so that a bomb need not be a quarter of a gigabyte."""


class Case(NamedTuple):
    """A file's bytes and what must come of it."""

    content: Callable[[], bytes]
    ids: tuple[str, ...] = ("first", "last")
    """The articles that are read, in order."""
    rejects: tuple[tuple[str, str], ...] = ()
    """What is behind the file's path in the place of each reject, and the whole reason (a regular expression)."""


def record(name: str, **fields: object) -> bytes:
    """Return a sound record as a line of JSON."""
    return json.dumps({"id": name, "text": PROSE} | fields).encode() + b"\n"


def between(*lines: bytes) -> Callable[[], bytes]:
    """Return what makes a file of lines between two sound ones."""
    return lambda: b"".join([record("first"), *(line + b"\n" for line in lines), record("last")])


def texts(*values: str) -> Callable[[], bytes]:
    """Return what makes a file of records with these texts as they stand in JSON, between two sound ones."""
    return between(*(f'{{"id": "odd-{index}", "text": "{value}"}}'.encode() for index, value in enumerate(values)))


def cut(pack: Callable[[bytes], bytes]) -> Callable[[], bytes]:
    """Return what makes a packed file of which the end is missing; its first member is whole."""
    return lambda: pack(record("first")) + pack(record("last"))[:-9]


def parquet(rows: int) -> bytes:
    """Return a Parquet file."""
    stream = io.BytesIO()
    pq.write_table(pa.table({"id": [f"row-{row}" for row in range(rows)], "text": [PROSE] * rows}), stream)
    return stream.getvalue()


def wet(name: str) -> bytes:
    """Return one record of a crawl's texts."""
    block = PROSE.encode()
    head = f"WARC/1.0\r\nWARC-Type: conversion\r\nWARC-Target-URI: https://x.example/{name}\r\nContent-Type: text/plain\r\n"
    return head.encode() + f"Content-Length: {len(block)}\r\n\r\n".encode() + block + b"\r\n\r\n"


def zipped() -> bytes:
    """Return a ZIP archive with a bomb in it."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("articles.jsonl", b"\0" * 1_000_000)
    return stream.getvalue()


def table(*rows: str) -> Callable[[], bytes]:
    """Return what makes a table."""
    return lambda: "\n".join(["id,text", *rows, ""]).encode()


BOMB = b"\0" * (3 * LIMIT)
zstd = zstandard.ZstdCompressor().compress
BROKEN = r"broken JSON: .+ at character [\d,]+"
RATIO = r"[\d,]+ bytes unpack to more than 200 times as many; that is no corpus of articles"
DAMAGED = r"the compressed data is damaged or cut off within the first ([\d,]+) of \1 bytes \(.+\)"
NO_TEXT = r"no field holds a text \(looked for text, content, body, article, maintext; --fields text=NAME names another\)"

CORPUS: dict[str, Case] = {
    # What is no JSON, or no record.
    "broken.jsonl": Case(between(b'{"id": "x", "text": ', b"plain words"), rejects=((":2", BROKEN), (":3", BROKEN))),
    "deep.jsonl": Case(
        between(b'{"id": "x", "text": "x", "more": ' + b"[" * 200_000 + b"]" * 200_000 + b"}"),
        rejects=((":2", "the JSON is nested too deeply"),),
    ),
    "deep.json": Case(
        lambda: b"[" * 200_000,
        ids=(),
        rejects=(("#0", "broken JSON: the list is never closed, so what follows is missing"),),
    ),
    "open_list.json": Case(
        lambda: b"[" + record("first") + b",",
        ids=("first",),
        rejects=(("#1", "broken JSON: the list is never closed, so what follows is missing"),),
    ),
    "long_line.jsonl": Case(
        lambda: record("first") + b'{"text": "' + b"x" * 20_000_000 + b'"}\n' + record("last"),
        rejects=((":2", "the line is longer than 20,000,000 bytes"),),
    ),
    "long_text.jsonl": Case(
        between(json.dumps({"text": "x" * 5_000_001}).encode()),
        rejects=((":2", "the text is longer than 5,000,000 bytes"),),
    ),
    "many_lines.jsonl": Case(
        between(json.dumps({"text": "a\r\n" * 100_001}).encode()),
        rejects=((":2", "the text has more than 100,000 lines"),),
    ),
    "long_title.jsonl": Case(
        between(json.dumps({"text": PROSE, "title": "x" * 10_001}).encode()),
        rejects=((":2", "the title is longer than 10,000 characters"),),
    ),
    "no_record.jsonl": Case(
        between(b"{}", b"null", b"[]", b'"text"', b"7"),
        rejects=((":2", NO_TEXT), *((f":{line}", "not a JSON object") for line in range(3, 7))),
    ),
    "no_text.jsonl": Case(
        between(b'{"text": null}', b'{"text": 5}', b'{"text": ["a"]}', b'{"text": {"a": 1}}', b'{"text": true}'),
        rejects=(
            (":2", "the field 'text' is null, so there is no text"),
            (":3", "the field 'text' is a number, not a text"),
            (":4", "the field 'text' is a list, not a text"),
            (":5", "the field 'text' is an object, not a text"),
            (":6", "the field 'text' is true or false, not a text"),
        ),
    ),
    "empty.jsonl": Case(lambda: b"", ids=()),
    "empty_text.jsonl": Case(texts(""), ids=("first", "odd-0", "last")),
    # Characters.
    "not_utf8.jsonl": Case(between(b'{"id": "odd-0", "text": "caf\xe9 \xff\xfe"}'), ids=("first", "odd-0", "last")),
    "utf16.jsonl": Case(
        lambda: record("first").decode().encode("utf-16"),
        ids=(),
        rejects=(("", r"the file is UTF-16; records are read as UTF-8 \(convert it: iconv -f UTF-16 -t UTF-8\)"),),
    ),
    "nul.jsonl": Case(texts("Tax\\u0000rise"), ids=("first", "odd-0", "last")),
    "surrogates.jsonl": Case(texts("\\ud800 \\udc00\\ud83d"), ids=("first", "odd-0", "last")),
    "escapes.jsonl": Case(texts("\\u001b[2J\\u001b]0;owned\\u0007 \\u009b31m"), ids=("first", "odd-0", "last")),
    "bidi.jsonl": Case(texts("\\u202etxet\\u202c \\u2066x\\u2069 \\u200f"), ids=("first", "odd-0", "last")),
    # Packed files.
    "bomb.jsonl.gz": Case(
        lambda: gzip.compress(record("first")) + gzip.compress(BOMB), ids=("first",), rejects=(("", RATIO),)
    ),
    "bomb.jsonl.zst": Case(lambda: zstd(record("first")) + zstd(BOMB), ids=("first",), rejects=(("", RATIO),)),
    "zip.jsonl": Case(zipped, ids=(), rejects=(("", "the file is a ZIP archive, which is not read; unpack it first"),)),
    "zip.txt": Case(zipped, ids=(), rejects=(("", "the file is a ZIP archive, which is not read; unpack it first"),)),
    "cut.jsonl.gz": Case(cut(gzip.compress), rejects=(("", DAMAGED),)),
    "cut.jsonl.zst": Case(cut(zstd), ids=("first",), rejects=(("", DAMAGED),)),
    "cut.parquet": Case(
        lambda: parquet(300)[:-20],
        ids=(),
        rejects=(("", r"the Parquet file is damaged or none; 0 rows were read \(.+\)"),),
    ),
    "cut.wet.gz": Case(
        lambda: gzip.compress(wet("first")) + gzip.compress(wet("last"))[:-9],
        ids=("https://x.example/first", "https://x.example/last"),
        rejects=(("#2", r"the archive is damaged or cut off: record 2 has no end; \d+ bytes unpacked, 2 records read; .+"),),
    ),
    # One format under the name of another.
    "lines.csv": Case(
        lambda: record("first") + record("last"),
        ids=(),
        rejects=(("", r"no column holds a text: .+; --fields text=NAME\)"),),
    ),
    "lines.parquet": Case(
        lambda: record("first"),
        ids=(),
        rejects=(("", r"the Parquet file is damaged or none; 0 rows were read \(.+\)"),),
    ),
    "table.jsonl": Case(table("a,b"), ids=(), rejects=((":1", BROKEN), (":2", BROKEN))),
    "rows.jsonl": Case(
        lambda: parquet(3),
        ids=(),
        rejects=(("", "the file is a Parquet file, which is not read under this name; call it .parquet"),),
    ),
    "picture.txt": Case(
        lambda: b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR" + bytes(range(256)) * 8,
        ids=(),
        rejects=(("", "the file holds binary data, or text in no encoding that can be told"),),
    ),
    # Tables.
    "ragged.csv": Case(
        table(f'first,"{PROSE}"', "alone", "x,y,z", f'last,"{PROSE}",,'),
        rejects=((":3", "not a row: 1 fields where the header has 2"), (":4", "not a row: 3 fields where the header has 2")),
    ),
    "quote.csv": Case(
        table(f'first,"{PROSE}"', 'odd,"never closed', "last,A last row."),
        rejects=((":3-4", "not a row: a quote is opened and never closed; the lines after the first are read again"),),
    ),
    # Values.
    "twice.jsonl": Case(
        between(b'{"id": "no", "id": "odd-0", "text": "No.", "text": "Yes."}'), ids=("first", "odd-0", "last")
    ),
    "numbers.jsonl": Case(
        between(b'{"id": 17.0, "text": "x"}', b'{"id": 18, "text": "x"}', b'{"id": 1e999, "text": "A text, no id."}'),
        ids=("first", "17", "18", "", "last"),
    ),
    "dates.jsonl": Case(
        between(
            *(
                f'{{"id": "odd-{index}", "text": "{PROSE}", "date": {date}}}'.encode()
                for index, date in enumerate(
                    (
                        '"2024-02-30"',
                        '"10000-01-01"',
                        '"0000-01-01"',
                        "99999999999999999999",
                        "-1",
                        "1e400",
                        "NaN",
                        '"0001-01-01T00:00+14:00"',
                    )
                )
            )
        ),
        ids=("first", *(f"odd-{index}" for index in range(8)), "last"),
    ),
    "ids.jsonl": Case(
        lambda: b"".join(
            map(
                record,
                ("two\nlines", "../../../etc/passwd", "'; DROP TABLE articles; --", "<script>alert(1)</script>", "\x1b[31m"),
            )
        ),
        ids=("two\nlines", "../../../etc/passwd", "'; DROP TABLE articles; --", "<script>alert(1)</script>", "\x1b[31m"),
    ),
}


def write(folder: Path) -> None:
    """Write every file, each in a folder of its own name, so that the same ids are no conflict."""
    for name, case in CORPUS.items():
        (folder / name).write_bytes(case.content())


if __name__ == "__main__":
    write(Path(sys.argv[1]))
