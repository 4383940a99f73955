"""Find the counters of a page: views, votes, pages, and bare numbers beside its widgets.

What it measures   Short lines of numbers and of what a page counts, and lone numbers outside of the text beside other furniture.
Why it matters     They change with every scrape and interrupt the text.
Known misses       A lone number among paragraphs, which may number a part; counts of shares and comments have their rules.
Source             Widgets of news sites, see seeds/phrases/residue_counter.txt.
"""

from __future__ import annotations

from detectors.document import Document
from detectors.expressions import regex
from detectors.furniture.looks import FIGURED, lines_that
from detectors.furniture.name_lists import is_in_list
from detectors.furniture.notices import Found, findings, is_outside
from detectors.furniture.short_lines import is_widget, prose_zone, widget_cover
from detectors.furniture.widget_words import is_count, line_words, lines_at, lines_filled, word_classes
from detectors.records import Certainty, Finding

RULE = "residue.counter"
_LIST = "residue_counter"
_LONGEST, _LONGEST_AGED, _MOST_WORDS = 60, 36, 7
_EYE = "(?:[\U0001f440\U0001f441\U0001f4c8\U0001f4ca\U0001f525\U0001f44d\U0001f44e\u2764\u2665\U0001f4ac\U0001f5e8\U0001f501\U0001f504]\ufe0f? ?)"
"""What a counter may show in place of what it counts."""

_SHOWN = regex(rf"(?:{_EYE}\d[\d.,]{{0,8}}[km]?\+?\s*){{1,5}}")
_AGED = regex(r"(?:\d{1,2}|an?) (?:min(?:ute)?|hour|day|week|month|year)s? ago(?:\s+\d[\d.,]{0,6}k?){1,3}")
"""How old a text is, with the counts of a template behind it: "3 weeks ago 0 17"."""

_NUMBER = regex(
    r"[(\[]?[+]?\d{1,3}(?:[.,]?\d{1,3}){0,2} ?[kKmM]?\+?[)\]]?|\(?\d{1,3} ?(?:/|of|von|de|sur) ?\d{1,3}\)?"
    r"|pages?:? ?\d{1,3}(?: (?:of )?\d{1,3}){0,9}"
)


def detect(doc: Document) -> list[Finding]:
    """Return one finding for each counter."""
    lines = doc.lines
    found: Found = {}
    for index in lines_at(doc, (f"{_LIST}.trigger",), _LONGEST):
        if _counts(lines[index].folded):
            found[index] = "weak" if _is_doubtful(doc, index) else "strong"
    found |= _figures(doc)
    for index in lines_filled(doc, f"{_LIST}.alone"):
        if any(_NUMBER.fullmatch(other.folded) for other in lines[max(index - 1, 0) : index + 2]) and is_outside(doc, index):
            found[index] = "strong"
    return findings(doc, RULE, found) if found else []


def _figures(doc: Document) -> Found:
    """Return the lines of figures behind a sign; where no paragraph stands, of figures alone and of how old the text is, too."""
    lines, found = doc.lines, Found()
    for index in lines_that(doc, FIGURED):
        folded = lines[index].folded
        if not index:
            continue
        if not folded.isascii() and _SHOWN.fullmatch(folded):
            found[index] = "strong"
        elif len(folded) <= _LONGEST_AGED and is_outside(doc, index):
            if _NUMBER.fullmatch(folded):
                found[index] = _of_number(doc, index)
            elif _AGED.fullmatch(folded):
                found[index] = "strong"
    return found


def _counts(folded: str) -> bool:
    """Say whether a line is a number and what it counts, nothing else."""
    told = line_words(folded)
    if not 1 < len(told) <= _MOST_WORDS or not any(map(is_count, told)):
        return False
    classes = word_classes(_LIST)
    named = [word for word in told if not is_count(word)]
    return not classes["noun"].isdisjoint(named) and (classes["noun"] | classes["glue"]).issuperset(named)


def _is_doubtful(doc: Document, index: int) -> bool:
    first, last = prose_zone(doc)
    return first < index < last or is_in_list(doc, index)


def _of_number(doc: Document, index: int) -> Certainty:
    """Say how sure a lone number is: in a column of numbers and names it may be a table's or a result's."""
    lines, cover = doc.lines, widget_cover(doc)
    beside = [other for other in (index - 1, index + 1) if 0 <= other < len(lines)]
    return "strong" if any(is_widget(lines[other], cover.get(other, 0)) for other in beside) else "weak"
