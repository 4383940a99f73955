"""What a character is to those who count words: flags, worked out the first time that the character is seen.

A table with a place for every code point; of those that no text has, the machine never writes a page.
"""

from __future__ import annotations

import string
import unicodedata
from typing import Any

import numpy as np
from numpy.typing import NDArray

from detectors.tokens.pieces import CAPITALS
from detectors.tokens.sentence_marks import NO_WORD, SENTENCE_TERMINAL

Codes = NDArray[np.uint32]
Flags = NDArray[np.uint32]

FORM = 7
"""The lowest bits are a number: what a character is to the form of a token, a place in ``FORMS``."""
FORMS = "\0sS5ñÑ"
"""None but itself; letters of ASCII, its digits, other letters: small ones and capitals."""

(
    WORD,
    LETTER,
    LATIN,
    UPPER,
    SMALL,
    DIGIT,
    DECIMAL,
    FIGURE,
    NUMERIC,
    ASCII_MARK,
    KEPT,
    BRACKET,
    STOP,
    NO_MARK,
    WORDLY,
    TERMINAL,
    _SEEN,
) = (1 << bit for bit in range(3, 20))
"""Is part of a word of regular expressions; is a letter; one of ASCII; a capital; cased but none; a digit of ASCII; of
any script; that or a raised one; any number; a mark of ASCII; what NeMo takes for text; a bracket; ends a sentence in ASCII; is no mark to Unicode;
nor to datatrove; ends a sentence to spaCy."""

_LAST_FORMED = 0xFFFF
"""Letters behind it are told apart: some expressions of ``pieces`` end there."""
_MARKS = frozenset(string.punctuation)
_KEPT = frozenset(string.ascii_letters + string.digits + "?!,.")
_seen = np.zeros(0x110000, np.uint32)


def flags_of(codes: Codes) -> Flags:
    """Return the flags of each character."""
    flags = _seen.take(codes)
    new = codes[flags == 0]
    if len(new):
        for code in np.unique(new).tolist():
            _seen[code] = _look(chr(code))
        flags = _seen.take(codes)
    return flags


def has(flags: NDArray[Any], flag: int) -> NDArray[np.bool_]:
    """Return where a flag is set."""
    found: NDArray[np.bool_] = (flags & flag).astype(np.bool_)
    return found


def _look(char: str) -> int:
    told = {
        WORD: char.isalnum() or char == "_",
        LETTER: char.isalpha(),
        LATIN: char.isalpha() and char.isascii(),
        UPPER: char.isupper(),
        # Title case is no small letter, but a word with one is not in capitals.
        SMALL: char.islower() or (char.istitle() and not char.isupper()),
        DIGIT: char.isdigit() and char.isascii(),
        DECIMAL: char.isdecimal(),
        FIGURE: char.isdigit(),
        NUMERIC: char.isnumeric(),
        ASCII_MARK: char in _MARKS,
        KEPT: char in _KEPT,
        BRACKET: char in "{}[]()",
        STOP: char in ".!?",
        NO_MARK: char.isalnum() or unicodedata.category(char)[0] != "P",
        WORDLY: char not in NO_WORD,
        TERMINAL: char in SENTENCE_TERMINAL,
    }
    return _SEEN | _form(char) | sum(flag for flag, is_so in told.items() if is_so)


def _form(char: str) -> int:
    if char.isascii():
        return FORMS.index("5" if char.isdigit() else "S" if char.isupper() else "s") if char.isalnum() else 0
    if not char.isalpha() or ord(char) > _LAST_FORMED:
        return 0
    return FORMS.index("Ñ" if char in CAPITALS else "ñ")
