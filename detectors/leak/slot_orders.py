"""Slots without brackets that a phrase points to: orders in capitals, dates as a form calls them, dummy sentences and Latin.

No sign tells them from prose, so nothing is looked for where no phrase of the list stands.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from detectors.document import Document
from detectors.expressions import regex
from detectors.leak.lexicon import words
from detectors.leak.slot_names import Slot
from detectors.leak.spans import Sentence, grown, hits, line_index, sentence_at, spans_of

_QUOTE_WANTED = regex(
    r"[\"\u201c](?:(?:insert|add|placeholder|sample) )?(?:quote|statement|comment)s? (?:from|by|of) [^\"\u201c\u201d\n]{2,60}? (?:here|to come|goes here|tk|tbc)[,.]?[\"\u201d]",
    re.IGNORECASE,
)
"""What names the quotation that is to stand between the marks."""

_NAMED_CAPS = regex(
    r"(?<![A-Z] )(?<!\w)[A-Z]{3,15}(?:[ ][A-Z]{2,15}){0,2} (?:NAME|HERE|DATE|TITLE|NUMBER|ADDRESS)(?!\w)(?! [A-Z]{2})"
)
_NAMED_TITLE = regex(
    r"(?<![A-Z][a-z] )\b[A-Z][a-z]{2,14} Name(?= (?:said|says|has|will|is|was|announced|plans|told|added|wants|hopes|reported)\b|, (?:who|a|the|which|\d\d)\b)"
)
"""The same in the letters of a name, where it does what somebody does: "Company Name said"."""

_NAMED_NOUN = regex(r"[A-Z][a-z]{2,14} Name(?= [a-z]|,|\.\s)")
"""The same anywhere: people write of a Brand Name."""

_ORDER = regex(
    r"(?:INSERT|ADD|ENTER|PLACE) (?:[A-Z]{2,20} ){1,6}HERE\b|(?:[A-Z]{2,20} ){1,8}(?:GOES? HERE|COMES? HERE|TO COME|TK)\b"
)
_DATE = regex(
    r"(?:(?:[A-Z]{3,20}|City|Place|Location|Town)[,/] ?){0,2}(?:Month|MONTH|Mon|MM|DD|Day|DAY|YYYY|XX)(?:[ ,/.-]{1,2}(?:Month|MONTH|Day|DAY|DD|MM|XX|Year|YEAR|YYYY|YY|20XX)){1,2}\b(?: \([A-Z]\w+\))?|\bdd[./-]mm(?:[./-]yyyy|[./-]yy|\.)?(?!\w)"
)
GROUPS = frozenset(
    {
        "leak_form.capitals",
        "leak_form.quote_wanted",
        "leak_tokens.order",
        "leak_form.order",
        "leak_form.date",
        "leak_tokens.dummy",
        "leak_form.latin",
    }
)
_WRAPS = "><*-[]( )=#_"
_FORMAT = regex(r"\b(?:format|written as|enter|date of birth)\b")
_LINE, _REACH, _LATIN_SHARE, _ENDED = 70, 120, 0.5, 0.75
_ENGLISH = frozenset({"the", "and", "of", "to", "with", "from", "by", "for", "was", "has", "that"})
_ENDING = regex(
    r"[a-z]*(?:us|um|is|it|at|et|am|em|ur|unt|ent|ant|ae|que|or|ec|eo|io|os|as|es|im|ex|ut|it|ia|a|e|i|o|re|ra|la|na|ta|sa)"
)
_GOES_HERE = regex(
    r"(?:the |your |main |first |second |third |body |photo |pull |more )*(?:headline|title|text|body|copy|caption|quotes?|photo|image|picture|name|paragraph|story|article|content|intro|introduction|lead|lede|byline|credit|summary|details?|date|link|video|subhead|conclusion)"
    r"(?: \w+){0,3}? (?:goes?|comes?|to go|to come|to follow|will go|belongs?|(?:is |are )?(?:still )?to be (?:written|added|inserted|supplied|completed|confirmed)|tk|tbc|tbd)(?: in)?(?: here| below| shortly| later)?[.!]?"
)


def ordered(doc: Document) -> Iterator[Slot]:
    """Yield orders with the signs around them, in capitals or alone on a line, and dates that were left as they are called."""
    text = doc.text
    yield from _without_marks(doc)
    for start, _ in hits(doc, "leak_form.order"):
        line = doc.lines[line_index(doc, start)]
        if len(line.text) <= _LINE and _GOES_HERE.fullmatch(line.folded.strip("[]()<>*_ ")):
            yield line.start, line.end, "strong"
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


def _without_marks(doc: Document) -> Iterator[Slot]:
    """Yield what names the quotation or the person that is to stand there."""
    text = doc.text
    if "leak_form.quote_wanted" in doc.hits:
        yield from ((*span, "certain") for span in spans_of(_QUOTE_WANTED, text))
    for start, end in hits(doc, "leak_form.capitals"):
        if match := _NAMED_CAPS.search(text, max(start - 40, 0), end + 10) or _NAMED_TITLE.match(text, start):
            yield *_widened(text, *match.span()), "strong"
        elif match := _NAMED_NOUN.match(text, start):
            yield *match.span(), "weak"


def _widened(text: str, start: int, end: int) -> tuple[int, int]:
    """Return the span with the arrows, stars or brackets directly around it."""
    while start and text[start - 1] in _WRAPS and end - start < _REACH:
        start -= 1
    while end < len(text) and text[end] in _WRAPS and end - start < 2 * _REACH:
        end += 1
    return start + len(text[start:end]) - len(text[start:end].lstrip()), start + len(text[start:end].rstrip())


def dummies(doc: Document) -> Iterator[Slot]:
    """Yield dummy sentences and the well-known orders of a template."""
    for start, end in hits(doc, "leak_tokens.dummy"):
        if doc.folded[max(start - 2, 0) : start].rstrip()[-1:] not in {"[", "{", "<"}:
            told = sentence_at(doc, start, end).folded
            yield (
                start,
                end,
                "weak"
                if len(_ENGLISH.intersection(told.split())) > 1 and not told.startswith(doc.folded[start:end])
                else "strong",
            )
    reach = -1
    for start, end in hits(doc, "leak_form.latin"):
        sentence: Sentence = sentence_at(doc, start, end)
        if start >= reach and _is_latin(sentence.folded):
            first, reach = grown(doc, sentence.start, sentence.end, _is_latin)
            yield first, reach, "certain"


def _is_latin(folded: str) -> bool:
    """Say whether a sentence is of dummy Latin: half of its words are those of typesetters, the others end like Latin ones."""
    told = [word.strip(".,;:?!\"'()") for word in folded.split()[:_REACH]]
    known = sum(word in words("latin") for word in told)
    ended = sum(word in words("latin") or _ENDING.fullmatch(word) is not None for word in told)
    return known >= max(_LATIN_SHARE * len(told), 1) and ended >= _ENDED * len(told) and _ENGLISH.isdisjoint(told)
