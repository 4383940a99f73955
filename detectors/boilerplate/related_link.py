"""Find the links to other articles that a page leaves between and below its paragraphs.

What it measures   Labelled links ("Read also: …"), lists under such a label, and lines that look like a headline where
                   only page furniture stands: below the last paragraph, or directly above a sharing or comment widget.
Why it matters     Another article's headline reads as this one's last sentence.
Known misses       A bare headline between two paragraphs: by its shape it is a subhead, and subheads stay.
Source             In-text links and closing boxes of news templates.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from importlib.resources import files

from detectors.characters import EMOJI_RUN
from detectors.document import Document, Line
from detectors.expressions import regex
from detectors.furniture.arrowed import between
from detectors.furniture.headline_shape import is_headline_like
from detectors.furniture.link_labels import listed as link_list
from detectors.furniture.link_labels import worded
from detectors.furniture.looks import CLOSING, EDGED, OPENING, OTHER, PAGE, WIDGET, kinds, lines_that
from detectors.furniture.name_lists import is_in_list
from detectors.furniture.short_lines import (
    covered_widgets,
    hit_lines,
    is_isolated,
    is_prose,
    is_told,
    is_wrapped,
    listed,
    prose_zone,
    vocabulary,
    words,
)
from detectors.phrases.phrasebook import parse_list
from detectors.records import Certainty, Finding
from detectors.tokens.folding import fold

RULE = "boilerplate.related_link"
_LIST = "boilerplate_related_link"
_LENGTH = 200
_REPEATED_WORDS = 5
_LINK_WORDS, _BUTTON_WORDS, _CLOSING_WORDS = 20, 12, 18
_TAIL_WORDS, _COLON_WORDS = 4, 2
_RUN, _NEAR = 3, 3
_MOST_BETWEEN = 2
"""So many headlines between paragraphs are links; more, each over a button, are the subheads of a list of goods."""

_SUBJECTS = (" topics", " topics:", " tags", " tags:")
"""How a label ends that stands over subjects and no articles."""

_HEADLINE = "h"
"""What a line is besides by its shape."""

_BEGINNING = 3
"""Characters by which labels are looked up."""
_SEPARATOR = regex(r"\s*(?:[:|>»›→•]|[-–—](?=\s))+\s*")
_MARKS = " \t.:…»›>→▸▶+*#_|-–—[]()"
_MARKED = regex(r"(?:[>\"›→►▸▶➤➡⇒☞👉🔗📌📖📰🔴▪■●★☆•·*+|←‹<\[(-]\ufe0f?\s*){1,4}")
_ARROW = regex(r"(?:>{2,3}|»|←|‹|→|►|▶\ufe0f?|▸|📌|➤|➡\ufe0f?|⇒|☞|👉|🔗)\s*(?=\S)")
_POINTS_ON = regex(r"(?<!\s)\s*(?:»|>{1,3}|→|►|➤|›|👉|\[(?:…|\.\.\.)\])$")

Found = dict[int, Certainty]


def detect(doc: Document) -> list[Finding]:
    """Return one finding for each line that points to another article."""
    lines = doc.lines
    named = _LIST in listed(doc)
    edged = _edged(lines, range(len(lines)) if named else lines_that(doc, EDGED))
    found = _positioned(doc) | worded(doc) | (_labelled(doc) if named else {})
    found |= _below(doc)
    if edged:
        last = prose_zone(doc)[1]
        arrowed = {} if is_wrapped(doc) else between(doc, edged, last) | _arrowed(doc, edged, last)
        found = arrowed | found | _marked(doc, edged, last)
    head = words(fold(doc.headline)) if found else []
    return [
        _finding(doc, lines[index], "weak" if certainty == "strong" and _is_doubtful(doc, index, found) else certainty)
        for index, certainty in sorted(found.items())
        if index and not _is_headline(words(lines[index].folded), head) and not lines[index].folded.endswith(_SUBJECTS)
    ]


def _is_doubtful(doc: Document, index: int, found: Found) -> bool:
    """Say whether a line may be a sentence of the article, alone among its paragraphs, or one of a list of names."""
    line = doc.lines[index]
    if not line.folded.endswith(".") or line.folded.endswith(("...", " more.")) or line.text[0] in OPENING:
        return is_in_list(doc, index)
    return not _ends_with_link(line) and is_isolated(doc, index, found)


@cache
def _closings() -> re.Pattern[str]:
    phrases = parse_list(_LIST, files("seeds").joinpath("phrases", f"{_LIST}.txt").read_text("utf-8"))
    closings = (each.words for each in phrases if each.group.endswith(".closing") and not each.closes_line)
    return regex("|".join(map(re.escape, closings)))


def _ends_with_link(line: Line) -> bool:
    return _closings().search(line.folded) is not None


def _edged(lines: tuple[Line, ...], among: Iterable[int]) -> list[int]:
    """Return the lines below the first that open or close with a mark; without a listed phrase only short ones matter."""
    marked = [index for index in among if (text := lines[index].text)[0] in OPENING or text[-1] in CLOSING]
    return [index for index in marked if index and len(lines[index].text) <= _LENGTH]


def _is_headline(told: Sequence[str], head: Sequence[str]) -> bool:
    """Say whether a line is this article's own headline, whole or its beginning: a repeat, and no link."""
    return told == head or (len(told) >= _REPEATED_WORDS and told == head[: len(told)])


@cache
def _labels() -> Mapping[str, Sequence[tuple[str, str]]]:
    """Return the labels with the group of each, the longest first, by what they begin with."""
    source = files("seeds").joinpath("phrases", f"{_LIST}.txt").read_text("utf-8")
    groups = {
        each.words: each.group.removeprefix(f"{_LIST}.") for each in reversed(parse_list(_LIST, source)) if each.opens_line
    }
    labels: dict[str, list[tuple[str, str]]] = {}
    for label in sorted(groups, key=len, reverse=True):
        labels.setdefault(label[:_BEGINNING], []).append((label, groups[label]))
    return labels


def _label_of(folded: str) -> tuple[str, str] | None:
    """Return the label that words behind a mark, where the phrasebook does not look, begin with, and its group."""
    for label, group in _labels().get(folded[:_BEGINNING], ()):
        behind = folded[len(label) : len(label) + 1]
        if folded.startswith(label) and not (behind.isalnum() or behind == "_"):
            return label, group
    return None


def _marked(doc: Document, edged: list[int], last: int) -> Found:
    """Return the lines that a label opens behind a bullet, an arrow or a bracket."""
    found: Found = {}
    for index in edged:
        line = doc.lines[index]
        mark = _MARKED.match(line.folded) or EMOJI_RUN.match(line.folded)
        folded = line.folded[mark.end() :].strip("]) ") if mark else ""
        if (told := _label_of(folded)) and (told[1] != "tail" or index > last):
            certainty = _of_label(told[1], line, folded[len(told[0]) :])
            if certainty:
                found[index] = certainty
    return found


def _below(doc: Document) -> Found:
    """Return the lines below the text that open with a word which announces another article only there."""
    named = hit_lines(doc, f"{_LIST}.tail")
    if not named:
        return {}
    last = prose_zone(doc)[1]
    found: Found = {}
    for index, spans in named.items():
        line = doc.lines[index]
        rest = line.folded[max(end for _, end in spans) - line.start :]
        if index > last and len(line.text) <= _LENGTH and (certainty := _of_label("tail", line, rest)):
            found[index] = certainty
    return found


def _arrowed(doc: Document, edged: list[int], last: int) -> Found:
    """Return the headline-like lines with an arrow behind them, anywhere, or before them, below the text.

    A list that a line with a colon, or a subhead, announces is the article's own.
    """
    lines = doc.lines
    found: dict[int, Certainty] = {}
    for index in edged:
        line = lines[index]
        behind = _POINTS_ON.search(line.text) if line.text[-1] in CLOSING else None
        arrow = _ARROW.match(line.text)
        if behind and "\u00ab" not in line.text and is_headline_like(_bare(line, 0, behind.start())):
            found[index] = "strong"
        elif arrow and index > last and is_headline_like(_bare(line, arrow.end(), None)):
            above = lines[index - 1]
            if index - 1 in found or _is_end(doc, index - 1, above):
                found[index] = "strong"
    return found


def _is_end(doc: Document, index: int, line: Line) -> bool:
    """Say whether a line ends the text or stands below it, and announces nothing."""
    return not line.text.endswith(":") and (is_prose(line) or kinds(doc)[index] == WIDGET)


def _bare(line: Line, start: int, end: int | None) -> Line:
    """Return a line without its arrow."""
    return line._replace(text=line.text[start:end].strip(), folded=line.folded[start:end].strip())


def _finding(doc: Document, line: Line, certainty: Certainty) -> Finding:
    if certainty == "weak":
        return doc.finding(RULE, line.start, line.end, certainty)
    return doc.cut(RULE, line.start, line.end, certainty)


def _labelled(doc: Document) -> Found:
    """Return the lines that a label makes a link, and those listed under one (unless lines are broken by width)."""
    found: Found = {}
    for group in ("free", "button", "strict", "colon", "closing"):
        for index, spans in hit_lines(doc, f"{_LIST}.{group}").items():
            line = doc.lines[index]
            if line.text == doc.headline or index == 0 or len(line.text) > _LENGTH:
                continue
            rest = line.folded[max(end for _, end in spans) - line.start :]
            certainty = _of_label(group, line, rest)
            if certainty and group == "strict" and _is_alone(rest) and _is_subhead(doc, index):
                certainty = "weak"
            if certainty:
                found[index] = certainty
            if certainty and group in ("free", "strict") and _is_alone(rest) and not is_wrapped(doc):
                found.update(dict.fromkeys(link_list(doc.lines, index + 1), certainty))
    return found


def _is_subhead(doc: Document, index: int) -> bool:
    """Say whether a lone label ("Up next") stands over a sentence of the article, below another one."""
    lines = doc.lines
    if index + 1 >= len(lines) or ":" in lines[index].text:
        return False
    after = lines[index + 1].text
    return lines[index - 1].folded.endswith(".") and after.endswith(".") and not after.endswith("..")


def _of_label(group: str, line: Line, rest: str) -> Certainty | None:
    """Say how sure a line is that opens with a label, by what follows the label."""
    told = words(rest)
    if group == "closing":
        fits = line.folded.count(" ") < _CLOSING_WORDS and '"' not in line.folded
        return "strong" if fits and not is_told(line.folded, "told_of", "past") else None
    if group in ("colon", "tail"):
        name = _name_of(line, rest)
        fits = not rest.endswith((".", '"')) if group == "tail" else not rest.endswith(".")
        fewest = _TAIL_WORDS if group == "tail" else _COLON_WORDS
        return "strong" if fits and fewest <= len(told) <= _LINK_WORDS and not name.islower() else None
    if _is_alone(rest) or (_SEPARATOR.match(rest) and len(told) <= _LINK_WORDS and ". " not in rest):
        lower = rest.endswith(".") and rest.lstrip(" :|")[:1].isalpha() and _name_of(line, rest).islower()
        return None if lower else "certain"
    if group == "strict" or not rest.startswith(" ") or _SEPARATOR.match(rest):
        return None
    runs_on = rest.endswith((".", ",", '"')) and not (group == "button" and len(told) <= _BUTTON_WORDS)
    return None if runs_on or len(told) > _LINK_WORDS else "strong"


def _name_of(line: Line, rest: str) -> str:
    """Return the first character of what the label announces, as it is written."""
    text = line.text.rstrip("])")
    return text[len(text) - len(rest.rstrip("])").lstrip(" :|")) :][:1]


def _is_alone(rest: str) -> bool:
    """Say whether nothing but marks and small words of links follows the label."""
    return not rest.strip(_MARKS) or (
        vocabulary("function", "related_link").issuperset(words(rest)) and len(rest) <= _LENGTH // 4
    )


def _positioned(doc: Document) -> Found:
    """Return the headline-like lines whose place makes them links (unless lines are broken by width)."""
    if not lines_that(doc, PAGE) and not covered_widgets(doc):
        return {}
    lines, shape = doc.lines, kinds(doc)
    first, last = prose_zone(doc)
    below = shape.find(WIDGET, last + 1)
    told = list(shape)
    for index in range(first + 1, len(shape)):
        if shape[index] == OTHER and (below >= 0 if index > last else WIDGET in shape[index + 1 : index + 3]):
            told[index] = _HEADLINE if is_headline_like(lines[index]) else OTHER
    shape = "".join(told)
    found: Found = {}
    subheads = len(re.findall(f"(?<!{_HEADLINE}){_HEADLINE}{WIDGET}", shape[:last])) > _MOST_BETWEEN
    for match in re.finditer(f"{_HEADLINE}+", shape):
        start, end = match.span()
        certainty = _of_place(shape, start, end, last, below)
        certainty = "weak" if certainty and subheads and start < last else certainty
        if certainty and not any(lines[index].text == doc.headline for index in range(start, end)):
            found.update(dict.fromkeys(range(start, end), certainty))
    return {} if found and is_wrapped(doc) else found


def _of_place(shape: str, start: int, end: int, last: int, below: int) -> Certainty | None:
    """Say how surely a run of headline-like lines is a list of links, by its neighbours.

    ``last`` is the last line of running text, ``below`` the first widget behind it (-1: none).
    """
    few = end - start <= _RUN
    if start < last:
        return "strong" if end - start == 1 and shape.startswith(WIDGET, end) else None
    if below < 0:
        return None
    return "strong" if below < start or (few and WIDGET in shape[end : end + _NEAR]) else "weak"
