"""Find the notices about cookies, tracking and embedded content, and their buttons.

What it measures   Lines in which the page speaks of its own cookies or of consent to foreign content, the buttons below
                   them, and rows of links to its policies.
Why it matters     The banner comes first in the text that a browser sees; kept, it opens the article.
Known misses       A notice that names neither cookies nor consent; languages that the list does not hold.
Source             Consent platforms of news sites, see seeds/phrases/boilerplate_consent.txt.
"""

from __future__ import annotations

from detectors.document import Document
from detectors.furniture.notices import doubted, findings, notices
from detectors.records import Finding

RULE = "boilerplate.consent"
_LIST, _LONGEST = "boilerplate_consent", 700


def detect(doc: Document) -> list[Finding]:
    """Return one finding for each line."""
    found = notices(doc, _LIST, _LONGEST)
    return findings(doc, RULE, doubted(doc, found)) if found else []
