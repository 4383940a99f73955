"""Find the barriers before the rest of an article, and the doors through them.

What it measures   Lines that say that the article goes on for subscribers, and the labels of logging in and registering.
Why it matters     What stands above is a fragment, and the barrier reads as its last sentence.
Known misses       A barrier in the words of an advertisement ("From 1 euro a week"); a lone "Subscribe", which is newsletter's.
Source             Subscription systems of news sites, see seeds/phrases/boilerplate_paywall.txt.
"""

from __future__ import annotations

from detectors.document import Document
from detectors.furniture.notices import doubted, findings, notices
from detectors.records import Finding

RULE = "boilerplate.paywall"
_LIST, _LONGEST = "boilerplate_paywall", 400
_AD_LABEL = "advert"
"""What opens a line that sends the reader on below an advertisement, and to no till."""


def detect(doc: Document) -> list[Finding]:
    """Return one finding for each line."""
    found = {
        index: certainty
        for index, certainty in notices(doc, _LIST, _LONGEST).items()
        if not doc.lines[index].folded.startswith(_AD_LABEL)
    }
    return findings(doc, RULE, doubted(doc, found)) if found else []
