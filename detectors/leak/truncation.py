"""Find where a text says that a part of it is missing, or stops in the middle of a sentence.

What it measures   Remarks that the rest is unchanged, omitted or still to come, in brackets or on a line of their own; a last
                   paragraph that ends in an article, a preposition, a conjunction, an auxiliary or a piece of a word, inside
                   an open quotation, on a colon, a heading or a bare number of a list; a paragraph in the middle that breaks
                   off so while all others end.
Why it matters     The fact that is missing stands nowhere, so no edit can restore it.
Known misses       A cut behind a word that may end a sentence; a cut in the middle of a word that leaves another word; texts
                   without full stops.
Source             A missing full stop proves nothing: 47 of 181 human web articles lack one (leaks guide, class 20); hence the
                   last word decides. Words: the CMU Pronouncing Dictionary.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Collection, Iterator
from itertools import islice

from detectors.document import Document, Line
from detectors.expressions import regex
from detectors.gathered import Gathered, flags, flags_of
from detectors.leak.acts import acts
from detectors.leak.guards import tempered
from detectors.leak.lexicon import words
from detectors.leak.omissions import LONGEST, OMITTED, omissions
from detectors.leak.spans import Sentence, furniture, is_furniture, line_index, sentences_of
from detectors.records import Certainty, Finding
from detectors.tokens.syllables import entries, is_listed

RULE = "leak.truncation"
_LEAST_WORDS, _LONG_LINE, _REACH = 6, 60, 3000
_MOST_LINES, _LAST_LINES = 400, 12
_ENDED = frozenset(".!?\u2026\"'\u201d\u2019)]*_|>}/")
_SURE = frozenset(
    "the a an of and or but nor because although unless whereas our your its my their every into onto from with at than as while"
    " whether whose upon per including were was be been has have had will would shall could should might must is are am to for"
    " in by which who that if until between among against toward towards during his very".split()
)
"""Words with which no sentence and no caption ends; the others of the list may do so now and then."""

_WIDEST = max(map(len, _SURE)) + 2
_IN_SURE = flags({*"".join(_SURE), *"".join(_SURE).upper()})
_CLOSES = flags(sign for sign in _ENDED if sign <= "\xff")
_MARKS = flags_of(lambda char: char in "#*" or char.isdecimal() or char.isspace())
"""What a last line begins with that may be no sentence, or of which nothing is known yet."""

_LISTS = regex(
    r"\b(?:two|three|four|five|six|seven|several|following|as follows)\b(?! (?:minute|second|hour|day|week|month|year)s?)"
    r"(?!.{0,120}\b(?:below|here|tweet\w*|video|table|chart|map|interview|statement)\b)"
)
"""A colon that announces a list; others announce what a page embeds."""

_CONTACT = regex(r"\b(?:contact|in touch|follow us|reach us|write to us|email|call)\b")
"""Behind these a page lists its addresses."""

_JOKE = regex(
    r"\b(?:that|which|who|whom|what|where) (?:it|he|she|they|we|i|you) \w+ (?:with|in|on|at|to|for|by|from)\Z|\b(?:begins?|began|starts?|started|opens?|opened|ends?|ended|stops?|stopped) (?:with|on) (?:the word )?(?:and|but|or|nor|if|because|although|than|of|to|very)\Z|\bwords?\b[^.:]{0,60} (?:is|was) (?:and|but|or|nor|if|because|although|than)\Z|\b(?:stop|end|break|cut|quit)\w* (?:off )?(?:in the )?(?:middle|mid)\b|\b(?:the|that|one) (?:\w+ )?word (?!(?:of|from|for|in|that|to|is|was|on|about)\b)\w+\Z"
)
"""A sentence about stopping that stops does so on purpose, and one that names a word ends with it."""

_TOLD_OF = regex(r"\b(?:stops?|stopped|ends?|ended|br(?:eaks?|oke) off|unfinished|torn|illegible|missing|left off)\b")
"""A text that goes on to speak of the end shows it."""

_OPEN_END = regex(r"\n(?<=[^\W\d_]\n)(?=\n)")
_NUMBER = regex(r"(\d{1,2})[.)]")
_UNIT_CUT = regex(
    r"\d (?:met|metr|kil|kilo|kilom\w{0,4}|mil|mill|milli|millio|bil|bill|billi|billio|hect|hecta|hectar|perc|perce|percen|yea|mont|minu|minut|doll|dolla|litr|peop|peopl|pers|degr|degre|squ|squar)"
)
"""A figure whose unit is cut: pieces that are words by themselves elsewhere."""

_TOKEN = regex(r"[^\W\d_]+(?:['\u2019-][^\W\d_]+)*\Z")
_HEADING = regex(r"#{1,4} (?!(?:is|are|was|were|means|meant|marks|stands|stood|and|or)\b)\S|\*\*(?! )[^*]{6,120}(?:\*\*)?\Z")
_BULLET = regex(r"(?:[-*\u2022\u00b7]|\d{1,2}[.)]) ")


def choose(gathered: Gathered, places: Collection[int]) -> set[int]:
    """Return the texts with a remark, an end that is none, or a paragraph that ends with a word that ends nothing."""
    docs, codes = gathered.docs, gathered.codes
    count = gathered.at("[")
    found = gathered.bearing(places, {OMITTED}) | gathered.having(count[codes.take(count + 1) == ord("+")])
    ends = gathered.firsts[1:] - 1
    last = codes.take(gathered.line_starts(ends))
    open_ones = (~_CLOSES.take(codes.take(ends - 1)) | _MARKS.take(last)).nonzero()[0].tolist()
    found.update(place for place in open_ones if _is_open_at_end(docs[place]))
    blank = gathered.ends[gathered.starts == gathered.ends] - 1
    for place, at in gathered.each(blank[_IN_SURE.take(codes.take(blank - 1))]):
        if docs[place].folded[max(at - _WIDEST, 0) : at].rpartition(" ")[2] in _SURE:
            found.add(place)
    return {place for place in places if (place in found or docs[place].found) and docs[place].field == "text"}


def detect(doc: Document) -> list[Finding]:
    """Return a finding for each remark on what is missing and for each unfinished end; none has an edit."""
    if doc.field == "title":
        return []
    spans = dict(omissions(doc))
    ends = [(start, end, certainty) for start, end, certainty in (*_ending(doc), *_seams(doc)) if (start, end) not in spans]
    if not spans and not ends:
        return []
    spoken = [(act.start, act.end) for act in acts(doc)] if ends else []
    for start, end, certainty in ends:
        if certainty != "weak" or not any(first < end and start < last for first, last in spoken):
            spans[start, end] = certainty
    graded = [(*span, tempered(doc, *span, certainty)) for span, certainty in sorted(spans.items())]
    return [doc.finding(RULE, start, end, certainty) for start, end, certainty in graded if certainty]


def _last_lines(doc: Document) -> list[Line]:
    """Return the last line that belongs to the article and the one before it."""
    taken = furniture(doc)
    last = doc.lines[-_LAST_LINES:] if taken else doc.lines[-2:]
    return list(islice((line for line in reversed(last) if line.start not in taken), 2))


def _is_open_at_end(doc: Document) -> bool:
    """Say whether the last line may be an unfinished end."""
    lines = doc.lines[-1:]
    return any(_is_open_sign(line.text[-1]) or line.text[0] in "#*" or line.text[0].isdecimal() for line in lines)


def _is_open_sign(sign: str) -> bool:
    """Say whether a sentence may break off with this character: a letter, or what announces more."""
    return sign == ":" or (sign.isalnum() and not sign.isdecimal())


def _ending(doc: Document) -> Iterator[tuple[int, int, Certainty]]:
    """Yield the unfinished end of the article, if it has one."""
    last = _last_lines(doc) if doc.found else doc.lines[:-3:-1]
    if len(last) < 2:  # noqa: PLR2004 - one line is a headline or a caption
        return
    line, before = last
    first, sign = line.text[0], line.text[-1]
    if first.isdecimal() and _NUMBER.fullmatch(line.text):
        number, earlier = int(line.text[:-1]), _NUMBER.match(before.text)
        if earlier and int(earlier[1]) == number - 1 and len(before.text) > _LEAST_WORDS:
            yield line.start, line.end, "strong"
    elif first in "#*" and _HEADING.match(line.text) and len(line.text.split()) > 1:
        yield line.start, line.end, "strong" if before.text[-1] in _ENDED else "weak"
    elif _is_open_sign(sign):
        yield from _unfinished(doc, line)


def _unfinished(doc: Document, line: Line) -> Iterator[tuple[int, int, Certainty]]:
    """Yield the last sentence of a line if it is prose that breaks off."""
    found = sentences_of(doc, max(line.start, line.end - _REACH), line.end)
    if not found:
        return
    sentence = found[-1]
    told = sentence.folded.split()
    if len(told) < (_LEAST_WORDS - 1 if _BULLET.match(sentence.folded) else _LEAST_WORDS):
        if _is_title(line) or _is_short_end(doc, sentence, told):
            yield line.start, line.end, "weak"
        return
    if line.text[-1] == ":":
        yield (
            sentence.start,
            sentence.end,
            "strong" if _LISTS.search(sentence.folded) and not _CONTACT.search(sentence.folded) else "weak",
        )
        return
    grade = _last_word(doc, sentence, line)
    if grade:
        yield sentence.start, sentence.end, grade


def _is_short_end(doc: Document, sentence: Sentence, told: list[str]) -> bool:
    """Say whether a few words begin like a sentence and stop at a word with which none ends."""
    first = doc.text[sentence.start] if sentence.start < len(doc.text) else ""
    return len(told) > 2 and told[-1] in _SURE and (first.isupper() or first in '-*\u2022\u201c"')  # noqa: PLR2004


def _is_title(line: Line) -> bool:
    """Say whether a line looks like a heading: a few words in capitals, without figures or commas."""
    told = line.text.split()
    capital = sum(word[0].isupper() or word in words("unfinished") for word in told) if line.text[0].isupper() else 0
    return 3 < len(told) <= _LEAST_WORDS and capital >= len(told) - 1 and "," not in line.text and line.text[-1].islower()  # noqa: PLR2004


def _last_word(doc: Document, sentence: Sentence, line: Line) -> Certainty | None:
    """Say how sure the last word shows that a sentence is not finished."""
    match = _TOKEN.fullmatch(sentence.folded.rsplit(" ", 1)[-1])
    if match is None:
        return None
    word, raw = match.group(), doc.text[sentence.end - len(match.group()) : sentence.end]
    small = raw.islower() or sentence.folded.upper() == doc.text[sentence.start : sentence.end]
    if small and word in _SURE:
        return "weak" if _JOKE.search(sentence.folded) else "strong"
    if small and word in words("unfinished"):
        return "strong" if _is_open(doc, line) else "weak"
    if small and _UNIT_CUT.fullmatch(doc.folded, max(sentence.end - len(word) - 2, 0), sentence.end):
        return "strong"
    if raw.islower() and _is_piece(word) and doc.folded.find(word, 0, sentence.start) < 0:
        return "strong"
    return "strong" if _is_open(doc, line) else None


def _is_open(doc: Document, line: Line) -> bool:
    """Say whether a quotation that a paragraph opens stays open at its end."""
    tail = doc.text[max(line.start, line.end - _REACH) : line.end]
    curly = tail.rfind("\u201c") > tail.rfind("\u201d")
    straight = tail.count('"') % 2 == 1 and tail.rfind(' "') == tail.rfind('"') - 1 and "\u201c" not in tail
    return curly or straight


def _is_piece(word: str) -> bool:
    """Say whether some letters are no word but begin one."""
    # Units and initials are shorter. That it is a word is asked first: to sort the entries takes as long as ten articles.
    if len(word) <= 2 or not (word.isascii() and word.isalpha()) or is_listed(word):  # noqa: PLR2004
        return False
    known = entries()
    place = bisect_left(known, word)
    return place < len(known) and known[place].startswith(word)


def _seams(doc: Document) -> Iterator[tuple[int, int, Certainty]]:
    """Yield the one paragraph in the middle that breaks off before the next begins, where all others end."""
    places, paragraphs = _open_paragraphs(doc.text) if _has_blank_lines(doc) else ([], 0)
    if not places or len(places) > max(paragraphs // 4, 1):
        return
    for at in places:
        index = line_index(doc, at - 1)
        line, following = doc.lines[index], doc.lines[min(index + 1, len(doc.lines) - 1)]
        last = line.folded.rpartition(" ")[2]
        if last not in _SURE or len(line.text) <= _LONG_LINE or not following.text[0].isupper() or is_furniture(doc, line):
            continue
        if not _TOLD_OF.search(following.folded, 0, LONGEST) and not _TOLD_OF.search(doc.headline.lower()):
            yield from _unfinished(doc, line)


def _has_blank_lines(doc: Document) -> bool:
    """Say whether any line has a blank one before it; to look for two line feeds side by side takes twice as long."""
    return any([line.blank_before for line in doc.lines])  # noqa: C419 - a list is quicker


def _open_paragraphs(text: str) -> tuple[list[int], int]:
    """Return where paragraphs end in a letter before a blank line, and how many paragraphs end at one."""
    places, paragraphs, at = [], 0, text.find("\n\n", 1) if _OPEN_END.search(text) else -1
    while at > 0 and paragraphs < _MOST_LINES:
        paragraphs += 1
        if text[at - 1].isalpha():
            places.append(at)
        at = text.find("\n\n", at + 2)
    return places, paragraphs
