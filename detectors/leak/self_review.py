"""Find where a model checks its own text against what it was asked for.

What it measures   Blocks of remarks on length, tone, headings, title, keywords, the brief: usually a header and a list of
                   "Label: past-tense remark", also a bare list, a single line or a closing paragraph. A block reaches
                   over all its remarks and closing lines, and ends where the page begins again.
Why it matters     Copy speaks about the world; this speaks about the copy, and can be cut whole.
Known misses       Checks in other languages; a single remark inside a paragraph of prose; tables.
Source             One published article of this kind and the vocabulary of editorial briefs and SEO forms.
"""

from __future__ import annotations

from detectors.document import Document
from detectors.expressions import regex
from detectors.leak.acts import with_acts
from detectors.leak.checks import checks
from detectors.leak.genre import is_about_writing
from detectors.leak.guards import guarded, is_correction, is_quoted
from detectors.leak.remarks import Remark, read
from detectors.leak.spans import cut_if_safe, hits, is_furniture, line_index
from detectors.records import Certainty, Finding

RULE = "leak.self_review"
_GROUPS = ("leak_self_review.header", "leak_self_review.job")
_MOST_LINES, _LONGEST_ABOVE = 60, 400
_SCORED = 4
_SCORE = regex(r"\W*[\w '&/-]{2,40}: ?\d{1,3}(?:[.,]\d)? ?/ ?(?:5|6|10|20|30|100)\b")
_OF_TEXT = regex(r"\b(?:words?|source|brief|paragraphs?|lede|draft|prompt|article)\b")
_BULLETED = regex(r"\W{0,3}(?:[-*\u2022\u2013\u2713\u2714\u2705] |\d{1,2}[.)] ?)")
_HEADING = regex(
    r"\W{0,4}(?:[\w-]+ ){0,4}(?:checks?|review|checklist|audit|verification|validation|assessment|evaluation|critique)\b[^.\n]{0,30}"
)
_MET = regex(
    r"(?:[-:\u2013\u2014=\u2192]|\.\.\.) ?(?:match(?:es|ed)?|ok(?:ay)?|yes|no|none|correct|confirmed|verified|pass(?:ed|es)?|done|met|true|accurate|supported)\W{0,3}$"
)
"""How an item ends that was checked."""

_SOME, _MANY = 2, 3
"""Remarks, or matters of the job, that make a review of a headed list, and of a bare one."""


def detect(doc: Document) -> list[Finding]:
    """Return one finding for each block of self-review, by its remarks or as the sentence model hears them."""
    framed = _framed(doc)
    labelled = [span for span in checks(doc) if not any(each.start < span[1] and span[0] < each.end for each in framed)]
    found = with_acts(doc, RULE, [*framed, *(cut_if_safe(doc, RULE, *span, "strong") for span in labelled)])
    return [_listed(doc, each) for each in found]


def _listed(doc: Document, found: Finding) -> Finding:
    """Return a review that is a list with its heading, and as strong where its items say that they are met by the text."""
    first, last = line_index(doc, found.start), line_index(doc, found.end - 1)
    if doc.field == "title" or first == last or found.start > doc.lines[first].start:
        return found
    above = doc.lines[max(first - 1, 0)]
    headed = _BULLETED.match(doc.lines[first].folded) and _HEADING.fullmatch(above.folded) and not is_furniture(doc, above)
    start = above.start if headed else found.start
    told = [line.folded for line in doc.lines[first : last + 1]]
    met = sum(_MET.search(each) is not None for each in told)
    certainty = found.certainty
    if certainty == "weak" and _SOME <= met >= len(told) // 2 and _OF_TEXT.search(doc.folded, start, found.end):
        certainty = guarded(doc, start, found.end, "strong") or "weak"
    changed = start < found.start or certainty != found.certainty
    return cut_if_safe(doc, RULE, start, found.end, certainty) if changed else found


def _framed(doc: Document) -> list[Finding]:
    """Return one finding for each block of self-review."""
    spots = hits(doc, *_GROUPS)
    if not spots:
        return []
    remarks: dict[int, Remark] = {}
    reach = -1
    found: list[Finding] = []
    for index in sorted({line_index(doc, start) for start, _ in spots}):
        remark = _remark(doc, index, remarks)
        if index <= reach or not (remark.opens or remark.is_count):
            continue
        first, last = _block(doc, index, remarks)
        reach = last
        start, end = doc.lines[first].start, doc.lines[last].end
        at_end = doc.placement(start, end) in {"tail", "whole"}
        certainty = _grade(doc, [_remark(doc, at, remarks) for at in range(first, last + 1)], (start, end), at_end=at_end)
        if certainty and not _is_somebody_elses(doc, start) and not _is_rating(doc, first, last, remarks):
            found.append(cut_if_safe(doc, RULE, start, end, certainty))
    return found


def _remark(doc: Document, index: int, known: dict[int, Remark]) -> Remark:
    """Return what one line says of the text, read once."""
    if index not in known:
        known[index] = read(doc.lines[index].text, doc.lines[index].folded)
    return known[index]


def _block(doc: Document, index: int, known: dict[int, Remark]) -> tuple[int, int]:
    """Return the first and last line of the run of remarks around a line."""
    first = last = index
    lines = doc.lines
    while first and index - first < _MOST_LINES and not _remark(doc, first, known).is_header:
        above = _remark(doc, first - 1, known)
        belongs = above.belongs and len(lines[first - 1].text) <= _LONGEST_ABOVE
        if is_furniture(doc, lines[first - 1]) or not (above.is_header or belongs):
            break
        first -= 1
    headed = _remark(doc, first, known).is_header
    while last + 1 < len(lines) and last - index < _MOST_LINES and not is_furniture(doc, lines[last + 1]):
        below = _remark(doc, last + 1, known)
        listed = below.is_listed and (headed or _remark(doc, last, known).is_listed)
        if not (below.belongs or below.is_header or listed or (last > first and below.closes)):
            break
        last += 1
    while last > first and not _ends_well(_remark(doc, last, known)):
        last -= 1
    return first, last


def _ends_well(remark: Remark) -> bool:
    return remark.belongs or remark.closes or remark.is_listed


def _grade(doc: Document, block: list[Remark], span: tuple[int, int], *, at_end: bool) -> Certainty | None:
    """Say how sure a block is; in a story about writing only a headed review of several remarks counts."""
    headed, matters, told, listed, of_text = _sum(block)
    many = matters >= _MANY
    certain = (
        (headed and ((told >= _SOME and matters >= _SOME) or (block[0].is_sure and told > 0)))
        or (many and listed >= _MANY and told >= _MANY)
        or (
            many and at_end and of_text and told > 0 and any("brief" in remark.matters for remark in block if remark.belongs)
        )
    )
    strong = (
        (many and at_end and of_text and told > 0)
        or min(listed, told, matters) >= _SOME
        or any(each.is_count for each in block)
    )
    if is_about_writing(doc, *span) and not (headed and told >= _SOME):
        return "weak" if certain else None
    return "certain" if certain else "strong" if strong else None


def _sum(block: list[Remark]) -> tuple[bool, int, int, int, bool]:
    """Return whether a block has a header, how many matters, reports and listed remarks, and whether it names the text."""
    remarks = [remark for remark in block if remark.belongs]
    matters = {matter for remark in remarks for matter in remark.matters}
    listed = sum(remark.is_listed for remark in remarks)
    return block[0].is_header, len(matters), len(remarks), listed, any(remark.names_text for remark in remarks)


def _is_rating(doc: Document, first: int, last: int, known: dict[int, Remark]) -> bool:
    """Say whether the remarks are marks out of so many, and others beside them are given for what no text has: plot, noise, keeper."""
    near = range(max(first - _SCORED, 0), min(last + _SCORED + 1, len(doc.lines)))
    scored = [index for index in near if _SCORE.match(doc.lines[index].folded)]
    inside = sum(first <= index <= last for index in scored)
    told = " ".join(doc.lines[index].folded[:_LONGEST_ABOVE] for index in range(first, last + 1))
    others = any(not _remark(doc, index, known).matters for index in scored)
    return inside > (last - first) // 2 and others and _OF_TEXT.search(told) is None


def _is_somebody_elses(doc: Document, start: int) -> bool:
    return is_correction(doc, start, start + 1) or is_quoted(doc, start, start + 1)
