"""Find what a translation by machine leaves behind in English copy.

What it measures   Lines that wrap a translation (what follows is one, from which language, how sure), pairs of a sentence and
                   its translation, notes on how a word was rendered, names doubled in brackets, and a small word or a
                   sentence of another language among English words.
Why it matters     The text was put through a translator and nobody read the result.
Known misses       Articles in other languages; single content words of another language; foreign words that English borrows.
Source             Back-translated news (DetectRL); a doubled name stands in none of 8,405 articles of the years before chatbots.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator

from detectors.document import UNUSUAL, Document, Line
from detectors.expressions import regex
from detectors.gathered import Gathered, flags_of
from detectors.leak.acts import FOR_READERS, with_acts
from detectors.leak.doubled_names import doubled_names, may_be_doubled
from detectors.leak.foreign_words import ENGLISH, foreign_words, may_be_foreign, plain_words
from detectors.leak.genre import is_about_language
from detectors.leak.guards import guarded
from detectors.leak.spans import cut_if_safe, hits, is_furniture, line_index
from detectors.records import Finding

RULE = "leak.translation_residue"
_LONGEST, _MOST, _FEW, _SENTENCE = 320, 60, 12, 4
_LANGUAGES = (
    "english|spanish|french|german|italian|portuguese|russian|ukrainian|polish|czech|slovak|dutch|swedish|norwegian|danish|finnish|turkish|arabic|hebrew|persian|farsi|urdu|hindi|bengali|tamil|chinese|mandarin|japanese|korean|vietnamese"
    "|thai|indonesian|malay|tagalog|filipino|swahili|greek|hungarian|romanian|bulgarian|serbian|croatian|catalan|latvian|lithuanian|estonian|georgian|armenian|azerbaijani|kazakh"
)
_CODES = "en|eng|es|spa|fr|fra|de|deu|ger|it|pt|ru|rus|uk|ukr|pl|cs|sk|nl|sv|no|da|fi|tr|ar|he|fa|ur|hi|bn|zh|ja|ko|vi|th|id|el|hu|ro|bg|sr|hr"
_LANGUAGE, _CODE = f"(?:{_LANGUAGES})", rf"(?:{_CODES})(?:-[a-z]{{2}})?"
_ARROW = r"(?:\u2192|->|=>|\u00bb|>)"
_WRAPPER = regex(
    rf"\W*(?:(?:sure|certainly|of course|okay)[,!.]? )?(?:(?:here(?:'s| is| are| follows)?|below is|this is|the following is|please find)\b[^.!?\n]{{0,60}}\b(?:translat\w+|rendering|{_LANGUAGE} version)\b[^.\n]{{0,80}}[:.]?\W*"
    rf"|(?:the )?(?:\w+ )?(?:translation|{_LANGUAGE} (?:translation|version|rendering|text))(?: (?:of|from|into|to|in|for) [^.:\n]{{1,60}})?(?: (?:is given|follows|is provided|starts?|begins?|ends?)\b[^\n]{{0,80}})?[:.]?\W*"
    rf"|(?:machine |auto-?|automatically |raw )?translat(?:ed|ing|ion) (?:from|into|to)(?: the)? {_LANGUAGE}(?: (?:into|to|from) {_LANGUAGE})?\b[^.\n]{{0,80}}\W*"
    rf"|(?:so,? )?in {_LANGUAGE},? (?:it|this|that) (?:would|reads|goes|says|becomes)\b[^.\n]{{0,60}}:\W*)"
)
_MAY_WRAP = regex(
    r"\W*(?:(?:sure|certainly|of course|okay)[,!.]? )?(?:here|below is|this is|the following is|please find|(?:so,? )?in "
    r"|(?:the )?(?:\w+ )?(?:(?:auto-?)?translat|\w+ (?:translation|version|rendering|text)))"
)
_RENDERED = regex(r"\W*(?:\w+[ -]){0,2}(?:translat|rendering)")
"""How a line opens that one of them finds, wherever the language is named: without the names it is compiled at once."""

_BY_MACHINE = regex(
    rf"\W*(?:(?:{_LANGUAGE} )?(?:machine |auto(?:matic(?:ally)?)?[ -])?(?:translat(?:ed|ion)|rendering)(?: (?:from|into|to) [\w ]{{3,30}}?)? (?:by|with|using|via|through) (?:an? |the )?(?:https?://)?(?:www\.)?(?:deepl|google(?: translate)?|chatgpt|gpt\S{{0,6}}|ai|a\.i\.|machine|bing|yandex|papago|claude|gemini|copilot|llama|(?:language |ai )?model|software)\b[^\n]{{0,40}})"
)
_META = regex(
    rf"\b(?:source|target|src|tgt)[_ ]?lang(?:uage)?\s?[=:]|\b(?:detected|input|source|target) language\b[^\n]{{0,30}}(?:[:=]|\brecogni[sz]ed|\bdetected|\bidentified|\bis\b)|\boriginal language\b[^\n]{{0,30}}\b(?:recogni[sz]ed|detected|identified)\b|\blanguage (?:detected|recogni[sz]ed|identified)\b|^\W*\(?{_CODE} ?{_ARROW} ?{_CODE}\)?"
    rf"|^\W*(?:translation\W{{1,3}})?{_LANGUAGE} ?{_ARROW} ?{_LANGUAGE}|^\W*(?:segment|string|tu) ?#?\d+\b[^\n]*\|"
)
_ABROAD = regex(
    r"\W*(?:traducci[oó]n|traduction|tradu[cç][aã]o|traduzione|(?:deutsche |englische )?[uü]bersetzung|vertaling|oversettelse|[oö]vers[aä]ttning|overs[aæ]ttelse|t[lł]umaczenie|traducere|перевод|翻译|翻譯|翻訳|번역)(?: \w{1,12}){0,4} ?[:\uff1a]\W*"
)
"""The same line in another language."""

_ARROWED = regex(rf"\W{{0,3}}\(?(?:{_CODE} ?{_ARROW} ?{_CODE}|{_LANGUAGE} ?{_ARROW} ?{_LANGUAGE})\b\)?:?")
_OPENS = regex(
    rf"\W{{0,3}}(?:{_LANGUAGE} (?:version|translation|rendering)(?: of (?:your|the|this) \w+)?|translation(?: \({_LANGUAGE}\))?|translated (?:text|version|article))\s?:\s?"
)
_PAIR = regex(r"\W{0,3}(?P<name>\w[^:\uff1a]{0,15}?(?P<region>-[a-z]{2})?)\s?[:\uff1a]\s?\S")
_NAMES = frozenset(
    f"{_LANGUAGES}|source|original|target|translation|src|tgt|\u539f\u6587|\u8bd1\u6587|\u8b6f\u6587|\u8a33\u6587|original text|translated text".split(
        "|"
    )
)
_SHORT_NAMES = frozenset(_CODES.split("|"))
"""Languages by their codes, which a region may follow."""

_TEXT = r"\b(?:word|words|term|terms|phrase|idioms?|puns?|wordplay|sayings?|proverbs?|names?|passages?|sentences?|expressions?|numerals|dates|quotes?|paragraphs?|para|original|source|rendering|headline|spellings?)\b|[\"']"
_DONE = r"\b(?:render(?:ed|ing)|translat(?:ed|ion|ing|able)|transliterat\w+|equivalents?|left (?:as is|untranslated|in)|kept (?:as is|in the original|in)|explained|adapted|converted|literal(?:ly)?|untranslat\w+|sounds?|lost|reproduced|retained|kept|anglici[sz]ed|carried over|equivalent)\b"
_ABOUT = rf"\b(?:{_LANGUAGE}|(?:first|second|third|fourth|fifth|last|opening|final|original|this|next) (?:paragraph|sentence|line|headline|quote|text|article|passage)|original|readers|throughout|freely|here|above|below|alternatives?|unclear|marked|harmoni[sz]e|note|remark|do note|instead|rather than|usage|if you|second para|last sentence|this version|first paragraph|opted|chosen|chose|flat|british|american|tone)\b"
_NOTE = tuple(regex(each) for each in (_TEXT, _DONE, _ABOUT))
_NOTED = regex(
    r"\W*(?:(?:translator'?s?'? )(?:note|remark|comment)s?|(?:note|remark|comment)s? (?:on|about) (?:the )?(?:rendering|translation|wording|terms?|idioms?)|alternative (?:rendering|translation|wording)s?|t\.? ?n\.?)\b[^\n]{0,60}:"
)
_CREDIT = regex(
    r"\btranslated(?: from [\w ]{3,30})? by\b|\btranslation:? (?:by )?[A-Z]\w+ [A-Z]|\btranslator\b(?!'s note)|\breader|\bbooks?\b|\bnovels?\b|\bpoems?\b",
    re.IGNORECASE,
)
_LABEL = regex(
    rf"\W{{0,3}}(?:{_LANGUAGE}|translat(?:ion|ed)|translated text)(?: version| text| translation)?\W{{0,2}}:\W{{0,3}}"
)
_OPENS_BUTTON = regex(
    r"\W*(?:see|show|view|hide|read|rate|translate|auto|machine translated|original text|your feedback|contribute|was this)"
)
_BUTTON = regex(
    rf"\W*(?:(?:see|show|view|hide|read) (?:the |this )?(?:original|translation)(?: (?:text|post|tweet|version|language|article))?|rate this translation|translate (?:this )?(?:page|article|text|post|tweet)?(?: ?(?:to|into) {_LANGUAGE})?|(?:auto-?|automatically |machine )translated(?: by [\w ]{{2,30}})?(?:\W{{1,3}}(?:show|see|view) original)?|original text|your feedback will be used to help improve [^\n]{{3,40}}|contribute a better translation|was this translation (?:helpful|useful|good)\W?)\W*"
)
_SOURCE = regex(
    r"\W{0,3}(?:source|original|source text|original text|original headline|original title) ?: ?(?P<rest>\S[^\n]{6,200})"
)
_GIVEN = regex(r"in (?<=\bin )[a-z]+,? (?:it|this|that) ")

_POINTED = regex(rf"\W*(?:translation\W{{1,3}})?[a-z-]{{2,14}} ?{_ARROW} ?[a-z]")
"""An arrow that stands between two languages at the head of a line, whichever they are."""

_OF_META = regex(
    r"(?:source|target|src|tgt|detected|input|original)[_ ]?lang|language (?:detect|recogn|identif)|^\W*(?:segment|string|tu) ?#?\d"
)
_HEAD, _AT_END, _NAME = 80, 4, 24
_PAIR_SIGNS = ("\u539f\u6587", "\u8bd1\u6587", "\u8b6f\u6587", "\u8a33\u6587", "\uff1a", "\u2192")
_ARROWS = frozenset(">" + "".join(_PAIR_SIGNS))
_NEEDS = _ARROWS | {"leak_translation.wrapper", "leak_translation.foreign", "translation_residue"}
_CLOSED, _SPACE, _CAPITALS = ord(")"), ord(" "), flags_of(str.isupper)
_PREFIX = regex(
    r"\[(?:EN|ENG|ENGLISH|DE|ES|FR|IT|PT|TRANSLAT(?:ED|ION))\](?= )|(?:EN|ENG|ENGLISH|DE|ES|FR|TRANSLATION|Translation|English|Translated) ?[\u2013\u2014:|-](?= )"
)


def choose(gathered: Gathered, places: Collection[int]) -> set[int]:
    """Return the texts with a phrase or an arrow, with a letter that English has not, and with a name again in brackets."""
    docs, found = gathered.docs, gathered.bearing(places, _NEEDS)
    found.update(
        place for place in gathered.bearing(places, {UNUSUAL}) if place not in found and may_be_foreign(docs[place])
    )
    spots = gathered.at("(")
    before, behind = (gathered.codes.take(spots + step) for step in (-1, 1))
    apart = (before == _CLOSED) | ((before == _SPACE) & _CAPITALS.take(behind))
    for place, at in gathered.each(spots[apart]):
        if place not in found and may_be_doubled(docs[place].text, at):
            found.add(place)
    return {place for place in places if place in found or docs[place].field == "title"}


def detect(doc: Document) -> list[Finding]:
    """Return one finding for each wrapper, pair, note, doubled name and stretch of another language."""
    found = [*_lines(doc)]
    if "(" in doc.signs:
        found += [doc.finding(RULE, *span, "strong") for span in doubled_names(doc)]
    found += [
        doc.finding(RULE, start, end, "weak" if is_about_language(doc, start, end) else certainty)
        for start, end, certainty in foreign_words(doc)
    ]
    if doc.field == "title" and (prefix := _PREFIX.match(doc.text)):
        found.append(doc.finding(RULE, *prefix.span(), "strong"))
    kept: list[Finding] = []
    for each in sorted(found, key=lambda each: (each.start, -each.end)):
        if not kept or each.start >= kept[-1].end:
            kept.append(each)
    return with_acts(doc, RULE, kept)


def _lines(doc: Document) -> Iterator[Finding]:
    """Yield whole lines about the translation, side by side taken together, and wrappers glued to the first words."""
    spots = hits(doc, "leak_translation.wrapper") if "leak_translation.wrapper" in doc.hits else []
    arrow = not _ARROWS.isdisjoint(doc.signs)
    if not spots and not arrow:
        return
    lines = doc.lines
    near = {line_index(doc, start) for start, _ in spots}
    if arrow:
        near |= {index for index, line in enumerate(lines) if index <= _FEW // 3 or line.text.startswith(_PAIR_SIGNS[:4])}
    done = -1
    for index in sorted(near)[:_MOST]:
        if index <= done:
            continue
        pair = _pair(lines, index)
        if pair:
            done = pair[1]
            yield doc.finding(RULE, lines[pair[0]].start, lines[pair[1]].end, "strong")
        elif _is_residue(doc, lines[index]):
            last = index
            while (
                last + 1 < len(lines)
                and last + 1 in near
                and _is_residue(doc, lines[last + 1])
                and not lines[last + 1].blank_before
            ):
                last += 1
            done = last
            start, end = lines[index].start, lines[last].end
            if guarded(doc, start, end, "strong"):
                yield cut_if_safe(doc, RULE, start, end, "strong")
        elif index < _FEW // 3 and (glued := _glued(lines[index].folded)):
            start = lines[index].start
            yield doc.finding(RULE, start, start + len(glued.group().rstrip()), "strong")


def _glued(folded: str) -> re.Match[str] | None:
    """Return what a line opens with that belongs to a translation; what it cannot be without is asked first."""
    head = folded[:_HEAD]
    arrowed = _ARROWED.match(folded) if _POINTED.match(head) else None
    return arrowed or (_OPENS.match(folded) if ":" in head and _may_render(head) else None)


def _pair(lines: tuple[Line, ...], index: int) -> tuple[int, int] | None:
    """Return two lines that label an original and its translation, one of which is at ``index``."""
    for first in (index - 1, index):
        if first < 0 or first + 1 >= len(lines):
            continue
        one, two = _named(lines[first]), _named(lines[first + 1])
        if one and two and one != two:
            return first, first + 1
    return None


def _named(line: Line) -> str | None:
    """Return the language, the original or the translation that a line is labelled as."""
    head = line.folded[:_NAME]
    if not (":" in head or "\uff1a" in head) or not (label := _PAIR.match(line.folded)):
        return None
    name = label["name"]
    return name if name in _NAMES or name.removesuffix(label["region"] or "") in _SHORT_NAMES else None


def _may_render(folded: str) -> bool:
    """Say whether a line may wrap a translation, or be a button or the note of a machine: to compile what finds these takes long."""
    return (
        "translat" in folded
        or "render" in folded
        or " version" in folded
        or " text" in folded
        or "original" in folded
        or "your feedback" in folded
        or _GIVEN.search(folded) is not None
    )


def _is_by_machine(folded: str) -> bool:
    """Say whether a line is the note of a translation program, or one of its buttons."""
    return (_RENDERED.match(folded) is not None and _BY_MACHINE.fullmatch(folded) is not None) or (
        _OPENS_BUTTON.match(folded) is not None and _BUTTON.fullmatch(folded) is not None
    )


def _is_meta(folded: str) -> bool:
    """Say whether a line names the languages of a translation as its program does."""
    return (
        (_OF_META.search(folded) or _POINTED.match(folded)) is not None
        and _TOLD.search(folded) is None
        and _META.search(folded) is not None
    )


def _is_residue(doc: Document, line: Line) -> bool:
    folded = line.folded
    if len(folded) > _LONGEST:
        return False
    rendered = _may_render(folded)
    if len(folded) <= _SHORT and ((rendered and _is_by_machine(folded)) or _is_source(doc, line)):
        return True
    if (
        is_furniture(doc, line)
        or folded[:1] in _QUOTES
        or FOR_READERS.search(folded)
        or (_CREDIT.search(line.text) and not _NOTED.match(folded))
    ):
        return False
    if (
        (rendered and _MAY_WRAP.match(folded) and _WRAPPER.fullmatch(folded))
        or _ABROAD.fullmatch(folded)
        or _NOTED.match(folded)
        or _is_meta(folded)
    ):
        return True
    if ":" in folded[-_AT_END:] and _LABEL.fullmatch(folded):
        return doc.placement(line.start, line.end) in {"head", "tail"}
    at_edge = doc.placement(line.start, line.end) in {"tail", "head"}
    return (
        at_edge and line.start > 0 and all(kind.search(folded) for kind in _NOTE) and _DONE_FIRMLY.search(folded) is not None
    )


_DONE_FIRMLY = regex(
    rf"\b(?:(?:left|kept|retained) (?:as is|in (?:the )?(?:original|{_LANGUAGE}))|cannot be (?:reproduced|carried)|could not be (?:reproduced|carried)|converted (?:for|to|into)|anglici[sz]ed|render\w*|translat\w+|transliterat\w+|equivalents?|left as is|untranslat\w+)\b"
)


_TOLD = regex(r"\b(?:said|says|he|she|they|we|wrote|asked|shows?)\b")
_QUOTES, _SHORT = frozenset("\"'\u201c\u2018"), 220


def _is_source(doc: Document, line: Line) -> bool:
    """Say whether a line holds the original: labelled so, and in words of another language."""
    labelled = _SOURCE.fullmatch(line.folded)
    if not labelled or doc.placement(line.start, line.end) == "middle":
        return False
    told = plain_words(labelled["rest"])
    return len(told) >= _SENTENCE and not any(word in ENGLISH for word in told) and not labelled["rest"].isascii()
