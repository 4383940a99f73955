"""Find the comments of readers below an article.

What it measures   Blocks of lines, below the text's first half, that comment systems frame: a name with "says:" or over a time, the
                   comment, its buttons. Two frames make a thread; a head or a third one makes it sure.
Why it matters     They are other people's words, unedited, and often longer than the article.
Known misses       Threads without buttons, times and "says:"; a single comment; comments in the first half of a text.
Source             Comment systems of news sites, see seeds/phrases/residue_reader_comment.txt.
"""

from __future__ import annotations

from detectors.document import Document, Line
from detectors.expressions import regex
from detectors.furniture.short_lines import hit_lines, listed, prose_zone
from detectors.furniture.widget_words import lines_filled
from detectors.records import Certainty, Finding

RULE = "residue.reader_comment"
_LIST = "residue_reader_comment"
_SURE, _FEWEST, _LONGEST_FRAME, _LONGEST_COMMENT, _REACH = 3, 2, 80, 2000, 6
_LONGEST_NAME, _NAME_SPACES = 30, 2
_STOPPED = regex(r"[?!:]$|\w\w\.$")
"""How no name ends, unless an initial."""

_TIME = regex(
    r".{0,40}?\b(?:\d{1,2}|an?|one) ?(?:min|mins|minutes?|hours?|hrs?|h|days?|d|weeks?|wks?|w|months?|mos?|years?|yrs?|y) ago\W*"
    r"|.{0,40}?(?:\d{1,2} \w{3,9},? \d{4}|\w{3,9} \d{1,2}(?:st|nd|rd|th)?,? \d{4}|\d{1,2}[./-]\d{1,2}[./-]\d{2,4})"
    r",?(?: at| um| à| a las| às)? \d{1,2}[:.h]\d\d ?(?:[ap]\.?m\.?)?\W*"
    r"|\d{1,2}(?:st|nd|rd|th)? (?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*,? \d{1,2}[:.]\d\d ?(?:[ap]\.?m\.?)?\W*"
)


def detect(doc: Document) -> list[Finding]:
    """Return one finding for each comment of a thread, from its head to its last word, and one for each of its buttons."""
    if _LIST not in listed(doc):
        return []
    lines = doc.lines
    half = len(doc.text) // 2
    buttons = {index for index in lines_filled(doc, f"{_LIST}.button") if lines[index].start >= half}
    frames = buttons | {
        index for index in hit_lines(doc, f"{_LIST}.says") if index and lines[index].start >= half and _is_head(lines, index)
    }
    frames |= _dated(doc, half, frames)
    if len(frames) < _FEWEST:
        return []
    heads = [index for index in lines_filled(doc, f"{_LIST}.head") if index < min(frames)]
    certainty: Certainty = "strong" if len(frames) >= _SURE or (heads and min(frames) - max(heads) <= _REACH) else "weak"
    found = {at for index in frames for at in _block(lines, index, frames, is_button=index in buttons)}
    make = doc.finding if certainty == "weak" else doc.cut
    return [
        make(RULE, lines[run[0]].start, lines[run[-1]].end, certainty) for run in _comments(sorted(found), frames, buttons)
    ]


def _comments(found: list[int], frames: set[int], buttons: set[int]) -> list[list[int]]:
    """Return lines of a thread as comments: a head begins one, a button is one line by itself."""
    runs: list[list[int]] = []
    for index in found:
        apart = index in frames or index - 1 in buttons or not runs or runs[-1][-1] != index - 1
        if apart:
            runs.append([index])
        else:
            runs[-1].append(index)
    return runs


def _dated(doc: Document, half: int, frames: set[int]) -> set[int]:
    """Return the names below the text that stand over a day and a time, which is how a thread without buttons begins a comment."""
    lines, last = doc.lines, prose_zone(doc)[1]
    return {
        index
        for index in range(max(min(last, len(lines) - 1) - _REACH * _SURE, 1), len(lines) - 2)
        if lines[index].start >= half
        and not frames & {index, index + 1, index + 2}
        and len(lines[index].text) <= _LONGEST_NAME
        and lines[index].text.count(" ") <= _NAME_SPACES
        and not _STOPPED.search(lines[index].text)
        and len(lines[index + 1].folded) <= _LONGEST_FRAME
        and _TIME.fullmatch(lines[index + 1].folded) is not None
    }


def _is_head(lines: tuple[Line, ...], index: int) -> bool:
    """Say whether a line names who comments: short, and with a time in it or directly below it."""
    line = lines[index]
    if len(line.text) > _LONGEST_FRAME or '"' in line.folded:
        return False
    after = lines[index + 1].folded if index + 1 < len(lines) else ""
    return _TIME.fullmatch(after[:_LONGEST_FRAME]) is not None or _TIME.search(line.folded) is not None


def _block(lines: tuple[Line, ...], index: int, frames: set[int], *, is_button: bool) -> range:
    """Return the lines of the comment that a frame belongs to: what follows its head, or what a button closes."""
    first = last = index
    if not is_button:
        while (
            last + 1 < len(lines)
            and last + 1 not in frames
            and last - index < _REACH
            and len(lines[last + 1].text) <= _LONGEST_COMMENT
        ):
            last += 1
        return range(first, last + 1) if last + 1 in frames else range(first, min(index + 3, len(lines)))
    while first and first - 1 not in frames and index - first < _REACH and len(lines[first - 1].text) <= _LONGEST_COMMENT:
        first -= 1
        if _TIME.fullmatch(lines[first].folded[:_LONGEST_FRAME]):
            above = lines[first - 1]
            named = first and len(above.text) <= _LONGEST_FRAME and not above.folded.endswith((".", "?", "!"))
            return range(first - 1 if named and first - 1 not in frames else first, index + 1)
    return range(index, index + 1)
