"""Cut the texts of the store into lines and sentences that can be counted: the SQL that several steps share.

A line is counted by its letters alone, in lower case: "12 comments" and "3 Comments" are one line, and neither quotes,
dashes nor spaces make two of one. A line without letters is no line here. Of every article the newest version counts, under its outlet; without one it is left out.
"""

from __future__ import annotations

import duckdb

FEWEST = 8
"""Articles that have to share a line before anything is said of it, and so the smallest outlet looked at."""

FEWEST_DISTINCT = 6
"""How many of them have to be left when near-copies count once: among ten articles, four may be copies."""

_LONG = 90
"""Letters of a line that is taken for prose; a headline has fewer."""

_SPACES = " \t\v\f\u00a0\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u202f\u3000\u200b\ufeff"
SPACES = "concat(" + ", ".join(f"chr({ord(char)})" for char in _SPACES) + ")"
"""SQL for the characters that are trimmed from a line as it stands."""

NEWLINE = "chr(10)"


def letters(text: str) -> str:
    """Return SQL for a text with its letters in lower case and its line breaks, and nothing else."""
    breaks = f"replace(replace(lower({text}), chr(13), {NEWLINE}), ' ', '')"
    return rf"regexp_replace({breaks}, '[^\p{{L}}\p{{M}}\n]+', '', 'g')"


# The newest scorer of a version is the one whose findings the views show. Numbers follow from the keys alone, so that
# the same articles give the same numbers in whatever order they were stored.
_SUBJECTS = f"""
CREATE OR REPLACE TEMP TABLE subjects AS
WITH measured AS (
    SELECT article_id, text_sha256, arg_max(scorer, scored_at) AS scorer FROM scorecards GROUP BY ALL
),
newest AS (SELECT article_id, arg_max(text_sha256, last_seen_at) AS text_sha256 FROM article_versions GROUP BY ALL),
counted AS (
    SELECT source FROM article_versions SEMI JOIN newest USING (article_id, text_sha256)
    WHERE source <> '' AND text IS NOT NULL GROUP BY source HAVING count(*) >= {FEWEST}
),
numbered AS (SELECT source, row_number() OVER (ORDER BY source)::INTEGER AS outlet FROM counted)
SELECT row_number() OVER (ORDER BY outlet, article_id, text_sha256)::INTEGER AS n, versions.rowid AS position,
       article_id, text_sha256, scorer, outlet, published_at
FROM article_versions AS versions JOIN measured USING (article_id, text_sha256)
LEFT JOIN (SELECT *, true AS is_newest FROM newest) AS newest USING (article_id, text_sha256)
LEFT JOIN numbered ON is_newest AND numbered.source = versions.source
WHERE text IS NOT NULL;
CREATE OR REPLACE TEMP TABLE outlets AS
SELECT outlet, any_value(source) AS source, count(*)::INTEGER AS n_articles
FROM subjects JOIN article_versions AS versions ON versions.rowid = position WHERE outlet IS NOT NULL GROUP BY outlet;
"""  # noqa: S608 - constants

_LINES = f"""
CREATE OR REPLACE TEMP TABLE lines AS
SELECT n, outlet, place, md5_number_lower(line) AS key, length(line) >= {_LONG} AS is_long
FROM (
    SELECT n, outlet, unnest(found) AS line, generate_subscripts(found, 1)::INTEGER AS place FROM (
        SELECT n, outlet, [part for part in string_split({letters("text")}, {NEWLINE}) if part <> ''] AS found
        FROM article_versions AS versions JOIN subjects ON versions.rowid = position WHERE outlet IS NOT NULL
    )
)
"""  # noqa: S608 - constants


def number_articles(connection: duckdb.DuckDBPyConnection) -> None:
    """Make the temporary tables ``subjects`` (versions with a text, ``outlet`` where they count) and ``outlets``."""
    connection.execute(_SUBJECTS)


def cut_lines(connection: duckdb.DuckDBPyConnection) -> None:
    """Make the temporary table ``lines``: every line with a letter, ``place`` counting them from 1."""
    connection.execute(_LINES)
