"""Tell the lists of names that an article prints from the lists of a page: tracks, titles, dishes.

Each line stands in the runs of many others, so what is asked of a run is a difference of sums over the lines before it.
"""

from __future__ import annotations

from itertools import accumulate
from typing import NamedTuple

from detectors.document import Document, of_text
from detectors.furniture.short_lines import FULL_STOPS, is_widget, widget_cover

_LIST_LINES, _ENTRY_WORDS, _ENTRY_LENGTH = 4, 4.5, 50
_TITLED_SHARE, _LONGEST_LIST = 0.75, 20
_ENTRY_ENDS = (*FULL_STOPS, ":")
"""What no entry of a list ends with."""


class _Sums(NamedTuple):
    """What is asked of the runs that a line stands in."""

    entries: list[bool]
    """Which lines may be of a list."""
    above: list[int]
    """How many of them stand directly above each line."""
    below: list[int]
    n_words: list[int]
    """How many words those before each line have."""
    n_titled: list[int]
    """How many of those before each line are written as titles are."""


def is_in_list(doc: Document, index: int) -> bool:
    """Say whether a line is one of a list of names that the article prints: tracks, titles, dishes."""
    sums = _sums(doc)
    above, below = sums.above[index], sums.below[index]
    if above + below + 1 < _LIST_LINES:
        return False
    return _is_list(doc, sums, index - min(above, _LONGEST_LIST), index + min(below, _LONGEST_LIST), index)


def _is_list(doc: Document, sums: _Sums, first: int, last: int, index: int) -> bool:
    """Say whether a run of short lines around a line, which may be longer, is a list of names, and not a page's."""
    n, line, is_longer = last - first + 1, doc.lines[index], not sums.entries[index]
    n_words, n_titled = sums.n_words[last + 1] - sums.n_words[first], sums.n_titled[last + 1] - sums.n_titled[first]
    if n_words + is_longer * (line.text.count(" ") + 1) > _ENTRY_WORDS * n:
        return False
    if n_titled + (is_longer and _is_titled(line.text)) < _TITLED_SHARE * n:
        return False
    widgets = _widgets(doc)
    return (widgets[last + 1] - widgets[first] + (is_longer and is_widget(line, widget_cover(doc).get(index, 0)))) * 2 <= n


@of_text
def _sums(doc: Document) -> _Sums:
    entries = [len(line.text) <= _ENTRY_LENGTH and not line.folded.endswith(_ENTRY_ENDS) for line in doc.lines]
    joined = [not line.blank_before for line in doc.lines]
    above, below = [0] * len(entries), [0] * len(entries)
    for at in range(1, len(entries)):
        if joined[at] and entries[at - 1]:
            above[at] = above[at - 1] + 1
    for at in range(len(entries) - 2, -1, -1):
        if joined[at + 1] and entries[at + 1]:
            below[at] = below[at + 1] + 1
    listed = [line.text if entry else "" for line, entry in zip(doc.lines, entries, strict=True)]
    n_words = accumulate([text.count(" ") + 1 if text else 0 for text in listed], initial=0)
    return _Sums(entries, above, below, [*n_words], [*accumulate(map(_is_titled, listed), initial=0)])


@of_text
def _widgets(doc: Document) -> list[int]:
    """Return how many of the lines before each may be of a list and are the page's."""
    cover, entries = widget_cover(doc), _sums(doc).entries
    told = [entries[at] and is_widget(line, cover.get(at, 0)) for at, line in enumerate(doc.lines)]
    return [*accumulate(told, initial=0)]


def _is_titled(text: str) -> bool:
    """Say whether a line is written as titles are: two words or more, the first and the last with a capital."""
    return text[:1].isupper() and text[text.rfind(" ") + 1].isupper() and " " in text and ":" not in text
