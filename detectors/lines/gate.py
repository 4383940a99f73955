"""A quick look at an article: does any line of it sound like a page?

A sum of one weight a word, and a sign of its shape, over the lines that could be: those that are not running text, and the
last one.
Most wire copy ends here; only where something sounds like a page is the whole article shown to the line model.
"""

from __future__ import annotations

from functools import lru_cache
from itertools import repeat
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
    words = gate_words(line.folded)
    return [*words, *_shape(line.text, len(words), last=last)]


def _shape(text: str, n_words: int, *, last: bool) -> tuple[bytes, ...]:
    return _shape_signs(text[0], text[-1], min(n_words, _LONG) // _STEP, last, text.isupper())


@lru_cache(maxsize=1 << 12)
def _shape_signs(start: str, end: str, size: int, last: bool, capitals: bool) -> tuple[bytes, ...]:  # noqa: FBT001 - one call
    first = (
        b"<A"
        if start.isupper()
        else b"<a"
        if start.isalpha()
        else b"<0"
        if start.isdigit()
        else b"<" + start.encode("utf-8", "replace")
    )
    closing = b"a>" if end.isalpha() else b"0>" if end.isdigit() else end.encode("utf-8", "replace") + b">"
    more = (b"<last>",) * last + (b"<capitals>",) * capitals
    return b"<size %d>" % size, first, closing, *more


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
        words, get = gate_words(line.folded), self.weights.get
        shape = _shape(line.text, len(words), last=last)
        whole = sum(map(get, words, repeat(0.0))) + sum(map(get, shape, repeat(0.0)))
        return float(self.base + whole / (len(words) + len(shape) + _SMALLEST) ** 0.5)

    def passes(self, doc: Document) -> bool:
        """Say whether any line sounds like a page."""
        score, limit, last = self.score, self.limit, doc.lines[-1] if doc.lines else None
        return any(score(line, last=line is last) >= limit for line in suspects(doc))
