"""Measure what the Gopher rules ask of words and lines, by datatrove's definitions.

What it measures   The number of words (pieces with a letter or digit) and their mean length; ``#`` and ellipses
                   (``...`` and ``…``) a piece; the shares of lines that open with ``•`` or ``-`` and that end in an
                   ellipsis, blank lines included; the share of pieces with a letter; how many of the eight words the,
                   be, to, of, and, that, have, with stand in the text, each once and in this very spelling.
                   A piece is nearly what spaCy's English tokeniser, which datatrove uses, makes one token: punctuation
                   marks count each; numbers with their inner points, commas and slashes, dotted and a few common
                   abbreviations, runs of full stops and of hyphens stay whole; contractions and hyphenated words are
                   divided.
Why it matters     The limits are those that most cleaned web corpora were made with: what fails them is, in the
                   field's own terms, not text. For news some of them only say "short" or "full of figures".
Known misses       The rest of spaCy's exceptions (``cannot``, ``Calif.``, units, emoticons) is left out: on 2,000 news
                   articles the median word count is the same, 99 % lie within 1.5 %, and the share of pieces with a
                   letter within 2.6 %. Chinese, Japanese, Thai (no spaces) and Korean (words of two or three signs)
                   get None for all but the lines; the stop words are None outside English.
Source             Rae et al. 2021 (Gopher), A.1.1; datatrove 0.10 ``GopherQualityFilter``.
"""

from __future__ import annotations

import re

from detectors.document import Document
from detectors.tokens import Feature, Row

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

_OTHER_WORDS = {"ja", "ko", "th", "zh-cn", "zh-tw"}
"""Words are not divided by spaces here, or are two or three syllable signs long: the limits do not fit."""
_STOP_WORDS = {word: 1 << place for place, word in enumerate(("the", "be", "to", "of", "and", "that", "have", "with"))}
_MARKS = frozenset('.,;:?!)"”')
_ABBREVIATIONS = "Co Corp Inc Ltd St Mr Mrs Ms Dr Jan Feb Aug Sep Sept Oct Nov Dec"
_ABBREVIATED = frozenset(f"{word}." for word in _ABBREVIATIONS.split())
_PIECE = re.compile(
    r"\d\w*(?:[.,/]\d+)*"  # 1,000.50 and 1996/97
    r"|(?:[^\W\d_]\.){2,}"  # U.S.
    rf"|(?:{_ABBREVIATIONS.replace(' ', '|')})\."
    r"|n['’]t\b|['’](?:s|t|d|m|ll|re|ve)\b"  # what a contraction adds
    r"|[^\W\d_]+?(?=n['’]t\b)"  # and what it is added to
    r"|\w+(?:&(?:amp;)?\w+)*"  # AT&T
    r"|\.{2,}|-{2,}"
    r"|\S"
)


def _describe(token: str, _word: str) -> Row:
    """Return pieces, words, their characters, pieces with a letter, hash signs, ellipses, bits of stop words."""
    if token.isalpha():
        return 1, 1, len(token), 1, 0, 0, _STOP_WORDS.get(token, 0)
    if token[-1] in _MARKS and token[:-1].isalpha() and token not in _ABBREVIATED:
        return 2, 1, len(token) - 1, 1, 0, 0, _STOP_WORDS.get(token[:-1], 0)
    pieces = _PIECE.findall(token)
    words = [piece for piece in pieces if any(map(str.isalnum, piece))]
    alpha = sum(any(map(str.isalpha, piece)) for piece in words)
    stops = 0
    for piece in words:
        stops |= _STOP_WORDS.get(piece, 0)
    ellipses = token.count("...") + token.count("…")
    return len(pieces), len(words), sum(map(len, words)), alpha, token.count("#"), ellipses, stops


PIECES = Feature("pieces", 7, _describe)


def measure(doc: Document) -> dict[str, float | None]:
    """Return all Gopher measures of words and lines."""
    described = doc.tokens.described(PIECES)
    measures = dict.fromkeys(RULES) | _line_shares(doc.text)
    if doc.language.code not in _OTHER_WORDS:
        measures |= _word_measures(described.sums()[:-1])
    if doc.language.code == "en":
        measures[_STOP_RULE] = float(described.union(-1).bit_count())
    return measures


def _word_measures(sums: list[int]) -> dict[str, float | None]:
    pieces, words, characters, alpha, hashes, ellipses = sums
    values = (
        float(words),
        characters / words if words else None,
        hashes / pieces if pieces else None,
        ellipses / pieces if pieces else None,
        alpha / pieces if pieces else None,
    )
    return dict(zip(_WORD_RULES, values, strict=True))


def _line_shares(text: str) -> dict[str, float | None]:
    lines = text.splitlines()
    if not lines:
        return dict.fromkeys(_LINE_RULES)
    bullets = sum(line.lstrip().startswith(("•", "-")) for line in lines)
    trailing = sum(line.rstrip().endswith(("...", "…")) for line in lines) if "..." in text or "…" in text else 0
    return dict(zip(_LINE_RULES, (bullets / len(lines), trailing / len(lines)), strict=True))
