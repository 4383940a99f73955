"""Count the lines of each outlet over its distinct articles, and say which of them are furniture.

Four facts decide, all counted: how many distinct articles have the line, the lower end of the 95 % interval of that
share (Wilson), what the line is (a sentence, a few words, or between), and where it stands: before or after the prose,
beside another line that most articles have, or alone within the prose. A sentence, or a line within the prose, needs
twice the share of other lines at the edge: wire formulas and refrains stand there. A few words need three times as much,
because they may name a place or a part of the article; alone within the prose they may be a subheading or a speaker's
name, and are only noted.
"""

from __future__ import annotations

import duckdb

from flows.store.outlet_texts import FEWEST, FEWEST_DISTINCT, NEWLINE, SPACES, letters

EDGE_SHARE, SENTENCE_SHARE, COMMON_SHARE = 0.15, 0.30, 0.45
"""Least share (lower end of the interval) of a line at the edge, of a sentence or a line within the prose, of a few words
or a line that counts as the frame of the page (8 of 10 articles, 19 of 30, 247 of 500)."""

_PLACED = 0.8
_CHUNK = 50_000
"""Stored articles whose lines are sorted at a time; it bounds the memory, not the result."""


def _share_at_least(count: str, total: str) -> str:
    """Return SQL for the lower end of the Wilson interval at 95 %."""
    share = f"({count} / {total})"
    return (
        f"round(({share} + 1.9208 / {total} - 1.96 * sqrt(({share} * (1 - {share}) + 0.9604 / {total}) / {total}))"
        f" / (1 + 3.8416 / {total}), 6)"
    )


_FREQUENT = f"""
CREATE OR REPLACE TEMP TABLE frequent AS
SELECT outlet, key FROM lines GROUP BY outlet, key HAVING count(*) >= {FEWEST};
CREATE OR REPLACE TEMP TABLE prose AS
SELECT n, min(place) AS first, max(place) AS last FROM lines ANTI JOIN frequent USING (outlet, key)
WHERE is_long GROUP BY n;
CREATE OR REPLACE TEMP TABLE seen AS
SELECT n, coalesce(story, n) AS story, outlet, key, place FROM lines SEMI JOIN frequent USING (outlet, key)
LEFT JOIN copies USING (n);
DROP TABLE frequent;
DROP TABLE lines;
"""  # noqa: S608 - constants
_COUNTED = f"""
CREATE OR REPLACE TEMP TABLE sizes AS
SELECT outlet, any_value(source) AS source, any_value(n_articles) AS n_outlet_articles,
       count(DISTINCT coalesce(story, n))::INTEGER AS n_outlet_distinct
FROM subjects JOIN outlets USING (outlet) LEFT JOIN copies USING (n) GROUP BY outlet;
CREATE OR REPLACE TEMP TABLE counted AS
WITH told AS (
    SELECT outlet, key, count(DISTINCT n)::INTEGER AS n_articles, count(DISTINCT story)::INTEGER AS n_distinct,
           min(published_at) AS first_published_at, max(published_at) AS last_published_at
    FROM (SELECT DISTINCT n, story, outlet, key FROM seen) JOIN (SELECT n, published_at FROM subjects) USING (n)
    GROUP BY outlet, key
)
SELECT *, {_share_at_least("n_distinct", "n_outlet_distinct")} AS share_at_least
FROM told JOIN sizes USING (outlet) WHERE n_articles >= {FEWEST} AND n_distinct >= {FEWEST_DISTINCT};
"""  # noqa: S608 - constants
_POSITIONS = f"""
CREATE OR REPLACE TEMP TABLE positions AS
WITH framed AS (
    SELECT n, outlet, key, place, if(share_at_least >= {COMMON_SHARE}, place, NULL) AS common
    FROM seen JOIN counted USING (outlet, key)
),
placed AS (
    SELECT outlet, key, coalesce(place < first OR place > last, false)
        OR coalesce(lag(common) OVER line = place - 1, false) OR coalesce(lead(common) OVER line = place + 1, false) AS is_placed
    FROM framed LEFT JOIN prose USING (n) WINDOW line AS (PARTITION BY n ORDER BY place)
)
SELECT outlet, key, count(*) FILTER (is_placed) / count(*) AS placed_share FROM placed GROUP BY outlet, key;
DROP TABLE seen;
"""  # noqa: S608 - constants

# A line's span is counted in the text as it is stored; its key is that of the folded line with the same number.
_PLACES = f"""
INSERT INTO places
SELECT n, outlet, key, place, start_char + length(line) - length(ltrim(line, {SPACES})) AS start_char,
       trim(line, {SPACES}) AS line
FROM (
    SELECT n, outlet, line, md5_number_lower(folded) AS key,
           (sum(length(line) + 1) OVER (PARTITION BY n ORDER BY part) - length(line) - 1)::INTEGER AS start_char,
           (count(*) FILTER (folded <> '') OVER (PARTITION BY n ORDER BY part))::INTEGER AS place
    FROM (
        SELECT n, outlet, unnest(parts) AS line, unnest(folded) AS folded, generate_subscripts(parts, 1) AS part FROM (
            SELECT n, outlet, string_split(replace(text, chr(13), {NEWLINE}), {NEWLINE}) AS parts,
                   string_split({letters("text")}, {NEWLINE}) AS folded
            FROM article_versions AS versions JOIN subjects ON versions.rowid = position
            WHERE outlet IS NOT NULL AND versions.rowid BETWEEN $first AND $last
        )
    )
) SEMI JOIN counted USING (outlet, key)
"""  # noqa: S608 - constants
_PLACES_TABLE = (
    "CREATE OR REPLACE TEMP TABLE places"
    " (n INTEGER, outlet INTEGER, key UBIGINT, place INTEGER, start_char INTEGER, line VARCHAR)"
)

SENTENCE = r"""(length(line) >= 120
    OR regexp_matches(line, '[.!?…。！？]["”’»'')\]]*$') AND (line LIKE '% % % % %' OR length(line) >= 24))"""
"""SQL: whether a line is a sentence or more, by its end and its length."""

_SAID = r"line LIKE '% % % %' OR length(line) >= 30"
_DATELINE = r"regexp_matches(line, '^\p{Lu}[\p{Lu} .,''-]{2,}.{0,60}[-\x{2013}\x{2014})]$')"
_JUDGED = f"""
CREATE OR REPLACE TEMP TABLE furniture AS
WITH spelled AS (SELECT outlet, key, min(left(line, 160)) AS line FROM places GROUP BY outlet, key),
told AS (
    FROM counted JOIN positions USING (outlet, key) JOIN spelled USING (outlet, key)
    SELECT *, placed_share >= {_PLACED} AS is_placed, {SENTENCE} AS is_sentence, {_SAID} AS says_something
)
SELECT *, CASE
    WHEN {_DATELINE} OR length(regexp_replace(line, '[^\\p{{L}}]', '', 'g')) < 2 THEN NULL
    WHEN share_at_least < CASE WHEN NOT says_something THEN {COMMON_SHARE}
        WHEN is_sentence OR NOT is_placed THEN {SENTENCE_SHARE} ELSE {EDGE_SHARE} END THEN NULL
    WHEN NOT is_placed AND NOT says_something THEN 'weak'
    WHEN is_placed AND share_at_least >= {COMMON_SHARE} THEN 'certain'
    ELSE 'strong' END AS certainty
FROM told
"""  # noqa: S608 - constants


def count_lines(connection: duckdb.DuckDBPyConnection) -> None:
    """Make the temporary tables ``furniture`` (lines with their counts and certainty), ``places`` (where they stand) and ``prose``.

    Needs ``subjects``, ``outlets``, ``lines`` and ``copies``.
    """
    for step in (_FREQUENT, _COUNTED, _POSITIONS, _PLACES_TABLE):
        connection.execute(step)
    first, last = connection.execute(
        "SELECT coalesce(min(position), 0), coalesce(max(position), -1) FROM subjects"
    ).fetchall()[0]
    for start in range(first, last + 1, _CHUNK):
        connection.execute(_PLACES, {"first": start, "last": start + _CHUNK - 1})
    connection.execute(_JUDGED)
