"""Find how to reach the page's makers: tips, letters, corrections, addresses.

What it measures   Lines in which the page asks for tips, letters or corrections, the labels of such forms, and addresses
                   behind a label, which are only noted because a notice or a press release has its own.
Why it matters     They end many articles and name no news, but addresses and telephone numbers.
Known misses       An address without a label; a request in words of the story ("Were you there?").
Source             Templates of news sites, see seeds/phrases/boilerplate_contact.txt.
"""

from __future__ import annotations

from detectors.document import Document, Line
from detectors.expressions import regex
from detectors.furniture.notices import doubted, findings, notices
from detectors.furniture.short_lines import hit_lines, is_prose, listed, words
from detectors.records import Finding

RULE = "boilerplate.contact"
_LIST, _LONGEST, _LONGEST_ADDRESS = "boilerplate_contact", 400, 160
_IN_PAGE = regex(r"(?: (?:in|on) (?:this|our|the) (?:article|story|text|page|post|site|report))?\?")

_OURS = frozenset("us our we me my newsroom editors reporter journalist email e-mail here click below".split())


def detect(doc: Document) -> list[Finding]:
    """Return one finding for each line; a first line without a title above it is the headline ("Letters to the Editor")."""
    if _LIST not in listed(doc):
        return []
    found = notices(doc, _LIST, _LONGEST)
    for index, spans in hit_lines(doc, f"{_LIST}.asks").items():
        line = doc.lines[index]
        rest = line.folded[spans[0][1] - line.start :]
        if index and len(line.text) <= _LONGEST_ADDRESS and '"' not in line.folded and _IN_PAGE.match(rest):
            found[index] = "certain"
    found = {index: "weak" if _is_theirs(doc.lines[index]) else sure for index, sure in doubted(doc, found).items()}
    if not doc.title.strip():
        found.pop(0, None)
    for index in hit_lines(doc, f"{_LIST}.address"):
        if len(doc.lines[index].text) <= _LONGEST_ADDRESS:
            found.setdefault(index, "weak")
    return findings(doc, RULE, found)


def _is_theirs(line: Line) -> bool:
    """Say whether a sentence asks for somebody else: it names neither the page's makers nor where to write to."""
    return is_prose(line) and "@" not in line.text and _OURS.isdisjoint(words(line.folded))
