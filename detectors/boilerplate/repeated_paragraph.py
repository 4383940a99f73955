"""Find paragraphs that stand a second time.

What it measures   The later copy of a paragraph of at least eight words that ends a sentence, case, quotes and spaces apart.
                   Near copies are weak, and so is what comes three times: questions of an interview, a recipe's notes.
                   Long copies are weak too: people who marked up articles kept both as often as they left one out.
Why it matters     Extractors take a teaser and the lead, pasted texts come twice, generators loop.
Known misses       A sentence repeated inside another paragraph; near copies that begin and end otherwise.
Source             Six in 8,405 human articles of before 2018 repeat a paragraph.
"""

from __future__ import annotations

from collections import Counter

from detectors.document import Document, Line
from detectors.expressions import regex
from detectors.records import Certainty, Finding

RULE = "boilerplate.repeated_paragraph"
_TOKEN = regex(r"[^\W_]+")
_EDGE, _KEY = 40, 20
"""How a paragraph begins, without quotes and extra spaces: cheap to take, and equal in all copies."""

_LEFT_OUT = b'" '

_FEWEST = 8
_SHORTEST = 45
_NEAR = 0.8
_QUOTED_WORDS, _QUOTES = 25, "\"'"
_LONGEST_COMPARED = 5000
_LONGEST_CUT = 160
_CALLS, _CALL_WORDS = 3, 15
"""So many short paragraphs that each come twice are calls to vote, steps, questions: the article's own pattern."""


def detect(doc: Document) -> list[Finding]:
    """Return one finding for each later copy."""
    edges = [folded[:_EDGE] for line in doc.lines if len(folded := line.folded) >= _SHORTEST]
    told = "\n".join(edges).encode("utf-8", "surrogatepass").translate(None, _LEFT_OUT).decode("utf-8", "surrogatepass")
    openings = [edge[:_KEY] for edge in told.split("\n")]
    if len(set(openings)) == len(openings):
        return []
    lines = [line for line in doc.lines if len(line.folded) >= _SHORTEST]
    firsts: dict[str, Line] = {}
    copies: list[tuple[Line, Line, Certainty]] = []
    for opening, line in zip(openings, lines, strict=True):
        first = firsts.setdefault(opening, line)
        if first is not line and (certainty := _copies(first, line)):
            copies.append((line, first, certainty))
    times = Counter(first.start for _, first, _ in copies)
    calls = {line.start for line, _, _ in copies if line.text.count(" ") < _CALL_WORDS}
    if len(calls) < _CALLS:
        calls = set()
    return [
        _finding(
            doc,
            line,
            "weak" if times[first.start] > 1 or line.start in calls or len(line.text) > _LONGEST_CUT else certainty,
        )
        for line, first, certainty in copies
    ]


def _finding(doc: Document, line: Line, certainty: Certainty) -> Finding:
    if certainty == "weak":
        return doc.finding(RULE, line.start, line.end, certainty)
    return doc.cut(RULE, line.start, line.end, certainty)


def _is_cry(line: Line) -> bool:
    """Say whether a paragraph is a short quotation and nothing else: a chant, a slogan, a chorus."""
    return line.folded[0] in _QUOTES and line.folded[-1] in _QUOTES and line.folded.count(" ") < _QUOTED_WORDS


def _copies(first: Line, later: Line) -> Certainty | None:
    """Say how surely ``later`` repeats ``first``, which begins like it."""
    if not later.folded.endswith((".", "!", "?", '"', "'")) or _is_cry(later):
        return None
    if first.folded == later.folded:
        return "certain" if later.folded.count(" ") >= _FEWEST - 1 else None
    if max(len(first.text), len(later.text)) > _LONGEST_COMPARED:
        return None
    told, told_first = _TOKEN.findall(later.folded), _TOKEN.findall(first.folded)
    if len(told) < _FEWEST:
        return None
    if told == told_first:
        return "certain"
    shared = len(set(told) & set(told_first)) / max(len(set(told)), len(set(told_first)))
    return "weak" if shared >= _NEAR else None
