"""Find several versions of one text, or of its headline, left side by side.

What it measures   Labels and remarks that offer options, versions, other headlines or openings of this story.
Why it matters     The reader gets the same story twice, and the choice was never made.
Known misses       Two versions that stand below each other without a word between them.
Source             Published leaks: a daily printed the offer of a "front-page style" version as last paragraph.
"""

from __future__ import annotations

from detectors.document import Document
from detectors.expressions import regex
from detectors.leak.acts import with_acts
from detectors.leak.guards import guarded
from detectors.leak.spans import cut_if_safe, is_furniture, line_index, sentences_of
from detectors.leak.variants import variants
from detectors.records import Finding

RULE = "leak.draft_variant"
_HEAD_LINES, _LAST_LINES = 3, 3
_PRESENTS = regex(
    r"\b(?:i|i've|i'd|i'll|you|your|you'd|me|us|want|prefer|pick|choose|use|try|ready|attempt|would go|below|here|above)\b|[:?)~\]*#|]|\s[-\u2013\u2014]\s|^\W*\d"
)
"""What presents an alternative: a label, an address, a question; a report of a vote or of a sale has none."""

_LABELLED = regex(
    r"\W*(?:[\w-]+ ){0,2}(?:options?|versions?|drafts?|headlines?|titles?|takes?|alternatives?|alt|variants?|rewrit\w+|suggest\w+|[a-d1-9])\b[^:)]{0,30}[:)]"
)
"""A headline that is an alternative says so before anything else."""


def detect(doc: Document) -> list[Finding]:
    """Return one finding for each label of a further version, and for each block that the sentence model hears."""
    labelled = [
        cut_if_safe(doc, RULE, each.start, each.end, left)
        for each in variants(doc)
        if (left := guarded(doc, each.start, each.end, each.certainty))
    ]
    found = [_with_text(doc, each) for each in with_acts(doc, RULE, labelled)]
    return [each if _is_presented(doc, each) else each._replace(certainty="weak", edit=None) for each in found]


def _with_text(doc: Document, found: Finding) -> Finding:
    """Return a label with the version behind it: the rest of its line, or the sentence where it opens none.

    What stands below a label is the version where the text ends with it; further up it may be the article itself.
    """
    number = line_index(doc, found.start)
    if doc.field == "title" or number < _HEAD_LINES or found.certainty == "weak" or doc.text[found.end - 1] != ":":
        return found
    line = doc.lines[line_index(doc, found.end - 1)]
    below = doc.lines[number + 1 :]
    if found.end < line.end:
        told = sentences_of(doc, found.end, line.end)
        end = line.end if found.start <= line.start else told[0].end
    elif 0 < len(below) <= _LAST_LINES and not any(is_furniture(doc, each) for each in below):
        end = below[-1].end
    else:
        return found
    return cut_if_safe(doc, RULE, found.start, end, found.certainty)


def _is_presented(doc: Document, found: Finding) -> bool:
    """Say whether an alternative is put before somebody, and not reported."""
    if doc.field == "title":
        return _LABELLED.match(doc.folded) is not None
    return _PRESENTS.search(doc.folded, found.start, found.end) is not None
