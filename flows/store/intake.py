"""What becomes of parts: rows of the database, or files of its dataset; also of those that a killed run left."""

from __future__ import annotations

import pyarrow as pa

from flows.store import parts
from flows.store.rows import Part
from flows.store.writing import Store


class Intake:
    """The one way by which the parts of a run come in."""

    def __init__(self, store: Store, place: str, staging: parts.Staging) -> None:
        """Take the parts of a run from ``staging``, a folder in ``place``, into the open store."""
        self._store = store
        self._place = place
        self._staging = staging

    def begin(self) -> None:
        """Take in what runs of this database that did not end have left, then make the folder of this run.

        What they left incomplete or damaged is removed: its articles are scored again.
        """
        for run_id in filter(self._store.has_run, parts.folders(self._place)):
            left = f"{self._place}/{run_id}"
            for name in parts.part_names(left):
                try:
                    self._take(left, name)
                except (pa.ArrowException, OSError):
                    continue
            parts.remove_folder(left)
        parts.make_folder(self._staging.folder)

    def take(self, name: str, part: Part | None) -> None:
        """Take in a part of this run: its rows, or what was left under its name."""
        if part is None:
            self._take(self._staging.folder, name)
        else:
            self._store.save(part)

    def _take(self, folder: str, name: str) -> None:
        if self._store.dataset:
            self._store.note_kept(parts.read_keys(folder, name))
            parts.move_part(folder, name, self._store.dataset)
        else:
            self._store.save(parts.read_part(folder, name))
            parts.discard_part(folder, name)

    def end(self) -> None:
        """Remove the folder of this run: whoever still writes to it belongs to no run."""
        parts.remove_folder(self._staging.folder)
