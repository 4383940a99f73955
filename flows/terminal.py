"""What of a stranger's text may reach a terminal, a log or a line of JSON: everything, but nothing that acts there.

Articles, ids, file names and messages of libraries are all somebody else's text. Each thing that is printed goes through
one of these functions.
"""

from __future__ import annotations

import json
import math
import re
import sys
import unicodedata
from collections.abc import Mapping

_VISIBLE = {"Cc", "Cf", "Co", "Cs", "Zl", "Zp"}
_NOT_PLAIN = re.compile(r"[^\x20-\x7e]")


def _acts(char: str) -> bool:
    """Say whether a terminal would act on a character, or hide it."""
    return unicodedata.category(char) in _VISIBLE


def visible(text: str) -> str:
    """Return ``text`` with everything that a terminal would act on, or hide, as a token such as ``⟨U+202E⟩``."""
    if text.isascii() and text.isprintable():
        return text
    return _NOT_PLAIN.sub(_shown, text)


def _shown(found: re.Match[str]) -> str:
    char = found[0]
    return f"⟨U+{ord(char):04X}⟩" if char not in "\n\t" and _acts(char) else char


def one_line(text: str) -> str:
    """Return ``text`` made visible on one line: line ends of its own cannot forge a second one."""
    return visible(text).replace("\n", "⏎").replace("\t", " ")


def say(line: str) -> None:
    """Write one line about the run to standard error, where results are not."""
    sys.stderr.write(f"winnow: {visible(line)}\n")


def json_line(value: object) -> str:
    """Return a value as one line of JSON that every reader of JSON takes and no terminal acts on.

    JSON has no NaN and no infinity: they become null. What acts on a terminal becomes an escape of JSON, which loses nothing.
    """
    try:
        line = json.dumps(value, ensure_ascii=False, allow_nan=False, default=str)
    except (ValueError, TypeError):
        line = json.dumps(_plain(value), ensure_ascii=False, default=str)
    return line if line.isprintable() else _NOT_PLAIN.sub(_escaped, line)


def _escaped(found: re.Match[str]) -> str:
    return json.dumps(found[0])[1:-1] if _acts(found[0]) else found[0]


def _plain(value: object) -> object:
    """Return a value without numbers and keys that JSON does not have."""
    if isinstance(value, float):
        return value if math.isfinite(value) else None
    if isinstance(value, Mapping):
        return {str(key): _plain(inner) for key, inner in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(inner) for inner in value]
    return value
