"""Find the byline: the lines of a page's template that say who put the text up, and when.

What it measures   Runs of lines made of labels ("By", "Posted by"), names, functions, dates and outlets, at the head or
                   the tail, and their sure forms anywhere. A name in a sentence is never one.
Why it matters     It stands between headline and lead, often names the site as author, and is alike on every page.
Known misses       A name alone on a line; functions and labels in languages that the lists do not hold.
Source             Templates of common publishing systems.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

from detectors.byline_parts import AGO, DATE, FUNCTION, HOUSE, LABEL, NAME, SIGNED, STAMP, TEMPLATE, kind_of
from detectors.document import Document, Line
from detectors.furniture import is_in_list, is_prose, prose_zone, vocabulary, words
from detectors.records import Certainty, Finding

RULE = "boilerplate.byline"
_LENGTH, _INNER_LENGTH = 160, 60
_HEAD_PROSE, _HEAD_LINES, _OUTLET_LINES = 2, 16, 8
_NAME_SPACES, _USER_LENGTH, _SHORT_NAME = 4, 30, 2


_YEAR = re.compile(r"\b(?:19|20)\d\d\b")
_MARKED = re.compile(r"[@|/\d]")
"""What a template writes beside a name: an account, a bar, a date."""


class Placed(NamedTuple):
    """A line that can belong to a byline."""

    at: int
    line: Line
    kind: str


def detect(doc: Document) -> list[Finding]:
    """Return one finding for each run of byline lines."""
    lines = doc.lines
    (begun, tail), head = prose_zone(doc), _head_end(lines)
    findings: list[Finding] = []
    for run in _runs(_candidates(doc, head, tail)):
        certainty = _certainty("".join(each.kind for each in run), run[0].at > tail, run[-1].at < head)
        if certainty and begun < run[0].at and _is_doubtful(doc, run, tail):
            certainty = "weak"
        if certainty:
            findings.append(_finding(doc, run[0].line.start, run[-1].line.end, certainty))
    return findings


def _finding(doc: Document, start: int, end: int, certainty: Certainty) -> Finding:
    if certainty == "weak":
        return doc.finding(RULE, start, end, certainty)
    return doc.cut(RULE, start, end, certainty)


def _is_doubtful(doc: Document, run: list[Placed], tail: int) -> bool:
    """Say whether a line below the first paragraph may be the article's own: a subhead, a day, a time, a poem's author."""
    only, lines = run[0], doc.lines
    if {each.kind for each in run} == {DATE}:
        return only.at <= tail and not any(_YEAR.search(each.line.folded) for each in run)
    if len(run) > 1:
        return False
    if only.kind in (FUNCTION, HOUSE):
        return only.at <= tail and not _MARKED.search(only.line.folded)
    if only.kind != SIGNED:
        return False
    told = words(only.line.folded)
    if only.line.folded.startswith("by ") and (not vocabulary("travel").isdisjoint(told) or is_in_list(doc, only.at)):
        return True
    verse = not only.line.blank_before and not is_prose(lines[only.at - 1]) and not _MARKED.search(only.line.folded)
    return only.at <= tail and (verse or (len(told) <= _SHORT_NAME and told[-1] not in vocabulary("role_core")))


def _head_end(lines: Sequence[Line]) -> int:
    """Return the index where the head ends: a standfirst may stand above the byline, two paragraphs do not."""
    prose = 0
    for index, line in enumerate(lines[:_HEAD_LINES]):
        prose += is_prose(line)
        if prose == _HEAD_PROSE:
            return index
    return min(len(lines), _HEAD_LINES)


def _candidates(doc: Document, head: int, tail: int) -> list[Placed]:
    """Return the lines that can belong to a byline. The headline cannot, though it may be made of names.

    An outlet with a function ("Valley Staff") is one at the edges only: between paragraphs it may be a subhead.
    """
    lines, headline = doc.lines, doc.headline
    found: list[Placed] = []
    begun, _ = prose_zone(doc)
    for index, line in enumerate(lines):
        longest = _LENGTH if index < head or index > tail else _INNER_LENGTH
        if len(line.text) > longest or is_prose(line) or not (kind := kind_of(line) or _user(lines, index)):
            continue
        opens = index == 0 and len(lines) > 1 and kind_of(lines[1]) == LABEL
        if kind == HOUSE and begun < index <= tail:
            continue
        if kind not in (NAME, FUNCTION, HOUSE) or line.text != headline or opens:
            found.append(Placed(index, line, kind))
    return found


def _user(lines: Sequence[Line], index: int) -> str:
    """Return the kind of a lone word that is an account's name: it stands around, or behind, a "By" of its own line."""
    line = lines[index]
    if " " in line.text or len(line.text) > _USER_LENGTH or line.text.endswith((":", ".")):
        return ""
    before, after = lines[max(index - 1, 0)], lines[min(index + 1, len(lines) - 1)]
    if index and not line.blank_before and kind_of(before) == LABEL:
        return NAME
    repeated = index + 2 < len(lines) and lines[index + 2].text == line.text
    return NAME if repeated and kind_of(after) == LABEL else ""


def _runs(candidates: list[Placed]) -> list[list[Placed]]:
    """Return the candidates in runs of neighbours, without the names at a run's ends that are no part of it."""
    runs: list[list[Placed]] = []
    for each in candidates:
        if runs and runs[-1][-1].at == each.at - 1 and each.line.blank_before <= 1:
            runs[-1].append(each)
        else:
            runs.append([each])
    trimmed = []
    for run in runs:
        first, last = 0, len(run)
        while first < last and run[first].kind == NAME and not _leads(run, first, last):
            first += 1
        while first < last and run[last - 1].kind == NAME and not _follows(run, first, last):
            last -= 1
        if first < last:
            trimmed.append(run[first:last])
    return trimmed


def _leads(run: list[Placed], first: int, last: int) -> bool:
    """Say whether a name opens a run: a short one, directly above the rest."""
    if last - first == 1 or run[first + 1].line.blank_before:
        return False
    return run[first + 1].kind == LABEL or run[first].line.text.count(" ") < _NAME_SPACES


def _follows(run: list[Placed], first: int, last: int) -> bool:
    """Say whether a name closes a run: behind its label, or as the outlet directly below a signed name of the head."""
    if last - first <= 1:
        return False
    below = run[last - 1].line
    if run[last - 2].kind == LABEL:
        return True
    if run[last - 1].at >= _OUTLET_LINES or below.blank_before:
        return False
    signed = any(each.kind in (LABEL, SIGNED) for each in run[first : last - 1]) and run[last - 2].kind in (NAME, SIGNED)
    return signed and below.text.count(" ") < _NAME_SPACES


def _certainty(kinds: str, at_tail: bool, at_head: bool) -> Certainty | None:  # noqa: FBT001 - two places, named at the one call
    """Say how sure a run is, by its kinds and its place."""
    have = set(kinds)
    if LABEL + NAME in kinds or LABEL + FUNCTION in kinds or TEMPLATE in have or (SIGNED in have and len(kinds) > 1):
        return "certain"
    if at_head:
        return "certain" if have & {SIGNED, STAMP, LABEL} else "strong" if have & {AGO, FUNCTION, HOUSE, DATE} else None
    if STAMP in have or (at_tail and (SIGNED in have or (HOUSE in have and NAME not in have))):
        return "strong"
    return "weak" if SIGNED in have else None
