"""The words that leaks are verified by: groups of ``seeds/phrases/words/leak.txt`` as regular expressions.

They are too common to be looked for in every article; they are asked for only in the sentences and lines that a rare
phrase of ``seeds/phrases/leak_*.txt`` has pointed to.
"""

from __future__ import annotations

import re
from functools import cache
from importlib.resources import files

from detectors.expressions import regex
from detectors.phrasebook import parse_list


@cache
def _groups() -> dict[str, list[str]]:
    source = files("seeds").joinpath("phrases", "words", "leak.txt").read_text("utf-8")
    groups: dict[str, list[str]] = {}
    for phrase in parse_list("leak", source):
        groups.setdefault(phrase.group.removeprefix("leak."), []).append(phrase.words)
    return groups


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


@cache
def pattern(group: str) -> re.Pattern[str]:
    """Return the expression that finds any word of a group in folded text."""
    return regex(rf"(?<!\w)(?:{either(group)})(?!\w)")


@cache
def by_beginning(group: str) -> dict[str, re.Pattern[str]]:
    """Return the alternatives of a group as one expression for each first word, the beginning of one where that ends in ``*``."""
    begun: dict[str, list[str]] = {}
    for phrase in _groups()[group]:
        begun.setdefault(phrase.partition(" ")[0].rstrip("*"), []).append(phrase)
    return {beginning: regex(_either(words)) for beginning, words in begun.items()}


@cache
def kinds(*groups: str) -> re.Pattern[str]:
    """Return one expression over several groups; ``lastgroup`` of a match names the group."""
    named = "|".join(f"(?P<{group}>{either(group)})" for group in groups)
    return regex(rf"(?<!\w)(?:{named})(?!\w)")
