"""Measure the signals of RedPajama-V2 that need neither a model nor a list, by its own definitions.

What it measures   Words are what is left between white space without ASCII punctuation, in lower case and canonically
                   decomposed: their number, mean length, distinct share and entropy (natural logarithm), the shares of
                   characters in the most frequent run of two to four (0 unless repeated) and in any repeated run of five
                   to ten, first occurrences included. Raw words are runs of word characters or of marks: the shares
                   without an ASCII letter and in capitals, and symbols (``#``, ellipses) for each. Sentences as its
                   regular expression divides them. Signals of lines are given as their mean over all lines.
Why it matters     These are the columns that people who filter RedPajama-V2 know, and they are defined without limits:
                   "study the literature", its authors say.
Known misses       An ASCII letter is asked for whatever the language. A run of words stands twice in every text with a
                   repeated pull-quote. Stop words, bad words, blocked domains and all model scores are left out.
Source             togethercomputer/RedPajama-Data, ``app/src/core/quality_signals``; values there are rounded to 8 places.
"""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from detectors.document import Document
from detectors.repeats import LONGEST, covered, most_frequent
from detectors.word_counts import normalised
from detectors.wording import PLACE

_P = "quality.rps_"
_TOP = {size: f"{_P}doc_frac_chars_top_{size}gram" for size in (2, 3, 4)}
_DUPE = {size: f"{_P}doc_frac_chars_dupe_{size}grams" for size in range(5, LONGEST + 1)}
_WORDS = (f"{_P}doc_word_count", f"{_P}doc_mean_word_length", f"{_P}doc_frac_unique_words", f"{_P}doc_unigram_entropy")
_RAW = (f"{_P}doc_symbol_to_word_ratio", f"{_P}doc_frac_no_alph_words", f"{_P}doc_frac_all_caps_words")
_TEXT = (f"{_P}doc_num_sentences", f"{_P}doc_lorem_ipsum", f"{_P}doc_curly_bracket")
_LINES = (
    f"{_P}doc_frac_lines_end_with_ellipsis",
    f"{_P}lines_ending_with_terminal_punctuation_mark",
    f"{_P}lines_start_with_bulletpoint",
    f"{_P}lines_javascript_counts",
    f"{_P}lines_num_words",
    f"{_P}lines_numerical_chars_fraction",
    f"{_P}lines_uppercase_letter_fraction",
)
RULES = (*_WORDS, *_RAW, *_TEXT, *_LINES, *_TOP.values(), *_DUPE.values())

_TERMINAL = frozenset(".!?”")
_ELLIPSES = ("...", "…")
_BULLETS = tuple("•‣▶◀◦■□▪▫–")


_FIRST_COUNTS = np.arange(4_096)
_ENTROPIES = _FIRST_COUNTS * np.log(np.maximum(_FIRST_COUNTS, 1))
"""What a word that stands so often has of the entropy."""


def measure(doc: Document) -> dict[str, float | None]:
    """Return all signals; None for those of words or lines where there are none."""
    return _of_words(doc) | _of_runs(doc) | _of_text(doc) | _of_lines(doc)


def _of_words(doc: Document) -> dict[str, float | None]:
    count = doc.counts.normalised
    if not count:
        return dict.fromkeys(_WORDS) | {_WORDS[0]: 0.0}
    ordered = np.sort(doc.wording.words)
    edges = np.ones(count + 1, np.bool_)
    np.not_equal(ordered[1:], ordered[:-1], out=edges[1:-1])
    firsts = edges.nonzero()[0]
    # Sorted, for words are numbered as this process happened to meet them, and a sum depends on its order in the last digit.
    times = np.sort(firsts[1:] - firsts[:-1])
    entropies = _ENTROPIES.take(times) if count < len(_ENTROPIES) else times * np.log(times)
    entropy = math.log(count) - float(entropies.sum()) / count
    return dict(zip(_WORDS, (float(count), doc.counts.characters / count, len(times) / count, entropy), strict=True))


def _of_runs(doc: Document) -> dict[str, float | None]:
    measures: dict[str, float | None] = dict.fromkeys((*_TOP.values(), *_DUPE.values()), 0.0)
    pair, longer = doc.repeats[0]
    if pair is None:
        return measures
    ends, total = doc.wording.word_ends(), doc.counts.characters
    tops = {2: pair} | {size: most_frequent(longer[size]) for size in (3, 4) if size in longer}
    for size, (start, times) in tops.items():
        measures[_TOP[size]] = (ends.item(start + size) - ends.item(start)) * times / total
    for size in _DUPE.keys() & longer.keys():
        stretches = covered(longer[size], size)
        measures[_DUPE[size]] = sum([ends.item(end) - ends.item(start) for start, end in stretches]) / total
    return measures


def _of_text(doc: Document) -> dict[str, float | None]:
    text, counts = doc.text, doc.counts
    symbols, raw = text.count("#") + text.count("...") + text.count("…"), counts.raw
    values = (symbols / raw, 1.0 - counts.raw_letters / raw, counts.raw_capitals / raw) if raw else (None,) * 3
    sentences = float(np.count_nonzero(doc.segments) + counts.inner)
    lorem = 0.0
    if doc.speaks_of_terms and "lorem" in doc.folded:
        spelled = " ".join(filter(None, map(normalised, doc.text.split())))
        lorem = spelled.count("lorem ipsum") / len(spelled) if spelled else 0.0
    brackets = (text.count("{") + text.count("}")) / len(text) if text else 0.0
    return dict(zip((*_RAW, *_TEXT), (*values, sentences, lorem, brackets), strict=True))


def _of_lines(doc: Document) -> dict[str, float | None]:
    lines, text = doc.raw_lines, doc.text
    count = len(lines)
    if not count:
        return dict.fromkeys(_LINES)
    ends = [line.rstrip()[-1:] for line in lines]
    ellipses = sum([line.rstrip().endswith(_ELLIPSES) for line in lines]) if "..." in text or "…" in text else 0
    bullets = 0 if text.isascii() else sum([line.lstrip().startswith(_BULLETS) for line in lines])
    scripts = sum([normalised(token) == "javascript" for token in doc.text.split()]) if doc.speaks_of_terms else 0
    sizes = [len(line) + 1 for line in lines]
    if text[-1] != "\n":
        sizes[-1] -= 1
    in_lines = doc.raw_line_counts
    values = (
        ellipses,
        sum([end in _TERMINAL for end in ends if end]),
        bullets,
        scripts,
        doc.counts.normalised,
        _numeric_shares(in_lines) if doc.counts.numeric else 0,
        sum(
            [capitals / size for capitals, size in zip(in_lines[:, PLACE.capitals].tolist(), sizes, strict=True) if capitals]
        ),
    )
    return dict(zip(_LINES, [value / count for value in values], strict=True))


def _numeric_shares(lines: NDArray[np.int64]) -> float:
    """Return the sum over all lines of the share of numeric characters in the words and the blanks between them."""
    columns = (lines[:, place].tolist() for place in (PLACE.normalised, PLACE.characters, PLACE.numeric))
    shares: list[float] = [
        figures / (characters + words - 1) for words, characters, figures in zip(*columns, strict=True) if figures
    ]
    return sum(shares)
