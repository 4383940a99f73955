"""Find the lines in which the page states its rights or where the text came from.

What it measures   Copyright lines, prohibitions to copy, the page's word that what it holds is no advice, and the links of the
                   same corner; notices of where a text was first published are weak, because they tell something of the text.
Why it matters     They close nearly every agency text, are the same everywhere, and are nobody's news.
Known misses       A holder's name without year or mark; terms of use retold as prose; trade marks.
Source             Footers of agencies and publishing systems.
"""

from __future__ import annotations

from detectors.document import Document, Line
from detectors.expressions import regex
from detectors.furniture.short_lines import Spans, hit_lines, is_told, labels, lines_having, prose_zone, vocabulary, words
from detectors.records import Certainty, Finding

RULE = "boilerplate.copyright"
_LIST = "boilerplate_copyright"
_NOTICE_LENGTH, _SITE_LENGTH, _BARE_WORDS, _MAKER_WORDS = 700, 90, 8, 30
_CLAUSE = regex(r", (?:the|an?|it|its|he|she|his|her|they|their|this|these|those|but|one|[a-z]+s'?|[a-z]+ed) [a-z]")
"""A main clause behind a participle: "First published in Lagos, the magazine moved"."""

_FROM, _DOMAIN = ("source", "via: h", "culled"), regex(r"^\w+(?: from)?\s?:?\s+(?:https?://)?(?:[\w-]+\.)+[a-z]{2,8}/?$")
"""Where a text came from, as an address alone: "Source: thepaper.example"."""

_PLACE = regex(r"\b[A-Z][\w&]|\w\.\w|\b(?:here|permission|our)\b|@|\d{4}-\d\d")
_BEFORE, _AFTER = ".,;|·•-)!/0123456789>©", ".,;|·•-(!/&<@©"
_SIGNS = ("copyright", "(c)", "©", "℗")
_SIGN = regex(
    r"^[^a-z©(]*(?!© ?\d{4} (?:is|was|were|had|has)\b)\(?(?:(?:all )?(?:contents?|text|material|images?|photos?|story|article)\s+)?(?:is\s+)?"
    r"(?:[©℗]|copyright\s*(?:©|\(c\)|@|:|by\b|\d{4})|\(c\)\s*(?:copyright|\d{4}|[a-z .]+\d{4}))"
    r"|^[^.]{2,60} (?:©|\(c\)|copyright ©?)\s*\d{4}[\d\s-]*(?:\.?$|\.? ?[|·•,-] .{2,60}$)|^[^.]{2,40}\. ©\s?(?:\d{4}|\w)"
)
"""The sign, or the word with a year or a holder behind it, opens the line. "Copyright law …" does not."""

_GOES_ON = regex(r"(?:for|to) (?:those|anyone|people|everyone|whoever|all who|me|us|him|her|them)\b")
"""Whom no holder of rights is called, as in a joke or a poem."""

_FEED = regex(
    r"the (?:post|article|story|entry) \S.* (?:appeared first|first appeared) on (?=\S)[^.]{1,60}(?:\.\S{2,12})?\.?$"
)
"""What feeds say of where their text stood: the title in the middle, the site at the end."""

_HELD = regex(
    r"(?:Copyright|COPYRIGHT)(?! (?:[Ll]aw|[Aa]ct|[Cc]ase|[Rr]eform|[Rr]ow|[Ll]awsuit|[Bb]ill|[Tt]rial|[Dd]irective|[Tt]ribunal)\b)"
    r" (?:(?:[A-Z&][^\s.]*|the|of|and|de|la|le|der|y|e) ){1,7}(?:[-–|] )?(?:19|20)\d\d\b(?! [a-z])"
)
"""The word with a name and a year behind it."""

_DISCLAIMS = regex(
    r"\W*(?:(?:legal |risk |investment )?disclaimer\b\W*)?(?:please note:? (?:that )?)?(?:all |any |the |this |these |our |nothing )?"
    r"(?:(?:above|information|informational|following|provided|presented|and|in|on|or|of|data|views|website|editorial) ){0,4}?"
    r"(?:content|contents|information|material|materials|article|post|page|site|website|opinions?|recommendations?|data|publication)\b"
    r"[^.!?]{0,160}?\b(?:(?:for|as) [^.!?]{0,60}?(?:purposes?|use|information) only|(?:not|n't|nor|neither|cannot|nothing)\b[^.!?]{0,80}\b(?:advice|endorsement|offer|recommendations?)"
    r"|(?:constitutes?|is) (?:\w+ ){0,4}advice)\b"
)
"""The page says of what it holds that it is no advice."""

_WHOLE = "in whole or in part"
_HOLDER = regex(r"\([cC]\) (?:[A-Z][\w&.'’-]*)(?: (?:[A-Z\d][\w&.'’-]*|&|of|and)){0,6}")
"""The sign as typewriters have it, and names alone."""


def detect(doc: Document) -> list[Finding]:
    """Return one finding for each notice."""
    found: dict[int, tuple[Line, Certainty]] = {line.start: (line, "certain") for line in _signed(doc)}
    found.update({line.start: (line, "certain") for line in labels(doc, f"{_LIST}.label", "copyright")})
    found.update({line.start: (line, "certain") for line in _of_feed(doc)})
    found.update({line.start: (line, "strong") for line in (*_of_site(doc), *_disclaimers(doc))})
    for line, certainty in _notices(doc):
        found.setdefault(line.start, (line, certainty))
    return [
        (doc.finding if certainty == "weak" else doc.cut)(RULE, line.start, line.end, certainty)
        for _, (line, certainty) in sorted(found.items())
    ]


def _signed(doc: Document) -> list[Line]:
    """Return the lines that the sign, or what stands for it, opens."""
    if "©" not in doc.signs and f"{_LIST}.sign" not in doc.hits:
        return []
    folded, lettered = doc.folded, "(b)" in doc.folded
    return [
        line
        for index in sorted(lines_having(doc, folded, _SIGNS))
        if len((line := doc.lines[index]).text) <= _NOTICE_LENGTH
        and (_is_signed(line) or (not lettered and _HOLDER.fullmatch(line.text) is not None))
        and not _is_quoted(line)
    ]


def _is_signed(line: Line) -> bool:
    return _SIGN.match(line.folded) is not None or _HELD.match(line.text) is not None


def _of_feed(doc: Document) -> list[Line]:
    """Return the lines that a feed closes its texts with."""
    lines = [doc.lines[index] for index in hit_lines(doc, f"{_LIST}.feed")]
    return [line for line in lines if len(line.text) <= _NOTICE_LENGTH and _FEED.match(line.folded)]


def _disclaimers(doc: Document) -> list[Line]:
    """Return the lines in which the page says of what it holds that it is for information and no advice."""
    lines = [doc.lines[index] for index in hit_lines(doc, f"{_LIST}.advises")]
    return [
        line
        for line in lines
        if len(line.text) <= _NOTICE_LENGTH
        and _DISCLAIMS.match(line.folded)
        and not _is_quoted(line)
        and not is_told(line.folded, "told_of", "past")
    ]


def _of_site(doc: Document) -> list[Line]:
    """Return the lines below the text that say who made the site."""
    named, sources = hit_lines(doc, f"{_LIST}.origin_site"), hit_lines(doc, f"{_LIST}.origin_domain")
    if not named and not sources:
        return []
    last = prose_zone(doc)[1]
    below = [doc.lines[index] for index in sorted(named.keys() | sources.keys()) if index > last]
    return [
        line
        for line in below
        if len(line.text) <= _SITE_LENGTH and (line.folded[:6] not in _FROM or _DOMAIN.search(line.text))
    ]


def _notices(doc: Document) -> list[tuple[Line, Certainty]]:
    """Return the lines that read as a notice by what they say."""
    sure, subject = hit_lines(doc, f"{_LIST}.sure", f"{_LIST}.reserved"), hit_lines(doc, f"{_LIST}.subject")
    origin, terms = hit_lines(doc, f"{_LIST}.origin", f"{_LIST}.maker"), hit_lines(doc, f"{_LIST}.terms")
    loose = {index for index in hit_lines(doc, f"{_LIST}.loose") if _distinct(terms.get(index, [])) > 1}
    if not (sure or subject or origin or loose):
        return []
    plain, makers = hit_lines(doc, f"{_LIST}.reserved"), hit_lines(doc, f"{_LIST}.maker")
    notices: list[tuple[Line, Certainty]] = []
    for index in sorted(sure.keys() | subject.keys() | origin.keys() | loose):
        line = doc.lines[index]
        if len(line.text) > _NOTICE_LENGTH or _is_quoted(line) or is_told(line.folded, "told_of"):
            continue
        if index in sure and (index not in plain or any(_is_set_off(line, *span) for span in plain[index])):
            notices.append((line, "certain"))
        elif index in terms and _is_of_rights(line):
            notices.append((line, "certain" if _distinct(terms[index]) > 1 else "strong"))
        elif index in origin and (index not in makers or _is_maker(line, makers[index][0][1])):
            notices.append((line, "weak"))
    return notices


def _is_set_off(line: Line, start: int, end: int) -> bool:
    """Say whether the words that reserve all rights stand for themselves: a sentence that speaks of them goes on."""
    before, after = line.folded[: start - line.start].rstrip(), line.folded[end - line.start :].lstrip()
    if is_told(line.folded, "past"):
        return False
    if _GOES_ON.match(after):
        return False
    opens = not before or not any(map(str.isalnum, before))
    if opens and len(words(after)) <= _BARE_WORDS:
        return True
    return (opens or before[-1] in _BEFORE or len(words(before)) <= 1) and (not after or after[0] in _AFTER)


def _is_of_rights(line: Line) -> bool:
    """Say whether a line speaks of copying, and of what the page holds or of nothing else."""
    told = words(line.folded)
    if is_told(line.folded, "past") or (vocabulary("rights_act").isdisjoint(told) and "©" not in line.folded):
        return False
    return len(told) <= _BARE_WORDS or _WHOLE in line.folded or not vocabulary("rights_object").isdisjoint(told)


def _is_maker(line: Line, end: int) -> bool:
    """Say whether a line names where the text came from and does nothing else."""
    rest = line.text[end - line.start :]
    if not rest.strip(" :"):
        return True
    return len(words(line.folded)) <= _MAKER_WORDS and not _CLAUSE.search(line.text) and _PLACE.search(rest) is not None


def _distinct(spans: Spans) -> int:
    """Count the spans that do not overlap an earlier one."""
    count = reach = 0
    for start, end in sorted(spans):
        count += start >= reach
        reach = max(reach, end)
    return count


def _is_quoted(line: Line) -> bool:
    return line.folded.startswith('"') or " said" in line.folded
