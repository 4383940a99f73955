"""Find the byline: the lines of a page's template that say who put the text up.

What it measures   Runs of lines made of labels ("By", "Posted by"), names, functions and outlets, with the dates between
                   them, at the head or the tail, and their sure forms anywhere. A name in a sentence is never one.
Why it matters     It stands between headline and lead, often names the site as author, and is alike on every page.
Known misses       A name alone on a line; functions and labels in languages that the lists do not hold.
Source             Templates of common publishing systems.
"""

from __future__ import annotations

from detectors.byline_parts import FUNCTION, HOUSE, LABEL, NAME, SIGNED, STAMP, TEMPLATE, TIMES
from detectors.byline_runs import Placed, head_end, runs
from detectors.document import Document
from detectors.expressions import regex
from detectors.furniture import is_prose, prose_zone, vocabulary, words
from detectors.looks import EDGED, lines_that
from detectors.name_lists import is_in_list
from detectors.records import Certainty, Finding

RULE = "boilerplate.byline"
_SHORT_NAME = 2
_MARKED = regex(r"[@|/\d]")
"""What a template writes beside a name: an account, a bar, a date."""


_DESK = regex(r"\b(?:admin|administrator|webmaster|desk|newsroom|bureau)\b")
"""Who signs below a text and is no person, so that no letter can end with it."""

_INITIALS = regex(r"[(\[][a-zäöü]{2,4}(?:/[a-zäöü]{2,4}){0,2}/[^\W\d_]{2,14}[)\]]\.?")
"""How an agency's desks sign below a text: "(ab/cd/Agency)"."""


def detect(doc: Document) -> list[Finding]:
    """Return one finding for each run of byline lines; those of times alone are ``dateline_furniture``."""
    return [*_of_runs(doc), *(_initials(doc) if "/" in doc.signs else ())]


def _initials(doc: Document) -> list[Finding]:
    """Return the lines in which a text's desks sign: weak, because they tell whose the text is."""
    edged = [doc.lines[index] for index in lines_that(doc, EDGED)]
    return [doc.finding(RULE, each.start, each.end, "weak") for each in edged if _INITIALS.fullmatch(each.text)]


def _of_runs(doc: Document) -> list[Finding]:
    found = runs(doc)
    if not found:
        return []
    (begun, tail), head = prose_zone(doc), head_end(doc.lines)
    findings: list[Finding] = []
    for run in found:
        kinds = "".join(each.kind for each in run)
        certainty = None if TIMES.issuperset(kinds) else _certainty(kinds, run[0].at > tail, run[-1].at < head)
        if kinds == FUNCTION and run[0].at > tail and _DESK.search(run[0].line.folded):
            certainty = "strong"
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
    """Say whether a line below the first paragraph may be the article's own: a subhead, a poem's author."""
    only, lines = run[0], doc.lines
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


def _certainty(kinds: str, at_tail: bool, at_head: bool) -> Certainty | None:  # noqa: FBT001 - two places, named at the one call
    """Say how sure a run is, by its kinds and its place."""
    have = set(kinds)
    if LABEL + NAME in kinds or LABEL + FUNCTION in kinds or TEMPLATE in have or (SIGNED in have and len(kinds) > 1):
        return "certain"
    if at_head:
        return "certain" if have & {SIGNED, LABEL} else "strong" if have & {FUNCTION, HOUSE} or have & TIMES else None
    if STAMP in have or (at_tail and (SIGNED in have or (HOUSE in have and NAME not in have))):
        return "strong"
    return "weak" if SIGNED in have else None
