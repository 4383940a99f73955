"""Apply edits to a text and keep account of where every remaining character came from.

Two users: the cleaned text that a curator exports, and ``doc.body``, the text that later stages measure. Both need
the same thing, that a cut leaves no hole: a line that a cut has emptied goes altogether, the blank lines on its two
sides become one gap, two spaces become one. Nothing else changes.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable
from typing import NamedTuple

from detectors.records import Edit

_GAP = " \t\r\n"


class Piece(NamedTuple):
    """A stretch of the new text: copied from the old text, or put in by an edit (then ``old_end`` spans what it replaced)."""

    new_start: int
    old_start: int
    old_end: int
    text: str


class Revised(NamedTuple):
    """A text after its edits, with the map back to the text before."""

    text: str
    pieces: tuple[Piece, ...] | None
    """What the new text is made of; None where nothing was edited."""

    def original(self, start: int, end: int) -> tuple[int, int]:
        """Return the span of the old text (code points) that stands behind ``start:end`` of the new one."""
        if self.pieces is None:
            return start, end
        if not self.pieces:
            return 0, 0
        starts = [piece.new_start for piece in self.pieces]
        first = self.pieces[max(bisect_right(starts, start) - 1, 0)]
        last = self.pieces[max(bisect_right(starts, max(end - 1, start)) - 1, 0)]
        return _old_start(first, start), max(_old_end(last, end), _old_start(first, start))


def _copied(piece: Piece) -> bool:
    return piece.old_end - piece.old_start == len(piece.text)


def _old_start(piece: Piece, position: int) -> int:
    return piece.old_start + (position - piece.new_start) if _copied(piece) else piece.old_start


def _old_end(piece: Piece, position: int) -> int:
    return piece.old_start + (position - piece.new_start) if _copied(piece) else piece.old_end


def merged(edits: Iterable[Edit]) -> list[tuple[int, int, str]]:
    """Return all replacements in order and without overlap; where two overlap, their union is cut.

    Overlapping replacements come from findings that both have a claim on a stretch. Both say that it has to go as it
    stands, so the union is deleted; only the same replacement made twice keeps its new text.
    """
    result: list[tuple[int, int, str]] = []
    for start, end, new in sorted({step for edit in edits for step in edit}):
        if result and start < result[-1][1]:
            last_start, last_end, _ = result[-1]
            result[-1] = (last_start, max(last_end, end), "")
        else:
            result.append((start, end, new))
    return result


def apply_edits(text: str, edits: Iterable[Edit]) -> Revised:
    """Return ``text`` with all edits applied and the gaps they leave closed up."""
    steps = merged(edits)
    if not steps:
        return Revised(text, None)
    pieces: list[Piece] = []
    position = 0
    for start, end, new in steps:
        _add(pieces, position, start, text[position:start])
        position = max(end, position)
        left, position = (new, position) if new.strip() else _close_gap(pieces, text, new, position)
        _add(pieces, start, end, left)
    _add(pieces, position, len(text), text[position:])
    return Revised("".join(piece.text for piece in pieces), tuple(pieces))


def _add(pieces: list[Piece], old_start: int, old_end: int, text: str) -> None:
    if text:
        new_start = pieces[-1].new_start + len(pieces[-1].text) if pieces else 0
        pieces.append(Piece(new_start, old_start, old_end, text))


def _close_gap(pieces: list[Piece], text: str, new: str, position: int) -> tuple[str, int]:
    """Let one gap stand where a cut leaves two; return what is still to be put in, and where to read on.

    The gap that stays is the one with more line breaks; at the edge of the text none stays. White space put in by an
    edit counts as a gap too, and goes where a neighbour is at least as wide.
    """
    right = position
    while right < len(text) and text[right] in _GAP:
        right += 1
    before = pieces[-1].text[len(pieces[-1].text.rstrip(_GAP)) :] if pieces else ""
    after = text[position:right]
    if not pieces:
        return "", right
    if right == len(text) and ("\n" in before + new or not after):
        _shorten(pieces, len(before))
        return "", right
    widest = max((before, new, after), key=lambda gap: (gap.count("\n"), len(gap)))
    if widest == before:
        return "", right
    _shorten(pieces, len(before))
    return ("", position) if widest == after else (new, right)


def _shorten(pieces: list[Piece], count: int) -> None:
    """Take ``count`` characters of white space back from the end of what was copied."""
    if count:
        last = pieces.pop()
        kept = last.text[:-count]
        _add(pieces, last.old_start, last.old_end - count if _copied(last) else last.old_end, kept)
