"""Characters by class, for the detectors that look at characters and not at words.

Almost every text is almost entirely plain ASCII. ``outstanding`` and ``unusual`` hand back the rest in a few C calls
(about 4 µs an article), so that a regular expression runs over a whole text only where its characters are known to occur.
"""

from __future__ import annotations

from detectors.expressions import regex

_PLAIN = bytes([9, 10, 13, *range(32, 127)])
_PLAINEST = b"abcdefghijklmnopqrstuvwxyz0123456789 \t\n\r.,;:'\"!?)-"
_PICTURES = (
    "\u231a\u231b\u2328\u23e9-\u23fa"  # watches, keyboard, player buttons
    "\u25a0-\u25ff"  # geometric shapes
    "\u2600-\u266c\u2670-\u275a\u2761-\u2775\u2794-\u27bf"  # symbols and dingbats, but no sharps and flats, quotes, digits
    "\u2b05-\u2b07\u2b1b\u2b1c\u2b50\u2b55\u3030\u303d\u3297\u3299"
    "\U0001f000-\U0001f1e5\U0001f200-\U0001faff\U0001fc00-\U0001fffd"  # pictographs, skin tones included
)
_FLAG = "[\U0001f1e6-\U0001f1ff]{2}"
_KEYCAP = "[0-9#*]\ufe0f?\u20e3"
_PICTURE = f"[{_PICTURES}][\ufe0e\ufe0f]?[\U0001f3fb-\U0001f3ff]?[\U000e0020-\U000e007f]*"
_SEQUENCE = f"(?:{_FLAG}|{_KEYCAP}|{_PICTURE}(?:\u200d{_PICTURE})*)"

EMOJI = regex(_SEQUENCE)
"""One emoji or pictorial symbol as readers see it: with joiners, skin tones, tags, flags and keycaps.

Digits, ``#``, ``*``, ``©``, ``®``, ``™``, arrows and the signs of music and mathematics are none by themselves.
"""

EMOJI_RUN = regex(f"{_SEQUENCE}(?:[ \t\u00a0]{{0,3}}{_SEQUENCE})*")
"""Emoji side by side, spaces between them included."""

_DECORATION, _LONGEST_DECORATION = regex(r"[^\w.!?\"')\]}%…]+[.!?]?$"), 40
"""What may follow the full stop of a sentence to which an emoji is stuck."""


def outstanding(text: str) -> bytes:
    """Return the characters of ``text`` but small letters, digits, white space and the plainest signs, in UTF-8 and in order.

    A twentieth of an article: whatever looks for capitals, rarer signs or anything that is not plain ASCII reads these alone.
    """
    return text.encode("utf-8", "surrogatepass").translate(None, _PLAINEST)


def unusual(rest: bytes) -> str:
    """Return the characters that are not plain ASCII, in order, of what is outstanding; control characters are among them.

    In UTF-8 every byte of such a character lies outside ASCII, so taking the plain bytes away leaves valid UTF-8.
    """
    return rest.translate(None, _PLAIN).decode("utf-8", "surrogatepass")


def without_emoji(folded: str) -> str:
    """Return a line without the emoji at its end and the marks around them, which hide the full stop before."""
    if folded.isascii():
        return folded
    end = _DECORATION.search(folded, max(len(folded) - _LONGEST_DECORATION, 0))
    return folded[: end.start()] if end and EMOJI.search(end.group()) else folded
