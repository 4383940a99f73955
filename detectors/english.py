"""English function words: what they are, and which of them hardly any other language has.

Two detectors ask: the language gate, and the share of function words as a measure of prose.
"""

from __future__ import annotations

from collections.abc import Sequence

from detectors.columns import Feature, Row

_TELLING = """
    the and that with from this they their there which were been would could should about because what when where who
    whose how than then these those through while your our his she you into after before other only just such being
    between both each against during since until although
"""
"""Not among them, though frequent: words that other languages spell alike (in, was, die, an, on, to, for, had, is, of,
by, at, as, are, has, her, he, we, it, will, under, over, all, most, more, some, said, have, but, or, if)."""

_OTHERS = """
    a all also am an any are as at be but by can did do does down either few for had has have he her here hers herself
    him himself i if in is it its itself like may me might more most much must my myself neither no nor not now of off
    on once or out over own per same shall so some than that to too under up upon us very was we whether will within
    without yet yours yourself themselves ours whom why every another
"""

TELLING: dict[str, int] = {word: 1 << place for place, word in enumerate(_TELLING.split())}
"""The telling words with one bit each, so that the distinct ones among many can be counted by OR."""

FUNCTION_WORDS = frozenset(_TELLING.split()) | frozenset(_OTHERS.split())


_ROWS: dict[str, Row] = {word: (1, TELLING.get(word, 0)) for word in FUNCTION_WORDS}
_LONGEST = max(map(len, _ROWS))


def _describe(_tokens: Sequence[str], words: Sequence[str]) -> list[Row]:
    known, none = _ROWS.get, (0, 0)
    return [none if len(word) > _LONGEST else known(word.lower(), none) for word in words]


ENGLISH = Feature("english", 2, _describe)
"""Per token: is a function word; the bit of a telling one."""
