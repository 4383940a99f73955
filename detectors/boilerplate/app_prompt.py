"""Find the requests to install an app, to open one, or to switch notifications on.

What it measures   Lines that offer the outlet's app or its notifications, and the badges of the shops.
Why it matters     They stand between paragraphs on mobile pages, and are alike in every article of an outlet.
Known misses       An offer that names the app by its name alone.
Source             App banners and shop badges of news sites, see seeds/phrases/boilerplate_app_prompt.txt.
"""

from __future__ import annotations

from detectors.document import Document
from detectors.expressions import regex
from detectors.furniture.notices import doubted, findings, is_own, notices
from detectors.furniture.short_lines import hit_lines
from detectors.records import Finding

RULE = "boilerplate.app_prompt"
_LIST, _LONGEST, _LONGEST_OFFER = "boilerplate_app_prompt", 300, 140
_OFFER = regex(
    r"\W*(?:stay tuned|never miss|please |now |also )?.{0,60}?\b(?:download|install|get|try|open|follow|use|grab|read|check out)\b"
    r"[^.!?]{0,40}?\b(?:the (?:\S+ ){1,4}?news|our (?:\S+ ){0,3}?)[ ]?apps?\b"
    r"|\W*(?:download|install|get) the (?:\S+ ){1,4}?apps?(?: (?:now|today|here|for free))?\W*$"
    r"|\W*(?:download|install|get|try) the (?:\S+ ){1,5}?app\b.{0,40}\b(?:updates|news|alerts|headlines|stories|notifications|newscasts?|live ?streams?)\b"
    r"|\W*push (?:notifications|alerts)\b(?: ?[:–—-]|.{0,40}\b(?:on|off|never|free|our|your)\b)"
)
"""How a line speaks that offers the outlet's app by a name of its own, or its notifications."""

_STORE = regex(r"\b(?:app store|play store|google play)\b")
"""Where the page's own app is to be had: no article says so, alone among paragraphs or not."""

_STOP = regex(r"[.!?] ")


def detect(doc: Document) -> list[Finding]:
    """Return one finding for each line."""
    found = notices(doc, _LIST, _LONGEST)
    for index in hit_lines(doc, f"{_LIST}.named").keys() - found.keys():
        line = doc.lines[index]
        clauses = (line.folded, *_STOP.split(line.folded)[1:]) if is_own(line) else ()
        if index and any(len(clause) <= _LONGEST_OFFER and _OFFER.match(clause) for clause in clauses):
            found[index] = "certain"
    sure = [index for index in found if _STORE.search(folded := doc.lines[index].folded) and "our app" in folded]
    return findings(doc, RULE, doubted(doc, found) | dict.fromkeys(sure, "certain")) if found else []
