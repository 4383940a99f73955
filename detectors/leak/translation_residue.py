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

from detectors.document import Document, Line
from detectors.english import FUNCTION_WORDS
from detectors.leak.guards import guarded, is_quoted
from detectors.leak.signs import signs_of
from detectors.leak.spans import cut_if_safe, hits, is_furniture, line_index, sentence_at
from detectors.records import Finding

RULE = "leak.translation_residue"
_LONGEST, _MOST, _NEAR, _FEW, _SENTENCE = 320, 60, 60, 12, 4
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
_DONE = r"\b(?:render(?:ed|ing)|translat(?:ed|ion|ing|able)|transliterat\w+|equivalents?|left (?:as is|untranslated|in)|kept (?:as is|in the original|in)|explained|adapted|converted|literal(?:ly)?|untranslat\w+|sounds?|lost)\b"
_ABOUT = r"\b(?:here|above|below|alternatives?|unclear|marked|harmoni[sz]e|note|remark|do note|instead|rather than|usage|if you|second para|last sentence|this version|first paragraph|opted|chosen|chose|flat|british|american|tone)\b"
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
_PREFIX = re.compile(r"(?:EN|ENG|ENGLISH|DE|ES|FR|TRANSLATION) ?[\u2013\u2014:|-](?= )")
_HAND_WORDS = re.compile(r"[^\W\d_]+")


def detect(doc: Document) -> list[Finding]:
    """Return one finding for each wrapper, pair, note, doubled name and stretch of another language."""
    found = [*_lines(doc), *_doubled(doc), *_foreign(doc)]
    if doc.field == "title" and (prefix := _PREFIX.match(doc.text)):
        found.append(doc.finding(RULE, *prefix.span(), "strong"))
    kept: list[Finding] = []
    for each in sorted(found, key=lambda each: (each.start, -each.end)):
        if not kept or each.start >= kept[-1].end:
            kept.append(each)
    return kept


def _lines(doc: Document) -> Iterator[Finding]:
    """Yield whole lines about the translation, side by side taken together, and wrappers glued to the first words."""
    spots = hits(doc, "leak_translation.wrapper")
    arrow = "->" in signs_of(doc) or (not doc.text.isascii() and ("\u2192" in doc.text or "\uff1a" in doc.text))
    if not spots and not arrow:
        return
    lines = doc.lines
    near = {line_index(doc, start) for start, _ in spots}
    near |= {index for index, line in enumerate(lines[:4]) if arrow} | (
        {i for i, line in enumerate(lines) if "\uff1a" in line.text[:4]} if arrow else set()
    )
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
    if len(folded) > _LONGEST or is_furniture(doc, line) or (_CREDIT.search(line.text) and not _NOTED.match(folded)):
        return False
    if _WRAPPER.fullmatch(folded) or _META.search(folded) or _NOTED.match(folded):
        return True
    at_edge = doc.placement(line.start, line.end) in {"tail", "head"}
    return (
        at_edge and line.start > 0 and all(kind.search(folded) for kind in _NOTE) and _DONE_FIRMLY.search(folded) is not None
    )


_DONE_FIRMLY = re.compile(r"\b(?:render\w*|translat\w+|transliterat\w+|equivalents?|left as is|untranslat\w+)\b")


def _doubled(doc: Document) -> Iterator[Finding]:
    """Yield names with the same name in brackets behind them."""
    text = doc.text
    at = text.find(" (")
    while at >= 0:
        if text[at + 2 : at + 3].isupper() and (match := _BRACKET.match(text, at)) and (span := _twice(text, match)):
            yield doc.finding(RULE, *span, "strong")
        at = text.find(" (", at + 2)


def _twice(text: str, match: re.Match[str]) -> tuple[int, int] | None:
    """Return the span of a name and the bracket behind it, and of a second bracket, where they hold it again."""
    first = match[1].split(",")[0]
    again = _BRACKET.match(text, match.end())
    for name in (first, *([again[1]] if again else [])):
        start = match.start() - len(name)
        if (
            start >= 0
            and _plain(text[start : match.start()]) == _plain(name)
            and not text[start - 1 : start].isalnum()
            and _is_name(name)
        ):
            return start, again.end() if again and _plain(again[1])[:4] == _plain(first)[:4] else match.end()
    return None


def _is_name(words: str) -> bool:
    return words[0].isupper() and not words.isupper() and any(char.islower() for char in words)


def _plain(words: str) -> str:
    return (
        words
        if words.isascii()
        else "".join(char for char in unicodedata.normalize("NFKD", words) if not unicodedata.combining(char))
    )


def _foreign(doc: Document) -> Iterator[Finding]:
    """Yield small words of another language between English ones, and sentences made of its words."""
    spots = [span for span in doc.hits.get("leak_translation.foreign", ()) if doc.text[span[0]].islower() or span[0] == 0]
    if not spots or len(spots) > _FEW or (doc.field == "text" and doc.folded.count(" the ") < 2):  # noqa: PLR2004 - an English text has more
        return
    for start, end in spots:
        if is_quoted(doc, start, end):
            continue
        before = _WORD_BEFORE.search(doc.text, max(start - _NEAR, 0), start)
        after = _WORD_AFTER.match(doc.text, end)
        sentence = sentence_at(doc, start, end)
        if _is_foreign(sentence.folded):
            yield doc.finding(RULE, sentence.start, sentence.end, "strong")
        elif before and after and _stands_alone(before[1], after[1]):
            yield doc.finding(RULE, start, end, "strong")


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
_DAYS = frozenset({"Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"})
