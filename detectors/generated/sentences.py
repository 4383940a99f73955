"""Where sentences begin and end in running text, bounded, for showing them."""

from __future__ import annotations

from collections.abc import Iterator

from detectors.expressions import regex

_SENTENCE = regex(r"[^\s.!?][^.!?\n]{0,600}+(?:[.!?](?=[^\s\"'”’)])[^.!?\n]{1,200}+){0,6}+[.!?]{0,3}[\"'”’)]{0,2}")
"""A full stop with no space behind it (3.5, U.S., a web address) ends nothing; a line break ends everything."""


def sentences(text: str) -> Iterator[tuple[int, int]]:
    """Yield the spans of sentences in order; what is longer than a few hundred characters comes in pieces."""
    for match in _SENTENCE.finditer(text):
        start, end = match.span()
        end = start + len(text[start:end].rstrip())
        if end > start:
            yield start, end
