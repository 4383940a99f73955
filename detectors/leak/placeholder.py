"""Find slots that were never filled.

What it measures   Bracketed slot words (``[City]``, ``[Insert quote here]``, ``{{name}}``, ``<source>``), years and sums in
                   X (``20XX``, ``$XX million``), dummy Latin.
Why it matters     The fact is missing, so no edit can restore it, and nobody read the text before it went out.
Known misses       Slots without any mark ("Company Name announced"); slot words inside quotations, where editors use them.
Source             Square brackets stand in 189 of 8,405 human articles as ordinary editing; hence the list of slot words.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import islice

from detectors.document import Document
from detectors.leak.guards import is_about_forms, is_quoted, tempered
from detectors.leak.lexicon import either, words
from detectors.leak.spans import hits
from detectors.records import Certainty, Finding

RULE = "leak.placeholder"
_MOST, _MOST_BRACKETS, _MOST_WORDS, _MOST_NAMED = 200, 2000, 7, 4
_BRACKET = re.compile(r"\[(?![\[\]/])[^\[\]\n]{1,90}\]")
_BRACE = re.compile(
    r"\{\{[^{}\n]{1,60}\}\}|\{[a-z][a-z _]{1,30}\}|%%[\w .-]{1,40}%%|%[A-Z]{2,20}(?:_[A-Z]{2,20}){1,3}%|\*\|[\w: ]{1,30}\|\*",
    re.IGNORECASE,
)
_ANGLE = re.compile(r"<[a-z][a-z _/,-]{2,40}>")
_CROSSES = re.compile(
    r"(?<![\w.])(?:(?:19|20)XX|[$\u00a3\u20ac]\s?(?:XX+|X(?=[.,]X| ?(?:million|billion|trillion|bn|m)\b))(?:[.,]X{1,3}){0,3}|XX{1,2}(?:[.,]X{1,3})?\s?(?:%|percent\b|per cent\b|million\b|billion\b)|XX[/.-]XX(?:[/.-]XX(?:XX)?)?)(?!\w)"
)
_CAPS = re.compile(
    r"(?<![\w$@#/.-])(?:INSERT|YOUR|ADD|ENTER|COMPANY|CITY|CLIENT|AUTHOR|PRODUCT|PERSON|FIRST|LAST)_[A-Z]{2,20}(?:_[A-Z]{2,20}){0,3}(?!\w)"
)
_JOINED = re.compile("_[A-Z]")
_ORDER = re.compile(r"(?:INSERT|ADD|ENTER) (?:[A-Z]{2,20} ){1,5}HERE\b")
_SUM = re.compile(r"[$\u00a3\u20ac]\s?X")

_FACTS = frozenset({"name", "number", "date", "title", "amount", "place"})
_CONNECTORS = frozenset("/-,;:.")
_BREAK = re.compile(r"[\s_/,&.:;'#$()*-]+")


def detect(doc: Document) -> list[Finding]:
    """Return one finding for each slot; none has an edit."""
    taken = [(finding.start, finding.end) for finding in doc.found if finding.field == doc.field]
    found: list[Finding] = []
    for start, end, certainty in sorted(_slots(doc))[:_MOST]:
        inside = any(first <= start and end <= last for first, last in taken) or (found and start < found[-1].end)
        graded = None if inside else _guarded(doc, start, end, certainty)
        if graded:
            found.append(doc.finding(RULE, start, end, graded))
    return found


def _guarded(doc: Document, start: int, end: int, certainty: Certainty) -> Certainty | None:
    """Weaken what stands in a quotation, where editors put brackets, and what a story on forms shows on purpose."""
    quoted = is_quoted(doc, start, end)
    if quoted and (certainty != "certain" or doc.text[start - 1 : start] in "\"'`\u201c\u2018"):
        return None
    return "weak" if is_about_forms(doc, start, end) else tempered(doc, start, end, certainty)


def _slots(doc: Document) -> Iterator[tuple[int, int, Certainty]]:
    """Yield candidate slots; each form is looked for only where its rarest sign occurs."""
    text = doc.text
    if "[" in text or "<" in text or "{" in text or "%" in text or "|" in text:
        yield from _marked(text, doc.folded)
    if "X" in text and ("XX" in text or _SUM.search(text)):
        yield from ((*match.span(), "strong") for match in _CROSSES.finditer(text))
    if "_" in text and _JOINED.search(text):
        yield from ((*match.span(), "certain") for match in _CAPS.finditer(text))
    for start, _ in hits(doc, "leak_tokens.order"):
        if match := _ORDER.match(text, start):
            yield *match.span(), "certain"
    for start, end in hits(doc, "leak_tokens.dummy"):
        if not _bracketed(doc.folded, start):
            yield start, end, "strong"


def _marked(text: str, folded: str) -> Iterator[tuple[int, int, Certainty]]:
    """Yield what stands between brackets or braces and is a slot."""
    if "[" in text:
        for start, end in _spans(_BRACKET, text):
            certainty = _slot_grade(folded[start + 1 : end - 1], capital=text[start + 1 : end].lstrip()[:1].isupper())
            if certainty and text[end : end + 1] not in {"(", ":"}:
                yield start, end, certainty
    if "{" in text or ("%" in text and ("%%" in text or "_" in text)) or ("|" in text and "*|" in text):
        for start, end in _spans(_BRACE, text):
            doubled = text[start : start + 2] in {"{{", "%%", "*|"}
            if certainty := _slot_grade(folded[start:end].strip("{}%*| "), doubled=doubled):
                yield start, end, certainty
    if "<" in text:
        for start, end in _spans(_ANGLE, folded):
            if certainty := _slot_grade(folded[start + 1 : end - 1]):
                yield start, end, certainty


def _spans(expression: re.Pattern[str], text: str) -> list[tuple[int, int]]:
    return [match.span() for match in islice(expression.finditer(text), _MOST_BRACKETS)]


def _bracketed(folded: str, start: int) -> bool:
    return folded[max(start - 2, 0) : start].rstrip().endswith(("[", "{", "<"))


def _slot_grade(inside: str, *, doubled: bool = False, capital: bool = False) -> Certainty | None:
    """Say how sure the words between brackets are a slot: an order to fill it, or slot nouns and nothing else."""
    inside = inside.strip()
    plain = not set(inside) & _CONNECTORS
    if re.fullmatch(either("slot_order"), inside):
        return "certain"
    told = [_singular(word) for word in _BREAK.split(inside.replace("'s ", " ")) if word]
    if not told or (len(told) > 1 and not doubled and (len(told[-1]) == 1 or told[-1].isdigit())):
        return None
    if doubled:
        return "certain" if _names_a_slot(told) else "strong" if all(map(str.isidentifier, told)) else None
    return "certain" if (_is_slot_name(told, plain=plain) if capital else _is_small_slot_name(told)) else None


def _is_slot_name(told: list[str], *, plain: bool) -> bool:
    """Say whether words that begin with a capital name a slot; "[Bridge Name]" does, whatever a bridge is."""
    if len(told) > 2 and told[0] in _FACTS and told[1] == "of":  # noqa: PLR2004 - "[Name of Bridge]"
        return True
    if plain and 1 < len(told) <= _MOST_NAMED and told[-1] in words("slot_in_small_letters") - {"title"}:
        return True
    return _names_a_slot(told) and (len(told) > 1 or told[0] not in words("no_slot_alone"))


def _is_small_slot_name(told: list[str]) -> bool:
    """Say the same of small letters, in which editors write too: "[the company]" is no slot, "[company name]" is one."""
    return _names_a_slot(told) and told[-1] in words("slot_in_small_letters") and told[0] not in words("article")


def _singular(word: str) -> str:
    return word.removesuffix("s") if word.removesuffix("s") in words("slot_noun") else word


def _names_a_slot(told: list[str]) -> bool:
    nouns = words("slot_noun")
    return len(told) <= _MOST_WORDS and not nouns.isdisjoint(told) and (nouns | words("slot_word")).issuperset(told)
