"""Find out in which encoding a page of HTML is written."""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator
from typing import Final

from flows.sources.plain_text import BOMS, decoded
from flows.sources.streams import MARKED

_META: Final = re.compile(rb"<meta[^>]{0,500}?charset\s{0,9}=\s{0,9}[\"']?\s{0,9}([A-Za-z0-9_:.-]{2,40})", re.IGNORECASE)
_XML: Final = re.compile(rb"^\s{0,99}<\?xml[^>]{0,200}?encoding\s{0,9}=\s{0,9}[\"']([A-Za-z0-9_:.-]{2,40})")
_HEAD: Final = 4_096
"""Bytes in which a page declares its encoding; the standard says 1,024, pages are not so strict."""
_MEANT: Final = {
    "ascii": "cp1252",
    "iso8859-1": "cp1252",
    "iso8859-9": "cp1254",
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "shift_jis": "cp932",
    "euc_kr": "cp949",
    "tis-620": "cp874",
    "big5": "big5hkscs",
}
"""What browsers read where a page declares the left one (WHATWG Encoding, table of labels)."""


def decoded_page(content: bytes, header: str | None) -> tuple[str | None, int]:
    """Return the page with U+FFFD for what cannot be decoded, and how often; None where it is no text.

    In this order: a byte order mark; UTF-8 without any damage; what the HTTP header, then the page declares, if the
    damage is smaller than the number of sound characters beyond ASCII; then as for plain text (UTF-8 with damage, chardet,
    Windows-1252). UTF-8 comes before the declarations since text in another encoding is hardly ever sound UTF-8, and
    many servers declare Latin-1 for whatever they send. Bytes with escape or null characters may be in an encoding
    that is made of ASCII, so there the declarations come first.
    """
    page = _decoded(content, header)
    return (None, 0) if page is None else (page.replace("\udcff", "\ufffd"), page.count("\udcff"))


def _decoded(content: bytes, header: str | None) -> str | None:
    if content.startswith(tuple(mark for mark, _ in BOMS)):
        return decoded(content)
    if b"\x1b" not in content and b"\0" not in content:
        try:
            return content.decode("utf-8")
        except UnicodeDecodeError:
            pass
    for name in _declared(content, header):
        text = content.decode(name, MARKED)
        damage = text.count("\udcff")
        if not damage or damage < len(text) - damage - len(text.encode("ascii", "ignore")):
            return text
    return decoded(content)


def _declared(content: bytes, header: str | None) -> Iterator[str]:
    """Yield the declared encodings that Python knows as encodings of text."""
    head = content[:_HEAD]
    found = [header, *(each[1].decode("ascii") for pattern in (_META, _XML) if (each := pattern.search(head)))]
    for label in filter(None, found):
        try:
            codec = codecs.lookup(label)
        except (LookupError, ValueError):
            continue
        if codec._is_text_encoding:  # noqa: SLF001 - 'hex' and 'zlib' are codecs, too; there is no other way to tell
            yield _MEANT.get(codec.name, codec.name)
