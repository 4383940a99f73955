"""Names that a translator doubled: the name, and the same name again in brackets behind it."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator

from detectors.document import Document
from detectors.expressions import regex

_WIDEST = 64
_BRACKET = regex(r" ?\(([^()\n]{3,60})\)")
_SAME = frozenset(
    {
        "New York",
        "Mexico",
        "Luxembourg",
        "Panama",
        "Singapore",
        "Guatemala",
        "Kuwait",
        "Djibouti",
        "Quebec",
        "Monaco",
        "San Marino",
        "Reuters",
        "Tunis",
        "Algiers",
        "Brasilia",
        "Vatican City",
        "Hong Kong",
        "Gibraltar",
        "Macau",
    }
)
"""Places that lie in one of their own name, and agencies named behind a company."""


def doubled_names(doc: Document) -> Iterator[tuple[int, int]]:
    """Yield the spans of names with the same name in brackets behind them."""
    text, brackets = doc.text, list[int]()
    at = text.find("(", 1)
    while at > 0:
        brackets.append(at - 1)
        at = text.find("(", at + 1)
    spread = not text.isascii() or any(text[at] == ")" for at in brackets)
    for at in brackets:
        if text[at] != " " or not text[at + 2 : at + 3].isupper():
            continue
        is_near = spread or text[at + 2 : at + 5] in text[max(at - _WIDEST, 0) : at]
        close = text.find(")", at + 3, at + _WIDEST) if is_near else -1
        if close > 0 and (span := _twice(text, at, close)):
            yield span


def may_be_doubled(text: str, bracket: int) -> bool:
    """Say whether a name in a bracket may stand before it, too: it is written in the same letters, or in some with accents."""
    return (
        not text.isascii()
        or text[bracket - 1] == ")"
        or text[bracket + 1 : bracket + 4] in text[max(bracket - _WIDEST, 0) : bracket]
    )


def _twice(text: str, at: int, close: int) -> tuple[int, int] | None:
    """Return the span of a name and the bracket behind it, and of a second bracket, where they hold it again."""
    inside = text[at + 2 : close]
    first = inside.split(",")[0]
    again = _BRACKET.match(text, close + 1)
    for name in (first, *([again[1]] if again else [])):
        start = at - len(name)
        if (
            start >= 0
            and _plain(text[start:at]) == _plain(name)
            and not text[start - 1 : start].isalnum()
            and _is_name(name)
        ):
            return start, again.end() if again and _plain(again[1])[:4] == _plain(first)[:4] else close + 1
    if again and again[1] == inside and _is_name(inside):
        return at + 1, again.end()
    return _begun(text, at, close)


def _begun(text: str, at: int, close: int) -> tuple[int, int] | None:
    """Return the span of a name of two words and more that the bracket behind it repeats with a further word."""
    told = text[at + 2 : close].split()
    for count in range(len(told) - 1, 1, -1):
        name = " ".join(told[:count])
        if text.endswith(name, 0, at) and all(word[:1].isupper() for word in told):
            return at - len(name), close + 1
    return None


def _is_name(words: str) -> bool:
    """Say whether words are a name, and not a place in a land of its own name."""
    return words[:1].isupper() and words not in _SAME and not words.isupper() and any(char.islower() for char in words)


def _plain(words: str) -> str:
    return (
        words
        if words.isascii()
        else "".join(char for char in unicodedata.normalize("NFKD", words) if not unicodedata.combining(char))
    )
