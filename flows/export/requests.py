"""What an export is asked for."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Literal, NamedTuple

from detectors.judging.rules import VERDICTS
from flows.errors import InputError

TextKind = Literal["original", "cleaned"]
Split = Literal["source", "month", "none"]
Format = Literal["parquet", "jsonl.zst"]

COLUMNS = ("article_id", "source", "url", "title", "published_at", "language", "verdict", "reasons", "text_sha256")
"""The columns of an export that names none; the text always comes last."""


class ExportRequest(NamedTuple):
    """What an export is asked for."""

    out: Path
    db: Path
    verdicts: tuple[str, ...] = ("keep", "clean")
    text: TextKind = "cleaned"
    columns: tuple[str, ...] = COLUMNS
    split: Split = "none"
    format: Format = "parquet"

    def asked(self) -> dict[str, str | Sequence[str]]:
        """Return what decides the content of the files, as the manifest shows it."""
        return {
            "verdicts": self.verdicts,
            "text": self.text,
            "columns": (*self.columns, "text"),
            "split": self.split,
            "format": self.format,
        }


def parse_verdicts(given: str) -> tuple[str, ...]:
    """Return the verdicts of ``keep,clean``, the mildest first.

    Raises:
        InputError: a word that is no verdict, or none at all.

    """
    wanted = _words(given)
    known = tuple(VERDICTS.values())
    if unknown := [word for word in wanted if word not in known]:
        message = f"--verdict {unknown[0]!r}: there are {', '.join(known)}"
        raise InputError(message)
    if not wanted:
        message = f"--verdict names nothing; there are {', '.join(known)}"
        raise InputError(message)
    return tuple(verdict for verdict in known if verdict in wanted)


def parse_columns(given: str) -> tuple[str, ...]:
    """Return the columns of ``article_id,title``, each once, without the text, which always comes."""
    return tuple(column for column in _words(given) if column != "text") if given else COLUMNS


def _words(given: str) -> list[str]:
    return list(dict.fromkeys(word.strip() for word in given.split(",") if word.strip()))
