"""Say when a byline's words tell when: a day, a stamp ("Updated on …"), how old a text is, and what is counted beside it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from detectors.expressions import regex
from detectors.furniture.short_lines import vocabulary

_DIGIT = regex(r"\d")
YEAR_ONLY = regex(r"[a-z ]+ in (?:1\d|20)\d\d")
_MONTHS = "jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec"
_AGO = regex(
    r"(?:about |over |almost )?(?:an?|\d+)\s*(?:min|mins|minutes?|hours?|hrs?|h|days?|d|weeks?|w|months?|years?) ago$"
    r"|(?:vor|il y a|hace|há) (?:\d+|einem|einer|une?|una?|um|uma) ?(?:min|minuten?|stunden?|std|tag|tagen|minutes?|heures?|jours?"
    r"|minutos?|horas?|días?|dias?)\.?$"
)
_FOREIGN_AGO = ("vor", "il y a", "hace", "há")
NAMED_DAY = regex(
    r"^\W*[A-ZÀ-Ý][\w.'’-]+\s+(?:(?:van|von|de|der|bin|al|el|du|da|dos)\s+){0,2}(?:[A-ZÀ-Ý][\w.'’-]+,?\s+){1,4}(?:[-–—|•·]\s*)?(?:\d{1,2} [A-Z]|[A-Z][a-z]+ \d)|\d{4}\s*[|•·]\s*(?:[A-ZÀ-Ý][\w.'’-]+\s+){1,3}[A-ZÀ-Ý][\w.'’-]+$"
)
"""A name of two words or more beside a date; one word is as often a place."""

AGED = regex(r"\W*this (?:article|story|post) is (?:more than|over|almost) (?:\d{1,2}|an?|one|two) (?:year|month)s? old")
_DAYS = (
    regex(r"\d(?:[/.-]\d{1,2}[/.-]\d|:\d\d)"),
    regex(
        rf"\b(?:{_MONTHS}|mon|tue|wed|thu|fri|sat|sun|mär|mai|okt|dez|fév|avr|jui|aoû|déc|ene|abr|dic|fev|gen|mag|giu|lug|ott|maart|mei)"
    ),
)
"""A day or a time in figures; the name of a day or a month. One by one they take half as long as together."""

_NAMELESS_DAYS = ("yesterday", "today", "just now")
OLD = "old"
DATED = regex(rf"\s+(?:(?:on|el|le|am|em|op)\s+)?(?:\d{{1,2}}[ /.:-]|(?:{_MONTHS})[a-z]*\.? \d)", re.IGNORECASE)
_COUNT = regex(r"(?:\d[\d,.k]*|no) (?:views?|comments?|shares?|reads|likes)$|(?:19|20)\d\d$|leave a (?:comment|reply)$")
_SHORT_AGO = regex(r"\d{1,2} ?(?:h|hrs?|d|m|min)")
_STAND = regex(r"stand:? .*\d")


def dated(folded: str) -> Iterator[int]:
    """Yield where days and times stand in a folded text."""
    for form in _DAYS:
        for found in form.finditer(folded):
            yield found.start()


def is_dated(folded: str) -> bool:
    """Say whether a day or a time stands in folded words."""
    return folded in _NAMELESS_DAYS or any(form.search(folded) for form in _DAYS)


def is_counted(folded: str) -> bool:
    """Say whether words are a count of readers, or a year."""
    return (folded[:1].isdigit() or folded.startswith(("no ", "leave "))) and _COUNT.match(folded) is not None


def is_date(folded: str, told: Sequence[str]) -> bool:
    """Say whether words are a day or a time of day and nothing else."""
    if not vocabulary("date").issuperset(told) or not is_dated(folded):
        return False
    return bool(_DIGIT.search(folded)) or len(told) == 1


def is_stamp(folded: str, told: Sequence[str]) -> bool:
    """Say whether words are a day and that something was put up or changed on it."""
    if _STAND.match(folded) and vocabulary("date").issuperset(told[1:]):
        return True
    known = not vocabulary("stamp_core").isdisjoint(told) and vocabulary("stamp", "date").issuperset(told)
    return known and not YEAR_ONLY.fullmatch(folded)


def is_ago(folded: str, *, first: bool) -> bool:
    """Say whether words tell how old a text is; short ("4h") only behind something else."""
    if (folded.endswith("ago") or folded.startswith(_FOREIGN_AGO)) and _AGO.match(folded):
        return True
    return not first and _SHORT_AGO.fullmatch(folded) is not None
