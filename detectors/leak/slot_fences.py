"""Names of slots between rarer signs ("@town@", "=CITY=", "&NAME;"), whatever the signs: two names between the same ones are slots.

One may be emphasis, an address or a formula; what makes it a slot is that both name what a text still lacks.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from itertools import islice
from typing import TYPE_CHECKING

from detectors.expressions import regex
from detectors.leak.slot_names import Slot, names_a_slot
from detectors.leak.spans import matches

if TYPE_CHECKING:
    import re

_CLOSING = {">": "<", "&": ";"}
SIGNS = frozenset("@#~^|$%*_=+&>\u00a7\u00a4\u00ac")
_EMPHASIS = frozenset("*_")
"""Between these a few words in small letters are words in bold."""

_MOST, _ALIKE = 200, 2
_INSIDE = r"([^\W\d_](?:[\w .'\u2019-]{0,38}?[^\W_])??)"
BEGUN = {
    "=": regex(r"=[A-Za-z][\w ]{1,30}="),
    "&": regex(r"&[A-Z][A-Z_ ]{2,30};"),
    "+": regex(r"\+[A-Za-z][\w ]{1,30}\+"),
}
"""How a name begins behind a sign that many texts have for something else."""


@cache
def _fenced(sign: str) -> re.Pattern[str]:
    opening, closing = (f"\\{each}" for each in (sign, _CLOSING.get(sign, sign)))
    return regex(rf"{opening}(?<![\w{opening}]{opening}){opening}{{0,2}}{_INSIDE}{closing}{{1,3}}(?![\w{closing}])")


def fenced(text: str, signs: frozenset[str]) -> Iterator[Slot]:
    """Yield what stands between the same signs, where two names do: half of them those of slots, of names in capitals one."""
    for sign in signs & SIGNS:
        # Of each name the opening sign, and where the closing one is the same, that as well.
        if text.count(sign) < _ALIKE * (1 if sign in _CLOSING else 2):
            continue
        found = list(islice(matches(_fenced(sign), text, sign), _MOST))
        names = {each[1] for each in found}
        slots = {name for name in names if names_a_slot(name.lower().replace("_", " "))}
        if sign in _EMPHASIS and any(name[0].islower() and " " in name for name in names):
            continue
        if len(names) >= _ALIKE and slots and (2 * len(slots) >= len(names) or all(map(str.isupper, names))):
            yield from ((*each.span(), "strong") for each in found)
