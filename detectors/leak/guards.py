"""Whether words that look like a leak are one: used by the text itself, or mentioned, reported, corrected in it.

Four guards, asked only where a frame has matched. Mention: inside quotation marks, or beside a word of reporting.
Speaker: behind a name and a colon. Correction: the newsroom's own notes. Topic: a story about AI, writing, publishing or
code may name any of these phrases, so there weak evidence is dropped and strong evidence becomes weak.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence

from detectors.document import Document, once
from detectors.expressions import regex
from detectors.leak.genre import is_about_marks, is_about_writing, is_column, is_letter, is_transcript
from detectors.leak.lexicon import listed
from detectors.leak.spans import Sentence, sentence_at
from detectors.records import Certainty, Finding

_MARK = regex("[\"'\u2018\u2019\u201c\u201d\u201e\u201f\u00ab\u00bb\u2039\u203a\u300c\u300d`]")
_OPENERS = {
    "\u201c": "\u201d",
    "\u201e": "\u201c\u201d",
    "\u201f": "\u201d",
    "\u00ab": "\u00bb",
    "\u2039": "\u203a",
    "\u300c": "\u300d",
}
_OPENERS |= {'"': '"\u201d', "'": "'\u2019", "\u2018": "\u2019'", "`": "`"}
_SINGLE = "'\u2018\u2019`"
_WRAPS = {'"': '"', "\u201c": "\u201d", "'": "'", "\u2018": "\u2019"}
_PARAGRAPH = 700
_HANDOVER = 300
"""How far in a whole text in quotes may begin: directly behind the colon that hands it over."""

_SPEAKER = regex(
    r"\W{0,3}(?!(?:assistant|ai|bot|user|system|human|model|chatgpt|note|title|headline|summary)\b)[^\W\d_][\w.' -]{1,38}:\s"
)
_INSIDE_BEFORE, _INSIDE_AFTER = regex(r"[\w,;:(] ?\Z"), regex(r"[,;:]? [a-z(]|[,.;:)] ?|\s*\Z")
_CALLED = regex(
    r"\b(?:such as|the words? for|phrases?|called(?! (?:twice|once|again|back|off|out|in|on|for|at|from|upon|the police|police|an ambulance)\b)|named(?! (?:after|in|by)\b)|(?:prints?|printed|displays?|displayed|flash(?:es|ed)|shows?|showed)(?: the| an?)?(?= \Z)|known as|the signs?|strings?|marks?|tokens?|tags?|symbols?|slots?|codes|commands?|labels?|placeholders?|brackets?|braces|typed|types|wrapped"
    r"|surrounded by|follow(?:s|ed)?|(?:begin|start|end)s? with|models? used?|stands? for|denotes?|means|misprint\w*|typos?|turns? into|replaced (?:by|with)|instead of)\b"
)
_WRITTEN = regex(
    r"\b(?:written|scrawled|scribbled|carved|painted|printed|stamped|chalked|stencilled|sprayed|engraved|pencilled|displayed|appeared)\b[^.:]{0,40}:\W{0,3}\Z"
)
"""Words on a wall, a card, a screen."""

_SPOKEN = regex(
    r"\b(?:it|he|she|they|that one) (?:said|says|told|tells|replied|replies|answered|answers|explained|explains|asked|asks|wrote|writes|insisted)\b|\b(?:said|says|asked|replied|answered) (?:it|he|she|they|the \w+)\b"
)
_SAID_SO = regex(
    r"\s{1,4}(?:so|thus|that is what|this is what|these words) (?:said|says|wrote|writes|spoke|ran|runs|reads?|were)\b|\s{1,4}so says\b"
)
_I_SPOKE = regex(
    r"\bi (?:say|said|tell|told|ask|asked|type|typed|try|tried|press|pressed|rang|write back|wrote back|reply|replied|point out|pointed out|answered|insisted)\b|\b(?:told|tells|asked|asks|thanked|offered|sold|gave) me\b"
)
_NAME = regex(r"\W{0,3}[A-Z][\w.'\u2019-]*(?: [A-Z][\w.'\u2019-]*){0,4}:\s")


_LEADS_ON = regex(r"[^.]{0,80}[,\"'?!] ?(?:[\w-]+ ){0,4}")


_Spans = tuple[list[int], list[int]]


def quotes_around(doc: Document, place: int) -> _Spans:
    """Return the starts and ends of everything inside quotation marks or backticks in the paragraph around a place."""
    first = doc.text.rfind("\n", 0, place) + 1
    known = _known_quotes(doc)
    if first not in known:
        known[first] = _quotes_from(doc, first)
    return known[first]


@once
def _known_quotes(_: Document) -> dict[int, _Spans]:
    """Return the quotations of the paragraphs that were asked about, by where they begin."""
    return {}


def _quotes_from(doc: Document, first: int) -> _Spans:
    """Return the quotations of the paragraph that begins at ``first``.

    A double quote left open at the end of its paragraph goes on to there, as in a quotation of several paragraphs; a
    single one was an apostrophe. Marks around the whole text are the model's wrapping, not a quotation.
    """
    text = doc.text
    wrapped, last = _inside_wrapping(doc)
    newline = text.find("\n", first, last)
    last = newline if newline >= 0 else last
    starts, ends, opened = [], [], -1
    for match in _MARK.finditer(text, max(first, wrapped), last):
        at, mark = match.start(), match.group()
        if opened >= 0 and mark in _OPENERS[text[opened]] and _may_close(text, at):
            starts.append(opened)
            ends.append(at + 1)
            opened = -1
        elif (opened < 0 or (text[opened] in _SINGLE and mark not in _SINGLE)) and _may_open(text, at):
            opened = at
    if opened >= 0 and text[opened] not in _SINGLE:
        starts.append(opened)
        ends.append(last)
    return starts, ends


@once
def _inside_wrapping(doc: Document) -> tuple[int, int]:
    """Return first and last offset of the text without marks around all of it."""
    text = doc.text
    bare = text.strip()
    first = len(text) - len(text.lstrip())
    last = first + len(bare)
    close = _WRAPS.get(bare[:1])
    if close and len(bare) > 1 and bare[-1] == close and bare.find(close, 1) in (-1, len(bare) - 1):
        return first + 1, last - 1
    glued = text.find(':"', 0, _HANDOVER)
    if glued > 0 and bare[-1] == '"' and text.find('"', glued + 2) == last - 1:
        return glued + 2, last - 1
    return 0, len(text)


def _may_open(text: str, at: int) -> bool:
    if text[at] not in _OPENERS:
        return False
    after = text[at + 1 : at + 2]
    return not after.isspace() and (text[at] not in "'\u2018" or not text[at - 1 : at].isalnum())


def _may_close(text: str, at: int) -> bool:
    return text[at] not in "'\u2019" or not text[at + 1 : at + 2].isalnum()


def is_quoted(doc: Document, start: int, end: int) -> bool:
    """Say whether a span begins inside quotation marks, or is what they hold."""
    starts, ends = quotes_around(doc, start)
    at = bisect_right(starts, start) - 1
    return at >= 0 and start < ends[at] and end <= ends[at] + 1


def is_mentioned(doc: Document, start: int, end: int, sentence: Sentence | None = None) -> bool:
    """Say whether the words at ``start:end`` are quoted, reported or spoken by somebody named."""
    if is_quoted(doc, start, end):
        return True
    sentence = sentence or sentence_at(doc, start, end)
    before = sentence.folded[: max(start - sentence.start, 0)]
    after = sentence.folded[max(end - sentence.start, 0) :]
    if listed("reporting").stands_in(before) or _WRITTEN.search(before) or _is_reported(after):
        return True
    if (
        _SAID_SO.match(doc.folded, max(end, sentence.end))
        or is_transcript(doc, sentence.start, sentence.end)
        or _is_narrated(doc, start, end)
    ):
        return True
    said = doc.text[sentence.start : sentence.start + 60]
    return _NAME.match(said) is not None and _SPEAKER.match(sentence.folded) is not None and ":" in before


def _is_narrated(doc: Document, start: int, end: int) -> bool:
    """Say whether a paragraph tells of a talk without quotation marks: what was said, and by whom, between the words."""
    first = max(doc.text.rfind("\n", max(start - _PARAGRAPH, 0), start) + 1, start - _PARAGRAPH, 0)
    last = doc.text.find("\n", end, end + _PARAGRAPH)
    told = doc.folded[first : last if last >= 0 else end + _PARAGRAPH]
    return _SPOKEN.search(told) is not None and _I_SPOKE.search(told) is not None


def _is_reported(after: str) -> bool:
    """Say whether a word of saying follows a mark behind some words: "?" she asked."""
    return any(_LEADS_ON.fullmatch(after, 0, start) for start, *_ in listed("said").found(after))


def is_shown(doc: Document, start: int, end: int) -> bool:
    """Say whether a sign stands among the words of a sentence that speaks of it, as in a text on how programs work.

    What leaks stands at the edge of a sentence or a line, or in the place of the word that it was to be replaced by.
    """
    text = doc.text
    if not (_INSIDE_BEFORE.search(text, max(start - 2, 0), start) and _INSIDE_AFTER.match(text, end)):
        return False
    if is_about_writing(doc, start, end) or is_about_marks(doc, start, end):
        return True
    sentence = sentence_at(doc, start, end)
    before, after = max(start - sentence.start, 0), max(end - sentence.start, 0)
    return _CALLED.search(sentence.folded[:before]) is not None or _CALLED.search(sentence.folded[after:]) is not None


def is_correction(doc: Document, start: int, end: int) -> bool:
    """Say whether the paragraph is a newsroom's note on its own copy."""
    first = max(doc.text.rfind("\n", max(start - _PARAGRAPH, 0), start) + 1, start - _PARAGRAPH, 0)
    return listed("correction").stands_in(doc.folded, first, end + _PARAGRAPH)


def are_marks_meant(doc: Document, found: Sequence[Finding]) -> bool:
    """Say whether the marks that were found are shown on purpose, because the head is about marks."""
    start, end = found[0].start, found[-1].end
    own = (start, end) if start <= doc.content[0] and found[0].field == "text" and len(found) == 1 else (0, 0)
    return is_about_marks(doc, *own)


def guarded(doc: Document, start: int, end: int, certainty: Certainty, sentence: Sentence | None = None) -> Certainty | None:
    """Return how certain a leak at ``start:end`` is once the guards have been asked; None if it is none."""
    if is_mentioned(doc, start, end, sentence) or is_correction(doc, start, end):
        return None
    if is_letter(doc) and certainty != "weak":
        return "weak"
    first, last = (min(start, sentence.start), max(end, sentence.end)) if sentence else (start, end)
    return tempered(doc, first, last, certainty)


def tempered(doc: Document, start: int, end: int, certainty: Certainty) -> Certainty | None:
    """Return the certainty that is left to ``start:end`` in a story about writing, AI or code."""
    if certainty == "certain" or not (is_about_writing(doc, start, end) or is_column(doc, start, end)):
        return certainty
    return "weak" if certainty == "strong" else None
