"""Some tokens as one text, for those who say something of each: what one call tells of all costs little of each.

A token has no white space. So a line feed stands behind every token, and whatever is asked of the text is asked of
each token by itself, as long as nothing that asks looks past a line.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from detectors.stretches import Bounds, bounds_of, spread
from detectors.tokens.letters import STOP, WORD, Codes, Flags, flags_of, has
from detectors.tokens.splitting import Keys, keys_of

BREAK = "\n"
_SHIFT = np.uint64(32)
_CONTRACTED = np.array(
    [int.from_bytes(f"{end:\0>2}".encode("utf-32-be")) for end in ("t", "s", "d", "ve", "ll", "re")], np.uint64
)
"""What stands behind an apostrophe that is no mark, as one number."""


class Words(NamedTuple):
    """A word for each of some tokens, or nothing, with a line feed behind each."""

    text: str
    codes: Codes
    starts: Bounds
    ends: Bounds
    keys: Keys

    def listed(self, places: Bounds) -> list[str]:
        """Return the words at some places."""
        bounds = zip(self.starts.take(places).tolist(), self.ends.take(places).tolist(), strict=True)
        return [self.text[start:end] for start, end in bounds]

    def as_text(self, places: Bounds) -> str:
        """Return the words at some places as one text, a line feed between two of them."""
        at, bounds = spread(self.starts.take(places), self.ends.take(places) + 1)
        codes = self.codes.take(at, mode="clip")
        codes[bounds[1:] - 1] = ord(BREAK)
        return text_of(codes[:-1])

    def unclean(self) -> Bounds:
        """Return the places of words with a character of none, but for apostrophes: lower case may bring one."""
        others = ~has(flags_of(self.codes), WORD) & (self.codes != ord("'")) & (self.codes != ord(BREAK))
        return np.unique(self.starts.searchsorted(others.nonzero()[0], side="right") - 1)


def words_of(text: str) -> Words:
    """Return what stands before each line feed of a text."""
    codes = codes_of(text)
    ends = places_of(codes, BREAK)
    starts = np.append(0, ends[:-1] + 1)
    return Words(text, codes, starts, ends, keys_of(text, codes, starts, ends))


def codes_of(text: str) -> Codes:
    """Return the code points of a text."""
    return np.frombuffer(text.encode("utf-32-le", "surrogatepass"), np.uint32)


def places_of(codes: Codes, char: str) -> Bounds:
    """Return where a character stands."""
    found: Bounds = (codes == ord(char)).nonzero()[0]
    return found


def text_of(codes: Codes) -> str:
    """Return the text of some code points."""
    return codes.tobytes().decode("utf-32-le", "surrogatepass")


class Joined:
    """Views of some tokens, lazy and kept."""

    def __init__(self, tokens: Sequence[str]) -> None:
        """Take the tokens in order."""
        self.tokens = tokens
        self.text = BREAK.join([*tokens, ""])

    def __len__(self) -> int:
        """Return how many tokens there are."""
        return len(self.tokens)

    @cached_property
    def words(self) -> Words:
        """The words in lower case, as textstat has them: no marks but the apostrophe of a contraction."""
        kept = self.in_words.copy()
        apostrophes = places_of(self.codes, "'")
        first, second = (self.codes.take(apostrophes + step, mode="clip").astype(np.uint64) for step in (1, 2))
        kept[apostrophes] = np.isin(first, _CONTRACTED) | np.isin(first << _SHIFT | second, _CONTRACTED)
        kept[self.ends] = True
        return words_of(text_of(self.codes[kept]).lower())

    @cached_property
    def codes(self) -> Codes:
        """The code points of the text."""
        return codes_of(self.text)

    @cached_property
    def flags(self) -> Flags:
        """What each of them is."""
        return flags_of(self.codes)

    @cached_property
    def ends(self) -> Bounds:
        """Where each token ends, and a line feed stands."""
        return places_of(self.codes, BREAK)

    @cached_property
    def starts(self) -> Bounds:
        """Where each token begins."""
        return self.bounds[:-1]

    @cached_property
    def bounds(self) -> Bounds:
        """Where each token begins, the line feed before it left behind; and the end of the text."""
        return np.append(0, self.ends + 1)

    @cached_property
    def in_words(self) -> NDArray[np.bool_]:
        """Which characters are letters, digits or underscores, as a regular expression has it."""
        return has(self.flags, WORD)

    @cached_property
    def in_words_so_far(self) -> Bounds:
        """How many there are of these, from none of the text to all."""
        return bounds_of(self.in_words)

    @cached_property
    def stops(self) -> Bounds:
        """Where full stops, question and exclamation marks stand."""
        return has(self.flags, STOP).nonzero()[0]

    def owners(self, places: Bounds) -> Bounds:
        """Return which token stands at each of some places."""
        return self.starts.searchsorted(places, side="right") - 1
