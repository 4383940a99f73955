"""Find the page's note of how long reading takes.

What it measures   Lines of a number, a unit of time and a word for reading, in some fifteen languages; in the head of the text,
                   or behind a clock, the number and the unit are enough.
Why it matters     It stands in the head of a scraped article where the lead should.
Known misses       A bare "5 min" below the lead; languages that the lists do not hold.
Source             Templates of blog and news systems.
"""

from __future__ import annotations

from detectors.document import Document
from detectors.expressions import regex
from detectors.furniture.looks import TIMED, lines_that
from detectors.furniture.read_times import is_read_time
from detectors.furniture.short_lines import prose_zone
from detectors.records import Finding

RULE = "boilerplate.read_time"
_BARE_LENGTH = 30
_BARE = regex(
    r"(?P<clock>[\u231a\u231b\u23f0-\u23f3\U0001f550-\U0001f567\U0001f570\U0001f4d6\U0001f453]\ufe0f?\s*)?[^\w\s]{0,2}\s*"
    r"(?:(?:length|duration|time|est|estimated|approx|less than|about|under|read|reading)[.:]?\s+){0,2}[~≈<]?\s?"
    r"(?:[1-9]|[12]\d|30|an?|one)\s?-?(?:min|mins|minutes?|m|min\.)\W{0,2}"
)
"""A clock, a word of measure, a number of minutes as articles take (a film or a match takes longer)."""


def detect(doc: Document) -> list[Finding]:
    """Return one finding for each such line."""
    begun = -1
    found: list[Finding] = []
    for index in lines_that(doc, TIMED):
        line = doc.lines[index]
        if is_read_time(line.folded):
            if line.folded.startswith("it ") and line.folded.endswith("."):
                continue
            found.append(doc.cut(RULE, line.start, line.end, "certain"))
        elif len(line.text) <= _BARE_LENGTH and "m" in line.folded and (bare := _BARE.fullmatch(line.folded)):
            begun = prose_zone(doc)[0] if begun < 0 else begun
            if bare["clock"] or 0 < index < begun:
                found.append(doc.cut(RULE, line.start, line.end, "strong"))
    return found
