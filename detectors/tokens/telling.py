"""Which tokens may belong to one of a few phrases that published filters look for in every text.

Hardly a text has any of them, yet to look through all of it for each took longer than what the filters measure. A phrase
has one token that tells of it; what is known of a token is known of every text that it stands in, and only those are read.
"""

from __future__ import annotations

from typing import ClassVar

import numpy as np

from detectors.tokens.columns import Arrays
from detectors.tokens.folding import fold_each
from detectors.tokens.growing import put
from detectors.tokens.joined import BREAK, Joined

TERMS, WIDGETS, DOTS, ADDRESSES = 1, 2, 4, 8
"""Cookies, code, lorem ipsum, terms; a cart, more of a text, a sign-in; three full stops; an address of the web."""
_PARTS = {
    TERMS: ("cookie", "java", "lorem", "terms\n", "privacy\n"),
    WIDGETS: ("\ncart", "\nmore...", "sign-in"),
    DOTS: ("...",),
    ADDRESSES: ("://",),
}
"""What stands in such a token in lower case, a line break for its beginning and its end."""


class Telling:
    """For each token of one vocabulary which phrases it tells of, a bit for each kind."""

    ships: ClassVar[bool] = True

    def __init__(self, shipped: Arrays | None = None) -> None:
        """Start empty, or with what :meth:`arrays` returned."""
        self.bits = np.zeros(0, np.uint8) if shipped is None else shipped["bits"]
        self.size = len(self.bits)

    def arrays(self) -> Arrays:
        """Return what there is to ship."""
        return {"bits": self.bits[: self.size]}

    def extend(self, new: Joined) -> None:
        """Take the tokens that follow."""
        joined, bits = BREAK + fold_each(new), np.zeros(len(new), np.uint8)
        for bit, parts in _PARTS.items():
            for part in parts:
                place = joined.find(part)
                while place >= 0:
                    # The break in front of a token belongs to it.
                    token = int(new.starts.searchsorted(place, side="right")) - 1
                    bits[token] |= bit
                    place = joined.find(part, new.bounds.item(token + 1))
        self.bits = put(self.bits, self.size, bits)
        self.size += len(new)
