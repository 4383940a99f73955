"""Find lines of nothing but marks.

What it measures   Lines without a letter, a digit or an emoji. Stars and dashes may part sections or rule a table, so they are
                   sure only beside a widget; bars, slashes and lone closing marks always are.
Why it matters     They parted the buttons of a menu or the fields of a byline that are gone.
Known misses       Marks at the end of a line of text; a row of stars below the text that closes a letter.
Source             Separators of templates; section breaks as printers set them.
"""

from __future__ import annotations

from detectors.characters import EMOJI
from detectors.document import Document
from detectors.expressions import regex
from detectors.furniture.looks import MARKS, lines_that
from detectors.furniture.notices import Found, findings
from detectors.furniture.short_lines import is_widget, widget_cover
from detectors.records import Certainty, Finding

RULE = "residue.symbol_line"
_LONGEST = 80
_LEFT_OVER = regex(r"[|/\\,;:)\]}<>»›«\s]+")
"""What no section break is made of."""


def detect(doc: Document) -> list[Finding]:
    """Return one finding for each such line."""
    lines = doc.lines
    found: Found = {}
    for index in lines_that(doc, MARKS):
        text = lines[index].text
        if len(text) <= _LONGEST and not EMOJI.search(text):
            found[index] = _certainty(doc, index)
    return findings(doc, RULE, found) if found else []


def _certainty(doc: Document, index: int) -> Certainty:
    """Say how sure a line of marks is: what may part two sections, or end the text, is only noted."""
    text, lines, cover = doc.lines[index].text, doc.lines, widget_cover(doc)
    if _LEFT_OVER.fullmatch(text):
        return "strong"
    beside = [other for other in (index - 1, index + 1) if 0 <= other < len(lines)]
    return "strong" if any(is_widget(lines[other], cover.get(other, 0)) for other in beside) else "weak"
