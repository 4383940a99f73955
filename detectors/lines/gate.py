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
from detectors.furniture.short_lines import short_lines

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
    words += _shape(text[0], text[-1], min(len(words), _LONG) // _STEP, last, text.isupper())
    return words


@lru_cache(maxsize=1 << 12)
def _shape(start: str, end: str, size: int, last: bool, capitals: bool) -> tuple[bytes, ...]:  # noqa: FBT001 - one call
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

    def passes(self, doc: Document) -> bool:
        """Say whether any line sounds like a page."""
        get, last = self.weights.get, doc.lines[-1] if doc.lines else None
        for line in suspects(doc):
            signs = gate_signs(line, last=line is last)
            if self.base + sum(map(get, signs, repeat(0.0))) / (len(signs) + _SMALLEST) ** 0.5 >= self.limit:
                return True
        return False
