"""Tell near-copies and re-scrapes among the articles of one outlet, so that each counts once.

Two articles are near-copies when the sentences that they share make up half of the shorter one. A sentence counts by
its length, and less the more of the outlet's articles have it (never less than a fifth): furniture that every page
has says little about being a copy, yet ten copies of one story are still told from ten stories. Every article is
compared with the first that has a sentence of its own, not with all, so the work grows with the text alone.
"""

from __future__ import annotations

import duckdb
import numpy as np
import pyarrow as pa

from flows.store.outlet_texts import NEWLINE, letters

_BROKEN = f"replace(replace(text, '. ', {NEWLINE}), '。', {NEWLINE})"
_SENTENCES = f"""
CREATE OR REPLACE TEMP TABLE sentences AS
SELECT n, outlet, md5_number_lower(sentence) AS key, length(sentence)::INTEGER AS size FROM (
    SELECT n, outlet, unnest(list_distinct([part for part in string_split({letters(_BROKEN)}, {NEWLINE})
        if length(part) >= 8])) AS sentence
    FROM article_versions AS versions JOIN subjects ON versions.rowid = position WHERE outlet IS NOT NULL
)
"""  # noqa: S608 - constants
"""What is shorter says nothing of a text."""

# Weights are whole per cents: a sum of fractions would depend on the order in which they are added.
_TIES = """
CREATE OR REPLACE TEMP TABLE ties AS
WITH shared AS (
    SELECT outlet, key, min(n) AS first, greatest(20, 100 - 100 * count(*) // any_value(n_articles)) AS weight
    FROM sentences JOIN outlets USING (outlet) GROUP BY outlet, key HAVING count(*) > 1
)
SELECT n, coalesce(first, n) AS first, sum(size * coalesce(weight, 100))::BIGINT AS weight
FROM sentences LEFT JOIN shared USING (outlet, key) GROUP BY ALL
"""
_COPIES = """
WITH whole AS (SELECT n, sum(weight) AS weight FROM ties GROUP BY n)
SELECT ties.n, ties.first FROM ties
JOIN whole AS own ON own.n = ties.n JOIN whole AS other ON other.n = ties.first
WHERE ties.first <> ties.n AND 2 * ties.weight >= least(own.weight, other.weight)
"""


def group_copies(connection: duckdb.DuckDBPyConnection) -> None:
    """Make the temporary table ``copies``: ``n`` and ``story``, the least number among its near-copies, where it has some."""
    connection.execute(_SENTENCES)
    connection.execute(_TIES)
    connection.execute("DROP TABLE sentences")
    pairs = connection.execute(_COPIES).fetchnumpy()
    connection.execute("DROP TABLE ties")
    grouped = pa.table(_stories(np.asarray(pairs["n"]), np.asarray(pairs["first"])))
    connection.register("grouped", grouped)
    connection.execute("CREATE OR REPLACE TEMP TABLE copies AS FROM grouped")
    connection.unregister("grouped")


def _stories(left: np.ndarray, right: np.ndarray) -> dict[str, np.ndarray]:
    """Return for every article of a pair the least number among all that are tied to it, through others too."""
    numbers, ends = np.unique(np.concatenate([left, right]).astype(np.int32), return_inverse=True)
    if not numbers.size:
        return {"n": numbers, "story": numbers}
    half = len(left)
    from scipy.sparse import coo_array
    from scipy.sparse.csgraph import connected_components

    graph = coo_array((np.ones(half, np.int8), (ends[:half], ends[half:])), shape=(numbers.size, numbers.size))
    _, component = connected_components(graph, directed=False)
    least = np.full(component.max() + 1, np.iinfo(np.int32).max, np.int32)
    np.minimum.at(least, component, numbers)
    return {"n": numbers, "story": least[component]}
