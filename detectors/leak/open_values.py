"""Values that were left open: crosses, zeros, question marks, dots or a line where a figure or a name belongs.

Each form is looked for only where its rarest sign occurs; what makes it a slot and not a name or an expression is the
unit, the currency or the title beside it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import islice

from detectors.document import Document
from detectors.expressions import regex
from detectors.leak.spans import hits, matches, sentence_at
from detectors.records import Certainty

Slot = tuple[int, int, Certainty]
_MOST, _LEAST_WORDS = 200, 4
_UNIT = r"(?:years?|months?|weeks?|days?|hours?|minutes?|people|persons?|percent|per cent|%|million|billion|m\b|bn|euros?|dollars?|pounds?|kronor|kroner|crowns?|francs?|rupees?|km|kilomet\w+|miles?|met(?:re|er)s?|hectares?|acres?|degrees?|points?|votes?|seats?|goals?|jobs?|homes?|houses?|flats?|cases|arrests|deaths|dead|injured|residents|students|pupils|employees|workers|visitors|passengers|patients|families|households|tonn?es?|kilos?|litres?|copies|items|countries|cities|towns|matches|games|wins|runs|patients|women|men|children|officers|soldiers|members|voters|shops|stores|trees|cars|vehicles|boats|schools|hospitals|beds|books|tickets|villages|farms)\b"
_MONEY = r"[$\u00a3\u20ac\u00a5\u20b9]"
_CROSSES = regex(
    rf"\(XXX\) ?XXX-XXXX|(?<![\w-])XXX-XXX-XXXX(?!\w)|(?<![\w.])(?:(?:19|20)XX(?! miles| km)|{_MONEY}\s?(?:XX+|X(?=[.,]X| ?(?:million|billion|trillion|bn|m)\b))(?:[.,]X{{1,3}}){{0,3}}(?: ?(?:million|billion|trillion|bn|m)\b)?|XX{{1,2}}(?:[.,]X{{1,3}})?\s?%|X{{1,3}}[.,:]X{{1,3}}(?=\s{_UNIT}|%)|XX[/.:-]XX(?:[/.:-]XX(?:XX)?)?|xx:xx|(?<=[a-z,] )[XY] ?%|xx[/.]xx[/.]xx(?:xx)?|XXXX{{1,8}})(?!\w)|\((?:[Xx]{{2,6}}|nn+|NN+|00)\)"
    rf"|(?<=[a-z,] )X (?!ray|factor){_UNIT}|(?<![\w.])(?:XX+|xx+)(?:[.,][Xx]{{1,3}})?[\s-]{_UNIT}(?: and (?:XX+|xx+)\s{_UNIT})?"
)
_LETTERS = regex(rf"(?<![\w.])(?:NN+|N[.,]N+|nn+|n,nnn)[\s-]?{_UNIT}")
_ZEROS = regex(
    rf"(?<![\w.,:/+-])(?:{_MONEY}\s?)?(?:0,000(?:,000)?|000|00)(?:[.,]00?)?(?:\s?{_UNIT}| (?:(?:[a-z]+ )?{_UNIT}|January|February|March|April|May|June|July|August|September|October|November|December|Month|month|20\d\d)\b)"
    r"|(?<![\w.,:/+-])(?:00?[/.-]00?[/.-](?:0000|00)|99[/.-]99[/.-]9999)(?!\w)"
)
_AGED = regex(r"(?<=, )(?:00|XX|xx|\?\?|__)(?=, )")
_ASKED = regex(r"\?\?{1,3}(?:[.,:/]\?{1,6}){0,2}(?=,| [a-z]| %\b)")
_ASKED_SUM = regex(rf"{_MONEY} ?\?{{1,4}}(?: ?(?:million|billion|bn|m)\b)?")
_HASHES = regex(rf"#(?:#{{1,3}}|(?=[.,]#|[ -]|%))(?:[.,]#{{1,3}}){{0,2}}[ -]?{_UNIT}")
"""A single one directly before a word is a hashtag."""

_HASHED = regex(r"#[#.,% -]")

_DOTS = regex(
    rf"{_MONEY}\s?(?:\u2026{{1,9}}|\.{{3,9}}) ?(?:(?:million|billion|bn|m)\b)?(?: \([^()\n]{{1,20}}\))?"
    rf"|\b(?:Mr|Mrs|Ms|Dr|Shri|Smt|Prof|Cllr|Sir)(?:/(?:Mr|Mrs|Ms|Dr))?\.? (?:\u2026{{1,20}}|\.{{3,60}})(?!\w)|(?<=[a-z] )(?:\u2026{{2,20}}|\.{{5,60}}) {_UNIT}"
)
_BLANKS = regex(
    r"1(?<!\w1)9(?:__|_ _)(?!\w)|2(?<!\w2)0(?:__|_ _)(?!\w)|__(?<=[a-z,] __)(?= [a-z])|__(?<=[$\u00a3\u20ac]__)(?=[ ,.])|_(?<!__)(?:_{1,39}(?:[:/.-]_{2,40}){1,3}|_{2,399}|(?: _){2,20})(?=[.,;:)%?]| [a-z(]|, )"
)
_BEFORE_BLANK = regex(r"(?:[a-z,(]|\b(?:Mr|Mrs|Ms|Dr|Shri|Smt|Prof|[A-Z][a-z]+)\.?) \Z|[$\u00a3\u20ac(]\Z")
_TOKENS = regex(
    rf"\bXth\b|(?:(?<= by )|(?<= from )|(?<= with ))TB[ACD](?=,| [a-z]|\. )|\b(?:TK ?){{1,4}}TK\b|\btk tk\b|\b(?:City|Town|Village|Country|Team) [XYZ]\b(?! [A-Z])|(?<= (?:of|in|by|at|to) )(?:XXX|xxx)\b(?! [A-Z])|(?<=[a-z] )N (?:visitors|people|years|residents|patients|women|men|students|voters|participants|households|workers|children|jobs|homes|days|weeks|months)\b|\bTK[ -]{_UNIT}|\b(?:[A-Z]{{3,20}} ){{1,4}}TK\b|\b(?:TK|TBC|TBD)(?=,? (?:said|told|added|who|and the)\b)"
)
_BARE_TK = regex(r"(?<=[a-z,] )TK(?=[,.;)] | [a-z]{2})")
"""A journalist's mark for what is still to come; also the initials of somebody, so that it is worth a note."""

_NEAR = (
    (("X", "x", "(nn", "(NN", "(00"), None, _CROSSES),
    (("NN", "N.", "N,", "nn", "n,n"), regex(r"(?<![\w.])(?:NN+|N[.,]N+|nn+|n,nnn)[\s-]?[a-z%]"), _LETTERS),
    (("00", "99"), regex(rf"(?<![\w.,:/+-])(?:{_MONEY}\s?)?(?:0?0[,0/.-]0|00|99)"), _ZEROS),
    (("00", "XX", "xx", "??", "__"), None, _AGED),
    (("\u2026", ".."), None, _DOTS),
    (("X", "Y", "Z", "TB", "TK", "tk", "xxx", "N "), regex(r"\bTK|\b(?:Xth|TB[ACD]|tk tk|XXX|xxx|[NXYZ])\b"), _TOKENS),
    (("?",), None, _ASKED_SUM),
)
"""Expressions for what stands near a listed phrase, each with signs of which one must be there, and a short expression for how
each of them begins: to compile a long one takes longer than to look for it in many articles."""

_ERRORS = regex(
    r"\[object Object\]|#(?:REF!|N/A|NAME\?|VALUE!|DIV/0!)|\bundefined(?:[,/]? undefined| years?| percent|%)|\bNaN(?=%| [a-z])|(?<=said )undefined\b|\bundefined(?=, (?:who|a|the|\d))|(?<= in )(?:null|undefined|NaN)(?=[,.])|(?<=[a-z,] )N/A(?=[ ,.][a-z ])|\b(?:null|None)(?:[,/]? (?:null|None))+\b|%(?:s|d|\d\$[sd]|\.\df|\(\w{2,20}\)s)(?![\w%])"
)
GROUPS = frozenset({"leak_form.value", "leak_form.error", "leak_form.name"})
_OF_ERRORS = (
    "undefined",
    "null",
    "NaN",
    "N/A",
    "None None",
    "None, None",
    "None/ None",
    "REF!",
    "NAME?",
    "VALUE!",
    "DIV/0!",
    "object Object",
)
"""Without any of them, and without a percent sign, nothing of it matches: it takes twenty times as long to look for."""

_FORMATTED = regex(r"%(?:[sd](?!\w)|\d\$[sd]|\.\df|\(\w{2,20}\)s)")
_AROUND = 40
_NAMES = regex(
    r"\b(?:Firstname|FirstName|FIRSTNAME|Forename|FORENAME|Name|NAME|First Name)[ -](?:Lastname|LastName|LASTNAME|Surname|SURNAME|Last Name)\b|\b(?:TOWN|CITY|PLACE|COUNTRY|COMPANY|PERSON|TEAM|CLUB|PLAYER|VILLAGE|REGION)(?:[ -]?NAME| ?[XYZ]| [AB]\b)?(?= (?:said|has|had|will|was|is|have|told|on|in)\b)"
)


def open_values(doc: Document) -> Iterator[Slot]:
    """Yield every value left open."""
    text = doc.text
    yield from _around_hits(doc)
    for expression in _expressions(doc, text):
        for match in islice(expression.finditer(text), _MOST):
            if not _is_glued(text, match.start()):
                yield *match.span(), "strong"
    if "__" in text or "_ _" in text:
        for match in islice(_BLANKS.finditer(text), _MOST):
            sentence = sentence_at(doc, *match.span())
            if (
                _BEFORE_BLANK.search(text, max(match.start() - 8, 0), match.start())
                and not _is_glued(text, match.start())
                and len(sentence.folded.replace("_", " ").split()) >= _LEAST_WORDS
            ):
                yield *match.span(), "strong"


def _around_hits(doc: Document) -> Iterator[Slot]:
    """Yield the values whose sign is a listed phrase; each expression is asked only near it."""
    for start, end in hits(doc, "leak_form.value"):
        near = doc.text[max(start - _AROUND, 0) : end + _AROUND]
        for signs, beginning, expression in _NEAR:
            if any(sign in near for sign in signs) and (beginning is None or beginning.search(near)):
                for match in expression.finditer(doc.text, max(start - _AROUND, 0), end + _AROUND):
                    yield *match.span(), "strong"
        if doc.text.startswith("TK", start) and (bare := _BARE_TK.match(doc.text, start)):
            yield *bare.span(), "weak"
    for start, end in hits(doc, "leak_form.name"):
        if name := _NAMES.match(doc.text, start, end + _AROUND):
            yield *name.span(), "strong"


def may_have_open_values(doc: Document) -> bool:
    """Say whether any sign of an open value occurs; asked of every text, so single characters come first."""
    text, signs = doc.text, doc.signs
    return (
        "_" in signs
        or "#" in signs
        or ("?" in text and "??" in text)
        or ("\u2026" in signs and "\u2026\u2026" in text)
        or ("%" in signs and _FORMATTED.search(text) is not None)
        or not GROUPS.isdisjoint(signs)
    )


def _is_glued(text: str, start: int) -> bool:
    """Say whether a sign is the tail of a word: a masked name, bold text, a heading of several marks."""
    before = text[start - 1 : start]
    return text[start] in "?#_" and (before.isalnum() or before in {"_", "/", "\\", "#", "?", "!"})


def _expressions(doc: Document, text: str) -> Iterator[re.Pattern[str]]:
    """Yield the expressions whose signs occur in the text."""
    if "\u2026" in text and "\u2026\u2026" in text:
        yield _DOTS
    if "?" in text and "??" in text:
        yield _ASKED
    if "#" in text and any(matches(_HASHED, text, "#")):
        yield _HASHES
    if ("leak_form.error" in doc.hits and any(part in text for part in _OF_ERRORS)) or (
        "%" in text and _FORMATTED.search(text)
    ):
        yield _ERRORS
