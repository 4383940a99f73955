"""What kind of text an article is: what its head is about, and whose voice it is told in.

A story about AI, writing, publishing or code may name any phrase of a leak; one about letters and forms prints slots on
purpose; one that sets its readers a task gives orders; a column, a play and a transcript say "I" throughout.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Iterator
from itertools import chain, islice

from detectors.document import Document, of_text, once
from detectors.expressions import regex
from detectors.leak.labels import label_of
from detectors.leak.lexicon import listed
from detectors.leak.spans import content_lines, sentence_at
from detectors.tokens.folding import fold

_HEAD_LINES, _HEAD_LENGTH = 3, 700
_LABEL = 60
_BEFORE = 300
"""How far before a slot a text may say that it is going to show one."""

_SLOTS = regex(r"\[[^\[\]\n]{0,110}\]|\{[^{}\n]{0,110}\}|<[^<>\n]{0,110}>")
_IN_WORDS = regex(r"\b(?:the words?|in the name of|made out to|addressed to)\W{0,3}$")
_APART, _STOP = 90, frozenset(".!?\n")
"""How far behind something written its verb may stand, and what does not stand between."""

_MEANS = regex(
    r"[\"'\u2019\u201d)]{0,2} (?:means?|meant|stands? for|stood for|denotes?|marks?|is short for|shows? that|is (?:printed|used) (?:for|where|when))\b"
)
_FIELD = regex(r"(?<![^\s\"'\u201c(])[A-Z][\w' ]{1,30}:? ?(?:_{3,}|\.{5,})")
_TURN = regex(r"([A-Z](?<!\S.)[A-Z.'\u2019-]{2,20}(?: [A-Z.'\u2019-]{2,20}){0,2}): ")
_TURNS = 1500
_SPEAKER = regex(r"^([A-Z][\w.'\u2019-]{0,20}(?: [\w.'\u2019-]{1,20}){0,3}): ?(?=\S)", re.MULTILINE)
_LONGEST_DIALOGUE, _LEAST_TURNS = 20_000, 2
_ROLES = frozenset("user assistant system human title headline body lead note article summary input output".split())
_QUOTED = regex('["\u201c][^"\u201c\u201d\n]{1,600}["\u201d]')
_MINE = regex(
    r"my (?<=\bmy )(?:late |old |own |younger |older |elder |little )?(?:mother|father|mum|mom|dad|wife|husband|partner|son|daughter|brother|sister|aunt|uncle|cousin"
    r"|grand\w+|children|kids|neighbours?|friends?|boyfriend|girlfriend|parents|boss|colleagues?|doctor|dentist|kitchen|garden|house|flat|car|dog|cat|bike|desk|street|phone)\b"
)
_I_DID = regex(
    r"i (?<=\bi )(?:felt|went|saw|bought|met|sat|drove|walked|ate|drank|rang|phoned|grew up|lived|live|slept|cooked|laughed|cried|loved|love|hated|watched|heard|learnt|learned|told|tell|said|say|typed|married|moved to|paid|waited|turned up|stood|visited|took|find i|asked)\b"
)
"""An expression that begins with letters is looked for several times as fast as one that begins with the edge of a word."""

_QUOTED_AFTER = regex(r"my\b(?<=\bmy)(?=[ \w]{0,24}\")|i\b(?<=\bi)(?=[ \w]{0,24}\")")
"""Where a quotation is taken out, what stands before and behind it may come together."""

_LEAST_LIVED = 2
_OF_ONESELF = regex(
    r"^(?:my|me and)\b|^[\w' -]{3,40}: (?:i|we|my|our)\b|\b(?:how|what|why|when|where) i (?!can|could|will|would)|\b(?:my (?:life|year|years|week|day|night|first|last|father|mother|wife|husband))\b"
)
"""A headline over somebody's own story, or one that says who speaks."""

_TO_EDITOR = regex(
    r"\W{0,3}(?:(?:dear )?(?:sir|sirs|madam|editor)\b(?! \w+ (?:said|was|is|has|will))[,:. \u2014-]|to the editor\b)"
)


_METHOD = regex(
    r"\bhow (?:not )?to\b|\bstep by step\b|\b(?:\d+|two|three|four|five|six|seven|eight|nine|ten|twelve|some) (?:easy |simple |good |golden )?(?:steps|tips|ways|rules|tricks|things to)\b|\btips\b|\bguide to\b"
    r"|\brecipes?\b|\bchecklists?\b|\btutorial\b|\bdos and don'?ts\b|\bbeginner'?s\b|\bmasterclass\b|\bhow we\b|\byour questions\b|\bask (?!for|him|her|them)\w+\b.*[:?]|\bday by day\b"
)
_STEPS = regex(r"^(?:Step|Day|Week|Rule|Tip) \d{1,2}[:.]", re.MULTILINE)


@once
def _heads(doc: Document) -> tuple[tuple[int, str], ...]:
    """Return the headline and the first paragraphs, each with its offset in the text; the headline's is out of reach."""
    lines = content_lines(doc, _HEAD_LINES)
    return (len(doc.text), fold(doc.title)), *(_value(line.start, line.folded[:_HEAD_LENGTH]) for line in lines)


def _value(start: int, folded: str) -> tuple[int, str]:
    """Return a line without the label of a content form that it opens with, and where that begins."""
    label, colon, value = folded[:_LABEL].partition(":")
    return (start + len(label) + 1, value + folded[_LABEL:]) if colon and label_of(label) else (start, folded)


@of_text
def leaks_heard(_: Document) -> list[tuple[int, int]]:
    """Return where the sentence model is sure of a leak: filled before any guard is asked."""
    return []


@once
def _mentions(_: Document) -> dict[str, list[int]]:
    """Return where the head has words of a group, by group: filled when it is first asked, since a text may have a thousand marks."""
    return {}


def _is_about(doc: Document, group: str, start: int, end: int) -> bool:
    """Say whether the head has a word of ``group`` outside of ``start:end``: what leaks is not what the story is about.

    Nor are the other leaks of the head, and the labels of a content form.
    """
    known = _mentions(doc)
    if group not in known:
        known[group] = [offset + start for offset, head in _heads(doc) for start, *_ in listed(group).found(head)]
    other = [(start, end), *leaks_heard(doc)]
    return any(all(not first <= at < last for first, last in other) for at in known[group])


def is_about_writing(doc: Document, start: int, end: int) -> bool:
    """Say whether the head is about AI, search, publishing, code, typography, education, a play or a task for readers."""
    return any(_is_about(doc, group, start, end) for group in ("topic", "talking")) or (
        _is_about(doc, "task", start, end) and _is_about(doc, "task_text", start, end)
    )


def is_method(doc: Document) -> bool:
    """Say whether the text tells its readers how to do something: there, orders and remarks are theirs."""
    return _METHOD.search(doc.headline.lower()) is not None or len(_STEPS.findall(doc.text[:_LONGEST_DIALOGUE])) > 1


def is_about_forms(doc: Document, start: int, end: int) -> bool:
    """Say whether headline or first paragraphs are about templates, form letters or the slots in them.

    They also are where they, or the words before the slot, name something written and either address the reader, who is
    to fill it in, or tell of its being blank, wrong, a sample.
    """
    if _is_about(doc, "forms", start, end):
        return True
    told = [_SLOTS.sub(" ", part) for part in _around(doc, start, end)]
    return any(map(listed("written").stands_in, told)) and any(map(listed("shown").stands_in, told))


def is_read_out(doc: Document, start: int, end: int) -> bool:
    """Say whether a sentence tells what stands on something written, and a slot is in what it tells."""
    sentence = sentence_at(doc, start, end)
    told = _SLOTS.sub(" ", doc.folded[max(sentence.start, start - _BEFORE) : start])
    reads = [at for at, *_ in listed("reads").found(told)]
    written = (told[end:at] for _, end, _ in listed("written").found(told) for at in reads if end <= at <= end + _APART)
    return _IN_WORDS.search(told) is not None or any(_STOP.isdisjoint(between) for between in written)


def is_explained(doc: Document, start: int, end: int) -> bool:
    """Say whether the text says elsewhere what the words of a slot stand for."""
    shown, at = doc.folded[start:end].strip("()"), -1
    for _ in range(_HEAD_LINES):
        at = doc.folded.find(shown, at + 1)
        if at < 0:
            return False
        if _MEANS.match(doc.folded, at + len(shown)):
            return True
    return False


def is_in_a_form(doc: Document, start: int) -> bool:
    """Say whether a blank stands among labelled blanks, as on a form to be cut out."""
    first = max(doc.text.rfind("\n", max(start - _BEFORE, 0), start) + 1, start - _BEFORE, 0)
    around = doc.text[max(first - _BEFORE, 0) : start + _BEFORE]
    return _FIELD.search(doc.text[first : start + _BEFORE]) is not None and len(_FIELD.findall(around)) > 1


def is_about_names(doc: Document, start: int, end: int) -> bool:
    """Say whether the head is about names, sayings, misprints or jokes: odd names are there on purpose."""
    return _is_about(doc, "names", start, end)


def is_about_language(doc: Document, start: int, end: int) -> bool:
    """Say whether the head is about languages: foreign words are there on purpose."""
    return _is_about(doc, "language", start, end)


def _around(doc: Document, start: int, end: int) -> Iterator[str]:
    """Yield the head and the words before a span, without the span."""
    for offset, head in _heads(doc):
        yield head if not offset <= start < offset + len(head) else head[: start - offset] + " " + head[end - offset :]
    yield doc.folded[max(start - _BEFORE, 0) : start]


def is_about_marks(doc: Document, start: int, end: int) -> bool:
    """Say whether headline or first paragraphs are about markup, code or the traces of programs: there, marks are shown."""
    return _is_about(doc, "marks", start, end)


def is_transcript(doc: Document, start: int, end: int) -> bool:
    """Say whether several speakers take turns around a stretch: in capitals, or each of them more than once."""
    around = doc.text[max(start - _TURNS, 0) : end + _TURNS]
    if len({label for label in _TURN.findall(around) if label.lower() not in _ROLES}) > 1:
        return True
    first = doc.text.rfind("\n", max(start - _TURNS, 0), start) + 1
    opening = _SPEAKER.match(doc.text, first)
    return opening is not None and {opening[1]} < _speakers(doc)


@once
def _speakers(doc: Document) -> frozenset[str]:
    """Return the labels that open more than one line each."""
    labels = Counter(match[1] for match in islice(_SPEAKER.finditer(doc.text, 0, _LONGEST_DIALOGUE), _HEAD_LENGTH))
    return frozenset(label for label, turns in labels.items() if turns >= _LEAST_TURNS and label.lower() not in _ROLES)


def is_letter(doc: Document) -> bool:
    """Say whether the text is a reader's letter to the paper."""
    return any(_TO_EDITOR.match(head) for offset, head in _heads(doc) if offset < len(doc.text))


@once
def _may_be_lived(doc: Document) -> tuple[int, ...]:
    """Return where somebody may tell of his or her own life: asked once, since a text may have a thousand marks."""
    found = chain.from_iterable(told.finditer(doc.folded) for told in (_MINE, _I_DID, _QUOTED_AFTER))
    return tuple(sorted(match.start() for match in found))


def is_column(doc: Document, start: int, end: int) -> bool:
    """Say whether somebody tells of his or her own life outside of a stretch: there "I" is a person."""
    if doc.field == "title":
        return False
    if _OF_ONESELF.search(fold(doc.title)) is not None:
        return True
    near = _may_be_lived(doc)
    if bisect_right(near, end + _LONGEST_DIALOGUE) - bisect_left(near, start - _LONGEST_DIALOGUE) < _LEAST_LIVED:
        return False
    rest = doc.folded[max(start - _LONGEST_DIALOGUE, 0) : start] + "\n" + doc.folded[end : end + _LONGEST_DIALOGUE]
    rest = _QUOTED.sub(" ", rest)
    lived = chain.from_iterable(told.finditer(rest) for told in (_MINE, _I_DID))
    return sum(1 for _ in islice(lived, _LEAST_LIVED)) == _LEAST_LIVED
