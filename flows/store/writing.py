"""The store as the one writer sees it: ask what is new, save what was scored, publish.

A batch is saved in one transaction and may be saved twice without harm, so a run can be killed anywhere. The newest
version of an article is the one seen last; every article of a batch therefore has a moment of its own.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import NamedTuple

import duckdb
import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from detectors.judging.ruleset import Ruleset
from detectors.records import Article
from detectors.rescoring import Known
from detectors.scoring import replace_surrogates, text_digest
from flows.errors import InputError
from flows.records import Reject
from flows.store import dataset, measured_before, rulesets, runs, sightings, working
from flows.store.duplicate_pass import DuplicateCounts, find_duplicates
from flows.store.judged_again import Judging, judge_missing
from flows.store.lock import writer_lock
from flows.store.outlet_pass import OutletCounts, find_furniture
from flows.store.places import folder_of
from flows.store.reading import open_published
from flows.store.rows import Part, moments, naive_utc
from flows.store.runs import RunEnd, RunStart
from flows.store.saving import insert
from flows.store.settings import put_setting, setting
from flows.store.source_watch import SourceAlert, watch_sources
from flows.store.transactions import transaction

_EPOCH = datetime(1970, 1, 1)  # noqa: DTZ001 - the database keeps UTC without saying so
_MICROSECOND = timedelta(microseconds=1)
_PLACES = "parts"


class Pending(NamedTuple):
    """A batch sorted into what must be scored, what is known, and what cannot be used."""

    new: list[Article]
    n_unchanged: int
    rejects: list[Reject]
    seen_at: datetime
    """When the first of the batch was seen; each one after it a microsecond later."""


class Store:
    """An open store; made by :func:`open_store`, which holds the lock around it."""

    def __init__(self, connection: duckdb.DuckDBPyConnection, db: Path) -> None:
        """Take the open working file of ``db``."""
        self._connection = connection
        self._db = db
        self._run: RunStart | None = None
        self._known: tuple[str, str] | None = None
        self._in_flight: set[tuple[str, str]] = set()
        self._last_seen = _latest(connection)
        self.dataset: str | None = setting(connection, dataset.SETTING)
        """The Parquet dataset that stands in place of tables, if one does."""
        sightings.create(connection)

    def now(self) -> datetime:
        """Return this moment in UTC, but later than everything stored: a clock set back must not make the newest old."""
        return max(naive_utc(datetime.now(UTC)), self._last_seen + _MICROSECOND).replace(tzinfo=UTC)

    def begin_run(self, run: RunStart) -> None:
        """Record that a run has begun, and forget what an earlier one saw."""
        sightings.create(self._connection)
        self._run, self._known, self._in_flight = run, None, set()
        with transaction(self._connection):
            rulesets.record(self._connection, run.ruleset, run.started_at)
            runs.begin(self._connection, run)

    def pending(self, articles: Sequence[Article], scorer: str, ruleset: str, seen_at: datetime) -> Pending:
        """Sort a batch: what this scorer has not measured is new, the rest was seen again.

        An article that is still being scored counts as known. Of two articles with one id but two addresses or
        outlets in one run, the later is a reject: one of them would hide the other.
        """
        self._know(scorer, ruleset)
        digests = [text_digest(replace_surrogates(article.text)[0]) for article in articles]
        known = sightings.look_up(self._connection, [article.id for article in articles], digests, scorer)
        places = {article.id: (each.url, each.source) for article, each in zip(articles, known, strict=True)}
        seen_each = self._moments(seen_at, len(articles))
        pending, seen = Pending([], 0, [], seen_each[0].item() if articles else naive_utc(seen_at)), []
        for index, article in enumerate(articles):
            if reject := sightings.conflict(article, *places[article.id]):
                pending.rejects.append(reject)
                continue
            url, source = places[article.id]
            places[article.id] = (url or article.url, source or article.source)
            seen.append(index)
            key = (article.id, digests[index])
            if not known[index].measured and key not in self._in_flight:
                self._in_flight.add(key)
                pending.new.append(article)
        sightings.note(self._connection, [articles[i] for i in seen], [digests[i] for i in seen], seen_each[seen])
        return pending._replace(n_unchanged=len(seen) - len(pending.new))

    def compare_scorer(self, scorer: str, digests: Mapping[str, str]) -> dict[str, frozenset[str]]:
        """Record what a scorer is made of; return for each earlier one that compares which detectors have changed since."""
        return measured_before.compare(self._connection, scorer, digests)

    def measured_before(self, articles: Sequence[Article], stale: Mapping[str, frozenset[str]]) -> dict[int, Known]:
        """Return by place what such earlier scorers said of articles, where that holds for the same title and text."""
        return measured_before.find(self._connection, articles, stale)

    def first_seen(self, ids: Sequence[str]) -> dict[str, datetime]:
        """Return when each article was first seen by an earlier run, UTC, without those that none saw."""
        return sightings.first_seen(self._connection, ids)

    def save(self, part: Part) -> None:
        """Store the rows of one part in one transaction; what is stored already stays as it is."""
        if not part.scorecards.num_rows:
            return
        self._know(part.scorecards["scorer"][0].as_py(), part.scorecards["ruleset"][0].as_py())
        insert(self._connection, part)
        self._landed(part.scorecards)

    def keep_parts_in(self, folder: str) -> None:
        """From now on the parts stay in this dataset, and the published file shows them where they are.

        Raises:
            InputError: there are articles in the tables.

        """
        if self._connection.execute("SELECT 1 FROM article_versions LIMIT 1").fetchall():
            message = f"{self._db} holds articles in tables, and --parts-only keeps them in files: score into another --db"
            raise InputError(message)
        with transaction(self._connection):
            put_setting(self._connection, dataset.SETTING, folder)
        self.dataset = folder

    def note_place(self, place: str) -> None:
        """Remember a place where parts are left, for what a run that is killed leaves there is not beside the database."""
        places = sorted({*self.places(), place})
        with transaction(self._connection):
            put_setting(self._connection, _PLACES, json.dumps(places))

    def places(self) -> list[str]:
        """Return the places other than that beside the database in which runs of this database left parts."""
        return list(json.loads(setting(self._connection, _PLACES) or "[]"))

    def note_kept(self, cards: pa.Table) -> None:
        """Remember that these articles are in the dataset."""
        self._connection.register("cards", cards)
        self._connection.execute(f"INSERT INTO known SELECT {sightings.MEASURED_KEY} FROM cards")  # noqa: S608 - constants
        self._connection.unregister("cards")
        self._landed(cards)

    def has_run(self, run_id: str) -> bool:
        """Say whether a run was one of this database."""
        return runs.has_run(self._connection, run_id)

    @contextmanager
    def shard_by_shard(self) -> Iterator[None]:
        """Have DuckDB work in this thread alone: the rows of a shard are too few for two, which would wait for each other."""
        self._connection.execute("SET threads = 1")
        try:
            with working.in_little_memory(self._connection):
                yield
        finally:
            self._connection.execute("RESET threads")

    def add_rejects(self, run_id: str, rejects: Sequence[Reject]) -> None:
        """Store what a run could not use."""
        runs.add_rejects(self._connection, run_id, rejects)

    def judge_missing(self, ruleset: Ruleset) -> int:
        """Judge by ``ruleset`` what its newest scorer measured and it has not judged; return how many that were."""
        rulesets.record(self._connection, ruleset, self.now())
        self._known = None
        judging = Judging(ruleset, self._run.run_id if self._run else None, datetime.now(UTC))
        with working.in_little_memory(self._connection):
            return judge_missing(self._connection, judging)

    def activate(self, ruleset: Ruleset) -> int:
        """Make ``ruleset`` the one that the views show; return how many articles had to be judged by it first."""
        count = self.judge_missing(ruleset)
        rulesets.show(self._connection, ruleset)
        return count

    def active_ruleset(self) -> str:
        """Return the digest of the ruleset that the views show, empty before the first run is done."""
        return rulesets.active_digest(self._connection)

    def find_outlet_furniture(self) -> OutletCounts | None:
        """Find lines that many articles of an outlet share, judged by the active ruleset; None where none is active yet."""
        active = rulesets.active(self._connection)
        return find_furniture(self._connection, active, self._run.run_id if self._run else None) if active else None

    def find_duplicates(self) -> DuplicateCounts | None:
        """Find copies and rewrites of one story, judged by the active ruleset; None where none is active yet."""
        active = rulesets.active(self._connection)
        if active is None:
            return None
        return find_duplicates(self._connection, self._db, active, self._run.run_id if self._run else None)

    def watch_sources(self) -> tuple[SourceAlert, ...]:
        """Compare each outlet's newest weeks with those before; store what is new of it and return that.

        A run by another ruleset than the active one says nothing: its judgements are not what the views show.
        """
        if self._run is None or self._run.ruleset.digest != self.active_ruleset():
            return ()
        with working.in_little_memory(self._connection):
            return watch_sources(self._connection, self._run.scorer, self._run.ruleset.digest, self._run.run_id)

    def finish_run(self, run_id: str, end: RunEnd) -> None:
        """Record how a run ended; a run that is done makes its ruleset active where it follows on the active one."""
        with working.in_little_memory(self._connection), transaction(self._connection):
            sightings.settle(self._connection)
            runs.finish(self._connection, run_id, end, self.now())
        if end.status == "done" and self._run:
            rulesets.show_edition(self._connection, self._run.ruleset)

    def n_changed_in_run(self) -> int:
        """Return how many ids this run has seen with more than one text."""
        return sightings.n_changed(self._connection)

    def publish(self) -> None:
        """Replace the published file by what is stored."""
        working.publish(self._connection, self._db, self.dataset)

    def _know(self, scorer: str, ruleset: str) -> None:
        """Have the keys of what is stored for this scorer and ruleset at hand."""
        if self._known != (scorer, ruleset):
            sightings.load_known(self._connection, scorer, ruleset)
            if self.dataset:
                dataset.note_known(self._connection, self.dataset)
            self._known = (scorer, ruleset)

    def _landed(self, cards: pa.Table) -> None:
        """These scorecards are no longer on their way."""
        self._in_flight.difference_update(
            zip(cards["article_id"].to_pylist(), cards["text_sha256"].to_pylist(), strict=True)
        )

    def _moments(self, seen_at: datetime, count: int) -> NDArray[np.datetime64]:
        """Return a moment for each article of a batch, later than every one before."""
        made = moments(max(naive_utc(seen_at), self._last_seen + _MICROSECOND), count)
        self._last_seen = made[-1].item() if count else self._last_seen
        return made


def _latest(connection: duckdb.DuckDBPyConnection) -> datetime:
    """Return the latest moment that any run has stored."""
    found = connection.execute(
        "SELECT greatest((SELECT max(last_seen_at) FROM article_versions), (SELECT max(scored_at) FROM scorecards),"
        " (SELECT max(greatest(started_at, finished_at)) FROM runs))"
    ).fetchone()
    latest: datetime | None = found[0] if found else None
    return latest or _EPOCH


@contextmanager
def open_store(db: Path, *, wait: bool = False) -> Iterator[Store]:
    """Yield the store of ``db``, made or brought up to date, with the sole right to write to it.

    Raises:
        StoreBusyError: another process is writing, and ``wait`` is false.
        UnreadableStoreError: the file is not Winnow's, or a newer Winnow wrote it.

    """
    if db.exists() and not folder_of(db).exists():
        open_published(db).close()  # what is not Winnow's is refused before a folder is made beside it
    with writer_lock(db, wait=wait), working.open_working(db) as connection:
        runs.mark_interrupted(connection)
        yield Store(connection, db)
