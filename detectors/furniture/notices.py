"""Tell the lines of a kind of furniture by a list of phrases: what the rules for named kinds share.

A list has two groups. A phrase of ``whole`` is the line, but for marks and digits. One of ``sure`` stands anywhere in it
(or opens it, with ``^``), and no article says it of its own. A line that quotes or tells of somebody is none of these,
whatever stands in it.
"""

from __future__ import annotations

from collections.abc import Iterable

from detectors.document import Document, Line
from detectors.furniture.name_lists import is_in_list
from detectors.furniture.short_lines import hit_lines, is_isolated, is_prose, is_told, listed, prose_zone
from detectors.furniture.widget_words import lines_filled
from detectors.records import Certainty, Finding

Found = dict[int, Certainty]
"""How sure a rule is of a line, by the line's index."""

_GROUPS = ("whole", "sure")
_SUBHEAD_SPACES = 2
_QUOTES = "\"'„“"
_ASIDE = "did you know"
"""How a page speaks to its reader in the past, where an article tells of somebody."""


def notices(doc: Document, name: str, longest: int) -> Found:
    """Return the lines of at most ``longest`` characters that the list ``name`` gives away, with how sure that is."""
    if name not in listed(doc):
        return {}
    hits = doc.hits
    groups = [group for group in _GROUPS if f"{name}.{group}" in hits]
    if not groups:
        return {}
    lines = doc.lines
    found: Found = {}
    for group in groups:
        if group == "whole":
            found.update(dict.fromkeys(lines_filled(doc, f"{name}.whole"), "strong"))
            continue
        for index in hit_lines(doc, f"{name}.{group}"):
            line = lines[index]
            if len(line.text) <= longest and is_own(line):
                found.setdefault(index, "strong" if is_prose(line) else "certain")
    return found


def is_own(line: Line) -> bool:
    """Say whether a line speaks for the page: it quotes nobody and tells of nobody."""
    folded = line.folded.removeprefix(_ASIDE)
    return folded[:1] not in _QUOTES and '"' not in folded and not is_told(folded, "told_of", "past")


def doubted(doc: Document, found: Found) -> Found:
    """Return the same with weak certainty where a line may be a sentence, a subhead or a list entry of the article."""
    return {index: "weak" if is_doubtful(doc, index, found) else certainty for index, certainty in found.items()}


def is_doubtful(doc: Document, index: int, found: Found) -> bool:
    """Say whether a line stands where the article may have put it.

    A sentence, or one or two words, alone among paragraphs may be the article's own, and so may one of a list of names.
    """
    line = doc.lines[index]
    if is_prose(line) or line.folded.endswith((".", "?", "!")) or line.text.count(" ") < _SUBHEAD_SPACES:
        return is_isolated(doc, index, found)
    return is_in_list(doc, index)


def is_outside(doc: Document, index: int) -> bool:
    """Say whether a line stands above the first or below the last line of running text."""
    first, last = prose_zone(doc)
    return index < first or index > last


def rest_of(line: Line, end: int) -> str:
    """Return what follows offset ``end`` of the text in a line, as it is written, without the marks of a label."""
    return line.text[end - line.start :].strip(" \t:|-–—·•>»*_#")


def is_titled(text: str, small: Iterable[str] = ()) -> bool:
    """Say whether all words are written as names are, but for those of ``small``."""
    tokens = text.split()
    known = frozenset(small)
    return bool(tokens) and all(
        not token.strip("()[].,'\"")[:1].islower() or token.strip("()[].,").lower() in known for token in tokens
    )


def findings(doc: Document, rule: str, found: Found) -> list[Finding]:
    """Return one finding for each line, in order, with a cut where it is not weak."""
    made = []
    for index in sorted(found):
        line = doc.lines[index]
        make = doc.finding if found[index] == "weak" else doc.cut
        made.append(make(rule, line.start, line.end, found[index]))
    return made
