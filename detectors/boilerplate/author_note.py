"""Find the notes about an author that close an article.

What it measures   Heads ("About the author"), lines that say what somebody is for an outlet and how to reach or follow
                   that person, and credits to contributors: where no paragraph of another kind follows.
Why it matters     It is prose about a living person and stands alike under all that person's articles.
Known misses       Notes without a function or an account; a note between two paragraphs.
Source             Closing notes of newspapers and agencies, see seeds/phrases/boilerplate_author_note.txt.
"""

from __future__ import annotations

import re

from detectors.document import Document, Line
from detectors.expressions import regex
from detectors.furniture.notices import Found, findings, is_outside, is_titled
from detectors.furniture.short_lines import hit_lines, is_prose, listed, prose_zone
from detectors.furniture.widget_words import lines_filled
from detectors.records import Certainty, Finding

RULE = "boilerplate.author_note"
_LIST = "boilerplate_author_note"
_LONGEST, _TEXT_BELOW, _NOTE_LINES, _NAME_SPACES = 900, 250, 3, 4
_NAME = regex(
    r"[\W_]*(?!(?:He|She|It|They|We|I|This|That|Who|There|The) )(?:[A-ZÀ-Ý][\w.'’-]*\s+){1,4}(?:is|was|has|covers|writes|joined|can|may|ist|schreibt|est|es|é)\b"
)
_HEAD = regex(r"(?i:about(?: the author)?|(?:author )?bio):? ([A-ZÀ-Ý][\w'’-]+)(?: [A-ZÀ-Ý][\w.'’-]+){1,3}")
"""A head that names whom the note is about."""

_SAID_OF = regex(r"(?:[A-ZÀ-Ý][\w.'’-]*\s+){1,4}(?:[a-zà-ý]\w*s|has|can|may|ist|schreibt|est|es|é|writes?)\b")
"""How a line begins that tells something of somebody named, in the present."""

_BIDS = regex(r"[\W_]*(?:e-?mail|follow|contact|write to|reach|send tips|tweet|find)\b", re.IGNORECASE)
_MAIL, _SENTENCE_ENDS = regex(r"[\w.+-]{2,40}@[\w-]{2,40}(?:\.[\w-]{2,20}){1,3}"), (".", "”", '."', "!", "?")
_ACCOUNT = regex(r"@\w|\b[\w.]+@[\w-]+\.\w|\b\w+\.com\b")
_DISCLAIMER = regex(r"\W*disclaimer\b")
_ADDRESS = regex(r"@\w|\b[\w.]+@[\w-]+\.\w|\.com\b|twitter|\bfor (?:the )?[A-Z]|\bat (?:the )?[A-Z]")


def detect(doc: Document) -> list[Finding]:
    """Return one finding for each line of a note."""
    if _LIST not in listed(doc) and "@" not in doc.signs:
        return []
    roles, reach = hit_lines(doc, f"{_LIST}.role"), hit_lines(doc, f"{_LIST}.reach")
    heads, credits_ = lines_filled(doc, f"{_LIST}.whole"), hit_lines(doc, f"{_LIST}.credit")
    lines = doc.lines
    found: Found = {}
    for index in (roles.keys() | reach.keys() | credits_.keys()) - heads:
        line = lines[index]
        if index and len(line.text) <= _LONGEST and '"' not in line.folded:
            certainty = _of_line(line, role=index in roles, reach=index in reach, credit=index in credits_)
            if certainty:
                found[index] = certainty
    for index in hit_lines(doc, f"{_LIST}.disclaims").keys() - found.keys():
        if index and len(lines[index].text) <= _LONGEST and '"' not in lines[index].folded:
            found[index] = "strong" if _DISCLAIMER.match(lines[index].folded) else "weak"
    found |= _signed(doc) | _headed(doc)
    for index in heads:
        under = _under(lines, index)
        if under or is_outside(doc, index):
            found |= dict.fromkeys((index, *under), "strong")
    end = _end(lines, found)
    return findings(doc, RULE, {index: sure if index >= end else "weak" for index, sure in found.items()})


def _signed(doc: Document) -> Found:
    """Return the address that stands alone right below the last paragraph, as some papers sign a text."""
    index = prose_zone(doc)[1] + 1
    alone = 1 < index < len(doc.lines) and _MAIL.fullmatch(doc.lines[index].text) is not None
    return {index: "strong"} if alone and doc.lines[index - 1].text.endswith(_SENTENCE_ENDS) else {}


def _headed(doc: Document) -> Found:
    """Return the heads that name an author, each with the line below it that begins with that name."""
    lines = doc.lines
    found: Found = {}
    for index in hit_lines(doc, f"{_LIST}.head"):
        head = _HEAD.fullmatch(lines[index].text)
        if head and 0 < index < len(lines) - 1 and lines[index + 1].text.startswith((head[1], "He ", "She ", "They ")):
            found |= {index: "strong", index + 1: "strong"}
    return found


def _under(lines: tuple[Line, ...], head: int) -> list[int]:
    """Return the lines below a head that are a name, and what is said of somebody named."""
    under: list[int] = []
    for index in range(head + 1, min(head + 1 + _NOTE_LINES, len(lines))):
        line = lines[index]
        named = line.text.count(" ") < _NAME_SPACES and is_titled(line.text) and not line.text.endswith(":")
        if not (named and not under) and not (len(line.text) <= _LONGEST and _SAID_OF.match(line.text)):
            break
        under.append(index)
    return under if under and _SAID_OF.match(lines[under[-1]].text) else []


def _of_line(line: Line, *, role: bool, reach: bool, credit: bool) -> Certainty | None:
    """Say how sure a line is: a function or an account of somebody named; together they are no news."""
    named, bids = _NAME.match(line.text) is not None, _BIDS.match(line.text) is not None
    if role and named:
        return "strong" if reach or _ADDRESS.search(line.text) else "weak"
    if reach and (bids or named):
        return "strong" if named or _ACCOUNT.search(line.text) else "weak"
    return "weak" if credit and not role else None


def _end(lines: tuple[Line, ...], found: Found) -> int:
    """Return the index of the first line from which notes follow, and no more text than a page puts below them."""
    index, left = len(lines), _TEXT_BELOW
    while index:
        line = lines[index - 1]
        if index - 1 not in found and is_prose(line):
            left -= len(line.text)
            if left < 0:
                break
        index -= 1
    return index
