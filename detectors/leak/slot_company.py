"""Slots that only their company tells: where one sure slot was left open, the others of a text were filled no better.

Asked of nothing but a text with a sure slot, so that what honest copy has as well may count here: any words between the
signs of that slot, crosses and blanks without a unit, a choice of two words, a noun of slots in round brackets.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import islice

from detectors.document import Document
from detectors.expressions import regex
from detectors.leak import slots
from detectors.leak.guards import is_quoted
from detectors.leak.slot_names import names_a_slot, told_in
from detectors.leak.spans import matches, spans_of
from detectors.records import Finding

_MOST, _MOST_FENCES, _MOST_WORDS = 200, 8, 12
_FENCE = regex(r"([^\w\s\"'\u201c\u201d.,]{1,4}) ?[^\W_].{0,200}?\w ?[?!.]?([^\w\s\"'\u201c\u201d.,]{1,4})", re.DOTALL)
_ROUND, _SQUARE = "(", "["
_OPEN = regex(
    r"(?<![\w.$\u20ac\u00a3])(?:[$\u20ac\u00a3\u00a5] ?)?(?:[Xx]{2,12}(?:[.,:/-][Xx]{1,4}){0,3}(?: [Xx]{3,12}){0,2}|[Xx](?:[.,:][Xx]{1,3}){1,3}|1[789](?:[Xx]{2}|__|\?\?)|20(?:[Xx]{2}|__|\?\?)"
    r"|N ?= ?[NX]{1,5}|NN{1,3}|(?:HH|hh)[:.](?:MM|mm)|(?:DD|dd)(?:[/. -](?:MM|mm|Month|month|YYYY|yyyy)){1,2}|_{2,40}|\.{5,60}|\u2026{2,20}|\?{2,4}|\?-\?|#(?:[.,]?#){1,6}|0[.,:]00?(?=\W)|TK{1,2}|TB[ACD])(?!\w)"
)
_IN_ROUND = regex(r"\(([a-zA-Z][\w' /-]{1,40})\)")
_BEFORE_ROUND = regex(r"[\w\"\u201d,] \Z")


def beside(doc: Document, sure: Sequence[Finding]) -> Iterator[tuple[int, int]]:
    """Yield what else was left open in a text with some sure slots."""
    text = doc.text
    fences = dict.fromkeys(fence.groups() for each in sure if (fence := _FENCE.fullmatch(text, each.start, each.end)))
    for opening, closing in islice(fences, _MOST_FENCES):
        if opening != _ROUND:
            yield from _between(doc, opening, closing)
    yield from spans_of(_OPEN, text)
    yield from _rounds(doc)


def _between(doc: Document, opening: str, closing: str) -> Iterator[tuple[int, int]]:
    """Yield a few words between the signs of a sure slot, unless somebody is quoted who has an editor."""
    barred = re.escape("".join(dict.fromkeys(opening + closing)))
    like = regex(rf"{re.escape(opening)}(?=\S)([^{barred}\n]{{1,80}}){re.escape(closing)}")
    for match in islice(matches(like, doc.text, opening[0]), _MOST):
        if doc.text[match.end() : match.end() + 1] in {"(", ":"} or not _may_be_open(match[1]):
            continue
        if opening != _SQUARE or slots.may_be_slot(match.group()) or not is_quoted(doc, *match.span()):
            yield match.span()


def _may_be_open(inside: str) -> bool:
    """Say whether some words may name what is missing: few, with a letter or a question, and not an editor's."""
    told = told_in(inside.lower())
    return len(told) <= _MOST_WORDS and (any(map(str.isalpha, inside)) or "?" in inside) and slots.UNHEARD.isdisjoint(told)


def _rounds(doc: Document) -> Iterator[tuple[int, int]]:
    """Yield nouns of slots in round brackets behind a word."""
    for match in islice(matches(_IN_ROUND, doc.text, _ROUND), _MOST):
        if names_a_slot(match[1].lower()) and _BEFORE_ROUND.search(doc.text, max(match.start() - 2, 0), match.start()):
            yield match.span()
