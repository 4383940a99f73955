"""The sentences of an article in which the sentence model hears a leak, joined to blocks.

The gate says where to listen. From a sentence that is heard the block grows over its neighbours: sentences that the
model takes for leaks too, what stands between two of them, and the lines of one list.
"""

from __future__ import annotations

import math
import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from itertools import groupby, islice
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from detectors.columns import Feature
from detectors.document import Document, once, together
from detectors.expressions import regex
from detectors.joined import Joined
from detectors.leak.foreign_words import is_foreign
from detectors.leak.gate import sentence_scores
from detectors.leak.guards import quote_spans
from detectors.leak.lexicon import pattern
from detectors.leak.model import HUMAN, sentence_model
from detectors.leak.spans import Sentence, is_furniture, sentences_of

_OPENS, _JOINS, _JOINS_BEYOND, _LISTED = 0.12, 0.3, 0.5, 0.08
"""How probable a leak must be for a sentence to open a block, to join one, to join it beyond sentences that say nothing, and
to join one as an item of its list."""

_EDGE = 2
"""Lines from the first and the last one in which leaks are expected."""

_FURNISHED = 12
"""Lines from each edge that may be the page's before the article is given up."""

_FEW_TOKENS = 200
"""Of 2,000 articles (news2k) fifteen have no more; what is no article at all (an answer, a refusal, a request) mostly has not."""

_MOST_PLACES, _MOST_SENTENCES, _LONGEST_LINE, _LONGEST = 60, 400, 20_000, 700
_AHEAD = 2
"""How many sentences that say nothing by themselves may stand inside a block."""

_WORDS = 5
"""Shorter sentences ("Just ask.") say too little by themselves."""

_QUOTE = regex('["\u201c\u201d\u201e\u00ab\u00bb]')
_ITEM = regex(
    r"[\W_]{0,3}(?:\d{1,2}[.)]|[-*+\u2022\u25cf\u2013\u2014\u2713\u2714\u2705]\s)|[\W_]{0,3}[A-Za-z][\w /-]{1,30}:\s"
)
_CUT = regex(r":(?=\s[A-Z\d])|(?<=\w)(?=\s[(\[][^()\[\]]{8,120}[)\]]\W?$)|^[(\[][^()\[\]]{8,80}[)\]](?=[A-Z])", re.MULTILINE)
_LED = 4
"""How many spaces stand before a colon that hands something over: shorter ones are labels."""

_LEAD = 30
_NOBODYS_WORDS = regex(
    r"\b(?:is|are|was|were|be|been|being|as|what|you|you've|you have|i|i've|i have|it|they|haven't|users?|client|prompt|brief|instructions?|guidelines?|request"
    r"|task|assignment|text|source|sources|notes?|release|material|draft|headline|lead|version)(?: (?:also|only|just|then|not|never|ever|explicitly|really|originally|specifically|simply))?,? \Z"
)
"""What stands before "said" and the like where nobody is quoted: passives, the user, the task and the text."""

_ALONE = frozenset({"ui_residue", "disclosure", "translation_residue"})
_SILENT = {HUMAN: 1.0}
_LEAST = 1e-6


class Passing(NamedTuple):
    """A sentence that the gate lets pass: its first token, the one behind its last, and its score."""

    first: int
    end: int
    score: float


class Heard(NamedTuple):
    """A sentence with what the model hears in it."""

    sentence: Sentence
    line: int
    shares: dict[str, float]

    @property
    def leak(self) -> float:
        """How probable it is that no journalist wrote this for readers."""
        return 1 - self.shares[HUMAN]

    @property
    def odds(self) -> float:
        """The same as log odds."""
        human = max(self.shares[HUMAN], _LEAST)
        return math.log(max(1 - human, _LEAST) / human)

    @property
    def name(self) -> str:
        """The most probable class of leak."""
        return max((name for name in self.shares if name != HUMAN), key=self.shares.__getitem__, default="")

    @property
    def has_words(self) -> bool:
        """Whether the sentence is long enough to say something by itself."""
        return self.sentence.folded.count(" ") + 1 >= _WORDS


def has_headline(doc: Document) -> bool:
    """Say whether the first line of a text is its headline, and not a sentence."""
    first = doc.lines[0].text if doc.lines else ""
    return first == doc.headline and first[-1:] not in '.!?:\u2026"\u201d'


class _Listener:
    """The sentences of one article by line and place, cut and heard when they are asked for."""

    def __init__(self, doc: Document) -> None:
        self._doc = doc
        self._model = sentence_model()
        self._cut: dict[int, list[Heard | Sentence]] = {}
        self._left = _MOST_SENTENCES
        self._headed = int(has_headline(doc))

    def at(self, line: int) -> list[Heard | Sentence]:
        """Return the sentences of a line, heard or not yet."""
        if line not in self._cut:
            each = self._doc.lines[line]
            usable = len(each.text) <= _LONGEST_LINE and not is_furniture(self._doc, each)
            told = sentences_of(self._doc, each.start, each.end) if usable else []
            self._cut[line] = [part for sentence in told for part in _parts(self._doc, sentence)]
        return self._cut[line]

    def hear(self, line: int, place: int) -> Heard:
        """Return what the model hears in one sentence; nothing, once too many were asked for."""
        known = self.at(line)[place]
        if isinstance(known, Heard):
            return known
        self._left -= 1
        said = _own_words(self._doc, known) if self._left > 0 and 1 < known.end - known.start <= _LONGEST else ""
        shares = self._model.probabilities(said) if said and not _is_reported(said) and not is_foreign(said) else _SILENT
        heard = self._cut[line][place] = Heard(known, line, shares)
        return heard

    def beside(self, line: int, place: int, step: int) -> tuple[int, int] | None:
        """Return the place of the next sentence in a direction, on this line or the one beside it.

        The headline is beside nothing: the headlines that a model offers look like it.
        """
        if 0 <= place + step < len(self.at(line)):
            return line, place + step
        if not self._headed <= line + min(step, 0) < len(self._doc.lines) - max(step, 0) or not self.at(line + step):
            return None
        line += step
        return line, 0 if step > 0 else len(self.at(line)) - 1


@once
def blocks(doc: Document) -> tuple[tuple[Heard, ...], ...]:
    """Return runs of neighbouring sentences that the model takes for leaks."""
    listener = _Listener(doc)
    found: list[tuple[Heard, ...]] = []
    reach = -1
    for line, place in _places(doc, listener):
        heard = listener.hear(line, place)
        if heard.sentence.start >= reach and heard.leak >= _OPENS:
            block = (*reversed(_grown(listener, line, place, -1)), heard, *_grown(listener, line, place, 1))
            block = tuple(each for each in block if each.sentence.start >= reach)
            reach = block[-1].sentence.end
            found.append(block)
    return tuple(found)


def _grown(listener: _Listener, line: int, place: int, step: int) -> list[Heard]:
    """Return the sentences of the block in one direction, nearest first."""
    kept: list[Heard] = []
    waiting: list[Heard] = []
    last = listener.hear(line, place)
    at = listener.beside(line, place, step)
    while at and len(waiting) <= _AHEAD:
        heard = listener.hear(*at)
        waiting.append(heard)
        least = _JOINS if len(waiting) == 1 else _JOINS_BEYOND
        joins = (heard.leak >= least and _of_one_voice(last, heard)) or (heard.leak >= _LISTED and _same_list(last, heard))
        if joins and _is_unbroken(last, waiting):
            kept += waiting
            last, waiting = heard, []
        at = listener.beside(*at, step)
    return kept


def _is_unbroken(last: Heard, waiting: Sequence[Heard]) -> bool:
    """Say whether nothing but a list stands between two sentences: a paragraph that says nothing there is the article's."""
    return all(each.line == last.line or _ITEM.match(each.sentence.folded) for each in waiting[:-1])


def _of_one_voice(one: Heard, other: Heard) -> bool:
    """Say whether two sentences may be one leak: a button, a disclosure or a translator's line stands for itself."""
    return one.line == other.line or one.name == other.name or not {one.name, other.name} & _ALONE


def _same_list(one: Heard, other: Heard) -> bool:
    """Say whether two sentences begin like items of one list."""
    return one.line != other.line and all(_ITEM.match(each.sentence.folded) for each in (one, other))


def _places(doc: Document, listener: _Listener) -> Iterator[tuple[int, int]]:
    """Yield line and place of the sentences that the gate lets pass, in order."""
    for line, start, end in islice(_stretches(doc), _MOST_PLACES):
        for place, each in enumerate(listener.at(line)):
            sentence = each.sentence if isinstance(each, Heard) else each
            if sentence.end > start and sentence.start < end:
                yield line, place


def look(new: Joined) -> NDArray[np.int64]:
    """Return weight and end of each token, by the shipped gate."""
    return sentence_model().gate.look(new)


_LOOK = Feature("leak_gate", 2, look)


def is_short(doc: Document) -> bool:
    """Say whether a text is so short that every sentence is heard: the gate spares what a long one would cost."""
    return doc.field == "text" and doc.tokens.total <= _FEW_TOKENS


def _stretches(doc: Document) -> Iterator[tuple[int, int, int]]:
    """Yield what is worth listening to: a line, and start and end of the stretch of it."""
    if is_short(doc):
        yield from ((number, line.start, line.end) for number, line in enumerate(doc.lines))
        return
    (passed,) = passing([doc])
    near = edges(doc) if passed else frozenset()
    middle = sentence_model().gate.middle
    for first, end, score in passed:
        line = bisect_right(doc.line_firsts, first) - 1
        if line in near or score >= middle:
            yield line, int(doc.tokens.starts[first]), int(doc.tokens.ends[end - 1])


@together
def passing(docs: Sequence[Document]) -> list[list[Passing]]:
    """Return the sentences of each document that the gate lets pass; documents whose tokens are in one table go together."""
    found: list[list[Passing]] = [[] for _ in docs]
    spoken = [place for place, doc in enumerate(docs) if doc.lines]
    for _, places in groupby(spoken, key=lambda place: id(docs[place].tokens.vocabulary)):
        some = list(places)
        for place, passed in _passing([docs[place] for place in some]):
            found[some[place]].append(passed)
    return found


def _passing(docs: Sequence[Document]) -> Iterator[tuple[int, Passing]]:
    """Yield the place of the document of each sentence that passes, and the sentence."""
    tokens = [doc.tokens for doc in docs]
    offsets = np.cumsum([0, *(each.total for each in tokens)])
    seen = tokens[0].vocabulary.describe(_LOOK, np.concatenate([each.numbers for each in tokens]))
    line_firsts = np.concatenate([doc.line_firsts for doc in docs]) + offsets[:-1].repeat([len(doc.lines) for doc in docs])
    firsts, scores = sentence_scores(seen.line(0), seen.line(1), line_firsts)
    kept = (scores >= sentence_model().gate.edge).nonzero()[0]
    ends = np.append(firsts, offsets[-1])[kept + 1]
    places = offsets.searchsorted(firsts[kept], "right") - 1
    shift = offsets[places]
    each = (places, firsts[kept] - shift, ends - shift, scores[kept])
    for place, first, end, score in zip(*(column.tolist() for column in each), strict=True):
        yield place, Passing(first, end, score)


def edges(doc: Document) -> frozenset[int]:
    """Return the first and last lines that belong to the article."""
    lines = doc.lines
    head = [index for index in range(min(_FURNISHED, len(lines))) if not is_furniture(doc, lines[index])]
    rest = range(len(lines) - 1, max(len(lines) - 1 - _FURNISHED, -1), -1)
    tail = [index for index in rest if not is_furniture(doc, lines[index])]
    return frozenset((*head[:_EDGE], *tail[:_EDGE]))


def _parts(doc: Document, sentence: Sentence) -> Iterator[Sentence]:
    """Yield a sentence, or what stands before a colon and behind it, or the bracket at its end and the rest, by themselves."""
    first = sentence.start
    for cut in _CUT.finditer(doc.text, sentence.start, sentence.end):
        at = cut.end()
        led = cut.group() != ":" or doc.text.count(" ", first, at) >= _LED
        if led and not pattern("said").search(doc.folded, first, at):
            yield Sentence(first, at, doc.folded[first:at])
            first = at + 1 if doc.text[at].isspace() else at
    yield Sentence(first, sentence.end, doc.folded[first : sentence.end])


def _is_reported(said: str) -> bool:
    """Say whether a sentence gives somebody's words; "as you asked" and "was added" do not."""
    return any(
        not _NOBODYS_WORDS.search(said, max(told.start() - _LEAD, 0), told.start())
        for told in pattern("said").finditer(said)
    )


def _own_words(doc: Document, sentence: Sentence) -> str:
    """Return what a sentence says itself, without what it quotes."""
    if not _QUOTE.search(doc.text, sentence.start, sentence.end):
        return sentence.folded
    starts, ends = quote_spans(doc)
    left, at = "", sentence.start
    for index in range(bisect_right(ends, sentence.start), bisect_left(starts, sentence.end)):
        left += doc.folded[at : max(starts[index], at)]
        at = max(at, ends[index])
    return (left + doc.folded[at : sentence.end]).strip()
