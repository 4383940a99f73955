"""Find letters of another script that pass for Latin ones.

What it measures   Words that mix Latin letters with letters or numerals of the same shape from Cyrillic, Greek, Armenian and
                   others, full-width and mathematical letters, and words all of whose letters are such shapes between Latin words.
Why it matters     They hide words from every list and search; spinners and spammers put them there for that.
Known misses       Shapes that are only alike at a glance; small-capital and circled letters; a single letter standing alone.
Source             Unicode confusables (UTS 39), the pairs that look the same in usual fonts.
"""

from __future__ import annotations

import unicodedata
from itertools import islice

from detectors.document import Document
from detectors.expressions import regex
from detectors.records import Certainty, Edit, Finding

RULE = "residue.lookalike_characters"

_TWINS = dict(
    zip(
        "АВЕЅІЈКМНОРСТУХЬаеѕіјорсухԁԛԝһӏѵ"  # Cyrillic
        "ΑΒΕΖΗΙΚΜΝΟΡΤΥΧϹϳονυιραϲ"  # Greek
        "ՕՏՍԼսոհօցզ"  # Armenian
        "ⲟⲣⲥⲅ"  # Coptic
        "ᎪᏴᏟᎠᎬᏀᎻᎫᏦᏞᎷᏢᏚᎢᏙᏔᏃ"  # Cherokee
        "ɑɡ"  # phonetic
        "ⅠⅤⅩⅬⅭⅮⅯⅰⅴⅹⅼⅽⅾⅿ",  # Roman numerals
        "ABESIJKMHOPCTYXbaesijopcyxdqwhlvABEZHIKMNOPTYXCjovuipacOSULunhogqopcrABCDEGHJKLMPSTVWZagIVXLCDMivxlcdm",
        strict=True,
    )
)
_STYLED = "\uff21-\uff3a\uff41-\uff5a\U0001d400-\U0001d6a5"
_SHAPES = "".join(_TWINS) + _STYLED
_SUSPECT = regex(f"[{_SHAPES}]")
_MIXED = regex(f"[A-Za-z\u00c0-\u024f][{_SHAPES}]|[{_SHAPES}][A-Za-z\u00c0-\u024f]")
_WHOLE = regex(rf"(?<![^\W\d_])[{_SHAPES}]{{2,}}+(?![^\W\d_])")
_STYLED_ONLY = regex(f"[{_STYLED}]+")
_LETTERS = regex(r"[^\W\d_]+")
_LATIN = regex("[A-Za-z\u00c0-\u024f]")
_OTHER_LETTER = regex("[\u0370-\u058f\u3040-\u9fff\uac00-\ud7ff]")
_LONGEST, _LONGEST_UNIT, _WINDOW, _MOST = 60, 2, 12, 5000
"""The last one: places looked at, more than any article has words of this kind; a hostile line has hundreds of thousands."""

_MOSTLY_LATIN = 0.3
"""Below this share of other characters a text is in a Latin script."""

_PHONETIC = "/["
"""What opens a word in phonetic script."""

_SYMBOLS = frozenset("αιυρν")
"""Greek letters that stand for themselves at the edge of a short form: TNFα, νMSSM."""


def detect(doc: Document) -> list[Finding]:
    """Return one finding for each word with letters that are not what they seem."""
    text = doc.text
    rare = doc.unusual
    if not rare or _SUSPECT.search(rare) is None:
        return []
    places = [match.start() for match in islice(_MIXED.finditer(text), _MOST)]
    if len(rare) < _MOSTLY_LATIN * len(text):
        places = sorted(places + [match.start() for match in islice(_WHOLE.finditer(text), _MOST)])
    found: list[Finding] = []
    done = 0
    for place in places:
        if place < done:
            continue
        start, done = _word_around(text, place)
        certainty = _judge(text, start, done) if done - start <= _LONGEST else None
        if certainty is not None:
            found.append(doc.finding(RULE, start, done, certainty, _edit(text, start, done)))
    return found


def _word_around(text: str, place: int) -> tuple[int, int]:
    match = _LETTERS.match(text, place)
    start, limit = place, max(place - _LONGEST - 1, 0)
    while start > limit and (text[start - 1].isalpha() or text[start - 1] in _TWINS):
        start -= 1
    return start, match.end() if match else place + 1


def _judge(text: str, start: int, end: int) -> Certainty | None:
    """Say how sure it is that a word is disguised; None where it is what it seems."""
    word = text[start:end]
    suspects = [char for char in word if _SUSPECT.match(char)]
    latin = len(_LATIN.findall(word))
    if len(word) == 1 or latin + len(suspects) < len(word) or text[max(start - 1, 0)] in _PHONETIC:
        return None
    foreign_around = _foreign_around(text, start, end)
    if _STYLED_ONLY.fullmatch("".join(suspects)):
        return None if foreign_around else "strong"
    if not latin:
        return "weak" if not foreign_around and _latin_around(text, start, end) else None
    if _is_short_form(word, suspects) or (latin < len(suspects) and foreign_around):
        return None
    return "strong"


def _is_short_form(word: str, suspects: list[str]) -> bool:
    """Say whether a Greek letter is meant as one, at the edge of an abbreviation or a unit."""
    rest = word.strip("".join(_SYMBOLS))
    is_edge = len(suspects) == 1 and suspects[0] in _SYMBOLS and suspects[0] not in rest
    return is_edge and (not rest.islower() or len(rest) <= _LONGEST_UNIT)


def _foreign_around(text: str, start: int, end: int) -> bool:
    """Say whether letters of a script that is not Latin stand near the word."""
    before, after = text[max(start - _WINDOW, 0) : start], text[end : end + _WINDOW]
    return _OTHER_LETTER.search(before) is not None or _OTHER_LETTER.search(after) is not None


def _latin_around(text: str, start: int, end: int) -> bool:
    before, after = text[max(start - _WINDOW, 0) : start], text[end : end + _WINDOW]
    return _LATIN.search(before) is not None and _LATIN.search(after) is not None


def _edit(text: str, start: int, end: int) -> Edit:
    """Return the replacements, letter by letter, so that other edits inside the word go together with them."""
    return tuple(
        (place, place + 1, _TWINS.get(text[place]) or unicodedata.normalize("NFKC", text[place]))
        for place in range(start, end)
        if _SUSPECT.match(text[place])
    )
