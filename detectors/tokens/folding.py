"""Lower case with plain quotes, dashes and spaces, character for character as long as the text."""

from __future__ import annotations

from functools import lru_cache

from detectors.tokens.joined import BREAK, Joined

_QUOTES = (
    ("\u2019", "'"),
    ("\u2018", "'"),
    ("\u201c", '"'),
    ("\u201d", '"'),
    ("\u00ab", '"'),
    ("\u00bb", '"'),
)
_DASHES = (
    ("\u2013", "-"),
    ("\u2014", "-"),
    ("\u2011", "-"),
    ("\u2010", "-"),
    ("\u2212", "-"),
    ("\u00a0", " "),
    ("\u202f", " "),
)


_PRIME = "\u2032"
_GROWING = "\u0130"
"""The one letter that is two characters in lower case."""


def fold(text: str) -> str:
    """Return ``text`` in lower case with plain quotes, dashes and spaces, the same length as before.

    ``str.lower`` makes two characters of ``İ``; where the length changes, characters are lowered one by one and those
    that would grow stay as they are.
    """
    if not text.isascii():
        # First, for of a text that is plain then lower case costs a tenth.
        for old, new in (*_QUOTES, *_DASHES):
            text = text.replace(old, new)
    folded = text.lower()
    if len(folded) != len(text):
        folded = "".join(low if len(low := char.lower()) == 1 else char for char in text)
    # Before a prime a sigma is the last letter of its word, before an apostrophe it need not be.
    return folded if folded.isascii() else folded.replace(_PRIME, "'")


@lru_cache(maxsize=1)
def fold_each(tokens: Joined) -> str:
    """Return the text of some tokens with each of them folded; one that would grow leaves the others alone.

    Several ask for it of the same new tokens, one behind the other.
    """
    return fold(tokens.text) if _GROWING not in tokens.text else BREAK.join([*map(fold, tokens.tokens), ""])
