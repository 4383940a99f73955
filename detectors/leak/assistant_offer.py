"""Find the offers and sign-offs with which a model ends an answer.

What it measures   Offers to change, shorten, translate or extend the text, questions which version is wanted, hopes that it
                   helps. The sign is the object of the offer: a version, a tone, a headline, a section.
Why it matters     Nobody offers a reader another version of the news; national dailies have printed such lines.
Known misses       Offers that name no text work ("Shall I go on?") are weak; offers in other languages.
Source             Published cases (Dawn, November 2025), Academ-AI, Wikipedia's "Signs of AI writing".
"""

from __future__ import annotations

import re
from functools import cache

from detectors.document import Document
from detectors.expressions import regex
from detectors.leak.acts import with_acts
from detectors.leak.guards import guarded, tempered
from detectors.leak.lexicon import either, listed
from detectors.leak.spans import Sentence, cut_if_safe, grown, sentences_at, sentences_of, surest
from detectors.records import Certainty, Finding

RULE = "leak.assistant_offer"
_ASKS = regex(
    r"\b(?:would you like|do you want (?:me|an?|any|another|this|it)|want me to|shall i|should i|let me know|tell me (?:if|which|whether|what|how)|say the word|just (?:say (?:so|which)|ask(?= me| for| and| if|\W*$)|tell me)"
    r"|feel free to (?:ask|request|let|tell)|would you prefer|ready for your)\b|^\W*need (?:this|it)\b"
)
_OFFERS = regex(
    r"\bi(?: can(?!')| could(?!n)|'ll| will|'d| would(?!n))\b|\bi(?:'d be| would be|'m| am)(?: \w+)? (?:happy|glad|ready|pleased)\b|(?:^|[,;:!-] )(?:always )?(?:happy|glad) to\b"
)
_GENERIC = regex(
    r"\b(?:i )?(?:hope|trust) (?:this|that|it|you find|the (?:article|piece|text|draft|version))\b.{0,60}\b(?:help|helps|helpful|useful|meets?|works?|suits?|fits?|needs|expectations)\b"
    r"|\blet me know if (?:you|there|this|i|anything|any)\b|\bneed (?:any ?thing else|any further)\b|\banything else (?:you|i)\b|\bfurther assistance\b"
    r"|\bfeel free to (?:ask|request|reach out|let me)\b|\bany other requests\b|\b(?:shall|should) i (?:do|go|proceed|continue|start|prepare)\b|\bjust (?:let me know|say the word|ask|say so)\b"
)
_INDIRECT = (
    regex(
        r"\b(?:can|could|may|might|would)(?: also| easily| still| then)? (?:be (?:added|made(?! of)|drawn up|prepared|written|turned|worked|supplied|produced|adjusted|trimmed|provided|reworked|recast|done)|follow|come next)\b"
    ),
    regex(r"\b(?:if|on request|should (?:that|this|it|you)|whenever|next|on demand)\b"),
    regex(
        r"\b(?:headlines?|captions?|subheads?|rewrite|q&a|meta descriptions?|timelines?|sidebars?|threads?|social (?:copy|posts?|cuts?)|(?:shorter|longer|tighter|punchier|more \w+|second|other|different) (?:versions?|cuts?|takes?|drafts?)|(?:versions?|cuts?|drafts?) for|summary|summaries|lede|tone)\b"
    ),
)
"""What could be made, on what condition, and that it is a text."""

_OTHERS = regex(
    r"@|https?:|www\.|\b(?:email|e-mail|comments?|comment section|subscribe|readers?|tickets?|call us|contact us|contact me|hotline|column|editor|my (?!knowledge))\b|\blet us\b"
)
"""What a person writes who really has readers, or asks about a text of their own."""


def detect(doc: Document) -> list[Finding]:
    """Return one finding for each offer, by its frame or as the sentence model hears it."""
    return [_graded_indirectly(doc, each) for each in with_acts(doc, RULE, _framed(doc))]


def _graded_indirectly(doc: Document, found: Finding) -> Finding:
    """Return an offer that names nobody as strong where it stands last and says what text could be made, and on what condition."""
    told = doc.folded[found.start : found.end]
    if found.certainty != "weak" or found.field == "title" or doc.placement(found.start, found.end) != "tail":
        return found
    if _OTHERS.search(told) or not all(each.search(told) for each in _INDIRECT):
        return found
    left = guarded(doc, found.start, found.end, "strong")
    return cut_if_safe(doc, RULE, found.start, found.end, left) if left else found


def _framed(doc: Document) -> list[Finding]:
    """Return one finding for each offer with the sentences of the sign-off around it."""
    found: list[Finding] = []
    for sentence in sentences_at(doc, "leak_assistant.offer"):
        if found and sentence.start < found[-1].end:
            continue
        certainty = _grade(sentence.folded, at_end=doc.placement(sentence.start, sentence.end) in {"tail", "whole"})
        if certainty and (certainty := guarded(doc, *_core(sentence), certainty, sentence)):
            start, end = grown(doc, sentence.start, sentence.end, _belongs)
            found.append(cut_if_safe(doc, RULE, start, end, _surest(doc, start, end, certainty)))
    return found


def _surest(doc: Document, start: int, end: int, certainty: Certainty) -> Certainty:
    """Return the certainty of the surest sentence of a sign-off."""
    grades = [_grade(sentence.folded, at_end=True) for sentence in sentences_of(doc, start, end)]
    return surest([certainty, *(grade for grade in grades if grade and tempered(doc, start, end, grade) == grade)])


def _grade(folded: str, *, at_end: bool) -> Certainty | None:
    asks, offers = _ASKS.search(folded), _OFFERS.search(folded)
    if not (asks or offers or at_end) or _OTHERS.search(folded):
        return None
    if (asks or offers) and _names_work(folded):
        speaks_to_user = asks is not None and (asks.group() not in {"should i", "shall i"} or "?" in folded)
        if speaks_to_user:
            return "certain"
        works = _offered_work().search(folded)
        if works and re.search(r"\byou(?:r|'d)?\b", folded):
            return "certain"
        return "strong" if works and at_end else None
    if asks and at_end and listed("editing").stands_in(folded):
        return "strong"
    return "weak" if at_end and _GENERIC.search(folded) else None


def _names_work(folded: str) -> bool:
    """Say whether there are a word of work and a part of a text, which are not the same word: "cut" may be either."""
    parts = {(start, end) for start, end, _ in listed("part").found(folded)}
    works = {(start, end) for start, end, _ in listed("work").found(folded)}
    return bool(parts and works and (len(parts) > 1 or len(works) > 1 or parts != works))


@cache
def _offered_work() -> re.Pattern[str]:
    """Return the expression for a service with its work directly behind it: "I can also draft"."""
    return regex(
        rf"{_OFFERS.pattern}(?: (?:also|then|gladly|happily|easily|quickly|certainly|always|be|to|happy|glad|help|you|with))* (?:{either('work')})\b"
    )


def _core(sentence: Sentence) -> tuple[int, int]:
    """Return the span of the words that make the offer."""
    match = _ASKS.search(sentence.folded) or _OFFERS.search(sentence.folded) or _GENERIC.search(sentence.folded)
    start, end = match.span() if match else (0, len(sentence.folded))
    return sentence.start + start, sentence.start + end


def _belongs(folded: str) -> bool:
    return not _OTHERS.search(folded) and (_GENERIC.search(folded) is not None or _grade(folded, at_end=True) is not None)
