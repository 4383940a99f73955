"""Find the lines that the page wrote and no other rule names: captions, teasers, remarks of readers, labels.

What it measures   The probability of each line to be the page's, by the line model (``detectors/lines``, ``models/residue_lines``):
                   its words, shape and place, what stands around it, what it shares with the running text. Lines that another
                   rule has found are left to it, and so is the headline. Lines go by the name of the kind that their words or their company tell (``naming``).
Why it matters     Half of what extractors leave behind has no wording of its own; its place and its company give it away.
Known misses       Teasers and captions written as the article is, in its midst; pages with more furniture than text, where nothing
                   is cut; languages other than English.
Source             Trained and its limits set on labelled outputs of extractors over other people's gold; see the model's card.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from functools import lru_cache

from detectors.characters import without_emoji
from detectors.document import Document, of_text, together
from detectors.expressions import regex
from detectors.furniture.name_lists import is_in_list
from detectors.furniture.naming import name_of
from detectors.furniture.short_lines import prose_zone, short_lines
from detectors.lines.model import Chances, line_model
from detectors.records import Finding

RULE = "boilerplate.other"
_FEWEST = 3
"""Fewer lines are no page."""

SIGN = "page_lines"
"""The sign of a text with a line that is probably the page's."""

_NONE, _SOME = frozenset[str](), frozenset({SIGN})

_PROBABLE = 0.5
"""More probably the page's than the author's."""

_SIGNATURE, _FAREWELL = 3, 4
_DIGITS, _LOOKED_AT = 6, 200
"""So many digits are a telephone number or a row of a table, which a notice or a report has of its own."""

_POSTED = regex(r"\bpic\.twitter\.com/|\bt\.co/|^[-–—] ?[^()]{1,60}\(@\w{1,30}\)")
"""What tells a post that the article quotes, and the line under it that says whose it is."""

_ADDRESS = regex(r"(?:https?://|www\.)\S+$")
_DIGIT = regex(r"\d")
_LETTER = regex(r"[^\W_]")
_FULL_STOPS = (".", "!", "?", '"', "\u201d")
_LOST, _LIKELY, _OTHERS = 3.0, 0.8, 2
"""Outside of the text, where other rules cut so many places, a line may go that costs three characters by its odds: a label by less
than is asked of a paragraph. ``bench/residue.py`` then counts 440 lines of residue more that are cut, and 290 characters lost."""

_MOSTLY = 0.5
"""Share of an article's characters that has to be running text where a line of it is cut."""


def detect(doc: Document) -> list[Finding]:
    """Return one finding for each line that is probably the page's and that nothing else has found."""
    told, model = probabilities([doc])[0], line_model()
    return [] if told is None else findings(doc, told, model.certain, model.strong)


@together
def probabilities(docs: Sequence[Document]) -> list[Chances | None]:
    """Return how probable the lines of each document are the page's, None where none is."""
    model = line_model()
    shown = [place for place, doc in enumerate(docs) if len(doc.lines) >= _FEWEST and model.gate.passes(doc)]
    found: list[Chances | None] = [None] * len(docs)
    for place, told in zip(shown, model.probabilities([docs[place] for place in shown]), strict=True):
        if told.on_page.max() >= _PROBABLE:
            found[place] = told
    return found


def heard(docs: Sequence[Document]) -> list[frozenset[str]]:
    """Return the sign of each document that has a line which is probably the page's."""
    return [_NONE if told is None else _SOME for told in probabilities(docs)]


def findings(doc: Document, told: Chances, certain: float, strong: float) -> list[Finding]:
    """Return what follows from the probabilities of the first lines of a document.

    What is found at all is what is probable given the page; how sure that is, and what is cut, goes by each line alone.
    """
    chances: list[float] = told.alone.tolist()
    probable = [index for index, chance in enumerate(told.on_page.tolist()) if chance >= _PROBABLE]
    if not probable:
        return []
    lines, taken, headline = doc.lines, _taken(doc), _headline(doc)
    sure = {index for index in probable if chances[index] >= strong}
    pages, made = taken | sure, []
    cheap = _cheap(doc, chances, taken)
    for index in probable:
        if index in taken or (doc.title and index == headline) or _is_signature(doc, index, chances):
            continue
        line = lines[index]
        if index not in sure or not _has_company(doc, index, pages) or is_in_list(doc, index):
            made.append(doc.finding(RULE, line.start, line.end, "weak"))
        elif (
            (index in cheap or ((chances[index] >= certain or name_of(line.text) != RULE) and _is_mostly_prose(doc)))
            and index != headline
            and not _is_content(doc, index, taken)
        ):
            made.append(doc.cut(RULE, line.start, line.end, "certain"))
        else:
            made.append(doc.finding(RULE, line.start, line.end, "strong"))
    return made


def _cheap(doc: Document, chances: Sequence[float], taken: set[int]) -> set[int]:
    """Return the short lines outside of the text that little is lost by, on a page of which more is cut.

    None of them stands beside a short line that may be the author's: a table's, a list's.
    """
    if sum(each.edit is not None and each.certainty != "weak" for each in doc.found) < _OTHERS:
        return set()
    lines, (first, last) = doc.lines, prose_zone(doc)
    short = [index for index in short_lines(doc) if index < len(chances)]
    strange = {index for index in short if index not in taken and chances[index] < _PROBABLE} - {_headline(doc)}
    return {
        index
        for index in short
        if not first <= index <= last
        and chances[index] >= _LIKELY
        and (1 - chances[index]) * len(lines[index].text) <= _LOST
        and strange.isdisjoint((index - 1, index + 1))
    }


def _is_signature(doc: Document, index: int, chances: Sequence[float]) -> bool:
    """Say whether a line stands at most three lines below a farewell: a short line of the author's that ends with a comma."""
    for above in range(index - 1, max(index - 1 - _SIGNATURE, -1), -1):
        if chances[above] < _PROBABLE:
            text = doc.lines[above].text
            return text.endswith(",") and text.count(" ") < _FAREWELL
    return False


def _is_content(doc: Document, index: int, taken: set[int]) -> bool:
    """Say whether a line is of the article's own matter.

    It holds a telephone number or a table's row, stands beside one that no rule has found or above an address, is of a post
    that the article quotes, goes on in small letters on the line below, or has no letter: no figure counts rows of signs, so
    no limit holds for them.
    """
    lines = doc.lines
    if not _LETTER.search(lines[index].text):
        return True
    for other in range(max(index - 1, 0), min(index + 2, len(lines))):
        if other not in taken and _has_digits(lines[other].text[:_LOOKED_AT]):
            return True
    below = lines[index + 1].text if index + 1 < len(lines) else ""
    goes_on = below[:1].islower() and below.endswith(_FULL_STOPS)
    return goes_on or _ADDRESS.match(below) is not None or any(_is_posted(line.text) for line in lines[index : index + 2])


def _is_posted(text: str) -> bool:
    return ("/" in text or "@" in text) and _POSTED.search(text[-_LOOKED_AT:]) is not None


@lru_cache(maxsize=1 << 10)
def _has_digits(text: str) -> bool:
    """Say whether a text has many digits; each line is asked for by its neighbours, too."""
    if text.isascii() and not _DIGIT.search(text):
        return False
    return sum(map(str.isdigit, text)) >= _DIGITS


def _taken(doc: Document) -> set[int]:
    """Return the indices of the lines that other findings cover, or that a leak is a part of; a mere guess at a leak is none."""
    found = [each for each in doc.found if each.certainty != "weak" or not each.rule.startswith("leak.")]
    if not found:
        return set()
    starts, ends = doc.line_starts, [line.end for line in doc.lines]
    taken: set[int] = set()
    for each in found:
        taken.update(range(bisect_left(starts, each.start), bisect_right(ends, each.end)))
        if each.rule.startswith("leak."):
            taken.update(range(bisect_right(ends, each.start), bisect_left(starts, each.end)))
    return taken


def _headline(doc: Document) -> int:
    """Return the index of the line on which the headline stands first, -1 where it does not."""
    if not doc.title.strip():
        return 0
    headline = doc.headline.casefold()
    # A folded character becomes three at most.
    longest, shortest = len(headline), len(headline) / 3
    for index, line in enumerate(doc.lines):
        if shortest <= len(text := line.text) <= longest and text.casefold() == headline:
            return index
    return -1


def _has_company(doc: Document, index: int, pages: set[int]) -> bool:
    """Say whether a line stands beside another line of the page, or outside the running text and is no sentence."""
    first, last = prose_zone(doc)
    outside = not first < index < last and not without_emoji(doc.lines[index].text).endswith(_FULL_STOPS)
    return outside or any(near in pages and _LETTER.search(doc.lines[near].text) for near in (index - 1, index + 1))


@of_text
def _is_mostly_prose(doc: Document) -> bool:
    sizes = [len(line.text) for line in doc.lines]
    return sum([sizes[index] for index in short_lines(doc)]) <= (1 - _MOSTLY) * sum(sizes)
