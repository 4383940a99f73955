"""Tell the lists of names that an article prints from the lists of a page: tracks, titles, dishes.

Each line stands in the runs of many others, so what is asked of a run is a difference of sums over the lines before it.
"""

from __future__ import annotations

from itertools import accumulate

from detectors.document import Document, Line, of_text
from detectors.furniture import FULL_STOPS, is_widget, widget_cover

_LIST_LINES, _ENTRY_WORDS, _ENTRY_LENGTH = 4, 4.5, 50
_TITLED_SHARE, _LONGEST_LIST = 0.75, 20
_ENTRY_ENDS = (*FULL_STOPS, ":")
"""What no entry of a list ends with."""


def is_in_list(doc: Document, index: int) -> bool:
    """Say whether a line is one of a list of names that the article prints: tracks, titles, dishes."""
    above, below = _entries_around(doc)
    first, last = index - min(above[index], _LONGEST_LIST), index + min(below[index], _LONGEST_LIST)
    return last - first + 1 >= _LIST_LINES and _is_list(doc, first, last, index)


def _is_list(doc: Document, first: int, last: int, index: int) -> bool:
    """Say whether a run of short lines around a line, which may be longer, is a list of names, and not a page's."""
    n, line = last - first + 1, doc.lines[index]
    n_words, n_titled = (sums[last + 1] - sums[first] for sums in _shapes(doc))
    is_longer = not _is_entry(line)
    if n_words + is_longer * (line.text.count(" ") + 1) > _ENTRY_WORDS * n:
        return False
    if n_titled + (is_longer and _is_titled(line)) < _TITLED_SHARE * n:
        return False
    widgets = _widgets(doc)
    return (widgets[last + 1] - widgets[first] + (is_longer and is_widget(line, widget_cover(doc).get(index, 0)))) * 2 <= n


@of_text
def _entries(doc: Document) -> list[bool]:
    return list(map(_is_entry, doc.lines))


@of_text
def _entries_around(doc: Document) -> tuple[list[int], list[int]]:
    """Return how many lines that may be of one list stand directly above and below each line."""
    joined = [not line.blank_before for line in doc.lines]
    entries = _entries(doc)
    above, below = [0] * len(entries), [0] * len(entries)
    for at in range(1, len(entries)):
        if joined[at] and entries[at - 1]:
            above[at] = above[at - 1] + 1
    for at in range(len(entries) - 2, -1, -1):
        if joined[at + 1] and entries[at + 1]:
            below[at] = below[at + 1] + 1
    return above, below


@of_text
def _shapes(doc: Document) -> tuple[list[int], list[int]]:
    """Return how many words, and how many titles, are in the lines before each that may be of a list."""
    told = [
        (line.text.count(" ") + 1, _is_titled(line)) if entry else (0, False)
        for line, entry in zip(doc.lines, _entries(doc), strict=True)
    ]
    return [*accumulate((n_words for n_words, _ in told), initial=0)], [*accumulate((each for _, each in told), initial=0)]


@of_text
def _widgets(doc: Document) -> list[int]:
    """Return how many of the lines before each may be of a list and are the page's."""
    cover = widget_cover(doc)
    entries = _entries(doc)
    told = (entries[at] and is_widget(line, cover.get(at, 0)) for at, line in enumerate(doc.lines))
    return [*accumulate(told, initial=0)]


def _is_titled(line: Line) -> bool:
    """Say whether a line is written as titles are: two words or more, the first and the last with a capital."""
    first, _, last = line.text.partition(" ")
    return first[:1].isupper() and last.rpartition(" ")[2][:1].isupper() and ":" not in line.text


def _is_entry(line: Line) -> bool:
    return len(line.text) <= _ENTRY_LENGTH and not line.folded.endswith(_ENTRY_ENDS)
