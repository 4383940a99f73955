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

from detectors.batch import Batch
from detectors.stretches import Measure, ratio, union
from detectors.tokens.lines_together import among
from detectors.tokens.wording import PLACE

RULES = (
    "quality.gopher_word_count",
    "quality.gopher_mean_word_length",
    "quality.gopher_hash_ratio",
    "quality.gopher_ellipsis_ratio",
    "quality.gopher_alpha_word_share",
    "quality.gopher_bullet_line_share",
    "quality.gopher_ellipsis_line_share",
    "quality.gopher_stop_words",
)

_BULLETS = "•-"


def measure(batch: Batch) -> dict[str, Measure]:
    """Return all Gopher measures of words and lines."""
    counts, lines = batch.counts, batch.split_lines
    stop_words = union(batch.wording.counts.line(PLACE.stop_words), batch.bounds)
    totals = np.diff(lines.bounds)
    values = (
        counts[PLACE.words].astype(float),
        ratio(counts[PLACE.word_characters], counts[PLACE.words]),
        ratio(batch.hashes, counts[PLACE.pieces]),
        ratio(batch.ellipses, counts[PLACE.pieces]),
        ratio(counts[PLACE.alpha], counts[PLACE.pieces]),
        ratio(lines.count(among(lines.opening, _BULLETS)), totals),
        ratio(lines.count(lines.trailing), totals),
        np.bitwise_count(stop_words).astype(float),
    )
    return dict(zip(RULES, values, strict=True))
