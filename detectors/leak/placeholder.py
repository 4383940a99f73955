"""Find slots that were never filled.

What it measures   Slot words in brackets, braces and the signs of mail merge (``[City]``, ``(TK)``, ``{{name}}``,
                   ``@@COACH@@``), blank lines inside a sentence, years and sums in X (``20XX``, ``$XX million``), orders in
                   capitals, dummy Latin.
Why it matters     The fact is missing, so no edit can restore it, and nobody read the text before it went out.
Known misses       Slots without any mark ("Company Name announced"); slot words inside quotations, where editors use them.
Source             Square brackets stand in 189 of 8,405 human articles as ordinary editing; hence the list of slot words.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import islice

from detectors.document import Document
from detectors.leak import slots
from detectors.leak.guards import is_about_forms, is_quoted, tempered
from detectors.leak.lexicon import words
from detectors.leak.open_values import may_have_open_values, open_values
from detectors.leak.spans import Sentence, grown, hits, sentence_at
from detectors.records import Certainty, Finding

RULE = "leak.placeholder"
Slot = tuple[int, int, Certainty]
_MOST, _MOST_BRACKETS = 200, 2000
_BRACKET = re.compile(r"\[(?![\[\]/])[^\[\]\n]{1,110}\]")
_EMPTY = re.compile(
    r"\[(?:(?: {1,6}|_{1,20}|\u25cf|\u2022|\?\?+)\](?: (?:per cent|percent|million|billion)\b)?|(?:\.{2,9}|\u2026{1,5})\] ?(?:%|per cent|percent|million|billion))(?![(:\w])"
)
_MONEY = "$\u20ac\u00a3"
_BRACE = re.compile(
    r"\{[%#] ?[\w .=]{1,60} ?[%#]\}|\$?\{\{?[a-z0-9_][\w .:-]{0,58}\}?\}|\*\|[\w: ]{1,30}\|\*", re.IGNORECASE
)
_ANGLE = re.compile(r"<{1,3}\s?[a-z][a-z0-9 _/,.'-]{2,60}>{1,3}")
_ROUND = re.compile(
    r"\((?:TK(?:TK)?\)|(?=[A-Z]{3,}[ ,:/)]|(?:[Ii]nsert|[Aa]dd|[Pp]ut|[Pp]lace|[Hh]ere|[Ee]nter|[Ff]ill|[Nn]ame|[Aa]ge|[Ff]igure|[Qq]uote|[Tt]itle|[Ss]ource|[Ss]pelling|[Cc]heck|[Cc]onfirm|[Vv]erify|[Dd]etails?|[Nn]umber|[Pp]hoto|[Rr]ank|[Ss]urname|sp|[Ll]ink)\b)[^()\n]{2,120}\))"
)
_SIGNED = {
    sign: re.compile(rf"{re.escape(sign)}{{1,2}}[A-Za-z][\w .-]{{1,40}}{re.escape(sign)}{{1,2}}") for sign in "@#~^|"
} | {
    opening: re.compile(rf"{opening} ?[A-Z][A-Z _/-]{{2,40}} ?{closing}")
    for opening, closing in ("\u00ab\u00bb", "\u2039\u203a")
}
_PERCENT = re.compile(
    r"%(?:(?P<capitals>[A-Z][A-Z0-9]{2,20}(?:_[A-Z0-9]{1,20}){0,3}%)|(?:%|=) ?[A-Za-z][\w .-]{1,40}%{1,2})"
)
_JOINED = re.compile("_[A-Z0-9]")
_CAPS = re.compile(r"(?<![\w$@#/.-])[A-Z]{2,20}(?:_[A-Z0-9]{1,20}){1,4}(?!\w)")
_SLASHED = re.compile(r"/[A-Z]{3,20}(?:/[A-Z]{3,20}){0,4}(?![\w/])")
_LAST_CAPS = re.compile(r"(?<![\w/])[A-Z]{3,20}\Z")
_ORDER = re.compile(
    r"(?:INSERT|ADD|ENTER|PLACE) (?:[A-Z]{2,20} ){1,6}HERE\b|(?:[A-Z]{2,20} ){1,8}(?:GOES? HERE|COMES? HERE|TO COME|TK)\b"
)
_DATE = re.compile(
    r"(?:(?:[A-Z]{3,20}|City|Place|Location|Town)[,/] ?){0,2}(?:Month|MONTH|Mon|MM|DD|Day|DAY|YYYY)(?:[ ,/.-]{1,2}(?:Month|MONTH|Day|DAY|DD|MM|Year|YEAR|YYYY|YY)){1,2}\b"
)
_GROUPS = frozenset({"leak_tokens.order", "leak_form.order", "leak_form.date", "leak_tokens.dummy", "leak_form.latin"})
_WRAPS = "><*-[]( )=#_"
_FILL = re.compile(r"\W{0,3}(?:add|write|copy|put|type|use|fill|replace|enter|state|start|begin|sign)\b")
_SHOWN = re.compile(
    r"\b(?:brackets?|braces|placeholders?|templates?|mail ?merge|variables?|the blanks?|blanks? (?:spaces?|line)|dotted line|crossword|quiz|anonymi[sz]ed|redacted|spreadsheet|dear [\[{<(]|(?:letters?|emails?|e-mails?|messages?|forms?|notes?|cards?|signs?|tags?|screens?|captions?|documents?|posters?) (?:reads?|said|says|began|begins|asks?|asked|addressed|was addressed|showed|shows|stated|states))"
)
_FORMAT = re.compile(r"\b(?:format|written as|enter|date of birth)\b")
_REACH, _LATIN_SHARE = 120, 0.7


def detect(doc: Document) -> list[Finding]:
    """Return one finding for each slot; none has an edit."""
    candidates = sorted(_slots(doc), key=lambda slot: (slot[0], -slot[1]))[:_MOST]
    if not candidates:
        return []
    taken = [(finding.start, finding.end) for finding in doc.found if finding.field == doc.field]
    found: list[Finding] = []
    for start, end, certainty in candidates:
        inside = any(first <= start and end <= last for first, last in taken) or (found and start < found[-1].end)
        graded = None if inside else _guarded(doc, start, end, certainty)
        if graded:
            found.append(doc.finding(RULE, start, end, graded))
    return found


def _guarded(doc: Document, start: int, end: int, certainty: Certainty) -> Certainty | None:
    """Weaken what stands in a quotation, where editors put brackets, and what a text on forms shows on purpose."""
    if is_quoted(doc, start, end):
        if certainty != "certain" or doc.text[start - 1 : start] in "\"'`\u201c\u2018":
            return None
        certainty = "strong" if " " in doc.text[start:end] and not doc.folded.startswith("[to ", start) else "weak"
    near = doc.folded[max(start - _REACH, 0) : end + _REACH]
    if is_about_forms(doc, start, end) or _SHOWN.search(near) or _FILL.match(sentence_at(doc, start, end).folded.strip()):
        return "weak"
    return tempered(doc, start, end, certainty)


def _slots(doc: Document) -> Iterator[Slot]:
    """Yield candidate slots; each form is looked for only where its rarest sign occurs."""
    text = doc.text
    if "[" in text or "<" in text or "{" in text:
        yield from _bracketed(doc)
    if "(" in text:
        yield from _rounds(text)
    if "%" in text and _PERCENT.search(text):
        yield from _percents(text)
    if "@" in text or "#" in text or "~" in text or "^" in text or "|" in text or "\u00ab" in text or "\u2039" in text:
        yield from _signed(text)
    if "_" in text and _JOINED.search(text):
        yield from _joined(doc)
    if "/" in text:
        yield from _slashed(text)
    if may_have_open_values(doc, text):
        yield from open_values(doc)
    if not _GROUPS.isdisjoint(doc.hits):
        yield from _ordered(doc)
        yield from _dummies(doc)


def _bracketed(doc: Document) -> Iterator[Slot]:
    """Yield the slots among the brackets of each form; slots come in company, so one makes its like more probable."""
    text, folded = doc.text, doc.folded
    for sign, expression in (("[", _BRACKET), ("{", _BRACE), ("<", _ANGLE)):
        if sign not in text:
            continue
        graded = [(start, end, _grade(text, folded, start, end)) for start, end in _spans(expression, text)]
        sure = any(certainty == "certain" and not is_quoted(doc, start, end) for start, end, certainty in graded)
        for start, end, certainty in graded:
            if certainty:
                yield start, end, certainty
            elif sure and slots.may_be_slot(text[start:end]):
                yield start, end, "strong"
    for start, end in _spans(_EMPTY, text) if "[" in text else ():
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
    return slots.brace_slot(inside, doubled=text[start : start + 2] == "{{")


def _rounds(text: str) -> Iterator[Slot]:
    """Yield the slots in round brackets."""
    for start, end in _spans(_ROUND, text):
        inside = text[start + 1 : end - 1]
        certainty = "certain" if inside[:2] == "TK" else slots.round_slot(inside.lower(), capitals=inside[:3].isupper())
        if certainty:
            yield start, end, certainty


def _percents(text: str) -> Iterator[Slot]:
    """Yield names between percent signs, as programs write them."""
    for match in islice(_PERCENT.finditer(text), _MOST):
        name = match.group().strip("%= ")
        if match[1] or slots.names_a_slot(name.lower()):
            yield *match.span(), "certain"


def _signed(text: str) -> Iterator[Slot]:
    """Yield names between the doubled or rare signs of mail merge."""
    if "|" in text and "*|" in text:
        yield from ((*span, "certain") for span in _spans(_BRACE, text) if text[span[0]] == "*")
    for sign, expression in _SIGNED.items():
        if sign in text:
            yield from _named(text, expression)


def _named(text: str, expression: re.Pattern[str]) -> Iterator[Slot]:
    """Yield the matches that, without their signs, name a slot."""
    for start, end in _spans(expression, text):
        name = text[start:end].strip("@#%$~^&!+=:|<>[] {}\u00a7\u00a4\u00ac\u00ab\u00bb\u2039\u203a").lower()
        told = text[start:end].strip("@#~^|\u00ab\u00bb\u2039\u203a ")
        plain = told.isupper() or "_" in told or name in words("slot_in_small_letters")
        merged = told.isupper() and text[start] == text[start + 1] and text[start] in "@#~^"
        if (merged or (plain and slots.names_a_slot(name))) and text[end : end + 1] != ":":
            yield start, end, "certain"


def _joined(doc: Document) -> Iterator[Slot]:
    """Yield names joined by underscores in capitals, as templates and redaction programs write them."""
    for start, end in _spans(_CAPS, doc.text):
        told = doc.folded[start:end].replace("_", " ")
        if slots.names_a_slot(told) or told.startswith(("insert ", "your ", "add ", "redacted ")):
            yield start, end, "certain"


def _slashed(text: str) -> Iterator[Slot]:
    """Yield slot nouns in capitals with strokes between them: "DATE/TIME/PLACE"."""
    for match in islice(_SLASHED.finditer(text), _MOST_BRACKETS):
        first = _LAST_CAPS.search(text[max(match.start() - 21, 0) : match.start()])
        nouns = (first.group() if first else "?") + match.group()
        if words("slot_noun").issuperset(nouns.lower().split("/")):
            yield match.start() - len(nouns) + len(match.group()), match.end(), "strong"


def _ordered(doc: Document) -> Iterator[Slot]:
    """Yield orders in capitals with the signs around them, and dates that were left as they are called."""
    text = doc.text
    for start, end in hits(doc, "leak_tokens.order", "leak_form.order"):
        match = _ORDER.search(
            text, max(text.rfind("\n", max(start - _REACH, 0), start) + 1, start - _REACH, 0), end + _REACH
        )
        if match and match.start() <= start < match.end():
            yield *_widened(text, *match.span()), "certain"
    for start, end in hits(doc, "leak_form.date"):
        match = _DATE.search(text, max(start - 24, 0), end + 5)
        if match and match.end() >= end and not _FORMAT.search(sentence_at(doc, start, end).folded):
            yield *match.span(), "strong"


def _widened(text: str, start: int, end: int) -> tuple[int, int]:
    """Return the span with the arrows, stars or brackets directly around it."""
    while start and text[start - 1] in _WRAPS and end - start < _REACH:
        start -= 1
    while end < len(text) and text[end] in _WRAPS and end - start < 2 * _REACH:
        end += 1
    return start + len(text[start:end]) - len(text[start:end].lstrip()), start + len(text[start:end].rstrip())


def _dummies(doc: Document) -> Iterator[Slot]:
    """Yield dummy sentences and the well-known orders of a template."""
    for start, end in hits(doc, "leak_tokens.dummy"):
        if doc.folded[max(start - 2, 0) : start].rstrip()[-1:] not in {"[", "{", "<"}:
            yield start, end, "strong"
    reach = -1
    for start, end in hits(doc, "leak_form.latin"):
        sentence: Sentence = sentence_at(doc, start, end)
        if start >= reach and _is_latin(sentence.folded):
            first, reach = grown(doc, sentence.start, sentence.end, _is_latin)
            yield first, reach, "certain"


def _is_latin(folded: str) -> bool:
    """Say whether a sentence is of dummy Latin: most of its words are among those that typesetters use."""
    told = [word.strip(".,;:?!\"'()") for word in folded.split()[:_REACH]]
    return bool(told) and sum(word in words("latin") for word in told) >= max(_LATIN_SHARE * len(told), 2)


def _spans(expression: re.Pattern[str], text: str) -> list[tuple[int, int]]:
    return [match.span() for match in islice(expression.finditer(text), _MOST_BRACKETS)]
