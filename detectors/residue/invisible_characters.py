"""Find characters that no reader sees.

What it measures   Runs of zero-width, formatting, control, tag and private-use characters, and variation selectors and narrow
                   spaces, where neither an emoji nor the script around them needs them.
Why it matters     They break words for every list and every model, carry marks of tools, and hide text.
Known misses       U+E200 to U+E20F, which chat tools use for citations and leak.citation_token reports; what follows the
                   first 20,000 runs.
Source             Unicode categories Cf, Cc and Co; UTS 51 for emoji; the typography of French and of Arabic and Indic scripts.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from itertools import islice

from detectors.characters import EMOJI
from detectors.document import Document, once
from detectors.expressions import regex
from detectors.records import Certainty, Finding

RULE = "residue.invisible_characters"
_MANY = 200
"""From so many runs on, those of a line make one finding: what repeats all through a text is one piece of evidence."""

_MOST = 20_000
"""Runs looked at in one text; a text with more is no article, and must not hold up the others."""

_SUSPECT = (
    "\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f"
    "\u200b-\u200f\u2028-\u202f\u2060-\u206f\u2800\u3164\ufe00-\ufe0f\ufeff\uffa0\ufff9-\ufffc"
    "\ue000-\ue1ff\ue210-\uf8ff\U000e0000-\U000e0fff\U000f0000-\U0010fffd"
)
_RUN = regex(f"[{_SUSPECT}]+")
_JOINED = (
    "\u0600\u08ff\ufb50\ufdff\ufe70\ufefc\u0900\u0dff\u0e00\u109f\u1780\u18af\u1a20\u1aaf\ua840\ua87f\U00010a00\U000111ff"
)
"""Scripts whose letters take joiners: Arabic, the Indic ones, Thai to Burmese, Khmer, Mongolian."""

_RIGHT_TO_LEFT = regex("[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc\U00010800-\U00010fff]")
_CJK = "\u1100\u11ff\u3000\u9fff\uac00\ud7ff\uf900\ufaff\uff00\uffef\U00020000\U0003ffff"
"""First and last characters of stretches, asked of single characters: to compile a class of so many takes milliseconds."""

_JOINERS = frozenset("\u200b\u200c\u200d\u034f\u180b\u180c\u180d\u180e\u180f\u17b4\u17b5")
_FILLERS = frozenset("\u115f\u1160\u3164\uffa0")
_NARROW_BEFORE = ";:!?»%€$£‰°"
_WEAK = frozenset("\u00ad\u034f\u061c\u200b\u200c\u200d\u200e\u200f\u2028\u2029\u202f\u2060\ufeff\uf8ff")
"""What editors and print layout leave as often as anything else does."""

_BREAKING = frozenset("\u200b\u200c\u200d\u202f\u2060\ufeff")
"""Strong between two letters: there they hide a word, or part what a typist would part with a space."""

_BIDI = frozenset("\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
_WINDOW, _LONGEST_LEGITIMATE = 20, 8
_GARBLED = regex("[\u00c2-\u00df][\u0080-\u00bf]|[\u00e0-\u00ef][\u0080-\u00bf]{2}|[\u00f0-\u00f4][\u0080-\u00bf]{3}")
"""A UTF-8 sequence read as Latin-1."""

_NEXT_LINE = "\x85"
_NO_NEXT_LINE = regex("[\n\x80-\x84\x86-\x9f]|\x85[ a-z]")
_NEW = {"\u202f": " ", "\u2028": "\n", "\u2029": "\n", "\x0b": "\n", "\x0c": "\n", _NEXT_LINE: "\n"}


def detect(doc: Document) -> list[Finding]:
    """Return one finding for each run of characters that has no business where it stands."""
    rare = doc.unusual
    if not rare or _RUN.search(rare) is None:
        return []
    text = doc.text
    kept = _inside_emoji(text, rare)
    runs: list[tuple[int, int]] = []
    position = 0
    for match in islice(_RUN.finditer(text), _MOST):
        for start, end in _illegitimate(text, *match.span(), kept):
            if start >= position:
                runs.append((start, end))
                position = _step_end(text, start, end)
    if len(runs) < _MANY:
        return [_finding(doc, [run]) for run in runs]
    return [_finding(doc, group) for group in _by_line(text, runs)]


def _inside_emoji(text: str, rare: str) -> frozenset[int]:
    """Return where joiners, selectors and tags stand that hold an emoji together."""
    if EMOJI.search(rare) is None and "\u20e3" not in rare:
        return frozenset()
    return frozenset(
        place for match in EMOJI.finditer(text) if len(match.group()) > 1 for place in range(match.start() + 1, match.end())
    )


def _illegitimate(text: str, start: int, end: int, kept: frozenset[int]) -> Iterable[tuple[int, int]]:
    """Yield the parts of a run that nothing around it calls for; no script needs a long run."""
    if end - start > _LONGEST_LEGITIMATE and start not in kept:
        yield start, end
        return
    first = start
    for place in range(start, end):
        if place in kept or _needed(text, place, start, end):
            if first < place:
                yield first, place
            first = place + 1
    if first < end:
        yield first, end


def _needed(text: str, place: int, start: int, end: int) -> bool:
    """Say whether the letters around the run need the character at ``place``."""
    char, before, after = text[place], text[start - 1 : start], text[end : end + 1]
    beside = before + after
    if char == "\u202f":
        return before == "«" or before.isdigit() or after.isdigit() or (after != "" and after in _NARROW_BEFORE)
    if char in _BIDI:
        return _RIGHT_TO_LEFT.search(text, max(start - _WINDOW, 0), end + _WINDOW) is not None
    if "\ufe00" <= char <= "\ufe0f":
        return before > "\x7f" and not before.isspace() and (not before.isalpha() or _is_among(before, _CJK))
    if char == "\u2800":
        return "\u2800" < before <= "\u28ff" or "\u2800" < after <= "\u28ff"
    if char in _FILLERS or char > "\U000e00ff":
        return _is_among(beside, _CJK)
    return char in _JOINERS and (_is_among(beside, _JOINED) or (char == "\u200b" and _is_among(beside, _CJK)))


def _is_among(characters: str, stretches: str) -> bool:
    """Say whether any of some characters lies in one of the stretches that are given by their first and last ones."""
    ends = list(zip(stretches[::2], stretches[1::2], strict=True))
    return any(first <= char <= last for char in characters for first, last in ends)


def _by_line(text: str, runs: list[tuple[int, int]]) -> list[list[tuple[int, int]]]:
    groups: list[list[tuple[int, int]]] = []
    for start, end in runs:
        if groups and "\n" not in text[groups[-1][-1][1] : start]:
            groups[-1].append((start, end))
        else:
            groups.append([(start, end)])
    return groups


def _finding(doc: Document, runs: list[tuple[int, int]]) -> Finding:
    """Return one finding over ``runs``; without an edit where a garbled letter cannot be restored."""
    steps = [_step(doc, start, end) for start, end in runs]
    edit = tuple(step for step in steps if step is not None)
    certainty: Certainty = "weak"
    if any(step and _is_strong(doc.text, *run) for step, run in zip(steps, runs, strict=True)):
        certainty = "strong"
    start, end = min(runs[0][0], edit[0][0] if edit else runs[0][0]), max(runs[-1][1], edit[-1][1] if edit else 0)
    return doc.finding(RULE, start, end, certainty, edit or None)


def _is_strong(text: str, start: int, end: int) -> bool:
    run = set(text[start:end])
    letters = text[start - 1 : start].isalpha() and text[end : end + 1].isalpha()
    return not run <= _WEAK or (letters and not run.isdisjoint(_BREAKING))


@once
def _has_next_lines(doc: Document) -> bool:
    """Say whether U+0085 ends the lines of a text: then there is no other; in Windows-1252 it is an ellipsis."""
    return _NEXT_LINE in doc.text and _NO_NEXT_LINE.search(doc.text) is None


def _step(doc: Document, start: int, end: int) -> tuple[int, int, str] | None:
    """Return the replacement for a run; None where taking the run out would leave a letter garbled.

    Codes 80 to 9F are either Windows-1252 read as Latin-1 or, behind an accented letter, the rest of a UTF-8 sequence.
    """
    text, run = doc.text, doc.text[start:end]
    if not "\x80" <= run[0] <= "\x9f" or _has_next_lines(doc):
        return start, end, "".join(dict.fromkeys(_NEW.get(char, "") for char in run))
    garbled = _garbled(text, start)
    if garbled is None:
        return start, end, "".join(filter(str.isprintable, run.encode("latin-1", "ignore").decode("cp1252", "ignore")))
    try:
        letter = garbled.group().encode("latin-1").decode()
    except UnicodeDecodeError:
        return None
    return garbled.start(), garbled.end(), letter if letter.isprintable() else ""


def _garbled(text: str, start: int) -> re.Match[str] | None:
    return _GARBLED.match(text, start - 1) if start else None


def _step_end(text: str, start: int, end: int) -> int:
    """Return where the repair of a run ends; a garbled letter may reach over characters that are no suspects."""
    garbled = _garbled(text, start) if "\x80" <= text[start] <= "\x9f" else None
    return max(end, garbled.end()) if garbled else end
