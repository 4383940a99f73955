"""Measure how much of the text repeats itself: lines, paragraphs and runs of words, by datatrove's definitions.

What it measures   The shares of lines and of paragraphs that stood before, by number and by characters; the share of
                   the characters that the most frequent run of two, three and four words takes, spaces between the
                   words included, even where it stands once; the share in runs of five to ten words that stood before,
                   read from left to right, without spaces. All over the characters of the text. Words are spaCy's
                   pieces, marks included.
Why it matters     Menus, templates and looping generators repeat whole runs; edited prose hardly ever does.
Known misses       A short item easily reaches the limits of the two-word run ("of the" twice in thirty words). Words
                   that would only be equal when written together ("can not", "cannot") are two runs here and one in
                   datatrove.
Source             Rae et al. 2021 (Gopher), table A1; datatrove 0.10 ``GopherRepetitionFilter``.
"""

from __future__ import annotations

from collections.abc import Sequence

from detectors.document import Document
from detectors.repeats import LONGEST, later_occurrences, most_frequent

_LINE_RULES = ("quality.gopher_dup_line_frac", "quality.gopher_dup_line_char_frac")
_PARAGRAPH_RULES = ("quality.gopher_dup_para_frac", "quality.gopher_dup_para_char_frac")
_TOP_RULES = {size: f"quality.gopher_top_{size}_gram_char_frac" for size in (2, 3, 4)}
_REPEATED_RULES = {size: f"quality.gopher_dup_{size}_gram_char_frac" for size in range(5, LONGEST + 1)}
RULES = (*_LINE_RULES, *_PARAGRAPH_RULES, *_TOP_RULES.values(), *_REPEATED_RULES.values())


def measure(doc: Document) -> dict[str, float | None]:
    """Return all shares; None where there are no characters, and for runs longer than the text."""
    text = doc.text
    if not text:
        return dict.fromkeys(RULES)
    measures = _words(doc)
    lines = text.split("\n")
    # Several line feeds divide as one does; in front of all lines and behind them they leave an empty one.
    broken = "\n\n" in text
    measures |= _duplicates(
        _LINE_RULES, [*lines[:1], *filter(None, lines[1:-1]), *lines[-1:]] if broken else lines, len(text)
    )
    paragraphs = [part.lstrip("\n") for part in text.strip().split("\n\n")] if broken else ()
    return measures | _duplicates(_PARAGRAPH_RULES, list(filter(None, paragraphs)), len(text))


def _duplicates(rules: tuple[str, str], blocks: Sequence[str], size: int) -> dict[str, float | None]:
    """Return how many of the blocks stood before, as a share of their number and of the text's characters."""
    distinct = set(blocks)
    if len(distinct) == len(blocks):
        return dict.fromkeys(rules, 0.0)
    characters = sum(map(len, blocks)) - sum(map(len, distinct))
    return {rules[0]: (len(blocks) - len(distinct)) / len(blocks), rules[1]: characters / size}


def _words(doc: Document) -> dict[str, float | None]:
    """Return the shares of runs of words."""
    size, ends, repeated = len(doc.text), doc.wording.piece_ends(), doc.repeats[1]
    # A run that stands once counts too: unless one is repeated, it is the first.
    top = dict.fromkeys(_TOP_RULES, (0, 1))
    if repeated.pair is not None:
        top[2] = repeated.pair
    measures: dict[str, float | None] = dict.fromkeys(_REPEATED_RULES.values(), 0.0)
    for run, runs in repeated.longer.items():
        if run in _TOP_RULES:
            top[run] = most_frequent(runs)
        else:
            starts = later_occurrences(runs, run)
            measures[_REPEATED_RULES[run]] = sum([ends.item(start + run) - ends.item(start) for start in starts]) / size
    for run, (start, times) in top.items():
        characters = ends.item(start + run) - ends.item(start) + run - 1 if run < len(ends) else None
        measures[_TOP_RULES[run]] = None if characters is None else characters * times / size
    return measures
