"""Read a `.txt` file: one article, in whatever encoding it is."""

from __future__ import annotations

import codecs
import unicodedata
from collections import Counter
from typing import IO, Final

from detectors.records import Article
from flows.records import Reject
from flows.sources.articles import article, excerpt_of_bytes
from flows.sources.identity import IdScope
from flows.sources.streams import MARKED, MAX_LINE

BOMS: Final = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_LEAST_CONFIDENCE: Final = 0.15
"""chardet 7 was wrong at up to 0.10 and right from 0.12 up (19 probes); below this Windows-1252 is the better guess."""
_SAMPLE: Final = 200_000
_FOREIGN: Final = 20
"""One character in so many that no text has, a control or one that Unicode does not assign: binary data. Of the 4,180 articles of
the development sets none has a single one; of random bytes it is one in eight, read as Windows-1252 or as UTF-16."""
_FEW: Final = 4
"""Of a text in a language written in Windows-1252 at most one character in seven is no ASCII (Icelandic); of random bytes half are."""
_KEPT: Final = "\t\n\v\f\r\x1b\x85"
_CONTROLS: Final = bytes(set(range(0x20)) - set(_KEPT.encode("latin-1"))) + b"\x7f"
_NO_TEXT: Final = {"Cc", "Cn", "Co", "Cs"}


def read_text(stream: IO[bytes], path: str, name: str, scope: IdScope) -> Article | Reject:
    """Return the article that a file is."""
    content = stream.read(MAX_LINE + 1)
    if len(content) > MAX_LINE:
        return Reject(path, f"the file is longer than {MAX_LINE:,} bytes", excerpt_of_bytes(content))
    text = decoded(content)
    if text is None:
        return Reject(path, "the file holds binary data, or text in no encoding that can be told", excerpt_of_bytes(content))
    return article(text, path, scope, given=name)


def decoded(content: bytes) -> str | None:
    """Return the text, each place that cannot be decoded as a lone surrogate; None where it is no text.

    In this order: a byte order mark, UTF-8, UTF-8 with less damage than sound characters, chardet, Windows-1252.
    Whatever it is, few of its characters may be such as no text has.
    """
    for mark, encoding in BOMS:
        if content.startswith(mark):
            return content[len(mark) :].decode(encoding, MARKED)
    text = content.decode("utf-8", MARKED)
    damage = text.count("\udcff")
    sound = len(text) - damage - len(text.encode("ascii", "ignore"))
    n_controls = len(content) - len(content.translate(None, _CONTROLS))
    if (not damage or damage < sound) and n_controls * _FOREIGN <= len(content):
        return text
    return _guessed(content)


def _guessed(content: bytes) -> str | None:
    """Return the text in the encoding that it most likely has; None where it is no text in that one."""
    import chardet

    guess = chardet.detect(content[:_SAMPLE])
    likely = (guess["encoding"] or "").lower() if guess["confidence"] >= _LEAST_CONFIDENCE else ""
    try:
        text = content.decode(likely or "cp1252", MARKED)
    except (LookupError, UnicodeError):
        likely, text = "", content.decode("cp1252", MARKED)
    # Any bytes are letters of both: what is UTF-16 has blanks between its words, what is Windows-1252 is nearly ASCII.
    if likely.startswith(("utf-16", "utf-32")) and text.split() == [text]:
        return None
    if not likely and _FEW * (len(text) - len(text.encode("ascii", "ignore"))) > len(text):
        return None
    return text if _is_text(text[:_SAMPLE]) else None


def _is_text(text: str) -> bool:
    """Say whether no more characters than by accident are such as no text has."""
    found = sum(n for char, n in Counter(text).items() if unicodedata.category(char) in _NO_TEXT and char not in _KEPT)
    return found * _FOREIGN <= len(text)
