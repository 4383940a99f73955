"""Find the headline where it stands again as a line of the body.

What it measures   Lines that are the headline again: whole, shortened to its beginning or by some words, with a site's name or
                   a label added, or one word off.
Why it matters     Headline repeats come from galleries, share boxes and generators: none in 8,405 human articles.
Known misses       A second headline in other words; its first four words or fewer, where they are less than half of it.
Source             Figures of the project's own count over BBC, Reuters and XSum articles of before 2018.
"""

from __future__ import annotations

from difflib import SequenceMatcher

from detectors.document import Document, Line
from detectors.expressions import regex
from detectors.furniture.short_lines import prose_zone, vocabulary, words
from detectors.records import Certainty, Finding
from detectors.tokens.folding import fold

RULE = "boilerplate.repeated_headline"
_TOKEN = regex(r"[^\W_]+")
_SITE = regex(r"\s+[-|•·»:]{1,2}\s+")
_CRUMBS = regex(r"^[^»>›/]{2,30} (?:»|>|›|/) [^»>›/]{2,40} (?:»|>|›|/) ")
"""The way to the article, section by section, which is navigation."""

_LENGTH, _ADDED_LENGTH = 220, 60
_SENTENCE_WORDS = 12
_FEWEST, _HEAD_LINES = 4, 5
_PREFIX_SHARE, _PART_SHARE, _NEAR = 0.45, 0.6, 0.8
_ADDED_WORDS = 4
_PREFIX_WORDS, _OPENING, _KEPT_SHARE = 5, 3, 0.4
_SENTENCE_ENDS = (".", '."', ".'")
_ARTICLES = frozenset({"a", "an", "the"})
_ELLIPSES = ("...", "…", "...]", "…]")
_CUT_SHORT = regex(r"\s*\[?(?:\.\.\.|…)\]?$")


def detect(doc: Document) -> list[Finding]:
    """Return one finding for each line after the headline's first appearance that repeats it."""
    headline = _headline(doc)
    if len(headline) > _LENGTH or (headline.endswith(".") and headline.count(" ") >= _SENTENCE_WORDS):
        return []
    heads = _variants(headline)
    if not heads:
        return []
    longest = max(len(" ".join(head)) for head in heads) + _ADDED_LENGTH
    matches: list[tuple[int, Certainty]] = []
    signs, words = {head[place] for head in heads for place in (0, 1, -1)}, frozenset().union(*heads)
    fewest = min(_FEWEST - 1, *(len(set(head)) for head in heads))
    for index, line in enumerate(doc.lines):
        if len(folded := line.folded) > longest:
            continue
        for sign in signs:
            if sign in folded:
                if sum([word in folded for word in words]) >= fewest and (certainty := _repeats(line, heads)):
                    matches.append((index, certainty))
                break
    if matches and (matches[0][1] == "certain" or matches[0][0] < max(prose_zone(doc)[0], 1)):
        del matches[0]
    return [_finding(doc, doc.lines[index], certainty) for index, certainty in matches]


def _finding(doc: Document, line: Line, certainty: Certainty) -> Finding:
    """Return the finding; where the headline is a guess, a sentence that quotes somebody again is the article's own."""
    if not doc.title.strip() and '"' in line.folded and line.folded.endswith(_SENTENCE_ENDS):
        return doc.finding(RULE, line.start, line.end, "weak")
    return doc.cut(RULE, line.start, line.end, certainty)


def _headline(doc: Document) -> str:
    """Return the title, or the first line of the head that can be one: a page may begin with its menu, a byline, a remark."""
    if doc.title.strip() or not doc.lines:
        return fold(doc.headline)
    page = vocabulary("function", "page")
    for line in doc.lines[: min(prose_zone(doc)[0], _HEAD_LINES)]:
        told = words(line.folded)
        if len(told) >= _FEWEST and told[0] != "by" and line.text[-1] != ":" and not page.issuperset(told):
            return line.folded
    return doc.lines[0].folded


def _variants(headline: str) -> list[list[str]]:
    """Return the words of the headline, and those without the site's name behind or before it."""
    told = _TOKEN.findall(headline)
    if len(told) < _FEWEST - 1:
        return []
    parts = _SITE.split(headline)
    if len(parts) == 1:
        return [told]
    return [told, *(part for part in map(_TOKEN.findall, parts) if len(part) >= max(_FEWEST, len(told) / 2))]


def _repeats(line: Line, heads: list[list[str]]) -> Certainty | None:
    folded = _CUT_SHORT.sub("", line.folded) if line.folded.endswith(_ELLIPSES) else line.folded
    told = _TOKEN.findall(folded)
    if _CRUMBS.match(line.text):
        return None
    grades = [_grade(told, head, ends=folded.endswith(".")) for head in heads]
    if not any(grades) and any(head[0] in told for head in heads) and len(parts := _SITE.split(folded)) > 1:
        tokens = [_TOKEN.findall(part) for part in (parts[0], parts[-1])]
        grades = ["strong" for part in tokens if len(part) >= _FEWEST for head in heads if _grade(part, head, ends=False)]
    return "certain" if "certain" in grades else "strong" if "strong" in grades else "weak" if "weak" in grades else None


def _grade(told: list[str], head: list[str], *, ends: bool) -> Certainty | None:
    """Say how surely the words of a line are the headline's; a sentence (``ends``) only if they are all the same."""
    if told == head:
        return "certain" if len(head) >= _FEWEST else "weak"
    if ends or min(len(told), len(head)) < _FEWEST:
        return None
    share = len(told) / len(head)
    if told == head[: len(told)]:
        return "strong" if share >= _PREFIX_SHARE or sum(map(str.isalpha, told)) >= _PREFIX_WORDS else None
    if share <= 1:
        if (
            share >= _KEPT_SHARE
            and len(told) >= _PREFIX_WORDS
            and told[:_OPENING] == head[:_OPENING]
            and _is_kept(head, told)
        ):
            return "strong"
        return "strong" if share >= _PART_SHARE and (_holds(head, told) or _is_near(told, head)) else None
    return "strong" if len(told) - len(head) <= _ADDED_WORDS and (_holds(told, head) or _is_near(told, head)) else None


def _holds(longer: list[str], shorter: list[str]) -> bool:
    """Say whether ``shorter`` stands in ``longer`` without a gap."""
    size = len(shorter)
    return any(longer[at : at + size] == shorter for at in range(len(longer) - size + 1))


def _is_kept(longer: list[str], shorter: list[str]) -> bool:
    """Say whether ``shorter`` is ``longer`` with some words left out, articles apart."""
    left = iter(longer)
    return all(word in left for word in shorter if word not in _ARTICLES)


def _is_near(told: list[str], head: list[str]) -> bool:
    """Say whether nearly all words are shared, in order."""
    shared = len(set(told) & set(head)) / max(len(set(told)), len(set(head)))
    return shared >= _NEAR and SequenceMatcher(None, told, head, autojunk=False).ratio() >= _NEAR
