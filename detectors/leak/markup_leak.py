r"""Find markup that was never rendered.

What it measures   Markdown (bold pairs, headings, fences, links, tables), HTML tags, block comments, escapes (literal ``\n``,
                   ``\u2019``), and entities, with the edit that takes the markers away and keeps the words.
Why it matters     It shows a broken pipeline. It does not show a model: 926 of 4,999 Reuters files of 1996-97 hold ``&amp;``.
Known misses       Single asterisks and underscores, which letters and scores use; LaTeX beyond arrows; broken tags.
Source             CommonMark, HTML, the block comments of WordPress.
"""

from __future__ import annotations

import re
from itertools import pairwise

from detectors.document import Document, fold
from detectors.leak.guards import is_about_forms, is_about_marks, is_quoted, tempered
from detectors.leak.markup import MOST, Mark, edge_marks, faint_marks, marks_of
from detectors.leak.signs import signs_of
from detectors.leak.spans import surest
from detectors.records import Certainty, Finding

RULE = "leak.markup_leak"
_METHOD = re.compile(r"how (?:we|i) (?:test|rate|score|review|rank|made|chose|pick)")
_STRESSED = re.compile(r"\*\*\w+\*\*")


def detect(doc: Document) -> list[Finding]:
    """Return one finding for each stretch of markup; markers inside markers belong to the outer ones."""
    text, signs = doc.text, signs_of(doc)
    if not signs.strip('"-:@') and ":::" not in signs:
        return []
    marks = list(marks_of(text, signs)) + (edge_marks(text) if '":' in signs or "}" in signs else [])
    if any(mark.certainty != "weak" for mark in marks):
        marks += faint_marks(text)
    marks = sorted(marks, key=lambda mark: (mark.start, -mark.end))[:MOST]
    found = [finding for group in _merged(marks) if (finding := _finding(doc, group))]
    if found and any(each.certainty != "weak" for each in found) and _is_meant(doc, found):
        return [each._replace(certainty="weak") for each in found]
    return found


def _is_meant(doc: Document, found: list[Finding]) -> bool:
    """Say whether the marks are shown or typed on purpose."""
    return is_about_marks(doc, found) or _few_in_capitals(found) or _METHOD.match(fold(doc.headline)) is not None


def _few_in_capitals(found: list[Finding]) -> bool:
    """Say whether all there is are stars round one word, once: a person stressing it."""
    sure = [each for each in found if each.certainty != "weak"]
    return len(sure) == 1 and _STRESSED.fullmatch(sure[0].excerpt) is not None


def _merged(marks: list[Mark]) -> list[list[Mark]]:
    """Return the marks in groups that overlap; entities alone never join others, so that they stay weak."""
    groups: list[list[Mark]] = []
    reach = -1
    for mark in marks:
        if groups and (
            mark.start < reach or (mark.start == reach and "weak" not in {mark.certainty, groups[-1][-1].certainty})
        ):
            groups[-1].append(mark)
        else:
            groups.append([mark])
        reach = max(reach, mark.end)
    return groups


def _finding(doc: Document, group: list[Mark]) -> Finding | None:
    start, end = group[0].start, max(mark.end for mark in group)
    certainty = _graded(doc, start, end, surest(mark.certainty for mark in group))
    if certainty is None:
        return None
    steps = sorted({step for mark in group for step in mark.steps})
    apart = all(before[1] <= after[0] for before, after in pairwise(steps))
    return doc.finding(RULE, start, end, certainty, tuple(steps) if steps and apart else None)


def _graded(doc: Document, start: int, end: int, certainty: Certainty) -> Certainty | None:
    if certainty == "weak":
        return certainty
    if is_quoted(doc, start, end) and doc.text[start - 1 : start] in "\"'`\u201c\u2018":
        return None
    return "weak" if is_about_forms(doc, start, end) and certainty == "strong" else tempered(doc, start, end, certainty)
