"""Where a text has labels: before a separator that opens a line, in brackets, on a line of their own, behind a sentence.

Every colon might end one. So a separator counts only near the start of its line and behind a word of labels, and of a batch
only the texts that have such a place are looked at. What a label means there is not asked here.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from itertools import islice
from typing import NamedTuple

import numpy as np

from detectors.document import Document
from detectors.expressions import regex
from detectors.gathered import UNKNOWN, Gathered, flags
from detectors.leak.labels import Label, label_of, may_be_label
from detectors.leak.spans import hits, line_index
from detectors.records import Certainty

LONGEST, LONG_VALUE, _MOST_SIGNS = 70, 500, 400
_RARE_SIGNS = tuple("=|>~\u2192\uff1a")
_TELLING = frozenset({"leak_form.field", "leak_form.field_mark", "leak_form.field_alone", *"|>~→：[<【"})
_APART = flags(" \xa0" + UNKNOWN)
_DASHES = frozenset("\u2010\u2011\u2012\u2013\u2014\u2212")
"""What the folded text has as a hyphen."""

_DASH = regex(r"-(?<= -)(?= )")
_LEADING = regex(r"[\s>#*_\u2022\u00b7\u25cf\u25aa\u25ba\u2023\u2013\u2014\"'\u201c\[({-]{0,12}(?:\d{1,2}[.)]\s?)?[*_]{0,2}")
_CLOSING = regex(r"[ \t]?(?:-?>{1,2}|={1,2}>?|[:\t\u2192\uff1a~-])[*_\"'\u201d]{0,3}[ \t]{0,3}")
_BRACKETED = regex(r"[ \t*_]{0,4}[\[\u3010<(]{1,2}/?([^\[\]<>()\n\u3010\u3011]{2,60})[\]\u3011>)]{1,2}[*_:]{0,3}[ \t]{0,3}")
_OPENING = frozenset("[<\u3010")
_INSIDE = regex(r"[.!?\u2026][\"'\u201d\u2019)]{0,2}[ \t]{0,3}(?=[A-Z][\w ()-]{1,58}\Z)")
_SENTENCE_END = regex(r"[.!?\u2026][\"'\u201d\u2019)]{0,2}[ \t]{1,3}\Z")
_LIMIT = regex(
    r"\d\d{0,3} ?(?:characters?|chars?|words?|zeichen|w\u00f6rter|caract\u00e8res|mots|caracteres|palabras|palavras|caratteri|parole|tekens|px|pixels?)\b"
)
"""How long a value has to be, or is: only a form's label says that."""

_SEPARATOR = regex(r"[:=|\u2192>\u00bb~]| [-\u2013\u2014] |[\u2013\u2014](?=\s)")


class Found(NamedTuple):
    """A label in its place: the line's number, the label's own span (separator included) and where its stretch ends."""

    line: int
    start: int
    colon: int
    end: int
    label: Label
    certainty: Certainty | None = None


def choose(gathered: Gathered, places: Collection[int]) -> set[int]:
    """Return the texts with a telling word or a rare sign, and those in which a word of labels opens a line with a separator."""
    docs, codes = gathered.docs, gathered.codes
    found = gathered.bearing(places, _TELLING)
    found.update(place for place in gathered.bearing(places, _DASHES) - found if _separators(docs[place]))
    dashes = gathered.at("-")
    apart = _APART.take(codes.take(dashes - 1)) & _APART.take(codes.take(dashes + 1))
    spots = np.concatenate((*map(gathered.at, ":=	"), dashes[apart]))
    near = spots[spots - gathered.line_starts(spots) <= LONGEST]
    # A text of that many separators is no article, and cheaper to read than to look at from outside.
    found.update((np.bincount(gathered.owners(near)) > _MOST_SIGNS).nonzero()[0].tolist())
    for place, at in gathered.each(near):
        if place not in found and _may_end_label(docs[place].folded, at) and _before_sign(docs[place], at):
            found.add(place)
    return found.intersection(places)


def labels_in(doc: Document) -> Iterator[Found]:
    """Yield every stretch that is a label: before a separator, in brackets, on a line of its own, behind a sentence."""
    text = doc.text
    for at in _separators(doc):
        if found := _before_sign(doc, at):
            yield found
    if not _OPENING.isdisjoint(doc.signs):
        yield from _bracketed(doc)
    if "leak_form.field_mark" in doc.hits or "leak_form.field_alone" in doc.hits:
        yield from _marked(doc)
    for start, end in hits(doc, "leak_form.field") if "leak_form.field" in doc.hits else ():
        if text[start].isupper() and _SENTENCE_END.search(text[max(start - 8, 0) : start]):
            label = label_of(doc.folded[start:end])
            if label:
                yield Found(line_index(doc, start), start, end, end, label, "strong" if label.kind != "heading" else "weak")


def _separators(doc: Document) -> list[int]:
    """Return where a label may end; single characters are looked for, which is ten times as fast as several."""
    folded, signs = doc.folded, doc.signs
    places = _places(folded, ":")
    places += [match.start() for match in islice(_DASH.finditer(folded), _MOST_SIGNS)]
    for sign in _RARE_SIGNS if not signs.isdisjoint(_RARE_SIGNS) else ():
        places += [at - (sign == ">" and folded[at - 1] in "-=>") for at in _places(folded, sign)]
    places += _places(folded, "\t")
    if "|" in signs or "leak_form.field" in signs:
        return places
    return [at for at in places if _may_end_label(folded, at)]


def _may_end_label(folded: str, at: int) -> bool:
    """Say whether a separator stands near the start of its line, and the first word there may be one of a label."""
    first = max(at - LONGEST, 0)
    start = folded.rfind("\n", first, at) + 1
    return (start > 0 or first == 0) and may_be_label(folded[start:at])


def _places(folded: str, sign: str) -> list[int]:
    places: list[int] = []
    at = folded.find(sign)
    while at >= 0 and len(places) < _MOST_SIGNS:
        places.append(at)
        at = folded.find(sign, at + 1)
    return places


def _marked(doc: Document) -> Iterator[Found]:
    """Yield labels that a telling word points to: on a line of their own, or before a rarer separator."""
    for number in {line_index(doc, start) for start, _ in hits(doc, "leak_form.field_alone", "leak_form.field_mark")}:
        line = doc.lines[number]
        separator = _SEPARATOR.search(line.text, 1, LONGEST)
        size = separator.start() if separator else len(line.text)
        label = label_of(line.folded[:size]) if size < LONGEST else None
        if label:
            yield Found(number, line.start, line.start + (separator.end() if separator else size), line.end, label)


def _before_sign(doc: Document, at: int) -> Found | None:
    """Return the label that ends at a separator and begins a line, or a part of one behind a bar."""
    folded, first = doc.folded, max(at - LONGEST, 0)
    start = folded.rfind("\n", first, at) + 1
    bar = folded.rfind("|", first, at)
    if (not start and first) and bar < 0:
        return _inside(doc, first, at) if "leak_form.field" in doc.hits else None
    start = max(start, bar + 1)
    if not may_be_label(folded[start:at]) and "leak_form.field" not in doc.hits:
        return None
    leading = _LEADING.match(folded, start, at)
    begin = leading.end() if leading else start
    label = _label(folded[begin:at]) if begin < at else None
    closing = _CLOSING.match(folded, at - (folded[at - 1 : at] in {"*", "_"}))
    if label is None and start <= first + 1:
        return None
    if label is None:
        return _inside(doc, start, at) if "leak_form.field" in doc.hits else None
    if 0 <= bar == start - 1 and label.kind not in {"telling", "aimed"}:
        return None
    number = line_index(doc, at)
    line = doc.lines[number]
    end = line.end
    if bar >= 0 and start == bar + 1:
        begin, following = bar, folded.find("|", at, at + LONG_VALUE)
        end = min(following, end) if following >= 0 else end
    elif begin > line.start:
        begin = line.start
    return Found(number, begin, min(closing.end() if closing else at + 1, line.end), end, label)


def _inside(doc: Document, first: int, at: int) -> Found | None:
    """Return the telling label that stands between the end of a sentence and a separator."""
    before = doc.text[first:at]
    stop = _INSIDE.search(before) if doc.text[at] == ":" else None
    label = label_of(before[stop.end() :].lower()) if stop else None
    if stop and label and label.kind in {"telling", "aimed"} and not label.doubtful:
        start = first + stop.end()
        return Found(line_index(doc, at), start, at + 1, at + 1, label)
    return None


def _label(folded: str) -> Label | None:
    """Return the label that some words are; one that says how long its value is may hold words that no list has."""
    label = label_of(folded)
    limit = _LIMIT.search(folded) if ":" not in folded and ". " not in folded else None
    if limit and (label is None or label.kind in {"plain", "part"}):
        bare = label_of(folded[: limit.start()].rpartition("(")[0] or folded[: limit.start()])
        return Label("aimed", bare.words if bare else ("?",)) if bare or "(" in folded else label
    return label


def _bracketed(doc: Document) -> Iterator[Found]:
    """Yield lines that open with the name of a part in brackets."""
    for number, line in enumerate(doc.lines):
        match = _BRACKETED.match(doc.text, line.start, line.end) if line.text[0] in "[<\u3010*_" else None
        label = label_of(match[1].lower()) if match else None
        if (
            match
            and label
            and (label.kind in {"heading", "part"} or (label.kind in {"telling", "aimed"} and match.end() < line.end))
        ):
            yield Found(number, line.start, match.end(), match.end(), label, "strong")
