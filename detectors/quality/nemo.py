"""Measure what NeMo Curator's heuristic filters ask for and no other rule set does, by its own definitions.

What it measures   Over all characters: the share that is neither an ASCII letter or digit nor a line break, ``?``, ``!``,
                   comma or full stop (blanks count); digits; characters of web addresses; white space; brackets. The
                   share of paragraphs with a phrase on cookies or terms (1 where "lorem ipsum" stands anywhere); of
                   lines without an end mark; the length of the longest word.
Why it matters     Pages full of addresses, figures, brackets or legal notice are no prose, whatever their words.
Known misses       Blanks and apostrophes count against the text, so that ordinary news is near the limit of 25 %. Three
                   long paragraphs of a cookie notice that NeMo also looks for are left out; each stands beside others
                   that have one of the phrases.
Source             NVIDIA NeMo Curator 1.4.0, ``heuristic_filter_english_pipeline.yaml`` and its filters.
"""

from __future__ import annotations

import re

from detectors.document import Document

_OVER_CHARACTERS = (
    "quality.nemo_non_alpha_numeric",
    "quality.nemo_numbers",
    "quality.nemo_urls",
    "quality.nemo_white_space",
    "quality.nemo_parentheses",
)
_BOILERPLATE, _UNENDED, _LONGEST = (
    "quality.nemo_boilerplate_string",
    "quality.nemo_punctuation",
    "quality.nemo_long_word",
)
RULES = (*_OVER_CHARACTERS, _BOILERPLATE, _UNENDED, _LONGEST)

_WHITE = b"\t\n\r\b "
_WIDE_BRACKETS = "⟨⟩"
_URL = re.compile(r"https?://(?:[A-Za-z0-9$\-_@.&+/:=?#~!*(),]|%[0-9A-Fa-f]{2})+")
_ENDS = frozenset(".?!\"'")
_POLICIES = (
    "terms of use",
    "privacy policy",
    "cookie policy",
    "uses cookies",
    "privacy overview",
    "use of cookies",
    "use cookies",
    "privacy & cookies policy",
    "privacy and cookies policy",
)


def measure(doc: Document) -> dict[str, float | None]:
    """Return the shares; None where there are no characters, lines or words."""
    text = doc.text
    if not text or text.isspace():
        return dict.fromkeys(RULES)
    lines = [bare for line in doc.raw_lines if (bare := line.rstrip())]
    unended = sum([line[-1] not in _ENDS for line in lines])
    sizes = doc.shape.line(1)
    boilerplate = _boilerplate(text.lower()) if doc.speaks_of_terms else 0.0
    values = (*_characters(doc), boilerplate, unended / len(lines), float(sizes.max()))
    return dict(zip(RULES, values, strict=True))


def _characters(doc: Document) -> tuple[float, ...]:
    """Return the shares of kinds of characters; all that is counted is ASCII, but for two brackets."""
    text, counts, size = doc.text, doc.counts, len(doc.text)
    brackets = counts.brackets if text.isascii() else counts.brackets + sum(map(text.count, _WIDE_BRACKETS))
    addresses = sum(map(len, _URL.findall(text))) if "://" in text else 0
    raw, kept = text.encode(), counts.kept + text.count("\n")
    white = len(raw) - len(raw.translate(None, _WHITE))
    return (size - kept) / size, counts.digits / size, addresses / size, white / size, brackets / size


def _boilerplate(lowered: str) -> float:
    """Return the share of paragraphs with one of the phrases."""
    if "lorem ipsum" in lowered:
        return 1.0
    paragraphs = lowered.split("\n\n")
    return sum(any(words in paragraph for words in _POLICIES) for paragraph in paragraphs) / len(paragraphs)
