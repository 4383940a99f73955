"""Measure what the Gopher rules ask of words and lines, by datatrove's definitions.

What it measures   The number of words (pieces that are more than marks) and their mean length; ``#`` and ellipses
                   (``...`` and ``…``) a piece; the shares of lines that open with ``•`` or ``-`` and that end in an
                   ellipsis, blank lines included; the share of pieces with a letter; how many of the eight words the,
                   be, to, of, and, that, have, with stand in the text, each once and in this very spelling. A piece is
                   a token of spaCy's English tokeniser, which datatrove uses: punctuation marks count each.
Why it matters     The limits are those that most cleaned web corpora were made with: what fails them is, in the
                   field's own terms, not text. For news some of them only say "short" or "full of figures".
Known misses       They are asked of any language, as the published filter asks them: a German text has none of the eight
                   words, a Chinese one hardly any.
Source             Rae et al. 2021 (Gopher), A.1.1; datatrove 0.10 ``GopherQualityFilter``.
"""

from __future__ import annotations

import numpy as np

from detectors.document import Document

_WORD_RULES = (
    "quality.gopher_word_count",
    "quality.gopher_mean_word_length",
    "quality.gopher_hash_ratio",
    "quality.gopher_ellipsis_ratio",
    "quality.gopher_alpha_word_share",
)
_LINE_RULES = ("quality.gopher_bullet_line_share", "quality.gopher_ellipsis_line_share")
_STOP_RULE = "quality.gopher_stop_words"
RULES = (*_WORD_RULES, *_LINE_RULES, _STOP_RULE)


def measure(doc: Document) -> dict[str, float | None]:
    """Return all Gopher measures of words and lines."""
    pieces = len(doc.pieces.numbers)
    words, characters, alpha = (int(doc.pieces.line(place).sum()) for place in (2, 3, 4))
    stops = int(np.bitwise_or.reduce(doc.pieces.line(5)))
    text = doc.text
    values = (
        float(words),
        characters / words if words else None,
        text.count("#") / pieces if pieces else None,
        (text.count("...") + text.count("…")) / pieces if pieces else None,
        alpha / pieces if pieces else None,
    )
    measures: dict[str, float | None] = dict(zip(_WORD_RULES, values, strict=True))
    return measures | _line_shares(text) | {_STOP_RULE: float(stops.bit_count())}


def _line_shares(text: str) -> dict[str, float | None]:
    lines = text.splitlines()
    if not lines:
        return dict.fromkeys(_LINE_RULES)
    bullets = sum(line.lstrip().startswith(("•", "-")) for line in lines)
    trailing = sum(line.rstrip().endswith(("...", "…")) for line in lines) if "..." in text or "…" in text else 0
    return dict(zip(_LINE_RULES, (bullets / len(lines), trailing / len(lines)), strict=True))
