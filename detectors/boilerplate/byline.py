"""Find the byline: the lines of a page's template that say who put the text up.

What it measures   Runs of lines made of labels ("By", "Posted by"), names, functions and outlets, without the dates between
                   them, at the head or the tail, and their sure forms anywhere. A name in a sentence is never one.
Why it matters     It stands between headline and lead, often names the site as author, and is alike on every page.
Known misses       A name alone on a line; functions and labels in languages that the lists do not hold.
Source             Templates of common publishing systems.
"""

from __future__ import annotations

from detectors.document import Document
from detectors.expressions import regex
from detectors.looks import EDGED, lines_that
from detectors.records import Finding
from detectors.signed_runs import told

RULE = "boilerplate.byline"
_INITIALS = regex(r"[(\[][a-zäöü]{2,4}(?:/[a-zäöü]{2,4}){0,2}/[^\W\d_]{2,14}[)\]]\.?")
"""How an agency's desks sign below a text: "(ab/cd/Agency)"."""


def detect(doc: Document) -> list[Finding]:
    """Return one finding for each stretch of lines that tell who; those that tell when are ``dateline_furniture``."""
    return [*told(doc, RULE, when=False), *(_initials(doc) if "/" in doc.signs else ())]


def _initials(doc: Document) -> list[Finding]:
    """Return the lines in which a text's desks sign: weak, because they tell whose the text is."""
    edged = [doc.lines[index] for index in lines_that(doc, EDGED)]
    return [doc.finding(RULE, each.start, each.end, "weak") for each in edged if _INITIALS.fullmatch(each.text)]
