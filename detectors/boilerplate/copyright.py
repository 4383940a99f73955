"""Find the lines in which the page states its rights or where the text came from.

What it measures   Copyright lines, prohibitions to copy, notices of syndication and the links of the same corner.
Why it matters     They close nearly every agency text, are the same everywhere, and are nobody's news.
Known misses       A holder's name without year or mark; terms of use retold as prose.
Source             Footers of agencies and publishing systems.
"""

from __future__ import annotations

import re

from detectors.document import Document, Line
from detectors.furniture import Spans, hit_lines, labels
from detectors.records import Certainty, Finding

RULE = "boilerplate.copyright"
_LIST = "boilerplate_copyright"
_NOTICE_LENGTH = 700
_SIGNS = ("©", "copyright", "(c)")
_SIGN = re.compile(
    r"^[^a-z©(]*\(?(?:(?:all )?(?:contents?|text|material|images?|photos?|story|article)\s+)?(?:is\s+)?"
    r"(?:©|copyright\s*(?:©|\(c\)|@|:|by\b|\d{4})|\(c\)\s*(?:copyright|\d{4}|[a-z .]+\d{4}))"
    r"|^[^.]{2,60} ©\s*\d{4}[\d\s-]*\.?$"
)
"""The sign, or the word with a year or a holder behind it, opens the line. "Copyright law …" does not."""


def detect(doc: Document) -> list[Finding]:
    """Return one finding for each notice."""
    found: dict[int, tuple[Line, Certainty]] = {line.start: (line, "certain") for line in _signed(doc)}
    found.update({line.start: (line, "certain") for line in labels(doc, f"{_LIST}.label", "copyright")})
    for line, certainty in _notices(doc):
        found.setdefault(line.start, (line, certainty))
    return [doc.cut(RULE, line.start, line.end, certainty) for _, (line, certainty) in sorted(found.items())]


def _signed(doc: Document) -> list[Line]:
    """Return the lines that the sign, or what stands for it, opens."""
    if not any(sign in doc.folded for sign in _SIGNS):
        return []
    return [
        line for line in doc.lines if len(line.text) <= _NOTICE_LENGTH and _SIGN.match(line.folded) and not _is_quoted(line)
    ]


def _notices(doc: Document) -> list[tuple[Line, Certainty]]:
    """Return the lines that read as a notice by what they say."""
    sure, subject = hit_lines(doc, f"{_LIST}.sure"), hit_lines(doc, f"{_LIST}.subject")
    origin, terms = hit_lines(doc, f"{_LIST}.origin"), hit_lines(doc, f"{_LIST}.terms")
    notices: list[tuple[Line, Certainty]] = []
    for index in sorted(sure.keys() | subject.keys() | origin.keys()):
        line = doc.lines[index]
        if len(line.text) > _NOTICE_LENGTH or _is_quoted(line):
            continue
        if index in sure or _distinct(terms.get(index, [])) > 1:
            notices.append((line, "certain"))
        elif index in origin or index in terms:
            notices.append((line, "strong"))
    return notices


def _distinct(spans: Spans) -> int:
    """Count the spans that do not overlap an earlier one."""
    count = reach = 0
    for start, end in sorted(spans):
        count += start >= reach
        reach = max(reach, end)
    return count


def _is_quoted(line: Line) -> bool:
    return line.folded.startswith('"') or " said" in line.folded
