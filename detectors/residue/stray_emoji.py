"""Find emoji and symbols that belong to no sentence.

What it measures   Emoji and pictorial symbols by where they stand: alone on a line, at its start or end, or glued to a full
                   stop or a stray mark.
Why it matters     They come from link lists, status dots and buttons, or from the answer of a model.
Known misses       An emoji inside a sentence; one that a full stop follows, because it may be what the sentence is about.
Source             Unicode Extended_Pictographic (UTS 51); positions seen in scraped news.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from itertools import islice
from typing import NamedTuple

from detectors.characters import EMOJI, EMOJI_RUN, without_emoji
from detectors.document import Document, Line
from detectors.expressions import regex
from detectors.records import Certainty, Finding

RULE = "residue.stray_emoji"
_LOOK_BACK = 200
_LIST_LINES, _ROW_LINES = 2, 3
"""So many lines that begin with one symbol, or in a row with any, are a list and its bullets."""

_MOST_PLACES = 100
"""A line with more runs of emoji is a pattern of them; what stands further on in it is not looked at."""

_MARKS, _MOST_MARKS = regex(r"[,;:.|]*"), 4
_CLOSED = regex(r"[.!?…][\"'”’»)\]]*$")
_RATING = regex("[★☆⭐✩✭✮\ufe0f½ ]{2,}")
_POST = regex(r"#[^\W\d]|(?<!\w)@\w|\bpic\.twitter\.com\b|\bt\.co/|\bemojis?\b|\bemoticons?\b", re.IGNORECASE)
"""Signs that a line is a post from a network, or speaks of emoji."""

_QUOTING = regex(
    r"\b(?:wrote|writes|writing|tweet|post|caption|said|says|saying|read|repl|comment|add|messag|text)\w*\b[^.:]{0,60}:\s*\S",
    re.IGNORECASE,
)
_FACE = regex("[\U0001f600-\U0001f64f]\ufe0f?")
"""What a writer closes a sentence with: one face behind a space."""

_POINTER = regex("[\u2b05-\u2b07\u27a1\U0001f446-\U0001f449]\ufe0f?")
"""What a writer closes an open line with, to point at what comes next."""

_FLAG = regex("[\U0001f1e6-\U0001f1ff]")
_FIGURE = regex("[\u2190-\u2bff]\ufe0f?\\s*[-+$€£\\d]")
"""A symbol that says something of the number behind it: up, down, degrees."""


class Place(NamedTuple):
    """A run of emoji in its line: from ``start`` to ``end``, the stray marks behind it up to ``marked``."""

    start: int
    end: int
    marked: int
    quoted: bool


def detect(doc: Document) -> list[Finding]:
    """Return one finding for each run of emoji that stands outside the sentences."""
    rare = doc.unusual
    if not rare or not (EMOJI.search(rare) or "\u20e3" in rare):
        return []
    found: list[Finding] = []
    bullets = _bullets(doc.lines)
    for index, line in enumerate(doc.lines):
        # A quote or a dash is no emoji: most lines that are not plain ASCII end here.
        if line.text.isascii() or not EMOJI.search(line.text) or _is_post(doc.lines, index):
            continue
        for place in _places(line.text):
            span = _stray(line.text, place, bullets)
            if span is not None:
                found.append(_finding(doc, line, *span))
    return found


def _finding(doc: Document, line: Line, start: int, end: int, certainty: Certainty) -> Finding:
    """Return the finding; where a cut would join two words, a space takes the place."""
    joined = start > 0 and end < len(line.text) and not line.text[start - 1].isspace() and not line.text[end].isspace()
    start, end = line.start + start, line.start + end
    return doc.finding(RULE, start, end, certainty, ((start, end, " " if joined else ""),))


def _bullets(lines: tuple[Line, ...]) -> frozenset[str]:
    """Return the symbols that this text uses as bullets."""
    first = [
        match.group()
        if not (text := line.text).isascii() and (match := EMOJI.match(text)) and match.end() < len(text)
        else ""
        for line in lines
    ]
    bullets = {symbol for symbol, count in Counter(first).items() if count >= _LIST_LINES}
    row: list[str] = []
    for symbol in first:
        row = [*row[-_ROW_LINES:], symbol] if symbol else []
        bullets.update(row if len(row) >= _ROW_LINES else ())
    return frozenset(bullets - {""})


def _is_post(lines: tuple[Line, ...], index: int) -> bool:
    """Say whether a line is a quoted post: by its own signs, a colon before it or a handle behind it."""
    text = lines[index].text
    before = lines[index - 1].text if index else ""
    after = lines[index + 1].text[:_LOOK_BACK] if index + 1 < len(lines) else ""
    alone = EMOJI_RUN.fullmatch(text) is not None
    return not alone and (without_emoji(before).endswith(":") or "(@" in after or _POST.search(text) is not None)


def _places(text: str) -> Iterator[Place]:
    """Yield every run of emoji in a line, and whether a quotation is open there."""
    position, curly, straight = 0, 0, 0
    opening, closing = ("„", "“”") if "„" in text else ("“«", "”»")
    for match in islice(EMOJI_RUN.finditer(text), _MOST_PLACES):
        start, end = match.span()
        curly += sum(text.count(mark, position, start) for mark in opening)
        curly -= sum(text.count(mark, position, start) for mark in closing)
        straight += text.count('"', position, start)
        position = end
        marks = _MARKS.match(text, end)
        yield Place(start, end, marks.end() if marks else end, curly > 0 or straight % 2 == 1)


def _stray(text: str, place: Place, bullets: frozenset[str]) -> tuple[int, int, Certainty] | None:
    """Return the span in the line that is stray, with how sure that is."""
    start, end, marked, quoted = place
    if quoted or _RATING.fullmatch(text, start, end):
        return None
    if start == 0:
        alone = len(text) - end <= _MOST_MARKS and not any(map(str.isalnum, text[end:]))
        return (0, len(text), "certain") if alone else _at_start(text, end, bullets)
    closed = _CLOSED.search(text[max(start - _LOOK_BACK, 0) : start].rstrip()) is not None
    if marked == len(text):
        return _at_end(text, place, closed=closed)
    if closed:
        spaced = marked == end and text[start - 1].isspace()
        return (start, end, "weak") if spaced else (start, marked, "strong")
    return None


def _at_start(text: str, end: int, bullets: frozenset[str]) -> tuple[int, int, Certainty] | None:
    first = EMOJI.match(text)
    if (first and first.group() in bullets) or _FIGURE.match(text) or _FLAG.match(text):
        return None
    return 0, end, "strong"


def _at_end(text: str, place: Place, *, closed: bool) -> tuple[int, int, Certainty] | None:
    """Judge a run that ends its line: marks behind a closed sentence are as stray as the emoji."""
    start, end, marked, _ = place
    marks = text[end:marked]
    glued = not text[start - 1].isspace()
    if closed and (marks or glued):
        return start, marked, "certain" if marks else "strong"
    if not marks and (
        (not glued and _FACE.fullmatch(text, start, end)) or (not closed and _POINTER.fullmatch(text, start, end))
    ):
        return start, end, "weak"
    if _QUOTING.search(text, max(start - _LOOK_BACK, 0), start) or _FLAG.match(text, start):
        return None
    if text[max(start - 2, 0) : start].rstrip()[-1:].isdigit():
        return None
    if marks.startswith(".") and not glued:
        return None
    return start, end if marks.startswith(".") else marked, "strong"
