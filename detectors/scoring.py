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


def measure(title: str | None, text: str) -> Measured:
    """Return what all detectors say of one article; ``text`` holds no lone surrogates."""
    raw = Document(text, title)
    characters = [finding for detector in catalog.CHARACTERS for finding in detector.detect(raw)]
    view = apply_edits(text, _edits(characters))
    doc = Document(view.text, title) if view.pieces is not None else raw
    page = [finding for detector in catalog.PAGE for finding in detector.detect(doc)]
    doc = doc.after(page)
    found = page + [finding for detector in catalog.LEAK for finding in detector.detect(doc)]
    body = _body(doc, found)
    measures: dict[str, float | None] = {}
    for detector in catalog.BODY:
        measures.update(detector.measure(body))
    findings = settle([*characters, *_mapped(found, view, text), *_title_leaks(title)])
    for evidence in catalog.EVIDENCE:
        measures.update(evidence.measure(findings, text))
    return Measured(measures, findings, body.language)


def _body(doc: Document, found: Sequence[Finding]) -> Document:
    """Return the text without what was found: its edits applied, and cut where it has none but is sure."""
    cuts = [finding.edit or ((finding.start, finding.end, ""),) for finding in found if finding.certainty != "weak"]
    view = apply_edits(doc.text, cuts)
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
