"""What a glance at the short lines of some articles tells, at all of them at once: which may concern a rule at all.

Most rules for furniture ask something of the lines that are no running text, and most such lines are nothing to most rules.
What a line is follows from its tokens: some bits of each, worked out when the token first stands in a short line. The *look*
of a line is all bits of its tokens, and some that the number and the place of its tokens add. Nothing is decided here: a rule
reads the lines whose look has its bit, and need not be asked of an article without one (``seen``).
"""

from __future__ import annotations

import re
import threading
from collections.abc import Iterator, Sequence
from functools import cache, lru_cache
from itertools import repeat

import numpy as np
from numpy.typing import NDArray

from detectors.document import Document, of_text
from detectors.expressions import regex
from detectors.furniture.byline_parts import ACCOUNTS, days, telling
from detectors.furniture.byline_times import OLD, dated
from detectors.furniture.read_times import TIME_UNITS
from detectors.furniture.short_lines import LABEL_WORDS, SHORT_LINE, WIDGET_LENGTH, covered_widgets, short_lines, vocabulary
from detectors.stretches import Bounds, Whole, bounds_of, spread, union
from detectors.tokens.folding import fold_each
from detectors.tokens.joined import Joined
from detectors.tokens.letters import DECIMAL, WORD, has
from detectors.tokens.table import Vocabulary

SIGNED, FIGURED, TIMED, UNNAMED, STARRED, EDGED, LONE, MARKS, PAGE, LABELLED = (1 << bit for bit in range(10))
"""The line may be of a byline; holds a digit; may tell how long reading takes; may be a name or a field of a program; has a star or a
bracket; opens or closes with a mark; is a single token; has neither letter nor digit; is of the page's words alone; may open with a
word of a link's label."""

PROSE, WIDGET, OTHER = "pwo"
"""What a line is by its shape."""

LONGEST = {FIGURED: 60, TIMED: 70, UNNAMED: 45, STARRED: 40}
"""Characters of the lines that have these bits, at most: a longer one is no counter, no note of a time, no name, no field."""

COVERED = "covered"
"""The sign of a text with a line that is the page's by the phrases that cover it; not looked for where ``LINKING`` has a sign."""

_NAMES = "signed figured timed unnamed starred edged lone marks page labelled".split()
_OPENS, _CLOSES, _OF_PAGE, _OF_OTHERS, _INKED, _KNOWN, _END, _DATED, _OF_LABEL = (1 << bit for bit in range(10, 19))
"""Of a token: it opens, closes with a mark; has a word of the page's; another word; a letter or digit; has been looked at; ends;
tells with a digit beside it when or how long ago; has a word of the labels of links, or none at all."""

_OF_A_DIGIT = FIGURED | UNNAMED
_OF_LINES = (1 << len(_NAMES)) - 1
OPENING = frozenset(">»›→►▸▶➤➡⇒☞▪■●★☆•·*+|←‹<[(-–—") | set(map(chr, (*range(0x23E9, 0x23FB), *range(0x1F300, 0x1FB00))))
CLOSING = frozenset("»>→►➤›👉]")
_UNTITLED = (
    "titled",
    "design",
    "titre",
    "nome",
    "tít",
    "senza",
    "naam",
    "unbenan",
    "size-",
    "align",
    "attachment-",
    "wp-image",
)
"""One of these stands in a name for what nobody has named, or in the class of a picture."""

_PARTS = ((SIGNED, (*ACCOUNTS, "by")), (TIMED, TIME_UNITS), (UNNAMED, _UNTITLED))
_WORD = regex(r"[^\W\d_]+(?:['.-][^\W\d_]+)*|&|\n")
_MINUTES = (regex(r"^(?:[^\w\n]*(?:an?|one)?-?m[^\w\n]{0,2}$|')", re.MULTILINE), regex(r"\d(?:-?m\b|'|:\d)"))
"""A minute by its letter or its sign, perhaps with its number: "m", "a-m", "5'"; a time."""

_LAST_MARK = max(map(ord, OPENING | CLOSING))
_MARKED = np.zeros(_LAST_MARK + 2, np.int64)
"""The bits of a character by its own; the last place stands for all others."""
for _bit, _chars in ((STARRED, "*("), (SIGNED, "@"), (UNNAMED, "#[($%_"), (_OPENS, OPENING), (_CLOSES, CLOSING)):
    _MARKED[list(map(ord, _chars))] |= _bit

_LOW_LINE = ord("_")
_KEPT = f"{__name__}.looks"


def sign(bit: int) -> str:
    """Return the sign of a text with a line that has this bit."""
    return f"line:{_NAMES[bit.bit_length() - 1]}"


LINKING = frozenset(map(sign, (EDGED, PAGE, LABELLED)))
"""The signs of a text with a line that may lead to another article by its look."""


def seen(docs: Sequence[Document]) -> list[frozenset[str]]:
    """Return the signs of each document that its short lines give it; it keeps which lines have a bit."""
    bounds = bounds_of([len(short_lines(doc)) for doc in docs])
    looks = _looks(docs, bounds) if bounds[-1] else np.zeros(0, np.int64)
    kept: list[dict[int, list[int]]] = [{} for _ in docs]
    short = np.array([index for doc in docs for index in short_lines(doc)], np.intp)
    for bit in (1 << place for place in range(len(_NAMES))):
        having = (looks & bit).nonzero()[0]
        cuts = having.searchsorted(bounds)
        lines, ends = short.take(having).tolist(), cuts.tolist()
        for place in np.diff(cuts).nonzero()[0].tolist():
            kept[place][bit] = lines[ends[place] : ends[place + 1]]
    for doc, lines_of in zip(docs, kept, strict=True):
        doc.known_of_text[_KEPT] = lines_of
    return [
        signs | {COVERED} if LINKING.isdisjoint(signs) and covered_widgets(doc) else signs
        for doc, signs in zip(docs, map(_signs, union(looks, bounds).tolist()), strict=True)
    ]


@lru_cache(maxsize=1 << 9)
def _signs(look: int) -> frozenset[str]:
    """Return the signs of a text whose short lines have these bits together."""
    signs = frozenset(sign(1 << bit) for bit in range(len(_NAMES)) if look >> bit & 1)
    return signs | {SHORT_LINE} if look else signs


def lines_that(doc: Document, bit: int) -> Sequence[int]:
    """Return the indices of the short lines of a document whose look has a bit."""
    if _KEPT not in doc.known_of_text:
        seen([doc])
    lines: dict[int, list[int]] = doc.known_of_text[_KEPT]
    return lines.get(bit, ())


@of_text
def kinds(doc: Document) -> str:
    """Return one letter a line: what it is by its shape."""
    shape = [PROSE] * len(doc.lines)
    for index in short_lines(doc):
        shape[index] = OTHER
    for index in lines_that(doc, PAGE):
        shape[index] = WIDGET
    for index in covered_widgets(doc):
        shape[index] = WIDGET
    return "".join(shape)


def _looks(docs: Sequence[Document], bounds: Bounds) -> Whole:
    """Return the looks of the short lines of all documents, given the bounds of those of each; none is zero."""
    tokens = [doc.tokens for doc in docs]
    moved = bounds_of([len(doc.text) + 1 for doc in docs])[:-1]
    starts = np.concatenate([each.starts for each in tokens]) + moved.repeat([each.total for each in tokens])
    edges = np.array([place for doc in docs for index in short_lines(doc) for place in doc.lines[index][:2]]).reshape(-1, 2)
    places, of_line = spread(*starts.searchsorted(edges.T + moved.repeat(np.diff(bounds))))
    told = _bits.of(tokens[0].vocabulary, np.concatenate([each.numbers for each in tokens]).take(places))
    whole, n_tokens, sizes = union(told, of_line), np.diff(of_line), np.diff(edges).ravel()
    opening = told.take(of_line[:-1])
    edged = (opening & _OPENS) | (told.take(of_line[1:] - 1) & _CLOSES)
    of_page = (whole & (_OF_PAGE | _OF_OTHERS) == _OF_PAGE) & (sizes <= WIDGET_LENGTH)
    signed = (whole & (_DATED | FIGURED)) == _DATED | FIGURED
    added = (
        (SIGNED, signed),
        (EDGED, edged > 0),
        (LONE, n_tokens == 1),
        (MARKS, whole & _INKED == 0),
        (PAGE, of_page),
        (LABELLED, opening & _OF_LABEL > 0),
    )
    looks: Whole = whole & (_OF_LINES | _KNOWN)
    for bit, holds in added:
        looks |= bit * holds
    for bit, most in LONGEST.items():
        looks &= ~(bit * (sizes > most))
    return looks


class _Bits:
    """The bits of each token that was asked for, by its number in a vocabulary."""

    def __init__(self) -> None:
        """Start with none."""
        self._vocabulary: Vocabulary | None = None
        self._told = np.zeros(0, np.int64)
        self._lock = threading.Lock()

    def of(self, vocabulary: Vocabulary, numbers: NDArray[np.intp]) -> Whole:
        """Return the bits of some tokens; new ones are looked at."""
        with self._lock:
            if vocabulary is not self._vocabulary:
                self._vocabulary, self._told = vocabulary, np.zeros(0, np.int64)
            if len(vocabulary) > len(self._told):
                # The vocabulary grows with every batch.
                self._told = np.append(self._told, np.zeros(len(vocabulary) * 5 // 4 - len(self._told), np.int64))
            told = self._told.take(numbers)
            new = np.unique(numbers[told == 0])
            if len(new):
                self._told[new] = _describe(Joined(vocabulary.tokens(new)))
                told = self._told.take(numbers)
            return told


_bits = _Bits()


def _describe(tokens: Joined) -> Whole:
    """Return the bits of new tokens."""
    codes, folded = tokens.codes, fold_each(tokens)
    marked = _MARKED.take(codes, mode="clip")
    chars = has(tokens.flags, DECIMAL) * _OF_A_DIGIT | (has(tokens.flags, WORD) & (codes != _LOW_LINE)) * _INKED
    told = union(chars | (marked & (STARRED | SIGNED | UNNAMED)), tokens.bounds) | _of_words(folded) | _KNOWN
    told |= (marked.take(tokens.starts) & _OPENS) | (marked.take(tokens.ends - 1) & _CLOSES)
    for bit, parts in _PARTS:
        told[tokens.owners(np.array(list(_places(folded, parts)), np.intp))] |= bit
    minutes = [found.start() for form in _MINUTES for found in form.finditer(folded)]
    for bit, places in ((TIMED, minutes), (_DATED, list(dated(folded)))):
        told[tokens.owners(np.array(places, np.intp))] |= bit
    return told


def _places(text: str, parts: Sequence[str]) -> Iterator[int]:
    """Yield every place of some parts of words in a text."""
    for part in parts:
        at = text.find(part)
        while at >= 0:
            yield at
            at = text.find(part, at + 1)


@cache
def _of_known_words() -> dict[str, int]:
    """Return the bits of the words that tell something; any other is just another word."""
    groups = (
        (0, vocabulary("function")),
        (_OF_PAGE, vocabulary("page")),
        (SIGNED, telling() | days()),
        (_DATED, {OLD}),
        (_OF_LABEL, vocabulary(*LABEL_WORDS)),
    )
    told = dict.fromkeys(frozenset().union(*(words for _, words in groups)), 0)
    for bit, words in groups:
        for word in words:
            told[word] |= bit
    kept = groups[0][1] | groups[1][1]
    return {word: bits if word in kept else bits | _OF_OTHERS for word, bits in told.items()} | {"\n": _END}


def _of_words(folded: str) -> Whole:
    """Return what the words of tokens, a line each, say together."""
    words = _WORD.findall(folded)
    bits = np.fromiter(map(_of_known_words().get, words, repeat(_OF_OTHERS)), np.int64, len(words))
    ends = (bits == _END).nonzero()[0]
    bits[ends] = 0
    told = union(bits, np.append(0, ends + 1))
    told[told == 0] = _OF_LABEL
    return told
