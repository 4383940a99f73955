"""Find the byline: the lines of a page's template that say who put the text up, and when.

What it measures   Runs of lines made of labels ("By", "Posted by"), names, functions, dates and outlets, at the head or
                   the tail, and their sure forms anywhere. A name in a sentence is never one.
Why it matters     It stands between headline and lead, often names the site as author, and is alike on every page.
Known misses       A name alone on a line; functions and labels in languages that the lists do not hold.
Source             Templates of common publishing systems.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from detectors.byline_parts import AGO, DATE, FUNCTION, LABEL, NAME, SIGNED, STAMP, TEMPLATE, kind_of
from detectors.document import Document, Line
from detectors.furniture import is_prose, last_prose
from detectors.records import Certainty, Finding

RULE = "boilerplate.byline"
_LENGTH, _INNER_LENGTH = 160, 60
_HEAD_PROSE, _HEAD_LINES = 2, 16
_NAME_SPACES = 4


class Placed(NamedTuple):
    """A line that can belong to a byline."""

    at: int
    line: Line
    kind: str


def detect(doc: Document) -> list[Finding]:
    """Return one finding for each run of byline lines."""
    lines = doc.lines
    head, tail = _head_end(lines), last_prose(lines)
    findings: list[Finding] = []
    for run in _runs(_candidates(doc, head, tail)):
        certainty = _certainty("".join(each.kind for each in run), run[0].at > tail, run[-1].at < head)
        if certainty:
            findings.append(_finding(doc, run[0].line.start, run[-1].line.end, certainty))
    return findings


def _finding(doc: Document, start: int, end: int, certainty: Certainty) -> Finding:
    if certainty == "weak":
        return doc.finding(RULE, start, end, certainty)
    return doc.cut(RULE, start, end, certainty)


def _head_end(lines: Sequence[Line]) -> int:
    """Return the index where the head ends: a standfirst may stand above the byline, two paragraphs do not."""
    prose = 0
    for index, line in enumerate(lines[:_HEAD_LINES]):
        prose += is_prose(line)
        if prose == _HEAD_PROSE:
            return index
    return min(len(lines), _HEAD_LINES)


def _candidates(doc: Document, head: int, tail: int) -> list[Placed]:
    """Return the lines that can belong to a byline. The headline cannot, though it may be made of names."""
    lines, headline = doc.lines, doc.headline
    found: list[Placed] = []
    for index, line in enumerate(lines):
        longest = _LENGTH if index < head or index > tail else _INNER_LENGTH
        if len(line.text) > longest or is_prose(line) or not (kind := kind_of(line)):
            continue
        opens = index == 0 and len(lines) > 1 and kind_of(lines[1]) == LABEL
        if kind not in (NAME, FUNCTION) or line.text != headline or opens:
            found.append(Placed(index, line, kind))
    return found


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
    """Say whether a name closes a run: only behind its label."""
    return last - first > 1 and run[last - 2].kind == LABEL


def _certainty(kinds: str, at_tail: bool, at_head: bool) -> Certainty | None:  # noqa: FBT001 - two places, named at the one call
    """Say how sure a run is, by its kinds and its place."""
    have = set(kinds)
    if LABEL + NAME in kinds or LABEL + FUNCTION in kinds or TEMPLATE in have or (SIGNED in have and len(kinds) > 1):
        return "certain"
    if at_head:
        return "certain" if have & {SIGNED, STAMP, LABEL} else "strong" if have & {AGO, FUNCTION, DATE} else None
    if STAMP in have or (at_tail and SIGNED in have):
        return "strong"
    return "weak" if SIGNED in have else None
