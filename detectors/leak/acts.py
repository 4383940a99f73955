"""Speech acts of a leak that the sentence model hears, graded by how much speaks for them, and guarded.

A single sentence must be very sure of itself; two beside each other, or one that is a whole line at the edge of the text,
need less. What is quoted, reported, corrected or spoken by somebody named is none, whatever the model hears.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import NamedTuple

from detectors.document import Document, once
from detectors.expressions import regex
from detectors.leak.genre import is_about_language, is_method, leaks_heard
from detectors.leak.guards import guarded, is_mentioned
from detectors.leak.hearing import blocks, blocks_of
from detectors.leak.labels import is_box_label
from detectors.leak.listening import WORDS, Heard, has_headline, reported
from detectors.leak.naming import named
from detectors.leak.spans import cut_if_safe, surest
from detectors.records import Certainty, Finding

_STRONG = 5.0
"""The score (log odds) from which a block acts: of 4,536 human articles that were not trained on, 6 (about one in a thousand)
have a block that reaches 4.8, before any guard is asked (``bench/leak_blocks.py``); between 4.8 and 5 lies nothing of our leak set."""

_NOTE_AT, _BY_LENGTH, _LOWEST, _HIGHEST = 400, 1.6, -0.8, -0.1
"""The score from which a block is worth a note: of a text of 400 words the highest, less of a shorter one, for the more sentences
a text has, the likelier it is that one of them sounds so by chance. At the highest, six in a hundred human articles have such a block
(``bench/leak_blocks.py``). With -1 for the lowest, passages of our cases that resemble leaks get notes, with -0.8 none. The slope and
the length were chosen among some fifteen settings by the totals of ``bench/leak_set.py``, so these flatter them a little."""

_HEARD, _HEARD_DRAFT = 0.3, 0.35
"""How probable a leak must be in some sentence of a block, wherever it stands; of drafts more is asked: laws have them, too."""

_CERTAIN = 8.0
"""The score from which a block that no guard has weakened is certain: none of those articles has one (the highest is 7.1)."""

_SECOND, _AT_EDGE = 0.5, 2.0
"""What a second sentence adds for each of its log odds, and what it adds that a block is whole lines at the text's edge.
Of 0, 1 and 2 for the edge, 2 found most leaks at the same share of human articles; the half was not varied."""

_ALONE = 0.8
"""What a block of whole lines elsewhere needs less to act: of 0.6, 0.8, 1 and 1.4, 1.4 was the first to flag one of those articles."""

_HEADLINE = 3.0
"""What a headline needs more: it is short, and may be somebody's words or an order without marks. With 2, one of 160 clean
articles (``tests/pages/tuned.jsonl``) was flagged for its headline, with 3 none."""

_SHORT = 2.0
"""What is taken off a line of two to four words ("Option 2:"), which has little to be told by."""

_SURE, _SOME = 0.95, 2
"""How probable a leak must be in so many short sentences of a check to say more than a note does."""

_EDGE_LINES = 2
"""The first and last lines of a text, the page's among them, are its edges."""

_MEANT_FOR_READERS = frozenset({"disclosure"})
"""Such a note may well stand in an editor's note, a letter or a story about writing."""

_ASKS = "missing_input"
_ON_A_TEXT = frozenset({"assistant_offer", "assistant_preamble", "draft_variant", "edit_note", "self_review"})
_ORDERS = frozenset({"draft_variant", "prompt_echo", "reasoning_trace", "self_review"})
_NEVER_QUOTES = frozenset({"assistant_preamble", "knowledge_limit", "missing_input", "refusal"})
_QUOTES = regex(r"[:,]\s{1,2}[\"\u201c]")
FOR_READERS = regex(
    r"\b(?:words?|names?|terms?|lines?|passages?|phrases?|titles?)\b[^.:\n]{0,60}\b(?:is|are|stands?|appears?) (?:printed |given |set )?in (?:italics?|small capitals)\b|\btranslations?(?: is| are|:) (?:ours|mine|our own|the author's)\b"
)
"""How something is printed, and whose a translation is, is said to readers."""

_TO_DESK = regex(
    r"\W{0,3}(?:(?:note )?(?:to|for) )?(?:(?:the )?(?:news |night |copy |picture )?desk|subs|sub-?editors?|night editor)\W{0,2}:"
)
"""What people in a newsroom tell each other."""

_COUNTED = regex(r"\d (?:times|views?|visits?|visitors|readers|reads|clicks|hits|votes)\b")
"""What a page counts, it says of itself."""

_CHECKS = frozenset({"reasoning_trace", "self_review"})
_VERDICT, _BOX_LINES = regex(r"\b(?:verdict|rating|ruling|finding|truth|conclusion)\b"), 4
_LED = 3
"""What leads on to a quotation hands over somebody's words, not a text: the mark may stand just behind it."""

_BEFORE, _LABEL = 200, 40
_SET = regex(
    r"\b(?:candidates?|pupils?|students?|contestants?|entrants?|participants?|children|competitors?|applicants?|councillors|entries|class(?:es)?)"
    r" (?:were|was|had|have|has|must|should|may|are|is|will|who|in the|chose|choose|wrote|could)\b|\bschool tasks?\b|\bhomework\b|\bworksheets?\b|\bin (?:pairs|groups of)\b|\byour (?:teacher|classmates?|partner)\b|\b(?:entries|closing date|deadline for|(?<!wins a )(?<!won a )(?<!win a )(?<!wins the )(?<!won the )prizes?|judges|(?<!exclamation )(?<!quotation )(?<!question )marks|exam(?:ination)?)\b|\bthe (?:slide|handout|notice|sheet|teacher|tutor) (?:said|says|read)"
)

_TITLE_PART = regex(
    r"(?<=\w )(?P<bracket>[(\[][^()\[\]]{6,80}[)\]])\W?$|(?P<bar>\| ?[A-Z][\w ]{2,24}: .{2,80})$|^(?P<label>[^:]{8,60}:)(?= [A-Z\d\"\u201c])"
)


class Act(NamedTuple):
    """A block of sentences that do one thing."""

    name: str
    start: int
    end: int
    certainty: Certainty


def heard(docs: Sequence[Document]) -> list[frozenset[str]]:
    """Return the names of the acts in each document."""
    return [
        frozenset({act.name for act in acts(doc)}) if found else frozenset()
        for doc, found in zip(docs, blocks_of(docs), strict=True)
    ]


@once
def acts(doc: Document) -> tuple[Act, ...]:
    """Return the speech acts in a document, each with what certainty the guards leave it."""
    told = blocks(doc)
    if len(told) > 1:
        leaks_heard(doc)[:] = [span for block in told if (span := _sure(doc, block))]
    return tuple(act for block in told if (act := _act(doc, block)))


def _sure(doc: Document, block: Sequence[Heard]) -> tuple[int, int] | None:
    """Return the span of a block that is strong, unless somebody is quoted or reported in it."""
    start, end = block[0].sentence.start, block[-1].sentence.end
    sure = _graded(doc, block) == "strong" and not is_mentioned(doc, start, end, block[0].sentence)
    return (start, end) if sure else None


def _act(doc: Document, block: Sequence[Heard]) -> Act | None:
    """Return what a block does, unless it is too faint or the guards know better."""
    graded = _graded(doc, block)
    if not graded:
        return None
    name, has_all = named(block)
    start, end = block[0].sentence.start, block[-1].sentence.end
    if name in _MEANT_FOR_READERS:
        left = None if is_mentioned(doc, start, end, block[0].sentence) else graded
    else:
        left = guarded(doc, start, end, graded, block[0].sentence)
    if not left or not name or (name == "draft_variant" and max(heard.leak for heard in block) < _HEARD_DRAFT):
        return None
    if not has_all or _is_doubtful(doc, name, block):
        left = "weak"
    elif left == "strong" and block_score(doc, block) >= _CERTAIN:
        left = "certain"
    return Act(name, *_narrowed(doc, start, end), left)


def _is_doubtful(doc: Document, name: str, block: Sequence[Heard]) -> bool:
    """Say whether people may well have written a block: for readers, for a class, for their own desk, about their own page."""
    start, end = block[0].sentence.start, block[-1].sentence.end
    return (
        any(heard.leak and reported(heard.said) for heard in block)
        or _says_little(doc, name, block)
        or _has_no_text(doc, name, start, end)
        or _is_set(doc, name, start, end)
        or (name in _NEVER_QUOTES and _QUOTES.search(doc.text, start, end + _LED) is not None)
        or (name in _ORDERS and is_method(doc))
        or (name == "translation_residue" and is_about_language(doc, start, end))
        or (name == "self_review" and _is_in_a_box(doc, block))
        or (name in _CHECKS and _is_fact_check(doc, block))
        or (name == "ui_residue" and _COUNTED.search(doc.folded, start, end) is not None)
        or FOR_READERS.search(doc.folded, start, end) is not None
        or _TO_DESK.match(doc.folded, start) is not None
    )


def _says_little(doc: Document, name: str, block: Sequence[Heard]) -> bool:
    """Say whether a block has short sentences alone; of a check ("Tone: neutral. Length: 284.") some sure ones are enough."""
    sure = sum(heard.leak >= _SURE for heard in block)
    return all(_odds(doc, heard) is None for heard in block) and (name != "self_review" or sure < _SOME)


def _has_no_text(doc: Document, name: str, start: int, end: int) -> bool:
    """Say whether a remark on a text covers the whole of it: then there is no text that it could be about."""
    return name in _ON_A_TEXT and doc.field == "text" and doc.placement(start, end) == "whole"


def _is_in_a_box(doc: Document, block: Sequence[Heard]) -> bool:
    """Say whether what is remarked on is a play, a book, a film, with its box of facts beside the block."""
    near = doc.lines[max(block[0].line - _EDGE_LINES, 0) : block[-1].line + _EDGE_LINES + 1]
    return any(is_box_label(line.folded[:_LABEL].partition(":")[0]) for line in near if ":" in line.folded[:_LABEL])


def _is_fact_check(doc: Document, block: Sequence[Heard]) -> bool:
    """Say whether a claim and what became of it stand beside the block: the box of a newsroom that checks others."""
    near = doc.lines[max(block[0].line - _BOX_LINES, 0) : block[-1].line + 1]
    told = {label for line in near if (label := line.folded[:_LABEL].partition(":")[0]) and ":" in line.folded[:_LABEL]}
    return any("claim" in label for label in told) and any(_VERDICT.search(label) for label in told)


def _is_set(doc: Document, name: str, start: int, end: int) -> bool:
    """Say whether orders to write are a task that was set to a class or to those who enter for a prize."""
    return name == "prompt_echo" and _SET.search(doc.folded, max(start - _BEFORE, 0), end + _BEFORE) is not None


def _narrowed(doc: Document, start: int, end: int) -> tuple[int, int]:
    """Return the part of a title that is the leak: the bracket behind a headline, or the label before it."""
    if doc.field == "title" and (part := _TITLE_PART.search(doc.text, start, end)):
        return part.span(part.lastgroup or 0)
    return start, end


def _graded(doc: Document, block: Sequence[Heard]) -> Certainty | None:
    """Say how sure a block is."""
    if max(heard.leak for heard in block) < _HEARD:
        return None
    score = block_score(doc, block)
    is_headline = doc.field == "text" and block[-1].line == 0 and has_headline(doc)
    needed = _STRONG + (_HEADLINE if is_headline or doc.field == "title" else -_ALONE if _fills_lines(doc, block) else 0.0)
    if score >= needed:
        return "strong"
    return "weak" if score >= least_noted(doc) and not is_headline else None


def _fills_lines(doc: Document, block: Sequence[Heard]) -> bool:
    """Say whether a block is whole lines, not at an edge: there it has been given more already."""
    first, last = block[0], block[-1]
    whole = first.sentence.start <= doc.lines[first.line].start and last.sentence.end >= doc.lines[last.line].end
    return whole and first.line >= _EDGE_LINES and last.line < len(doc.lines) - _EDGE_LINES


def least_noted(doc: Document) -> float:
    """Return the score from which a block of a document is worth a note."""
    if doc.field == "title":
        return 0.0
    return min(max(_BY_LENGTH * math.log(max(doc.tokens.total, 1) / _NOTE_AT), _LOWEST), _HIGHEST)


def block_score(doc: Document, block: Sequence[Heard]) -> float:
    """Return the log odds of the surest sentence, and what speaks for the block beside it."""
    lines = doc.lines
    first, last = lines[block[0].line], lines[block[-1].line]
    odds = sorted((each for heard in block if (each := _odds(doc, heard)) is not None), reverse=True)
    if not odds and block[0].sentence.start <= first.start:
        odds = _together(block)
    if not odds:
        return -math.inf
    whole = block[0].sentence.start <= first.start and block[-1].sentence.end >= last.end
    at_edge = block[0].line < _EDGE_LINES or block[-1].line >= len(lines) - _EDGE_LINES
    second = max(odds[1], 0.0) if len(odds) > 1 else 0.0
    return odds[0] + _SECOND * second + (_AT_EDGE if whole and at_edge and doc.field == "text" else 0.0)


def _odds(doc: Document, heard: Heard) -> float | None:
    """Return what a sentence adds: a short one only where it is a line by itself, and less."""
    if heard.has_words:
        return heard.odds
    line = doc.lines[heard.line]
    alone = heard.sentence.start <= line.start and heard.sentence.end >= line.end
    return heard.odds - _SHORT if alone and " " in heard.sentence.folded else None


def _together(block: Sequence[Heard]) -> list[float]:
    """Return what short sentences that begin a line add where they are enough words together: worth a note at most."""
    words = sum(heard.sentence.folded.count(" ") + 1 for heard in block)
    return sorted((heard.odds - _SHORT for heard in block), reverse=True) if words >= WORDS else []


def with_acts(doc: Document, rule: str, found: list[Finding], *, cut: bool = True) -> list[Finding]:
    """Return what a detector's own frames found, with the acts of its class that none of them touches.

    ``cut`` says whether a block of this class may be cut where that is safe.
    """
    heard = acts(doc)
    if not heard:
        return found
    made = cut_if_safe if cut else Document.finding
    name = rule.removeprefix("leak.")
    kept = [_widened(doc, each, heard, cut=cut) for each in found if not _asks_for_text(each, heard, name)]
    free = [
        act for act in heard if act.name == name and not any(each.start < act.end and act.start < each.end for each in kept)
    ]
    return [*kept, *(made(doc, rule, act.start, act.end, act.certainty) for act in free)]


def _asks_for_text(finding: Finding, heard: Sequence[Act], name: str) -> bool:
    """Say whether what a frame found is part of asking for the text: that also offers to work on it."""
    return name != _ASKS and any(
        act.name == _ASKS and act.certainty != "weak" and act.start < finding.end and finding.start < act.end
        for act in heard
    )


def _widened(doc: Document, finding: Finding, heard: Sequence[Act], *, cut: bool) -> Finding:
    """Return a finding over all of the act that it is part of: one leak is one finding."""
    for act in heard:
        if act.certainty != "weak" and act.start < finding.end and finding.start < act.end:
            start, end = min(act.start, finding.start), max(act.end, finding.end)
            certainty = surest((finding.certainty, act.certainty))
            if (start, end) != (finding.start, finding.end) or finding.certainty == "weak":
                made = cut_if_safe if cut else Document.finding
                return made(doc, finding.rule, start, end, certainty)
    return finding
