"""Find the articles that tell another one's story: the same text, a copy changed in places, or a rewrite.

What it measures   Of each article's newest version: whether another has the same text; the share of five-word runs that
                   two texts have in common (MinHash); how far their names, numbers and rare words agree (cosine,
                   weighted by rarity). Articles that are tied to one another make a cluster; its earliest is marked.
Why it matters     Wire copies, re-scrapes and machine rewrites of one story fill a corpus with the same facts.
Known misses       Texts with fewer than eight rare words are only compared as copies; rewrites that keep few names and
                   numbers, translations, and pieces quoted from a much longer text; without dates, "earliest" is only
                   the first by its id.
Source             Broder 1997 (MinHash); Lee and others 2022 and FineWeb (five-word shingles, 14 bands of 8); weighting by
                   inverse document frequency: Sparck Jones 1972. Limits: docs/duplicates.md.

The pass owns the findings of its rules and the table ``duplicates``: all is made anew from what is stored, so the same
articles give the same rows in whatever order they came, and a second pass changes nothing. Only fingerprints, which
depend on one text alone, are kept. What the views show is written in one transaction.
"""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

import duckdb
import numpy as np
import pyarrow as pa

from detectors.catalog import DUPLICATE_RULES
from detectors.judging.ruleset import Ruleset
from flows.store.likeness import COPIED, SURELY_ALIKE, Pairs, first_of_group, pairs_of
from flows.store.pass_findings import bounded, replace_findings
from flows.store.signatures import sign_missing, signature_file
from flows.store.transactions import transaction

_TEMPORARY = ("subjects", "texts", "links", "groups", "told")

# Articles are numbered in order of time, texts by their first article. Nothing depends on when a text was stored.
_SUBJECTS = """
CREATE OR REPLACE TEMP TABLE subjects AS
WITH measured AS (
    SELECT article_id, text_sha256, arg_max(scorer, scored_at) AS scorer FROM scorecards GROUP BY ALL
),
newest AS (
    SELECT article_id, arg_max(text_sha256, last_seen_at) AS text_sha256, true AS is_newest
    FROM article_versions GROUP BY article_id
)
SELECT row_number() OVER (ORDER BY published_at NULLS LAST, article_id, text_sha256) AS n, versions.rowid AS position,
       article_id, text_sha256, scorer, published_at, coalesce(is_newest, false) AND trim(text) <> '' AS is_compared
FROM article_versions AS versions JOIN measured USING (article_id, text_sha256)
LEFT JOIN newest USING (article_id, text_sha256);
CREATE OR REPLACE TEMP TABLE texts AS
SELECT row_number() OVER (ORDER BY min(n)) - 1 AS number, text_sha256, min(n) AS n, arg_min(position, n) AS position,
       epoch(arg_min(published_at, n)) AS published
FROM subjects WHERE is_compared GROUP BY text_sha256;
"""

# The best link of a text is to an earlier one, a copy before a rewrite, the more alike the better.
_TOLD = """
CREATE OR REPLACE TEMP TABLE told AS
WITH best AS (
    SELECT number, arg_min(other, rank) AS other, arg_min(is_copy, rank) AS is_copy, arg_min(similarity, rank) AS similarity
    FROM (
        SELECT *, row(other > number, NOT is_copy, -similarity, other) AS rank FROM (
            FROM links SELECT first AS other, second AS number, similarity, is_copy
            UNION ALL FROM links SELECT second, first, similarity, is_copy
        )
    ) GROUP BY number
),
placed AS (
    SELECT s.n, s.article_id, s.text_sha256, t.number, t.n AS text_n, earliest,
           count(*) OVER (PARTITION BY earliest)::INTEGER AS n_articles
    FROM subjects AS s JOIN texts AS t USING (text_sha256) JOIN groups USING (number) WHERE is_compared
)
SELECT p.n, p.article_id, p.text_sha256, left(sha256(head.article_id), 16) AS cluster_id,
       CASE WHEN p.n <> p.text_n THEN 'exact' WHEN p.number = p.earliest THEN NULL WHEN is_copy THEN 'near' ELSE 'rewrite'
       END AS kind,
       CASE WHEN p.n <> p.text_n THEN 1.0 WHEN p.number = p.earliest THEN NULL ELSE round(similarity, 4) END AS similarity,
       CASE WHEN p.n <> p.text_n THEN own.article_id WHEN p.number = p.earliest THEN NULL ELSE liked.article_id
       END AS like_article_id,
       head.article_id AS earliest_article_id, n_articles
FROM placed AS p
JOIN (SELECT n, article_id FROM subjects) AS own ON own.n = p.text_n
JOIN (SELECT number, article_id FROM texts JOIN subjects USING (n)) AS head ON head.number = p.earliest
LEFT JOIN best ON best.number = p.number
LEFT JOIN (SELECT number, article_id FROM texts JOIN subjects USING (n)) AS liked ON liked.number = best.other
WHERE n_articles > 1
"""
_SPOTS = f"""
CREATE OR REPLACE TEMP TABLE spots AS
SELECT n, told.article_id, told.text_sha256, scorer, 'duplicate.' || kind AS rule, 0 AS start_char, n_chars AS end_char,
       CASE WHEN kind = 'exact' OR (kind = 'near' AND similarity >= {COPIED}) THEN 'certain'
            WHEN kind = 'near' OR similarity >= {SURELY_ALIKE} THEN 'strong' ELSE 'weak' END AS certainty,
       'whole' AS placement, if(n_chars <= 160, text, left(text, 80) || ' … ' || right(text, 77)) AS excerpt,
       NULL::STRUCT(start_char INTEGER, end_char INTEGER, "new" VARCHAR)[] AS edit,
       concat(left(like_article_id, 200),
              CASE kind WHEN 'near' THEN format(', {{:.0f}} % of the runs of five words shared', 100 * similarity)
                        WHEN 'rewrite' THEN format(', {{:.0f}} % alike in names, numbers and rare words', 100 * similarity) END,
              if(n_articles > 2, concat('; the earliest of ', n_articles, ' articles is ', left(earliest_article_id, 200)), '')
       ) AS detail
FROM told JOIN (SELECT n, position, scorer FROM subjects) USING (n)
JOIN (SELECT rowid AS position, text, n_chars FROM article_versions) USING (position)
WHERE kind IS NOT NULL
"""  # noqa: S608 - constants
_STORE = """
DELETE FROM duplicates;
INSERT INTO duplicates BY NAME SELECT * EXCLUDE (n) FROM told ORDER BY cluster_id, n;
"""
_COUNTS = """
SELECT count(DISTINCT cluster_id), count(*) FILTER (kind = 'exact'), count(*) FILTER (kind = 'near'),
       count(*) FILTER (kind = 'rewrite') FROM told
"""


class DuplicateCounts(NamedTuple):
    """What a pass over the duplicates found."""

    n_clusters: int
    n_exact: int
    """Articles with the text of an earlier one."""
    n_near: int
    n_rewrites: int
    n_signed: int
    """Texts that had no fingerprint yet."""
    n_judged: int
    """Articles whose verdict had to be reached again."""


def find_duplicates(
    connection: duckdb.DuckDBPyConnection, db: Path, ruleset: Ruleset, run_id: str | None
) -> DuplicateCounts:
    """Find copies and rewrites among all stored articles, store them, and judge by ``ruleset`` where that changes something.

    ``ruleset`` is the active one. What other rulesets had said of a changed article is forgotten: they judge it again
    when they are used again.
    """
    with bounded(connection, _TEMPORARY):
        connection.execute(_SUBJECTS)
        with signature_file(connection, db):
            n_signed = sign_missing(connection)
            published = connection.execute("SELECT published FROM texts ORDER BY number").fetchnumpy()["published"]
            seconds = np.ma.filled(np.ma.asarray(published, dtype=np.float64), np.nan)
            _keep(connection, pairs_of(connection, seconds), len(seconds))
        connection.execute(_TOLD)
        connection.execute(_SPOTS)
        with transaction(connection):
            connection.execute(_STORE)
            n_judged = replace_findings(connection, DUPLICATE_RULES, ruleset, run_id)
        found = connection.execute(_COUNTS).fetchall()
    n_clusters, n_exact, n_near, n_rewrites = found[0]
    return DuplicateCounts(n_clusters, n_exact, n_near, n_rewrites, n_signed, n_judged)


def _keep(connection: duckdb.DuckDBPyConnection, pairs: Pairs, size: int) -> None:
    """Make the temporary tables ``links`` (pairs of texts) and ``groups`` (the earliest text of each one's cluster)."""
    groups = pa.table({"number": np.arange(size), "earliest": first_of_group(size, pairs)})
    for name, rows in (("links", pa.table(pairs._asdict())), ("groups", groups)):
        connection.register("made", rows)
        connection.execute(f"CREATE OR REPLACE TEMP TABLE {name} AS FROM made")
        connection.unregister("made")
