"""Score articles: run every detector of the catalog in its stage, then judge.

The stages follow from one another. Invisible and look-alike characters are repaired first, so that every later
detector may match plain letters. Page furniture is found next, so that the leak detectors can look past it. What
remains when all that is taken out is the body, and only the body is measured. Spans are always those of the original
text: each stage's offsets are mapped back.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import cache
from typing import NamedTuple

import numpy as np

from detectors import catalog
from detectors.batch import Batch
from detectors.document import UNUSUAL, Document, excerpt, find_together
from detectors.edits import Revised, apply_edits
from detectors.expressions import regex
from detectors.judging import Judged, clean_text, crossed_by_each, judge_crossed
from detectors.measures import of_each, table_of
from detectors.records import Article, Edit, Finding, Language, Scorecard
from detectors.ruleset import Ruleset
from detectors.stretches import Measure
from detectors.tokens import number_together

_CERTAINTY = {"certain": 2, "strong": 1, "weak": 0}
_MOST_TOGETHER, _MOST_CHARACTERS = 256, 1_000_000
"""Articles, and characters, that are scored at a time. Of 64, 128 and 256 articles each twice as many took 6 to 10 % less time,
of 384 and more none less: their tables leave the processor's cache; what they hold in memory grows with their number."""

_EARLY_VIEWS = ("folded", "lines")
"""Views that nearly every detector asks for."""

_SURROGATE = regex("[\ud800-\udfff]")


class Numbers(NamedTuple):
    """The detectors that give numbers about the body, and those about the whole text."""

    body: Sequence[catalog.BodyDetector]
    published: Sequence[catalog.BodyDetector]


class Measured(NamedTuple):
    """All that the detectors say of one article, before any rule is asked."""

    measures: Mapping[str, float | None]
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
    together: Batch
    """The bodies as one."""


def measure(title: str | None, text: str) -> Measured:
    """Return what all detectors say of one article; ``text`` holds no lone surrogates."""
    return measure_all([(title, text)])[0]


def measure_all(articles: Sequence[tuple[str | None, str]], only: Numbers | None = None) -> list[Measured]:
    """Return what all detectors say of each article, given title and text; none holds lone surrogates.

    With ``only``, the numbers are those of the detectors named there; what is found is found all the same.

    Every article is measured by itself alone, but detector by detector: the code, patterns and tables of one detector
    stay in the processor's caches for a whole batch, where a hundred detectors in turn would drive out each other's.
    """
    read = _read(articles)
    # The same document as before where no character was repaired, so that its words are not looked up again.
    whole = [
        doc if view.pieces is None else Document(text, title)
        for doc, view, (title, text) in zip(read.docs, read.views, articles, strict=True)
    ]
    chosen = only or Numbers(catalog.BODY, catalog.PUBLISHED)
    columns = columns_of(chosen.body, read.together) | columns_of(chosen.published, Batch(whole))
    leaks, texts = _title_leaks([title for title, _ in articles]), [text for _, text in articles]
    findings = _in_original(read, leaks, texts)
    columns |= evidence_of(findings, texts)
    measures = of_each(columns, () if only else catalog.MEASURE_RULES)
    return list(map(Measured, measures, findings, [body.language for body in read.bodies]))


def _in_original(read: _Read, leaks: Sequence[list[Finding]], texts: Sequence[str]) -> list[tuple[Finding, ...]]:
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


def body_of(title: str | None, text: str) -> Document:
    """Return the body of an article as the detectors of the last stage see it; ``text`` holds no lone surrogates."""
    return _read([(title, text)]).bodies[0]


def _read(articles: Sequence[tuple[str | None, str]]) -> _Read:
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
    return _Read(characters, views, docs, found, inside, bodies, together)


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


def columns_of(detectors: Iterable[catalog.BodyDetector], batch: Batch) -> dict[str, Measure]:
    """Return what the detectors measure of the texts, a column a rule; not a number where a measure does not apply."""
    columns: dict[str, Measure] = {}
    for _, measure_batch in detectors:
        columns |= measure_batch(batch)
    return columns


def evidence_of(findings: Iterable[Sequence[Finding]], texts: Sequence[str]) -> dict[str, Measure]:
    """Return what follows from the settled findings of the texts, a column a rule."""
    columns: dict[str, Measure] = {}
    for rules, measure_one in catalog.EVIDENCE:
        said = list(map(measure_one, findings, texts))
        columns |= {rule: np.array([each[rule] for each in said], np.float64) for rule in rules}
    return columns


def _revised(doc: Document, view: Revised) -> Document:
    """Return the document of a text after edits: the same one where there were none."""
    return doc if view.pieces is None else Document(view.text, doc.title, doc.field)


def _without(doc: Document, found: Sequence[Finding]) -> Revised:
    """Return the text without what was found: its edits applied, and cut where it has none but is sure."""
    return apply_edits(
        doc.text, [finding.edit or ((finding.start, finding.end, ""),) for finding in found if finding.certainty != "weak"]
    )


def _title_leaks(titles: Sequence[str | None]) -> list[list[Finding]]:
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


def score(
    articles: Sequence[Article],
    ruleset: Ruleset,
    scorer: str,
    measuring: Callable[[Sequence[tuple[str | None, str]]], list[Measured]] = measure_all,
) -> list[Scorecard]:
    """Return one scorecard for each article, in order; every article is judged by itself alone.

    ``measuring`` is called with one batch after another, in order.
    """
    return [card for batch in _batches(articles) for card in _score_batch(batch, ruleset, scorer, measuring)]


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


def _score_batch(
    articles: Sequence[Article],
    ruleset: Ruleset,
    scorer: str,
    measuring: Callable[[Sequence[tuple[str | None, str]]], list[Measured]],
) -> list[Scorecard]:
    texts = [replace_surrogates(article.text)[0] for article in articles]
    titles = [replace_surrogates(article.title)[0] if article.title else None for article in articles]
    measured = measuring(list(zip(titles, texts, strict=True)))
    rules = catalog.MEASURE_RULES
    crossed = crossed_by_each(table_of([each.measures for each in measured], rules), rules, ruleset)
    return [
        _card(article.id, text, each, judge_crossed(each.measures, names, each.findings, ruleset), ruleset, scorer)
        for article, text, each, names in zip(articles, texts, measured, crossed, strict=True)
    ]


def _card(  # noqa: PLR0913, PLR0917 - the parts of a card
    article_id: str, text: str, measured: Measured, judged: Judged, ruleset: Ruleset, scorer: str
) -> Scorecard:
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
