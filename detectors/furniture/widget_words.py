"""Word classes of page widgets, and whether a line is made of nothing else.

A widget's label is told from a sentence by its words: all of them come from a small vocabulary. What a wording would
miss (other networks, another order, another count) the vocabulary still covers, and prose hardly ever stays inside it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from functools import cache
from importlib.resources import files

from detectors.document import Document
from detectors.expressions import regex
from detectors.furniture.short_lines import hit_lines
from detectors.phrases.phrasebook import parse_list

_LONGEST_FILLED = 120
_COUNT = regex(r"\+?\d[\d.,]*(?:k|m|tsd|mil)?\+?")
_ADDRESS = regex(r"(?:https?://|www\.|pic\.twitter\.com/)\S+|[\w.+-]+@[\w-]+\.[\w.-]+")
_WORD = regex(r"@?[^\W_]+(?:['.+@-][^\W_]+)*[+]?")


@cache
def word_classes(name: str) -> Mapping[str, frozenset[str]]:
    """Return the single words of a phrase list, by group."""
    source = files("seeds").joinpath("phrases", f"{name}.txt").read_text("utf-8")
    groups: dict[str, set[str]] = {}
    for phrase in parse_list(name, source):
        groups.setdefault(phrase.group.removeprefix(f"{name}."), set()).update(phrase.words.split())
    return {group: frozenset(words) for group, words in groups.items()}


def line_words(folded: str) -> list[str]:
    """Return the words of a folded line; web and mail addresses are left out."""
    # An address is looked for from every word on, which takes longer than all else, and few lines have its signs.
    named = "@" in folded or "//" in folded or "www." in folded or "pic." in folded
    return _WORD.findall(_ADDRESS.sub(" ", folded) if named and "." in folded else folded)


def is_count(word: str) -> bool:
    """Say whether a word is a number as counters print it: 7, 1.2k, 3,400, +5."""
    return _COUNT.fullmatch(word) is not None


def lines_at(doc: Document, groups: tuple[str, ...], longest: int) -> Iterator[int]:
    """Yield, in order, the index of every line of at most ``longest`` characters that a phrase of ``groups`` stands in."""
    lines = doc.lines
    for index in sorted(hit_lines(doc, *groups)):
        if index >= 0 and len(lines[index].text) <= longest:
            yield index


def lines_filled(doc: Document, group: str) -> set[int]:
    """Return the index of every line that one phrase of ``group`` fills, marks and digits around it aside."""
    lines, filled = doc.lines, set()
    for index, spans in hit_lines(doc, group).items():
        line = lines[index]
        if index < 0 or len(line.text) > _LONGEST_FILLED:
            continue
        rests = (doc.folded[line.start : start] + doc.folded[end : line.end] for start, end in spans)
        if not all(any(map(str.isalpha, rest)) for rest in rests):
            filled.add(index)
    return filled


def beside(doc: Document, found: set[int], belongs: Callable[[str], bool]) -> set[int]:
    """Return the lines next to ``found`` ones, and next to those in turn, whose folded text ``belongs`` there."""
    lines, added = doc.lines, set()
    for index in found:
        for step in (-1, 1):
            other = index + step
            while 0 <= other < len(lines) and other not in found and other not in added and belongs(lines[other].folded):
                added.add(other)
                other += step
    return added
