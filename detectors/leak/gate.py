"""A quick look at every sentence of an article: is there anything in it that a leak would say?

One weight a word, worked out once for each distinct token and summed over sentences: a few array operations for a whole
article. What passes is shown to the sentence model. Near the edges of the text, where leaks stand, less is asked than
between them.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from detectors.document import PLAIN_FOR, fold
from detectors.expressions import regex

_WORD = regex(r"[^\W_]+(?:['-][^\W_]+)*")
_MARKS, _STOPS = ".,;:'\"!?()[]$-", frozenset(".!?:\u2026")
_SMALLEST = 4.0
"""Added to the number of words before the root is taken, so that two words do not weigh like a sentence."""

SCALE = 1000
"""Weights are kept as whole numbers of thousandths, because features of tokens are whole numbers."""

_ENDS = regex(r"""[.!?:\u2026]["'*_)\]\u2019\u201d\u00bb]*$|[.!?:]["'(\u201c\u2018]?[A-Z]""")
"""A token that ends a sentence, or holds the end of one and the beginning of the next."""


def gate_words(folded: str) -> list[str]:
    """Return the words of folded text."""
    return _WORD.findall(folded)


class Gate(NamedTuple):
    """A weight for each word, and how much a sentence needs near an edge of the text and elsewhere."""

    weights: dict[str, int]
    edge: float
    middle: float

    def look(self, token: str) -> tuple[int, int]:
        """Return the weight of one token, the sum of the words in it, in thousandths, and whether a sentence ends in it."""
        get = self.weights.get
        folded = token.lower()
        if not folded.isascii():
            folded = fold(token) if len(folded) != len(token) else folded.translate(PLAIN_FOR)
        if folded.isalnum():
            return get(folded, 0), 0
        if folded[:-1].isalnum():
            return get(folded[:-1], 0), int(folded[-1] in ".!?:\u2026")
        bare = folded.strip(_MARKS)
        weight = get(bare, 0) if bare.isalnum() else sum([get(word, 0) for word in gate_words(bare)])
        return weight, int(not _STOPS.isdisjoint(token) and _ENDS.search(token) is not None)


def sentence_scores(
    weights: NDArray[np.int64], ends: NDArray[np.int64], line_firsts: Sequence[int] | NDArray[np.intp]
) -> tuple[NDArray[np.intp], NDArray[np.float64]]:
    """Return the first token of every sentence and its score, given weight and end of each token and where lines begin.

    Several texts may stand one behind the other: each begins with a line.
    """
    begins = np.zeros(len(weights) + 1, np.bool_)
    begins[1:] = ends
    begins[line_firsts] = True
    firsts = begins[:-1].nonzero()[0]
    sizes = np.diff(firsts, append=len(weights))
    return firsts, np.add.reduceat(weights, firsts) / (SCALE * np.sqrt(sizes + _SMALLEST))
