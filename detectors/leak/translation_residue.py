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
import unicodedata
from collections.abc import Iterator
from functools import cache
from itertools import islice

from detectors.characters import unusual
from detectors.document import Document, Line
from detectors.english import FUNCTION_WORDS
from detectors.leak.acts import with_acts
from detectors.leak.genre import is_about_language
from detectors.leak.guards import guarded, is_quoted, is_shown
from detectors.leak.signs import signs_of
from detectors.leak.spans import cut_if_safe, hits, is_furniture, line_index, sentence_at
from detectors.phrasebook import phrasebook
from detectors.records import Finding

RULE = "leak.translation_residue"
_LONGEST, _MOST, _NEAR, _FEW, _SENTENCE, _WIDEST = 320, 60, 60, 12, 4, 64
_LANGUAGE = (
    r"(?:english|spanish|french|german|italian|portuguese|russian|ukrainian|polish|czech|slovak|dutch|swedish|norwegian|danish|finnish|turkish|arabic|hebrew|persian|farsi|urdu|hindi|bengali|tamil|chinese|mandarin|japanese|korean|vietnamese"
    r"|thai|indonesian|malay|tagalog|filipino|swahili|greek|hungarian|romanian|bulgarian|serbian|croatian|catalan|latvian|lithuanian|estonian|georgian|armenian|azerbaijani|kazakh)"
)
_CODE = r"(?:en|eng|es|spa|fr|fra|de|deu|ger|it|pt|ru|rus|uk|ukr|pl|cs|sk|nl|sv|no|da|fi|tr|ar|he|fa|ur|hi|bn|zh|ja|ko|vi|th|id|el|hu|ro|bg|sr|hr)(?:-[a-z]{2})?"
_ARROW = r"(?:\u2192|->|=>|\u00bb|>)"
_WRAPPER = re.compile(
    rf"\W*(?:(?:sure|certainly|of course|okay)[,!.]? )?(?:(?:here(?:'s| is| are| follows)?|below is|this is|the following is|please find)\b[^.!?\n]{{0,60}}\b(?:translat\w+|rendering|{_LANGUAGE} version)\b[^.\n]{{0,80}}[:.]?\W*"
    rf"|(?:the )?(?:\w+ )?(?:translation|{_LANGUAGE} (?:translation|version|rendering|text))(?: (?:of|from|into|to|in|for) [^.:\n]{{1,60}})?(?: (?:is given|follows|is provided|starts?|begins?|ends?)\b[^\n]{{0,80}})?[:.]?\W*"
    rf"|(?:machine |auto-?|automatically |raw )?translat(?:ed|ing|ion) (?:from|into|to)(?: the)? {_LANGUAGE}(?: (?:into|to|from) {_LANGUAGE})?\b[^.\n]{{0,80}}\W*"
    rf"|(?:so,? )?in {_LANGUAGE},? (?:it|this|that) (?:would|reads|goes|says|becomes)\b[^.\n]{{0,60}}:\W*)"
)
_META = re.compile(
    rf"\b(?:source|target|src|tgt)[_ ]?lang(?:uage)?\s?[=:]|\b(?:detected|input|source|original|target) language\b[^\n]{{0,30}}(?:[:=]|\brecogni[sz]ed|\bdetected|\bidentified|\bis\b)|\blanguage (?:detected|recogni[sz]ed|identified)\b|^\W*\(?{_CODE} ?{_ARROW} ?{_CODE}\)?"
    rf"|^\W*{_LANGUAGE} ?{_ARROW} ?{_LANGUAGE}|^\W*(?:segment|string|tu) ?#?\d+\b[^\n]*\|"
)
_ARROWED = re.compile(rf"\W{{0,3}}\(?(?:{_CODE} ?{_ARROW} ?{_CODE}|{_LANGUAGE} ?{_ARROW} ?{_LANGUAGE})\b\)?:?")
_OPENS = re.compile(
    rf"\W{{0,3}}(?:{_LANGUAGE} (?:version|translation|rendering)(?: of (?:your|the|this) \w+)?|translation(?: \({_LANGUAGE}\))?|translated (?:text|version|article))\s?:\s?"
)
_PAIR = re.compile(
    rf"\W{{0,3}}(?P<name>{_CODE}|{_LANGUAGE}|source|original|target|translation|src|tgt|\u539f\u6587|\u8bd1\u6587|\u8b6f\u6587|\u8a33\u6587|\u539f\u6587|original text|translated text)\s?[:\uff1a]\s?\S"
)
_TEXT = r"\b(?:word|words|term|terms|phrase|idioms?|puns?|wordplay|sayings?|proverbs?|names?|passages?|sentences?|expressions?|numerals|dates|quotes?|paragraphs?|para|original|source|rendering|headline|spellings?)\b|[\"']"
_DONE = r"\b(?:render(?:ed|ing)|translat(?:ed|ion|ing|able)|transliterat\w+|equivalents?|left (?:as is|untranslated|in)|kept (?:as is|in the original|in)|explained|adapted|converted|literal(?:ly)?|untranslat\w+|sounds?|lost|reproduced|retained|kept|anglici[sz]ed|carried over|equivalent)\b"
_ABOUT = rf"\b(?:{_LANGUAGE}|(?:first|second|third|fourth|fifth|last|opening|final|original|this|next) (?:paragraph|sentence|line|headline|quote|text|article|passage)|original|readers|throughout|freely|here|above|below|alternatives?|unclear|marked|harmoni[sz]e|note|remark|do note|instead|rather than|usage|if you|second para|last sentence|this version|first paragraph|opted|chosen|chose|flat|british|american|tone)\b"
_NOTE = tuple(re.compile(each) for each in (_TEXT, _DONE, _ABOUT))
_NOTED = re.compile(
    r"\W*(?:(?:translator'?s?'? )(?:note|remark|comment)s?|(?:note|remark|comment)s? (?:on|about) (?:the )?(?:rendering|translation|wording|terms?|idioms?)|alternative (?:rendering|translation|wording)s?|t\.? ?n\.?)\b[^\n]{0,60}:"
)
_CREDIT = re.compile(
    r"\btranslated(?: from [\w ]{3,30})? by\b|\btranslation:? (?:by )?[A-Z]\w+ [A-Z]|\btranslator\b(?!'s note)|\breader|\bbooks?\b|\bnovels?\b|\bpoems?\b",
    re.IGNORECASE,
)
_BRACKET = re.compile(r" \(([^()\n]{3,60})\)")
_WORD_AFTER = re.compile(r"[ ,]{1,2}([^\W\d_]+)")
_WORD_BEFORE = re.compile(r"([^\W\d_]+)[,;:]? $")
_LABEL = re.compile(
    rf"\W{{0,3}}(?:{_LANGUAGE}|translat(?:ion|ed)|translated text)(?: version| text| translation)?\W{{0,2}}:\W{{0,3}}"
)
_BUTTON = re.compile(
    rf"\W*(?:(?:see|show|view|hide|read) (?:the |this )?(?:original|translation)(?: (?:text|post|tweet|version|language|article))?|rate this translation|translate (?:this )?(?:page|article|text|post|tweet)?(?: ?(?:to|into) {_LANGUAGE})?|(?:auto-?|automatically |machine )translated(?: by [\w ]{{2,30}})?(?:\W{{1,3}}(?:show|see|view) original)?|was this translation (?:helpful|useful|good)\W?)\W*"
)
_SOURCE = re.compile(
    r"\W{0,3}(?:source|original|source text|original text|original headline|original title) ?: ?(?P<rest>\S[^\n]{6,200})"
)
_PAIR_SIGNS = ("\u539f\u6587", "\u8bd1\u6587", "\u8b6f\u6587", "\u8a33\u6587", "\uff1a", "\u2192")
_PAIR_LETTERS = frozenset("".join(_PAIR_SIGNS))
_ACCENTED = re.compile("[\u00df-\u00f6\u00f8-\u017f]")
_SCRIPT = re.compile(
    "(?<=[a-z,] )(?:[\u0386-\u03ff\u0400-\u052f]{2,}|[\u0590-\u07ff]{2,}|[\u0900-\u0e7f]{2,}|[\u1100-\u11ff\uac00-\ud7a3]{1,}|[\u3040-\u30ff\u4e00-\u9fff]{1,}|[\u10a0-\u10ff\u0530-\u058f]{2,})"
    "(?: ?[\u0386-\u07ff\u0900-\u0e7f\u1100-\u11ff\uac00-\ud7a3\u3040-\u30ff\u4e00-\u9fff\u10a0-\u10ff]+){0,8}(?= [a-z]|[,.])"
)
_SAME = frozenset(
    {
        "New York",
        "Mexico",
        "Luxembourg",
        "Panama",
        "Singapore",
        "Guatemala",
        "Kuwait",
        "Djibouti",
        "Quebec",
        "Monaco",
        "San Marino",
        "Reuters",
        "Tunis",
        "Algiers",
        "Brasilia",
        "Vatican City",
        "Hong Kong",
        "Gibraltar",
        "Macau",
    }
)
"""Places that lie in one of their own name, and agencies named behind a company."""

_GLOSS = re.compile(r",? \(|, (?:an? |the |which |meaning |literally |or )|,? (?:means?|meaning|that is)\b")
"""Behind a foreign word that a writer explains."""

_PREFIX = re.compile(
    r"\[(?:EN|ENG|ENGLISH|DE|ES|FR|IT|PT|TRANSLAT(?:ED|ION))\](?= )|(?:EN|ENG|ENGLISH|DE|ES|FR|TRANSLATION|Translation|English|Translated) ?[\u2013\u2014:|-](?= )"
)
_HAND_WORDS = re.compile(r"[^\W\d_]+")


def detect(doc: Document) -> list[Finding]:
    """Return one finding for each wrapper, pair, note, doubled name and stretch of another language."""
    found = [*_lines(doc), *_doubled(doc)]
    found += [
        each._replace(certainty="weak") if is_about_language(doc, each.start, each.end) else each for each in _foreign(doc)
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
    arrow = ">" in signs_of(doc) or (not doc.text.isascii() and not _PAIR_LETTERS.isdisjoint(unusual(doc.text)))
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
        elif index < _FEW // 3 and (glued := _ARROWED.match(lines[index].folded) or _OPENS.match(lines[index].folded)):
            start = lines[index].start
            yield doc.finding(RULE, start, start + len(glued.group().rstrip()), "strong")


def _pair(lines: tuple[Line, ...], index: int) -> tuple[int, int] | None:
    """Return two lines that label an original and its translation, one of which is at ``index``."""
    for first in (index - 1, index):
        if first < 0 or first + 1 >= len(lines):
            continue
        one, two = _PAIR.match(lines[first].folded), _PAIR.match(lines[first + 1].folded)
        if one and two and one["name"] != two["name"]:
            return first, first + 1
    return None


def _is_residue(doc: Document, line: Line) -> bool:
    folded = line.folded
    if len(folded) <= _SHORT and (_BUTTON.fullmatch(folded) or _is_source(doc, line)):
        return True
    if (
        len(folded) > _LONGEST
        or is_furniture(doc, line)
        or folded[:1] in _QUOTES
        or (_CREDIT.search(line.text) and not _NOTED.match(folded))
    ):
        return False
    if _WRAPPER.fullmatch(folded) or _NOTED.match(folded) or (_META.search(folded) and not _TOLD.search(folded)):
        return True
    if _LABEL.fullmatch(folded):
        return doc.placement(line.start, line.end) in {"head", "tail"}
    at_edge = doc.placement(line.start, line.end) in {"tail", "head"}
    return (
        at_edge and line.start > 0 and all(kind.search(folded) for kind in _NOTE) and _DONE_FIRMLY.search(folded) is not None
    )


_DONE_FIRMLY = re.compile(
    rf"\b(?:(?:left|kept|retained) (?:as is|in (?:the )?(?:original|{_LANGUAGE}))|cannot be (?:reproduced|carried)|could not be (?:reproduced|carried)|converted (?:for|to|into)|anglici[sz]ed|render\w*|translat\w+|transliterat\w+|equivalents?|left as is|untranslat\w+)\b"
)


_TOLD = re.compile(r"\b(?:said|says|he|she|they|we|wrote|asked|shows?)\b")
_QUOTES, _SHORT = frozenset("\"'\u201c\u2018"), 220


def _is_source(doc: Document, line: Line) -> bool:
    """Say whether a line holds the original: labelled so, and in words of another language."""
    labelled = _SOURCE.fullmatch(line.folded)
    if not labelled or doc.placement(line.start, line.end) == "middle":
        return False
    told = _HAND_WORDS.findall(labelled["rest"])
    return len(told) >= _SENTENCE and not any(word in _ENGLISH for word in told) and not labelled["rest"].isascii()


def _doubled(doc: Document) -> Iterator[Finding]:
    """Yield names with the same name in brackets behind them."""
    text, plain = doc.text, doc.text.isascii()
    at = text.find(" (")
    while at >= 0:
        is_near = not plain or text[at + 2 : at + 5] in text[max(at - _WIDEST, 0) : at]
        close = text.find(")", at + 3, at + _WIDEST) if is_near and text[at + 2 : at + 3].isupper() else -1
        if close > 0 and (span := _twice(text, at, close)):
            yield doc.finding(RULE, *span, "strong")
        at = text.find(" (", at + 2)


def _twice(text: str, at: int, close: int) -> tuple[int, int] | None:
    """Return the span of a name and the bracket behind it, and of a second bracket, where they hold it again."""
    inside = text[at + 2 : close]
    first = inside.split(",")[0]
    again = _BRACKET.match(text, close + 1)
    for name in (first, *([again[1]] if again else [])):
        start = at - len(name)
        if (
            start >= 0
            and _plain(text[start:at]) == _plain(name)
            and not text[start - 1 : start].isalnum()
            and _is_name(name)
        ):
            return start, again.end() if again and _plain(again[1])[:4] == _plain(first)[:4] else close + 1
    return _begun(text, at, close)


def _begun(text: str, at: int, close: int) -> tuple[int, int] | None:
    """Return the span of a name of two words and more that the bracket behind it repeats with a further word."""
    told = text[at + 2 : close].split()
    for count in range(len(told) - 1, 1, -1):
        name = " ".join(told[:count])
        if text.endswith(name, 0, at) and all(word[:1].isupper() for word in told):
            return at - len(name), close + 1
    return None


def _is_name(words: str) -> bool:
    """Say whether words are a name, and not a place in a land of its own name."""
    return words[:1].isupper() and words not in _SAME and not words.isupper() and any(char.islower() for char in words)


def _plain(words: str) -> str:
    return (
        words
        if words.isascii()
        else "".join(char for char in unicodedata.normalize("NFKD", words) if not unicodedata.combining(char))
    )


def _foreign(doc: Document) -> Iterator[Finding]:
    """Yield small words of another language between English ones, and sentences made of its words."""
    spots = [span for span in doc.hits.get("leak_translation.foreign", ()) if doc.text[span[0]].islower() or span[0] == 0]
    text = doc.text
    foreign = "" if text.isascii() else unusual(text)
    if (not spots and not foreign) or len(spots) > _FEW or not _is_english(doc):
        return
    if any("\u0386" <= char < "\u1fff" or char > "\u303f" for char in set(foreign)):
        yield from _strange(doc)
    if _ACCENTED.search(foreign):
        spots += [match.span() for match in islice(_ACCENTED.finditer(doc.folded), _MOST)]
    told: set[int] = set()
    for start, end in spots:
        if is_quoted(doc, start, end):
            continue
        before = _WORD_BEFORE.search(text, max(start - _NEAR, 0), start)
        after = _WORD_AFTER.match(text, end)
        sentence = sentence_at(doc, start, end)
        if sentence.start not in told and _is_foreign(sentence.folded):
            told.add(sentence.start)
            yield doc.finding(RULE, sentence.start, sentence.end, "strong")
        elif text[start:end].lower() in _listed() and before and after and _stands_alone(before[1], after[1]):
            yield doc.finding(RULE, start, end, "strong")


@cache
def _listed() -> frozenset[str]:
    book = (each for group in phrasebook().phrases for each in group)
    return frozenset(phrase.words for phrase in book if phrase.group == "leak_translation.foreign")


def _is_english(doc: Document) -> bool:
    """Say whether the article is in English and not about words of another language: its small words are, by far."""
    if doc.field == "title":
        return any(word in _ENGLISH for word in _HAND_WORDS.findall(doc.folded))
    the = doc.folded.count(" the ")
    return the > 1 and the * _SHARE >= len(doc.text)


_SHARE = 600
"""An English text has an article in so many characters at least; lists and foreign texts have fewer."""


def _strange(doc: Document) -> Iterator[Finding]:
    """Yield words of another script between English ones; of many, none, because then they are what the text is about."""
    runs = [match.span() for match in islice(_SCRIPT.finditer(doc.text), _MOST)]
    if len(runs) <= _SENTENCE:
        yield from (
            doc.finding(RULE, *run, "strong")
            for run in runs
            if not is_quoted(doc, *run) and not is_shown(doc, *run) and not _GLOSS.match(doc.folded, run[1])
        )


def _is_foreign(folded: str) -> bool:
    """Say whether a sentence has three small words of other languages or more, and none of English."""
    if "@" in folded or "#" in folded or "://" in folded or "pic." in folded:
        return False
    told = _HAND_WORDS.findall(folded)
    return (
        _SENTENCE <= len(told) <= _NEAR
        and sum(word in _SMALL for word in told) > 1
        and not any(word in _ENGLISH for word in told)
    )


_ENGLISH = FUNCTION_WORDS - {
    "a",
    "i",
    "as",
    "in",
    "on",
    "no",
    "me",
    "so",
    "is",
    "am",
    "an",
    "do",
    "he",
    "her",
    "has",
    "his",
    "over",
    "under",
    "out",
    "all",
    "was",
    "had",
    "if",
    "or",
    "of",
    "by",
}


_SMALL = frozenset(
    "aber und oder nicht auch ist der die das den dem von einem einen eine mit für auf im zu le la les un une des du de et est à a au aux pour par sur que qui el los las una un y del por para con se su è il lo gli i della di del e che".split()
)


def _stands_alone(before: str, after: str) -> bool:
    """Say whether the words on both sides may be English: the next in small letters, and neither of another language."""
    return (
        after.islower()
        and before.isascii()
        and after.isascii()
        and not {before.lower(), after} & _BORROWED
        and (before.islower() or after in FUNCTION_WORDS or before in _DAYS)
    )


_BORROWED = _SMALL - FUNCTION_WORDS
_DAYS = frozenset(
    {
        "Monday",
        "Tuesday",
        "Wednesday",
        "Thursday",
        "Friday",
        "Saturday",
        "Sunday",
        "January",
        "February",
        "March",
        "April",
        "May",
        "June",
        "July",
        "August",
        "September",
        "October",
        "November",
        "December",
    }
)
