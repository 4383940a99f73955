"""Score articles, some at a time: find what there is in them, measure what remains, then judge."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

import numpy as np

from detectors import catalog
from detectors.batch import Batch
from detectors.document import Document
from detectors.expressions import regex
from detectors.judging.ruleset import Ruleset
from detectors.judging.verdicts import Judged, clean_text, crossed_by_each, judge_crossed
from detectors.measures import of_each, table_of
from detectors.records import Article, Finding, Language, Scorecard
from detectors.stages import in_original, read_bodies, title_leaks
from detectors.stretches import Measure

_MOST_TOGETHER, _MOST_CHARACTERS = 256, 1_000_000
"""Articles, and characters, that are scored at a time. Of 64, 128 and 256 articles each twice as many took 6 to 10 % less time,
of 384 and more none less: their tables leave the processor's cache; what they hold in memory grows with their number."""

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


def measure(title: str | None, text: str) -> Measured:
    """Return what all detectors say of one article; ``text`` holds no lone surrogates."""
    return measure_all([(title, text)])[0]


def measure_all(articles: Sequence[tuple[str | None, str]], only: Numbers | None = None) -> list[Measured]:
    """Return what all detectors say of each article, given title and text; none holds lone surrogates.

    With ``only``, the numbers are those of the detectors named there; what is found is found all the same.

    Every article is measured by itself alone, but detector by detector: the code, patterns and tables of one detector
    stay in the processor's caches for a whole batch, where a hundred detectors in turn would drive out each other's.
    """
    read = read_bodies(articles)
    # The same document as before where no character was repaired, so that its words are not looked up again.
    whole = [
        doc if view.pieces is None else Document(text, title)
        for doc, view, (title, text) in zip(read.docs, read.views, articles, strict=True)
    ]
    chosen = only or Numbers(catalog.BODY, catalog.PUBLISHED)
    columns = columns_of(chosen.body, read.together) | columns_of(chosen.published, Batch(whole))
    leaks, texts = title_leaks([title for title, _ in articles]), [text for _, text in articles]
    findings = in_original(read, leaks, texts)
    columns |= evidence_of(findings, texts)
    measures = of_each(columns, () if only else catalog.MEASURE_RULES)
    return list(map(Measured, measures, findings, [body.language for body in read.bodies]))


def body_of(title: str | None, text: str) -> Document:
    """Return the body of an article as the detectors of the last stage see it; ``text`` holds no lone surrogates."""
    return read_bodies([(title, text)]).bodies[0]


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
