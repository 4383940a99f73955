"""Read a cron expression far enough to refuse a wrong one at once; Prefect, which runs it, takes seconds to load."""

from __future__ import annotations

import re

_FIELDS = (
    ("minute", 0, 59, ()),
    ("hour", 0, 23, ()),
    ("day", 1, 31, ()),
    ("month", 1, 12, ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")),
    ("weekday", 0, 7, ("sun", "mon", "tue", "wed", "thu", "fri", "sat")),
)
_PART = re.compile(r"(?:\*|(\w{1,3})(?:-(\w{1,3}))?)(?:/(\d{1,2}))?")


def problem(cron: str) -> str | None:
    """Return what is wrong with a cron expression of five fields, in words; None where it can be run."""
    given = cron.split()
    if len(given) != len(_FIELDS):
        return f"it has {len(given)} fields, not five"
    for (name, low, high, names), field in zip(_FIELDS, given, strict=True):
        if not all(_is_sound(part, low, high, names) for part in field.lower().split(",")):
            return f"{field!r} is no {name} ({low} to {high}, *, lists, ranges and steps)"
    return None


def _is_sound(part: str, low: int, high: int, names: tuple[str, ...]) -> bool:
    found = _PART.fullmatch(part)
    if not found or found[3] == "0":
        return False
    ends = [_number(end, low, names) for end in found.group(1, 2) if end is not None]
    return all(low <= end <= high for end in ends) and ends == sorted(ends)


def _number(end: str, low: int, names: tuple[str, ...]) -> int:
    """Return the number that a field means; -1 where it means none."""
    if end.isascii() and end.isdigit():
        return int(end)
    return names.index(end) + low if end in names else -1
