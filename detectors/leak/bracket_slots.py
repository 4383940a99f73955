"""Slots in square brackets, braces and angle brackets.

Editors have square brackets too, and a bracket with a doubtful word says little by itself. What decides is its company: one
sure slot makes others of its form slots, two doubtful ones make each other surer, an editor's note beside makes all doubtful.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from detectors.document import Document
from detectors.expressions import regex
from detectors.leak import slots
from detectors.leak.guards import is_quoted
from detectors.leak.slot_names import Slot
from detectors.leak.slot_stands import is_described, may_stand_for
from detectors.leak.spans import spans_of
from detectors.records import Certainty

_BRACKET = regex(r"\[(?![\[\]/])[^\[\]\n]{1,110}\]")
_EMPTY = regex(
    r"\[(?:(?: {1,6}|_{1,20}|\u25cf|\u2022|\?\?+|[#$%\u20ac\u00a3])\](?: (?:per cent|percent|million|billion)\b)?|(?:\.{2,9}|\u2026{1,5})\] ?(?:%|per cent|percent|million|billion))(?![(:\w])"
)
_MONEY = "$\u20ac\u00a3"
_CURRENCIES = frozenset(_MONEY)
_NOUN_REACH, _COMPANY = 12, 2
_NOUN_BEFORE = regex(
    r"(?:\b(?:in|at|on|by|to|of|for|from|with|about|than|over|under|between|and|is|was|are|were|reach|reached|around|until|since|after|before|near|seeks?)|,) \Z"
)
_NOUN_AFTER = regex(r"[ ,.;:%\u00b0]|$")
_MEASURED = regex(
    r"-(?:year|month|week|day|mile|metre|foot|storey|minute|hour)s?\b|%| (?:per cent|percent|million|billion|people|years?|passengers|visitors|residents|jobs|homes|households|students|employees|miles|kilometres|euros|pounds|dollars|votes)\b"
)
BRACE = regex(
    r"\{[%#]-? ?[^{}\n]{1,100}? ?-?[%#]\}|[$#@%!]?\{{1,3}[#/^!>&$]? ?[a-z0-9_][\w .:-]{0,58}\}{1,3}|\{\{[^{}\n]{1,120}\}\}|\*\|[\w: ]{1,30}\|\*|(?<=[\w,$] )\{\}(?=[ ,.])",
    re.IGNORECASE,
)
_SCRIPT = regex(
    r"<[%?#@](?:php|=|-|:)?[^<>\n]{1,200}(?:[%?#]>|>)|\[%[=-]? ?[^\[\]\n]{1,100}%\]|</?(?:jsp|xsl|c|th|tal):[a-z-]{2,20}\b[^<>\n]{0,160}>"
)
_UNCLOSED = regex(
    r"\{\{ ?[a-z][\w.]{1,40}(?![\w.}| ]|:)|(?<![\w{. |])[a-z]\w{1,20}(?:[._]\w{1,20}){0,3} ?\}\}",
    re.IGNORECASE,
)
_UNCLOSED_ORDER = regex(r"\[(?:insert|add) [a-z ]{2,40}(?=[.,;\n]|$)", re.IGNORECASE | re.MULTILINE)
_VARIABLE = frozenset("$#@%!")
"""Before a brace these make a variable of any name, in every language of templates that has them."""

_ANGLE = regex(
    r"<{1,3}\s?(?:[a-z][a-z0-9 _/,.'-]{2,60}|[A-Z][a-z]{2,20}(?:'s)? [a-z ]{2,40}|[A-Z]{4,12})>{1,3}|<<\s?[A-Z][A-Za-z]{1,20}(?:[ _][A-Z]?[a-z]{1,20}){0,4}\s?>>"
)


def bracketed(doc: Document) -> Iterator[Slot]:
    """Yield the slots among the brackets of each form; slots come in company, so one makes its like more probable."""
    text, folded = doc.text, doc.folded
    for sign, expression in (("[", _BRACKET), ("{", BRACE), ("<", _ANGLE)):
        if sign not in text:
            continue
        graded = [
            (start, end, _in_place(text, start, end, _grade(text, folded, start, end)))
            for start, end in spans_of(expression, text)
        ]
        if sign == "[" and slots.has_editor(doc.folded, [span[:2] for span in graded]):
            graded = [(start, end, certainty and "weak") for start, end, certainty in graded]
        if sign == "[":
            graded = [_placed(doc, *each) for each in _together(doc, graded)]
        sure = any(certainty == "certain" and not is_quoted(doc, start, end) for start, end, certainty in graded)
        for start, end, certainty in graded:
            if certainty:
                yield (start - 1, end + 1, certainty) if _is_doubled(text, start, end) else (start, end, certainty)
            elif sure and slots.may_be_slot(text[start:end]):
                yield start, end, "strong"


def _placed(doc: Document, start: int, end: int, certainty: Certainty | None) -> tuple[int, int, Certainty | None]:
    """Return a bracket with a note's certainty where nobody is quoted and a noun belongs in its place ("reached [wind speed] in")."""
    if certainty or not _NOUN_AFTER.match(doc.text, end):
        return start, end, certainty
    inside = doc.text[start + 1 : end - 1]
    is_noun = _NOUN_BEFORE.search(doc.folded, max(start - _NOUN_REACH, 0), start) and may_stand_for(inside)
    fits = (is_noun or is_described(inside)) and not is_quoted(doc, start, end)
    return start, end, "weak" if fits else None


def _is_doubled(text: str, start: int, end: int) -> bool:
    return text[start] == "[" and text[start - 1 : start] == "[" and text[end : end + 1] == "]"


def _together(doc: Document, graded: list[tuple[int, int, Certainty | None]]) -> list[tuple[int, int, Certainty | None]]:
    """Return the brackets with two or more doubtful ones made strong where nobody is quoted: one may be an editor's."""
    doubtful = [span for span in graded if span[2] == "weak" and not is_quoted(doc, *span[:2])]
    if len(doubtful) < _COMPANY:
        return graded
    return [(start, end, "strong" if (start, end, grade) in doubtful else grade) for start, end, grade in graded]


def written(text: str) -> Iterator[Slot]:
    """Yield orders to a template program, slots left open at one end, and empty brackets where a figure belongs."""
    if "<" in text or "[%" in text:
        yield from ((*span, "certain") for span in spans_of(_SCRIPT, text))
    if "{{" in text or "}}" in text:
        yield from ((*span, "strong") for span in spans_of(_UNCLOSED, text))
    if "[" in text:
        yield from ((*span, "strong") for span in spans_of(_UNCLOSED_ORDER, text))
    for start, end in spans_of(_EMPTY, text) if "[" in text else ():
        if text[max(start - 1, 0)] in _MONEY:
            yield start - 1, end, "strong"
        elif start and text[start - 1] == " " and text[start - 2 : start - 1] not in {"", "\n"}:
            yield start, end, "strong"


def _grade(text: str, folded: str, start: int, end: int) -> Certainty | None:
    """Say how sure a bracket is a slot by what stands in it; a link or a label is none."""
    inside = folded[start:end].strip("[]{}<>$* |")
    if text[start] == "[":
        capital = text[start + 1 : end].lstrip("[ ")[:1].isupper()
        return None if text[end : end + 1] in {"(", ":"} else slots.square_slot(inside, text[start:end], capital=capital)
    if text[start] == "<":
        return slots.angle_slot(inside)
    if text[start] in _VARIABLE or text[start : start + 2] in {"{%", "{#", "{}"}:
        return "certain" if text[start + 1] != "}" else "strong"
    return slots.brace_slot(inside, doubled=text[start : start + 2] == "{{")


def _in_place(text: str, start: int, end: int, certainty: Certainty | None) -> Certainty | None:
    """Make a doubtful slot strong where a figure or an age has to stand: behind a currency, before a unit."""
    measured = certainty == "weak" and (text[start - 1 : start] in _CURRENCIES or _MEASURED.match(text, end) is not None)
    return "strong" if measured else certainty
