"""Open the writer's working file and publish from it.

Only the writer opens the working file, and only once. What people open is a copy of it, written under another name
and put in place by one rename: whoever has the old one open keeps it, and nobody ever blocks anybody. The copy is one of bytes
where nothing speaks against it, which costs next to nothing; else the rows are written anew.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import duckdb

from flows.sources import for_people
from flows.store.dataset import SETTING, show_dataset
from flows.store.errors import StoreError, UnreadableStoreError
from flows.store.places import (
    folder_of,
    is_forgetting,
    published_file,
    put_in_place,
    remove_spilled,
    remove_unfinished,
    spilled,
    unfinished,
    working_file,
)
from flows.store.schema import bring_up_to_date
from flows.store.settings import setting
from flows.store.version import check_version

_CONFIG: dict[str, str | bool | int | float | list[str]] = {
    "autoinstall_known_extensions": "false",
    "autoload_known_extensions": "false",
    "python_enable_replacements": "false",
}
# What is not yet written stays in memory, nearly one and a half bytes for each of the log; and each checkpoint writes the last,
# unfilled row group anew, texts and all. A group of 122,880 rows, DuckDB's own, asked for 400 MB between checkpoints, or a
# save took a half longer and more; one of 10,240 is 50 MB of log as articles are. Rows of 100,000 given to a store by themselves:
# 450 MB at most in place of 670, in the same time. What a whole run takes, bench/memory.py prints.
_CHECKPOINT, _ROW_GROUP = "100MB", 10_240
_MEMORY = "400MB"
"""In what a run does every time. Shards that come in take some 200 MB; of each million articles DuckDB would keep another 600 MB
that are on disk, and take 1,200 MB to count the weeks of outlets."""

PUBLISHED_FORMAT = "v1.4.0"
"""The oldest storage format: 1.4 and 1.5 clients can read it, and 2.x as well."""

_MOSTLY_FULL = 4
"""A file of whose blocks more than one in so many is free is not published as it is."""


@contextmanager
def open_working(db: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    """Yield the working file of ``db`` at the newest schema; the caller holds the writer's lock."""
    working = working_file(db)
    remove_unfinished(published_file(db))
    remove_unfinished(working)
    remove_spilled(working)
    # How large its row groups are can only be said of a file that is attached; the file does not remember it.
    with duckdb.connect(config=_CONFIG | {"temp_directory": str(spilled(working))}) as connection:
        version = _version(connection, working, db) if working.exists() else _begin(connection, working, db)
        connection.execute(f"SET TimeZone = 'UTC'; SET checkpoint_threshold = '{_CHECKPOINT}'")
        connection.execute(f"ATTACH {_quoted(working)} AS working (ROW_GROUP_SIZE {_ROW_GROUP}); USE working")
        bring_up_to_date(connection, version)
        yield connection


@contextmanager
def in_little_memory(connection: duckdb.DuckDBPyConnection) -> Iterator[None]:
    """Have DuckDB keep no more of what is on disk than fits beside what is not, and spill what a join has no room for."""
    connection.execute(f"SET memory_limit = '{_MEMORY}'")
    try:
        yield
    finally:
        connection.execute("RESET memory_limit")


@contextmanager
def _attached(connection: duckdb.DuckDBPyConnection, path: Path, how: str) -> Iterator[None]:
    """Have a connection work with another file for a while: a connection of its own costs as much as scoring ten articles."""
    before = _catalog(connection)
    connection.execute(f'ATTACH {_quoted(path)} AS "other" ({how}); USE "other"')
    try:
        yield
    finally:
        connection.execute(f'USE "{before}"; DETACH "other"')


def _version(connection: duckdb.DuckDBPyConnection, path: Path, db: Path) -> int:
    """Return a file's schema version, 0 for an empty one, without changing a byte of a file that is then refused."""
    try:
        with _attached(connection, path, "READ_ONLY"):
            return check_version(connection, db) if connection.execute("FROM duckdb_tables()").fetchone() else 0
    except duckdb.Error as error:
        message = f"{path} cannot be opened as a DuckDB database: {error}"
        raise UnreadableStoreError(message) from None


def _begin(connection: duckdb.DuckDBPyConnection, working: Path, db: Path) -> int:
    """Make the working file: an empty one, or one from the published file, as after a move of that file alone; return its version.

    It is made under another name, for a kill while DuckDB writes the first pages leaves a file that nobody can open.
    """
    version = 0
    if db.exists():
        version = _version(connection, db, db)
        _refuse_dataset(connection, db)
    # A log without its file would be read into the new one.
    working.with_name(f"{working.name}.wal").unlink(missing_ok=True)
    _write_anew(connection, db, working)
    return version


def rewrite(db: Path) -> None:
    """Write the working file anew, so that no bytes of deleted rows stay; nobody has it open, the caller holds the lock."""
    with duckdb.connect(config=_CONFIG) as connection:
        _write_anew(connection, working_file(db), working_file(db))


def _write_anew(connection: duckdb.DuckDBPyConnection, source: Path, working: Path) -> None:
    started = unfinished(working)
    with _attached(connection, started, f"STORAGE_VERSION '{PUBLISHED_FORMAT}'"):
        if source.exists():
            connection.execute(f"ATTACH {_quoted(source)} AS source (READ_ONLY)")
            connection.execute('COPY FROM DATABASE source TO "other"; DETACH source')
    put_in_place(started, working)


def _refuse_dataset(connection: duckdb.DuckDBPyConnection, db: Path) -> None:
    """A published file of views has no rows to rebuild from."""
    with _attached(connection, db, "READ_ONLY"):
        folder = setting(connection, SETTING)
    if folder:
        message = f"{folder_of(db)} is gone, and {db} has only views over {for_people(folder)}: score into another --db"
        raise StoreError(message)


def publish(connection: duckdb.DuckDBPyConnection, db: Path, dataset: str | None) -> None:
    """Replace the published file by what is committed in the working one, atomically; with views over a dataset, if any."""
    final = published_file(db)
    remove_unfinished(final)
    try:
        connection.execute("CHECKPOINT")
        if dataset or is_forgetting(db) or not _is_as_published(connection):
            _copy_rows(connection, unfinished(final), dataset)
        else:
            # Closing the file gives up DuckDB's lock on it; the writer's own lock, around all of this, stays.
            shutil.copyfile(working_file(db), unfinished(final))
    except (duckdb.Error, OSError) as error:
        remove_unfinished(final)
        message = f"{db} could not be published: {' '.join(str(error).split())}; what was stored is safe, the next run publishes it"
        raise StoreError(message) from None
    put_in_place(unfinished(final), final)


def _is_as_published(connection: duckdb.DuckDBPyConnection) -> bool:
    """Say whether the working file, all of it on disk, may be published byte by byte: its format is that, its blocks are used."""
    sizes = connection.execute(
        "SELECT total_blocks, free_blocks FROM pragma_database_size() WHERE database_name = current_database()"
    ).fetchone()
    tags = connection.execute("SELECT tags FROM duckdb_databases() WHERE database_name = current_database()").fetchone()
    return sizes is not None and _MOSTLY_FULL * sizes[1] <= sizes[0] and PUBLISHED_FORMAT in str(tags)


def _copy_rows(connection: duckdb.DuckDBPyConnection, target: Path, dataset: str | None) -> None:
    """Write a file with all rows of the working one and no others."""
    connection.execute(f"ATTACH {_quoted(target)} AS published (STORAGE_VERSION '{PUBLISHED_FORMAT}')")
    try:
        connection.execute(f'COPY FROM DATABASE "{_catalog(connection)}" TO published')
        if dataset:
            show_dataset(connection, dataset, "published")
    finally:
        connection.execute("DETACH published")


def _catalog(connection: duckdb.DuckDBPyConnection) -> str:
    found = connection.execute("SELECT current_database()").fetchone()
    return str(found[0]) if found else ""


def _quoted(path: Path) -> str:
    """Return a path as an SQL string; ATTACH takes no parameter."""
    return "'" + str(path).replace("'", "''") + "'"
