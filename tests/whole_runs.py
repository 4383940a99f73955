"""Run in this process, and look at all rows of what was published."""

import duckdb

from flows.request import ScoreRequest
from flows.run import run_score

TABLES = {
    "article_versions": "article_id, text_sha256, location, source, url, title, published_at, text, n_chars, n_words, n_replaced, declared_language",
    "scorecards": "article_id, text_sha256, scorer, ruleset, verdict, reasons, clean_text, language, language_probability, language_method",
    "findings": "*",
    "measures": "*",
    "judgements": "*",
}
"""All tables that a run fills, without the moments and names of runs."""


def rows(db):
    """Return every row of the published database but for moments and run names."""
    with duckdb.connect(str(db), read_only=True) as connection:
        return {
            table: connection.execute(f"SELECT {columns} FROM {table} ORDER BY ALL").fetchall()
            for table, columns in TABLES.items()
        }


def run(db, *inputs, **options):
    """Run directly, in this process."""
    return run_score(ScoreRequest(tuple(map(str, inputs)), db, **options))
