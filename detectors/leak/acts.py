"""Speech acts of a leak that the sentence model hears, joined to blocks, graded by how much speaks for them, and guarded.

A single sentence must be very sure of itself; two beside each other, or one that is a whole line at the edge of the text,
need less. What is quoted, reported, corrected or spoken by somebody named is none, whatever the model hears.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Iterator
from functools import lru_cache
from itertools import islice
from typing import NamedTuple

from detectors.document import Document, Line
from detectors.leak.features import tokens, word_classes
from detectors.leak.guards import guarded, quote_spans
from detectors.leak.lexicon import pattern
from detectors.leak.model import HUMAN, sentence_model
from detectors.leak.spans import Sentence, cut_if_safe, is_furniture, line_index, sentences_of
from detectors.records import Certainty, Finding

_EDGE = 2
"""Lines from the first and the last one in which leaks are expected."""

_MOST_SENTENCES, _MOST_HITS, _LONGEST_LINE, _LONGEST = 200, 100, 20_000, 700
_JOINS, _HEARD, _CLEAR, _SURE = 0.35, 0.6, 0.95, 0.99
"""A sentence joins a block, is worth a note, counts as half a proof, is a proof. Of 100,000 sentences of human news kept
apart about 300 reach the second, 90 the third, 30 the last, before any guard is asked."""

_WORDS = 5
"""Shorter sentences ("Just ask.") say too little by themselves."""


_NEEDED: dict[str, tuple[tuple[str, ...], ...]] = {
    "self_review": (("check", "me", "agree"), ("text", "part", "style", "wordn", "brief", "story")),
}
"""Word classes without which the act is another one: "smoke alarms checked" is about no text."""

_MACHINE = re.compile(
    r"\b(?:ai|a\.i\.|artificial|language model|chat ?bot|bot|virtual|digital|comput\w+|software|program(?!me\b)\w*|algorithm\w*"
    r"|machine|automated|trained|code|neural|llm|gpt|text generator|system)\b(?! (?:company|firm|engineer|researcher|expert))"
)
_SPEAKS_OF_OTHERS = {"assistant_offer": frozenset({"my"}), "self_review": frozenset({"your"})}
"""A reader asks about his own affairs, advice is about the reader's; a model has neither."""

_SPEAKS_TO_USER = frozenset({"you", "brief", "instructions", "request", "requested", "asked", "prompt"})
_SPEECH = ("leak_assistant", "leak_self_review")
_SILENT = {HUMAN: 1.0}
_QUOTE = re.compile('["\u201c\u201d\u201e\u00ab\u00bb]')


class Act(NamedTuple):
    """A block of sentences that do one thing."""

    name: str
    start: int
    end: int
    certainty: Certainty


class _Heard(NamedTuple):
    """A sentence with what the model hears in it."""

    sentence: Sentence
    line: int
    shares: dict[str, float]

    @property
    def leak(self) -> float:
        return 1 - self.shares[HUMAN]

    @property
    def has_words(self) -> bool:
        return self.sentence.folded.count(" ") + 1 >= _WORDS


@lru_cache(maxsize=1)
def acts(doc: Document) -> tuple[Act, ...]:
    """Return the speech acts in a document, each with what certainty the guards leave it."""
    found = []
    for block in _blocks(doc):
        graded = _graded(doc, block)
        start, end = block[0].sentence.start, block[-1].sentence.end
        left = graded and guarded(doc, start, end, graded, block[0].sentence)
        votes: Counter[str] = Counter()
        for heard in block:
            votes.update({name: share for name, share in heard.shares.items() if name != HUMAN})
        name = votes.most_common(1)[0][0]
        if left and _has_what_it_takes(name, block):
            found.append(Act(name, start, end, left))
    return tuple(found)


def _has_what_it_takes(name: str, block: list[_Heard]) -> bool:
    """Say whether a block has a word of each class that its act cannot do without."""
    if name == "assistant_self_reference":
        return any(_MACHINE.search(heard.sentence.folded) for heard in block)
    told = {token for heard in block for token in tokens(heard.sentence.folded)}
    if told & _SPEAKS_OF_OTHERS.get(name, frozenset()) and not told & _SPEAKS_TO_USER:
        return False
    known = word_classes()
    classes = {each for token in told for each in known.get(token, ())}
    return all(classes & set(any_of) for any_of in _NEEDED.get(name, ()))


def _graded(doc: Document, block: list[_Heard]) -> Certainty | None:
    """Say how sure a block is."""
    told = [heard for heard in block if heard.has_words]
    best = max((heard.leak for heard in told), default=0.0)
    clear = sum(heard.leak >= _CLEAR for heard in told)
    if best >= _SURE or clear > 1:
        return "strong"
    lines = doc.lines
    first, last = lines[block[0].line], lines[block[-1].line]
    whole = block[0].sentence.start <= first.start and block[-1].sentence.end >= last.end
    at_edge = block[0].line < 2 or block[-1].line >= len(lines) - 2  # noqa: PLR2004 - the first and last two lines
    if clear and whole and at_edge and doc.field == "text":
        return "strong"
    return "weak" if best >= _HEARD else None


def _blocks(doc: Document) -> Iterator[list[_Heard]]:
    """Yield runs of neighbouring sentences that the model takes for leaks."""
    block: list[_Heard] = []
    for heard in islice(_heard(doc), _MOST_SENTENCES):
        if heard.leak >= _JOINS and (not block or _touch(doc, block[-1], heard)):
            block.append(heard)
            continue
        if block:
            yield block
        block = [heard] if heard.leak >= _JOINS else []
    if block:
        yield block


def _touch(doc: Document, one: _Heard, other: _Heard) -> bool:
    """Say whether nothing but white space stands between two sentences."""
    return not doc.text[one.sentence.end : other.sentence.start].strip()


def _heard(doc: Document) -> Iterator[_Heard]:
    """Yield the sentences of every line that the gate lets pass, with what the model hears in each."""
    model = sentence_model()
    for index, limit in _places(doc):
        line = doc.lines[index]
        if len(line.text) > _LONGEST_LINE or model.gate.score(line.folded) < limit:
            continue
        for sentence in _sentences(doc, line):
            said = _own_words(doc, sentence)
            shares = model.probabilities(said) if said and not pattern("said").search(said) else _SILENT
            yield _Heard(sentence, index, shares)


def _places(doc: Document) -> Iterator[tuple[int, float]]:
    """Yield the lines that are looked at, each with what the gate asks of it.

    These are the first and last ones that belong to the article, and between them those with a listed leak phrase and
    their neighbours: to look at every line costs as much as all other leak detectors together.
    """
    gate = sentence_model().gate
    own = [index for index, line in enumerate(doc.lines) if not is_furniture(doc, line)]
    edges = {*own[:_EDGE], *own[-_EDGE:]}
    starts = [start for group, spans in doc.hits.items() if group.startswith(_SPEECH) for start, _ in spans[:_MOST_HITS]]
    marked = {line_index(doc, start) + step for start in starts for step in (-1, 0, 1)}
    for index in own:
        if index in edges or index in marked:
            yield index, gate.edge if index in edges else gate.middle


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


def _sentences(doc: Document, line: Line) -> Iterator[Sentence]:
    for sentence in sentences_of(doc, line.start, line.end):
        if 1 < sentence.end - sentence.start <= _LONGEST:
            yield sentence


def with_acts(doc: Document, rule: str, found: list[Finding], *, cut: bool = True) -> list[Finding]:
    """Return what a detector's own frames found, with the acts of its class that none of them touches.

    ``cut`` says whether a block of this class may be cut where that is safe.
    """
    name = rule.removeprefix("leak.")
    heard = [act for act in acts(doc) if act.name == name]
    free = [act for act in heard if not any(each.start < act.end and act.start < each.end for each in found)]
    made = cut_if_safe if cut else Document.finding
    return [*found, *(made(doc, rule, act.start, act.end, act.certainty) for act in free)]
