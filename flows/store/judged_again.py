"""Judge stored articles by another ruleset, from their measures and findings alone.

Everything comes in one stream in the order in which the versions are stored. A text is read only where the new verdict
is ``clean``; where no text is stored any more, there is no clean text either.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, datetime
from itertools import islice
from typing import Any, NamedTuple

import duckdb
import pyarrow as pa

from detectors import catalog
from detectors.judging import Judged, clean_text, judge
from detectors.records import Edit, Finding, Language, Scorecard
from detectors.ruleset import Ruleset
from flows.store.rows import judgement_rows, measure_column, scorecard_rows
from flows.store.transactions import transaction

_BATCH = 2_000
_FINDING = ("rule", "field", "start_char", "end_char", "certainty", "placement", "detail", "edit")
_CARD = "{scorer: scorer, code: language, probability: language_probability, method: language_method}"
_MISSING = f"""
SELECT article_id, text_sha256, unnest(card) FROM (
    SELECT article_id, text_sha256, arg_max({_CARD}, scored_at) AS card
    FROM scorecards GROUP BY article_id, text_sha256
) AS newest
ANTI JOIN (SELECT * FROM scorecards WHERE ruleset = ?) AS judged
ON newest.article_id = judged.article_id AND newest.text_sha256 = judged.text_sha256
    AND newest.card.scorer = judged.scorer
"""  # noqa: S608 - constants


def stored_rows(wanted: str) -> str:
    """Return the query for all that judging needs of the versions in ``wanted``, in the order in which they are stored.

    ``wanted`` is a query for ``article_id, text_sha256, scorer, code, probability, method``.
    """
    return f"""
    WITH wanted AS ({wanted}),
    found AS (
        SELECT article_id, text_sha256, scorer, list({{{", ".join(f"{name}: {name}" for name in _FINDING)}}}) AS found
        FROM findings SEMI JOIN wanted USING (article_id, text_sha256, scorer)
        GROUP BY article_id, text_sha256, scorer
    )
    SELECT versions.rowid AS position, wanted.*, coalesce(found, []) AS found,
        {", ".join(f'measures."{measure_column(rule)}"' for rule in catalog.MEASURE_RULES)}
    FROM wanted
    JOIN article_versions AS versions USING (article_id, text_sha256)
    JOIN measures USING (article_id, text_sha256, scorer)
    LEFT JOIN found USING (article_id, text_sha256, scorer)
    ORDER BY position
    """  # noqa: S608 - constants


class Stored(NamedTuple):
    """What is stored of one version: enough to judge it."""

    position: int
    article_id: str
    text_sha256: str
    scorer: str
    language: Language
    measures: dict[str, float | None]
    findings: list[Finding]
    """Without their words, which judging does not need."""


def judge_missing(connection: duckdb.DuckDBPyConnection, ruleset: Ruleset, run_id: str | None) -> int:
    """Store scorecards by ``ruleset`` where there are none; return how many were made."""
    judged_at, count = datetime.now(UTC), 0
    # A connection of its own in a transaction of its own: it sees none of the rows written meanwhile, and positions hold.
    with connection.cursor() as reading, transaction(reading):
        batches: pa.RecordBatchReader = reading.sql(stored_rows(_MISSING), params=[ruleset.digest]).to_arrow_reader(_BATCH)
        for batch in batches:
            with transaction(connection):
                store_judged(connection, batch, ruleset, run_id, judged_at)
            count += batch.num_rows
    return count


def store_judged(
    connection: duckdb.DuckDBPyConnection, batch: pa.RecordBatch, ruleset: Ruleset, run_id: str | None, judged_at: datetime
) -> None:
    """Judge rows of :func:`stored_rows` and insert what comes of it; the caller sees to the transaction."""
    cards = _judged(connection, _stored(batch), ruleset)
    connection.register("cards", scorecard_rows(cards, run_id, judged_at))
    connection.register("made", judgement_rows(cards))
    connection.execute("INSERT INTO scorecards BY NAME FROM cards")
    connection.execute("INSERT INTO judgements BY NAME FROM made")


def _stored(batch: pa.RecordBatch) -> list[Stored]:
    """Return the rows of a batch as records."""

    def rows(names: Iterable[str]) -> Iterator[tuple[Any, ...]]:
        return zip(*(batch[name].to_pylist() for name in names), strict=True)

    keys = rows(("position", "article_id", "text_sha256", "scorer"))
    languages = rows(Language._fields)
    measured = rows(map(measure_column, catalog.MEASURE_RULES))
    return [
        Stored._make((*key, Language._make(language), dict(zip(catalog.MEASURE_RULES, values, strict=True)), found))
        for key, language, values, found in zip(keys, languages, measured, _findings(batch["found"]), strict=True)
    ]


def _findings(column: pa.ListArray) -> Iterator[list[Finding]]:
    """Yield the findings of each row."""
    *fields, edits = column.flatten().flatten()
    rows = zip(*(field.to_pylist() for field in fields), _edits(edits), strict=True)
    for size in column.value_lengths().to_pylist():
        yield [Finding._make((*row[:6], "", row[7], row[6])) for row in islice(rows, size)]


def _edits(column: pa.ListArray) -> Iterator[Edit | None]:
    """Yield the edit of each finding."""
    steps = zip(*(field.to_pylist() for field in column.flatten().flatten()), strict=True)
    for size in column.value_lengths().to_pylist():
        yield None if size is None else tuple(islice(steps, size))


def _judged(connection: duckdb.DuckDBPyConnection, rows: Sequence[Stored], ruleset: Ruleset) -> list[Scorecard]:
    """Return a scorecard for each row, with clean texts where they are due."""
    judged = [judge(row.measures, row.findings, ruleset) for row in rows]
    due = [row for row, outcome in zip(rows, judged, strict=True) if outcome.verdict == "clean"]
    texts = _texts(connection, due) if due else {}
    return [_card(row, outcome, ruleset, texts) for row, outcome in zip(rows, judged, strict=True)]


def _texts(connection: duckdb.DuckDBPyConnection, rows: Sequence[Stored]) -> dict[tuple[str, str], str]:
    """Return the texts of the versions, read from the stretch of the table where they stand."""
    wanted = pa.table({"position": [row.position for row in rows]})
    connection.register("wanted", wanted)
    found = connection.execute(
        "SELECT article_id, text_sha256, text FROM article_versions WHERE rowid BETWEEN ? AND ?"
        " AND rowid IN (SELECT position FROM wanted) AND text <> ''",
        [rows[0].position, rows[-1].position],
    ).fetchall()
    return {(article_id, digest): text for article_id, digest, text in found}


def _card(row: Stored, judged: Judged, ruleset: Ruleset, texts: dict[tuple[str, str], str]) -> Scorecard:
    text = texts.get((row.article_id, row.text_sha256))
    cleaned = clean_text(text, row.findings, judged.judgements) if text else None
    return Scorecard(
        article_id=row.article_id,
        text_sha256=row.text_sha256,
        scorer=row.scorer,
        ruleset=ruleset.digest,
        verdict=judged.verdict,
        reasons=judged.reasons,
        measures=row.measures,
        findings=tuple(row.findings),
        language=row.language,
        judgements=judged.judgements,
        clean_text=cleaned if cleaned != text else None,
    )
