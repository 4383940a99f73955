"""Score articles: run every detector of the catalog in its stage, then judge.

The stages follow from one another. Invisible and look-alike characters are repaired first, so that every later
detector may match plain letters. Page furniture is found next, so that the leak detectors can look past it. What
remains when all that is taken out is the body, and only the body is measured. Spans are always those of the original
text: each stage's offsets are mapped back.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from detectors import catalog
from detectors.document import Document, excerpt
from detectors.edits import Revised, apply_edits
from detectors.judging import clean_text, judge
from detectors.records import Article, Edit, Finding, Language, Scorecard
from detectors.ruleset import Ruleset

_CERTAINTY = {"certain": 2, "strong": 1, "weak": 0}
_SURROGATE = re.compile("[\ud800-\udfff]")


class Measured(NamedTuple):
    """All that the detectors say of one article, before any rule is asked."""

    measures: dict[str, float | None]
    findings: tuple[Finding, ...]
    language: Language


def replace_surrogates(text: str) -> tuple[str, int]:
    """Return ``text`` with each lone surrogate as U+FFFD, and how many there were."""
    try:
        text.encode()
    except UnicodeEncodeError:
        return _SURROGATE.subn("\ufffd", text)
    return text, 0


def text_digest(text: str) -> str:
    """Return the SHA-256 of the text in UTF-8, in hex: the name of this version of an article."""
    return hashlib.sha256(text.encode()).hexdigest()


class _Read(NamedTuple):
    """A text after the stages that take away what is not its body, with the views between."""

    characters: list[Finding]
    view: Revised
    doc: Document
    found: list[Finding]
    inside: Revised
    body: Document


def measure(title: str | None, text: str) -> Measured:
    """Return what all detectors say of one article; ``text`` holds no lone surrogates."""
    read = _read(title, text)
    measures: dict[str, float | None] = {}
    for detector in catalog.BODY:
        measures.update(detector.measure(read.body))
    # The same document as before where no character was repaired, so that its words are not looked up again.
    whole = read.doc if read.view.pieces is None else Document(text, title)
    for detector in catalog.PUBLISHED:
        measures.update(detector.measure(whole))
    findings = settle([*read.characters, *_mapped(read.found, read.view, text), *_title_leaks(title)])
    shown = [finding for detector in catalog.BODY_SPANS for finding in detector.detect(read.body)]
    if shown:
        shown = _mapped(_mapped(shown, read.inside, read.doc.text), read.view, text)
        findings = tuple(sorted((*findings, *shown), key=lambda each: (each.field, each.start, -each.end)))
    for evidence in catalog.EVIDENCE:
        measures.update(evidence.measure(findings, text))
    return Measured(measures, findings, read.body.language)


def body_of(title: str | None, text: str) -> Document:
    """Return the body of an article as the detectors of the last stage see it; ``text`` holds no lone surrogates."""
    return _read(title, text).body


def _read(title: str | None, text: str) -> _Read:
    raw = Document(text, title)
    characters = [finding for detector in catalog.CHARACTERS for finding in detector.detect(raw)]
    view = apply_edits(text, _edits(characters))
    doc = Document(view.text, title) if view.pieces is not None else raw
    page = [finding for detector in catalog.PAGE for finding in detector.detect(doc)]
    doc = doc.after(page)
    found = page + [finding for detector in catalog.LEAK for finding in detector.detect(doc)]
    found += [finding for detector in catalog.REST for finding in detector.detect(doc.after(found))]
    inside = _without(doc, found)
    return _Read(characters, view, doc, found, inside, _body(doc, inside))


def _without(doc: Document, found: Sequence[Finding]) -> Revised:
    """Return the text without what was found: its edits applied, and cut where it has none but is sure."""
    return apply_edits(
        doc.text, [finding.edit or ((finding.start, finding.end, ""),) for finding in found if finding.certainty != "weak"]
    )


def _body(doc: Document, view: Revised) -> Document:
    """Return the document of a text without what was found, its language told."""
    body = Document(view.text, doc.title) if view.pieces is not None else doc
    body.language = catalog.identify_language(body)
    return body


def _title_leaks(title: str | None) -> list[Finding]:
    if not title:
        return []
    raw = Document(title, None, "title")
    view = apply_edits(title, _edits(finding for detector in catalog.CHARACTERS for finding in detector.detect(raw)))
    doc = Document(view.text, None, "title") if view.pieces is not None else raw
    found = [finding for detector in catalog.LEAK for finding in detector.detect(doc)]
    return _mapped(found, view, title)


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


def settle(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """Return the findings in reading order without those that lie inside a longer, equally certain one.

    One defect has one rule: bold markers inside a leaked checklist belong to the checklist. Of two findings over the
    same span the more certain stays, then the one listed first in the catalog.
    """
    order = {name: index for index, name in enumerate(catalog.RULES)}
    ranked = sorted(
        findings,
        key=lambda each: (each.field, each.start, -each.end, -_CERTAINTY[each.certainty], order.get(each.rule, 0)),
    )
    kept: list[Finding] = []
    outer: Finding | None = None
    for finding in ranked:
        inside = outer is not None and finding.field == outer.field and finding.end <= outer.end
        if inside and outer is not None and _CERTAINTY[finding.certainty] <= _CERTAINTY[outer.certainty]:
            continue
        kept.append(finding)
        if outer is None or finding.field != outer.field or finding.end > outer.end:
            outer = finding
    return tuple(kept)


def score(articles: Iterable[Article], ruleset: Ruleset, scorer: str) -> list[Scorecard]:
    """Return one scorecard for each article, in order; every article is judged by itself alone."""
    return [score_article(article, ruleset, scorer) for article in articles]


def score_article(article: Article, ruleset: Ruleset, scorer: str) -> Scorecard:
    """Return the scorecard of one article."""
    text, _ = replace_surrogates(article.text)
    title = replace_surrogates(article.title)[0] if article.title else None
    measured = measure(title, text)
    judged = judge(measured.measures, measured.findings, ruleset)
    cleaned = clean_text(text, measured.findings, judged.judgements) if judged.verdict == "clean" else text
    return Scorecard(
        article_id=article.id,
        text_sha256=text_digest(text),
        scorer=scorer,
        ruleset=ruleset.digest,
        verdict=judged.verdict,
        reasons=judged.reasons,
        measures=measured.measures,
        findings=measured.findings,
        language=measured.language,
        judgements=judged.judgements,
        clean_text=cleaned if cleaned != text else None,
    )
