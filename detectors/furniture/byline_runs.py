"""Find the runs of lines that tell who wrote an article and when: labels, names, functions, dates, outlets.

Shared by the rules for bylines and for dates, which divide the runs between them, and worked out once a document.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import NamedTuple

from detectors.document import Document, Line, of_text
from detectors.expressions import regex
from detectors.furniture.byline_parts import FUNCTION, HOUSE, LABEL, NAME, SIGNED, kind_of, may_tell
from detectors.furniture.looks import SIGNED as SIGNED_LINE
from detectors.furniture.looks import lines_that
from detectors.furniture.short_lines import is_prose, prose_zone, short_lines

_LENGTH, _INNER_LENGTH = 160, 60
_HEAD_PROSE, _HEAD_LINES, _OUTLET_LINES = 2, 16, 8
_NAME_SPACES, _USER_LENGTH = 4, 30
_LABELS = frozenset(("author", "authors", "writer", "reporter", "words", "text", "autor", "auteur", "autore"))
"""Functions that are labels where a name follows."""

_PARTS = regex(r"[-–—|•·/]")
"""What a template sets between a name and a date, and an extractor on a line of its own."""


class Placed(NamedTuple):
    """A line that can belong to a byline."""

    at: int
    line: Line
    kind: str


Runs = list[list[Placed]]


@of_text
def runs(doc: Document) -> Runs:
    """Return the lines that can belong to a byline, in runs of neighbours."""
    return _joined(_candidates(doc), doc.lines)


def head_end(lines: Sequence[Line]) -> int:
    """Return the index where the head ends: a standfirst may stand above the byline, two paragraphs do not."""
    prose = 0
    for index, line in enumerate(lines[:_HEAD_LINES]):
        prose += is_prose(line)
        if prose == _HEAD_PROSE:
            return index
    return min(len(lines), _HEAD_LINES)


def _candidates(doc: Document) -> list[Placed]:
    """Return the lines that can belong to a byline: those that tell something, and what adjoins them without a gap.

    Names that adjoin nothing else are none, so that most lines are not looked at.
    """
    telling = [index for index in lines_that(doc, SIGNED_LINE) if may_tell(doc.lines[index].folded)]
    if not telling:
        return []
    short, placed_at = frozenset(short_lines(doc)), _placing(doc)
    found: dict[int, Placed] = {}
    for step in (1, -1):
        for index in telling if step > 0 else [index - 1 for index in telling if index in found]:
            at = index
            while (at := _past_mark(doc.lines, at, step)) in short and at not in found and (placed := placed_at(at)):
                found[at] = placed
                at += step
    return [found[at] for at in sorted(found)]


def _placing(doc: Document) -> Callable[[int], Placed | None]:
    """Return what says whether a line can belong to a byline. The headline cannot, though it may be made of names.

    An outlet with a function ("Valley Staff") is one at the edges only: between paragraphs it may be a subhead.
    """
    lines, headline = doc.lines, doc.headline
    head, (begun, tail) = head_end(lines), prose_zone(doc)

    def kind_at(at: int) -> str:
        return kind_of(lines[at])

    def placed_at(index: int) -> Placed | None:
        line = lines[index]
        longest = _LENGTH if index < head or index > tail else _INNER_LENGTH
        if len(line.text) > longest or not (kind := kind_at(index) or _user(lines, index, kind_at)):
            return None
        opens = index == 0 and len(lines) > 1 and kind_at(1) == LABEL
        signs_below = line.text[0] == "@" and not line.blank_before and kind_at(index - 1)
        if (kind == HOUSE and begun < index <= tail and not signs_below) or (
            kind in (NAME, FUNCTION, HOUSE) and line.text == headline and not opens
        ):
            return None
        return Placed(index, line, kind)

    return placed_at


def _user(lines: Sequence[Line], index: int, kind_at: Callable[[int], str]) -> str:
    """Return the kind of a lone word that is an account's name: it stands around, or behind, a "By" of its own line.

    So does the address of a name that is signed directly above it.
    """
    line = lines[index]
    if " " in line.text or len(line.text) > _USER_LENGTH or line.text.endswith((":", ".")):
        return ""
    if (
        index
        and not line.blank_before
        and ((above := kind_at(index - 1)) == LABEL or (above == SIGNED and "@" in line.text))
    ):
        return NAME
    repeated = index + 2 < len(lines) and lines[index + 2].text == line.text
    return NAME if repeated and kind_at(index + 1) == LABEL else ""


def _past_mark(lines: Sequence[Line], at: int, step: int) -> int:
    """Return the index of the next line, beyond a template's mark that stands alone."""
    return at + step if 0 < at < len(lines) and _PARTS.fullmatch(lines[at].text) else at


def _adjoin(above: Placed, below: Placed, lines: Sequence[Line]) -> bool:
    """Say whether two lines are neighbours, or parted by a template's mark alone."""
    if below.line.blank_before > 1:
        return False
    return above.at == below.at - 1 or (above.at == below.at - 2 and _PARTS.fullmatch(lines[above.at + 1].text) is not None)


def _joined(candidates: list[Placed], lines: Sequence[Line]) -> Runs:
    """Return the candidates in runs of neighbours, without the names at a run's ends that are no part of it."""
    joined: Runs = []
    for each in candidates:
        if joined and _adjoin(joined[-1][-1], each, lines):
            joined[-1].append(each)
        else:
            joined.append([each])
    trimmed = []
    for run in joined:
        first, last = 0, len(run)
        while first < last and run[first].kind == NAME and not _leads(run, first, last):
            first += 1
        while first < last and run[last - 1].kind == NAME and not _follows(run, first, last):
            last -= 1
        if first < last:
            trimmed.append(run[first:last])
    return trimmed


def _leads(run: list[Placed], first: int, last: int) -> bool:
    """Say whether a name opens a run: a short one, directly above the rest."""
    if last - first == 1 or run[first + 1].line.blank_before:
        return False
    name = run[first].line.text
    return run[first + 1].kind == LABEL or name.count(" ") < (2 * _NAME_SPACES if " and " in name else _NAME_SPACES)


def _follows(run: list[Placed], first: int, last: int) -> bool:
    """Say whether a name closes a run: behind its label, or as the outlet directly below a signed name of the head."""
    if last - first <= 1:
        return False
    below = run[last - 1].line
    if run[last - 2].kind == LABEL or (
        run[last - 1].at < _OUTLET_LINES and run[last - 2].line.folded.strip(" :") in _LABELS
    ):
        return True
    if run[last - 1].at >= _OUTLET_LINES or below.blank_before:
        return False
    # Below a name that is signed above a time stand the page's buttons as often as an outlet.
    names = (each.kind for each in reversed(run[first : last - 1]) if each.kind != NAME)
    signed = next(names, NAME) in (LABEL, SIGNED)
    return signed and below.text.count(" ") < _NAME_SPACES
