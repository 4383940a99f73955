"""Which files belong to a database: the published one, and the writer's folder beside it."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

from flows.errors import naming
from flows.store.errors import UnreadableStoreError


def published_file(db: Path) -> Path:
    """Return the file that is meant: the one that a link leads to, so that publishing replaces that and not the link.

    Raises:
        UnreadableStoreError: the name is not UTF-8, which DuckDB cannot open.

    """
    try:
        str(db).encode()
    except UnicodeEncodeError:
        message = f"{db} cannot be a database: DuckDB opens only files whose names are UTF-8"
        raise UnreadableStoreError(message) from None
    return Path(os.path.realpath(db)) if db.is_symlink() else db


def folder_of(db: Path) -> Path:
    """Return the folder in which the writer keeps what is not published."""
    file = published_file(db)
    return file.with_name(f"{file.name}.d")


def working_file(db: Path) -> Path:
    """Return the file that only the writer opens."""
    return folder_of(db) / "working.duckdb"


def parts_folder(db: Path) -> Path:
    """Return the folder in which workers leave the rows of their shards, where no other place is given."""
    return folder_of(db) / "parts"


def report_file(db: Path) -> Path:
    """Return the page that a run through Prefect leaves, with excerpts of articles in it."""
    return folder_of(db) / "report.html"


def forgetting_mark(db: Path) -> Path:
    """Return the file that is there from when rows are forgotten until the working file is written anew without their bytes."""
    return folder_of(db) / "forgetting"


def is_forgetting(db: Path) -> bool:
    """Say whether the working file may still hold bytes of what was forgotten."""
    return forgetting_mark(db).exists()


def unfinished(path: Path) -> Path:
    """Return the name under which ``path`` is written until it is complete."""
    return path.with_name(f"{path.name}.new")


def spilled(path: Path) -> Path:
    """Return where DuckDB spills what does not fit into memory, texts among it, while it has ``path`` open."""
    return path.with_name(f"{path.name}.tmp")


def remove_unfinished(path: Path) -> None:
    """Remove what a writer that was killed left of ``path``."""
    started = unfinished(path)
    for left in (started, started.with_name(f"{started.name}.wal")):
        left.unlink(missing_ok=True)


def remove_spilled(path: Path) -> None:
    """Remove what a process that was killed had spilled while it had ``path`` open."""
    shutil.rmtree(spilled(path), ignore_errors=True)


def put_in_place(started: Path, final: Path) -> None:
    """Rename a complete file, after its bytes and before its name are safely on disk."""
    _sync(started)
    started.replace(final)
    _sync(final.parent)


def _sync(path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY)
    try:
        with naming(path):
            os.fsync(descriptor)
    finally:
        os.close(descriptor)
