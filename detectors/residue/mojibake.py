"""Find letters garbled by a wrong encoding.

What it measures   Words with sequences that only a wrong decoding makes ("cafÃ©", "â€™"), by ftfy's badness on texts that are
                   not plain ASCII. An edit is given where ftfy restores the word and the repair, garbled again, gives it back.
Why it matters     Such words are in no list, and quotes and dashes become noise in every sentence.
Known misses       Letters that became question marks; single letters that also stand in honest words; control codes, which
                   are residue.invisible_characters'.
Source             ftfy (R. Speer), its table of unlikely sequences.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import cache
from itertools import islice

from detectors.document import Document
from detectors.expressions import regex
from detectors.records import Certainty, Edit, Finding

RULE = "residue.mojibake"
_SIGN = regex(
    "[\u00c2-\u00c5\u00ce-\u00d1\u00d8\u00d9\u00e0-\u00e3\u00ef\u00f0\u0102\u251c\u252c\u03b2][^\x00-\x7f]"
    "|[\u0413\u0420\u0421\u0432][\u0080-\u00bf\u2010-\u2122\u0402-\u040f\u0452-\u045f]"
)
"""Letters that the first byte of a UTF-8 sequence becomes in the usual wrong encodings."""

_CONTROL = regex("[\x80-\x9f\u00ad\u200b-\u200f\ufeff]")
_MOST, _LONGEST = 1000, 60
_EDGE = ".,;:!?()[]\"'"
_ENCODINGS = ("cp1252", "latin-1", "cp1250", "cp1251", "cp437", "cp1253", "iso8859-2", "mac-roman")


@cache
def _ftfy() -> tuple[re.Pattern[str], Callable[[str], str]]:
    """Return ftfy's sequences and its repair; importing them takes a tenth of a quick check, and few texts need them."""
    from ftfy import fix_encoding  # noqa: PLC0415 - see above
    from ftfy.badness import BADNESS_RE  # noqa: PLC0415

    return BADNESS_RE, fix_encoding


def detect(doc: Document) -> list[Finding]:
    """Return one finding for each garbled word, or run of signs."""
    rare = doc.unusual
    text, done = doc.text, 0
    found: list[Finding] = []
    if not rare or _SIGN.search(rare) is None or _SIGN.search(text) is None:
        return []
    badness, _ = _ftfy()
    for match in islice(badness.finditer(text), _MOST):
        if match.start() < done:
            continue
        start, done = _word_around(text, match.start(), match.end())
        if _CONTROL.search(text, start, done) is None:
            found.append(_finding(doc, start, done))
    return found


def _word_around(text: str, start: int, end: int) -> tuple[int, int]:
    """Return the stretch without white space around a bad sequence, 60 characters at most to either side."""
    bad = start, end
    first, last = max(start - _LONGEST, 0), min(end + _LONGEST, len(text))
    while start > first and not text[start - 1].isspace():
        start -= 1
    while end < last and not text[end].isspace():
        end += 1
    while start < bad[0] and text[start] in _EDGE:
        start += 1
    while end > bad[1] and text[end - 1] in _EDGE:
        end -= 1
    return start, end


def _finding(doc: Document, start: int, end: int) -> Finding:
    word = doc.text[start:end]
    badness, fix_encoding = _ftfy()
    fixed = fix_encoding(word)
    certainty: Certainty = "strong"
    plain = fixed.replace("\u00a0", " ")
    edit: Edit | None = ((start, end, plain),)
    if fixed == word or badness.search(fixed) or not plain.isprintable() or not _garbles(fixed, word):
        certainty, edit = "weak", None
    return doc.finding(RULE, start, end, certainty, edit)


def _garbles(fixed: str, word: str) -> bool:
    """Say whether some usual wrong decoding makes ``word`` of ``fixed``: then the repair loses nothing."""
    sequence = fixed.encode("utf-8")
    return any(_decoded(sequence, name) == word for name in _ENCODINGS)


def _decoded(sequence: bytes, encoding: str) -> str | None:
    try:
        return sequence.decode(encoding)
    except UnicodeDecodeError:
        return None
