r"""Find markup that was never rendered.

What it measures   Markdown (bold pairs, headings, fences, links, tables), HTML tags, block comments, escapes (literal ``\n``,
                   ``\u2019``), and entities, with the edit that takes the markers away and keeps the words.
Why it matters     It shows a broken pipeline. It does not show a model: 926 of 4,999 Reuters files of 1996-97 hold ``&amp;``.
Known misses       Single asterisks and underscores, which letters and scores use; formulas of science, breaks alone: a note.
Source             CommonMark, HTML, the block comments of WordPress.
"""

from __future__ import annotations

import re
from itertools import pairwise

from detectors.document import Document
from detectors.expressions import regex
from detectors.leak.genre import is_about_forms
from detectors.leak.guards import are_marks_meant, is_quoted, tempered
from detectors.leak.marks import MOST, Mark
from detectors.leak.markup import edge_marks, faint_marks, marks_of, rare_marks
from detectors.leak.signs import signs_of
from detectors.leak.spans import surest
from detectors.records import Certainty, Finding
from detectors.tokens.folding import fold

RULE = "leak.markup_leak"
_METHOD = regex(r"how (?:we|i) (?:test|rate|score|review|rank|made|chose|pick)")
_EDGES = frozenset('"-+[{')
"""What a text opens with that is an object of a program or has a form before it."""

_BREAKS = regex(r"(?:</?(?:br|p|hr) ?/?>\s*)+", re.IGNORECASE)
_FORMULA = regex(r"\$(?!\\(?:\w*arrow|to)\$)[^$]{0,60}[\\^_][^$]{0,60}\$")
_TYPED, _ORDER = (
    regex(
        r"(?:^|[.:!?\n] ?|\b(?:then|and|to|you) )(?:type|write|enter|put|insert|use|try|paste|add)(?: (?:in|the tags?|the code|this))?:? ?\Z"
    ),
    40,
)
"""An order to type what follows is meant for readers."""

_STRESSED = regex(r"\*\*\w+\*\*")


def detect(doc: Document) -> list[Finding]:
    """Return one finding for each stretch of markup; markers inside markers belong to the outer ones."""
    text, signs = doc.text, signs_of(doc)
    rare = "leak_tokens.markup" in doc.hits
    if not signs and not rare and text[:1] not in _EDGES:
        return []
    marks = list(marks_of(text, signs)) if signs else []
    if rare:
        marks += rare_marks(text)
    if rare or "{" in signs or "}" in signs or text[:1] in _EDGES:
        marks += edge_marks(text)
    if any(mark.certainty != "weak" and _BREAKS.fullmatch(text[mark.start : mark.end]) is None for mark in marks):
        marks += faint_marks(text)
    marks = sorted(marks, key=lambda mark: (mark.start, -mark.end))[:MOST]
    found = [finding for group in _merged(marks) if (finding := _finding(doc, group))]
    if found and any(each.certainty != "weak" for each in found) and _is_meant(doc, found):
        return [each._replace(certainty="weak") for each in found]
    return found


def _is_meant(doc: Document, found: list[Finding]) -> bool:
    """Say whether the marks are shown or typed on purpose."""
    if any(_FORMULA.search(each.excerpt) for each in found):
        return True
    return (
        are_marks_meant(doc, found)
        or _are_breaks(found)
        or _few_in_capitals(found)
        or _METHOD.match(fold(doc.headline)) is not None
    )


def _are_breaks(found: list[Finding]) -> bool:
    """Say whether all there is are line breaks: old pages lose them to the text, as they do entities."""
    return all(each.certainty == "weak" or _BREAKS.fullmatch(each.excerpt) is not None for each in found)


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
    if _TYPED.search(doc.folded, max(start - _ORDER, 0), start):
        return "weak"
    if is_quoted(doc, start, end) and doc.text[start - 1 : start] in "\"'`\u201c\u2018":
        return None
    return "weak" if is_about_forms(doc, start, end) and certainty == "strong" else tempered(doc, start, end, certainty)
