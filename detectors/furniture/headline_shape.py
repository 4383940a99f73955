"""Tell whether a line has the shape of a headline: links to other articles have, and no label or request of a page."""

from __future__ import annotations

from detectors.characters import without_emoji
from detectors.document import Line
from detectors.expressions import regex
from detectors.furniture.short_lines import words

_CLOSES_TEXT = (".", "!", '"', "'", ")", ":", ";", ",", "…", "-", "|", "»", ">", "]", "*", "/")
_HEADLINE_LENGTH = 140
_ROW = " / "
"""What parts the subjects of a row, and no words of a headline."""

_ARROWS = " →»►▸▶➤➡👉🔗📌"
_HEADLINE_WORDS = (4, 18)
_NO_HEADLINE = frozenset(
    "reporting translated editing additional compiled contributed photo photograph image credit courtesy source sources getty reuters afp staff"
    " correspondent editor author updated published posted tel phone fax newsroom university professor institute sincerely regards"
    " ends".split()
)
"""Words of a short line without a full stop that is no headline: credits, contacts, signatures, tables, tags."""

_NO_ENDING = frozenset(("the", "a", "an", "and", "or", "of", "to", "by", "with"))
"""No headline ends with one of these; a line that a link or the width broke does."""

_BY = regex(r"\b(?:writing|picture) by\b")
_RUN, _SIGN, _FIRST_SIGNS = regex(r"\w+"), regex(r"[@|•·©{}<>]"), "-*•\"'(["
_TELEPHONE, _ENUMERATION, _TABLE = regex(r"\d[\d\s()-]{6,}\d"), regex(r", \w+, .*, "), regex(r"[^:]{3,20}: .*,")


def is_headline_like(line: Line) -> bool:
    """Say whether a line has the shape of a headline: some words, a capital, no full stop, nothing of a credit."""
    fewest, most = _HEADLINE_WORDS
    if len(line.text) > _HEADLINE_LENGTH or _ROW in line.text or not fewest <= line.folded.count(" ") + 1 <= most:
        return False
    return not without_emoji(line.folded).endswith(_CLOSES_TEXT) and _reads_as_headline(line.text, line.folded)


def _reads_as_headline(text: str, folded: str) -> bool:
    first = text.lstrip(_ARROWS)[:1]
    if not (first.isupper() or first.isdigit()) or (" » " in text and "«" not in text) or _has_other_shape(folded):
        return False
    runs = _RUN.findall(folded)
    if not _NO_HEADLINE.isdisjoint(runs) or ("by" in runs and _BY.search(folded)):
        return False
    return len(words(folded)) >= _HEADLINE_WORDS[0] and runs[-1] not in _NO_ENDING


def _has_other_shape(folded: str) -> bool:
    """Say whether a line has the signs of an address, a list, a table or a number to call."""
    if _SIGN.search(folded) or folded[0] in _FIRST_SIGNS or "http:" in folded or "https:" in folded or "www." in folded:
        return True
    if _TELEPHONE.search(folded):
        return True
    commas = folded.count(",")
    return bool(commas and ((commas > 2 and _ENUMERATION.search(folded)) or (": " in folded and _TABLE.match(folded))))  # noqa: PLR2004 - as many as the pattern has
