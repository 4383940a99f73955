"""Find the lines of a page's template that say when the text was put up, and nothing else.

What it measures   Runs of stamps ("Last updated: …"), dates, times of day and "3 hours ago": stamps anywhere, the others in
                   the head or below the last paragraph; beside the lines of a byline as sure as these.
Why it matters     The stamp stands between headline and lead of almost every page and changes with every scrape.
Known misses       A date in mid-text without a word of publishing; dates in languages that the lists do not hold.
Source             Templates of common publishing systems.
"""

from __future__ import annotations

from detectors.document import Document
from detectors.expressions import regex
from detectors.furniture.byline_parts import AGO, DATE, STAMP, TIMES
from detectors.furniture.byline_runs import Placed, head_end, runs
from detectors.furniture.short_lines import prose_zone
from detectors.furniture.signed_runs import told
from detectors.records import Certainty, Finding

RULE = "boilerplate.dateline_furniture"
_EXACT = regex(r"\b(?:19|20)\d\d\b|\d[/.]\d{1,2}[/.]\d\d")
"""A year, or a date in numbers: a day or a time without one heads an entry of a diary or a live page as well."""

_YEARS = regex(r"\b(?:19|20)\d\d\b")
_SENTENCE = (".", ").", ":")


def detect(doc: Document) -> list[Finding]:
    """Return one finding for each run of times, and for each stretch of times in a byline."""
    return [*told(doc, RULE, when=True), *_of_times_alone(doc)]


def _of_times_alone(doc: Document) -> list[Finding]:
    found = [run for run in runs(doc) if all(each.kind in TIMES for each in run)]
    if not found:
        return []
    (begun, tail), head = prose_zone(doc), head_end(doc.lines)
    days = [run for run in found if begun < run[0].at <= tail and all(each.kind == DATE for each in run)]
    if len(days) > 1:
        found = [run for run in found if run not in days]
    findings: list[Finding] = []
    for run in found:
        certainty = _certainty(run, begun, tail, head)
        if certainty:
            edge = run[0].line.start, run[-1].line.end
            findings.append(doc.finding(RULE, *edge, "weak") if certainty == "weak" else doc.cut(RULE, *edge, certainty))
    return findings


def _certainty(run: list[Placed], begun: int, tail: int, head: int) -> Certainty | None:
    """Say how sure a run is: by its kinds, its place, and whether it names the year."""
    kinds = {each.kind for each in run}
    at_head, at_tail = run[-1].at < head, run[0].at > tail
    if STAMP in kinds:
        return "certain" if at_head else "strong"
    if not (at_head or at_tail):
        return None
    if any(each.line.folded.endswith(_SENTENCE) or len(_YEARS.findall(each.line.folded)) > 1 for each in run):
        return "weak"
    exact = AGO in kinds or any(_EXACT.search(each.line.folded) for each in run)
    if kinds == {DATE} and not exact:
        return "weak" if run[0].at < begun else None
    return "strong" if at_tail or run[0].at < begun or (exact and AGO not in kinds) else "weak"
