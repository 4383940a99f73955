"""Find the lists of subjects under which a page files an article.

What it measures   Lines that a label of subjects opens ("Tags:", "Filed under"), the short lines below a lone label, and rows
                   of hashtags at the edges of the text.
Why it matters     They are keywords without a sentence, and name people and places that the article need not.
Known misses       Subjects without a label.
Source             Templates of publishing systems, see seeds/phrases/boilerplate_tags.txt.
"""

from __future__ import annotations

from detectors.document import Document, Line
from detectors.expressions import regex
from detectors.furniture.notices import Found, findings, is_outside, is_titled, rest_of
from detectors.furniture.short_lines import hit_lines, listed, prose_zone, short_lines
from detectors.records import Certainty, Finding

RULE = "boilerplate.tags"
_LIST = "boilerplate_tags"
_LONGEST, _LONGEST_TAG, _MOST_TAGS, _TAG_SPACES = 400, 40, 15, 3
_ROW, _FEWEST_PARTS, _DIGIT = " / ", 3, regex(r"\d")
_COLON = regex(r"\s?[:|–—-]")
_HASHTAGS = regex(r"(?:#\w{2,40}(?: [A-Z][\w'’-]{1,30}){0,3}[\s,|•·]{0,3}){1,30}")
_SMALL = frozenset(("and", "of", "the", "in", "und", "et", "y", "e", "de", "la", "von", "on", "for"))


def detect(doc: Document) -> list[Finding]:
    """Return one finding for each line of such a list."""
    rows = _ROW in doc.text
    if _LIST not in listed(doc) and "#" not in doc.text and not rows:
        return []
    labelled = hit_lines(doc, f"{_LIST}.label", f"{_LIST}.colon")
    found: Found = {}
    plain = hit_lines(doc, f"{_LIST}.colon").keys() - hit_lines(doc, f"{_LIST}.label").keys() if labelled else set()
    for index, spans in labelled.items():
        line = doc.lines[index]
        end = max(end for _, end in spans)
        certainty = _of_label(doc, index, end, needs_colon=index in plain) if len(line.text) <= _LONGEST else None
        if certainty:
            found[index] = certainty
            if not rest_of(line, end) and certainty == "strong":
                found |= dict.fromkeys(_chips(doc, index + 1), "strong")
    if "#" in doc.folded:
        found |= {index: "strong" for index in short_lines(doc) if _is_row(doc, index, doc.lines[index])}
    if rows:
        last = prose_zone(doc)[1]
        found |= {index: "strong" for index in short_lines(doc) if index > last and _is_parted(doc.lines[index])}
    return findings(doc, RULE, found) if found else []


def _of_label(doc: Document, index: int, end: int, *, needs_colon: bool) -> Certainty | None:
    """Say how sure a line is that a label opens, by what follows the label and by its place."""
    line = doc.lines[index]
    rest = rest_of(line, end)
    colon = line.folded[end - line.start - 1] == ":" or _COLON.match(line.folded, end - line.start) is not None
    if not index or (rest.endswith(".") and not rest.endswith("..")):
        return None
    if not rest:
        return "strong" if is_outside(doc, index) else "weak"
    if needs_colon and not colon:
        return None
    if not colon and not ("," in rest or is_titled(rest, _SMALL) or (_is_few(rest) and is_outside(doc, index))):
        return None
    return "strong" if is_outside(doc, index) or (not needs_colon and ("," in rest or colon)) else "weak"


def _is_few(rest: str) -> bool:
    return rest.count(" ") < _TAG_SPACES and rest[-1].isalnum()


def _chips(doc: Document, start: int) -> list[int]:
    """Return the short lines below a lone label: as many as are spaced alike and end no sentence."""
    lines = doc.lines
    chips: list[int] = []
    if start <= prose_zone(doc)[1]:
        return []
    for index in range(start, min(start + _MOST_TAGS, len(lines))):
        line = lines[index]
        if len(line.text) > _LONGEST_TAG or line.text.count(" ") > _TAG_SPACES or line.folded.endswith((".", ":", "?", "!")):
            break
        if len(chips) > 1 and line.blank_before != lines[start + 1].blank_before:
            break
        chips.append(index)
    return chips


def _is_parted(line: Line) -> bool:
    """Say whether a line is three subjects or more with strokes between them, each of them short and written as a name is."""
    parts = line.text.split(_ROW)
    return len(parts) >= _FEWEST_PARTS and all(
        0 < len(part) <= _LONGEST_TAG and part[0].isupper() and part.count(" ") <= _TAG_SPACES and not _DIGIT.search(part)
        for part in parts
    )


def _is_row(doc: Document, index: int, line: Line) -> bool:
    """Say whether a line is hashtags alone, outside of the text."""
    if line.text[0] != "#" or not _HASHTAGS.fullmatch(line.text):
        return False
    return is_outside(doc, index)
