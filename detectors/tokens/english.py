"""English function words: what they are, and which of them hardly any other language has.

Two detectors ask: the language gate, and the share of function words as a measure of prose.
"""

from __future__ import annotations

from functools import cache

import numpy as np
from numpy.typing import NDArray

from detectors.tokens.columns import Feature
from detectors.tokens.joined import Joined
from detectors.tokens.splitting import Known, keys_of_words

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


_ROWS = np.array([*((1, TELLING.get(word, 0)) for word in sorted(FUNCTION_WORDS)), (0, 0)], np.int64)


@cache
def _places() -> Known:
    """Return the row of each function word, and of any other."""
    return Known(keys_of_words(sorted(FUNCTION_WORDS)), np.arange(len(FUNCTION_WORDS)), len(FUNCTION_WORDS))


def _describe(new: Joined) -> NDArray[np.int64]:
    return _ROWS.take(_places().of(new.words.keys), axis=0)


ENGLISH = Feature("english", 2, _describe)
"""Per token: is a function word; the bit of a telling one."""
