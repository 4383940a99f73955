"""The sentences of an article, cut and heard where they are asked for: what the model hears in each.

The model is asked about the sentences of many articles in one go. What a sentence quotes is left out before; what is
reported, or no English, says nothing, whatever the model makes of it.
"""

from __future__ import annotations

import math
import re
from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Iterable, Mapping
from functools import cached_property
from typing import NamedTuple

from detectors.document import Document
from detectors.expressions import regex
from detectors.leak.foreign_words import is_foreign
from detectors.leak.guards import quotes_around
from detectors.leak.lexicon import listed
from detectors.leak.model import HUMAN, sentence_model
from detectors.leak.spans import Sentence, is_furniture, sentences_of

AUDIBLE = 0.08
"""How probable a leak must be for a sentence to count in any way: as an item of a list it joins the block of others."""

_MOST_SENTENCES, _LONGEST_LINE, _LONGEST = 400, 20_000, 700
WORDS = 5
"""Shorter sentences ("Just ask.") say too little by themselves."""

_QUOTE = regex('["\u201c\u201d\u201e\u00ab\u00bb]')
_CUT = regex(
    r":(?=\s[A-Z\d])|(?<=\w)(?=\s[(\[][^()\[\]]{8,120}[)\]]\W?$)|(?:^|(?<=[.!?\u2026\"\u201d] ))[(\[][^()\[\]]{8,120}[)\]](?=\s?[A-Z])",
    re.MULTILINE,
)
_LED = 4
"""How many spaces stand before a colon that hands something over: shorter ones are labels."""

_LEAD = 30
_NOBODYS_WORDS = regex(
    r"\b(?:is|are|was|were|be|been|being|as|what|you|you've|you have|i|i've|i have|it|they|haven't|users?|client|prompt|brief|instructions?|guidelines?|request"
    r"|task|assignment|text|source|sources|notes?|release|material|draft|headline|lead|version|summary|the|could|can)(?: (?:also|only|just|then|not|never|ever|explicitly|really|originally|specifically|simply))?,? \Z"
)
"""What stands before "said" and the like where nobody is quoted: passives, the user, the task and the text, "the said"."""

_SURELY = 0.9
"""How probable a leak must be for a word of reporting to leave it a note: of 2,536 human articles one has such a sentence."""

_SILENT = {HUMAN: 1.0}
_LEAST = 1e-6

Place = tuple[int, int]
"""A line, and which of its sentences."""


class Heard(NamedTuple):
    """A sentence with what the model hears in it."""

    sentence: Sentence
    line: int
    said: str
    """What it says itself."""
    shares: Mapping[str, float]

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
        return self.sentence.folded.count(" ") + 1 >= WORDS

    def checked(self) -> Heard:
        """Return the same, and nothing heard in it where it may well give somebody's words or is no English."""
        told = reported(self.said)
        silent = (told and (self.leak < _SURELY or ":" in told)) or is_foreign(self.said)
        return self._replace(shares=_SILENT) if silent else self


def votes(block: Iterable[Heard]) -> Counter[str]:
    """Return how probable each act is in some sentences, added up."""
    found: Counter[str] = Counter()
    for heard in block:
        found.update({name: share for name, share in heard.shares.items() if name != HUMAN})
    return found


def has_headline(doc: Document) -> bool:
    """Say whether the first line of a text is its headline, and not a sentence."""
    first = doc.lines[0].text if doc.lines else ""
    return first == doc.headline and first[-1:] not in '.!?:\u2026"\u201d'


class Listener:
    """The sentences of one article by line and place."""

    def __init__(self, doc: Document) -> None:
        """Take the document; nothing is cut yet."""
        self.doc = doc
        self._cut: dict[int, list[Sentence]] = {}
        self._told: dict[Place, tuple[str, Mapping[str, float]]] = {}
        self._heard: dict[Place, Heard] = {}
        self._left = _MOST_SENTENCES

    @cached_property
    def _headed(self) -> int:
        """The first line that may be beside another."""
        return int(has_headline(self.doc))

    def at(self, line: int) -> list[Sentence]:
        """Return the sentences of a line."""
        if line not in self._cut:
            each = self.doc.lines[line]
            usable = len(each.text) <= _LONGEST_LINE and not is_furniture(self.doc, each)
            told = sentences_of(self.doc, each.start, each.end) if usable else []
            self._cut[line] = [part for sentence in told for part in _parts(self.doc, sentence)]
        return self._cut[line]

    def beside(self, place: Place, step: int) -> Place | None:
        """Return the next sentence in a direction, on this line or the one beside it.

        The headline is beside nothing: the headlines that a model offers look like it.
        """
        line, number = place
        if 0 <= number + step < len(self.at(line)):
            return line, number + step
        if not self._headed <= line + min(step, 0) < len(self.doc.lines) - max(step, 0) or not self.at(line + step):
            return None
        line += step
        return line, 0 if step > 0 else len(self.at(line)) - 1

    def sentence(self, place: Place) -> Sentence:
        """Return the sentence at a place."""
        return self.at(place[0])[place[1]]

    def knows(self, place: Place) -> bool:
        """Say whether the model was asked about a sentence."""
        return place in self._told

    def says(self, place: Place) -> str:
        """Return what a sentence says itself, nothing where it is too long to be one."""
        sentence = self.sentence(place)
        return _own_words(self.doc, sentence) if 1 < sentence.end - sentence.start <= _LONGEST else ""

    def tell(self, place: Place, said: str, shares: Mapping[str, float]) -> None:
        """Take what the model hears in a sentence."""
        self._told[place] = said, shares

    def hear(self, place: Place) -> Heard:
        """Return what is heard in a sentence that the model was asked about; nothing, once too many were."""
        if place not in self._heard:
            self._left -= 1
            said, shares = self._told[place]
            heard = Heard(self.sentence(place), place[0], said, shares if self._left > 0 else _SILENT)
            self._heard[place] = heard.checked() if heard.leak >= AUDIBLE else heard
        return self._heard[place]


def listen(wanted: Iterable[tuple[Listener, Iterable[Place]]]) -> None:
    """Ask the model in one go about these sentences of some articles, as far as it was not asked about them before."""
    new = [
        (listener, place, listener.says(place))
        for listener, places in wanted
        for place in dict.fromkeys(places)
        if not listener.knows(place)
    ]
    spoken = [said for *_, said in new if said]
    shares = iter(sentence_model().shares(spoken) if spoken else ())
    for listener, place, said in new:
        listener.tell(place, said, next(shares) if said else _SILENT)


def _parts(doc: Document, sentence: Sentence) -> list[Sentence]:
    """Return a sentence, or what stands before a colon and behind it, or the bracket at its end and the rest, by themselves."""
    if not (":" in sentence.folded or "(" in sentence.folded or "[" in sentence.folded):
        return [sentence]
    first, parts = sentence.start, []
    said = [start for start, *_ in listed("said").found(doc.folded, sentence.start, sentence.end)]
    for cut in _CUT.finditer(doc.text, sentence.start, sentence.end):
        at = cut.end()
        led = cut.group() != ":" or doc.text.count(" ", first, at) >= _LED
        if led and bisect_left(said, first) == bisect_left(said, at):
            parts.append(Sentence(first, at, doc.folded[first:at]))
            first = at + 1 if doc.text[at].isspace() else at
    return [*parts, Sentence(first, sentence.end, doc.folded[first : sentence.end])]


def reported(said: str) -> str:
    """Return a sentence from the word on that says it gives somebody's words; "as you asked" and "was added" do not."""
    for start, *_ in listed("said").found(said):
        if not _NOBODYS_WORDS.search(said, max(start - _LEAD, 0), start):
            return said[start:]
    return ""


def _own_words(doc: Document, sentence: Sentence) -> str:
    """Return what a sentence says itself, without what it quotes."""
    if not _QUOTE.search(doc.text, sentence.start, sentence.end):
        return sentence.folded
    starts, ends = quotes_around(doc, sentence.start)
    left, at = "", sentence.start
    for index in range(bisect_right(ends, sentence.start), bisect_left(starts, sentence.end)):
        left += doc.folded[at : max(starts[index], at)]
        at = max(at, ends[index])
    return (left + doc.folded[at : sentence.end]).strip()
