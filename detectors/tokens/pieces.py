"""Divide a token into the pieces that spaCy's English tokeniser makes of it, and datatrove counts as words.

What stands between white space is looked up among the exceptions (contractions, abbreviations, clock times); else marks
are taken off its front and its back until none is left, and what remains is divided at hyphens, ellipses and signs
between letters, unless it is a web address. A token of more than 400 characters, which is no word of any language,
is divided at its marks.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from functools import cache

from detectors.expressions import regex
from detectors.tokens.piece_exceptions import EXCEPTIONS

_LONGEST = 400
_MOST_PIECES = 5
"""No exception is taken apart into more."""
_FIRST_LETTERS, _LAST_LETTERS = 0x41, 0x1F00
_FIRST_SYMBOL, _LAST_SYMBOL = "\u00a6", "\U0001fb00"
_SYMBOL = "\u00a9"
"""Stands for all symbols where they are looked for: to list them took longer than to divide the tokens of a batch."""

_PUNCTUATION = "…,:;!?¿؟¡()[]{}<>_#*&。？！，、；：～·।،۔؛٪"
_QUOTES = "'\"”“`‘´’‚,„»«「」『』（）〔〕【】《》〈〉⟦⟧"
_CURRENCY = "$£€¥฿₽﷼₴" + "".join(map(chr, range(0x20A0, 0x20C0)))
UNITS = """
    km km² km³ m m² m³ dm dm² dm³ cm cm² cm³ mm mm² mm³ ha µm nm yd in ft kg g mg µg t lb oz m/s km/h kmh mph hPa Pa mbar mb
    MB kb KB gb GB tb TB T G M K % км км² км³ м м² м³ дм дм² дм³ см см² см³ мм мм² мм³ нм кг г мг м/с км/ч кПа Па мбар Кб КБ
    кб Мб МБ мб Гб ГБ гб Тб ТБ
"""
_PREFIXES = frozenset("§%=—–" + _PUNCTUATION + _QUOTES + _CURRENCY)
_SUFFIXES = frozenset(_PUNCTUATION + _QUOTES + "—–")
_BEFORE_STOP = frozenset("%²-+|()?:" + _PUNCTUATION + _QUOTES)
_FOREIGN_DOLLARS = ("US$", "C$", "A$")
_GENITIVES = ("'s", "'S", "’s", "’S")
_SIMPLE_MARKS = frozenset(",;:!?)\"'”’")

_PLAIN = regex(r"\w+|\W")


_REJOINED = {
    word: pieces
    for word, pieces in EXCEPTIONS.items()
    if not word.replace("'", "").replace("’", "").isalnum() or not (word[0] + word[-1]).isalnum()
}
"""Exceptions that marks are taken off, and that are put together again."""
_OPENINGS = frozenset(word[:size] for word in _REJOINED for size in range(1, len(word) + 1))

CAPITALS = frozenset(char for char in map(chr, range(_FIRST_LETTERS, _LAST_LETTERS)) if char.isupper())
_UNIT = regex("[0-9]({})$".format("|".join(sorted(map(re.escape, UNITS.split()), key=len, reverse=True))))


def _in_class(characters: Iterable[str]) -> str:
    """Return characters as ranges of a class: of thousands one by one, the expression would take long to compile."""
    found: list[list[int]] = []
    for code in sorted(map(ord, characters)):
        if found and found[-1][1] == code - 1:
            found[-1][1] = code
        else:
            found.append([code, code])
    return "".join(f"{chr(first)}-{chr(last)}" for first, last in found)


_LOWER = rf"[^\W\d_{_in_class(CAPITALS)}]"
_HOST = r"[^\0-/:-@\[-`{-\u00a0\U00010000-\U0010ffff]"
"""Letters and digits of ASCII, and what is above it, told by what they are not: to compile a class takes time for each
character that it names, and this one named 65,000."""

_ADDRESS = regex(
    r"(?:[\w+.-]{2,}://)?(?:"
    r"(?:[1-9]\d?|1\d\d|2[01]\d|22[0-3])(?:\.(?:1?\d{1,2}|2[0-4]\d|25[0-5])){2}\.(?:[1-9]\d?|1\d\d|2[0-4]\d|25[0-4])"
    rf"|(?:(?:{_HOST}(?:{_HOST}|[_-]){{0,62}})?{_HOST}\.)+{_LOWER}{{2,63}})"
    r"(?::\d{2,5})?(?:[/?#]\S*)?"
)


def _is_symbol(char: str) -> bool:
    """Say whether a character is of Unicode's category "other symbol": arrows, dingbats, most emoji."""
    return _FIRST_SYMBOL <= char < _LAST_SYMBOL and unicodedata.category(char) == "So"


@cache
def _infix(*, plain: bool) -> re.Pattern[str]:
    """Return what divides a token inside, for tokens of ASCII (``plain``: large classes are slow) or for all.

    The one class in front lets the search run over letters quickly.
    """
    quotes, upper, symbol = re.escape(_QUOTES + "…"), _in_class(CAPITALS), _SYMBOL
    letter, letter_or_digit, lower = r"[^\W\d_]", r"[^\W_]", _LOWER
    if plain:
        quotes, upper, symbol, letter, letter_or_digit, lower = "'\"`,", "A-Z", "", "[A-Za-z]", "[A-Za-z0-9]", "[a-z]"
    return regex(
        rf"[-.,:<>=/~+*^…–—{symbol}](?:(?<=\.)\.+|(?<=[…{symbol}])"
        r"|(?<=[0-9][-+*^])(?=[0-9-])"
        rf"|(?:(?<={lower}\.)|(?<=[{quotes}]\.))(?=[{upper}{quotes}])"
        rf"|(?<={letter},)(?={letter})"
        rf"|(?<={letter_or_digit}[-–—~:<>=/])(?={letter})"
        rf"|(?<={letter_or_digit}-)-{{1,2}}(?={letter})|(?<={letter_or_digit}—)—(?={letter}))"
    )


def is_simple(word: str, token: str) -> bool:
    """Say whether a token is a word of letters and one mark behind it, and these are its pieces."""
    return (token[-1] in _SIMPLE_MARKS or _plain_stop(token)) and token not in EXCEPTIONS and word not in EXCEPTIONS


def divide(token: str) -> tuple[str, ...]:
    """Return the pieces of a token without white space."""
    if token in EXCEPTIONS:
        return EXCEPTIONS[token]
    if token.isalnum() and (token.isalpha() or _UNIT.search(token[-6:]) is None):
        return (token,)
    word = token[:-1]
    if word.isalpha() and is_simple(word, token):
        return word, token[-1]
    if len(token) > _LONGEST:
        return tuple(_PLAIN.findall(token))
    return tuple(_rejoined(_divided(token)))


def _plain_stop(token: str) -> bool:
    """Say whether a word of letters ends in a full stop that is a mark: not after a single capital."""
    return token[-1] == "." and (token[-2] not in CAPITALS or (len(token) > 2 and token[-3] in CAPITALS))  # noqa: PLR2004


def _divided(rest: str) -> list[str]:
    """Take marks off both ends in turn, then divide what is left."""
    front: list[str] = []
    back: list[str] = []
    while rest and rest not in EXCEPTIONS:
        before = _prefix(rest)
        inner = rest[before:]
        if before and inner in EXCEPTIONS:
            front.append(rest[:before])
            rest = inner
            break
        after = _suffix(inner) if inner else 0
        if after and rest[:-after] in EXCEPTIONS:
            back.append(rest[-after:])
            rest = rest[:-after]
            break
        if not before and not after:
            break
        if before:
            front.append(rest[:before])
        if after:
            back.append(rest[-after:])
        rest = rest[before : len(rest) - after]
    return [*front, *_middle(rest), *reversed(back)]


def _prefix(rest: str) -> int:
    """Return how many characters of the front are a mark of their own."""
    first = rest[0]
    if first == ".":
        stops = len(rest) - len(rest.lstrip("."))
        return stops if stops > 1 else 0
    if first in _PREFIXES:
        return 1
    if first == "+":
        return int(not rest[1:2].isdecimal() or not rest[1:2].isascii())
    if first in "UCA":
        return next((len(sign) for sign in _FOREIGN_DOLLARS if rest.startswith(sign)), 0)
    return int(_is_symbol(first))


def _suffix(rest: str) -> int:
    """Return how many characters of the back are a mark of their own."""
    last = rest[-1]
    if last == ".":
        stops = len(rest) - len(rest.rstrip("."))
        return stops if stops > 1 else int(_ends_sentence(rest[:-1]))
    if last in _SUFFIXES:
        return 2 if rest.endswith("……") else 1
    if last in "sS" and rest.endswith(_GENITIVES):
        return 2
    before = rest[-2:-1]
    if last == "+" or last in _CURRENCY:
        size = next((len(sign) for sign in _FOREIGN_DOLLARS if rest.endswith(sign)), 1)
        return size if rest[-size - 1 : -size] in set("0123456789") else 0
    if before and (unit := _UNIT.search(rest[-6:])):
        return len(unit[1])
    return int(_is_symbol(last))


def _ends_sentence(before: str) -> bool:
    """Say whether a full stop after ``before`` is a mark of its own: not after an initial or within U.S."""
    last = before[-1:]
    if not last or last in _BEFORE_STOP:
        return bool(last)
    if last in CAPITALS:
        return before[-2:-1] in CAPITALS and len(before) > 1
    return last.isalpha() or last in "0123456789"


def _middle(rest: str) -> list[str]:
    """Return the pieces of what is left between the marks."""
    if not rest:
        return []
    if rest in EXCEPTIONS:
        return list(EXCEPTIONS[rest])
    if rest.isalnum() or _is_address(rest):
        return [rest]
    found: list[str] = []
    start = 0
    plain = rest.isascii()
    searched = rest if plain else "".join([_SYMBOL if _is_symbol(char) else char for char in rest])
    for match in _infix(plain=plain).finditer(searched):
        if match.start() == start:
            continue
        found += [rest[start : match.start()], rest[match.start() : match.end()]]
        start = match.end()
    return [piece for piece in (*found, rest[start:]) if piece]


def _is_address(rest: str) -> bool:
    """Say whether this is a web or mail address."""
    if "." not in rest:
        return False
    host = rest.rfind("@", 1) + 1
    return _ADDRESS.fullmatch(rest, host) is not None or (host > 0 and _ADDRESS.fullmatch(rest) is not None)


def _rejoined(pieces: list[str]) -> list[str]:
    """Return the pieces with exceptions put together again that were taken apart: ``R-Ky.``, ``done:)``."""
    found: list[str] = []
    start = 0
    while start < len(pieces):
        most = min(_MOST_PIECES, len(pieces) - start) if pieces[start] in _OPENINGS else 1
        for size in range(most, 1, -1):
            if (known := _REJOINED.get("".join(pieces[start : start + size]))) is not None:
                found += known
                start += size
                break
        else:
            found.append(pieces[start])
            start += 1
    return found
