"""Some articles as one: what the numeric detectors ask of every text, worked out for all of them at once.

Every text is measured by itself alone. But its tokens, characters and lines stand behind one another in the arrays of
the whole batch, and what is counted is counted in one pass over each array, then added up between the bounds of the texts.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from detectors.document import Document
from detectors.stretches import Bounds, Whole, bounds_of, owners_of, row_sums, sums, union
from detectors.tokens.columns import Described, Feature
from detectors.tokens.lines_together import OTHER_BREAKS, LinesTogether, lines_together
from detectors.tokens.repeats import Repeats, repeats
from detectors.tokens.shape import SHAPE
from detectors.tokens.splitting import keys_of_rows
from detectors.tokens.table import Tokens, number_together
from detectors.tokens.telling import DOTS, TERMS, Telling
from detectors.tokens.wording import Wording, wording

_ELLIPSIS, _DOTS = "\u2026", "..."
_TERMS = ("cookie", "java", "lorem", "terms of use", "privacy ")


class Batch:
    """Views of some texts together, lazy and kept; a view has one number, or one stretch of an array, for each text."""

    def __init__(self, docs: Sequence[Document]) -> None:
        """Take the documents; their tokens are numbered, those of all of them in one table."""
        self.docs = docs
        self.texts = [doc.text for doc in docs]
        number_together(docs)

    def __len__(self) -> int:
        """Return how many texts there are."""
        return len(self.docs)

    @cached_property
    def english(self) -> NDArray[np.bool_]:
        """Which texts are English; the languages are known before the last stage."""
        return np.array([doc.language.code == "en" for doc in self.docs], np.bool_)

    @cached_property
    def sizes(self) -> Whole:
        """How many characters each text has."""
        return np.array(list(map(len, self.texts)), np.int64)

    @cached_property
    def characters(self) -> Bounds:
        """Where each text begins among the characters of all."""
        return bounds_of(self.sizes)

    @cached_property
    def codes(self) -> NDArray[np.uint32]:
        """The code points of all texts."""
        return np.frombuffer("".join(self.texts).encode("utf-32-le", "surrogatepass"), np.uint32)

    @cached_property
    def bounds(self) -> Bounds:
        """Where the tokens of each text begin."""
        return bounds_of([doc.tokens.total for doc in self.docs])

    @cached_property
    def tokens(self) -> Tokens:
        """The tokens of all texts, by their places among the characters of all."""
        every = [doc.tokens for doc in self.docs]
        moved = self.characters[:-1].repeat(np.diff(self.bounds))
        starts, ends, numbers = (np.concatenate(each) for each in zip(*[each[:3] for each in every], strict=True))
        starts += moved
        ends += moved
        return Tokens(starts, ends, numbers, every[0].vocabulary)

    @cached_property
    def token_sizes(self) -> Bounds:
        """How many characters each token has."""
        return self.tokens.ends - self.tokens.starts

    def described(self, feature: Feature) -> Described:
        """Return what ``feature`` says of each token."""
        return self.tokens.described(feature)

    @cached_property
    def shape(self) -> Described:
        """What :data:`~detectors.tokens.shape.SHAPE` says of each token."""
        return self.described(SHAPE)

    @cached_property
    def words(self) -> tuple[Whole, Whole, Whole]:
        """How many words, characters (without white space) and letters each text has, as textstat counts them."""
        words, characters, letters, *_ = self.shape.sums(self.bounds).T
        return words, characters, letters

    @cached_property
    def segments(self) -> tuple[Whole, Bounds]:
        """How many words stand between full stops, question and exclamation marks, those inside a token included; bounds."""
        first = self.shape.line(3)
        marks = self.shape.having(4)
        before = marks.searchsorted(self.bounds)
        bounds = before + np.arange(len(before))
        # Behind every mark one segment ends, and with every text its last one.
        ends = np.empty(bounds[-1], np.intp)
        is_last = np.zeros(bounds[-1], np.bool_)
        is_last[bounds[1:] - 1] = True
        ends[~is_last], ends[is_last] = marks + 1, self.bounds[1:]
        so_far = bounds_of(first).take(ends)
        words = np.diff(so_far, prepend=0)
        # What stands in one token behind its mark belongs to the segment that follows.
        words[(~is_last).nonzero()[0] + 1] += self.shape.line(5, marks)
        return words, bounds

    @cached_property
    def wording(self) -> Wording:
        """The words as the published filters divide and count them."""
        return wording(self.tokens, self.bounds)

    @cached_property
    def repeats(self) -> tuple[Repeats, Repeats]:
        """The runs of words that stand more than once: of RedPajama's words and of spaCy's pieces."""
        of = self.wording
        return repeats(of.words, of.word_bounds), repeats(of.pieces, of.piece_bounds)

    @cached_property
    def raw_lines(self) -> LinesTogether:
        """What stands between line feeds; the last line of a text is left out where it is empty."""
        return lines_together(self.codes, self.characters, self.tokens, only_feeds=True)

    @cached_property
    def split_lines(self) -> LinesTogether:
        """The lines as ``str.splitlines`` divides them."""
        if not any(mark in text for text in self.texts for mark in OTHER_BREAKS):
            return self.raw_lines
        found = lines_together(self.codes, self.characters, self.tokens, only_feeds=False)
        return self.raw_lines if len(found.ends) == len(self.raw_lines.ends) else found

    @cached_property
    def raw_line_counts(self) -> Whole:
        """The :class:`~detectors.tokens.word_counts.Counts` of each of the raw lines: lines by counts."""
        return self.wording.counts.sums(self.raw_lines.tokens)

    @cached_property
    def counts(self) -> Whole:
        """The sums of the counts over each text, counts by texts; the bits of stop words mean nothing there."""
        return row_sums(self.raw_line_counts, self.raw_lines.bounds).T

    @cached_property
    def feeds(self) -> Whole:
        """How many line feeds each text has."""
        return sums(self.raw_lines.fed, self.raw_lines.bounds)

    @cached_property
    def hashes(self) -> Whole:
        """How many ``#`` each text has."""
        return np.array([text.count("#") for text in self.texts], np.int64)

    @cached_property
    def ellipses(self) -> Whole:
        """How many ellipses each text has, of one character or of three."""
        found = np.array([text.count(_ELLIPSIS) for text in self.texts], np.int64)
        for place in self.telling(DOTS):
            found[place] += self.texts[place].count(_DOTS)
        return found

    @cached_property
    def _told(self) -> Whole:
        """Of which kinds of phrases the tokens of each text tell."""
        return union(self.tokens.vocabulary.table(Telling).bits.take(self.tokens.numbers), self.bounds)

    def telling(self, kind: int) -> list[int]:
        """Return the texts with a token that tells of a phrase of this kind; no other text has one."""
        found: list[int] = (self._told & kind).nonzero()[0].tolist()
        return found

    @cached_property
    def of_terms(self) -> list[int]:
        """The texts with any word that C4's and later filters ask for: cookies, terms, code, lorem ipsum."""
        return [place for place in self.telling(TERMS) if any(words in self.docs[place].folded for words in _TERMS)]

    @cached_property
    def of_like_lines(self) -> list[int]:
        """The texts in which two lines may be equal; in all others no line and no paragraph is."""
        lines, numbers = self.raw_lines, self.tokens.numbers
        told = np.zeros((len(lines), 4), np.int64)
        told[:, 0] = lines.totals
        told[lines.inked, 1], told[lines.inked, 2] = numbers.take(lines.first_tokens), numbers.take(lines.last_tokens)
        # Empty lines are no lines to most, but what stands around them may be.
        asked = (lines.sizes > 0).nonzero()[0]
        told[asked, 3] = owners_of(asked, lines.bounds)
        keys = keys_of_rows(told.take(asked, axis=0))
        order = keys.argsort()
        alike = order[1:][np.diff(keys.take(order)) == 0]
        framed = [place for place, text in enumerate(self.texts) if text[:1] == text[-1:] == "\n"]
        return sorted({*told[asked.take(alike), 3].tolist(), *framed})

    def raw_lines_at(self, numbers: Bounds) -> list[str]:
        """Return some of the raw lines as they stand in their texts."""
        lines = self.raw_lines
        owner = owners_of(numbers, lines.bounds)
        starts = lines.starts.take(numbers) - self.characters.take(owner)
        ends = starts + lines.sizes.take(numbers)
        return [
            self.texts[text][start:end]
            for text, start, end in zip(owner.tolist(), starts.tolist(), ends.tolist(), strict=True)
        ]
