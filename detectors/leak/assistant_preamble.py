"""Find where a model hands its text over to whoever ordered it.

What it measures   Sentences that agree to write or present a piece of writing ("Here is the 400-word article based on your
                   notes:"), at the head of the text, before its first lines, or at a seam further down.
Why it matters     It is the plainest sign that an answer was published unread.
Known misses       A handover that names no kind of text ("Here you go:"), and one in a language other than English.
Source             Raw model answers (DetectRL), Academ-AI, Wikipedia's "Signs of AI writing".
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from functools import cache
from typing import NamedTuple

from detectors.document import Document
from detectors.expressions import regex
from detectors.furniture.short_lines import is_prose
from detectors.gathered import Gathered
from detectors.leak.acts import with_acts
from detectors.leak.guards import guarded
from detectors.leak.lexicon import listed, words
from detectors.leak.spans import Sentence, content_lines, cut_if_safe, hits, leaves_an_article, line_index, sentence_at
from detectors.records import Certainty, Finding

RULE = "leak.assistant_preamble"
_HEAD_LINES = 4
_NEEDS = frozenset({"leak_assistant.handover", "assistant_preamble"})
_LONGEST = 320
_NUMBER = r"(?:\d{1,4}|an?|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|fifteen|twenty)"
_ROLE = r"[\"'*_#>\s]{0,6}(?:\[?(?:assistant|ai|bot|model|chatgpt|output|answer)\]?:[\s*]{0,4})?"
_AGREE = r"(?:sure(?: thing)?|certainly|of course|absolutely|okay|ok|alright|all right|definitely|got it|understood|no problem|gladly|great|perfect|with pleasure|by all means|happy to help|i'd be happy to help|i can help with that|right away|noted)"
_THANKS = r"(?:(?:thank you|thanks) for [^.!\n:]{3,140}[.!]|(?:what an?|that's an?|this is an?|great|excellent|interesting|fascinating) [^.!\n:]{0,60}(?:topic|subject|question|request|choice|idea|piece|article|story|material)[.!])"
_MADE = r"(?:written|rewritten|prepared|drafted|crafted|created|put together|produced|generated|composed|rephrased|paraphrased|revised|polished|edited|reworked|summari[sz]ed|condensed|expanded|turned)"
_SHOW = rf"(?:here(?:'s| is| are| you go| it is|,)|below(?:,? (?:is|are|you(?:'ll| will| can) find|i(?:'ve| have))|\b)|this is|these are|please find|(?:as (?:you )?requested|per your request|in line with your (?:brief|request)),?|i understand (?:that )?you (?:want|need|would like)|rewriting|the following (?:is|are|article|text|piece|draft|version|story)|following is|what follows is|i(?:'ve| have)(?: \w{{1,12}}){{0,2}} {_MADE}|i (?:wrote|rewrote|drafted|prepared|crafted)|i(?:'ll| will| can)(?: \w{{1,12}}){{0,2}} (?:write|rewrite|draft|craft|create|turn|provide|prepare|produce|generate|rephrase|paraphrase|summari[sz]e)|let me (?:write|rewrite|draft|rephrase|turn))"
_OPEN = regex(
    rf"{_ROLE}(?:{_THANKS}\s{{0,3}})?(?P<agree>(?:{_AGREE}\b[\s!,.:*-]{{0,4}}){{1,3}})?(?P<thanks>(?:{_THANKS}\s{{0,3}}){{0,2}})(?P<agree2>{_AGREE}\b[\s!,.*-]{{0,4}})?(?P<show>{_SHOW}\b)?"
)
_AGREED_LINE = regex(
    rf"{_ROLE}(?=\w)(?:{_THANKS}\s{{0,3}})?(?:{_AGREE}\b[\s!,.*-]{{0,4}}){{0,3}}(?:{_THANKS}\s{{0,3}}){{0,2}}"
)
_AGREED_START = regex(rf"{_ROLE}{_AGREE}\b[\s!,.]")
_STOP = regex(r":(?![\d/])[*_\"']{0,4}(?::\*{2})?|[.!?](?![\d\w])[*_\"']{0,4}|\n")
_REWORKED = r"revised|rewritten|re-written|rephrased|paraphrased|polished|reworded|reworked|improved|cleaned[- ]up|humani[sz]ed|seo[- ](?:friendly|optimi[sz]ed)|optimi[sz]ed|shortened|condensed|expanded|simplified|refined|enhanced"
_ADJECTIVE = rf"(?:{_REWORKED}|fresh|new|edited|final)"
_MARK = regex(
    rf"\b{_NUMBER}[- ]{{0,3}}(?:sentenc|senten|word|paragraph)"
    r"|\bbas\w{1,3} (?:up)?on (?:(?:the|your|a|an|this|that|these|those|its)\s+)?(?:given |provided |supplied |above |following |source |news |original )*"
    r"(?:summary|sum\w{2,5}|abstract|prompt|information|details|text|notes|material|facts|key points|points|input|brief|outline|headline|article|content|source|sources|draft|bullet)"
    r"|\b(?:according to|for|from|of) (?:the |your )?(?:given |provided |supplied |news ){1,2}(?:summary|text|abstract|article|topic|prompt|information)"
    r"|\b(?:according to|following|per|to) (?:the |your )(?:news )?(?:sum\w{2,5}|brief|prompt|instructions?|requirements?|specifications?|guidelines)"
    r"|\b(?:you|as|was|were) (?:want|need|asked|requested|provided|wanted|specified|gave|shared|supplied|sent|instructed|described|pasted)\b|\brequested\b|\bper your\b"
    r"|\bfor (?:your )?(?:approval|review|site|website|publication)\b|\byour (?:\w+[- ]){0,4}(?:article|piece|text|draft|story|copy|version|post|headline|summary|rewrite)"
    r"|\bhuman[- ](?:style|like|sounding|written)|\bin (?:the|an?) (?:\w+[- ]){1,4}(?:style|tone|voice|manner|format)\b|\bstyle of\b"
    rf"|\b(?:{_REWORKED}|fictional|generated|plagiarism[- ]free|ready[- ]to[- ](?:publish|paste|use|post)|publication[- ]ready|formatted|streamlined)\b"
    r"|\bwritten (?:according|based|in an?|for|from)\b|\bfor (?:improved |better |greater )?(?:clarity|readability)|\bwith (?:improved|enhanced|better)\b|\bready to (?:paste|publish|post)\b|\bword limit\b|\bunder \d+ words"
)
_LABEL = regex(
    rf"[\"'*_#>\s]{{0,6}}{_ADJECTIVE}(?: and \w{{3,12}})?(?: news)? (?:version|article|draft|copy|text|rewrite|piece|output)(?: \([^)\n]{{1,40}}\))?[*_]{{0,2}}:[*_\"']{{0,4}}"
)


_FIRST = regex(r"[\W_]{0,8}(?!the (?!following ))(\w+(?:'\w+)?)")
"""The first word; of those that open a handover every third article begins with "the", which opens none but "the following"."""


_PLAIN_ARTICLE = regex(
    r"\b(?:attempt|take|try) (?:at|on) |\b(?:the|a|an|your|my) (?:news article|article|rewrite|draft article|article draft|news piece)[*_]{0,2}:"
)


class _Handover(NamedTuple):
    """A candidate: where it stands, and what it is made of."""

    start: int
    end: int
    agrees: bool
    shows: str
    words: str


def choose(gathered: Gathered, places: Collection[int]) -> set[int]:
    """Return the texts in which a handover is heard or has a phrase, and those whose first lines may open with one."""
    docs, found = gathered.docs, gathered.bearing(places, _NEEDS)
    found.update(place for place in places if place not in found and any(True for _ in _opening(docs[place])))
    return found


def detect(doc: Document) -> list[Finding]:
    """Return one finding for each handover, by its frame or as the sentence model hears it."""
    return with_acts(doc, RULE, _framed(doc))


def _framed(doc: Document) -> list[Finding]:
    """Return one finding for each handover; at the head it reaches up to and including the colon."""
    found: dict[int, Finding] = {}
    for candidate, at_head in _candidates(doc):
        certainty = _grade(candidate, at_head=at_head)
        sentence = Sentence(candidate.start, candidate.end, candidate.words)
        certainty = certainty and guarded(doc, candidate.start, candidate.end, certainty, sentence)
        if certainty and not any(start <= candidate.start < each.end for start, each in found.items()):
            found[candidate.start] = _finding(doc, candidate, certainty)
    return [found[start] for start in sorted(found)]


def _candidates(doc: Document) -> Iterator[tuple[_Handover, bool]]:
    yield from ((each, True) for each in _opening(doc))
    for start, end in hits(doc, "leak_assistant.handover") if "leak_assistant.handover" in doc.hits else ():
        first = sentence_at(doc, start, end).start
        agreed = (
            first < doc.content[0] + _LONGEST and _AGREED_START.match(doc.lines[line_index(doc, first)].folded) is not None
        )
        yield from ((each, agreed) for each in _at(doc, first))


def _opening(doc: Document) -> Iterator[_Handover]:
    """Yield the handovers that open one of the first lines of the text, up to the first paragraph."""
    for line in content_lines(doc, _HEAD_LINES) if doc.found else doc.lines[:_HEAD_LINES]:
        opens = _opens(doc, line.start)
        if opens:
            yield from _at(doc, line.start)
        if is_prose(line) and not (opens and _AGREED_START.match(line.folded)):
            break


def _opens(doc: Document, start: int) -> bool:
    """Say whether the first word at ``start`` is one that a handover or an agreement opens with; every article is asked."""
    first = _FIRST.match(doc.folded, start)
    return first is not None and first[1] in words("opener")


def _at(doc: Document, start: int) -> Iterator[_Handover]:
    """Yield the handover that opens at ``start``, if one does."""
    if not _opens(doc, start):
        return
    folded = doc.folded[start : start + _LONGEST]
    label = _LABEL.match(folded)
    if label:
        yield _Handover(start, start + label.end(), agrees=True, shows="label", words=label.group())
        return
    opened = _OPEN.match(folded)
    if not opened or not opened.end() or not (opened["agree"] or opened["agree2"] or opened["show"]):
        return
    stop = _STOP.search(folded, opened.end() if opened["show"] else max(opened.end() - 1, 0))
    if not stop and len(folded) == _LONGEST:
        return
    end = (stop.start() if stop.group() == "\n" else stop.end()) if stop else len(folded)
    yield _Handover(
        start, start + end, bool(opened["agree"] or opened["agree2"]), opened["show"] or "", folded[:end].rstrip()
    )


def _grade(candidate: _Handover, *, at_head: bool) -> Certainty | None:
    """Say how sure a handover is: it must name a text, and show that the text was ordered."""
    told = candidate.words
    if candidate.shows == "label":
        return "certain" if at_head else "strong"
    colon = told.rstrip("*_\"' ").endswith(":")
    if listed("elsewhere").stands_in(told) or not _names_text(told, noisy=colon):
        return None
    marks = len(set(_MARK.findall(told)))
    if at_head:
        return _grade_at_head(candidate, marks, colon=colon)
    return "strong" if marks and (colon or marks > 1) else None


def _grade_at_head(candidate: _Handover, marks: int, *, colon: bool) -> Certainty | None:
    """Say how sure a handover before the text is, by the marks of an order, its colon and its words of agreement."""
    if candidate.agrees:
        return "certain" if marks or (colon and candidate.shows) else None
    if not marks:
        return "certain" if candidate.shows and colon and _PLAIN_ARTICLE.search(candidate.words) else None
    if colon and candidate.shows:
        return "certain"
    if candidate.shows in {"this is", "these are"} or candidate.shows.startswith("i"):
        return "strong" if marks > 1 else None
    return ("certain" if marks > 1 else "strong") if candidate.shows else None


def _names_text(told: str, *, noisy: bool) -> bool:
    if listed("product").stands_in(told):
        return True
    return noisy and any(_slip(word) for word in re.findall(r"\w{6,9}", told))


@cache
def _slip(word: str) -> bool:
    """Say whether a word is "article" with one letter added, lost, changed or moved: copies are disguised that way."""
    if sorted(word) == sorted("article"):
        return True
    return any(re.fullmatch(f"{'article'[:at]}.?{'article'[at + step :]}", word) for at in range(8) for step in (0, 1))


def _finding(doc: Document, candidate: _Handover, certainty: Certainty) -> Finding:
    start, end = candidate.start, candidate.start + len(candidate.words)
    index = line_index(doc, start)
    if index and (before := doc.lines[index - 1]) and len(before.text) <= _LONGEST and _AGREED_LINE.fullmatch(before.folded):
        start = before.start
    opens = not doc.text[max(start - _LONGEST, 0) : start].rpartition("\n")[2].strip()
    if opens and certainty != "weak" and leaves_an_article(doc, start, end):
        return doc.cut(RULE, start, end, certainty)
    return cut_if_safe(doc, RULE, start, end, certainty)
