"""The words that leaks are verified by: groups of ``seeds/phrases/words/leak.txt``, to be found or as parts of expressions.

They are too common to be looked for in every article; they are asked for only in the sentences and lines that a rare
phrase of ``seeds/phrases/leak_*.txt`` has pointed to. To compile an expression of all words of a group takes twenty times
as long as to make an automaton of them, and it looks at a text several times as long.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from importlib.resources import files

from ahocorasick_rs import AhoCorasick, Implementation

from detectors.expressions import regex
from detectors.phrases.phrasebook import parse_list


@cache
def _groups() -> dict[str, list[str]]:
    source = files("seeds").joinpath("phrases", "words", "leak.txt").read_text("utf-8")
    groups: dict[str, list[str]] = {}
    for phrase in parse_list("leak", source):
        groups.setdefault(phrase.group.removeprefix("leak."), []).append(phrase.words)
    return groups


_LONGEST_ENDING = 9
"""Letters that a final ``*`` stands for."""


@cache
def words(group: str) -> frozenset[str]:
    """Return the single words of a group, also where a line holds several."""
    return frozenset(word for phrase in _groups()[group] for word in phrase.split())


@cache
def either(group: str) -> str:
    """Return the alternatives of a group for use in a larger expression.

    A final ``*`` stands for any ending of the word, behind a space for any further words.
    """
    return _either(_groups()[group])


def _either(words: list[str]) -> str:
    return "|".join(_escaped(word) for word in sorted(words, key=len, reverse=True))


def _escaped(word: str) -> str:
    if word.endswith(" *"):
        return re.escape(word[:-1]) + r".{1,80}"
    return re.escape(word.removesuffix("*")) + (r"\w{0,9}" if word.endswith("*") else "")


class Listed:
    """Finds the words of some groups in folded text; a final ``*`` stands for any ending of the word."""

    def __init__(self, *groups: str) -> None:
        """Take the groups: where several have words at one place, it is of the first of them."""
        listed = [(group, words) for group in groups for words in sorted(_groups()[group], key=len, reverse=True)]
        self._groups, self._open = [group for group, _ in listed], [words.endswith("*") for _, words in listed]
        told = [words.removesuffix("*") for _, words in listed]
        self._automaton = AhoCorasick(told, implementation=Implementation.NoncontiguousNFA)

    def found(self, text: str, start: int = 0, end: int | None = None) -> Iterator[tuple[int, int, str]]:
        """Yield the spans of words between two places in order, none over another, each with its group; the first listed of several."""
        stretch, reach = text[start:end], start
        spots = self._automaton.find_matches_as_indexes(stretch, overlapping=True)
        for first, number, last in sorted((first, number, last) for number, first, last in spots):
            if (
                first + start >= reach
                and (ended := self._ended(stretch, number, last))
                and not _in_word(text, first + start - 1)
            ):
                reach = start + ended
                yield first + start, reach, self._groups[number]

    def _ended(self, text: str, number: int, last: int) -> int:
        """Return where a word that seems to end at a place does end; 0 where it is another word."""
        most = min(last + _LONGEST_ENDING, len(text)) if self._open[number] else last
        while last < most and _in_word(text, last):
            last += 1
        return 0 if _in_word(text, last) else last

    def stands_in(self, text: str, start: int = 0, end: int | None = None) -> bool:
        """Say whether any of the words stands between two places."""
        return next(self.found(text, start, end), None) is not None

    def opens(self, text: str) -> bool:
        """Say whether a text begins with one of the words."""
        return any(start == 0 for start, *_ in self.found(text))

    def has(self, word: str) -> bool:
        """Say whether a word is one of them."""
        return any(end - start == len(word) for start, end, _ in self.found(word))


def _in_word(text: str, place: int) -> bool:
    """Say whether a letter, a digit or an underscore stands at a place."""
    return 0 <= place < len(text) and (text[place].isalnum() or text[place] == "_")


@cache
def listed(*groups: str) -> Listed:
    """Return what finds the words of some groups."""
    return Listed(*groups)


@cache
def by_beginning(group: str) -> dict[str, re.Pattern[str]]:
    """Return the alternatives of a group as one expression for each first word, the beginning of one where that ends in ``*``."""
    begun: dict[str, list[str]] = {}
    for phrase in _groups()[group]:
        begun.setdefault(phrase.partition(" ")[0].rstrip("*"), []).append(phrase)
    return {beginning: regex(_either(words)) for beginning, words in begun.items()}
