"""What the manifest and the datasheet say of an export: counts, rules and where they came from, all from the database."""

from __future__ import annotations

import tomllib
from importlib.metadata import version
from typing import Any

import duckdb

from flows.export.requests import ExportRequest

MADE_WITH = ("duckdb", "pyarrow", "zstandard", "msgspec")
"""Libraries whose version may decide a byte."""

# The views work out newest versions and verdicts; they are asked once, and everything is counted over what they said.
_JUDGED = """
CREATE OR REPLACE TEMP TABLE judged AS
SELECT article_id, text_sha256, source, verdict, reasons, clean_text IS NOT NULL AS has_clean_text, language, n_words, scorer,
       published_at, strftime(coalesce(published_at, first_seen_at), '%Y-%m') AS month
FROM article_scores
"""
_COUNTED = """
count(*) FILTER (verdict = 'keep') AS keep, count(*) FILTER (verdict = 'clean') AS clean,
count(*) FILTER (verdict = 'review') AS review, count(*) FILTER (verdict = 'drop') AS "drop",
count(*) FILTER (list_contains($verdicts, verdict)) AS exported
"""
_VERDICTS = """
SELECT verdict, count(article_id) AS articles, list_contains($verdicts, verdict) AS exported
FROM (SELECT unnest(['keep', 'clean', 'review', 'drop']) AS verdict, generate_subscripts([1, 2, 3, 4], 1) AS rank)
LEFT JOIN judged USING (verdict) GROUP BY verdict, rank ORDER BY rank
"""
_OUTLETS = f"SELECT source, {_COUNTED} FROM judged GROUP BY source ORDER BY source NULLS FIRST"  # noqa: S608 - constants
_MONTHS = f"SELECT month, {_COUNTED} FROM judged GROUP BY month ORDER BY month"  # noqa: S608
_LANGUAGES = f"SELECT language, {_COUNTED} FROM judged GROUP BY ALL ORDER BY exported DESC, language"  # noqa: S608
_LEFT_OUT = """
SELECT rule, verdict, count(*) AS articles, count(*) FILTER (n = 1) AS alone
FROM (SELECT unnest(reasons) AS rule, verdict, len(reasons) AS n FROM judged WHERE NOT list_contains($verdicts, verdict))
GROUP BY ALL ORDER BY articles DESC, rule, verdict
"""
_CLEANED = """
SELECT rule, count(*) AS articles FROM (
    SELECT unnest(reasons) AS rule FROM judged
    WHERE verdict = 'clean' AND has_clean_text AND list_contains($verdicts, verdict)
) GROUP BY ALL ORDER BY articles DESC, rule
"""
_CORPUS = """
SELECT count(*) AS articles, count(*) FILTER (has_clean_text) AS with_clean_text,
       count(DISTINCT source) AS outlets, count(*) FILTER (source IS NULL) AS without_outlet,
       coalesce(sum(n_words), 0)::BIGINT AS words_before_cleaning,
       strftime(min(published_at), '%Y-%m-%d') AS first_published, strftime(max(published_at), '%Y-%m-%d') AS last_published,
       count(*) FILTER (published_at IS NULL) AS without_date,
       (SELECT count(*) FROM articles) - (SELECT count(*) FROM judged) AS not_judged
FROM judged WHERE list_contains($verdicts, verdict)
"""
_DUPLICATES = """
SELECT count(*) FILTER (kind IS NOT NULL) AS articles, count(DISTINCT cluster_id) AS stories
FROM duplicates SEMI JOIN (FROM judged WHERE list_contains($verdicts, verdict)) USING (article_id, text_sha256)
"""
_RUNS = """
SELECT count(*) AS runs, strftime(min(started_at), '%Y-%m-%dT%H:%M:%S') AS first_started,
       strftime(max(finished_at), '%Y-%m-%dT%H:%M:%S') AS last_finished, coalesce(sum(n_read), 0)::BIGINT AS records_read,
       (SELECT count(*) FROM rejects) AS records_rejected
FROM runs
"""
_RULESET = "SELECT ruleset AS digest, name, toml FROM rulesets WHERE ruleset = (SELECT value FROM settings WHERE name = 'active_ruleset')"
_SCORERS = """
SELECT scorer, count(*) AS articles FROM judged WHERE list_contains($verdicts, verdict) GROUP BY ALL ORDER BY articles DESC, scorer
"""


def gather(connection: duckdb.DuckDBPyConnection, request: ExportRequest) -> dict[str, Any]:
    """Return the facts, ready for JSON; the same database and request give the same."""
    verdicts = list(request.verdicts)

    def rows(query: str) -> list[dict[str, Any]]:
        cursor = connection.execute(query, {"verdicts": verdicts} if "$verdicts" in query else None)
        names = [column[0] for column in cursor.description or ()]
        return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]

    connection.execute(_JUDGED)
    ruleset = rows(_RULESET)[0]
    rules = tomllib.loads(ruleset.pop("toml"))
    return {
        "made_by": {name: version(name) for name in ("winnow-news", *MADE_WITH)},
        "asked": request.asked(),
        "schema_version": rows("SELECT value FROM settings WHERE name = 'schema_version'")[0]["value"],
        "corpus": rows(_CORPUS)[0],
        "duplicates": rows(_DUPLICATES)[0],
        "verdicts": rows(_VERDICTS),
        "left_out": rows(_LEFT_OUT),
        "cleaned": rows(_CLEANED) if request.text == "cleaned" else [],
        "languages": rows(_LANGUAGES),
        "months": rows(_MONTHS),
        "outlets": rows(_OUTLETS),
        "runs": rows(_RUNS)[0],
        "scorers": rows(_SCORERS),
        "ruleset": ruleset,
        "rules": {f"{family}.{name}": rule for family, names in rules.items() for name, rule in names.items()},
    }
