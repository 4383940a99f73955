"""A quick look at every line: is there anything in it that a leak would say?

A sum of one weight a word over stretches of a line, cheap enough for all lines of all articles. What passes is cut into
sentences and shown to the sentence model. It lets through one sentence of news in fifteen near the edges of the text,
where leaks stand, and one in fifty elsewhere.
"""

from __future__ import annotations

from itertools import accumulate
from typing import NamedTuple

_ASCII = 127
_BETWEEN = bytes(byte if byte > _ASCII or chr(byte).isalnum() or chr(byte) in "'-" else 32 for byte in range(256))
_STRETCH = 24
_SMALLEST = 4.0
"""Added to the number of words before the root is taken, so that two words do not weigh like a sentence."""


def gate_words(folded: str) -> list[bytes]:
    """Return the words of a folded line."""
    return folded.encode("utf-8", "replace").translate(_BETWEEN).split()


class Gate(NamedTuple):
    """A weight for each word, and how much is enough near the edges of a text and elsewhere."""

    weights: dict[bytes, float]
    edge: float
    middle: float

    def score(self, folded: str) -> float:
        """Return the highest score of any stretch of 24 words."""
        get = self.weights.get
        told = [get(word, 0.0) for word in gate_words(folded)]
        if len(told) <= _STRETCH:
            return float(sum(told) / (len(told) + _SMALLEST) ** 0.5)
        sums = [0.0, *accumulate(told)]
        step = _STRETCH // 2
        best = max(sums[min(at + _STRETCH, len(told))] - sums[at] for at in range(0, len(told) - step, step))
        return float(best / (_STRETCH + _SMALLEST) ** 0.5)
