"""Find the headlines behind an arrow that a page sets between two paragraphs: links without a label."""

from __future__ import annotations

from collections.abc import Sequence

from detectors.document import Document
from detectors.expressions import regex
from detectors.furniture.headline_shape import is_headline_like
from detectors.furniture.short_lines import is_prose, is_told, words
from detectors.records import Certainty

_ARROW = regex(r"(?:>{1,3}|»|›|→|►|▶|➤|➡\ufe0f?|⇒|☞|👉|🔗)\s+(?=\S)")
_ASKING = regex(r"(?:what|how|why|who|when|where)\b")
_FEWEST_WORDS, _MOST = 5, 2


def between(doc: Document, edged: Sequence[int], last: int) -> dict[int, Certainty]:
    """Return those of the lines ``edged`` that are such a link; many, or one that asks, may be subheads.

    ``last`` is the last line of running text.
    """
    lines = doc.lines
    found: dict[int, Certainty] = {}
    for index in edged:
        arrow = _ARROW.match(lines[index].text) if index < last else None
        if (
            not arrow
            or lines[index - 1].text.endswith(":")
            or not (is_prose(lines[index - 1]) and is_prose(lines[index + 1]))
        ):
            continue
        bare = lines[index]._replace(text=lines[index].text[arrow.end() :], folded=lines[index].folded[arrow.end() :])
        if is_headline_like(bare) and len(words(bare.folded)) >= _FEWEST_WORDS and not is_told(bare.folded, "past"):
            found[index] = "weak" if bare.text.endswith("?") or _ASKING.match(bare.folded) else "strong"
    return found if len(found) <= _MOST else dict.fromkeys(found, "weak")
