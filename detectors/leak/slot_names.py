"""Whether words name a slot: nouns of what a text still lacks, with what may stand beside them, and nothing else."""

from __future__ import annotations

from detectors.expressions import regex
from detectors.leak.lexicon import words
from detectors.records import Certainty

Slot = tuple[int, int, Certainty]
MOST_WORDS, MOST_NAMED = 7, 4
_BREAK = regex(r"[\s_/,&.:;'#$()*+?!-]+")
_NUMBERED = regex(r"(?<=[a-z])\d\b")


def names_a_slot(inside: str) -> bool:
    """Say whether words are slot nouns and what may stand beside them, and nothing else."""
    told = told_in(inside)
    if len(told) > 1 and told[-1].isdigit():
        told.pop()
    nouns = words("slot_noun")
    return 0 < len(told) <= MOST_WORDS and not nouns.isdisjoint(told) and (nouns | words("slot_word")).issuperset(told)


def told_in(inside: str) -> list[str]:
    """Return the words in a bracket, slot nouns in the singular, figures and possessives taken off."""
    return [singular(word) for word in _BREAK.split(_NUMBERED.sub("", inside.replace("'s ", " "))) if word]


def singular(word: str) -> str:
    """Return a slot noun in the singular, any other word as it is."""
    return word.removesuffix("s") if word.removesuffix("s") in words("slot_noun") else word
