"""A quick look at an article: does any line of it sound like a page?

A sum of one weight a word, and a sign of its shape, over the lines that could be: those that are not running text, and the
last one.
Most wire copy ends here; only where something sounds like a page is the whole article shown to the line model.
"""

from __future__ import annotations

from typing import NamedTuple

from detectors.document import Document, Line
from detectors.furniture import short_lines

_ASCII = 127
_BETWEEN = bytes(byte if byte > _ASCII or chr(byte).isalnum() or chr(byte) in "'-@" else 32 for byte in range(256))
_LONG_LAST = 300
_LONG, _STEP = 12, 3
_SMALLEST = 2.0
_MOST = 400
"""Characters of a line that are looked at."""


def gate_words(folded: str) -> list[bytes]:
    """Return the words of a folded line."""
    return folded[:_MOST].encode("utf-8", "replace").translate(_BETWEEN).split()


def gate_signs(line: Line, *, last: bool) -> list[bytes]:
    """Return what a suspect is told by: its words, and its size, first and last character, capitals and place as words."""
    words, text = gate_words(line.folded), line.text
    start, end = text[0], text[-1]
    signs = [b"<size %d>" % (min(len(words), _LONG) // _STEP)]
    signs.append(
        b"<A"
        if start.isupper()
        else b"<a"
        if start.isalpha()
        else b"<0"
        if start.isdigit()
        else b"<" + start.encode("utf-8", "replace")
    )
    signs.append(b"a>" if end.isalpha() else b"0>" if end.isdigit() else end.encode("utf-8", "replace") + b">")
    if last:
        signs.append(b"<last>")
    if text.isupper():
        signs.append(b"<capitals>")
    return words + signs


def suspects(doc: Document) -> list[Line]:
    """Return the lines that are not running text by their shape, and the last one where it is not long."""
    lines, short = doc.lines, short_lines(doc)
    found = [lines[index] for index in short]
    if lines and short[-1:] != (len(lines) - 1,) and len(lines[-1].text) < _LONG_LAST:
        found.append(lines[-1])
    return found


class Gate(NamedTuple):
    """A weight for each word, and how much is enough."""

    weights: dict[bytes, float]
    base: float
    limit: float

    def score(self, line: Line, *, last: bool) -> float:
        """Return how much a line sounds like a page."""
        signs = gate_signs(line, last=last)
        get = self.weights.get
        return float(self.base + sum([get(sign, 0.0) for sign in signs]) / (len(signs) + _SMALLEST) ** 0.5)

    def passes(self, doc: Document) -> bool:
        """Say whether any line sounds like a page."""
        score, limit, last = self.score, self.limit, doc.lines[-1] if doc.lines else None
        return any(score(line, last=line is last) >= limit for line in suspects(doc))
