"""Read the labels of links to other articles by their words, whatever order a site puts them in.

``seeds/phrases/boilerplate_related_link.txt`` has the labels that announce a link wherever they stand. A site words its own
as it likes ("Hot on the Beacon", "Another good read:"); such a label is made of a few words alone, and what follows it has
the shape of a headline.
"""

from __future__ import annotations

import re

from detectors.document import Document, Line
from detectors.expressions import regex
from detectors.furniture.headline_shape import is_headline_like
from detectors.furniture.looks import LABELLED, lines_that
from detectors.furniture.short_lines import LABEL_WORDS, is_wrapped, prose_zone, short_lines, vocabulary, words
from detectors.records import Certainty

_LONGEST_LABEL, _LABEL_WORDS, _COLON_WORDS, _FEWEST, _MOST = 46, 6, 4, 4, 20
_LISTED, _LISTED_SPACES, _SUBJECT_WORDS = 8, 4, 3
_COLON = regex(r"([^:|]{3,40}?)\s?[:|]\s+(?=\S)")
_BULLET = regex(r"(?:[-–•*▪■●→»>◦‣]|\d{1,2}[.)])\s+")
_PLACE = regex(r"^(.{3,30}?) (?:on|from|in) (?:the )?([A-Z\d][\w.&'’-]*(?: [A-Z\d][\w.&'’-]*){0,3})$")
"""A label that names the site or the section: "Most read on The Beacon"."""

_KIND = regex(r"\w+ (?:[\w'’&-]+ ){1,3}(?:stories|news|articles|posts|headlines|coverage|reads)", re.IGNORECASE)
"""One that names a subject: "More Africa stories"."""


def worded(doc: Document) -> dict[int, Certainty]:
    """Return the lines that such a label opens, and the lists below one."""
    lines, known = doc.lines, vocabulary(*LABEL_WORDS)
    found: dict[int, Certainty] = {}
    shaped = [
        index
        for index in lines_that(doc, LABELLED)
        if index and (_may_announce(text := lines[index].text) or _may_be_label(text))
    ]
    opened = [index for index in shaped if not known.isdisjoint(words(lines[index].folded)[:1])]
    if not opened or is_wrapped(doc):
        return found
    (first, last), followed = prose_zone(doc), frozenset(index - 1 for index in short_lines(doc))
    for index in opened:
        line = lines[index]
        if line.text == doc.headline:
            continue
        if _announces(line, below=index > last):
            found[index] = "strong"
        elif first < index and index in followed and _is_label(line) and (below := listed(lines, index + 1)):
            found.update(dict.fromkeys((index, *below), "strong"))
    return found


def listed(lines: tuple[Line, ...], start: int) -> list[int]:
    """Return the headline-like lines that follow a label, evenly spaced, with or without bullets."""
    below: list[int] = []
    for index in range(start, min(start + _LISTED, len(lines))):
        line = unbulleted(lines[index])
        if (
            not is_headline_like(line)
            or line.text.count(" ") < _LISTED_SPACES
            or (len(below) > 1 and line.blank_before != lines[start + 1].blank_before)
        ):
            break
        below.append(index)
    return below


def unbulleted(line: Line) -> Line:
    """Return a line without the bullet or the number before it."""
    bullet = _BULLET.match(line.text)
    return line._replace(text=line.text[bullet.end() :], folded=line.folded[bullet.end() :]) if bullet else line


def _may_announce(text: str) -> bool:
    return ":" in text or "|" in text


def _may_be_label(text: str) -> bool:
    return len(text) <= _LONGEST_LABEL and text[-1] not in ".!?,;"


def _announces(line: Line, *, below: bool) -> bool:
    """Say whether a line is a label with its colon or bar, and a headline behind it."""
    label = _COLON.match(line.text) if _may_announce(line.text) else None
    if not label:
        return False
    rest = line.text[label.end() :]
    if rest[:1].islower() or rest.endswith((".", ",")) or not _FEWEST <= rest.count(" ") + 1 <= _MOST:
        return False
    told = words(label[1].lower())
    if not 0 < len(told) <= _COLON_WORDS or _is_enumeration(rest):
        return False
    request = not vocabulary("link_request").isdisjoint(told)
    if not below:
        return _is_worded(told) and ((request and len(told) > 1) or told[0] in vocabulary("link_sure"))
    return _is_worded(told) or _names_place(label[1])


def _is_enumeration(rest: str) -> bool:
    """Say whether words are a row of subjects and no headline."""
    return "," in rest and all(part.count(" ") < _SUBJECT_WORDS + 1 for part in rest.split(","))


def _is_label(line: Line) -> bool:
    """Say whether a line is a label alone."""
    if not _may_be_label(line.text):
        return False
    told = words(line.folded)
    if not 0 < len(told) <= _LABEL_WORDS:
        return False
    if _is_worded(told) and not vocabulary("link_core").isdisjoint(told):
        return len(told) > 1 or told[0] in vocabulary("link_sure")
    return _names_place(line.text) or (told[0] in vocabulary("link_core") and _KIND.fullmatch(line.text) is not None)


def _is_worded(told: tuple[str, ...]) -> bool:
    """Say whether all words are a label's, and one of them is no word of every sentence."""
    return vocabulary(*LABEL_WORDS).issuperset(told) and not vocabulary("link_core", "link_request").isdisjoint(told)


def _names_place(text: str) -> bool:
    """Say whether a label ends in the name of the site or the section, and not in a day."""
    place = _PLACE.match(text.strip(" :|"))
    if not place or not vocabulary("date").isdisjoint(words(place[2].lower())):
        return False
    told = words(place[1].lower())
    return bool(told) and _is_worded(told) and not vocabulary("link_core").isdisjoint(told)
