"""Find the standfirst that the text says again.

What it measures   A line between headline and text whose words stand again as a sentence of a later paragraph, or begin one.
                   Weak, because an article may sum itself up, but where an ellipsis cuts the line off above all running text.
Why it matters     The page prints its summary above a text that opens with it; the copy weighs the lead twice.
Known misses       A standfirst in other words than the text.
Source             Templates that fill the summary from the lead.
"""

from __future__ import annotations

from detectors.document import Document, Line
from detectors.furniture.short_lines import is_prose, prose_zone, short_lines
from detectors.records import Finding

RULE = "boilerplate.repeated_standfirst"
_SHORTEST, _LONGEST, _FEWEST_SPACES, _HEAD = 40, 320, 6, 6
_ELLIPSES = ("...", "…")
_CUT = (" ...", "...", " …", "…", ".")


def detect(doc: Document) -> list[Finding]:
    """Return one finding for each standfirst whose words stand further down."""
    if not (doc.title or 0 in short_lines(doc)):
        return []
    found, above = [], True
    for line in doc.lines[:_HEAD]:
        if _SHORTEST <= len(line.folded) <= _LONGEST and _is_repeated(doc, line):
            cut = above and line.folded.endswith(_ELLIPSES)
            found.append((doc.cut if cut else doc.finding)(RULE, line.start, line.end, "strong" if cut else "weak"))
        above = above and not is_prose(line)
    return found + _copies(doc)


def _copies(doc: Document) -> list[Finding]:
    """Return the lines that stand word for word above the text, too."""
    first, _ = prose_zone(doc)
    above = {line.folded for line in doc.lines[1 : min(first, _HEAD)] if _SHORTEST <= len(line.folded) <= _LONGEST}
    if not above:
        return []
    copies = [line for line in doc.lines[first:] if line.folded in above]
    return [doc.cut(RULE, line.start, line.end, "certain") for line in copies]


def _is_repeated(doc: Document, line: Line) -> bool:
    """Say whether the words of a line begin a longer paragraph below, or are a whole sentence of one."""
    words = line.folded
    for end in _CUT:
        words = words.removesuffix(end)
    if words.count(" ") < _FEWEST_SPACES or words[0] in "\"'" or line.text == doc.headline:
        return False
    at = doc.folded.find(words, line.end)
    if at < 0:
        return False
    before, after = doc.folded[at - 2 : at].strip(" "), doc.folded[at + len(words) : at + len(words) + 1]
    opens = not before or before[-1] in "\n.!?-:"
    return opens and (line.folded.endswith(_ELLIPSES) or (after in ".!?," and not _is_line(doc.folded, at, len(words))))


def _is_line(folded: str, at: int, size: int) -> bool:
    """Say whether a stretch, with its full stop, is a line of its own: a paragraph repeated, of which the later one goes."""
    return folded[at - 1 : at] == "\n" and folded[at + size + 1 : at + size + 2] in ("", "\n")
