"""The stages of an article: what finds places, one stage after the other, and the views of the text between them.

Invisible and look-alike characters are repaired first, so that every later detector may match plain letters. Page furniture
is found next, so that the leak detectors can look past it. What remains when all that is taken out is the body. Spans are
always those of the original text: each stage's offsets are mapped back.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from detectors import catalog
from detectors.batch import Batch
from detectors.document import UNUSUAL, Document, excerpt, find_together
from detectors.edits import Revised, apply_edits
from detectors.records import Edit, Finding
from detectors.settling import settle
from detectors.tokens.table import number_together

_EARLY_VIEWS = ("folded", "lines")
"""Views that nearly every detector asks for."""


class Read(NamedTuple):
    """Some texts after the stages that take away what is not their body, with the views between; each by place."""

    characters: list[list[Finding]]
    views: list[Revised]
    docs: list[Document]
    found: list[list[Finding]]
    inside: list[Revised]
    bodies: list[Document]
    together: Batch
    """The bodies as one."""


def read_bodies(articles: Sequence[tuple[str | None, str]]) -> Read:
    """Return some articles, given title and text, after the stages that take away what is not their body."""
    raw = [Document(text, title) for title, text in articles]
    characters = _found(catalog.CHARACTERS, raw, list(map(_strange, raw)))
    views = [apply_edits(doc.text, _edits(found)) for doc, found in zip(raw, characters, strict=True)]
    docs = [_revised(doc, view) for doc, view in zip(raw, views, strict=True)]
    groups = number_together(docs)
    for name in _EARLY_VIEWS:
        for doc in docs:
            getattr(doc, name)
    find_together(groups)
    signs = _with(catalog.shapes_seen(docs), [doc.signs for doc in docs])
    found = _found(catalog.PAGE, docs, signs)
    for detectors, heard in ((catalog.LEAK, catalog.acts_heard), (catalog.REST, catalog.lines_heard)):
        docs = [doc.after(so_far) for doc, so_far in zip(docs, found, strict=True)]
        signs = _with(heard(docs), signs)
        for so_far, more in zip(found, _found(detectors, docs, signs), strict=True):
            so_far.extend(more)
    inside = [_without(doc, so_far) for doc, so_far in zip(docs, found, strict=True)]
    bodies = [_revised(doc, view) for doc, view in zip(docs, inside, strict=True)]
    together = Batch(bodies)
    for body, language in zip(bodies, catalog.identify_language(together), strict=True):
        body.language = language
    return Read(characters, views, docs, found, inside, bodies, together)


def _found(
    detectors: Sequence[catalog.SpanDetector], docs: Sequence[Document], signs: Sequence[frozenset[str]]
) -> list[list[Finding]]:
    """Return what the detectors find in each document, given its signs."""
    found: list[list[Finding]] = [[] for _ in docs]
    for detector, places in catalog.asked(detectors, docs, signs):
        for place in places:
            if some := detector.detect(docs[place]):
                found[place].extend(some)
    return found


def _strange(doc: Document) -> frozenset[str]:
    """Return the one sign that the first stage asks for, since it mends the text that all others are read from."""
    return frozenset({UNUSUAL}) if doc.unusual else frozenset()


def _with(heard: Sequence[frozenset[str]], signs: Sequence[frozenset[str]]) -> list[frozenset[str]]:
    """Return the signs of each document with what a model has heard in it."""
    return [told | more if more else told for told, more in zip(signs, heard, strict=True)]


def in_original(read: Read, leaks: Sequence[list[Finding]], texts: Sequence[str]) -> list[tuple[Finding, ...]]:
    """Return what was found in each article, those ``leaks`` of its title included, with the spans of its original text."""
    settled = []
    shown = _found(catalog.BODY_SPANS, read.bodies, [frozenset()] * len(read.bodies))
    for place, (text, view) in enumerate(zip(texts, read.views, strict=True)):
        findings = catalog.labels_named(
            settle([*read.characters[place], *_mapped(read.found[place], view, text), *leaks[place]]), text
        )
        if shown[place]:
            places = _mapped(_mapped(shown[place], read.inside[place], read.docs[place].text), view, text)
            findings = tuple(sorted((*findings, *places), key=lambda each: (each.field, each.start, -each.end)))
        settled.append(findings)
    return settled


def _revised(doc: Document, view: Revised) -> Document:
    """Return the document of a text after edits: the same one where there were none."""
    return doc if view.pieces is None else Document(view.text, doc.title, doc.field)


def _without(doc: Document, found: Sequence[Finding]) -> Revised:
    """Return the text without what was found: its edits applied, and cut where it has none but is sure."""
    return apply_edits(
        doc.text, [finding.edit or ((finding.start, finding.end, ""),) for finding in found if finding.certainty != "weak"]
    )


def title_leaks(titles: Sequence[str | None]) -> list[list[Finding]]:
    """Return what the detectors of leaks find in each title; where there is none, nothing."""
    leaks: list[list[Finding]] = [[] for _ in titles]
    places = [place for place, title in enumerate(titles) if title]
    raw = [Document(titles[place] or "", None, "title") for place in places]
    characters = _found(catalog.CHARACTERS, raw, list(map(_strange, raw)))
    views = [apply_edits(doc.text, _edits(found)) for doc, found in zip(raw, characters, strict=True)]
    docs = [_revised(doc, view) for doc, view in zip(raw, views, strict=True)]
    find_together(number_together(docs))
    found = _found(catalog.LEAK, docs, _with(catalog.acts_heard(docs), [doc.signs for doc in docs]))
    for place, some, view, doc in zip(places, found, views, raw, strict=True):
        leaks[place] = _mapped(some, view, doc.text)
    return leaks


def _edits(findings: Iterable[Finding]) -> list[Edit]:
    return [finding.edit for finding in findings if finding.edit]


def _mapped(findings: list[Finding], view: Revised, text: str) -> list[Finding]:
    """Return findings made on a view with the offsets and words of the text behind it."""
    if view.pieces is None:
        return findings
    mapped = []
    for finding in findings:
        start, end = view.original(finding.start, finding.end)
        edit = finding.edit and tuple((*view.original(first, last), new) for first, last, new in finding.edit)
        mapped.append(finding._replace(start=start, end=end, edit=edit, excerpt=excerpt(text, start, end)))
    return mapped
