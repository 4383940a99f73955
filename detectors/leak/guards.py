"""Whether words that look like a leak are one: used by the text itself, or mentioned, reported, corrected in it.

Four guards, asked only where a frame has matched. Mention: inside quotation marks, or beside a word of reporting.
Speaker: behind a name and a colon. Correction: the newsroom's own notes. Topic: a story about AI, writing, publishing or
code may name any of these phrases, so there weak evidence is dropped and strong evidence becomes weak.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Sequence
from functools import lru_cache

from detectors.document import Document, fold
from detectors.leak.lexicon import pattern
from detectors.leak.spans import Sentence, content_lines, sentence_at
from detectors.records import Certainty, Finding

_MARK = re.compile("[\"'\u2018\u2019\u201c\u201d\u201e\u201f\u00ab\u00bb\u2039\u203a\u300c\u300d`\n]")
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
_TOPIC_LINES, _TOPIC_LENGTH = 3, 700
_HANDOVER = 300
"""How far in a whole text in quotes may begin: directly behind the colon that hands it over."""

_SPEAKER = re.compile(
    r"\W{0,3}(?!(?:assistant|ai|bot|user|system|human|model|chatgpt|note|title|headline|summary)\b)[^\W\d_][\w.' -]{1,38}:\s"
)
_TURN = re.compile(r"(?<!\S)([A-Z][A-Z.'\u2019-]{2,20}(?: [A-Z.'\u2019-]{2,20}){0,2}): ")
_TURNS = 1500
_ROLES = frozenset(
    {
        "user",
        "assistant",
        "system",
        "human",
        "title",
        "headline",
        "body",
        "lead",
        "note",
        "article",
        "summary",
        "input",
        "output",
    }
)
_NAME = re.compile(r"\W{0,3}[A-Z][\w.'\u2019-]*(?: [A-Z][\w.'\u2019-]*){0,4}:\s")


@lru_cache(maxsize=1)
def quote_spans(doc: Document) -> tuple[tuple[int, ...], tuple[int, ...]]:
    """Return the starts and ends of everything inside quotation marks or backticks.

    A double quote left open at the end of its paragraph goes on to there, as in a quotation of several paragraphs; a
    single one was an apostrophe. Marks around the whole text are the model's wrapping, not a quotation.
    """
    text = doc.text
    first, last = _inside_wrapping(text)
    spans: list[tuple[int, int]] = []
    opened = -1
    for match in _MARK.finditer(text, first, last):
        at, mark = match.start(), match.group()
        if mark == "\n":
            if opened >= 0 and text[opened] not in _SINGLE:
                spans.append((opened, at))
            opened = -1
        elif opened >= 0 and mark in _OPENERS[text[opened]] and _may_close(text, at):
            spans.append((opened, at + 1))
            opened = -1
        elif (opened < 0 or (text[opened] in _SINGLE and mark not in _SINGLE)) and _may_open(text, at):
            opened = at
    if opened >= 0 and text[opened] not in _SINGLE:
        spans.append((opened, last))
    spans.sort()
    return tuple(start for start, _ in spans), tuple(end for _, end in spans)


def _inside_wrapping(text: str) -> tuple[int, int]:
    bare = text.strip()
    first = text.find(bare)
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
    starts, ends = quote_spans(doc)
    at = bisect_right(starts, start) - 1
    return at >= 0 and start < ends[at] and end <= ends[at] + 1


def is_mentioned(doc: Document, start: int, end: int, sentence: Sentence | None = None) -> bool:
    """Say whether the words at ``start:end`` are quoted, reported or spoken by somebody named."""
    if is_quoted(doc, start, end):
        return True
    sentence = sentence or sentence_at(doc, start, end)
    before = sentence.folded[: max(start - sentence.start, 0)]
    after = sentence.folded[max(end - sentence.start, 0) :]
    if pattern("reporting").search(before) or _reported_after().match(after):
        return True
    if _is_transcript(doc, sentence):
        return True
    said = doc.text[sentence.start : sentence.start + 60]
    return _NAME.match(said) is not None and _SPEAKER.match(sentence.folded) is not None and ":" in before


def _is_transcript(doc: Document, sentence: Sentence) -> bool:
    """Say whether several speakers in capitals take turns around a sentence."""
    around = doc.text[max(sentence.start - _TURNS, 0) : sentence.end + _TURNS]
    return len({label for label in _TURN.findall(around) if label.lower() not in _ROLES}) > 1


@lru_cache(maxsize=1)
def _reported_after() -> re.Pattern[str]:
    return re.compile(rf"[^.]{{0,80}}[,\"'?!] ?(?:[\w-]+ ){{0,4}}?(?:{pattern('said').pattern})")


def is_correction(doc: Document, start: int, end: int) -> bool:
    """Say whether the paragraph is a newsroom's note on its own copy."""
    first = max(doc.text.rfind("\n", max(start - _TOPIC_LENGTH, 0), start) + 1, start - _TOPIC_LENGTH, 0)
    return pattern("correction").search(doc.folded, first, min(end + _TOPIC_LENGTH, len(doc.text))) is not None


@lru_cache(maxsize=1)
def _heads(doc: Document) -> tuple[tuple[int, str], ...]:
    """Return the headline and the first paragraphs, each with its offset in the text; the headline's is out of reach."""
    lines = content_lines(doc, _TOPIC_LINES)
    return (len(doc.text), fold(doc.title)), *((line.start, line.folded[:_TOPIC_LENGTH]) for line in lines)


def _is_about(doc: Document, group: str, start: int, end: int) -> bool:
    """Say whether the head has a word of ``group`` outside of ``start:end``: what leaks is not what the story is about."""
    return any(
        not start <= offset + match.start() < end for offset, head in _heads(doc) for match in pattern(group).finditer(head)
    )


def is_about_writing(doc: Document, start: int, end: int) -> bool:
    """Say whether headline or first paragraphs are about AI, search, publishing, code, typography or education."""
    return _is_about(doc, "topic", start, end)


def is_about_forms(doc: Document, start: int, end: int) -> bool:
    """Say whether headline or first paragraphs are about templates, form letters or the slots in them."""
    return _is_about(doc, "forms", start, end)


def is_about_marks(doc: Document, found: Sequence[Finding]) -> bool:
    """Say whether headline or first paragraphs are about markup, code or the traces of programs: there, marks are shown."""
    start, end = found[0].start, found[-1].end
    own = (start, end) if start <= doc.content[0] and found[0].field == "text" and len(found) == 1 else (0, 0)
    return _is_about(doc, "marks", *own)


def guarded(doc: Document, start: int, end: int, certainty: Certainty, sentence: Sentence | None = None) -> Certainty | None:
    """Return how certain a leak at ``start:end`` is once the guards have been asked; None if it is none."""
    if is_mentioned(doc, start, end, sentence) or is_correction(doc, start, end):
        return None
    return tempered(doc, *(sentence[:2] if sentence else (start, end)), certainty)


def tempered(doc: Document, start: int, end: int, certainty: Certainty) -> Certainty | None:
    """Return the certainty that is left to ``start:end`` in a story about writing, AI or code."""
    if certainty == "certain" or not is_about_writing(doc, start, end):
        return certainty
    return "weak" if certainty == "strong" else None
