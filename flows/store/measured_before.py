"""What earlier scorers said of articles, so that only the detectors that have changed since are asked again.

Of each article the scorer that measured it last counts, and only where the stored title is still the one that was read: a
title is measured, too, and has no part in the digest of the text. Findings of passes over the store are no detector's.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import duckdb
import pyarrow as pa

from detectors import catalog
from detectors.records import Article, Finding, Language
from detectors.rescoring import Known, stale_groups
from detectors.scoring import Measured, replace_surrogates, text_digest
from flows.store.rows import measure_column, strings

_KEYS = "article_id, text_sha256, scorer"
_BEFORE = """
CREATE OR REPLACE TEMP TABLE before AS
SELECT position, article_id, text_sha256, unnest(card) FROM (
    SELECT position, article_id, text_sha256, arg_max({
        scorer: scorer, code: language, probability: language_probability, method: language_method
    }, scored_at) AS card
    FROM scorecards JOIN (
        SELECT batch.* FROM batch JOIN article_versions AS v USING (article_id, text_sha256)
        WHERE v.title IS NOT DISTINCT FROM batch.title
    ) USING (article_id, text_sha256) GROUP BY ALL
)
WHERE card.scorer IN (SELECT unnest(?::VARCHAR[]))
"""
_MEASURES = ", ".join(f'"{measure_column(rule)}"' for rule in catalog.MEASURE_RULES)
_NUMBERS = f"SELECT position, scorer, code, probability, method, {_MEASURES} FROM before JOIN measures USING ({_KEYS})"  # noqa: S608
_PLACES = f"""
SELECT position, rule, field, start_char, end_char, certainty, placement, excerpt, edit, detail
FROM before JOIN findings USING ({_KEYS}) WHERE rule NOT IN {catalog.STORE_RULES}
ORDER BY position, field, start_char, end_char DESC
"""  # noqa: S608 - constants


def compare(connection: duckdb.DuckDBPyConnection, scorer: str, digests: Mapping[str, str]) -> dict[str, frozenset[str]]:
    """Record the digests of a scorer's groups; return for each other scorer that compares which of them have changed."""
    others: dict[str, dict[str, str]] = {}
    for other, group, digest in connection.execute("SELECT scorer, detectors, digest FROM scorers").fetchall():
        others.setdefault(other, {})[group] = digest
    if others.pop(scorer, None) is None:
        rows = "INSERT INTO scorers SELECT ?, unnest(?::VARCHAR[]), unnest(?::VARCHAR[])"
        connection.execute(rows, [scorer, list(digests), list(digests.values())])
    stale = {other: stale_groups(before, digests) for other, before in others.items()}
    return {other: groups for other, groups in stale.items() if groups is not None}


def find(
    connection: duckdb.DuckDBPyConnection, articles: Sequence[Article], stale: Mapping[str, frozenset[str]]
) -> dict[int, Known]:
    """Return by place what the scorers in ``stale`` said of articles."""
    if not stale or not articles:
        return {}
    asked = {
        "position": pa.array(range(len(articles)), pa.int32()),
        "article_id": strings([article.id for article in articles]),
        "text_sha256": strings([text_digest(replace_surrogates(article.text)[0]) for article in articles]),
        "title": strings([article.title for article in articles]),
    }
    connection.register("batch", pa.table(asked))
    connection.execute(_BEFORE, [list(stale)])
    connection.unregister("batch")
    found: dict[int, list[Finding]] = {}
    for position, *columns in connection.execute(_PLACES).fetchall():
        found.setdefault(position, []).append(_finding(*columns))
    rows = connection.execute(_NUMBERS).fetchall()
    connection.execute("DROP TABLE before")
    return {
        position: Known(Measured(_numbers(values), tuple(found.get(position, ())), Language(code, *said)), stale[scorer])
        for position, scorer, code, *said, values in ((*row[:5], row[5:]) for row in rows)
    }


def _numbers(values: Sequence[float | None]) -> dict[str, float | None]:
    return dict(zip(catalog.MEASURE_RULES, values, strict=True))


def _finding(*columns: Any) -> Finding:  # noqa: ANN401 - a database row
    found = Finding(*columns)
    steps: Any = found.edit
    return found._replace(edit=None if steps is None else tuple(tuple(step.values()) for step in steps))
