"""Note deliberate statements that software helped.

What it measures   Sentences written for readers that say a tool wrote, translated or summarised the text.
Why it matters     They are honest and never count against an article; a curator may want to know.
Known misses       Statements of syndication ("published from a feed"), which describe publishing, not writing.
Source             Disclosure lines of news agencies and publishers.
"""

from __future__ import annotations

from detectors.document import Document
from detectors.leak.acts import with_acts
from detectors.records import Finding

RULE = "leak.disclosure"


def detect(doc: Document) -> list[Finding]:
    """Return one finding for each block that the sentence model hears and the guards let stand."""
    return with_acts(doc, RULE, [], cut=False)
