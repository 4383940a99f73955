"""A quick look at an article: does any line of it sound like a page?

A sum of one weight a word over the lines that could be: those that are not running text, and the last one.
Most wire copy ends here; only where something sounds like a page is the whole article shown to the line model.
"""

from __future__ import annotations

from typing import NamedTuple

from detectors.document import Document, Line
from detectors.furniture import short_lines

_ASCII = 127
_BETWEEN = bytes(byte if byte > _ASCII or chr(byte).isalnum() or chr(byte) in "'-@" else 32 for byte in range(256))
_LONG_LAST = 300
_SMALLEST = 2.0
_MOST = 400
"""Characters of a line that are looked at."""


def gate_words(folded: str) -> list[bytes]:
    """Return the words of a folded line."""
    return folded[:_MOST].encode("utf-8", "replace").translate(_BETWEEN).split()


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

    def score(self, folded: str) -> float:
        """Return how much a folded line sounds like a page."""
        words = gate_words(folded)
        get = self.weights.get
        return float(self.base + sum([get(word, 0.0) for word in words]) / (len(words) + _SMALLEST) ** 0.5)

    def passes(self, doc: Document) -> bool:
        """Say whether any line sounds like a page."""
        score, limit = self.score, self.limit
        return any(score(line.folded) >= limit for line in suspects(doc))
