"""One article as the detectors see it: every view of the text worked out once, when it is first asked for.

A detector never sees the raw text with its invisible and look-alike characters (the few that look for those apart):
``scoring`` repairs them first and maps every span back. So ``doc.folded`` may stand for ``doc.text`` character by
character, and a span found in one is a span of the other.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Iterable, Sequence
from functools import cached_property, partial, wraps
from itertools import accumulate
from operator import attrgetter, itemgetter
from typing import Any, NamedTuple, TypeVar

from detectors.characters import outstanding, unusual
from detectors.phrases.phrasebook import Hits
from detectors.phrases.places import find_all
from detectors.records import Certainty, Edit, Field, Finding, Language, Placement
from detectors.tokens.folding import fold
from detectors.tokens.table import Tokens, tokenise

_T = TypeVar("_T")
_FIRST = itemgetter(0)
_EXCERPT = 160
_HEAD, _TAIL, _WHOLE = 0.15, 0.85, 0.60
_SHARED = frozenset(
    {"outstanding", "unusual", "folded", "lines", "line_starts", "headline", "hits", "signs", "tokens", "line_firsts"}
)
"""Views that depend on the text alone."""

UNUSUAL = "unusual"
_PLAIN = ".,;:'\"!?)-"
_PLAIN_SIGNS = bytes(
    code
    for code in range(256)
    if not chr(code).isascii() or chr(code).isalnum() or chr(code).isspace() or chr(code) in _PLAIN
)
_NO_LANGUAGE = Language(None, None, "none")


class Line(NamedTuple):
    """A line with something on it; blank lines are what lies between."""

    start: int
    end: int
    text: str
    folded: str
    blank_before: int
    """How many blank lines stand directly before it."""


_new_line: Callable[[tuple[int, int, str, str, int]], Line] = partial(tuple.__new__, Line)
"""Half the cost of ``Line(...)``, which is called for every line of every text."""


def excerpt(text: str, start: int, end: int) -> str:
    """Return the words of a span, the middle left out where it is longer than 160 characters."""
    if end - start <= _EXCERPT:
        return text[start:end]
    half = _EXCERPT // 2
    return f"{text[start : start + half]} … {text[end - half + 3 : end]}"


def once(work: Callable[[Document], _T]) -> Callable[[Document], _T]:
    """Return the same function with its answer kept in the document: what several detectors ask is worked out once."""
    return _kept_in(attrgetter("known"), work)


def of_text(work: Callable[[Document], _T]) -> Callable[[Document], _T]:
    """Return the same function with its answer kept for all stages: it depends on text and title alone."""
    return _kept_in(attrgetter("known_of_text"), work)


def _kept_in(place: Callable[[Document], dict[str, _T]], work: Callable[[Document], _T]) -> Callable[[Document], _T]:
    name = f"{work.__module__}.{work.__qualname__}"

    @wraps(work)
    def kept(doc: Document) -> _T:
        known = place(doc)
        try:
            return known[name]
        except KeyError:
            return known.setdefault(name, work(doc))

    return kept


def together(work: Callable[[Sequence[Document]], Sequence[_T]]) -> Callable[[Sequence[Document]], list[_T]]:
    """Return the same function with its answers kept in the documents: whoever asks for one later has it from its batch."""
    name = f"{work.__module__}.{work.__qualname__}"

    @wraps(work)
    def kept(docs: Sequence[Document]) -> list[_T]:
        new = [doc for doc in docs if name not in doc.known]
        for doc, answer in zip(new, work(new) if new else (), strict=True):
            doc.known[name] = answer
        return [doc.known[name] for doc in docs]

    return kept


def covering(spans: Iterable[tuple[int, int]]) -> Callable[[int, int], bool]:
    """Return a function that says whether a stretch lies inside one of the spans, in logarithmic time."""
    ordered = sorted(spans)
    starts = [start for start, _ in ordered]
    furthest = list(accumulate((end for _, end in ordered), max))

    def inside(start: int, end: int) -> bool:
        before = bisect_right(starts, start)
        return before > 0 and furthest[before - 1] >= end

    return inside


class Document:
    """Views of one text, lazy and kept until the article has been judged.

    ``found`` holds the findings of earlier stages (in this text's offsets). ``language`` is set before the last stage.
    """

    def __init__(self, text: str, title: str | None = None, field: Field = "text", found: Sequence[Finding] = ()) -> None:
        """Take the text and what is known of it; nothing is computed yet."""
        self.text = text
        self.title = title or ""
        self.field = field
        self.found = tuple(found)
        self.language = _NO_LANGUAGE
        self.known: dict[str, Any] = {}
        self.known_of_text: dict[str, Any] = {}

    def after(self, found: Sequence[Finding]) -> Document:
        """Return the same document for the next stage: what was worked out stays, ``found`` is known.

        Where that is nothing new, it is this one.
        """
        if self.found == (found := tuple(found)):
            return self
        doc = Document(self.text, self.title, self.field, found)
        known = self.__dict__
        doc.known_of_text = self.known_of_text
        doc.__dict__.update({name: known[name] for name in known.keys() & _SHARED})
        return doc

    @cached_property
    def outstanding(self) -> bytes:
        """Capitals, rarer signs, and what is not plain ASCII, in order."""
        return outstanding(self.text)

    @cached_property
    def unusual(self) -> str:
        """The characters that are not plain ASCII, in order."""
        return unusual(self.outstanding)

    @cached_property
    def folded(self) -> str:
        """The text in lower case with plain quotes and dashes, same offsets."""
        return fold(self.text)

    @cached_property
    def lines(self) -> tuple[Line, ...]:
        """All lines that are not blank, without the white space around them."""
        text, folded, last, following, blank = self.text, self.folded, 0, 0, 0
        returns = "\r" in text
        lines: list[tuple[int, int, str, str, int]] = []
        for found in (text.replace("\r", "\n") if returns else text).split("\n"):
            start, end = following, following + len(found)
            following = end + 1
            if not (found and (words := found.strip())):
                blank += 1
                continue
            if words is not found:
                start += found.index(words)
                end = start + len(words)
            if returns:
                breaks = text.count("\n", last, start)
                blank = max(breaks - 1, 0) if lines else breaks
            lines.append((start, end, words, folded[start:end], blank))
            last, blank = end, 0
        return tuple(map(_new_line, lines))

    @cached_property
    def line_starts(self) -> list[int]:
        """Where each of ``lines`` begins."""
        return list(map(_FIRST, self.lines))

    def line_at(self, offset: int) -> int:
        """Return the index of the line that an offset lies in, or behind; -1 above all lines."""
        return bisect_right(self.line_starts, offset) - 1

    @cached_property
    def headline(self) -> str:
        """The title; without one, the first line that is not blank."""
        return self.title.strip() or (self.lines[0].text if self.lines else "")

    @cached_property
    def hits(self) -> Hits:
        """Spans of all listed phrases, by group."""
        return find_all([self.folded], self.tokens)[0]

    @cached_property
    def signs(self) -> frozenset[str]:
        """What a quick look tells: the groups and lists of the phrases in the text, and its characters but the plainest.

        The first one stands there once more behind ``^``, and ``UNUSUAL`` for any that is not plain ASCII.

        A detector that can find nothing without certain of these names them in the catalog, and is asked nowhere else.
        """
        groups = self.hits
        # Folding changes none of these signs and makes none.
        plain = self.outstanding.translate(None, _PLAIN_SIGNS).decode("ascii")
        lists = [name.partition(".")[0] for name in groups]
        return frozenset(
            (f"^{self.folded[:1]}", *groups, *lists, *plain, *self.unusual, *((UNUSUAL,) if self.unusual else ()))
        )

    @cached_property
    def tokens(self) -> Tokens:
        """What stands between white space, numbered in the table of distinct tokens."""
        return tokenise(self.text)

    @cached_property
    def line_firsts(self) -> list[int]:
        """How many tokens stand before each of ``lines``."""
        firsts: list[int] = self.tokens.starts.searchsorted(self.line_starts).tolist()
        return firsts

    @cached_property
    def content(self) -> tuple[int, int]:
        """First and last offset of what is left when page furniture found at the edges is set aside."""
        spans = [(finding.start, finding.end) for finding in self.found if finding.field == self.field]
        if self.lines and not spans:
            return self.lines[0].start, self.lines[-1].end
        taken = covering(spans)
        first = next((line for line in self.lines if not taken(line.start, line.end)), None)
        if first is None:
            return 0, len(self.text)
        return first.start, next(line.end for line in reversed(self.lines) if not taken(line.start, line.end))

    def placement(self, start: int, end: int) -> Placement:
        """Say where a span stands: by its middle, in the content between the page furniture.

        The first and last 15 % are head and tail, and so is whatever touches the first or last content character;
        a span over 60 % of the content is the whole.
        """
        if self.field == "title":
            return "title"
        first, last = self.content
        size = max(last - first, 1)
        if (min(end, last) - max(start, first)) / size > _WHOLE:
            return "whole"
        middle = ((start + end) / 2 - first) / size
        if start <= first or middle < _HEAD:
            return "head"
        return "tail" if end >= last or middle > _TAIL else "middle"

    def finding(self, rule: str, start: int, end: int, certainty: Certainty, edit: Edit | None = None) -> Finding:
        """Return a finding over ``start:end`` of this text with its placement and excerpt filled in."""
        return Finding(
            rule, self.field, start, end, certainty, self.placement(start, end), excerpt(self.text, start, end), edit
        )

    def cut(self, rule: str, start: int, end: int, certainty: Certainty) -> Finding:
        """Return a finding whose span may safely be cut."""
        return self.finding(rule, start, end, certainty, ((start, end, ""),))


def find_together(groups: Iterable[tuple[Sequence[Document], Tokens]]) -> None:
    """Find the listed phrases of documents in groups of which the tokens are known (``number_together``)."""
    for docs, tokens in groups:
        for doc, hits in zip(docs, find_all([doc.folded for doc in docs], tokens), strict=True):
            doc.hits = hits
