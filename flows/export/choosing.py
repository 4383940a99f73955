"""Choose the articles of an export and say which file each of them goes to.

The order is that of the split, then of the article's id, so the same articles make the same files in whatever order they
were stored. Everything but the texts is put into a temporary table in that order; files are stretches of it.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import duckdb

from flows.errors import InputError
from flows.export.names import safe_name
from flows.export.requests import ExportRequest, Split
from flows.store.sightings import CARD_KEY, VERSION_KEY

MOST_ROWS = 40_000
MOST_CHARACTERS = 64_000_000
"""A file ends before it grows beyond either: a file's texts are held in memory while it is written."""

_TEXTS = ("text", "clean_text")
_SPLITS: dict[Split, str] = {
    "source": "scores.source",
    "month": "strftime(coalesce(scores.published_at, scores.first_seen_at), '%Y-%m')",
    "none": "'all'",
}
"""SQL for the part of the corpus that an article belongs to; an article without a date has that of its first reading."""

_BATCH = 50_000


class CorpusFile(NamedTuple):
    """A file of the corpus: rows ``first`` to ``last`` of the table ``chosen``."""

    name: str
    part: str | None
    """The outlet or month; None where there is no outlet."""
    first: int
    last: int
    n_characters: int
    """Of the original texts."""


def check_columns(connection: duckdb.DuckDBPyConnection, columns: Sequence[str]) -> None:
    """See that each column is one of ``article_scores``.

    Raises:
        InputError: it is not; the message lists those there are.

    """
    known = [name for name in _types(connection) if name not in _TEXTS]
    if unknown := [column for column in columns if column not in known]:
        message = f"--columns {unknown[0]!r}: there are {', '.join(known)}, text"
        raise InputError(message)


def _types(connection: duckdb.DuckDBPyConnection) -> dict[str, str]:
    return {row[0]: row[1] for row in connection.execute("DESCRIBE article_scores").fetchall()}


def choose(connection: duckdb.DuckDBPyConnection, request: ExportRequest) -> str:
    """Make the temporary table ``chosen`` and return a digest of all that the files depend on but the texts themselves.

    ``chosen`` has ``n`` (from 1, in order), ``part``, ``version`` and ``card`` (keys of rows of ``article_versions`` and
    ``scorecards``; rows of a Parquet dataset have no numbers), ``is_cleaned``, ``n_chars``, ``content`` (a hash of what
    tells the text), and the columns asked for, each with ``column_`` before its name. Texts are stored once and never
    edited: their digest stands for them.
    """
    columns = ", ".join(f"{_column(connection, request, name)} AS column_{name}" for name in request.columns)
    cleaned = "scores.clean_text IS NOT NULL" if request.text == "cleaned" else "false"
    connection.execute(
        f"""
        CREATE TEMP TABLE chosen AS
        SELECT row_number() OVER (ORDER BY part NULLS FIRST, article_id) AS n, * EXCLUDE (article_id) FROM (
            SELECT {_SPLITS[request.split]} AS part, scores.article_id, {VERSION_KEY} AS version, {CARD_KEY} AS card,
                   {cleaned} AS is_cleaned, scores.n_chars,
                   hash(scores.article_id, scores.text_sha256, scores.scorer, scores.ruleset, scores.scored_at) AS content{", " if columns else ""}{columns}
            FROM article_scores AS scores
            WHERE list_contains(?, scores.verdict)
        ) ORDER BY n
        """,  # noqa: S608 - constants, and columns that the view has
        [list(request.verdicts)],
    )
    found = connection.execute("SELECT count(*), bit_xor(hash(*COLUMNS(* EXCLUDE (version, card)))) FROM chosen").fetchone()
    return repr(found)


def _column(connection: duckdb.DuckDBPyConnection, request: ExportRequest, name: str) -> str:
    """Return SQL for a column; JSON has no times, so they are written as text there."""
    if request.format == "jsonl.zst" and _types(connection)[name].startswith("TIMESTAMP"):
        return f"replace(scores.\"{name}\"::VARCHAR, ' ', 'T')"
    return f'scores."{name}"'


def plan(connection: duckdb.DuckDBPyConnection, request: ExportRequest) -> list[CorpusFile]:
    """Return the files of the export in order."""
    suffix = request.format
    files: list[CorpusFile] = []
    number = 0
    rows = connection.execute("SELECT n, part, n_chars FROM chosen ORDER BY n")
    while batch := rows.fetchmany(_BATCH):
        for n, part, n_chars in batch:
            last = files[-1] if files else None
            if last and part == last.part and _has_room(last, n_chars):
                files[-1] = last._replace(last=n, n_characters=last.n_characters + n_chars)
                continue
            number = number + 1 if last and part == last.part else 1
            files.append(CorpusFile(f"{safe_name(part)}-{number:05}.{suffix}", part, n, n, n_chars))
    return files


def _has_room(file: CorpusFile, n_chars: int) -> bool:
    return file.last - file.first + 1 < MOST_ROWS and file.n_characters + n_chars <= MOST_CHARACTERS
