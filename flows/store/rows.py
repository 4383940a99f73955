"""Turn scorecards into rows: pure and columnar, so that worker processes do it and the writer only inserts."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from itertools import accumulate, chain, repeat, zip_longest
from typing import Any, NamedTuple

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from detectors import catalog
from detectors.measures import table_of
from detectors.records import Article, Edit, Scorecard
from detectors.scoring import replace_surrogates

_WORDS = "quality.word_count"
_TIME = pa.timestamp("us")
_EDIT = pa.struct([("start_char", pa.int32()), ("end_char", pa.int32()), ("new", pa.string())])


class Part(NamedTuple):
    """The rows of one shard, table by table; scorecards come last, for where they are, all is."""

    article_versions: pa.Table
    findings: pa.Table
    measures: pa.Table
    judgements: pa.Table
    scorecards: pa.Table


def part_of(cards: Sequence[Scorecard], articles: Sequence[Article], run_id: str, seen_at: datetime) -> Part:
    """Return the rows for ``cards``, the scorecards of ``articles`` in the same order.

    The articles were seen one microsecond after another, from ``seen_at`` on: the newest version is the one seen last.
    """
    return Part(
        _versions(cards, articles, moments(seen_at, len(articles))),
        _findings(cards),
        _measures(cards),
        judgement_rows(cards),
        scorecard_rows(cards, run_id, seen_at),
    )


def moments(first: datetime, count: int) -> NDArray[np.datetime64]:
    """Return ``count`` moments a microsecond apart, as the database keeps them."""
    return np.datetime64(naive_utc(first), "us") + np.arange(count)


def naive_utc(moment: datetime) -> datetime:
    """Return the moment as the database keeps it: in UTC, without saying so."""
    return moment.astimezone(UTC).replace(tzinfo=None) if moment.tzinfo else moment


def measure_column(rule: str) -> str:
    """Return the name of the column that holds the numbers of a measure rule."""
    return rule.replace(".", "_")


def strings(values: Sequence[str | None]) -> pa.Array:
    """Return a column of strings; lone surrogates, which UTF-8 cannot hold, become U+FFFD."""
    try:
        return pa.array(values, pa.string())
    except UnicodeEncodeError:
        return pa.array([value and replace_surrogates(value)[0] for value in values], pa.string())


def column(values: NDArray[Any], kind: pa.DataType, missing: NDArray[np.bool_] | None = None) -> pa.Array:
    """Return a column of values of eight bytes as they lie there; ``pa.array`` imports numpy.ma to ask whether some are masked."""
    known = None if missing is None else pa.py_buffer(np.packbits(~missing, bitorder="little"))
    return pa.Array.from_buffers(kind, len(values), [known, pa.py_buffer(values.view(np.int64))])


def _versions(cards: Sequence[Scorecard], articles: Sequence[Article], seen_at: NDArray[np.datetime64]) -> pa.Table:
    seen = column(seen_at, _TIME)
    texts, replaced = _texts(articles)
    return pa.table(
        {
            "article_id": strings([article.id for article in articles]),
            "text_sha256": strings([card.text_sha256 for card in cards]),
            "location": strings([article.location for article in articles]),
            "source": strings([article.source for article in articles]),
            "url": strings([article.url for article in articles]),
            "title": strings([article.title for article in articles]),
            "published_at": pa.array([_published(article.published_at) for article in articles], _TIME),
            "text": texts,
            "n_chars": _integers([len(article.text) for article in articles]),
            "n_words": _integers([_n_words(card, article) for card, article in zip(cards, articles, strict=True)]),
            "n_replaced": _integers(replaced),
            "first_seen_at": seen,
            "last_seen_at": seen,
            "declared_language": strings([article.declared_language for article in articles]),
        }
    )


def _published(date: str | None) -> datetime | None:
    """Return a date as the readers give it, ISO 8601 in UTC; None for what is no date."""
    try:
        return naive_utc(datetime.fromisoformat(date)) if date else None
    except (ValueError, OverflowError):
        return None


def _texts(articles: Sequence[Article]) -> tuple[pa.Array, list[int]]:
    """Return the texts as they were scored, and how many characters of each were replaced in all."""
    try:
        texts = pa.array([article.text for article in articles], pa.string())
    except UnicodeEncodeError:
        repaired = [replace_surrogates(article.text) for article in articles]
        texts = pa.array([text for text, _ in repaired], pa.string())
        return texts, [article.n_replaced + count for article, (_, count) in zip(articles, repaired, strict=True)]
    return texts, [article.n_replaced for article in articles]


def _n_words(card: Scorecard, article: Article) -> int:
    measured = card.measures.get(_WORDS)
    return len(article.text.split()) if measured is None else int(measured)


def _integers(values: Sequence[int | None]) -> pa.Array:
    return pa.array(values, pa.int32())


def scorecard_rows(cards: Sequence[Scorecard], run_id: str | None, scored_at: datetime) -> pa.Table:
    """Return the rows of ``scorecards``."""
    languages = [card.language for card in cards]
    return pa.table(
        {
            **_keys(cards),
            "ruleset": strings([card.ruleset for card in cards]),
            "run_id": pa.repeat(pa.scalar(run_id, pa.string()), len(cards)),
            "verdict": strings([card.verdict for card in cards]),
            "reasons": pa.array([card.reasons for card in cards], pa.list_(pa.string())),
            "clean_text": strings([card.clean_text for card in cards]),
            "language": strings([language.code for language in languages]),
            "language_probability": pa.array([language.probability for language in languages], pa.float64()),
            "language_method": strings([language.method for language in languages]),
            "scored_at": pa.repeat(pa.scalar(naive_utc(scored_at), _TIME), len(cards)),
        }
    )


def _keys(cards: Sequence[Scorecard]) -> dict[str, pa.Array]:
    return {
        "article_id": strings([card.article_id for card in cards]),
        "text_sha256": strings([card.text_sha256 for card in cards]),
        "scorer": strings([card.scorer for card in cards]),
    }


def _repeated_keys(cards: Sequence[Scorecard], counts: Sequence[int]) -> dict[str, pa.Array]:
    """Return the keys of each card as often as it has rows."""
    # By Arrow's own take, each start of a process would import pyarrow.compute, which costs as much as 50 articles.
    return _keys(list(chain.from_iterable(map(repeat, cards, counts))))


def _measures(cards: Sequence[Scorecard]) -> pa.Table:
    columns = table_of([card.measures for card in cards], catalog.MEASURE_RULES).T.copy()
    missing = np.isnan(columns)
    stored = {
        measure_column(rule): column(values, pa.float64(), none)
        for rule, values, none in zip(catalog.MEASURE_RULES, columns, missing, strict=True)
    }
    return pa.table({**_keys(cards), **stored})


def _findings(cards: Sequence[Scorecard]) -> pa.Table:
    by_card = [_distinct(card.findings) for card in cards]
    rule, field, start, end, certainty, placement, excerpt, edit, detail = _columns(chain.from_iterable(by_card), 9)
    return pa.table(
        {
            **_repeated_keys(cards, [len(found) for found in by_card]),
            "rule": strings(rule),
            "family": strings([name.partition(".")[0] for name in rule]),
            "field": strings(field),
            "start_char": _integers(start),
            "end_char": _integers(end),
            "certainty": strings(certainty),
            "placement": strings(placement),
            "excerpt": strings(excerpt),
            "edit": _edits(edit),
            "detail": strings(detail),
        }
    )


def judgement_rows(cards: Sequence[Scorecard]) -> pa.Table:
    """Return the rows of ``judgements``."""
    by_card = [_distinct(card.judgements) for card in cards]
    rule, field, start, end, action, severity, evidence = _columns(chain.from_iterable(by_card), 7)
    keys = _repeated_keys(cards, [len(judgements) for judgements in by_card])
    rulesets = chain.from_iterable([card.ruleset] * len(made) for card, made in zip(cards, by_card, strict=True))
    return pa.table(
        {
            **keys,
            "ruleset": strings(list(rulesets)),
            "rule": strings(rule),
            "field": strings(field),
            "start_char": _integers(start),
            "end_char": _integers(end),
            "action": strings(action),
            "severity": strings(severity),
            "evidence": strings(evidence),
        }
    )


def _distinct(records: Sequence[Any]) -> Sequence[Any]:
    """Return the findings or judgements without a second one of the same rule over the same span."""
    if len(records) < 2:  # noqa: PLR2004 - nothing to compare
        return records
    return list({record[:4]: record for record in reversed(records)}.values())[::-1]


def _columns(records: Iterable[tuple[Any, ...]], width: int) -> Sequence[Any]:
    return tuple(map(list, zip(*records, strict=True))) or ([],) * width


def _edits(edits: list[Edit | None]) -> pa.Array:
    """Return a column of lists of replacements, NULL where there is no edit."""
    start, end, new = _columns(chain.from_iterable(edit for edit in edits if edit), 3)
    steps = pa.StructArray.from_arrays([_integers(start), _integers(end), strings(new)], fields=list(_EDIT))
    ends = accumulate((len(edit or ()) for edit in edits), initial=0)
    # A list whose beginning is missing is missing itself; there is one end more than there are edits.
    offsets = [None if edit is None else end for edit, end in zip_longest(edits, ends, fillvalue=())]
    return pa.ListArray.from_arrays(pa.array(offsets, pa.int32()), steps, type=pa.list_(_EDIT))
