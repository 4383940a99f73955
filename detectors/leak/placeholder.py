"""Find slots that were never filled.

What it measures   Slot words in brackets, braces and the signs of mail merge (``[City]``, ``(TK)``, ``{{name}}``,
                   ``@@COACH@@``), blank lines inside a sentence, years and sums in X (``20XX``, ``$XX million``), orders in
                   capitals, dummy Latin.
Why it matters     The fact is missing, so no edit can restore it, and nobody read the text before it went out.
Known misses       Slots without any mark ("Company Name announced"); slot words inside quotations, where editors use them.
Source             Square brackets stand in 189 of 8,405 human articles as ordinary editing; hence the list of slot words.
"""

from __future__ import annotations

from collections.abc import Iterable
from itertools import islice

from detectors.document import Document
from detectors.expressions import regex
from detectors.leak.genre import is_about_forms, is_explained, is_in_a_form, is_letter, is_method, is_read_out
from detectors.leak.guards import is_correction, is_quoted, tempered
from detectors.leak.slot_company import beside
from detectors.leak.slot_forms import slots_in
from detectors.leak.spans import sentence_at
from detectors.records import Certainty, Finding

RULE = "leak.placeholder"
_MOST, _REACH = 200, 120
_OWN_MARKS = frozenset('"\u201c\u00ab\u2039')
"""A slot that is itself between quotation marks is not quoted."""


_FILL = regex(r"\W{0,3}(?:add|write|copy|put|type|use|fill|replace|enter|state|start|begin|sign)\b")
_SHOWN = regex(
    r"\b(?:bracket\w*|braces?|placeholder\w*|templates?|mail ?merge|variables?|the blanks?|blanks? (?:spaces?|line)|dotted line|crosswords?|quiz\w*|anonymi[sz]\w+|redacted|spreadsheet|where (?:xx|the xx|nn)|(?:each|every|an|two|three|many) x(?:'?s)?\b|misprint\w*|typos?|typing error|(?<!the )slips?|blunder\w*|withdrawn|jok(?:e[sd]?|ing)|gags?|punchline|as (?:\w+ ){1,4}calls? (?:it|him|her|them)|(?:called|known (?:only |just )?as|dubbed|named only) [b-hj-z]\b|(?:figure|name|number) was missing|noughts?|marks? (?:each|every)|such as|stands? for|pronounced|denotes?|in place of (?:a|the|his|her|their) (?:real )?names?|(?:says?|reads?|said|asks?) (?:the|an?|his|her|one) (?:\w+ )?(?:signs?|forms?|posters?|letters?|notes?|cards?)|(?:letters?|emails?|e-mails?|messages?|forms?|notes?|cards?|signs?|tags?|screens?|captions?|documents?|posters?) (?:reads?|said|says|began|begins|asks?|asked|addressed|was addressed|showed|shows|stated|states))(?!\w)|\bdear [\[{<(]"
)
_PRESSED = regex(
    r"\b(?:tap|press|click|buttons?|keys?|menu|choose|select|hit) (?:on )?(?:the )?[<\[]?\Z|\b(?:tap|press|click|buttons?)\b"
)
"""What is pressed on a machine has its name in brackets."""

_TOLD = regex(
    r"(?:^|[.:!?\n] ?|\d\. )(?:write|paste|begin|fill|put|say|type|sign|copy|send|reply|insert|complete|print|try|ask|start|enter|use|replace|keep it) (?!out\b|up\b|off\b)[^.!?\n]{0,80}\Z"
)
_NOT_TOLD = regex(r"[\"\u201c][^\"\u201c\u201d]{0,600}(?:[\"\u201d]|$)|[\[{<(][^\[\]{}<>()]{0,110}[\]}>)]")
_IN_PERSON = regex(r"\b(?:i|i'm|i've|i'd|my|me|you|your|dear|yours)\b")
_SPOKEN = regex(r"[,.?!]?[\"\u201d],? (?:said|says|added|adds|told|explained|stated|according) ")
"""Behind a slot that fills a quotation: somebody speaks it."""

_SAID_AFTER = regex(
    r"[^\"\u201d\n]{0,400}[\"\u201d],? ?(?:\w[\w'. -]{0,60} )?(?:said|says|added|adds|told|according|explained|stated|wrote|noted|commented|\[)"
)
_UNTOLD = regex(
    r"[^.\n]{0,40}\b(?:(?:would|will|did|could) not (?:say|tell|give|name|reveal|disclose)|declined to|prefers? not|rather not|i'd like to live)"
)
"""Who keeps a figure to himself is quoted so."""

_LATER = frozenset({"[tba]", "[tbc]", "[tbd]", "(tba)", "(tbc)"})
"""What a list of fixtures or dates leaves open on purpose behind a label."""


def detect(doc: Document) -> list[Finding]:
    """Return one finding for each slot; none has an edit."""
    candidates = sorted(slots_in(doc), key=lambda slot: (slot[0], -slot[1]))[:_MOST]
    if not candidates:
        return []
    taken = [(each.start, each.end) for each in doc.found if each.field == doc.field and each.rule.startswith("residue.")]
    found: list[Finding] = []
    alone = all(is_quoted(doc, start, end) for start, end, _ in candidates)
    for start, end, certainty in candidates:
        inside = any(first <= start and end <= last for first, last in taken) or (found and start < found[-1].end)
        graded = None if inside else _guarded(doc, start, end, certainty, alone=alone)
        if graded:
            found.append(doc.finding(RULE, start, end, graded))
    sure = [each for each in found if each.certainty != "weak"]
    return _with_company(doc, found, beside(doc, sure), taken) if sure else found


def _with_company(
    doc: Document, found: list[Finding], others: Iterable[tuple[int, int]], taken: list[tuple[int, int]]
) -> list[Finding]:
    """Return the slots with what their company tells, the longer of two that touch."""
    for start, end in islice(others, 2 * _MOST):
        touched = [each for each in found if each.start < end and start < each.end]
        inside = any(first <= start and end <= last for first, last in taken)
        if not inside and all(start <= each.start and each.end <= end and each.certainty == "weak" for each in touched):
            kept = [each for each in found if each not in touched]
            found = [*kept, doc.finding(RULE, start, end, "weak" if _is_shown(doc, start, end) else "strong")]
    return sorted(found, key=lambda each: each.start)


def _guarded(doc: Document, start: int, end: int, certainty: Certainty, *, alone: bool) -> Certainty | None:
    """Weaken what stands in a quotation, where editors put brackets, and what a text on forms shows on purpose.

    ``alone`` says that slots stand in quotations only.
    """
    if doc.text[start] not in _OWN_MARKS and is_quoted(doc, start, end):
        if certainty != "certain":
            return None
        if doc.text[start - 1 : start] in "\"'`\u201c\u2018":
            return "strong" if _SPOKEN.match(doc.folded, end) and not _is_shown(doc, start, end) else None
        certainty = "strong" if " " in doc.text[start:end] and not doc.folded.startswith("[to ", start) else "weak"
        if not _is_said(doc, end) or (alone and doc.text[start + 1].islower()):
            certainty = "weak"
    return "weak" if _is_shown(doc, start, end) or tempered(doc, start, end, "strong") == "weak" else certainty


def _is_shown(doc: Document, start: int, end: int) -> bool:
    """Say whether a slot is a newsroom's, or is printed on purpose: read out, explained, to be filled in by readers."""
    near = doc.folded[max(start - _REACH, 0) : end + _REACH]
    return (
        is_correction(doc, start, end)
        or (doc.folded[start:end] in _LATER and doc.folded[start - 2 : start] == ": ")
        or _TOLD.search(doc.folded, max(start - _REACH, 0), start) is not None
        or _SHOWN.search(near) is not None
        or _SHOWN.search(doc.headline.lower()) is not None
        or (doc.text[start] in "<[" and _PRESSED.search(doc.folded, max(start - _REACH, 0), start) is not None)
        or _is_kept_back(doc, start, end)
        or _is_in_a_letter(doc, start, end)
        or _is_asked(doc, start, end)
        or is_in_a_form(doc, start)
        or is_method(doc)
        or is_letter(doc)
        or is_read_out(doc, start, end)
        or is_explained(doc, start, end)
        or is_about_forms(doc, start, end)
    )


def _is_in_a_letter(doc: Document, start: int, end: int) -> bool:
    """Say whether the sentence around a slot, what it quotes aside, says "I" or "you", as a letter for readers to copy does."""
    sentence = sentence_at(doc, start, end)
    around = _NOT_TOLD.sub(" ", sentence.folded)
    return _IN_PERSON.search(around) is not None


def _is_asked(doc: Document, start: int, end: int) -> bool:
    """Say whether the reader is told to fill a slot, or asked what stands in a blank."""
    sentence = sentence_at(doc, start, end)
    told = sentence.folded.strip()
    return (sentence.start < start and _FILL.match(told) is not None) or (told.endswith("?") and doc.text[start] in "_.")


def _is_kept_back(doc: Document, start: int, end: int) -> bool:
    """Say whether crosses stand for a figure that somebody would not give."""
    return "xx" in doc.folded[start:end] and _UNTOLD.match(doc.folded, end) is not None


def _is_said(doc: Document, end: int) -> bool:
    """Say whether somebody is named as saying the quotation that a slot stands in; else a text is shown."""
    return _SAID_AFTER.match(doc.folded, end) is not None
