"""Which files belong to a database: the published one, and the writer's folder beside it."""

from __future__ import annotations

from pathlib import Path


def folder_of(db: Path) -> Path:
    """Return the folder in which the writer keeps what is not published."""
    return db.with_name(f"{db.name}.d")


def working_file(db: Path) -> Path:
    """Return the file that only the writer opens."""
    return folder_of(db) / "working.duckdb"


def parts_folder(db: Path) -> Path:
    """Return the folder in which workers leave the rows of their shards, where no other place is given."""
    return folder_of(db) / "parts"


def unfinished(path: Path) -> Path:
    """Return the name under which ``path`` is written until it is complete."""
    return path.with_name(f"{path.name}.tmp")


def remove_unfinished(path: Path) -> None:
    """Remove what a writer that was killed left of ``path``."""
    started = unfinished(path)
    for left in (started, started.with_name(f"{started.name}.wal")):
        left.unlink(missing_ok=True)
