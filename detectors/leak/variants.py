"""Labels under which a second version of the same text stands: numbered, by its wording, by its length, by where it is to go.

Papers number options, takes and drafts of other things as well; a label counts where it names the wording, or where what
stands under it tells again what the headline, the lead or the text under its like tells.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from detectors.document import Document
from detectors.expressions import regex
from detectors.leak.spans import content_lines, hits, line_index
from detectors.records import Certainty
from detectors.tokens.english import FUNCTION_WORDS

_GROUP = "leak_form.variant"
_LONGEST, _MOST, _LISTED, _ITEMS, _STEM = 400, 40, 2, 12, 5
_LEAST, _LEAST_SURE, _LEAST_SHORT, _SHARE = 5, 3, 2, 0.6
"""Words that two texts share at least: behind a label that other things have, behind one that they hardly have, and a headline's;
and the share of the shorter text's words."""

_WORDING = (
    r"(?:formal|informal|casual|conversational|neutral|punch(?:y|ier)|snapp(?:y|ier)|tight(?:er)?|concise|crisp(?:er)?|plain(?:er)?|playful|serious|factual|seo|tabloid|broadsheet|newsy|clickbait|straight(?: news)?"
    r"|~?\d{2,4}[ -]words?|(?:\w+ )?(?:tone|wording|style|voice|lede|register)|(?:more|less) \w+|(?:for )?(?:social(?: media)?|print|web|online|mobile|newsletter|the app))"
)
_NUMBERED = regex(
    rf"\W*(?P<kind>take|attempt|version|variant|option|draft|rewrite|candidate|alternative|pass|v)(?P<noun> (?:lede|lead|headline|title|intro|opening|dek|subhead))? ?#?(?P<number>\d{{1,2}}|[a-e])\b[ \W]{{0,3}}(?:\((?P<wording>{_WORDING}(?:, {_WORDING}){{0,2}})\)|(?P<length>~?\d{{2,4}} words))?\W{{0,4}}(?::|\u2013|\u2014|-|\Z)\W{{0,3}}(?P<told>.{{0,400}})"
)
_OF_THINGS = frozenset({"option", "alternative", "variant"})
"""What roads, walks and menus have as well."""

_MANY = regex(
    r"\W*(?:suggested|possible|alternative|alternate|more) (?:headlines|ledes|intros|openings|subheads)(?: \([^()\n]{2,30}\))?\W{0,3}:?\W*|\W*(?:(?:possible|suggested|more|other|alternative|alternate|some|\d) )?(?:headline|title|lede|intro|opening|subhead|dek)s? (?:ideas|options|suggestions|alternatives|candidates|variants|choices)(?: \([^()\n]{2,30}\))?\W{0,3}:?\W*"
)
_ITEM = regex(r"\W{0,3}(?:\d{1,2}[.)]|[a-eA-E][.)]|[-*\u2022])\s?\S")
_COMPARED = regex(
    r"\W*(?:or )?(?:(?P<given>here's |here is )?an? )?(?:even |slightly |much )?(?P<how>shorter|longer|punchier|tighter|snappier|plainer|simpler|crisper|warmer|bolder|drier|softer|(?:more|less) (?:formal|casual|neutral|conversational|concise|direct|dramatic|playful|serious|descriptive|vivid|readable|engaging|professional))(?P<noun> (?:version|cut|take|draft|one|alternative|option|variant|wording|phrasing|copy|lede|headline))?(?P<place> for (?:social(?: media)?|print|web|online|the web|mobile|the app|the newsletter|the homepage))?\W{0,3}:\W{0,3}(?P<told>.{3,400})"
)
_OF_WORDING = frozenset({" draft", " wording", " phrasing", " copy", " lede", " headline"})
_ANYTHINGS = frozenset("shorter longer tighter plainer simpler warmer bolder drier softer".split())
"""What a walk, a rule, a summer may be as well as a text."""

_PLACES = regex(
    r"(?:^|[.!?\n] ?)\W{0,3}for (?P<place>print|web|online|social(?: media)?|the app|mobile|facebook|instagram|linkedin|tiktok|twitter|x|whatsapp|the homepage|the newsletter): "
)
_WORD = regex(r"[^\W\d_]{4,}")


class Variant(NamedTuple):
    """A label with what stands behind it on its line, or with the list below it."""

    start: int
    end: int
    certainty: Certainty


def variants(doc: Document) -> Iterator[Variant]:
    """Yield the labels of further versions."""
    if _GROUP not in doc.hits or doc.field == "title":
        return
    known = _told_of(" ".join(line.folded for line in content_lines(doc, 3)) + " " + doc.headline.lower())
    seen: dict[str, list[tuple[str, set[str]]]] = {}
    for index in sorted({line_index(doc, start) for start, _ in hits(doc, _GROUP)})[:_MOST]:
        line = doc.lines[index]
        if len(line.text) > _LONGEST:
            continue
        if certainty := _graded(doc, index, known, seen):
            yield Variant(line.start, _list_end(doc, index), certainty)


def _last_placed(doc: Document, index: int) -> int:
    """Return where the last of the lines ends that begin with where their text is to go, or this line."""
    last = index
    while last + 1 < len(doc.lines) and last - index < _ITEMS and _PLACES.match(doc.lines[last + 1].folded):
        last += 1
    return doc.lines[last].end


def _list_end(doc: Document, index: int) -> int:
    """Return where the list below a heading of several ends, or the line itself."""
    last = index
    if _PLACES.match(doc.lines[index].folded):
        return _last_placed(doc, index)
    if _MANY.fullmatch(doc.lines[index].folded):
        while last + 1 < len(doc.lines) and last - index < _ITEMS and _ITEM.match(doc.lines[last + 1].text):
            last += 1
    return doc.lines[last].end


def _graded(doc: Document, index: int, known: set[str], seen: dict[str, list[tuple[str, set[str]]]]) -> Certainty | None:
    """Say how sure a line presents another version."""
    line = doc.lines[index]
    if _MANY.fullmatch(line.folded):
        below = doc.lines[index + 1 : index + 1 + _LISTED]
        return "strong" if len(below) == _LISTED and all(_ITEM.match(each.text) for each in below) else None
    told = doc.folded[line.start : _last_placed(doc, index)]
    if len({match["place"] for match in _PLACES.finditer(told)}) > 1:
        return "strong" if index > 1 and len(_told_of(told) & known) >= _LEAST_SURE else None
    if compared := _COMPARED.fullmatch(line.folded):
        return "strong" if _is_of_wording(compared, known, index) else None
    numbered = _NUMBERED.fullmatch(line.folded)
    return _by_number(doc, index, numbered, known, seen) if numbered else None


def _is_of_wording(compared: re.Match[str], known: set[str], index: int) -> bool:
    """Say whether what is shorter, punchier, more formal is a text: by its name, its place, or because it tells the same."""
    if compared["place"] or compared["noun"] in _OF_WORDING:
        return True
    told = _told_of(compared["told"])
    if compared["given"] and _retells(told, known, _LEAST_SURE):
        return True
    return index > 1 and compared["how"] not in _ANYTHINGS and _retells(told, known, _LEAST_SHORT)


def _by_number(
    doc: Document, index: int, numbered: re.Match[str], known: set[str], seen: dict[str, list[tuple[str, set[str]]]]
) -> Certainty | None:
    """Say how sure a numbered label is one of a text: by its words, or by what is told again under it."""
    kind, number = numbered["kind"], numbered["number"]
    if numbered["noun"] or kind == "rewrite" or ((numbered["wording"] or numbered["length"]) and kind not in _OF_THINGS):
        return "strong"
    told = _told_of(numbered["told"] or " ".join(each.folded[:_LONGEST] for each in doc.lines[index + 1 : index + 2]))
    before = seen.setdefault(kind, [])
    again = any(other != number and _retells(told, text) for other, text in before)
    before.append((number, told))
    if kind in _OF_THINGS:
        return None
    least = _LEAST_SURE if kind == "v" else _LEAST
    return "strong" if again or (index > 1 and _retells(told, known, least)) else None


def _told_of(folded: str) -> set[str]:
    """Return the beginnings of the words that carry what a text tells."""
    return {word[:_STEM] for word in _WORD.findall(folded) if word not in FUNCTION_WORDS}


def _retells(one: set[str], other: set[str], least: int = _LEAST) -> bool:
    """Say whether two texts tell the same: they share most of the words of the shorter one."""
    shared = len(one & other)
    return shared >= least and shared >= _SHARE * min(len(one), len(other))
