"""Read a date of publication in any of its usual forms."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime
from email.utils import parsedate_to_datetime
from typing import Final

_ZONE: Final = re.compile(r"\s*(?:(UTC|GMT|Z)|([+-]\d\d:?\d\d))$", re.IGNORECASE)
_DIGITS: Final = re.compile(r"(\d+)(?:\.0*)?")
_EPOCH: Final = {9: 1, 10: 1, 12: 10**3, 13: 10**3, 15: 10**6, 16: 10**6, 18: 10**9, 19: 10**9}
"""How many digits a date as a number has, and how many of its units are a second."""
_COMPACT: Final = {8: "%Y%m%d", 12: "%Y%m%d%H%M", 14: "%Y%m%d%H%M%S"}
_WRITTEN: Final = (
    "%Y/%m/%d",
    "%Y/%m/%d %H:%M",
    "%Y/%m/%d %H:%M:%S",
    "%B %d, %Y",
    "%b %d, %Y",
    "%d %B %Y",
    "%d %b %Y",
    "%B %d, %Y %I:%M %p",
    "%b %d, %Y %I:%M %p",
)
"""Forms with one reading only: 03/04/2024 is March here and April there, so it is no date to us."""
_LONGEST: Final = 64


def published(value: object) -> str | None:
    """Return the date as ISO 8601 in UTC, taken as UTC where it has no zone; None where it cannot be read."""
    try:
        found = _moment(value)
        if found is None:
            return None
        return (found.astimezone(UTC) if found.tzinfo else found.replace(tzinfo=UTC)).isoformat()
    except (ValueError, OverflowError):
        return None


def _moment(value: object) -> datetime | None:
    if isinstance(value, str):
        return _from_text(value.strip()) if len(value) <= _LONGEST else None
    if isinstance(value, datetime):
        return value
    if isinstance(value, date):
        return datetime(value.year, value.month, value.day, tzinfo=UTC)
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    return _from_digits(str(int(value))) if abs(value) < 1e20 else None  # noqa: PLR2004 - also keeps infinity and NaN out


def _from_text(text: str) -> datetime | None:
    if not text:
        return None
    if digits := _DIGITS.fullmatch(text):
        return _from_digits(digits[1])
    iso = _ZONE.sub(lambda zone: zone[2] or "+00:00", text) if text[0].isdigit() else text
    try:
        return datetime.fromisoformat(iso)
    except ValueError:
        return _from_words(text)


def _from_digits(digits: str) -> datetime | None:
    """Return the date of ``20240301`` and its longer forms, or of seconds (or smaller units) since 1970."""
    compact = _COMPACT.get(len(digits))
    if compact and digits.startswith(("19", "20")):
        return datetime.strptime(digits, compact).replace(tzinfo=UTC)
    units = _EPOCH.get(len(digits))
    return datetime.fromtimestamp(int(digits) / units, UTC) if units else None


def _from_words(text: str) -> datetime | None:
    for form in _WRITTEN:
        try:
            return datetime.strptime(text, form).replace(tzinfo=UTC)
        except ValueError:
            continue
    if text.lower().endswith(("am", "pm")):
        return None  # the reader of mail dates below would lose the half of the day
    try:
        return parsedate_to_datetime(text)
    except (ValueError, TypeError, IndexError):
        return None
