"""Speech acts of a leak that the sentence model hears, graded by how much speaks for them, and guarded.

A single sentence must be very sure of itself; two beside each other, or one that is a whole line at the edge of the text,
need less. What is quoted, reported, corrected or spoken by somebody named is none, whatever the model hears.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Sequence
from typing import NamedTuple

from detectors.document import Document, once
from detectors.leak.features import tokens, word_classes
from detectors.leak.guards import guarded
from detectors.leak.hearing import Heard, blocks, has_headline
from detectors.leak.labels import label_of
from detectors.leak.model import HUMAN
from detectors.leak.spans import cut_if_safe, surest
from detectors.records import Certainty, Finding

_NOTED, _STRONG = 0.2, 5.0
"""Scores (log odds) from which a block is worth a note and acts: four in a hundred human articles have a block that
reaches the first, two in a thousand one that reaches the second, before any guard is asked (``bench/leak_blocks.py``)."""

_HEARD = 0.3
"""How probable a leak must be in some sentence of a block, wherever it stands."""

_SECOND, _AT_EDGE = 0.5, 2.0
"""What a second sentence adds for each of its log odds, and what it adds that a block is whole lines at the text's edge.
Of 0, 1 and 2 for the edge, 2 found most leaks at the same share of human articles; the half was not varied."""

_EDGE_LINES = 2
"""The first and last lines of a text, the page's among them, are its edges."""

_NEEDED: dict[str, tuple[tuple[str, ...], ...]] = {
    "self_review": (("check", "me", "agree"), ("text", "part", "style", "wordn", "brief", "story")),
}
"""Word classes without which the act is another one: "smoke alarms checked" is about no text."""

_MACHINE = re.compile(
    r"\b(?:ai|a\.i\.|artificial|language model|chat ?bot|bot|virtual|digital|comput\w+|software|program(?!me\b)\w*|algorithm\w*"
    r"|machine|automated|trained|code|neural|llm|gpt|text generator|system)\b(?! (?:company|firm|engineer|researcher|expert))"
)
_SPEAKS_OF_OTHERS = {
    "assistant_offer": frozenset({"my"}),
    "assistant_preamble": frozenset({"our"}),
    "self_review": frozenset({"your"}),
}
"""A reader asks about his own affairs, a paper hands over its own talk, advice is about the reader's; a model has none."""

_CREDIT = re.compile(r"\b(?:translat\w+|interpret\w+|subtit\w+)\b.{0,60}\bby\b|\bby\b.{0,40}\btranslat|\btranslators?\b")
_SPEAKS_TO_USER = frozenset({"you", "brief", "instructions", "request", "requested", "asked", "prompt"})


class Act(NamedTuple):
    """A block of sentences that do one thing."""

    name: str
    start: int
    end: int
    certainty: Certainty


@once
def acts(doc: Document) -> tuple[Act, ...]:
    """Return the speech acts in a document, each with what certainty the guards leave it."""
    found = []
    for block in blocks(doc):
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


def _has_what_it_takes(name: str, block: Sequence[Heard]) -> bool:
    """Say whether a block has a word of each class that its act cannot do without."""
    if name == "assistant_self_reference":
        return any(_MACHINE.search(heard.sentence.folded) for heard in block)
    if name == "translation_residue" and any(_CREDIT.search(heard.sentence.folded) for heard in block):
        return False
    if name == "draft_variant" and all(_is_labelled(heard) for heard in block):
        return False
    told = {token for heard in block for token in tokens(heard.sentence.folded)}
    if told & _SPEAKS_OF_OTHERS.get(name, frozenset()) and not told & _SPEAKS_TO_USER:
        return False
    known = word_classes()
    classes = {each for token in told for each in known.get(token, ())}
    return all(classes & set(any_of) for any_of in _NEEDED.get(name, ()))


def _is_labelled(heard: Heard) -> bool:
    """Say whether a sentence begins with a label of a content form: what follows is its value, not another version."""
    label, colon, _ = heard.sentence.folded.partition(":")
    return bool(colon) and label_of(label) is not None


def _graded(doc: Document, block: Sequence[Heard]) -> Certainty | None:
    """Say how sure a block is."""
    if max(heard.leak for heard in block) < _HEARD:
        return None
    score = block_score(doc, block)
    if score >= _STRONG:
        return "strong"
    is_headline = doc.field == "text" and block[-1].line == 0 and has_headline(doc)
    return "weak" if score >= _NOTED and not is_headline else None


def block_score(doc: Document, block: Sequence[Heard]) -> float:
    """Return the log odds of the surest sentence, and what speaks for the block beside it."""
    odds = sorted((heard.odds for heard in block if heard.has_words), reverse=True)
    if not odds:
        return -math.inf
    lines = doc.lines
    first, last = lines[block[0].line], lines[block[-1].line]
    whole = block[0].sentence.start <= first.start and block[-1].sentence.end >= last.end
    at_edge = block[0].line < _EDGE_LINES or block[-1].line >= len(lines) - _EDGE_LINES
    second = max(odds[1], 0.0) if len(odds) > 1 else 0.0
    return odds[0] + _SECOND * second + (_AT_EDGE if whole and at_edge and doc.field == "text" else 0.0)


def with_acts(doc: Document, rule: str, found: list[Finding], *, cut: bool = True) -> list[Finding]:
    """Return what a detector's own frames found, with the acts of its class that none of them touches.

    ``cut`` says whether a block of this class may be cut where that is safe.
    """
    made = cut_if_safe if cut else Document.finding
    heard = list(acts(doc))
    kept = [_widened(doc, each, heard, cut=cut) for each in found]
    name = rule.removeprefix("leak.")
    free = [
        act for act in heard if act.name == name and not any(each.start < act.end and act.start < each.end for each in kept)
    ]
    return [*kept, *(made(doc, rule, act.start, act.end, act.certainty) for act in free)]


def _widened(doc: Document, finding: Finding, heard: Sequence[Act], *, cut: bool) -> Finding:
    """Return a finding over all of the act that it is part of: one leak is one finding."""
    for act in heard:
        if act.certainty != "weak" and act.start < finding.end and finding.start < act.end:
            start, end = min(act.start, finding.start), max(act.end, finding.end)
            if (start, end) != (finding.start, finding.end):
                made = cut_if_safe if cut else Document.finding
                return made(doc, finding.rule, start, end, surest((finding.certainty, act.certainty)))
    return finding
