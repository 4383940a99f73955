"""Find what there is to read: files, folders, globs, standard input."""

from __future__ import annotations

import glob
import os
import stat
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Final, Literal, NamedTuple

from flows.errors import InputError
from flows.sources.remote import for_people, is_address, list_files

Format = Literal["csv", "html", "json", "jsonl", "parquet", "text", "warc"]

STANDARD_INPUT: Final = "-"
_FORMATS: Final[dict[str, Format]] = {
    ".csv": "csv",
    ".htm": "html",
    ".html": "html",
    ".json": "json",
    ".jsonl": "jsonl",
    ".ndjson": "jsonl",
    ".parquet": "parquet",
    ".tsv": "csv",
    ".txt": "text",
    ".warc": "warc",
    ".wet": "warc",
}
_COMPRESSED: Final = (".gz", ".zst", ".zstd")
_NAMED: Final = frozenset({"text", "html"})
"""Formats whose articles may have their file's name for an id."""
_KINDS: Final = f"{', '.join(sorted(_FORMATS))}; all but .parquet also as .gz or .zst"


class NothingToReadError(InputError):
    """None of the inputs holds a file that Winnow reads."""


class Source(NamedTuple):
    """One file, or standard input."""

    path: str
    format: Format
    size: int | None
    """Bytes on the disk; None where that is not known."""
    name: str
    """The path from the folder that was given, that folder's name included: what tells one .txt from another."""
    problem: str | None = None
    """Why it cannot be read, where that is known before opening it."""


def discover(inputs: Sequence[str]) -> list[Source]:
    """Return every source that the inputs name, each once, those of a folder in the order of their names.

    Raises:
        InputError: an input that does not exist or is of no known kind.
        NothingToReadError: only empty folders.

    """
    found: dict[str, Source] = {}
    for given in inputs:
        for source in _sources(given):
            found.setdefault(_itself(source.path), source)
    if not found:
        message = f"nothing to read in {', '.join(map(for_people, inputs)) or 'no input'}: Winnow reads {_KINDS}"
        raise NothingToReadError(message)
    return _told_apart(list(found.values()))


def _sources(given: str) -> Iterator[Source]:
    if given == STANDARD_INPUT:
        yield Source(STANDARD_INPUT, "jsonl", None, STANDARD_INPUT)
    elif os.path.lexists(given):
        yield from _place(given)
    elif given.startswith("file://"):
        yield from _sources(given.removeprefix("file://"))
    elif is_address(given):
        yield from _remote(given)
    elif glob.has_magic(given):
        yield from _glob(given)
    else:
        message = f"{given}: there is no such file or folder"
        raise InputError(message)


def _itself(path: str) -> str:
    """Return what tells one file from another."""
    return path if path == STANDARD_INPUT or is_address(path) else os.path.realpath(path)


def _remote(given: str) -> Iterator[Source]:
    """Yield what an address holds; names are told as those of local files are."""
    top, files = list_files(given)
    shown = for_people(top)
    for file in files:
        inside = file.inside.split("/")
        name = "/".join((*shown.rstrip("/").split("/")[-2 if not file.inside else -1 :], *filter(None, inside)))
        known = kind_of(for_people(file.address))
        if known is None and not file.inside:
            message = f"{shown}: not a kind of file that Winnow reads ({_KINDS})"
            raise InputError(message)
        if known and not any(part.startswith(".") for part in inside):
            yield Source(file.address, known[0], file.size, name.removesuffix(known[1]))
    if not files:
        message = f"{for_people(given)}: no file matches"
        raise InputError(message)


def _place(path: str) -> Iterator[Source]:
    """Yield what a path that exists holds; a file that is named must be of a known kind."""
    if Path(path).is_dir():
        yield from _folder(path, Path(path).absolute().name, frozenset())
        return
    whole = Path(path).absolute()
    source = _file(path, f"{whole.parent.name}/{whole.name}")
    if source is None:
        message = f"{path}: not a kind of file that Winnow reads ({_KINDS})"
        raise InputError(message)
    yield source


def _glob(pattern: str) -> Iterator[Source]:
    """Yield what a pattern matches; names are told from the folder above the first wildcard."""
    parts = Path(pattern).parts
    fixed = next(index for index, part in enumerate(parts) if glob.has_magic(part))
    root = Path(*parts[:fixed]).absolute()
    matches = sorted(glob.glob(pattern, recursive=True))  # noqa: PTH207 - pathlib's globs know no absolute patterns
    if not matches:
        message = f"{pattern}: no file matches"
        raise InputError(message)
    for match in matches:
        name = os.path.relpath(Path(match).absolute(), root.parent)
        if Path(match).is_dir():
            yield from _folder(match, name, frozenset())
        elif source := _file(match, name):
            yield source


def _folder(path: str, name: str, above: frozenset[tuple[int, int]]) -> Iterator[Source]:
    """Yield the known files of a folder and of those in it; a link back to a folder above it is not followed."""
    try:
        here = Path(path).stat()
        entries = sorted(entry.name for entry in os.scandir(path) if not entry.name.startswith("."))
    except OSError as error:
        yield Source(path, "text", None, name, f"the folder cannot be read: {error.strerror}")
        return
    identity = (here.st_dev, here.st_ino)
    if identity in above:
        return
    for entry in entries:
        inner, inner_name = os.path.join(path, entry), f"{name}/{entry}"  # noqa: PTH118 - names need not be UTF-8
        if Path(inner).is_dir():
            yield from _folder(inner, inner_name, above | {identity})
        elif source := _file(inner, inner_name):
            yield source


def kind_of(path: str) -> tuple[Format, str] | None:
    """Return the format and the packing's suffix as it is written; None where the file is of no known kind."""
    packed = next((path[-len(suffix) :] for suffix in _COMPRESSED if path.lower().endswith(suffix)), "")
    kind = _FORMATS.get(Path(path.removesuffix(packed)).suffix.lower())
    return None if kind is None or (packed and kind == "parquet") else (kind, packed)


def _file(path: str, name: str) -> Source | None:
    """Return the source that a file is; None where its suffix is not known."""
    known = kind_of(path)
    if known is None:
        return None
    kind, packed = known
    name = name.removesuffix(packed)
    try:
        status = Path(path).stat()
    except OSError as error:
        return Source(path, kind, None, name, f"the file cannot be read: {error.strerror}")
    if not stat.S_ISREG(status.st_mode):
        return Source(path, kind, None, name, "not a regular file; to read a pipe, give it as standard input (-)")
    return Source(path, kind, status.st_size, name)


def _told_apart(sources: list[Source]) -> list[Source]:
    """Return the sources with a problem on each text or page whose name another one has: names become ids."""
    seen: dict[str, str] = {}
    told = []
    for source in sources:
        other = seen.setdefault(source.name, source.path) if source.format in _NAMED and not source.problem else source.path
        if other != source.path:
            problem = f"it would have the same id as {other}; give the folder above both instead"
            told.append(source._replace(problem=problem))
        else:
            told.append(source)
    return told
