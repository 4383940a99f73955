"""Find the prose that announces another piece, or the outlet itself.

What it measures   Sentences that send the reader to a video, a podcast, another page or the outlet's coverage, notices of
                   affiliate links and of an edition, and summaries of other articles, cut off before their rest.
Why it matters     It has the length and the grammar of a paragraph, and tells another story.
Known misses       Whole summaries of other articles without a label; labelled links and lists are related_link's.
Source             Closing boxes of news sites, see seeds/phrases/boilerplate_teaser.txt.
"""

from __future__ import annotations

from detectors.document import Document
from detectors.furniture.notices import Found, findings, notices
from detectors.furniture.short_lines import hit_lines, is_isolated, is_prose, prose_zone
from detectors.records import Finding

RULE = "boilerplate.teaser"
_LIST = "boilerplate_teaser"
_LONGEST, _SHORTEST, _CUT_LENGTH, _FEW = 400, 25, 500, 2
_ELLIPSES, _QUOTES = ("...", "…"), "\"'"


def detect(doc: Document) -> list[Finding]:
    """Return one finding for each line."""
    found = {**_cut_off(doc), **notices(doc, _LIST, _LONGEST)}
    found.pop(0, None)
    found = {index: "weak" if is_isolated(doc, index, found) else certainty for index, certainty in found.items()}
    return findings(doc, RULE, found) if found else []


def _cut_off(doc: Document) -> Found:
    """Return the summaries that are cut off, by a link to their rest or by an ellipsis: two or more that end the text."""
    lines = doc.lines
    cut: Found = {}
    linked = hit_lines(doc, f"{_LIST}.cut")
    for index in range(len(lines) - 1, 0, -1):
        line = lines[index]
        closes = index in linked or line.text.endswith(_ELLIPSES)
        if closes and _SHORTEST <= len(line.text) <= _CUT_LENGTH and line.folded[0] not in _QUOTES:
            cut[index] = "strong"
        elif is_prose(line):
            break
    sure = len(cut) >= _FEW and prose_zone(doc)[0] < min(cut)
    return cut if sure else dict.fromkeys(cut, "weak")
