"""The signs of a text without its words: what the detectors of tokens and markup ask before they look closer."""

from __future__ import annotations

from functools import lru_cache

from detectors.document import Document

_PLAIN = b".,;'!?()$%+/ \t\r\n\v\f"
_WORDS = bytes(code for code in range(256) if code in _PLAIN or not bytes([code]).isascii() or bytes([code]).isalnum())
_LETTERS = bytes(range(97, 123))
_SHAPE = bytes(97 if code in _LETTERS else 48 if bytes([code]).isdigit() else 32 for code in range(256))
"""Every small letter as ``a``, every digit as ``0``, all else as a space."""


@lru_cache(maxsize=1)
def signs_of(doc: Document) -> str:
    """Return the rarer ASCII signs of a text in order; signs that touch in the text touch here too."""
    return doc.folded.encode("utf-8", "surrogatepass").translate(None, _WORDS).decode("ascii")


def has_glued_digit(folded: str) -> bool:
    """Say whether a digit stands directly behind three small letters, as in a numbered reference."""
    return b"aaa0" in folded.encode("utf-8", "surrogatepass").translate(_SHAPE)
