"""A quick look at every sentence of an article: is there anything in it that a leak would say?

One weight a word, worked out once for each distinct token and summed over sentences: a few array operations for a whole
article. What passes is shown to the sentence model. Near the edges of the text, where leaks stand, less is asked than
between them.
"""

from __future__ import annotations

import string
from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from detectors.expressions import regex
from detectors.stretches import Bounds, sums
from detectors.tokens.folding import fold_each
from detectors.tokens.joined import BREAK, Joined, codes_of
from detectors.tokens.letters import STOP, has
from detectors.tokens.splitting import Known, keys_of

_WORD = regex(r"[^\W_]+(?:['-][^\W_]+)*")
_SMALLEST = 4.0
"""Added to the number of words before the root is taken, so that two words do not weigh like a sentence."""

SCALE = 1000
"""Weights are kept as whole numbers of thousandths, because features of tokens are whole numbers."""

ENDS = regex(r"""(?m)[.!?:\u2026]["'*_)\]\u2019\u201d\u00bb]*$|[.!?:]["'(\u201c\u2018]?[A-Z]""")
"""A token that ends a sentence, or holds the end of one and the beginning of the next."""

_FOLLOWS = np.zeros(0x201F, np.bool_)
"""What may stand behind the mark then, but for the end of the token."""
_FOLLOWS[list(map(ord, string.ascii_uppercase + "\"'*_)]\u2019\u201d\u00bb(\u201c\u2018"))] = True


def _ends(new: Joined) -> Bounds:
    """Return where sentences end in tokens."""
    marks = (has(new.flags, STOP) | (new.codes == ord(":")) | (new.codes == ord("\u2026"))).nonzero()[0]
    behind = new.codes.take(marks + 1)
    last = behind == ord(BREAK)
    # To look for the expression takes five times as long as for marks; where it may match, it is asked.
    inside = [place for place in marks[_FOLLOWS.take(behind, mode="clip")].tolist() if ENDS.match(new.text, place)]
    return np.concatenate((marks[last], np.array(inside, np.intp)))


def gate_words(folded: str) -> list[str]:
    """Return the words of folded text."""
    return _WORD.findall(folded)


class Gate(NamedTuple):
    """A weight for each word, in thousandths, and how much a sentence needs near an edge of the text and elsewhere."""

    words: Sequence[str]
    weights: Known
    edge: float
    middle: float

    def look(self, new: Joined) -> NDArray[np.int64]:
        """Return for each token its weight, the sum of the words in it, and whether a sentence ends in it."""
        folded = fold_each(new)
        codes = codes_of(folded)
        # Folding makes no letter of what is none. A hyphen or an apostrophe between two of these joins them.
        inner = new.in_words & (codes != ord("_"))
        joins = (codes == ord("-")) | (codes == ord("'"))
        inner[1:-1] |= joins[1:-1] & inner[:-2] & inner[2:]
        edges = np.diff(inner, prepend=False).nonzero()[0]
        starts, ends = edges[::2], edges[1::2]
        weights = self.weights.of(keys_of(folded, codes, starts, ends))
        looks = np.zeros((len(new), 2), np.int64)
        looks[:, 0] = sums(weights, starts.searchsorted(new.bounds))
        looks[new.owners(_ends(new)), 1] = 1
        return looks


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
