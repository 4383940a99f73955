"""Find the links to other articles that a page leaves between and below its paragraphs.

What it measures   Labelled links ("Read also: …"), lists under such a label, and lines that look like a headline where
                   only page furniture stands: below the last paragraph, or directly above a sharing or comment widget.
Why it matters     Another article's headline reads as this one's last sentence.
Known misses       A bare headline between two paragraphs: by its shape it is a subhead, and subheads stay.
Source             In-text links and closing boxes of news templates.
"""

from __future__ import annotations

import re

from detectors.document import Document, Line
from detectors.furniture import HEADLINE, PROSE, WIDGET, hit_lines, is_headline_like, is_wrapped, kinds, vocabulary, words
from detectors.records import Certainty, Finding

RULE = "boilerplate.related_link"
_LIST = "boilerplate_related_link"
_LENGTH = 200
_LINK_WORDS, _BUTTON_WORDS, _CLOSING_WORDS = 20, 12, 18
_LISTED, _LISTED_SPACES = 8, 4
_RUN = 3
_NEAR = 3
_SEPARATOR = re.compile(r"\s*(?:[:|>»›→•]|[-–—](?=\s))+\s*")
_MARKS = " \t.:…»›>→▸▶+*#_|-–—[]()"

Found = dict[int, Certainty]


def detect(doc: Document) -> list[Finding]:
    """Return one finding for each line that points to another article."""
    wrapped = is_wrapped(doc.lines)
    found = _labelled(doc, wrapped=wrapped)
    if not wrapped:
        found = _positioned(doc) | found
    lines = doc.lines
    return [_finding(doc, lines[index], certainty) for index, certainty in sorted(found.items())]


def _finding(doc: Document, line: Line, certainty: Certainty) -> Finding:
    if certainty == "weak":
        return doc.finding(RULE, line.start, line.end, certainty)
    return doc.cut(RULE, line.start, line.end, certainty)


def _labelled(doc: Document, *, wrapped: bool) -> Found:
    """Return the lines that a label makes a link, and those listed under one (unless lines are broken by width)."""
    found: Found = {}
    for group in ("free", "button", "strict", "colon", "closing"):
        for index, spans in hit_lines(doc, f"{_LIST}.{group}").items():
            line = doc.lines[index]
            if line.text == doc.headline or index == 0 or len(line.text) > _LENGTH:
                continue
            rest = line.folded[max(end for _, end in spans) - line.start :]
            certainty = _of_label(group, line, rest)
            if certainty:
                found[index] = certainty
            if certainty and not wrapped and group in ("free", "strict") and _is_alone(rest):
                found.update(dict.fromkeys(_listed(doc.lines, index + 1), certainty))
    return found


def _of_label(group: str, line: Line, rest: str) -> Certainty | None:
    """Say how sure a line is that opens with a label, by what follows the label."""
    told = words(rest)
    if group == "closing":
        return "strong" if line.folded.count(" ") < _CLOSING_WORDS and '"' not in line.folded else None
    if group == "colon":
        return "strong" if 1 < len(told) <= _LINK_WORDS and not rest.endswith(".") else None
    if _is_alone(rest) or (_SEPARATOR.match(rest) and len(told) <= _LINK_WORDS and ". " not in rest):
        return "certain"
    if group == "strict" or not rest.startswith(" ") or _SEPARATOR.match(rest):
        return None
    runs_on = rest.endswith((".", ",", '"')) and not (group == "button" and len(told) <= _BUTTON_WORDS)
    return None if runs_on or len(told) > _LINK_WORDS else "strong"


def _is_alone(rest: str) -> bool:
    """Say whether nothing but marks and small words of links follows the label."""
    return not rest.strip(_MARKS) or (
        vocabulary("function", "related_link").issuperset(words(rest)) and len(rest) <= _LENGTH // 4
    )


def _listed(lines: tuple[Line, ...], start: int) -> list[int]:
    """Return the headline-like lines that follow a label, evenly spaced."""
    listed: list[int] = []
    for index in range(start, min(start + _LISTED, len(lines))):
        line = lines[index]
        if (
            not is_headline_like(line)
            or line.text.count(" ") < _LISTED_SPACES
            or (listed and line.blank_before != lines[start].blank_before)
        ):
            break
        listed.append(index)
    return listed


def _positioned(doc: Document) -> Found:
    """Return the headline-like lines whose place makes them links."""
    lines = doc.lines
    if not any(is_headline_like(line) for line in lines[1:]):
        return {}
    shape = kinds(doc)
    first, last = shape.find(PROSE), shape.rfind(PROSE)
    below = shape.find(WIDGET, last + 1)
    found: Found = {}
    for match in re.finditer(f"{HEADLINE}+", shape):
        start, end = match.span()
        certainty = _of_place(shape, start, end, last, below) if 0 <= first < start else None
        if certainty and not any(lines[index].text == doc.headline for index in range(start, end)):
            found.update(dict.fromkeys(range(start, end), certainty))
    return found


def _of_place(shape: str, start: int, end: int, last: int, below: int) -> Certainty | None:
    """Say how surely a run of headline-like lines is a list of links, by its neighbours.

    ``last`` is the last line of running text, ``below`` the first widget behind it (-1: none).
    """
    few = end - start <= _RUN
    if start < last:
        return "strong" if few and shape.startswith(WIDGET, end) else None
    if below < 0:
        return None
    return "strong" if below < start or (few and WIDGET in shape[end : end + _NEAR]) else "weak"
