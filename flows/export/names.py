"""Names of files for names of outlets, which are hostile text: no separators, no traversal, no two alike, never long.

A plain name in lower case, as domains are, stands as it is. Any other is cut down to its plain letters and gets a digest
of the whole behind an underscore, which no plain name has; so two outlets never share a file, nor do they where the file
system takes large and small letters for the same.
"""

from __future__ import annotations

import hashlib
import re

WITHOUT = "_none"
"""Stands for articles without an outlet; no outlet's name becomes this."""

_PLAIN = re.compile(r"[a-z0-9](?:[a-z0-9.-]{0,62}[a-z0-9])?")
_OTHER = re.compile(r"[^a-z0-9]+")
_LONGEST = 40
_DIGITS = 20


def safe_name(name: str | None) -> str:
    """Return a file name of at most 64 ASCII characters that stands for ``name`` alone."""
    if name is None:
        return WITHOUT
    if _PLAIN.fullmatch(name):
        return name
    digest = hashlib.sha256(name.encode("utf-8", "surrogatepass")).hexdigest()[:_DIGITS]
    letters = _OTHER.sub("-", name[: 4 * _LONGEST].lower()).strip("-")[:_LONGEST]
    return f"{letters}_{digest}"
