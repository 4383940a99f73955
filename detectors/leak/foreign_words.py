"""Words of another language that a translator left among English ones: small words, whole sentences, other scripts."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from itertools import islice

from detectors.document import Document
from detectors.expressions import regex
from detectors.leak.guards import is_quoted, is_shown
from detectors.leak.spans import sentence_at
from detectors.phrases.phrasebook import phrasebook
from detectors.records import Certainty
from detectors.tokens.english import FUNCTION_WORDS
from detectors.tokens.syllables import is_listed

_MOST, _NEAR, _FEW, _SENTENCE = 60, 60, 12, 4
_WORD_AFTER = regex(r"[ ,]{1,2}([^\W\d_]+)")
_WORD_BEFORE = regex(r"([^\W\d_]+)[,;:]? $")
_ACCENTED = regex("[\u00df-\u00f6\u00f8-\u017f]")
_BEYOND = regex("[^\0-\u0385\u1200-\u303f]")
_STRANGE = regex("(?<=[a-z,] )[^\0-\u0385]+(?: [^\0-\u0385]+){0,8}(?= [a-z]|[,.])")
"""Words that may be of another script; whether they are is asked afterwards: to compile a set takes as long as it has characters."""

_SCRIPTS = (
    ("\u0386", "\u052f", 2),
    ("\u0590", "\u07ff", 2),
    ("\u0900", "\u0e7f", 2),
    ("\u1100", "\u11ff", 1),
    ("\uac00", "\ud7a3", 1),
    ("\u3040", "\u30ff", 1),
    ("\u4e00", "\u9fff", 1),
    ("\u10a0", "\u10ff", 2),
    ("\u0530", "\u058f", 2),
)
"""First and last letter of other scripts, and how many of them make a word."""

_GLOSS = regex(r",? \(|, (?:an? |the |which |meaning |literally |or )|,? (?:means?|meaning|that is)\b")
"""Behind a foreign word that a writer explains."""

_LETTERS = regex(r"[^\W\d_]+")
_LONGEST_RUN = 4
_ARTICLES = frozenset(
    "la le les el los las der die das den un une una il lo gli i de des du del della di im am zum zur".split()
)
_SHARE = 600
"""An English text has an article in so many characters at least; lists and foreign texts have fewer."""

ENGLISH = FUNCTION_WORDS - {
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
_BORROWED = _SMALL - FUNCTION_WORDS
_ELSEWHERE = _BORROWED | frozenset(
    "wir sind ein wird hat ce dans sont nous vous avec esta este como más não os uma um em ao het een van niet zijn wordt det att och som är för på av inte".split()
)
_FEWEST_BORROWED = 2
"""One alone may be part of a name."""


def is_foreign(folded: str) -> bool:
    """Say whether a sentence has more small words of other languages than of English: what knows English alone cannot hear it."""
    told = _LETTERS.findall(folded)
    if _ELSEWHERE.isdisjoint(told):
        return False
    borrowed = sum(word in _ELSEWHERE for word in told)
    return borrowed >= _FEWEST_BORROWED and borrowed > sum(word in FUNCTION_WORDS for word in told)


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


def plain_words(text: str) -> list[str]:
    """Return the words of a text, letters alone."""
    return _LETTERS.findall(text)


def foreign_words(doc: Document) -> Iterator[tuple[int, int, Certainty]]:
    """Yield the spans of small words of another language between English ones, and sentences made of its words."""
    spots = [span for span in doc.hits.get("leak_translation.foreign", ()) if doc.text[span[0]].islower() or span[0] == 0]
    text = doc.text
    if not (spots or may_be_foreign(doc)) or len(spots) > _FEW or not _is_english(doc):
        return
    if _BEYOND.search(doc.unusual):
        yield from ((*span, "strong") for span in _strange(doc))
    if _ACCENTED.search(doc.unusual):
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
            yield sentence.start, sentence.end, "strong"
        elif text[start:end].lower() in _listed() and before and after:
            if _stands_alone(before[1], after[1]):
                yield start, end, "strong"
            elif run := _run(text, start, end):
                yield *run, "weak"


def may_be_foreign(doc: Document) -> bool:
    """Say whether a text has a letter with an accent, or what may be one of another script."""
    return _ACCENTED.search(doc.unusual) is not None or _BEYOND.search(doc.unusual) is not None


def _run(text: str, start: int, end: int) -> tuple[int, int] | None:
    """Return two to four words of another language, in small letters, around a listed one; English has none of them."""
    words = 1
    while words < _LONGEST_RUN and (after := _WORD_AFTER.match(text, end)) and _is_strange(after[1]):
        end, words = after.end(), words + 1
    while (
        words < _LONGEST_RUN
        and (before := _WORD_BEFORE.search(text, max(start - _NEAR, 0), start))
        and _is_strange(before[1])
    ):
        start, words = before.start(1), words + 1
    return (start, end) if words > 1 else None


def _is_strange(word: str) -> bool:
    """Say whether a word in small letters is in no English dictionary, or is small and of another language."""
    return word.islower() and (word in _ARTICLES or not is_listed(word))


@cache
def _listed() -> frozenset[str]:
    book = (each for group in phrasebook().phrases for each in group)
    return frozenset(phrase.words for phrase in book if phrase.group == "leak_translation.foreign")


def _is_english(doc: Document) -> bool:
    """Say whether the article is in English and not about words of another language: its small words are, by far."""
    if doc.field == "title":
        return any(word in ENGLISH for word in plain_words(doc.folded))
    the = doc.folded.count(" the ")
    return the > 1 and the * _SHARE >= len(doc.text)


def _strange(doc: Document) -> Iterator[tuple[int, int]]:
    """Yield words of another script between English ones; of many, none, because then they are what the text is about."""
    runs = [match.span() for match in islice(filter(_is_of_a_script, _STRANGE.finditer(doc.text)), _MOST)]
    if len(runs) <= _SENTENCE:
        yield from (
            run
            for run in runs
            if not is_quoted(doc, *run) and not is_shown(doc, *run) and not _GLOSS.match(doc.folded, run[1])
        )


def _is_of_a_script(match: re.Match[str]) -> bool:
    """Say whether words are of other scripts, the first one at least as long as a word of its script is."""
    words = match.group().split(" ")
    first, last, least = next((each for each in _SCRIPTS if each[0] <= words[0][0] <= each[1]), ("", "", 0))
    opening = words[0][:least]
    known = all(any(one <= char <= other for one, other, _ in _SCRIPTS) for word in words for char in word)
    return known and len(opening) == least > 0 and first <= min(opening) <= max(opening) <= last


def _is_foreign(folded: str) -> bool:
    """Say whether a sentence has two small words of other languages that English has not, or more, and none of English."""
    if "@" in folded or "#" in folded or "://" in folded or "pic." in folded:
        return False
    told = plain_words(folded)
    return (
        _SENTENCE <= len(told) <= _NEAR
        and sum(word in _BORROWED for word in told) > 1
        and not any(word in ENGLISH for word in told)
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
