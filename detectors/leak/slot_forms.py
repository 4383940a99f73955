"""Every form that a slot which was never filled can have, each looked for where its rarest sign stands; here signs and capitals."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import islice

from ahocorasick_rs import BytesAhoCorasick

from detectors.document import Document
from detectors.expressions import regex
from detectors.leak import slots
from detectors.leak.bracket_slots import BRACE, bracketed, written
from detectors.leak.lexicon import words
from detectors.leak.open_values import may_have_open_values, open_values
from detectors.leak.slot_fences import fenced
from detectors.leak.slot_names import Slot, names_a_slot
from detectors.leak.slot_orders import GROUPS, dummies, ordered
from detectors.leak.spans import matches, spans_of

_MOST, _MOST_BRACKETS, _REACH = 200, 2000, 120
_WIDE = regex(
    "[\u3010\uff3b\uff5b\u27e8\u3008\u3014]([^\u3010\u3011\uff3b\uff3d\n]{2,60}?)[\u3011\uff3d\uff5d\u27e9\u3009\u3015]"
)
_BRACKETS, _ANGLED_QUOTES = frozenset("[<{}"), frozenset("\u00ab\u2039")
CLOSING = frozenset("\u3011\uff3d\uff5d\u27e9\u3009\u3015")
ROUND = regex(
    r"\((?:(?<=[a-z] \() {1,9}\)(?= [a-z]|[,.])|TK(?:TK)?\)|(?=[A-Z]{3,}[ ,:/)]|(?:[Ii]nsert|[Aa]dd|[Pp]ut|[Pp]lace|[Hh]ere|[Ee]nter|[Ff]ill|[Nn]ame|[Aa]ge|[Ff]igure|[Qq]uote|[Tt]itle|[Ss]ource|[Ss]pelling|[Cc]heck|[Cc]onfirm|[Vv]erify|[Dd]etails?|[Nn]umber|[Pp]hoto|[Rr]ank|[Ss]urname|sp|[Ll]ink|(?:[Ff]irst|[Ll]ast|[Ff]ull|[Cc]ompany|[Tt]eam|[Ss]chool|[Tt]own|[Cc]ity|[Ss]treet|[Bb]usiness|[Cc]lub) [Nn]ame)\b)[^()\n]{2,120}\))"
)
_SIGNED = {
    sign: regex(rf"{re.escape(sign)}{re.escape(sign)}?[A-Za-z][\w .-]{{1,40}}{re.escape(sign)}{{1,2}}") for sign in "@#~^|$"
} | {
    opening: regex(rf"{opening} ?(?:[A-Z\u00c0-\u00de][A-Z\u00c0-\u00de _/-]{{2,40}}|[a-z]+(?: [a-z]+){{1,5}}) ?{closing}")
    for opening, closing in ("\u00ab\u00bb", "\u2039\u203a")
}
_SIGNED |= {
    sign: regex(rf"{mark}{mark}(?<!{mark}{mark}{mark}){mark}?[A-Z][A-Z0-9 _]{{2,40}}?{mark}{{2,3}}")
    for sign, mark in (("_", "_"), ("*", r"\*"))
}
_COLONED = regex(r"(?<![\w:]):[a-z]{2,20}(?:_[a-z]{2,20}){1,3}:(?![\w:])")
_SUM_NAMED = regex(r"\$(?<![\w$]\$)[a-z][a-z_]{2,20}\b(?![(.=])")
NAMED_SUM = regex(r"\$[$A-Za-z]")
_RARER = frozenset("%/") | _SIGNED.keys() | CLOSING
_PERCENT = regex(r"%(?:(?P<capitals>[A-Z][A-Z0-9]{2,20}(?:_[A-Z0-9]{1,20}){0,3}%)|(?:%|=) ?[A-Za-z][\w .-]{1,40}%{1,2})")
_SURE_NOUNS = ("NAME", "CITY", "TOWN", "VENUE", "OPPONENT", "LOCATION", "DATE", "AMOUNT", "COMPANY", "PERSON", "COUNTRY")
_CAPITAL_NOUNS = (*_SURE_NOUNS, "PLAYER", "TEAM", "CLUB", "NUMBER", "YEAR", "MONTH", "PLACE", "STREET", "PRODUCT", "SURNAME")
IN_CAPITALS = BytesAhoCorasick(list(map(str.encode, _CAPITAL_NOUNS)))
"""Looked for among the capitals of a text, of which there are few."""

_IN_CAPS = regex(
    rf"(?<=[a-z,] )(?:{'|'.join(_CAPITAL_NOUNS)})S?(?: [A-Z1-9])?(?: OF (?:THE )?[A-Z]{{3,20}})?(?=,? [a-z]|[.,]\s)"
)
_LEANING = regex(r"_(?<!\w_)[A-Z][a-z]{2,15}(?: [A-Z][a-z]{2,15})?_(?![\w_])")
_SHOUTED = regex(r"\b[A-Z]{4,}\b")
_JOINED = regex("_[A-Za-z0-9]")
_CAPS = regex(r"(?<![\w$@#/.-])(?:[A-Z]{2,20}(?:_[A-Z0-9]{1,20}){1,4}|[a-z]{2,20}(?:_[a-z]{2,20}){1,3}(?![./@(=:]\w))(?!\w)")
_SLASHED = regex(r"/[A-Z]{3,20}(?:/[A-Z]{3,20}){0,4}(?![\w/])")
_LAST_CAPS = regex(r"(?<![\w/])[A-Z]{3,20}\Z")
_COMPANY = 2


def slots_in(doc: Document) -> Iterator[Slot]:
    """Yield candidate slots; each form is looked for only where its rarest sign occurs."""
    text, signs = doc.text, doc.signs
    if not _BRACKETS.isdisjoint(signs):
        yield from bracketed(doc)
        yield from written(text)
    if "_" in signs:
        yield from (
            (*span, "weak") for span in spans_of(_LEANING, text) if names_a_slot(text[span[0] + 1 : span[1] - 1].lower())
        )
    if "_" in signs and _JOINED.search(text):
        yield from _joined(doc)
    if "_" in signs:
        yield from ((*span, "certain") for span in _coloned(text) if _names(text, span))
    if "(" in signs:
        yield from _rounds(text)
    if not signs.isdisjoint(_RARER):
        yield from _by_rarer_sign(text, signs)
    yield from fenced(text, signs)
    if IN_CAPITALS.find_matches_as_indexes(doc.outstanding):
        yield from _in_capitals(text)
    if may_have_open_values(doc):
        yield from open_values(doc)
    if not GROUPS.isdisjoint(signs):
        yield from ordered(doc)
        yield from dummies(doc)


def _coloned(text: str) -> list[tuple[int, int]]:
    """Return where words joined by underscores stand between colons."""
    return [match.span() for match in islice(matches(_COLONED, text, ":"), _MOST_BRACKETS)]


def _names(text: str, span: tuple[int, int]) -> bool:
    """Say whether what stands between two signs names a slot."""
    return names_a_slot(text[span[0] + 1 : span[1] - 1].replace("_", " "))


def _by_rarer_sign(text: str, signs: frozenset[str]) -> Iterator[Slot]:
    """Yield the slots between rarer signs: of mail merge, percent signs, strokes, the brackets of other scripts."""
    if not signs.isdisjoint(_SIGNED):
        yield from _signed(text, signs)
    if "%" in signs:
        yield from _percents(text)
    if "/" in signs:
        yield from _slashed(text)
    if not CLOSING.isdisjoint(signs):
        for match in islice(_WIDE.finditer(text), _MOST):
            if certainty := slots.square_slot(match[1].lower(), match[1], capital=match[1][0].isupper()):
                yield *match.span(), certainty


def _in_capitals(text: str) -> Iterator[Slot]:
    """Yield nouns of a slot that stand in capitals among words in small letters ("beat OPPONENT by three goals")."""
    spans = spans_of(_IN_CAPS, text)
    if len({text[start:end] for start, end in spans}) < _COMPANY:
        spans = [span for span in spans if text.startswith(_SURE_NOUNS, span[0])]
    for start, end in spans:
        others = set(_SHOUTED.findall(text[max(start - _REACH, 0) : start] + text[end : end + _REACH]))
        yield start, end, "weak" if len(others.difference(_CAPITAL_NOUNS)) > _COMPANY else "strong"


def _rounds(text: str) -> Iterator[Slot]:
    """Yield the slots in round brackets, and brackets with nothing in them where a word belongs."""
    for match in islice(matches(ROUND, text, "("), _MOST_BRACKETS):
        if slot := round_one(text, match):
            yield slot


def round_one(text: str, match: re.Match[str]) -> Slot | None:
    """Return the slot that a match of round brackets is."""
    start, end = match.span()
    inside = text[start + 1 : end - 1]
    if inside[0] == " ":
        return start, end, "weak"
    if text[start - 1 : start] == "(" and text[end : end + 1] == ")":
        certainty = slots.square_slot(inside.lower(), f"[{inside}]", capital=inside[0].isupper())
        return (start - 1, end + 1, certainty) if certainty else None
    certainty = "certain" if inside[:2] == "TK" else slots.round_slot(inside.lower(), capitals=inside[:3].isupper())
    return (start, end, certainty) if certainty else None


def _percents(text: str) -> Iterator[Slot]:
    """Yield names between percent signs, as programs write them."""
    for match in islice(matches(_PERCENT, text, "%"), _MOST):
        name = match.group().strip("%= ")
        if match[1] or names_a_slot(name.lower()):
            yield *match.span(), "certain"


def _signed(text: str, signs: frozenset[str]) -> Iterator[Slot]:
    """Yield names between the doubled or rare signs of mail merge; a dollar mostly has a figure behind it."""
    if "|" in signs and "*|" in text:
        yield from ((*span, "certain") for span in spans_of(BRACE, text) if text[span[0]] == "*")
    named = "$" in signs and any(matches(NAMED_SUM, text, "$"))
    for sign in _SIGNED:
        if sign in signs and (named or sign != "$") and (sign in _ANGLED_QUOTES or text.count(sign) > 1):
            yield from _named(text, _SIGNED[sign])
    if named:
        yield from ((*span, "strong") for span in spans_of(_SUM_NAMED, text) if names_a_slot(text[span[0] + 1 : span[1]]))


def _named(text: str, expression: re.Pattern[str]) -> Iterator[Slot]:
    """Yield the matches that, without their signs, name a slot."""
    for start, end in spans_of(expression, text):
        name = text[start:end].strip("@#%$~^&!+=:|<>[]_* {}\u00a7\u00a4\u00ac\u00ab\u00bb\u2039\u203a").lower()
        told = text[start:end].strip("@#~^|_*\u00ab\u00bb\u2039\u203a ")
        plain = told.isupper() or "_" in told or name in words("slot_in_small_letters")
        plain = plain or text[start] in _ANGLED_QUOTES
        merged = told.isupper() and text[start] == text[start + 1] and text[start] in "@#~^"
        if (merged or (plain and names_a_slot(name))) and text[end : end + 1] != ":":
            yield start, end, "certain"


def _joined(doc: Document) -> Iterator[Slot]:
    """Yield names joined by underscores, as templates and redaction programs write them."""
    for start, end in spans_of(_CAPS, doc.text):
        told = doc.folded[start:end].replace("_", " ")
        first, _, rest = told.partition(" ")
        if names_a_slot(told if len(rest) > 1 else first) or told.startswith(("insert ", "your ", "add ", "redacted ")):
            yield start, end, "certain"


def _slashed(text: str) -> Iterator[Slot]:
    """Yield slot nouns in capitals with strokes between them: "DATE/TIME/PLACE"."""
    for match in islice(matches(_SLASHED, text, "/"), _MOST_BRACKETS):
        first = _LAST_CAPS.search(text[max(match.start() - 21, 0) : match.start()])
        nouns = (first.group() if first else "?") + match.group()
        if words("slot_noun").issuperset(nouns.lower().split("/")):
            yield match.start() - len(nouns) + len(match.group()), match.end(), "strong"
