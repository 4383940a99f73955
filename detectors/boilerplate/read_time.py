"""Find the page's note of how long reading takes.

What it measures   Lines of a number, a unit of time and a word for reading, in eleven languages.
Why it matters     It stands in the head of a scraped article where the lead should.
Known misses       A bare "5 min" without a word for reading; seconds.
Source             Templates of blog and news systems.
"""

from __future__ import annotations

from detectors.document import Document
from detectors.furniture import is_read_time
from detectors.records import Finding

RULE = "boilerplate.read_time"
_LENGTH = 70


def detect(doc: Document) -> list[Finding]:
    """Return one finding for each such line."""
    return [
        doc.cut(RULE, line.start, line.end, "certain")
        for line in doc.lines
        if len(line.text) <= _LENGTH and is_read_time(line.folded)
    ]
