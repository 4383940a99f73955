"""Parts: the rows of one shard each as Parquet files, in a folder or an object store that every worker reaches.

A worker writes its part into the folder of the run, table by table, each file under another name first where a rename is
how a file appears whole; an object store shows an object only when it is. Scorecards come last: a part with scorecards
is complete, one without is what a killed worker left. When a run ends its folder is removed, and a worker that outlived
its run finds no place to write to.
"""

from __future__ import annotations

import io
import os
import shutil
import socket
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import pyarrow as pa

from flows.sources import for_people
from flows.sources.remote import is_address
from flows.store.errors import StoreError
from flows.store.places import unfinished
from flows.store.rows import Part

if TYPE_CHECKING:
    from fsspec import AbstractFileSystem

_MARKER = "scorecards"
_GONE = ".gone"


class Staging(NamedTuple):
    """Where the workers of a run leave their parts."""

    folder: str
    lasting: bool
    """Parts that travel or stay are packed, and safe from a loss of power; what is read back at once is neither: a third
    of the cost, and what is lost is scored again."""


def reach(place: str) -> tuple[AbstractFileSystem, str]:
    """Return the file system behind a folder or an address, and the path in it.

    Raises:
        StoreError: what reaches such addresses is not known or not installed.

    """
    import fsspec

    try:
        files, path = fsspec.url_to_fs(place)
    except (ImportError, ValueError) as error:
        message = f"{for_people(place)}: parts cannot be kept there ({error})"
        raise StoreError(message) from None
    files.invalidate_cache()  # others write there
    return files, path


def make_folder(folder: str) -> None:
    """Make the folder of a run or a dataset with one for each table; an object store has no folders."""
    if not is_address(folder):
        for table in Part._fields:
            Path(folder, table).mkdir(parents=True, exist_ok=True)


def write_part(staging: Staging, name: str, part: Part) -> None:
    """Write the files of one part.

    Raises:
        StoreError: the folder is not there, because the run is over or this machine does not reach it.

    """
    import pyarrow.parquet as pq

    files, root = reach(staging.folder)
    for table, rows in part._asdict().items():
        content = io.BytesIO()
        pq.write_table(rows, content, compression="zstd" if staging.lasting else "none", use_dictionary=False)
        path = f"{root}/{table}/{name}.parquet"
        if is_address(staging.folder):
            files.pipe_file(path, content.getvalue())
        else:
            _write_whole(Path(path), content.getbuffer(), lasting=staging.lasting)


def _write_whole(path: Path, content: memoryview, *, lasting: bool) -> None:
    try:
        with unfinished(path).open("wb") as file:
            file.write(content)
            if lasting:
                file.flush()
                os.fsync(file.fileno())
        unfinished(path).replace(path)
    except FileNotFoundError:
        message = f"{path.parent} is not there on {socket.gethostname()}: the run is over, or --parts is not shared by all machines"
        raise StoreError(message) from None


def read_part(folder: str, name: str) -> Part:
    """Return the rows of a part.

    Raises:
        pyarrow.ArrowException, OSError: a file is damaged or missing.

    """
    files, root = reach(folder)
    return Part(*(_table(files.cat_file(f"{root}/{table}/{name}.parquet")) for table in Part._fields))


def read_keys(folder: str, name: str) -> pa.Table:
    """Return the keys of a part's scorecards, without reading the rest."""
    files, root = reach(folder)
    return _table(files.cat_file(f"{root}/{_MARKER}/{name}.parquet"), ["article_id", "text_sha256", "scorer", "ruleset"])


def _table(content: bytes, columns: list[str] | None = None) -> pa.Table:
    import pyarrow.parquet as pq  # a run of one process leaves and reads no parts

    return pq.ParquetFile(io.BytesIO(content)).read(columns, use_threads=False)


def discard_part(folder: str, name: str) -> None:
    """Remove a part, its marker first."""
    files, root = reach(folder)
    for table in reversed(Part._fields):
        files.rm_file(f"{root}/{table}/{name}.parquet")


def move_part(folder: str, name: str, to: str) -> None:
    """Move a part to another folder of the same store, its marker last; what was moved before a kill is not missed."""
    files, root = reach(folder)
    _, target = reach(to)
    for table in Part._fields:
        path = f"{root}/{table}/{name}.parquet"
        if files.exists(path):
            files.mv(path, f"{target}/{table}/{name}.parquet")


def part_names(folder: str) -> list[str]:
    """Return the names of the parts that are complete, in order."""
    return sorted(name.removesuffix(".parquet") for name in _inside(f"{folder}/{_MARKER}") if name.endswith(".parquet"))


def folders(place: str) -> list[str]:
    """Return the names of the folders of runs and datasets in a place; those half removed as they were called before."""
    return sorted({name.removesuffix(_GONE) for name in _inside(place)})


def _inside(place: str) -> Sequence[str]:
    try:
        if not is_address(place):
            return os.listdir(place)  # noqa: PTH208 - names; what reaches object stores is not imported for a folder
        files, root = reach(place)
        return [path.rstrip("/").rpartition("/")[2] for path in files.ls(root, detail=False)]
    except FileNotFoundError:
        return ()


def remove_folder(folder: str) -> None:
    """Remove the folder of a run with all that is in it, and the place around it where that is then empty.

    It is renamed first, so that whoever still writes to it fails rather than bring it back.
    """
    if is_address(folder):
        files, root = reach(folder)
        if files.exists(root):
            files.rm(root, recursive=True)
        return
    here, gone = Path(folder), Path(f"{folder}{_GONE}")
    if gone.exists():
        shutil.rmtree(gone)
    if here.exists():
        here.rename(gone)
        shutil.rmtree(gone)
    if here.parent.exists() and not any(here.parent.iterdir()):
        here.parent.rmdir()
