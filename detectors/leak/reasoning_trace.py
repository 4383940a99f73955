"""Find what the model said to itself before it answered.

What it measures   Text between thinking tags, before a closing tag that lost its opening, and sentences that plan the answer.
Why it matters     A published trace proves that nobody read the text.
Known misses       Traces without tags that argue about the news itself and never about the text.
Source             Traces of reasoning models on automated sites; lost opening tags in issue trackers of their front ends.
"""

from __future__ import annotations

import re
from itertools import chain, islice

from detectors.document import Document
from detectors.expressions import regex
from detectors.leak.acts import with_acts
from detectors.leak.guards import is_quoted, is_shown
from detectors.leak.spans import cut_if_safe, matches
from detectors.records import Finding

RULE = "leak.reasoning_trace"
_NAMES = r"(?:think|thinking|thought|thoughts|reasoning|reflection|scratchpad|analysis)"
_OPENERS = "<[\u25c1\u27e8"
_TAG = regex(rf"<(/?){_NAMES}>|[\[\u25c1\u27e8](/?)(?!analysis|reflection){_NAMES}[\]\u25b7\u27e9]")
"""Families of models differ in their brackets. A word in square ones may be an editor's, so those must be closed again."""
_MOST = 50
_TASK = regex(
    r"\bthe user (?:wants?|wanted|asks?|asked|requests?|requested|is asking|has asked|needs?)\b[^.!?\n]{0,60}\b(?:articles?|news (?:story|piece|report)|headlines?|words?|paragraphs?)\b"
)
"""Nobody else calls whom an article is written for the user."""


def detect(doc: Document) -> list[Finding]:
    """Return one finding for each trace: what its tags hold, or what the sentence model hears."""
    found = with_acts(doc, RULE, _tagged(doc) if any(map(doc.text.__contains__, _OPENERS)) else [])
    return [_raised(doc, each) for each in found]


def _raised(doc: Document, finding: Finding) -> Finding:
    """Return a trace that names the task as certain where no guard has weakened it."""
    if finding.certainty != "strong" or not _TASK.search(doc.folded, finding.start, finding.end):
        return finding
    return finding._replace(certainty="certain")


def _tagged(doc: Document) -> list[Finding]:
    """Return what stands in thinking tags; a closing tag alone ends a trace that began with the text."""
    found: list[Finding] = []
    opened: re.Match[str] | None = None
    tags = chain.from_iterable(islice(matches(_TAG, doc.folded, sign), _MOST) for sign in _OPENERS)
    for tag in sorted(tags, key=re.Match.start)[:_MOST]:
        if is_quoted(doc, *tag.span()) or is_shown(doc, *tag.span()):
            continue
        if not (tag[1] or tag[2]):
            opened = opened or tag
            continue
        start = opened.start() if opened else (found[-1].end if found else doc.content[0])
        found.append(cut_if_safe(doc, RULE, start, tag.end(), "certain"))
        opened = None
    if opened and opened[0].startswith("<"):
        found.append(doc.finding(RULE, opened.start(), len(doc.text.rstrip()), "certain"))
    return found
