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
from detectors.leak.spans import cut_if_safe
from detectors.leak.variants import variants
from detectors.records import Finding

RULE = "leak.draft_variant"
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
    found = with_acts(doc, RULE, labelled)
    return [each if _is_presented(doc, each) else each._replace(certainty="weak", edit=None) for each in found]


def _is_presented(doc: Document, found: Finding) -> bool:
    """Say whether an alternative is put before somebody, and not reported."""
    if doc.field == "title":
        return _LABELLED.match(doc.folded) is not None
    return _PRESENTS.search(doc.folded, found.start, found.end) is not None
