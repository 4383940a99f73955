"""Find the labels that a page puts around its advertising.

What it measures   Lines made of advertising labels and their small words alone ("Story continues below advertisement").
Why it matters     They interrupt the text where a slot was, and teach a model that sentences end in "Advertisement".
Known misses       The advertisement's own words, where the page prints them as text.
Source             Labels of news templates; translations prescribed by press law or trade custom.
"""

from __future__ import annotations

from detectors.document import Document
from detectors.furniture import labels
from detectors.records import Finding

RULE = "boilerplate.ad_label"


def detect(doc: Document) -> list[Finding]:
    """Return one finding for each label."""
    return [doc.cut(RULE, line.start, line.end, "certain") for line in labels(doc, "boilerplate_ad_label", "ad_label")]
