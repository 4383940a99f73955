"""Find the requests to install an app, to open one, or to switch notifications on.

What it measures   Lines that offer the outlet's app or its notifications, and the badges of the shops.
Why it matters     They stand between paragraphs on mobile pages, and are alike in every article of an outlet.
Known misses       An offer that names the app by its name alone.
Source             App banners and shop badges of news sites, see seeds/phrases/boilerplate_app_prompt.txt.
"""

from __future__ import annotations

from detectors.document import Document
from detectors.notices import doubted, findings, notices
from detectors.records import Finding

RULE = "boilerplate.app_prompt"
_LIST, _LONGEST = "boilerplate_app_prompt", 300


def detect(doc: Document) -> list[Finding]:
    """Return one finding for each line."""
    found = notices(doc, _LIST, _LONGEST)
    return findings(doc, RULE, doubted(doc, found)) if found else []
