"""The forms that a slot which was never filled can have: brackets, signs of mail merge, capitals, orders, dummy Latin."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import islice

from detectors.document import Document
from detectors.expressions import regex
from detectors.leak import slots
from detectors.leak.guards import is_quoted
from detectors.leak.lexicon import words
from detectors.leak.open_values import may_have_open_values, open_values
from detectors.leak.spans import Sentence, grown, hits, line_index, matches, sentence_at
from detectors.records import Certainty

Slot = tuple[int, int, Certainty]
_MOST, _MOST_BRACKETS, _LINE = 200, 2000, 70
_BRACKET = regex(r"\[(?![\[\]/])[^\[\]\n]{1,110}\]")
_WIDE = regex(
    "[\u3010\uff3b\uff5b\u27e8\u3008\u3014]([^\u3010\u3011\uff3b\uff3d\n]{2,60}?)[\u3011\uff3d\uff5d\u27e9\u3009\u3015]"
)
_BRACKETS, _ANGLED_QUOTES = frozenset("[<{}"), frozenset("\u00ab\u2039")
CLOSING = frozenset("\u3011\uff3d\uff5d\u27e9\u3009\u3015")
_EMPTY = regex(
    r"\[(?:(?: {1,6}|_{1,20}|\u25cf|\u2022|\?\?+)\](?: (?:per cent|percent|million|billion)\b)?|(?:\.{2,9}|\u2026{1,5})\] ?(?:%|per cent|percent|million|billion))(?![(:\w])"
)
_MONEY = "$\u20ac\u00a3"
_CURRENCIES = frozenset(_MONEY)
_NOUN_REACH = 12
_NOUN_BEFORE = regex(
    r"(?:\b(?:in|at|on|by|to|of|for|from|with|about|than|over|under|between|and|is|was|are|were|reach|reached|around|until|since|after|before|near|seeks?)|,) \Z"
)
_NOUN_AFTER = regex(r"[ ,.;:%\u00b0]|$")
_MEASURED = regex(
    r"-(?:year|month|week|day|mile|metre|foot|storey|minute|hour)s?\b|%| (?:per cent|percent|million|billion|people|years?|passengers|visitors|residents|jobs|homes|households|students|employees|miles|kilometres|euros|pounds|dollars|votes)\b"
)
_BRACE = regex(
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
_QUOTE_WANTED = regex(
    r"[\"\u201c](?:(?:insert|add|placeholder|sample) )?(?:quote|statement|comment)s? (?:from|by|of) [^\"\u201c\u201d\n]{2,60}? (?:here|to come|goes here|tk|tbc)[,.]?[\"\u201d]",
    re.IGNORECASE,
)
"""What names the quotation that is to stand between the marks."""

_SUM_NAMED = regex(r"\$(?<![\w$]\$)[a-z][a-z_]{2,20}\b(?![(.=])")
NAMED_SUM = regex(r"\$[$A-Za-z]")
_RARER = frozenset("%/") | _SIGNED.keys() | CLOSING
_PERCENT = regex(r"%(?:(?P<capitals>[A-Z][A-Z0-9]{2,20}(?:_[A-Z0-9]{1,20}){0,3}%)|(?:%|=) ?[A-Za-z][\w .-]{1,40}%{1,2})")
_NAMED_CAPS = regex(
    r"(?<![A-Z] )(?<!\w)[A-Z]{3,15}(?:[ ][A-Z]{2,15}){0,2} (?:NAME|HERE|DATE|TITLE|NUMBER|ADDRESS)(?!\w)(?! [A-Z]{2})"
)
_NAMED_TITLE = regex(
    r"(?<![A-Z][a-z] )\b[A-Z][a-z]{2,14} Name(?= (?:said|says|has|will|is|was|announced|plans|told|added|wants|hopes|reported)\b|, (?:who|a|the|which|\d\d)\b)"
)
"""The same in the letters of a name, where it does what somebody does: "Company Name said"."""

_CAPITAL_NOUNS = ("NAME", "CITY", "TOWN", "VENUE", "OPPONENT", "LOCATION", "DATE", "AMOUNT", "COMPANY", "PERSON", "COUNTRY")
IN_CAPITALS = tuple(map(str.encode, _CAPITAL_NOUNS))
"""Looked for among the capitals of a text, of which there are few."""

_IN_CAPS = regex(rf"(?<=[a-z,] )(?:{'|'.join(_CAPITAL_NOUNS)})S?(?: OF (?:THE )?[A-Z]{{3,20}})?(?=,? [a-z]|[.,]\s)")
_LEANING = regex(r"_(?<!\w_)[A-Z][a-z]{2,15}(?: [A-Z][a-z]{2,15})?_(?![\w_])")
_SHOUTED = regex(r"\b[A-Z]{4,}\b")
_JOINED = regex("_[A-Z0-9]")
_CAPS = regex(r"(?<![\w$@#/.-])[A-Z]{2,20}(?:_[A-Z0-9]{1,20}){1,4}(?!\w)")
_SLASHED = regex(r"/[A-Z]{3,20}(?:/[A-Z]{3,20}){0,4}(?![\w/])")
_LAST_CAPS = regex(r"(?<![\w/])[A-Z]{3,20}\Z")
_ORDER = regex(
    r"(?:INSERT|ADD|ENTER|PLACE) (?:[A-Z]{2,20} ){1,6}HERE\b|(?:[A-Z]{2,20} ){1,8}(?:GOES? HERE|COMES? HERE|TO COME|TK)\b"
)
_DATE = regex(
    r"(?:(?:[A-Z]{3,20}|City|Place|Location|Town)[,/] ?){0,2}(?:Month|MONTH|Mon|MM|DD|Day|DAY|YYYY|XX)(?:[ ,/.-]{1,2}(?:Month|MONTH|Day|DAY|DD|MM|XX|Year|YEAR|YYYY|YY|20XX)){1,2}\b(?: \([A-Z]\w+\))?"
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
_COMPANY = 2
_REACH, _LATIN_SHARE, _ENDED = 120, 0.5, 0.75
_ENGLISH = frozenset({"the", "and", "of", "to", "with", "from", "by", "for", "was", "has", "that"})
_ENDING = regex(
    r"[a-z]*(?:us|um|is|it|at|et|am|em|ur|unt|ent|ant|ae|que|or|ec|eo|io|os|as|es|im|ex|ut|it|ia|a|e|i|o|re|ra|la|na|ta|sa)"
)
_GOES_HERE = regex(
    r"(?:the |your |main |first |second |third |body |photo |pull |more )*(?:headline|title|text|body|copy|caption|quotes?|photo|image|picture|name|paragraph|story|article|content|intro|introduction|lead|lede|byline|credit|summary|details?|date|link|video|subhead|conclusion)"
    r"(?: \w+){0,3}? (?:goes?|comes?|to go|to come|to follow|will go|belongs?|(?:is |are )?(?:still )?to be (?:written|added|inserted|supplied|completed|confirmed)|tk|tbc|tbd)(?: in)?(?: here| below| shortly| later)?[.!]?"
)


def slots_in(doc: Document) -> Iterator[Slot]:
    """Yield candidate slots; each form is looked for only where its rarest sign occurs."""
    text, signs = doc.text, doc.signs
    if not _BRACKETS.isdisjoint(signs):
        yield from _bracketed(doc)
        yield from _written(text)
    if "_" in signs:
        yield from (
            (*span, "weak") for span in _spans(_LEANING, text) if slots.names_a_slot(text[span[0] + 1 : span[1] - 1].lower())
        )
    if "_" in signs and _JOINED.search(text):
        yield from _joined(doc)
    if "_" in signs:
        yield from ((*span, "certain") for span in _coloned(text) if _names(text, span))
    if "(" in signs:
        yield from _rounds(text)
    if not signs.isdisjoint(_RARER):
        yield from _by_rarer_sign(text, signs)
    if any(noun in doc.outstanding for noun in IN_CAPITALS):
        yield from _in_capitals(text)
    if may_have_open_values(doc):
        yield from open_values(doc)
    if not GROUPS.isdisjoint(signs):
        yield from _ordered(doc)
        yield from _dummies(doc)


def _coloned(text: str) -> list[tuple[int, int]]:
    """Return where words joined by underscores stand between colons."""
    return [match.span() for match in islice(matches(_COLONED, text, ":"), _MOST_BRACKETS)]


def _names(text: str, span: tuple[int, int]) -> bool:
    """Say whether what stands between two signs names a slot."""
    return slots.names_a_slot(text[span[0] + 1 : span[1] - 1].replace("_", " "))


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
    for start, end in _spans(_IN_CAPS, text):
        others = _SHOUTED.findall(text[max(start - _REACH, 0) : start] + text[end : end + _REACH])
        yield start, end, "weak" if len(others) > _COMPANY else "strong"


def _bracketed(doc: Document) -> Iterator[Slot]:
    """Yield the slots among the brackets of each form; slots come in company, so one makes its like more probable."""
    text, folded = doc.text, doc.folded
    for sign, expression in (("[", _BRACKET), ("{", _BRACE), ("<", _ANGLE)):
        if sign not in text:
            continue
        graded = [
            (start, end, _in_place(text, start, end, _grade(text, folded, start, end)))
            for start, end in _spans(expression, text)
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
    if (
        certainty
        or not _NOUN_BEFORE.search(doc.folded, max(start - _NOUN_REACH, 0), start)
        or not _NOUN_AFTER.match(doc.text, end)
    ):
        return start, end, certainty
    fits = slots.may_stand_for(doc.text[start + 1 : end - 1]) and not is_quoted(doc, start, end)
    return start, end, "weak" if fits else None


def _is_doubled(text: str, start: int, end: int) -> bool:
    return text[start] == "[" and text[start - 1 : start] == "[" and text[end : end + 1] == "]"


def _together(doc: Document, graded: list[tuple[int, int, Certainty | None]]) -> list[tuple[int, int, Certainty | None]]:
    """Return the brackets with two or more doubtful ones made strong where nobody is quoted: one may be an editor's."""
    doubtful = [span for span in graded if span[2] == "weak" and not is_quoted(doc, *span[:2])]
    if len(doubtful) < _COMPANY:
        return graded
    return [(start, end, "strong" if (start, end, grade) in doubtful else grade) for start, end, grade in graded]


def _written(text: str) -> Iterator[Slot]:
    """Yield orders to a template program, slots left open at one end, and empty brackets where a figure belongs."""
    if "<" in text or "[%" in text:
        yield from ((*span, "certain") for span in _spans(_SCRIPT, text))
    if "{{" in text or "}}" in text:
        yield from ((*span, "strong") for span in _spans(_UNCLOSED, text))
    if "[" in text:
        yield from ((*span, "strong") for span in _spans(_UNCLOSED_ORDER, text))
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
    if text[start] in _VARIABLE or text[start : start + 2] in {"{%", "{#", "{}"}:
        return "certain" if text[start + 1] != "}" else "strong"
    return slots.brace_slot(inside, doubled=text[start : start + 2] == "{{")


def _in_place(text: str, start: int, end: int, certainty: Certainty | None) -> Certainty | None:
    """Make a doubtful slot strong where a figure or an age has to stand: behind a currency, before a unit."""
    measured = certainty == "weak" and (text[start - 1 : start] in _CURRENCIES or _MEASURED.match(text, end) is not None)
    return "strong" if measured else certainty


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
        if match[1] or slots.names_a_slot(name.lower()):
            yield *match.span(), "certain"


def _signed(text: str, signs: frozenset[str]) -> Iterator[Slot]:
    """Yield names between the doubled or rare signs of mail merge; a dollar mostly has a figure behind it."""
    if "|" in signs and "*|" in text:
        yield from ((*span, "certain") for span in _spans(_BRACE, text) if text[span[0]] == "*")
    named = "$" in signs and any(matches(NAMED_SUM, text, "$"))
    for sign in _SIGNED:
        if sign in signs and (named or sign != "$"):
            yield from _named(text, _SIGNED[sign])
    if named:
        yield from (
            (*span, "strong") for span in _spans(_SUM_NAMED, text) if slots.names_a_slot(text[span[0] + 1 : span[1]])
        )


def _named(text: str, expression: re.Pattern[str]) -> Iterator[Slot]:
    """Yield the matches that, without their signs, name a slot."""
    for start, end in _spans(expression, text):
        name = text[start:end].strip("@#%$~^&!+=:|<>[]_* {}\u00a7\u00a4\u00ac\u00ab\u00bb\u2039\u203a").lower()
        told = text[start:end].strip("@#~^|_*\u00ab\u00bb\u2039\u203a ")
        plain = told.isupper() or "_" in told or name in words("slot_in_small_letters")
        plain = plain or text[start] in _ANGLED_QUOTES
        merged = told.isupper() and text[start] == text[start + 1] and text[start] in "@#~^"
        if (merged or (plain and slots.names_a_slot(name))) and text[end : end + 1] != ":":
            yield start, end, "certain"


def _joined(doc: Document) -> Iterator[Slot]:
    """Yield names joined by underscores in capitals, as templates and redaction programs write them."""
    for start, end in _spans(_CAPS, doc.text):
        told = doc.folded[start:end].replace("_", " ")
        first, _, rest = told.partition(" ")
        if slots.names_a_slot(told if len(rest) > 1 else first) or told.startswith(
            ("insert ", "your ", "add ", "redacted ")
        ):
            yield start, end, "certain"


def _slashed(text: str) -> Iterator[Slot]:
    """Yield slot nouns in capitals with strokes between them: "DATE/TIME/PLACE"."""
    for match in islice(matches(_SLASHED, text, "/"), _MOST_BRACKETS):
        first = _LAST_CAPS.search(text[max(match.start() - 21, 0) : match.start()])
        nouns = (first.group() if first else "?") + match.group()
        if words("slot_noun").issuperset(nouns.lower().split("/")):
            yield match.start() - len(nouns) + len(match.group()), match.end(), "strong"


def _ordered(doc: Document) -> Iterator[Slot]:
    """Yield orders with the signs around them, in capitals or alone on a line, and dates that were left as they are called."""
    text = doc.text
    if "leak_form.quote_wanted" in doc.hits:
        yield from ((*span, "certain") for span in _spans(_QUOTE_WANTED, text))
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
    for start, end in hits(doc, "leak_form.capitals"):
        if match := _NAMED_CAPS.search(text, max(start - 40, 0), end + 10) or _NAMED_TITLE.match(text, start):
            yield *_widened(text, *match.span()), "strong"
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


def _spans(expression: re.Pattern[str], text: str) -> list[tuple[int, int]]:
    return [match.span() for match in islice(expression.finditer(text), _MOST_BRACKETS)]
