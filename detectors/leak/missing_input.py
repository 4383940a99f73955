"""Find posts that ask for the text they were to be made of.

What it measures   Requests for a text, link or brief, remarks that the input was empty, cut short or a cookie notice, and
                   stories that are about their own empty input.
Why it matters     There is no news in such a post, under whatever headline it stands.
Known misses       A story about an empty brief that names people and places.
Source             Automated sites with dozens of posts that ask for the text to rewrite.
"""

from __future__ import annotations

from detectors.document import Document
from detectors.leak.acts import with_acts
from detectors.records import Finding

RULE = "leak.missing_input"


def detect(doc: Document) -> list[Finding]:
    """Return one finding for each block that the sentence model hears and the guards let stand."""
    return with_acts(doc, RULE, [], cut=False)
