"""Say whether words note how long reading takes: asked by the rule for such lines and by that for bylines."""

from __future__ import annotations

from detectors.expressions import regex
from detectors.furniture.short_lines import vocabulary, words

TIME_UNITS = ("min", "sec", "sek", "dakika", "мин", "menit", "perc", "λεπτ", "phút", "dk")
_UNIT, _UNIT_OF_FIGURES = regex("|".join(TIME_UNITS)), regex(r"\d(?:m\b| ?'|:\d)")
"""A unit of time by its name, and by its sign; one by one they take half as long as together."""

_SHORT_UNIT = regex(r"(?<=\d)(?: ?'|m\b)")
_DIGIT = regex(r"\d")
_CLOCK_TIME = regex(r"\d{1,2}(?::\d\d){1,2}")
_NUMBER = regex(r"\d|\b(?:an?|one|two|three|four|five|six|seven|eight|nine|ten)\b")


def is_read_time(folded: str) -> bool:
    """Say whether words note how long reading takes: a number, a unit of time, a word for reading, nothing else."""
    if not ("min" in folded or _DIGIT.search(folded)) or not (_UNIT.search(folded) or _UNIT_OF_FIGURES.search(folded)):
        return False
    if not _NUMBER.search(folded):
        return False
    told = words(_CLOCK_TIME.sub(" min ", _SHORT_UNIT.sub(" min", folded)).replace("-", " "))
    if vocabulary("read_time_unit").isdisjoint(told) or vocabulary("read_time_read").isdisjoint(told):
        return False
    return vocabulary("function", "read_time", "read_time_unit", "read_time_read").issuperset(told)
