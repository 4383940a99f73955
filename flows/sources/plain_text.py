"""Read a `.txt` file: one article, in whatever encoding it is."""

from __future__ import annotations

import codecs
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


def read_text(stream: IO[bytes], path: str, name: str, scope: IdScope) -> Article | Reject:
    """Return the article that a file is."""
    content = stream.read(MAX_LINE + 1)
    if len(content) > MAX_LINE:
        return Reject(path, f"the file is longer than {MAX_LINE:,} bytes", excerpt_of_bytes(content))
    text = decoded(content)
    if text is None:
        return Reject(path, "the file holds binary data, not text", excerpt_of_bytes(content))
    return article(text, path, scope, given=name)


def decoded(content: bytes) -> str | None:
    """Return the text, each place that cannot be decoded as a lone surrogate; None where it is no text.

    In this order: a byte order mark, UTF-8, UTF-8 with less damage than sound characters, chardet, Windows-1252.
    """
    for mark, encoding in BOMS:
        if content.startswith(mark):
            return content[len(mark) :].decode(encoding, MARKED)
    text = content.decode("utf-8", MARKED)
    damage = text.count("\udcff")
    sound = len(text) - damage - len(text.encode("ascii", "ignore"))
    if not damage or damage < sound:
        return text
    import chardet

    guess = chardet.detect(content[:_SAMPLE])
    likely = guess["encoding"]
    if likely is None and b"\0" in content:
        return None
    if likely is None or guess["confidence"] < _LEAST_CONFIDENCE:
        likely = "cp1252"
    try:
        return content.decode(likely, MARKED)
    except (LookupError, UnicodeError):
        return content.decode("cp1252", MARKED)
