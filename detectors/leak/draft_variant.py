"""Find several versions of one text, or of its headline, left side by side.

What it measures   Labels and remarks that offer options, versions, other headlines or openings of this story.
Why it matters     The reader gets the same story twice, and the choice was never made.
Known misses       Two versions that stand below each other without a word between them.
Source             Published leaks: a daily printed the offer of a "front-page style" version as last paragraph.
"""

from __future__ import annotations

from detectors.document import Document
from detectors.leak.acts import with_acts
from detectors.records import Finding

RULE = "leak.draft_variant"


def detect(doc: Document) -> list[Finding]:
    """Return one finding for each block that the sentence model hears and the guards let stand."""
    return with_acts(doc, RULE, [])
