"""Whether some words in brackets may stand for what is missing: in the place of a noun, or as a question or a description of it."""

from __future__ import annotations

from detectors.leak.lexicon import words
from detectors.leak.slot_names import MOST_NAMED, names_a_slot, told_in
from detectors.leak.slots import EDITORS, NOT_FIRST, PICTURED, UNHEARD
from detectors.tokens.english import FUNCTION_WORDS

_MOST_DESCRIBED = 9
_EMPTY_WORDS = frozenset("unknown missing blank n/a none null empty ck cq sp? ?? fc wc cite ref".split())
_OTHERS = (
    EDITORS
    | UNHEARD
    | PICTURED
    | frozenset("email pullquote break h/t edit emphasis citation embed pictured above below left right".split())
)


def may_stand_for(inside: str) -> bool:
    """Say whether one to four words in small letters, where a noun belongs, may stand for it: no pronoun, no small word."""
    if inside.lower() in _EMPTY_WORDS or (inside.isupper() and names_a_slot(inside.lower().split()[0])):
        return True
    told = inside.split()
    plain = 0 < len(told) <= MOST_NAMED and all(part.isalpha() for word in told for part in word.split("-"))
    return plain and inside.islower() and told[0] not in FUNCTION_WORDS and _OTHERS.isdisjoint(told)


def is_described(inside: str) -> bool:
    """Say whether some words ask, or say what is missing by a noun of slots and what stands around it: "[volume in litres]"."""
    told = told_in(inside.lower())
    if not 1 < len(told) <= _MOST_DESCRIBED or told[0] in NOT_FIRST | FUNCTION_WORDS or not _OTHERS.isdisjoint(told):
        return False
    named = inside[0].isalpha() and inside[1:].islower() and not words("slot_noun").isdisjoint(told)
    return named or inside.endswith("?")
