"""Remove articles from every table, part and file of a store, so that not a byte of them is left.

Deleting rows leaves their bytes in a DuckDB file until it is written anew, so all files are: the published one by
publishing its rows, the working one in the same way, the fingerprints by copying what is left. Whatever has a column ``article_id`` is
searched, tables and Parquet parts alike, so that a table that is new tomorrow is not missed. Each file is replaced in one
rename; who is killed in between starts again, and all is written anew whether something was found this time or not.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import NamedTuple

import duckdb
import pyarrow as pa

from detectors.catalog import DUPLICATE_RULES, OUTLET_TEMPLATE
from flows.errors import InputError
from flows.sources import for_people
from flows.store import working
from flows.store.dataset import forget_in_dataset, look_away, look_through
from flows.store.duplicate_pass import DuplicateCounts
from flows.store.lock import writer_lock
from flows.store.mentions import mentioning
from flows.store.outlet_pass import OutletCounts
from flows.store.part_files import forget_in_part, ids_in_part, parts_of
from flows.store.parts import folders
from flows.store.places import forgetting_mark, remove_spilled
from flows.store.rows import Part, naive_utc, strings
from flows.store.signatures import drop_unused_signatures
from flows.store.transactions import transaction
from flows.store.writing import Store

_BY_SOURCE = "SELECT DISTINCT article_id FROM article_versions WHERE source = ?"
_BY_AGE = """
SELECT article_id FROM article_versions GROUP BY article_id
HAVING arg_max(coalesce(published_at, first_seen_at), last_seen_at) < ?
"""
_TABLES = """
SELECT table_name FROM duckdb_columns() JOIN duckdb_tables() USING (database_name, schema_name, table_name)
WHERE column_name = 'article_id' AND database_name = current_database() AND NOT temporary ORDER BY table_name
"""
_ALERTS = "DELETE FROM source_alerts WHERE source NOT IN (SELECT source FROM article_versions WHERE source IS NOT NULL)"
"""What was said of an outlet goes with the last of its articles: it names the outlet."""
_REJECTS = "DELETE FROM rejects WHERE rowid IN (SELECT unnest(?::BIGINT[]))"

# What is said of copies names other articles. A pass makes it anew under the newest scorer and the active ruleset; what
# older scorers and other rulesets had said of them goes, and those rulesets judge again when they are used again.
_OLD_MENTIONS = f"""
CREATE OR REPLACE TEMP TABLE newest AS
SELECT article_id, text_sha256, arg_max(scorer, scored_at) AS scorer FROM scorecards GROUP BY ALL;
DELETE FROM findings WHERE rule IN {DUPLICATE_RULES} AND (article_id, text_sha256, scorer) NOT IN (FROM newest);
DELETE FROM judgements WHERE rule IN {DUPLICATE_RULES} AND (article_id, text_sha256, scorer) NOT IN (FROM newest);
CREATE OR REPLACE TEMP TABLE told AS
SELECT DISTINCT article_id, text_sha256, scorer FROM judgements
WHERE rule IN {DUPLICATE_RULES} AND ruleset <> (SELECT value FROM settings WHERE name = 'active_ruleset');
DELETE FROM scorecards WHERE ruleset <> (SELECT value FROM settings WHERE name = 'active_ruleset')
    AND (article_id, text_sha256, scorer) IN (FROM told);
DELETE FROM judgements WHERE ruleset <> (SELECT value FROM settings WHERE name = 'active_ruleset')
    AND (article_id, text_sha256, scorer) IN (FROM told);
DROP TABLE newest;
DROP TABLE told;
"""  # noqa: S608 - constants


class Wanted(NamedTuple):
    """Which articles are to be forgotten: by id, by outlet, or by age."""

    article_ids: Sequence[str] = ()
    source: str | None = None
    older_than: timedelta | None = None
    """By the date of publication of the newest version, without one by when it was first read."""


class Removed(NamedTuple):
    """What was removed."""

    n_articles: int
    unknown: list[str]
    """Ids under which nothing was stored."""
    rows: dict[str, int]
    """Rows by table, of those tables that had any."""
    n_parts: int
    """Parquet files beside the working file, and parts of a dataset, that had rows of them."""


class Forgotten(NamedTuple):
    """What was removed, and what the passes over the store found then, where they had been made before."""

    removed: Removed
    outlets: OutletCounts | None
    duplicates: DuplicateCounts | None


def forget(db: Path, wanted: Wanted, *, wait: bool) -> Forgotten:
    """Remove articles from all files of ``db``, make passes that counted them anew, and publish.

    Raises:
        InputError: a run that did not end left rows of articles in a place of its own.
        StoreBusyError: another process is writing, and ``wait`` is false.
        UnreadableStoreError: the file is not Winnow's, or a newer Winnow wrote it.

    """
    with writer_lock(db, wait=wait):
        with working.open_working(db) as connection:
            store = Store(connection, db)
            _refuse_what_lies_elsewhere(store)
            forgetting_mark(db).touch()
            counted = _has(connection, "outlet_lines", f"rule = '{OUTLET_TEMPLATE}'")
            compared = _has(connection, "duplicates", f"rule IN {DUPLICATE_RULES}")
            removed = _remove(connection, db, store.dataset, wanted)
            outlets = store.find_outlet_furniture() if counted else None
            duplicates = store.find_duplicates() if compared else None
            with transaction(connection):
                connection.execute(_OLD_MENTIONS)
            drop_unused_signatures(connection, db)
            store.publish()
        working.rewrite(db)
        forgetting_mark(db).unlink()
        remove_spilled(db)  # by readers; who still has files open there keeps them
    return Forgotten(removed, outlets, duplicates)


def _refuse_what_lies_elsewhere(store: Store) -> None:
    """See that all rows of articles are in the files of ``db`` or in its dataset, not in parts on their way."""
    for place in store.places():
        if any(map(store.has_run, folders(place))):
            message = (
                f"a run that did not end left rows of articles in {for_people(place)}: `winnow score` with"
                f" --parts {for_people(place)} takes them in, then ask again; nothing was forgotten"
            )
            raise InputError(message)


def _has(connection: duckdb.DuckDBPyConnection, table: str, condition: str) -> bool:
    """Say whether a pass has been made: it left rows in its table or findings of its rules."""
    query = f"SELECT EXISTS (FROM {table}) OR EXISTS (FROM findings WHERE {condition})"
    return bool(connection.execute(query).fetchall()[0][0])


def _remove(connection: duckdb.DuckDBPyConnection, db: Path, dataset: str | None, wanted: Wanted) -> Removed:
    """Remove the articles from rejects and tables, then from parts: who is killed in between finds them there again."""
    if dataset:
        look_through(connection, dataset)
    parts = parts_of(db)
    ids = _ids(connection, wanted).union(*(_ids_in_part(path, wanted) for path in parts))
    connection.register("given", pa.table({"article_id": strings(sorted(ids))}))
    connection.execute("CREATE OR REPLACE TEMP TABLE forgotten AS FROM given")
    connection.unregister("given")
    tables = [name for (name,) in connection.execute(_TABLES).fetchall()]
    known = _known(connection, tables)
    rows = _remove_rows(connection, [name for name in tables if not dataset or name not in Part._fields], wanted)
    in_dataset = forget_in_dataset(dataset, ids) if dataset else []
    in_parts = [found for path in parts if (found := forget_in_part(path, ids))]
    with transaction(connection):
        rows["source_alerts"] = _count(connection, _ALERTS)
    if dataset:
        look_away(connection)
    connection.execute("DROP TABLE forgotten")
    known = known.union(*in_parts)
    unknown = [each for each in wanted.article_ids if each not in known]
    return Removed(len(known), unknown, +sum(in_dataset, rows), len(in_dataset) + len(in_parts))


def _remove_rows(connection: duckdb.DuckDBPyConnection, tables: Sequence[str], wanted: Wanted) -> Counter[str]:
    """Remove the ``forgotten`` from tables, and rejects that tell of them; return how many rows went."""
    with transaction(connection):
        rows = Counter({"rejects": _remove_rejects(connection, wanted)})
        for name in tables:
            rows[name] = _count(connection, f'DELETE FROM "{name}" WHERE article_id IN (FROM forgotten)')  # noqa: S608
    return rows


def _ids(connection: duckdb.DuckDBPyConnection, wanted: Wanted) -> set[str]:
    """Return the ids that are meant, stored or not."""
    ids = set(wanted.article_ids)
    if wanted.source is not None:
        ids |= {found for (found,) in connection.execute(_BY_SOURCE, [wanted.source]).fetchall()}
    if wanted.older_than is not None:
        ids |= {found for (found,) in connection.execute(_BY_AGE, [_before(wanted.older_than)]).fetchall()}
    return ids


def _ids_in_part(path: Path, wanted: Wanted) -> set[str]:
    before = _before(wanted.older_than) if wanted.older_than is not None else None
    return ids_in_part(path, wanted.source, before)


def _before(age: timedelta) -> datetime:
    """Return the moment so long ago, as the database keeps moments."""
    return naive_utc(datetime.now(UTC) - age)


def _known(connection: duckdb.DuckDBPyConnection, tables: Sequence[str]) -> set[str]:
    """Return those of the ``forgotten`` under which some table holds something."""
    queries = [f'SELECT article_id FROM "{name}" SEMI JOIN forgotten USING (article_id)' for name in tables]  # noqa: S608
    return {found for (found,) in connection.execute(" UNION ".join(queries)).fetchall()}


def _remove_rejects(connection: duckdb.DuckDBPyConnection, wanted: Wanted) -> int:
    """Remove what a run could not use and which tells of a forgotten article; return how many that were."""
    found = mentioning(connection, [wanted.source] if wanted.source else [])
    return _count(connection, _REJECTS, found)


def _count(connection: duckdb.DuckDBPyConnection, query: str, *parameters: object) -> int:
    """Return how many rows a DELETE removed."""
    return int(connection.execute(query, list(parameters)).fetchall()[0][0])
