"""Find the page's ways about: links to skip, tools for reading, menus and breadcrumbs.

What it measures   Labels of such links, notices of the browser, rows of sections between bars or arrows, and columns of
                   section names outside of the text.
Why it matters     The menu is the longest thing on many pages that is alike on all of them.
Known misses       Menus of names that no section has; words of a menu that were glued together.
Source             Templates of news sites, see seeds/phrases/boilerplate_navigation.txt.
"""

from __future__ import annotations

import re
from functools import cache, lru_cache

from detectors.document import Document, Line
from detectors.expressions import regex
from detectors.furniture.notices import Found, findings, is_outside, notices
from detectors.furniture.short_lines import is_isolated, is_prose, lines_having, prose_zone, short_lines
from detectors.furniture.widget_words import line_words, word_classes
from detectors.records import Finding

RULE = "boilerplate.navigation"
_LIST, _LONGEST = "boilerplate_navigation", 300
_SEPARATORS = ("|", ">", "»", "›", "•", "·", " / ")
SEPARATING = frozenset(mark.strip() for mark in _SEPARATORS)
"""The signs of a text with a mark that may part a row."""
_MARK, _DIGIT = regex("|".join(map(re.escape, _SEPARATORS))), regex("[0-9]")
_SEPARATOR = regex(r"\s*[|>»›•·]+\s*|\s+/\s+")
_LONGEST_ROW, _PART_WORDS, _CRUMBS = 1500, 6, 2
_LONGEST_TOOL, _MARKS = 14, " .:*_-|<>«»‹›←→[]()"
_SECTION_SHARE, _COLUMN, _LONGEST_NAME = 0.4, 3, 30


def detect(doc: Document) -> list[Finding]:
    """Return one finding for each line."""
    found = notices(doc, _LIST, _LONGEST) | _alone(doc)
    if found:
        found = {index: "weak" if is_isolated(doc, index, found) else certainty for index, certainty in found.items()}
    if not SEPARATING.isdisjoint(doc.signs):
        marks = [mark for mark in _SEPARATORS if mark.strip() in doc.signs]
        found |= {index: "strong" for index in lines_having(doc, doc.text, marks) if _is_row(doc.lines[index])}
    if len(short_lines(doc)) >= _COLUMN:
        found |= _columns(doc)
    if len(doc.lines) > 1 and doc.lines[0].text == doc.headline and not doc.title:
        found.pop(0, None)
    return findings(doc, RULE, found) if found else []


def _alone(doc: Document) -> Found:
    """Return the lines that a single word of a page's tools fills."""
    known, lines = word_classes(_LIST)["alone"], doc.lines
    return {
        index: "strong"
        for index in short_lines(doc)
        if len(lines[index].text) <= _LONGEST_TOOL and lines[index].folded.strip(_MARKS) in known
    }


@cache
def _names() -> tuple[frozenset[str], frozenset[str]]:
    """Return the words of sections, and those with the small words between them."""
    classes = word_classes(_LIST)
    return classes["section"], classes["section"] | classes["glue"]


@lru_cache(maxsize=1 << 12)
def _is_section(folded: str) -> bool:
    """Say whether words are those of sections alone."""
    section, known = _names()
    told = line_words(folded)
    return 0 < len(told) <= _PART_WORDS and known.issuperset(told) and not section.isdisjoint(told)


def _has_digit(folded: str) -> bool:
    return (not folded.isascii() or _DIGIT.search(folded) is not None) and any(map(str.isdigit, folded))


def _is_row(line: Line) -> bool:
    """Say whether a line is a menu: short parts between bars, of which enough are sections; or the way to the article."""
    folded = line.text.lower()
    if len(folded) > _LONGEST_ROW or not _MARK.search(folded) or (is_prose(line) and ". " in folded):
        return False
    parts = [part for part in _SEPARATOR.split(folded) if part.strip(" .,:-*_")]
    if len(parts) < _CRUMBS or any(part.count(" ") > _PART_WORDS for part in parts[:-1]) or _has_digit(folded):
        return False
    sections = sum(map(_is_section, parts))
    if len(parts) == _CRUMBS:
        return sections == _CRUMBS and "|" not in folded
    crumbs = ">" in folded or "»" in folded or "›" in folded
    return sections >= (1 if crumbs and _is_section(parts[0]) else max(2, _SECTION_SHARE * len(parts)))


def _columns(doc: Document) -> Found:
    """Return the runs of lines that are each a section's name, above or below the text."""
    lines, told = doc.lines, 0
    found: Found = {}
    run: list[int] = []
    first, last = prose_zone(doc)
    for index in short_lines(doc):
        if first <= index <= last or len(lines[index].text) > _LONGEST_NAME or not _is_section(lines[index].folded):
            continue
        if not run or run[-1] != index - 1:
            run, told = [], 0
        run.append(index)
        if len(run) >= _COLUMN and is_outside(doc, index):
            found.update(dict.fromkeys(run[told:], "strong"))
            told = len(run)
    return found
