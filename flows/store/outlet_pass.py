"""Find the furniture of each outlet: lines that stand in many of its articles, whatever their words.

What it measures   For every line of every outlet, in how many of the outlet's distinct articles it stands, near-copies
                   and re-scrapes counted once, and where in them. A line that enough of them share is a finding in each.
Why it matters     Every site has slogans, pitches and labels of its own that no list of phrases holds.
Known misses       Outlets with fewer than eight articles, or six distinct ones; furniture that changes its words from page to page;
                   lines of a section that few of the outlet's articles belong to; articles without an outlet.
Source             Lines counted over pages of one site as in Bar-Yossef and Rajagopalan 2002 (template detection);
                   interval of a share: Wilson 1927.

The pass owns the findings of its rule: all of them are made anew from what is stored, so the same articles give the same
rows in whatever order they came, and a second pass changes nothing. All of it is written in one transaction.
"""

from __future__ import annotations

from typing import NamedTuple

import duckdb

from detectors.catalog import OUTLET_TEMPLATE, STORE_RULES
from detectors.judging.ruleset import Ruleset
from flows.store.near_copies import group_copies
from flows.store.outlet_lines import SENTENCE, count_lines
from flows.store.outlet_texts import cut_lines, number_articles
from flows.store.pass_findings import bounded, replace_findings
from flows.store.transactions import transaction

_TEMPORARY = "subjects outlets lines copies prose sizes counted positions places furniture".split()
_MOSTLY = 0.6
"""Where sentences of the outlet make up more of a text than this, it may be the story that is shared: only noted."""

_SPOTS = f"""
CREATE OR REPLACE TEMP TABLE spots AS
WITH placed AS (
    SELECT n, place, start_char, (start_char + length(line))::INTEGER AS end_char, line, certainty,
           concat('in ', n_distinct, ' of ', n_outlet_distinct, ' articles of ', source) AS detail,
           sum(if({SENTENCE}, length(line), 0)) OVER (PARTITION BY n) AS n_shared
    FROM places JOIN (SELECT * EXCLUDE (line) FROM furniture WHERE certainty IS NOT NULL) USING (outlet, key)
),
sure AS (
    SELECT placed.*, position, article_id, text_sha256, scorer, n_chars, first, last,
           if(n_shared > {_MOSTLY} * n_chars, 'weak', certainty) AS sure
    FROM placed JOIN (SELECT n, position, scorer FROM subjects) USING (n)
    JOIN (SELECT rowid AS position, article_id, text_sha256, n_chars FROM article_versions) USING (position)
    LEFT JOIN prose USING (n)
),
other AS (
    SELECT article_id, text_sha256, scorer, start_char, end_char, certainty FROM findings
    WHERE field = 'text' AND rule NOT IN {(*STORE_RULES, "boilerplate.other")}
)
SELECT n, article_id, text_sha256, scorer, '{OUTLET_TEMPLATE}' AS rule, start_char, end_char, sure AS certainty,
       CASE WHEN end_char - start_char > 0.6 * n_chars THEN 'whole'
            WHEN place < first OR (start_char + end_char) / 2 < 0.15 * n_chars THEN 'head'
            WHEN place > last OR (start_char + end_char) / 2 > 0.85 * n_chars THEN 'tail' ELSE 'middle' END AS placement,
       if(length(line) <= 160, line, left(line, 80) || ' … ' || right(line, 77)) AS excerpt,
       [{{start_char: start_char, end_char: end_char, "new": ''}}] AS edit, detail
FROM sure ANTI JOIN other
ON sure.article_id = other.article_id AND sure.text_sha256 = other.text_sha256 AND sure.scorer = other.scorer
    AND other.start_char <= sure.start_char AND other.end_char >= sure.end_char
    AND (other.certainty <> 'weak' OR sure = 'weak')
"""  # noqa: S608 - constants
"""Every place of a line of furniture, but those inside of what a detector found there and was not in doubt about.

What the line model guesses stands beside it: that the line recurs says more than how it looks.
"""

_STORE = """
DELETE FROM outlet_lines;
INSERT INTO outlet_lines BY NAME
SELECT source, lpad(lower(hex(key)), 16, '0') AS line_digest, line, n_articles, n_distinct, n_outlet_articles, n_outlet_distinct,
       share_at_least, placed_share, certainty, first_published_at, last_published_at
FROM furniture ORDER BY source, line_digest;
"""


class OutletCounts(NamedTuple):
    """What a pass over the outlets found."""

    n_outlets: int
    """Outlets with at least one line of furniture."""
    n_lines: int
    n_findings: int
    n_judged: int
    """Articles whose verdict had to be reached again."""


def find_furniture(connection: duckdb.DuckDBPyConnection, ruleset: Ruleset, run_id: str | None) -> OutletCounts:
    """Count the lines of all outlets, store what is furniture, and judge by ``ruleset`` where that changes something.

    ``ruleset`` is the active one. What other rulesets said of a changed article is forgotten: they judge it again when
    they are used again.
    """
    with bounded(connection, _TEMPORARY):
        number_articles(connection)
        cut_lines(connection)
        group_copies(connection)
        count_lines(connection)
        connection.execute(_SPOTS)
        with transaction(connection):
            connection.execute(_STORE)
            n_judged = replace_findings(connection, (OUTLET_TEMPLATE,), ruleset, run_id)
        found = connection.execute(
            "SELECT count(DISTINCT source), count(*), (SELECT count(*) FROM spots) FROM furniture WHERE certainty IS NOT NULL"
        ).fetchall()
    n_outlets, n_lines, n_findings = found[0]
    return OutletCounts(n_outlets, n_lines, n_findings, n_judged)
