"""Which texts of a batch may hold a token or a label of a chat: those with a sign, and those where a role is glued to a line's first word."""

from __future__ import annotations

from collections.abc import Collection

import numpy as np

from detectors.expressions import regex
from detectors.gathered import Gathered, flags, flags_of, heads_of

GROUPS = frozenset({"leak_tokens.role", "leak_tokens.glued_role"})
SIGNS = GROUPS | frozenset("|\uff5c<_{~[#")
"""Of these a text has one, or a role stands glued to its first words."""

GLUED_START = regex(
    r"[\"'*\s]{0,3}(?P<role>(?:assistant|analysis|final|commentary|model|user|system){1,3})(?=[A-Z\u201c\"*#])"
)
_ORDER = regex(
    r" ?(?:please |now |ok,? |good[,.] |thanks[,.!]? |(?:can|could|would) you )*(?:(?:re)?write\b|re(?:phrase|word)\b|make (?:it|this|that)\b|(?:shorten|expand|summari[sz]e|translate|paraphrase|proofread)\b|do (?:the same|it again|this again)\b|give me\b|turn (?:it|this) into\b|(?:more|less) formal\b)"
)

_MOST_MARKS = 3
FIRST_LETTERS = frozenset({"assi", "anal", "fina", "comm", "mode", "user", "syst"})
_ROLE_HEADS = heads_of(FIRST_LETTERS)
_MARKS, _ODD = flags("\"'*"), flags_of(lambda char: char.isspace() and char not in "\r\n")


def choose(gathered: Gathered, places: Collection[int]) -> set[int]:
    """Return the texts with a sign of tokens or labels, and those in which a role is glued to the first word of a line."""
    docs, codes = gathered.docs, gathered.codes
    starts = gathered.starts[gathered.starts < gathered.ends]
    found = gathered.bearing(places, SIGNS)
    odd = gathered.each(starts[_ODD.take(codes.take(starts))])
    found.update(place for place, at in odd if docs[place].text[at : at + 1].isspace())
    for step in range(_MOST_MARKS + 1):
        for place, at in gathered.each(starts[np.isin(gathered.heads(starts + step), _ROLE_HEADS)]):
            if place not in found and GLUED_START.match(docs[place].text, at):
                found.add(place)
        starts = starts[_MARKS.take(codes.take(starts + step))]
    return found.intersection(places)


def orders(folded: str, start: int, end: int) -> bool:
    """Say whether the user's label stands before an order to change a text."""
    return folded.startswith(("user", "human"), start) and _ORDER.match(folded, end) is not None
