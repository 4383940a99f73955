"""Find runs of blank lines.

What it measures   Four or more line breaks with nothing but white space between them inside the text, three or more before
                   its first or after its last line.
Why it matters     They are the traces of blocks that an extractor emptied, and they break paragraph counts.
Known misses       Runs of spaces inside a line; blank lines that hold an invisible character, until that is removed.
Source             Two breaks end a paragraph in every plain-text format; three may be a slip, four a picture gone, five a hole.
"""

from __future__ import annotations

from detectors.document import Document
from detectors.records import Certainty, Finding

RULE = "residue.blank_run"
_EDGE_BREAKS = 3
_BLANK_LINES = 3
"""Blank lines between two lines: three make four line breaks."""


def detect(doc: Document) -> list[Finding]:
    """Return one finding for each run; weak where the gap is of three lines, or the way this text parts its paragraphs.

    Three blank lines in mid-text stand in 3 % of human articles as scrapers deliver them, where a picture was.
    """
    lines, text = doc.lines, doc.text
    # Many texts have no blank line or two: there must be so many more line feeds than lines, where nothing else parts them.
    if not lines or (text.count("\n") - len(lines) < _EDGE_BREAKS - 1 and "\r" not in text):
        return []
    wide = [index for index in range(1, len(lines)) if lines[index].blank_before >= _BLANK_LINES]
    everywhere = len(wide) > 2 and 2 * len(wide) > len(lines) - 1  # noqa: PLR2004 - two holes are no habit
    found = []
    for index in wide:
        sure = lines[index].blank_before > _BLANK_LINES and not everywhere
        found.append(_between(doc, lines[index - 1].end, lines[index].start, "certain" if sure else "weak"))
    if text.count("\n", 0, lines[0].start) >= _EDGE_BREAKS:
        found.insert(0, doc.cut(RULE, 0, text.rindex("\n", 0, lines[0].start) + 1, "certain"))
    if text.count("\n", lines[-1].end) >= _EDGE_BREAKS:
        found.append(doc.cut(RULE, lines[-1].end, len(text), "certain"))
    return found


def _between(doc: Document, start: int, end: int, certainty: Certainty) -> Finding:
    """Return the run from the end of a line to the last line break before the next; the indent of that line stays."""
    end = doc.text.rindex("\n", start, end) + 1
    return doc.finding(RULE, start, end, certainty, ((start, end, "\n\n"),))
