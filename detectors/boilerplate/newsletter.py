"""Find the page's requests to subscribe, to sign up and to log in.

What it measures   Labels of newsletter boxes and paywalls; sentences that begin as a request and name what is asked for.
Why it matters     The box stands between paragraphs on many sites and survives every extractor that keeps prose.
Known misses       A publisher's appeal for support that names neither newsletter nor subscription.
Source             Newsletter boxes, paywalls and app banners of news sites.
"""

from __future__ import annotations

from detectors.document import Document, Line
from detectors.furniture import hit_lines, labels, vocabulary, words
from detectors.records import Certainty, Finding

RULE = "boilerplate.newsletter"
_LIST = "boilerplate_newsletter"
_REQUEST_LENGTH, _SHORT = 320, 12
_ADDRESSES = frozenset(
    {"you", "your", "you're", "you've", "you'll", "our", "us", "we", "we'll", "here", "now", "today", "free"}
)
_SPEECH = frozenset({"said", "says", "told", "according"})


def detect(doc: Document) -> list[Finding]:
    """Return one finding for each label or request."""
    found: dict[int, tuple[Line, Certainty]] = {
        line.start: (line, "certain") for line in labels(doc, f"{_LIST}.label", "newsletter")
    }
    sure = hit_lines(doc, f"{_LIST}.sure")
    for index in sure.keys() | hit_lines(doc, f"{_LIST}.object").keys():
        line = doc.lines[index]
        if len(line.text) <= _REQUEST_LENGTH and _is_request(line, sure=index in sure):
            found.setdefault(line.start, (line, "certain" if index in sure else "strong"))
    return [doc.cut(RULE, line.start, line.end, certainty) for _, (line, certainty) in sorted(found.items())]


def _is_request(line: Line, *, sure: bool) -> bool:
    """Say whether a line that names a subscription asks its reader for one."""
    told = words(line.folded)
    opening = vocabulary("newsletter_ask", "newsletter_maybe") if sure else vocabulary("newsletter_ask")
    if not told or told[0] not in opening or line.folded[0] in "\"'":
        return False
    addressed = not _ADDRESSES.isdisjoint(told) or (sure and len(told) <= _SHORT)
    return addressed and _SPEECH.isdisjoint(told)
