"""Regular expressions that are compiled when they are first asked, not when their module is read.

The detectors have some five hundred, most of them for signs that few articles have. To compile all of them took a quarter of
a second of every start, more than half of what reading the detectors cost; an article asks for some fifty.
"""

from __future__ import annotations

import re
from typing import Any, cast


class _Uncompiled:
    """Stands for a pattern; what it is asked for first, it keeps."""

    def __init__(self, told: str, flags: int) -> None:
        self._told, self._flags = told, flags

    def __getattr__(self, name: str) -> Any:  # noqa: ANN401 - any attribute of a pattern
        # A method of the compiled pattern, found in the instance from now on: as quick as the pattern's own.
        found = getattr(re.compile(self._told, self._flags), name)
        setattr(self, name, found)
        return found


def regex(told: str, flags: int = 0) -> re.Pattern[str]:
    """Return what behaves as ``re.compile(told, flags)`` where its methods and attributes are asked for."""
    return cast("re.Pattern[str]", _Uncompiled(told, flags))
