"""The folder of an export: whose it is, what of it is done, and where half-made files stand until they are whole."""

from __future__ import annotations

import fcntl
import hashlib
import json
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from flows.errors import InputError, WinnowError
from flows.store.places import put_in_place

ARTICLES = "articles"
MANIFEST = "manifest.json"
DATASHEET = "datasheet.md"
_WORK = ".unfinished"
_ASKED = "export.json"
_LOCK = "lock"


class ExportFolder:
    """A folder that one export is written to; made by :func:`claimed`."""

    def __init__(self, out: Path) -> None:
        """Take the folder."""
        self.out = out
        self.articles = out / ARTICLES
        self.work = out / _WORK
        self.spill = self.work / "spill"

    def manifest(self) -> dict[str, Any] | None:
        """Return the manifest of an export that is complete, else None."""
        path = self.out / MANIFEST
        return dict(json.loads(path.read_text("utf-8"))) if path.exists() else None

    def begin(self, export: dict[str, Any]) -> None:
        """See that what stands here is of the same export, or write down which one begins.

        ``export`` is its digest (``export``) and what was asked for (``asked``).

        Raises:
            InputError: the folder belongs to another export.

        """
        asked = self.work / _ASKED
        there = self.manifest() or (json.loads(asked.read_text("utf-8")) if asked.exists() else None)
        if there is None:
            self.write(asked, json.dumps(export))
            self.articles.mkdir(exist_ok=True)
        elif there["export"] != export["export"]:
            differs = [name for name, value in export["asked"].items() if there["asked"].get(name) != value]
            why = (
                f"asked for with other {differs[0]}"
                if differs
                else "made of another state of the database, or by another Winnow"
            )
            message = f"{self.out} holds another export, {why}; name another folder, or remove this one"
            raise InputError(message)

    def write(self, path: Path, content: str) -> None:
        """Write a small file that is never seen half-made."""
        started = self.work / f"{path.name}.tmp"
        started.write_text(content, "utf-8")
        put_in_place(started, path)


@contextmanager
def claimed(out: Path) -> Iterator[ExportFolder]:
    """Yield the folder ``out``, made where there is none, with the sole right to write to it.

    Raises:
        InputError: there is something else.
        WinnowError: another process is exporting to it.

    """
    folder = ExportFolder(out)
    _refuse_foreign(folder)
    folder.work.mkdir(parents=True, exist_ok=True)
    with (folder.work / _LOCK).open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            message = f"another process is exporting to {out}"
            raise WinnowError(message) from None
        _clear(folder.work)
        try:
            yield folder
        finally:
            _leave(folder)


def _leave(folder: ExportFolder) -> None:
    """Leave of the working folder what an export needs that goes on later, and nothing else."""
    if (folder.out / MANIFEST).exists() or not (folder.work / _ASKED).exists():
        shutil.rmtree(folder.work)
        if not any(folder.out.iterdir()):
            folder.out.rmdir()
    else:
        _clear(folder.work)


def _refuse_foreign(folder: ExportFolder) -> None:
    if folder.out.exists() and not folder.out.is_dir():
        message = f"{folder.out} is a file; an export is a folder"
        raise InputError(message)
    there = {path.name for path in folder.out.iterdir()} if folder.out.exists() else set()
    if there - {_WORK} and MANIFEST not in there and not (folder.work / _ASKED).exists():
        message = f"{folder.out} is not empty and holds no export; name another folder"
        raise InputError(message)


def _clear(work: Path) -> None:
    """Remove what an export that was killed had begun."""
    for path in work.iterdir():
        if path.is_dir():
            shutil.rmtree(path)
        elif path.name not in {_ASKED, _LOCK}:
            path.unlink()


def sha256(path: Path) -> str:
    """Return the digest of a file."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
