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
import re
import string
import unicodedata

import numpy as np
from numpy.typing import NDArray

from detectors.document import Document
from detectors.repeats import covered, most_frequent, repeats
from detectors.tokens import Division, Feature, Parts, Row

_P = "quality.rps_"
_TOP = {size: f"{_P}doc_frac_chars_top_{size}gram" for size in (2, 3, 4)}
_DUPE = {size: f"{_P}doc_frac_chars_dupe_{size}grams" for size in range(5, 11)}
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

_LONGEST = max(_DUPE)
_NO_PUNCTUATION = str.maketrans("", "", string.punctuation)
_RAW_WORD = re.compile(r"\w+|[^\w\s]+")
_STOPS = re.compile(r"[.!?]+")
_HAS_WORD = re.compile(r"\w")
_ASCII_LETTER = re.compile("[a-zA-Z]")
_NOUGHT = np.zeros(1, np.int64)
_TERMINAL = frozenset(".!?”")
_ELLIPSES = ("...", "…")
_BULLETS = tuple("•‣▶◀◦■□▪▫–")


def _normalised(token: str) -> tuple[str, ...]:
    word = token if token.isalnum() else token[:-1]
    if not word.isalnum() or (word is not token and token[-1] not in string.punctuation):
        word = token.translate(_NO_PUNCTUATION)
    word = word.lower()
    if not word.isascii():
        word = unicodedata.normalize("NFD", word)
    return (word,) if word else ()


def _describe_word(word: str) -> Row:
    return len(word), 0 if word.isalpha() else sum(map(str.isnumeric, word)), int(word == "javascript")


NORMALISED = Division("normalised", 3, _normalised, _describe_word)
"""Of each word its characters, how many of them are numeric, and whether it is "javascript"."""


def _describe_raw(token: str, _word: str) -> Row:
    """Return raw words, those with an ASCII letter, those in capitals, segments with stops on both sides."""
    if token.isascii() and token.isalpha():
        return 1, 1, int(token.isupper()), 0
    if token.isascii() and token[:-1].isalpha() and not token[-1].isalnum() and token[-1] != "_":
        return 2, 1, int(token.isupper()), 0
    words = _RAW_WORD.findall(token)
    letters = sum(_ASCII_LETTER.search(word) is not None for word in words)
    inner = sum(_HAS_WORD.search(part) is not None for part in _STOPS.split(token)[1:-1])
    return len(words), letters, sum(map(str.isupper, words)), inner


RAW = Feature("raw words", 4, _describe_raw)


def measure(doc: Document) -> dict[str, float | None]:
    """Return all signals; None for those of words or lines where there are none."""
    words = doc.tokens.parts(NORMALISED)
    lengths = words.line(0)
    return _of_words(words, lengths) | _of_text(doc) | _of_lines(doc, words, lengths)


def _of_words(words: Parts, lengths: NDArray[np.int32]) -> dict[str, float | None]:
    count = len(lengths)
    measures: dict[str, float | None] = dict.fromkeys((*_TOP.values(), *_DUPE.values()), 0.0)
    if not count:
        return measures | dict.fromkeys(_WORDS) | {_WORDS[0]: 0.0}
    total = int(lengths.sum())
    for found in repeats(words.numbers, _LONGEST):
        if found.size in _TOP:
            start, times = most_frequent(found)
            measures[_TOP[found.size]] = int(lengths[start : start + found.size].sum()) * times / total
        else:
            measures[_DUPE[found.size]] = int(lengths[covered(found, count)].sum()) / total
    shares = _counts(words.numbers) / count
    values = (float(count), total / count, len(shares) / count, -math.fsum((shares * np.log(shares)).tolist()))
    return measures | dict(zip(_WORDS, values, strict=True))


def _counts(numbers: NDArray[np.int32]) -> NDArray[np.int64]:
    """Return how often each distinct number stands."""
    ordered = np.sort(numbers)
    edges = np.ones(len(ordered) + 1, np.bool_)
    np.not_equal(ordered[1:], ordered[:-1], out=edges[1:-1])
    firsts = edges.nonzero()[0]
    return firsts[1:] - firsts[:-1]


def _of_text(doc: Document) -> dict[str, float | None]:
    text = doc.text
    raw, letters, capitals, inner = doc.tokens.described(RAW).sums()
    symbols = text.count("#") + text.count("...") + text.count("…")
    values = (symbols / raw, 1.0 - letters / raw, capitals / raw) if raw else (None,) * 3
    sentences = float(np.count_nonzero(doc.segments) + inner)
    lorem = 0.0
    if doc.speaks_of_terms and "lorem" in doc.folded:
        spelled = " ".join([part for token in doc.text.split() for part in _normalised(token)])
        lorem = spelled.count("lorem ipsum") / len(spelled) if spelled else 0.0
    brackets = (text.count("{") + text.count("}")) / len(text) if text else 0.0
    return dict(zip((*_RAW, *_TEXT), (*values, sentences, lorem, brackets), strict=True))


def _of_lines(doc: Document, words: Parts, lengths: NDArray[np.int32]) -> dict[str, float | None]:
    lines, text = doc.raw_lines, doc.text
    count = len(lines)
    if not count:
        return dict.fromkeys(_LINES)
    ends = [line.rstrip()[-1:] for line in lines]
    ellipses = sum([line.rstrip().endswith(_ELLIPSES) for line in lines]) if "..." in text or "…" in text else 0
    bullets = 0 if text.isascii() else sum([line.lstrip().startswith(_BULLETS) for line in lines])
    scripts = int(words.line(2).sum()) if doc.speaks_of_terms else 0
    sizes = np.array([len(line) for line in lines]) + 1
    if text[-1] != "\n":
        sizes[-1] -= 1
    values = (
        ellipses,
        sum([end in _TERMINAL for end in ends if end]),
        bullets,
        scripts,
        len(lengths),
        _numeric_shares(doc, words, lengths),
        float((doc.capitals / sizes).sum()),
    )
    return dict(zip(_LINES, (value / count for value in values), strict=True))


def _numeric_shares(doc: Document, words: Parts, lengths: NDArray[np.int32]) -> float:
    """Return the sum over all lines of the share of numeric characters in the words and the blanks between them."""
    numeric = words.line(1)
    if not numeric.any():
        return 0.0
    ends, lines = doc.line_ends, doc.raw_lines
    # More ends than lines: something other than a line feed breaks lines too.
    tokens = np.array(ends) if len(ends) == len(lines) else np.cumsum([len(line.split()) for line in lines])
    stretches = np.zeros((len(tokens) + 1, 3), np.int64)
    stretches[1:, 0] = in_words = np.concatenate((_NOUGHT, words.ends))[tokens]
    stretches[1:, 1] = np.concatenate((_NOUGHT, lengths.cumsum()))[in_words]
    stretches[1:, 2] = np.concatenate((_NOUGHT, numeric.cumsum()))[in_words]
    n_words, characters, figures = (stretches[1:] - stretches[:-1]).T
    return float((figures / np.maximum(characters + n_words - 1, 1)).sum())
