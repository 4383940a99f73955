"""Remarks that a part of the text is missing: the rest is unchanged, omitted, still to come.

Such a remark fills a line or a bracket, or is a sentence that names the text. News tells of what was cut as well, of letters
and of films, and a page says of itself that there is more below; so the words around the one that tells decide.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import islice

from detectors.document import Document, Line
from detectors.expressions import regex
from detectors.leak.guards import guarded
from detectors.leak.lexicon import listed, words
from detectors.leak.spans import Sentence, hits, line_index, sentence_at
from detectors.records import Certainty

LONGEST, _MOST_WORDS = 200, 24
OMITTED = "leak_form.omission"
_WRAPPED = regex(
    r"[\[({<][^\[\](){}<>\n]{4,160}[\])}>]|(?:--|\u2014|\u2026|\.\.\.|\*{1,3}|~|//)[^\n]{4,160}?(?:--|\u2014|\u2026|\.\.\.|\*{1,3}|~|//)(?=\s|$)"
)
_PAGE = regex(
    r"\b(?:page|pages|p\.|below|advert\w*|after the|read more|click|newsletter|column|edited|interview|letters may|clarity|tap"
    r"|subscribe|slide ?show|video|gallery|tomorrow|next week|next episode|names?|expletives?|app)\b|\bfrom [a-z]?\d"
)
_OF_CHAT = regex(
    r"\bmax(?:imum)? (?:output |response )?length\b|\bmessage (?:clipped|truncated)\b|\b(?:output|outputs|message|messages|token|tokens|reply|response|answer|prompt|your original|your draft|character limit|for brevity|as (?:in|per) (?:your|the) (?:original|draft|source))\b"
)
_OF_EDITS = regex(r"\b(?:shortened|kept|moved|merged|rewrote|rephrased|simplified|replaced)\b")
_PERSONS = regex(
    r"\b(?:his|her|their|(?!(?:user|model|assistant|chatbot|client)'s)[a-z]+'s) (?:\w+ ){0,3}(?:messages?|reply|response|answer)\b[^.:]{0,40}\bcut (?:off|short)\b"
)
"""A message that somebody was sending."""

_COMMENT = regex(r"(?://|/\*|<!--|#|;;|--) ?[^\n]{3,100}\W*")
"""A line that programs do not run: there a model says what it left out."""

_LIKE = regex(
    r"\b(?:follow\w*|has|have|with|use|using|in) (?:the |a |this )?(?:same|similar|identical) (?:structure|pattern|format|style|layout|template)\b|\brepeat (?:this |the same |the above )?(?:for|with) (?:the |each |all |every )?(?:other|remaining|rest)\b|\bend of part (?:\d|one|two)\b"
)
_SOMETHING_ELSE = regex(
    r"\b(?:letters?|diar(?:y|ies)|poems?|hymns?|speech(?:es)?|wills?|verdicts?|recordings?|tapes?|films?|names?|pages?|books?|songs?|names)\b"
)
"""What a report tells of as cut; a model's remark names the text."""

_SAYS_SO = frozenset({"rest", "remainder", "unchanged", "omitted", "truncated"})
_TO_SAVE = regex(r"\b(?:left out|skipped|shortened|dropped)\b[^.]{0,30}\b(?:space|brevity|length|tokens)\b")
_COUNTED = regex(r"\[\+ ?\d{1,6} (?:chars|characters|words|more characters)\]")
_SNIP = regex(r"\W*(?:snip+(?:ped)?|cut here|cut for (?:length|space)|etc\.?,? etc\.?)\W*")
_SAME = regex(r"[\[(<{\W]*(?:the )?(?:same as|as) (?:before|above|in the (?:original|draft|source|previous version))\W*")
_WRAPS = frozenset("[({<*/#-\u2014\u2026.")


def omissions(doc: Document) -> Iterator[tuple[tuple[int, int], Certainty]]:
    """Yield the remarks that something was left out, and the counts of how many characters are to follow."""
    signs = doc.signs
    if OMITTED in signs:
        yield from _remarks(doc)
    if "[" in signs and "[+" in doc.text:
        yield from ((match.span(), "strong") for match in islice(_COUNTED.finditer(doc.folded), _MOST_WORDS))


def _remarks(doc: Document) -> Iterator[tuple[tuple[int, int], Certainty]]:
    """Yield the remarks that something was left out, by the bracket, the line or the sentence that they fill."""
    reach = -1
    for start, end in hits(doc, OMITTED):
        if start < reach:
            continue
        line = doc.lines[line_index(doc, start)]
        first, last, wrapped = _stretch(doc, line, start, end)
        certainty = _marker(doc.folded[first:last], wrapped=wrapped)
        left = certainty and guarded(doc, first, last, certainty, Sentence(first, last, doc.folded[first:last]))
        if left:
            reach = last
            yield (first, last), left


def _stretch(doc: Document, line: Line, start: int, end: int) -> tuple[int, int, bool]:
    """Return the bracket around a hit, or the line where it is short, or the sentence, and whether it stands apart."""
    if len(line.text) <= LONGEST:
        whole = _WRAPPED.fullmatch(line.text) is not None
        if whole or not any(sign in line.text for sign in "[({"):
            return line.start, line.end, True
    for match in _WRAPPED.finditer(doc.text, max(start - LONGEST, line.start), min(end + LONGEST, line.end)):
        if match.start() <= start and end <= match.end():
            return *match.span(), True
    sentence = sentence_at(doc, start, end)
    return sentence.start, sentence.end, False


def _marker(folded: str, *, wrapped: bool) -> Certainty | None:
    """Say how sure a stretch is a remark on a part of the text that is missing."""
    told = re.findall(r"[a-z]+", folded)
    if (
        not told
        or len(told) > _MOST_WORDS
        or _PAGE.search(folded)
        or listed("said").stands_in(folded)
        or _OF_EDITS.search(folded)
    ):
        return None
    of_chat = _OF_CHAT.search(folded) is not None
    part = not words("part_left").isdisjoint(told)
    left_out = not words("omission").isdisjoint(told)
    if wrapped and _LIKE.search(folded) and folded[0] in _WRAPS:
        return "strong"
    if _PERSONS.search(folded) or (wrapped and (_SNIP.fullmatch(folded) or _SAME.fullmatch(folded))):
        return "weak"
    if wrapped and (of_chat or left_out) and (part or of_chat):
        of_others = folded[0] not in _WRAPS and _SOMETHING_ELSE.search(folded) is not None
        named_so = not _SAYS_SO.isdisjoint(told) or (folded[0] in _WRAPS and _TO_SAVE.search(folded) is not None)
        return "strong" if (of_chat or named_so) and not of_others else "weak"
    named = {"rest", "remainder", "remaining"} & set(told) and {"article", "text", "story", "piece", "copy", "draft"} & set(
        told
    )
    if named and ((left_out and of_chat) or _COMMENT.fullmatch(folded)):
        return "strong"
    return "weak" if named and (left_out or wrapped) else None
