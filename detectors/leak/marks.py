"""A stretch of unrendered markup, and how it is made of a match: what is taken away and what stays."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import islice
from typing import NamedTuple

from detectors.records import Certainty

MOST = 1500


def found_in(expression: re.Pattern[str], text: str) -> Iterator[re.Match[str]]:
    """Return the first matches; what holds more of them than that is no article."""
    return islice(expression.finditer(text), MOST)


class Mark(NamedTuple):
    """Markers and what they wrap, and the replacements that leave the words alone."""

    start: int
    end: int
    certainty: Certainty
    steps: tuple[tuple[int, int, str], ...]


def unwrapped(match: re.Match[str], width: int) -> Mark:
    """Return a match without so many characters at each end."""
    start, end = match.span()
    return Mark(start, end, "strong", ((start, start + width, ""), (end - width, end, "")))


def gone(match: re.Match[str], certainty: Certainty = "strong") -> Mark:
    """Return a match of which nothing stays."""
    return Mark(*match.span(), certainty, ((*match.span(), ""),))


def kept(match: re.Match[str]) -> Mark:
    """Return the mark of a match of which only its one filled named group stays."""
    first, last = next(
        (match.span(name) for name, words in match.groupdict().items() if words and name not in {"name", "element"}),
        (match.end(),) * 2,
    )
    steps = [(a, b, "") for a, b in ((match.start(), first), (last, match.end())) if a < b]
    return Mark(*match.span(), "strong", tuple(steps))
