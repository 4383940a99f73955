"""``winnow export``: choose, deal out, write file by file, and say in a manifest what was done.

A file appears under its name only when it is whole, and the same database and request give the same bytes. So an export
that was killed is simply asked for again: what stands there is kept, the rest is written. The published file is only read,
and stays the one that was opened even where a run replaces it meanwhile.
"""

from __future__ import annotations

import hashlib
import json
import shlex
import sys
from collections.abc import Sequence
from typing import Any, NamedTuple

import duckdb
import pyarrow as pa

from flows.errors import WinnowError
from flows.export.choosing import CorpusFile, check_columns, choose, plan
from flows.export.datasheet import datasheet
from flows.export.facts import gather
from flows.export.files import write_file
from flows.export.folder import ARTICLES, DATASHEET, MANIFEST, ExportFolder, claimed, sha256
from flows.export.requests import ExportRequest
from flows.export.texts import Bucket, buckets, deal_out
from flows.store.reading import open_published
from flows.store.rulesets import active_digest
from flows.terminal import visible

_MEMORY = "640MB"
_THREADS = 1
"""One thread keeps the memory of DuckDB within its limit; it waits for the writing of files most of the time anyway."""


class Exported(NamedTuple):
    """What an export did."""

    manifest: dict[str, Any]
    n_kept: int
    """Files that an earlier, unfinished export had written."""


def export_corpus(request: ExportRequest) -> None:
    """Export, and print what was done."""
    done = export(request)
    files, corpus = done.manifest["files"], done.manifest["corpus"]
    left_out = sum(each["articles"] for each in done.manifest["verdicts"] if not each["exported"])
    kept = f", {done.n_kept:,} of them were there already" if done.n_kept else ""
    sys.stdout.write(
        f"{corpus['articles']:,} articles in {len(files):,} file{'' if len(files) == 1 else 's'}{kept}; {left_out:,} articles left out\n"
        f"what and why: {visible(shlex.quote(str(request.out / DATASHEET)))}, {visible(shlex.quote(str(request.out / MANIFEST)))}\n"
    )


def export(request: ExportRequest) -> Exported:
    """Write what is missing of an export and return its manifest.

    Raises:
        InputError: the folder holds something else, or a column that is asked for does not exist.
        UnreadableStoreError: there is no database.
        WinnowError: a file of a finished export is no longer what its manifest says; no run into the database is done; a
            Parquet dataset changed while it was read.

    """
    with open_published(request.db) as connection:
        check_columns(connection, request.columns)
        _check_judged(connection, request)
    with claimed(request.out) as folder, _reading(request, folder) as connection:
        content = choose(connection, request)
        asked: dict[str, Any] = json.loads(json.dumps(gather(connection, request)))
        _check_unchanged(connection, asked["corpus"]["articles"])
        digest = hashlib.sha256(json.dumps([content, asked], sort_keys=True).encode()).hexdigest()
        folder.begin({"export": digest, "asked": asked["asked"]})
        if manifest := folder.manifest():
            _check_files(folder, manifest)
            return Exported(manifest, len(manifest["files"]))
        files = plan(connection, request)
        n_kept = _write_missing(connection, request, folder, files)
        manifest = {"export": digest, **asked, "files": _listed(folder, files)}
        folder.write(request.out / DATASHEET, datasheet(manifest))
        folder.write(request.out / MANIFEST, json.dumps(manifest, indent=1) + "\n")
        return Exported(manifest, n_kept)


def _check_judged(connection: duckdb.DuckDBPyConnection, request: ExportRequest) -> None:
    if not active_digest(connection):
        message = f"no run into {request.db} is done yet, so there are no verdicts to choose by; `winnow score` first"
        raise WinnowError(message)


def _check_unchanged(connection: duckdb.DuckDBPyConnection, n_counted: int) -> None:
    """See that what was counted is what was chosen; a database of tables is the one that was opened, a dataset may grow."""
    if connection.execute("SELECT count(*) FROM chosen").fetchone() != (n_counted,):
        message = "the Parquet dataset grew while it was being read; export again when no run writes to it"
        raise WinnowError(message)


def _reading(request: ExportRequest, folder: ExportFolder) -> duckdb.DuckDBPyConnection:
    return open_published(request.db, memory_limit=_MEMORY, threads=_THREADS, temp_directory=str(folder.spill))


def _write_missing(
    connection: duckdb.DuckDBPyConnection, request: ExportRequest, folder: ExportFolder, files: Sequence[CorpusFile]
) -> int:
    """Write every file that is not there; return how many were."""
    missing = [number for number, file in enumerate(files) if not (folder.articles / file.name).exists()]
    if missing:
        into = buckets(files[missing[0] :], folder.work)
        deal_out(connection, into)
        for bucket in into:
            _write_bucket(connection, request, folder, bucket)
    return len(files) - len(missing)


def _write_bucket(
    connection: duckdb.DuckDBPyConnection, request: ExportRequest, folder: ExportFolder, bucket: Bucket
) -> None:
    texts = bucket.texts()
    for file in bucket.files:
        final = folder.articles / file.name
        if not final.exists():
            text = texts.slice(file.first - bucket.files[0].first, file.last - file.first + 1)
            table = _columns(connection, request, file).append_column("text", text["text"])
            write_file(table, request.format, folder.work / f"{file.name}.tmp", final)
    bucket.path.unlink()


def _columns(connection: duckdb.DuckDBPyConnection, request: ExportRequest, file: CorpusFile) -> pa.Table:
    """Return the rows of a file without their texts, in order."""
    columns = ", ".join(f'"column_{name}" AS "{name}"' for name in request.columns)
    query = f"SELECT {columns or 'n'} FROM chosen WHERE n BETWEEN ? AND ? ORDER BY n"  # noqa: S608 - columns that the view has
    table = connection.sql(query, params=[file.first, file.last]).to_arrow_table()
    return table if columns else table.drop_columns("n")


def _listed(folder: ExportFolder, files: Sequence[CorpusFile]) -> list[dict[str, Any]]:
    """Return the files as the manifest lists them."""
    return [
        {
            "path": f"{ARTICLES}/{file.name}",
            "part": file.part,
            "rows": file.last - file.first + 1,
            "bytes": (folder.articles / file.name).stat().st_size,
            "sha256": sha256(folder.articles / file.name),
        }
        for file in files
    ]


def _check_files(folder: ExportFolder, manifest: dict[str, Any]) -> None:
    """See that a finished export is still whole."""
    for file in manifest["files"]:
        path = folder.out / file["path"]
        if not path.exists() or sha256(path) != file["sha256"]:
            message = f"{path} is not the file that {MANIFEST} lists; remove {folder.out} and export again"
            raise WinnowError(message)
