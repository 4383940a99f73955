"""Insert the rows of a part: all of them or none, and those that are stored already stay as they are.

Nearly always nothing of a part is stored yet, and its rows go in as they are: to ask row by row takes as long as to insert.
"""

from __future__ import annotations

import duckdb

from flows.store import sightings
from flows.store.rows import Part
from flows.store.transactions import transaction

_ARRIVED = f"""
CREATE OR REPLACE TEMP TABLE arrived AS
SELECT unnest([{sightings.VERSION_KEY}, {sightings.MEASURED_KEY}, {sightings.CARD_KEY}]) AS key FROM part_scorecards
"""  # noqa: S608 - constants
_ANY_KNOWN = "SELECT 1 FROM known SEMI JOIN arrived USING (key) LIMIT 1"
_INSERT_ALL = (
    "".join(f"INSERT INTO {name} BY NAME FROM part_{name};" for name in Part._fields) + "INSERT INTO known FROM arrived"
)

_FRESH = f"""
CREATE OR REPLACE TEMP TABLE fresh AS
WITH asked AS (
    SELECT *, {sightings.VERSION_KEY} AS version, {sightings.MEASURED_KEY} AS measured, {sightings.CARD_KEY} AS card
    FROM part_scorecards
),
hit AS (SELECT key FROM known SEMI JOIN (SELECT unnest([version, measured, card]) AS key FROM asked) USING (key))
SELECT *, version NOT IN (FROM hit) AS is_version, measured NOT IN (FROM hit) AS is_measured, card NOT IN (FROM hit) AS is_card
FROM asked
"""  # noqa: S608 - constants
"""Which rows of a part are not stored yet. Findings come with their measures, judgements with their scorecard; the stored
title is always the one that was measured last, for findings are spans of it."""

_INSERT_FRESH = """
INSERT INTO article_versions BY NAME
FROM part_article_versions SEMI JOIN (FROM fresh WHERE is_version) USING (article_id, text_sha256);
UPDATE article_versions AS v SET title = p.title FROM part_article_versions AS p, fresh AS f
WHERE f.is_measured AND NOT f.is_version AND v.title IS DISTINCT FROM p.title
    AND (v.article_id, v.text_sha256) = (p.article_id, p.text_sha256)
    AND (v.article_id, v.text_sha256) = (f.article_id, f.text_sha256);
INSERT INTO measures BY NAME
FROM part_measures SEMI JOIN (FROM fresh WHERE is_measured) USING (article_id, text_sha256);
INSERT INTO findings BY NAME
FROM part_findings SEMI JOIN (FROM fresh WHERE is_measured) USING (article_id, text_sha256);
INSERT INTO scorecards BY NAME
FROM part_scorecards SEMI JOIN (FROM fresh WHERE is_card) USING (article_id, text_sha256);
INSERT INTO judgements BY NAME
FROM part_judgements SEMI JOIN (FROM fresh WHERE is_card) USING (article_id, text_sha256);
INSERT INTO known
SELECT version FROM fresh WHERE is_version UNION ALL SELECT measured FROM fresh WHERE is_measured
UNION ALL SELECT card FROM fresh WHERE is_card;
DROP TABLE fresh;
"""


def insert(connection: duckdb.DuckDBPyConnection, part: Part) -> None:
    """Store the rows of a part in one transaction; the keys of what is stored are in the table ``known``."""
    tables = {f"part_{name}": table for name, table in part._asdict().items()}
    for name, table in tables.items():
        connection.register(name, table)
    with transaction(connection):
        connection.execute(_ARRIVED)
        if connection.execute(_ANY_KNOWN).fetchall():
            connection.execute(_FRESH)
            connection.execute(_INSERT_FRESH)
        else:
            connection.execute(_INSERT_ALL)
        connection.execute("DROP TABLE arrived")
    for name in tables:
        connection.unregister(name)
