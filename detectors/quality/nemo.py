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

import numpy as np

from detectors.batch import Batch
from detectors.expressions import regex
from detectors.stretches import Measure, Whole, greatest, ratio, sums
from detectors.tokens.lines_together import among
from detectors.tokens.telling import ADDRESSES
from detectors.tokens.wording import PLACE

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

_WIDE_BRACKETS = "⟨⟩"
_URL = regex(r"https?://(?:[A-Za-z0-9$\-_@.&+/:=?#~!*(),]|%[0-9A-Fa-f]{2})+")
_ENDS = ".?!\"'"
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


def measure(batch: Batch) -> dict[str, Measure]:
    """Return the shares; None where there are no characters, lines or words."""
    lines, sizes = batch.raw_lines, batch.sizes
    inked = lines.count(np.ones(len(lines.inked), np.bool_))
    boilerplate = np.zeros(len(batch))
    for place in batch.of_terms:
        boilerplate[place] = _boilerplate(batch.texts[place].lower())
    values = (
        *(ratio(counted, sizes) for counted in _characters(batch)),
        boilerplate,
        ratio(lines.count(~among(lines.closing, _ENDS)), inked),
        greatest(batch.token_sizes, batch.bounds),
    )
    return {rule: np.where(inked > 0, value, np.nan) for rule, value in zip(RULES, values, strict=True)}


def _characters(batch: Batch) -> tuple[Whole, ...]:
    """Return how many characters of each kind there are; all that is counted is ASCII, but for two brackets."""
    counts, texts = batch.counts, batch.texts
    wide = [0 if text.isascii() else sum(map(text.count, _WIDE_BRACKETS)) for text in texts]
    addresses = np.zeros(len(batch), np.int64)
    for place in batch.telling(ADDRESSES):
        addresses[place] = sum(map(len, _URL.findall(texts[place])))
    return (
        batch.sizes - counts[PLACE.kept] - batch.feeds,
        counts[PLACE.digits],
        addresses,
        _white(batch),
        counts[PLACE.brackets] + np.array(wide, np.int64),
    )


def _white(batch: Batch) -> Whole:
    """Return how many blanks, tabs, line breaks and backspaces there are: what no token has, but for rarer white space."""
    rare = [doc.unusual for doc in batch.docs]
    other = [len(some) - len("".join(some.split())) - some.count("\b") if some else 0 for some in rare]
    return batch.sizes - sums(batch.token_sizes, batch.bounds) - np.array(other, np.int64)


def _boilerplate(lowered: str) -> float:
    """Return the share of paragraphs with one of the phrases."""
    if "lorem ipsum" in lowered:
        return 1.0
    paragraphs = lowered.split("\n\n")
    return sum(any(words in paragraph for words in _POLICIES) for paragraph in paragraphs) / len(paragraphs)
