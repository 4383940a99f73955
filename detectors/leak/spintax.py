"""Find alternatives for a spinning program that stand side by side.

What it measures   Groups of options in braces with bars between them, nested or broken (``{big|large}``), the same in other
                   brackets and signs (``[a|b]``, ``#a|b#``), and near synonyms with strokes between them
                   (``big/huge/large``).
Why it matters     The text is raw material for copies of itself, and which wording was meant is unknown, so no edit helps.
Known misses       Two options with one stroke and nothing else in the text; strokes between words that no list has as
                   synonyms; groups with neither bars nor strokes.
Source             Manuals of spinning programs; strokes between three words stand in 6 of 8,405 human articles, which are
                   lists of names, people or clubs; hence the list of synonyms.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from itertools import chain, islice

from detectors.document import Document, Line
from detectors.expressions import regex
from detectors.gathered import Gathered, flags
from detectors.leak.guards import are_marks_meant, is_quoted, tempered
from detectors.leak.spans import matches, sentence_at
from detectors.leak.spin_groups import Group, drawn, graded_lists
from detectors.leak.synonyms import has_synonyms
from detectors.records import Certainty, Finding
from detectors.tokens.english import FUNCTION_WORDS

RULE = "leak.spintax"
_MOST_LINES, _MOST_SIGNS, _MOST, _LONGEST_LINE = 60, 300, 200, 4000
_TRIPLE, _COMPANY = 3, 2
_LONG_OPTION, _MOST_OPTIONS, _WORD = 60, 12, 3
_BRACE = regex(r"[{}]")
_SPLIT = regex(r"\|{1,2}|\^")
_NUMBERED = regex(r"\d{1,2}:(?=\w)")
_CODE = regex(r"[=<>;*\\()]|\$(?!\d)|://")
_LETTERS = regex(r"[^\W\d_]{2}")
_OPENED = regex(r"\{\{?[\w' -]{1,40}(?:[|^]\{?(?:[\w' ,-]{1,40}(?=[|^])|[\w'-]{0,25})){1,8}")
_CLOSED = regex(r"(?<![\w'-])[\w'-]{1,25}(?:[|^][\w' ,-]{1,40}){1,8}\}{1,2}")
_INSIDE = r"[\w'\u2019 ,.!?&\u20ac\u00a3$\"\u201c\u201d-]{0,60}"
_MARKED = tuple(
    regex(rf"{opens}{_INSIDE}(?:\|{{1,2}}{_INSIDE}){{1,8}}{closes}")
    for opens, closes in (
        (r"\[{1,2}", r"\]{1,2}"),
        ("<", ">"),
        ("#", "#"),
        ("%", "%"),
        ("~", "~"),
        (r"\(", r"\)"),
        (r"\*{1,2}", r"\*{1,2}"),
    )
)
_OPENERS = "[<#%~(*"
_LISTED = regex(r"[\[{<][\w' -]{1,40}(?:(?:[/\\~;\u00a6]|::|, ?)[\w' -]{1,40}){1,8}[\]}>]")
_LISTED_SIGN = regex(r"::|[/\\~;\u00a6,]")
_RARE = regex(r"\w(?:\|{1,2}|[~\u00a6^])\w")
_SIGNS, _OPENED_BY = "/\\|~^\u00a6", frozenset("[{<")
_RARER = frozenset("|{[<\\~^\u00a6")
_DIGITS = flags("0123456789")
_STROKE = regex(r"[/\\|~^\u00a6]{1,2}")
_BEFORE = regex(r"(?<![\w/.:@\\|#-])[^\W\d_][\w'\u2019-]{1,20} ?\Z")
_STROKES = regex(
    r"[^\W\d_][\w'\u2019-]{1,20}(?: ?(?:[/\\~^\u00a6]|//|\|{1,2}) ?[^\W\d_][\w'\u2019-]{1,20}){1,7}(?![\w/@\\]|\.\w|:/)"
)
_WORD_BEFORE = regex(r"[a-z'-]{2,15} \Z")
_WORD_AFTER = regex(r" (?:off|out|up|down|away|back|on|in|over|for)\b")
_NO_OPTIONS = frozenset("and or he she they him her them his hers their it its s".split())
_REACH = 24
_WORDING = regex(
    r"\b(?:cross(?:ed|es)|str(?:uck|ikes?)|rub(?:s|bed)) out\b|\b(?:underlin\w+|circl(?:ed|es)|tick(?:s|ed)|deleted?s?)\b|\b(?:e-?mails?|adjectives?|adverbs?|synonyms?|thesaurus|vocabulary|dictionary|wordings?|prose|handwriting)\b|\b(?:wrote|writes|scribble[sd]|typed|types) \w+/\w"
)
"""A sentence on how somebody words a thing may offer the choice itself."""


def choose(gathered: Gathered, places: Collection[int]) -> set[int]:
    """Return the texts with a rarer sign, and those with two strokes before letters."""
    found = gathered.bearing(places, _RARER)
    strokes = gathered.at("/")
    owners = gathered.owners(strokes[~_DIGITS.take(gathered.codes.take(strokes + 1))])
    found.update(owners[1:][owners[1:] == owners[:-1]].tolist())
    return found.intersection(places)


def detect(doc: Document) -> list[Finding]:
    """Return one finding for each group of options; none has an edit."""
    text, signs = doc.text, doc.signs
    groups = list(_grouped(doc)) if "|" in signs or ("{" in signs and "^" in signs) else []
    graded = {(group.start, group.end): certainty for group, certainty in _graded(groups)}
    if not _OPENED_BY.isdisjoint(signs):
        graded.update(dict.fromkeys(drawn(doc), "certain"))
        listed = [group for group in _listed(doc) if not _touches(group, groups)]
        groups += listed
        graded.update(graded_lists(listed, text))
    strokes = [at for at in _places(text, signs) if not text[at + 1 : at + 2].isdigit()]
    if len(strokes) > 1 or (strokes and text[strokes[0]] != "/"):
        for group, certainty in _graded_strokes([each for each in _strokes(doc, strokes) if not _touches(each, groups)]):
            graded[group.start, group.end] = tempered(doc, group.start, group.end, certainty) or "weak"
        if len(graded) == 1 and _WORDING.search(sentence_at(doc, *next(iter(graded))).folded):
            graded = dict.fromkeys(graded, "weak")
    spans = [(*span, certainty) for span, certainty in sorted(graded.items())[:_MOST]]
    return _guarded(doc, spans)


def _guarded(doc: Document, spans: list[tuple[int, int, Certainty]]) -> list[Finding]:
    """Weaken what is only ever quoted, and what a text about code or markup shows on purpose."""
    if not spans:
        return []
    found = [doc.finding(RULE, *span) for span in spans]
    quoted = all(is_quoted(doc, start, end) for start, end, _ in spans)
    return [each._replace(certainty="weak") for each in found] if quoted or are_marks_meant(doc, found) else found


def _touches(group: Group, others: list[Group]) -> bool:
    return any(group.start < other.end and other.start < group.end for other in others)


def _graded(groups: list[Group]) -> Iterator[tuple[Group, Certainty]]:
    """Yield the groups between brackets; small words are what a pupil has to choose from, and any but single braces need synonyms or company of their own form."""
    groups = [group for group in groups if not FUNCTION_WORDS.issuperset(option.strip() for option in group.options)]
    for sign in dict.fromkeys(group.sign for group in groups):
        like = [group for group in groups if group.sign == sign]
        sure = any(group.near for group in like) or (len(like) >= _COMPANY and sign not in {"{{", "[["})
        for group in like:
            if sign == "{":
                yield group, "certain" if sure or _has_words(group) else "weak"
            elif sure:
                yield group, "certain" if sign[0] in "{[" else "strong"
            elif sign not in {"{{", "[[", "("}:
                yield group, "weak"


def _has_words(group: Group) -> bool:
    """Say whether an option is more than a number or an abbreviation."""
    return any(len(option.strip()) >= _WORD and _LETTERS.search(option) for option in group.options)


def _graded_strokes(groups: list[Group]) -> Iterator[tuple[Group, Certainty]]:
    """Yield options between strokes: three of which two are synonyms, or rarer signs all through; in their company any of words."""
    near = [group for group in groups if group.near]
    triples = [group for group in groups if len(group.options) >= _TRIPLE and group.lower]
    rare = [group for group in groups if group.sign == "|" and group.lower]
    sure = any(len(group.options) >= _TRIPLE or group.sign == "|" for group in near) or len(near) >= _TRIPLE
    if len(near) < len(groups) - len(near):
        sure = len(rare) == len(groups) >= _COMPANY
    for group in groups:
        if sure and (group in near or group in triples or group in rare):
            yield group, "strong"
        elif (
            (group in near and (group.lower or len(near) >= _COMPANY))
            or (group in triples and len(triples) >= _COMPANY)
            or (near and group.lower)
        ):
            yield group, "weak"


def _grouped(doc: Document) -> Iterator[Group]:
    """Yield the groups between brackets, line by line."""
    for line in islice(_lines_with_bars(doc), _MOST_LINES):
        braced = list(_braced(line)) if "{" in line.text or "}" in line.text else []
        yield from braced
        signs = [index for index, sign in enumerate(_OPENERS) if sign in line.text]
        for index in signs:
            for match in islice(_MARKED[index].finditer(line.text), _MOST_SIGNS):
                group = _group(line, *match.span())
                if group and not _touches(group, braced):
                    yield group


def _listed(doc: Document) -> Iterator[Group]:
    """Yield what lists words in brackets by another sign than a bar."""
    found = chain.from_iterable(islice(matches(_LISTED, doc.text, sign), _MOST) for sign in _OPENED_BY)
    for match in sorted(found, key=re.Match.start)[:_MOST]:
        inside = doc.folded[match.start() + 1 : match.end() - 1]
        yield Group(*match.span(), tuple(option.strip() for option in _LISTED_SIGN.split(inside)), match.group()[0])


def _lines_with_bars(doc: Document) -> Iterator[Line]:
    """Yield the lines that hold a bar, of a long one the first part."""
    for line in doc.lines:
        if "|" in line.text or "^" in line.text:
            yield line._replace(text=line.text[:_LONGEST_LINE], folded=line.folded[:_LONGEST_LINE])


def _group(line: Line, start: int, end: int) -> Group | None:
    """Return what stands between two brackets as a group, unless it is code."""
    text = line.text[start:end]
    sign = text[:2] if text[:2] in {"{{", "[["} and text[-2:] in {"}}", "]]"} else text[0]
    inside = line.folded[start:end].strip("{}[]<>#%~()")
    options = tuple(_NUMBERED.sub("", option.strip("{}")) for option in _SPLIT.split(inside))
    told = [option for option in options if option.strip()]
    if not told or len(options) < _COMPANY or _CODE.search(inside):
        return None
    if len(told) == 1 and sign[0] in "<(":
        return None
    if "^" in inside and not all(len(option) >= _WORD for option in told):
        return None
    return Group(line.start + start, line.start + end, options, sign)


def _braced(line: Line) -> Iterator[Group]:
    """Yield the groups in braces, the outermost of nested ones, and the pieces of broken ones."""
    opened: list[int] = []
    reach = 0
    for match in islice(_BRACE.finditer(line.text), _MOST_SIGNS):
        if match.group() == "{":
            opened.append(match.start())
        elif opened:
            start = opened.pop()
            if not opened and (group := _group(line, start, match.end())):
                whole = not _is_broken(group)
                yield from (group,) if whole else _pieces(line, start, match.end())
                reach = match.end()
    if opened or not reach:
        yield from _pieces(line, max(reach, opened[0] if opened else 0), len(line.text))


def _is_broken(group: Group) -> bool:
    """Say whether a brace was closed by another group's: one option is a sentence, another a word."""
    sizes = [len(option) for option in group.options if option.strip()]
    return max(sizes) > _LONG_OPTION and min(sizes) < max(sizes) / 4


def _pieces(line: Line, start: int, end: int) -> Iterator[Group]:
    """Yield groups of which a brace is missing."""
    for expression in (_OPENED, _CLOSED):
        for match in islice(expression.finditer(line.text, start, end), _MOST_OPTIONS):
            if group := _group(line, *match.span()):
                yield group._replace(sign="{")


def _strokes(doc: Document, places: list[int]) -> Iterator[Group]:
    """Yield words with strokes between them, whether or not they mean the same."""
    text, reach = doc.text, -1
    for stroke in places:
        if stroke < reach or text[stroke + 1 : stroke + 2].isdigit():
            continue
        first = max(stroke - _REACH, 0)
        word = _BEFORE.search(text[first:stroke])
        match = _STROKES.match(text, first + word.start()) if word else None
        if match:
            reach = match.end()
            options = [option.strip() for option in _STROKE.split(doc.folded[match.start() : reach])]
            if _NO_OPTIONS.isdisjoint(options) and len(set(options)) == len(options):
                start, reach = _with_verbs(doc, match.start(), reach, options)
                sign = "|" if _RARE.search(match.group()) else "/"
                yield Group(start, reach, tuple(options), sign, text[start:reach].islower())


def _places(text: str, signs: frozenset[str]) -> list[int]:
    """Return where strokes stand; to look for each sign apart is ten times as fast as one expression."""
    places: list[int] = []
    for sign in _SIGNS:
        at = text.find(sign) if sign in signs else -1
        while at >= 0 and len(places) < _MOST_SIGNS:
            places.append(at)
            at = text.find(sign, at + 1)
    return sorted(places)


def _with_verbs(doc: Document, start: int, end: int, options: list[str]) -> tuple[int, int]:
    """Return the span with a first or last option of two words, such as "put off", in full."""
    before = _WORD_BEFORE.search(doc.folded[max(start - _REACH, 0) : start])
    if before and _is_near(before.group() + options[0], options[0], options[1:]):
        options[0] = before.group() + options[0]
        start -= len(before.group())
    after = _WORD_AFTER.match(doc.folded, end)
    if after and _is_near(options[-1] + after.group(), options[-1], options[:-1]):
        options[-1] += after.group()
        end = after.end()
    return start, end


def _is_near(longer: str, plain: str, others: list[str]) -> bool:
    """Say whether a wording is a synonym only with the word beside it."""
    return any(has_synonyms([longer, other]) and not has_synonyms([plain, other]) for other in others)
