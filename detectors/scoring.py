"""Score articles: run every detector of the catalog in its stage, then judge.

The stages follow from one another. Invisible and look-alike characters are repaired first, so that every later
detector may match plain letters. Page furniture is found next, so that the leak detectors can look past it. What
remains when all that is taken out is the body, and only the body is measured. Spans are always those of the original
text: each stage's offsets are mapped back.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Iterator, Sequence
from functools import cache
from typing import NamedTuple

from detectors import catalog
from detectors.document import Document, excerpt
from detectors.edits import Revised, apply_edits
from detectors.judging import clean_text, judge
from detectors.records import Article, Edit, Finding, Language, Scorecard
from detectors.ruleset import Ruleset

_CERTAINTY = {"certain": 2, "strong": 1, "weak": 0}
_MOST_TOGETHER, _MOST_CHARACTERS = 128, 1_000_000
"""Articles, and characters, that are scored at a time. Of 32, 64, 128 and 256 articles each twice as many took some 5 % less
time, one alone nearly twice as much; what they hold in memory grows with their number."""

_EARLY_VIEWS = ("folded", "lines", "hits", "tokens")
"""Views that nearly every detector asks for; with the tokens of all texts known, the new ones are described together."""

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
    """Some texts after the stages that take away what is not their body, with the views between; each by place."""

    characters: list[list[Finding]]
    views: list[Revised]
    docs: list[Document]
    found: list[list[Finding]]
    inside: list[Revised]
    bodies: list[Document]


def measure(title: str | None, text: str) -> Measured:
    """Return what all detectors say of one article; ``text`` holds no lone surrogates."""
    return measure_all([(title, text)])[0]


def measure_all(articles: Sequence[tuple[str | None, str]]) -> list[Measured]:
    """Return what all detectors say of each article, given title and text; none holds lone surrogates.

    Every article is measured by itself alone, but detector by detector: the code, patterns and tables of one detector
    stay in the processor's caches for a whole batch, where a hundred detectors in turn would drive out each other's.
    """
    read = _read(articles)
    # The same document as before where no character was repaired, so that its words are not looked up again.
    whole = [
        doc if view.pieces is None else Document(text, title)
        for doc, view, (title, text) in zip(read.docs, read.views, articles, strict=True)
    ]
    measures = _measures(catalog.BODY, read.bodies)
    for so_far, more in zip(measures, _measures(catalog.PUBLISHED, whole), strict=True):
        so_far.update(more)
    leaks = _title_leaks([title for title, _ in articles])
    findings = _in_original(read, leaks, [text for _, text in articles])
    for evidence in catalog.EVIDENCE:
        for so_far, settled, (_, text) in zip(measures, findings, articles, strict=True):
            so_far.update(evidence.measure(settled, text))
    return list(map(Measured, measures, findings, [body.language for body in read.bodies]))


def _in_original(read: _Read, leaks: Sequence[list[Finding]], texts: Sequence[str]) -> list[tuple[Finding, ...]]:
    """Return what was found in each article, those ``leaks`` of its title included, with the spans of its original text."""
    settled = []
    shown = _found(catalog.BODY_SPANS, read.bodies)
    for place, (text, view) in enumerate(zip(texts, read.views, strict=True)):
        findings = settle([*read.characters[place], *_mapped(read.found[place], view, text), *leaks[place]])
        if shown[place]:
            places = _mapped(_mapped(shown[place], read.inside[place], read.docs[place].text), view, text)
            findings = tuple(sorted((*findings, *places), key=lambda each: (each.field, each.start, -each.end)))
        settled.append(findings)
    return settled


def body_of(title: str | None, text: str) -> Document:
    """Return the body of an article as the detectors of the last stage see it; ``text`` holds no lone surrogates."""
    return _read([(title, text)]).bodies[0]


def _read(articles: Sequence[tuple[str | None, str]]) -> _Read:
    raw = [Document(text, title) for title, text in articles]
    characters = _found(catalog.CHARACTERS, raw)
    views = [apply_edits(doc.text, _edits(found)) for doc, found in zip(raw, characters, strict=True)]
    docs = [_revised(doc, view) for doc, view in zip(raw, views, strict=True)]
    for name in _EARLY_VIEWS:
        for doc in docs:
            getattr(doc, name)
    found = _found(catalog.PAGE, docs)
    for detectors in (catalog.LEAK, catalog.REST):
        docs = [doc.after(so_far) for doc, so_far in zip(docs, found, strict=True)]
        for so_far, more in zip(found, _found(detectors, docs), strict=True):
            so_far.extend(more)
    inside = [_without(doc, so_far) for doc, so_far in zip(docs, found, strict=True)]
    bodies = [_revised(doc, view) for doc, view in zip(docs, inside, strict=True)]
    for body in bodies:
        body.language = catalog.identify_language(body)
    return _Read(characters, views, docs, found, inside, bodies)


def _found(detectors: Iterable[catalog.SpanDetector], docs: Sequence[Document]) -> list[list[Finding]]:
    """Return what the detectors find in each document."""
    found: list[list[Finding]] = [[] for _ in docs]
    for _, detect in detectors:
        for doc, so_far in zip(docs, found, strict=True):
            so_far.extend(detect(doc))
    return found


def _measures(detectors: Iterable[catalog.BodyDetector], docs: Sequence[Document]) -> list[dict[str, float | None]]:
    """Return what the detectors measure of each document."""
    measures: list[dict[str, float | None]] = [{} for _ in docs]
    for _, measure_one in detectors:
        for doc, so_far in zip(docs, measures, strict=True):
            so_far.update(measure_one(doc))
    return measures


def _revised(doc: Document, view: Revised) -> Document:
    """Return the document of a text after edits: the same one where there were none."""
    return doc if view.pieces is None else Document(view.text, doc.title, doc.field)


def _without(doc: Document, found: Sequence[Finding]) -> Revised:
    """Return the text without what was found: its edits applied, and cut where it has none but is sure."""
    return apply_edits(
        doc.text, [finding.edit or ((finding.start, finding.end, ""),) for finding in found if finding.certainty != "weak"]
    )


def _title_leaks(titles: Sequence[str | None]) -> list[list[Finding]]:
    """Return what the detectors of leaks find in each title."""
    raw = [Document(title or "", None, "title") for title in titles]
    views = [apply_edits(doc.text, _edits(found)) for doc, found in zip(raw, _found(catalog.CHARACTERS, raw), strict=True)]
    docs = [_revised(doc, view) for doc, view in zip(raw, views, strict=True)]
    found = _found(catalog.LEAK, docs)
    return [_mapped(some, view, doc.text) for some, view, doc in zip(found, views, raw, strict=True)]


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


_BY_SHAPE, _AT_END = "boilerplate.other", "leak.truncation"
"""What a model takes for the page's by its words and its shape alone; a line of the page may end as it likes."""


@cache
def _listed() -> dict[str, int]:
    """Return the place of every rule in the catalog."""
    return {name: place for place, name in enumerate(catalog.RULES)}


def settle(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """Return the findings in reading order without those that lie inside a longer, equally certain one.

    One defect has one rule: bold markers inside a leaked checklist belong to the checklist. Of two findings over the
    same span the more certain stays, then the one listed first in the catalog.
    """
    order = _listed()
    ranked = sorted(
        findings,
        key=lambda each: (each.field, each.start, -each.end, -_CERTAINTY[each.certainty], order.get(each.rule, 0)),
    )
    kept: list[Finding] = []
    outer: Finding | None = None
    for finding in ranked:
        inside = outer is not None and finding.field == outer.field and finding.end <= outer.end
        if inside and outer is not None and _is_told(finding, outer):
            continue
        kept.append(finding)
        if outer is None or finding.field != outer.field or finding.end > outer.end:
            outer = finding
    return tuple(kept)


def _is_told(finding: Finding, outer: Finding) -> bool:
    """Say whether a longer finding tells all that one inside it does; a line like the page's may still be a leak."""
    is_leak = finding.rule.startswith("leak.") and finding.rule != _AT_END and outer.rule == _BY_SHAPE
    return not is_leak and _CERTAINTY[finding.certainty] <= _CERTAINTY[outer.certainty]


def score(articles: Sequence[Article], ruleset: Ruleset, scorer: str) -> list[Scorecard]:
    """Return one scorecard for each article, in order; every article is judged by itself alone."""
    return [card for batch in _batches(articles) for card in _score_batch(batch, ruleset, scorer)]


def score_article(article: Article, ruleset: Ruleset, scorer: str) -> Scorecard:
    """Return the scorecard of one article."""
    return score([article], ruleset, scorer)[0]


def _batches(articles: Sequence[Article]) -> Iterator[Sequence[Article]]:
    """Yield the articles in batches: few enough that all views of their texts together take little memory."""
    first = characters = 0
    for place, article in enumerate(articles):
        characters += len(article.text)
        if place > first and (place - first >= _MOST_TOGETHER or characters > _MOST_CHARACTERS):
            yield articles[first:place]
            first, characters = place, len(article.text)
    yield articles[first:]


def _score_batch(articles: Sequence[Article], ruleset: Ruleset, scorer: str) -> list[Scorecard]:
    texts = [replace_surrogates(article.text)[0] for article in articles]
    titles = [replace_surrogates(article.title)[0] if article.title else None for article in articles]
    measured = measure_all(list(zip(titles, texts, strict=True)))
    return [
        _card(article.id, text, each, ruleset, scorer) for article, text, each in zip(articles, texts, measured, strict=True)
    ]


def _card(article_id: str, text: str, measured: Measured, ruleset: Ruleset, scorer: str) -> Scorecard:
    judged = judge(measured.measures, measured.findings, ruleset)
    cleaned = clean_text(text, measured.findings, judged.judgements) if judged.verdict == "clean" else text
    return Scorecard(
        article_id=article_id,
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
