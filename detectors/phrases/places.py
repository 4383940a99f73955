"""Where the phrases of all lists stand in texts: what is known of their tokens, put together.

To cut every text into words again and to look each of them up took longer than most detectors. Of a token is known what it
may have to do with any phrase, worked out when it is first seen; it hangs on the lists, hence it is not shipped.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from itertools import accumulate, islice
from typing import ClassVar

import numpy as np

from detectors.phrases.anchors import OTHER, Spots, raw_of, words_at, words_of
from detectors.phrases.phrasebook import Hits, phrasebook
from detectors.stretches import Bounds, bounds_of, spread
from detectors.tokens.columns import Arrays
from detectors.tokens.folding import fold_each
from detectors.tokens.growing import put
from detectors.tokens.joined import Joined
from detectors.tokens.table import Tokens

_MOST_MARKS = 20_000
"""Wordings without anchor, such as three apostrophes, that are looked at in a text: no article has more than a few."""


class Anchored:
    """What the tokens of one vocabulary have to do with phrases."""

    ships: ClassVar[bool] = False

    def __init__(self, shipped: Arrays | None = None) -> None:
        """Start empty, or with what :meth:`arrays` returned."""
        names = ("told", "lasts", "counts", "places", "buckets")
        known = shipped or dict.fromkeys(names, np.zeros(0, np.int64))
        self.told, self._lasts, counts, self._places, self._buckets = (known[name] for name in names)
        self._ends = bounds_of(counts)
        self.size, self._used = len(counts), len(self._places)

    def arrays(self) -> Arrays:
        """Return what there is to know of the tokens so far."""
        return {
            "told": self.told[: self.size],
            "lasts": self._lasts[: self.size],
            "counts": np.diff(self._ends[: self.size + 1]),
            "places": self._places[: self._used],
            "buckets": self._buckets[: self._used],
        }

    def extend(self, new: Joined) -> None:
        """Take the tokens that follow."""
        folded, book = fold_each(new), phrasebook()
        words = words_of(folded)
        look = book.anchors.look(words, new.starts, words.starts.searchsorted(new.bounds))
        parts = [start for _, start, _ in book.parts.find_matches_as_indexes(folded, overlapping=True)]
        look.told[new.owners(np.array(parts, np.intp))] |= OTHER
        self.told, self._lasts = put(self.told, self.size, look.told), put(self._lasts, self.size, look.lasts)
        self._ends = put(self._ends, self.size + 1, bounds_of(look.counts)[1:] + self._used)
        self._places = put(self._places, self._used, look.spots.places)
        self._buckets = put(self._buckets, self._used, look.spots.buckets)
        self._used += len(look.spots.places)
        self.size += len(new)

    def spots(self, tokens: Tokens, raw: bytes) -> tuple[Spots, Bounds]:
        """Return where anchors seem to begin in a text, given in Latin-1 too, and at which tokens a phrase without one may be."""
        anchors, numbers = phrasebook().anchors, tokens.numbers
        told = self.told.take(numbers)
        pairs, (own, opened, others) = anchors.across(told), anchors.flagged(told)
        going = anchors.going_on(words_at(raw, self._last_words(tokens, opened), tokens.ends.take(opened)))
        firsts, behind = (self._ends.take(numbers.take(own) + step) for step in (0, 1))
        places, _ = spread(firsts, behind)
        inner = tokens.starts.take(own).repeat(behind - firsts) + self._places.take(places)
        spots = Spots(
            np.concatenate((self._last_words(tokens, pairs.places), going.places, inner)),
            np.concatenate((pairs.buckets, going.buckets, self._buckets.take(places))),
        )
        return spots, others

    def _last_words(self, tokens: Tokens, some: Bounds) -> Bounds:
        """Return where the last word of each of some tokens begins."""
        begins: Bounds = tokens.starts.take(some) + self._lasts.take(tokens.numbers.take(some))
        return begins


def find_all(texts: Sequence[str], tokens: Tokens) -> list[Hits]:
    """Return the spans of all phrases in each of some folded texts (code points), by group, in order of their end.

    All texts are looked at as one, given its tokens, a line feed between two of them: no phrase has a line break.
    """
    hits: list[Hits] = [{} for _ in texts]
    joined, firsts = "\n".join(texts), list(accumulate((len(text) + 1 for text in texts), initial=0))
    phrases, place = phrasebook().phrases, 0
    for end, start, number in _spans(joined, tokens, firsts):
        while start >= firsts[place + 1]:
            place += 1
        cuts_word = (joined[start - 1 : start].isalnum() and joined[start].isalnum()) or (
            joined[end : end + 1].isalnum() and joined[end - 1].isalnum()
        )
        for phrase in phrases[number]:
            if cuts_word and not phrase.in_word:
                continue
            if phrase.opens_line and not _opens_line(joined, start):
                continue
            if phrase.closes_line and not _closes_line(joined, end):
                continue
            hits[place].setdefault(phrase.group, []).append((start - firsts[place], end - firsts[place]))
    return hits


def _spans(text: str, tokens: Tokens, firsts: Sequence[int]) -> list[tuple[int, int, int]]:
    """Return end and start of every wording in a text, and its number, in order; ``firsts`` are where its parts begin."""
    wordings, anchors, raw = phrasebook().wordings, phrasebook().anchors, raw_of(text)
    spots, others = tokens.vocabulary.table(Anchored).spots(tokens, raw)
    found = [
        (start + len(wordings[number]), start, number)
        for number, start in anchors.places(raw, spots)
        if text.startswith(wordings[number], start)
    ]
    for part in {bisect_right(firsts, start) - 1 for start in tokens.starts.take(others).tolist()}:
        found += islice(_marks(text, firsts[part], firsts[part + 1]), _MOST_MARKS)
    return sorted(found)


def _marks(text: str, start: int, end: int) -> Iterator[tuple[int, int, int]]:
    """Yield the same of the wordings without anchor between two places."""
    _, _, anchors, others, _ = phrasebook()
    for index, first, last in others.find_matches_as_indexes(text[start:end], overlapping=True):
        yield start + last, start + first, anchors.without[index]


def _opens_line(text: str, start: int) -> bool:
    """Look back over white space only: to the line's start would take quadratic time on a long line of phrases."""
    while start and text[start - 1] != "\n" and text[start - 1].isspace():
        start -= 1
    return not start or text[start - 1] == "\n"


def _closes_line(text: str, end: int) -> bool:
    while end < len(text) and text[end] != "\n" and text[end].isspace():
        end += 1
    return end == len(text) or text[end] == "\n"
