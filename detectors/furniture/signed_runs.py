"""Say how sure the runs are that tell who wrote an article, and which stretches of them tell when.

Shared by the rules for bylines and for dates: a run is judged as a whole, and each of its lines goes to the rule of what it tells.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby, pairwise
from typing import NamedTuple

from detectors.document import Document, of_text
from detectors.expressions import regex
from detectors.furniture.byline_parts import FUNCTION, HOUSE, LABEL, NAME, SIGNED, STAMP, TEMPLATE, TIMES
from detectors.furniture.byline_runs import Placed, head_end, runs
from detectors.furniture.name_lists import is_in_list
from detectors.furniture.short_lines import is_prose, prose_zone, vocabulary, words
from detectors.records import Certainty, Finding

_SHORT_NAME = 2
_MARKED = regex(r"[@|/\d]")
"""What a template writes beside a name: an account, a bar, a date."""

_DESK = regex(r"\b(?:admin|administrator|webmaster|desk|newsroom|bureau)\b")
"""Who signs below a text and is no person, so that no letter can end with it."""

_SPOKEN_LINES = 3
"""Lines between a name over a time and the next, at most, where people speak or write in turn."""


class Stretch(NamedTuple):
    """Neighbouring lines of a run that tell who, or that tell when."""

    start: int
    end: int
    certainty: Certainty
    tells_when: bool


def told(doc: Document, rule: str, *, when: bool) -> list[Finding]:
    """Return one finding for each stretch that tells who, or when, beside a name."""
    found = [each for each in _stretches(doc) if each.tells_when is when]
    return [
        doc.finding(rule, each.start, each.end, "weak")
        if each.certainty == "weak"
        else doc.cut(rule, each.start, each.end, each.certainty)
        for each in found
    ]


@of_text
def _stretches(doc: Document) -> list[Stretch]:
    """Return the stretches of all runs in which somebody signs."""
    found = [run for run in runs(doc) if not TIMES.issuperset(each.kind for each in run)]
    if not found:
        return []
    (begun, tail), head = prose_zone(doc), head_end(doc.lines)
    stretches: list[Stretch] = []
    spoken = _in_turn(found)
    for run in found:
        if run[0].at in spoken:
            continue
        kinds = "".join(each.kind for each in run)
        certainty = _certainty(kinds, run[0].at > tail, run[-1].at < head)
        if kinds == FUNCTION and run[0].at > tail and _DESK.search(run[0].line.folded):
            certainty = "strong"
        if certainty and begun < run[0].at and _is_doubtful(doc, run, tail):
            certainty = "weak"
        if certainty:
            stretches += _divided(doc, run, certainty)
    return stretches


def _in_turn(found: list[list[Placed]]) -> set[int]:
    """Return where the runs begin that are a name and a time alone, near others: who speaks in a transcript, and when."""
    bare = [run for run in found if TIMES.union(NAME).issuperset(each.kind for each in run)]
    near = [(one, other) for one, other in pairwise(bare) if other[0].at - one[-1].at <= _SPOKEN_LINES + 1]
    return {run[0].at for pair in near for run in pair}


def _divided(doc: Document, run: list[Placed], certainty: Certainty) -> Iterator[Stretch]:
    """Yield a run's stretches; a template's mark that stands alone between two goes with the upper one."""
    parts = [(when, list(lines)) for when, lines in groupby(run, key=lambda each: each.kind in TIMES)]
    for (when, lines), (_, below) in zip(parts, [*parts[1:], (False, [])], strict=True):
        end = doc.lines[below[0].at - 1].end if below else lines[-1].line.end
        yield Stretch(lines[0].line.start, end, certainty, when)


def _is_doubtful(doc: Document, run: list[Placed], tail: int) -> bool:
    """Say whether a line below the first paragraph may be the article's own: a subhead, a poem's author."""
    only, lines = run[0], doc.lines
    if len(run) > 1:
        return False
    if only.kind in (FUNCTION, HOUSE):
        return only.at <= tail and not _MARKED.search(only.line.folded)
    if only.kind != SIGNED:
        return False
    spelt = words(only.line.folded)
    if only.line.folded.startswith("by ") and (not vocabulary("travel").isdisjoint(spelt) or is_in_list(doc, only.at)):
        return True
    verse = not only.line.blank_before and not is_prose(lines[only.at - 1]) and not _MARKED.search(only.line.folded)
    return only.at <= tail and (verse or (len(spelt) <= _SHORT_NAME and spelt[-1] not in vocabulary("role_core")))


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
