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

_BULLETS, _ELLIPSES = ("•", "-"), ("...", "…")


def measure(doc: Document) -> dict[str, float | None]:
    """Return all Gopher measures of words and lines."""
    text, counts = doc.text, doc.counts
    pieces, words = counts.pieces, counts.words
    ellipses = text.count("...") + text.count("…")
    values = (
        float(words),
        counts.word_characters / words if words else None,
        text.count("#") / pieces if pieces else None,
        ellipses / pieces if pieces else None,
        counts.alpha / pieces if pieces else None,
        *_line_shares(doc, ellipses),
        float(doc.wording.stop_words()),
    )
    return dict(zip(RULES, values, strict=True))


def _line_shares(doc: Document, ellipses: int) -> tuple[float | None, float | None]:
    """Return the shares of lines that open with a bullet and that end in an ellipsis."""
    lines = doc.split_lines
    if not lines:
        return None, None
    bullets = sum([line.lstrip().startswith(_BULLETS) for line in lines])
    trailing = sum([line.rstrip().endswith(_ELLIPSES) for line in lines]) if ellipses else 0
    return bullets / len(lines), trailing / len(lines)
