"""Measure what FineWeb's own filter asks of lines, by datatrove's definitions.

What it measures   The share of lines that end in a terminal mark (quotation marks are none), and that have at most 30
                   characters; the share of the characters in lines that stood before; line breaks for every word, marks
                   included. Blank lines are left out, except among the breaks.
Why it matters     FineWeb's authors found these by what they do to a model trained on the rest; they are the newest
                   rules that a curator will be asked about.
Known misses       One pull-quote or caption repeated word for word is over the limit of 1 %; a line that ends in a
                   quotation mark counts as unended.
Source             datatrove 0.10 ``FineWebQualityFilter``; Penedo et al. 2024 (FineWeb).
"""

from __future__ import annotations

from detectors.document import Document
from detectors.pieces import SENTENCE_TERMINAL, characters

RULES = (
    "quality.fineweb_line_punct_ratio",
    "quality.fineweb_short_line_ratio",
    "quality.fineweb_char_dup_ratio",
    "quality.fineweb_list_ratio",
)

_SHORT = 30
_LATER = """
    61D-61E 837 839 83D-83E 17D4-17D6 17D9-17DA 1B7D-1B7E 2E53-2E54 10F55-10F59 10F86-10F89 11944 11946 11EF7-11EF8
    11F43-11F44 16E98
"""
"""Terminal marks that newer editions of Unicode added."""
_TERMINAL = SENTENCE_TERMINAL | characters(_LATER)


def measure(doc: Document) -> dict[str, float | None]:
    """Return the four ratios; where every line is blank none ends in a mark, and the others are None."""
    text = doc.text
    lines = [line for line in doc.raw_lines if line and not line.isspace()]
    if not lines:
        return dict.fromkeys(RULES) | {RULES[0]: 0.0}
    breaks, words = text.count("\n"), len(doc.wording.pieces)
    distinct = set(lines)
    repeated = sum(map(len, lines)) - sum(map(len, distinct)) if len(distinct) < len(lines) else 0
    values = (
        sum([line[-1] in _TERMINAL for line in lines]) / len(lines),
        sum([len(line) <= _SHORT for line in lines]) / len(lines),
        repeated / (len(text) - breaks),
        breaks / words if words else None,
    )
    return dict(zip(RULES, values, strict=True))
