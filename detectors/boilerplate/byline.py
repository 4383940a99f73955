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
from detectors.furniture.byline_runs import head_end
from detectors.furniture.looks import EDGED, lines_that
from detectors.furniture.short_lines import prose_zone, vocabulary, words
from detectors.furniture.signed_runs import told
from detectors.records import Finding

RULE = "boilerplate.byline"
_LONGEST = 80
_BARRED = regex(
    r"(?:[A-ZÀ-Ý][^\W\d_]*\.? ){1,2}(?:(?:van|von|de|la|der|bin|al|el|du|da|dos) ){0,2}[A-ZÀ-Ý][\w'’-]+ ?\| ?(?:(?:the|of|The) )?[A-Z][\w.'’&-]*(?: (?:of |the )?[A-Z\d][\w.'’&-]*){0,3}"
)
"""A full name, a bar, an outlet."""

_INITIALS = regex(r"[(\[][a-zäöü]{2,4}(?:/[a-zäöü]{2,4}){0,2}/[^\W\d_]{2,14}[)\]]\.?")
"""How an agency's desks sign below a text: "(ab/cd/Agency)"."""


def detect(doc: Document) -> list[Finding]:
    """Return one finding for each stretch of lines that tell who; those that tell when are ``dateline_furniture``."""
    signed = [*told(doc, RULE, when=False), *(_initials(doc) if "/" in doc.signs else ())]
    return signed or (_of_outlet(doc) if "|" in doc.signs else [])


def _of_outlet(doc: Document) -> list[Finding]:
    """Return the line below the headline that is a full name and an outlet's, with a bar between, where nobody else signs."""
    lines, headline = doc.lines, doc.headline
    return [
        doc.cut(RULE, line.start, line.end, "strong")
        for line in lines[1 : min(head_end(lines), prose_zone(doc)[0])]
        if "|" in line.text
        and len(line.text) <= _LONGEST
        and line.text != headline
        and _BARRED.fullmatch(line.text)
        and vocabulary("page", "not_name").isdisjoint(words(line.folded))
    ]


def _initials(doc: Document) -> list[Finding]:
    """Return the lines in which a text's desks sign: weak, because they tell whose the text is."""
    edged = [doc.lines[index] for index in lines_that(doc, EDGED)]
    return [doc.finding(RULE, each.start, each.end, "weak") for each in edged if _INITIALS.fullmatch(each.text)]
