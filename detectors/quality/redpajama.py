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

from typing import Any

import numpy as np
from numpy.typing import NDArray

from detectors.batch import Batch
from detectors.stretches import Measure, owners_of, ratio, sort_each, sums, totals_of
from detectors.tokens.lines_together import among
from detectors.tokens.repeats import LONGEST, covered, most_frequent
from detectors.tokens.word_counts import normalised
from detectors.tokens.wording import PLACE

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

_TERMINAL = ".!?”"
_BULLETS = "•‣▶◀◦■□▪▫–"


def measure(batch: Batch) -> dict[str, Measure]:
    """Return all signals; None for those of words or lines where there are none."""
    return _of_words(batch) | _of_runs(batch) | _of_text(batch) | _of_lines(batch)


def _of_words(batch: Batch) -> dict[str, Measure]:
    words, bounds = batch.wording.words.copy(), batch.wording.word_bounds
    sort_each(words, bounds[:-1], bounds[1:])
    new = np.ones(len(words) + 1, np.bool_)
    np.not_equal(words[1:], words[:-1], out=new[1:-1])
    new[bounds] = True
    firsts = new.nonzero()[0]
    times, of_text = np.diff(firsts), firsts.searchsorted(bounds)
    count, distinct = np.diff(bounds), np.diff(of_text)
    # What a word that stands so often has of the entropy; one that stands once has none.
    several = (times > 1).nonzero()[0]
    times, ends = times.take(several), several.searchsorted(of_text)
    # Sorted, for words are numbered as this process happened to meet them, and a sum depends on its order in the last digit.
    sort_each(times, ends[:-1], ends[1:])
    each = np.bincount(np.arange(len(batch)).repeat(np.diff(ends)), weights=times * np.log(times), minlength=len(batch))
    with np.errstate(divide="ignore"):
        entropy = np.log(count) - ratio(each, count)
    values = (count.astype(float), ratio(batch.counts[PLACE.characters], count), ratio(distinct, count), entropy)
    return dict(zip(_WORDS, values, strict=True))


def _of_runs(batch: Batch) -> dict[str, Measure]:
    bounds, found = batch.repeats[0]
    ends, total = batch.wording.word_ends(), batch.counts[PLACE.characters]
    measures = {}
    for size, rule in (_TOP | _DUPE).items():
        characters = np.zeros(len(batch), np.int64)
        runs = found.get(size)
        if runs is not None and size in _TOP:
            texts, starts, times = most_frequent(runs, bounds)
            characters[texts] = (ends.take(starts + size) - ends.take(starts)) * times
        elif runs is not None:
            starts, reached = covered(runs, size)
            characters = totals_of(ends.take(reached) - ends.take(starts), starts, bounds)
        measures[rule] = np.where(total > 0, ratio(characters, total), 0.0)
    return measures


def _of_text(batch: Batch) -> dict[str, Measure]:
    counts, texts = batch.counts, batch.texts
    words, bounds = batch.segments
    lorem = np.zeros(len(batch))
    for place in batch.of_terms:
        if "lorem" in batch.docs[place].folded:
            spelled = " ".join(filter(None, normalised(texts[place].split())))
            lorem[place] = spelled.count("lorem ipsum") / len(spelled) if spelled else 0.0
    brackets = [
        text.count("{") + text.count("}") if some else 0 for text, some in zip(texts, counts[PLACE.brackets], strict=True)
    ]
    values = (
        ratio(batch.hashes + batch.ellipses, counts[PLACE.raw]),
        1.0 - ratio(counts[PLACE.raw_letters], counts[PLACE.raw]),
        ratio(counts[PLACE.raw_capitals], counts[PLACE.raw]),
        (sums(words > 0, bounds) + counts[PLACE.inner]).astype(float),
        lorem,
        np.where(batch.sizes > 0, ratio(np.array(brackets), batch.sizes), 0.0),
    )
    return dict(zip((*_RAW, *_TEXT), values, strict=True))


def _of_lines(batch: Batch) -> dict[str, Measure]:
    lines, in_lines = batch.raw_lines, batch.raw_line_counts
    scripts = np.zeros(len(batch), np.int64)
    for place in batch.of_terms:
        scripts[place] = normalised(batch.texts[place].split()).count("javascript")
    spelled = in_lines[:, PLACE.characters] + in_lines[:, PLACE.normalised] - 1
    values: tuple[NDArray[Any], ...] = (
        lines.count(lines.trailing),
        lines.count(among(lines.closing, _TERMINAL)),
        lines.count(among(lines.opening, _BULLETS)),
        scripts,
        batch.counts[PLACE.normalised],
        _shares(batch, in_lines[:, PLACE.numeric], spelled),
        _shares(batch, in_lines[:, PLACE.capitals], lines.sizes + lines.fed),
    )
    return dict(zip(_LINES, [ratio(value, np.diff(lines.bounds)) for value in values], strict=True))


def _shares(batch: Batch, part: NDArray[np.int64], whole: NDArray[np.int64]) -> Measure:
    """Return the sum over all lines of a share of each line."""
    line = part.nonzero()[0]
    shares = part.take(line) / whole.take(line)
    return np.bincount(owners_of(line, batch.raw_lines.bounds), weights=shares, minlength=len(batch)).astype(float)
