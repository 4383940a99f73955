"""What this run has seen, and what the store knew before: the questions asked of every batch.

Nothing is stored in the file for it. What the store knows is a temporary table of 128-bit keys, so that asking for a
thousand articles among a million costs five milliseconds. When an article was last seen is collected and written once.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple

import duckdb
import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from detectors.records import Article
from flows.records import Reject
from flows.store.rows import column, strings

_CREATE = """
CREATE OR REPLACE TEMP TABLE known (key UHUGEINT);
CREATE OR REPLACE TEMP TABLE sightings (
    id_key UHUGEINT, version_key UHUGEINT, location VARCHAR, url VARCHAR, source VARCHAR, seen_at TIMESTAMP
);
"""
# Everything but the id has a fixed length, so that no id can be chosen to look like another key.
VERSION_KEY = "md5_number('v' || text_sha256 || article_id)"
MEASURED_KEY = "md5_number('m' || scorer || text_sha256 || article_id)"
CARD_KEY = "md5_number('c' || scorer || ruleset || text_sha256 || article_id)"
_ID_KEY = "md5_number(article_id)"
_EXCERPT = 160

# Both large tables are searched through a join whose other side is the batch: DuckDB then builds its table of the batch.
_LOOK_UP = f"""
WITH asked AS (
    SELECT *, {MEASURED_KEY} AS key, {_ID_KEY} AS id_key FROM (SELECT *, ? AS scorer FROM batch)
),
hit AS (SELECT key FROM known SEMI JOIN asked USING (key)),
seen AS (
    SELECT id_key, any_value(url) AS url, any_value(source) AS source
    FROM sightings SEMI JOIN asked USING (id_key) GROUP BY id_key
)
SELECT key IN (SELECT key FROM hit), seen.url, seen.source FROM asked LEFT JOIN seen USING (id_key) ORDER BY position
"""  # noqa: S608 - constants
_UPDATE = f"""
CREATE OR REPLACE TEMP TABLE latest AS
SELECT version_key, max(seen_at) AS seen_at, arg_max(location, seen_at) AS location,
       arg_max(url, seen_at) AS url, arg_max(source, seen_at) AS source
FROM sightings GROUP BY version_key;
UPDATE article_versions AS v
SET location = latest.location, url = coalesce(latest.url, v.url), source = coalesce(latest.source, v.source)
FROM latest WHERE {VERSION_KEY} = latest.version_key AND latest.seen_at > v.last_seen_at
    AND (v.location, v.url, v.source) IS DISTINCT FROM
        (latest.location, coalesce(latest.url, v.url), coalesce(latest.source, v.source));
UPDATE article_versions AS v SET last_seen_at = latest.seen_at
FROM latest WHERE {VERSION_KEY} = latest.version_key AND latest.seen_at > v.last_seen_at;
DROP TABLE latest;
"""  # noqa: S608 - constants


_FIRST_SEEN = """
SELECT article_id, min(first_seen_at) FROM article_versions
SEMI JOIN (SELECT unnest(?::VARCHAR[]) AS article_id) USING (article_id) GROUP BY article_id
"""


class Known(NamedTuple):
    """What the store knows of one article of a batch."""

    measured: bool
    url: str | None
    """The address under which its id was seen in this run, if it was."""
    source: str | None


def create(connection: duckdb.DuckDBPyConnection) -> None:
    """Begin with nothing seen and nothing known."""
    connection.execute(_CREATE)


def load_known(connection: duckdb.DuckDBPyConnection, scorer: str, ruleset: str) -> None:
    """Fetch the keys of all versions, and of what this scorer measured and this ruleset judged."""
    connection.execute("TRUNCATE known")
    connection.execute(f"INSERT INTO known SELECT {VERSION_KEY} FROM article_versions")  # noqa: S608 - constants
    connection.execute(f"INSERT INTO known SELECT {MEASURED_KEY} FROM measures WHERE scorer = ?", [scorer])  # noqa: S608
    connection.execute(
        f"INSERT INTO known SELECT {CARD_KEY} FROM scorecards WHERE scorer = ? AND ruleset = ?",  # noqa: S608
        [scorer, ruleset],
    )


def look_up(connection: duckdb.DuckDBPyConnection, ids: list[str], digests: list[str], scorer: str) -> list[Known]:
    """Return for each article whether this scorer measured it, and where its id was seen in this run."""
    # Asked to find out the type itself, Arrow would import dateutil.
    position = pa.array(range(len(ids)), pa.int64())
    batch = pa.table({"position": position, "article_id": strings(ids), "text_sha256": strings(digests)})
    connection.register("batch", batch)
    rows = connection.execute(_LOOK_UP, [scorer]).fetchall()
    connection.unregister("batch")
    return [Known(*row) for row in rows]


def first_seen(connection: duckdb.DuckDBPyConnection, ids: Sequence[str]) -> dict[str, datetime]:
    """Return when each of these articles was first seen by an earlier run, without those that none saw."""
    return dict(connection.execute(_FIRST_SEEN, [list(ids)]).fetchall()) if ids else {}


def note(
    connection: duckdb.DuckDBPyConnection, articles: Sequence[Article], digests: list[str], moments: NDArray[np.datetime64]
) -> None:
    """Remember when and where these articles were seen."""
    batch = pa.table(
        {
            "article_id": strings([article.id for article in articles]),
            "text_sha256": strings(digests),
            "location": strings([article.location for article in articles]),
            "url": strings([article.url for article in articles]),
            "source": strings([article.source for article in articles]),
            "seen_at": column(moments, pa.timestamp("us")),
        }
    )
    connection.register("batch", batch)
    connection.execute(
        f"INSERT INTO sightings SELECT {_ID_KEY}, {VERSION_KEY}, location, url, source, seen_at FROM batch"  # noqa: S608
    )
    connection.unregister("batch")


def n_changed(connection: duckdb.DuckDBPyConnection) -> int:
    """Return how many ids were seen with more than one text in this run."""
    found = connection.execute(
        "SELECT count(*) FROM (FROM sightings SELECT id_key GROUP BY id_key HAVING min(version_key) <> max(version_key))"
    ).fetchone()
    return int(found[0]) if found else 0


def settle(connection: duckdb.DuckDBPyConnection) -> None:
    """Write into the versions when and where they were last seen."""
    connection.execute(_UPDATE)


def conflict(article: Article, url: str | None, source: str | None) -> Reject | None:
    """Return why an article cannot have its id, where another address or outlet has it in this run."""
    for name, own, other in (("url", article.url, url), ("source", article.source, source)):
        if own is not None and other is not None and own != other:
            reason = f"the id {article.id!r} stands for another {name} in this run: {other!r}; see --id-scope"
            return Reject(article.location, reason, article.text[:_EXCERPT])
    return None
