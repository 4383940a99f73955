"""A scoring run from inputs to the published database, without Prefect.

The order of the steps makes a run safe to kill at any point: a shard's rows are saved in one transaction, the
published file is replaced in one rename at the end, and the next run asks the store what is already there. Nothing
else remembers how far a run came, so nothing else can be wrong about it.
"""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Mapping
from datetime import datetime
from itertools import islice
from pathlib import Path
from typing import NamedTuple
from uuid import uuid4

from detectors import catalog
from detectors.digest import group_digests, scorer_digest
from detectors.judging.ruleset import Ruleset
from detectors.records import Article
from detectors.scoring import replace_surrogates
from flows.errors import InputError
from flows.reading import Progress, Reading, Tally, published_at
from flows.request import ScoreRequest, checked_ruleset, refuse_contradictions
from flows.shards import Scored, Shard, ShardWork, score_shard, shards
from flows.sources import ReadOptions, discover, for_people
from flows.store.dataset import begin_dataset, whole_place
from flows.store.duplicate_pass import DuplicateCounts
from flows.store.intake import Intake
from flows.store.outlet_pass import OutletCounts
from flows.store.parts import Staging
from flows.store.places import parts_folder
from flows.store.rows import naive_utc
from flows.store.runs import RunCounts, RunEnd, RunStart
from flows.store.source_watch import SourceAlert
from flows.store.writing import Pending, Store, open_store
from flows.workers import HERE, Crew, Promise


class RunSummary(NamedTuple):
    """What a run did."""

    run_id: str
    db: Path
    counts: RunCounts
    n_rejudged: int
    n_changed: int
    """Ids that this run has read with more than one text; the last one read is the newest version."""
    seconds: float
    verdicts: Mapping[str, int]
    """Verdicts of the articles scored in this run."""
    n_rules: int
    """Rules that were asked."""
    silent_rules: tuple[str, ...]
    """Those of them that found nothing in this run, where it scored anything."""
    ruleset: str
    active_ruleset: str
    rules: str
    """The ruleset as it was asked for: a preset or a file."""
    outlets: OutletCounts | None
    """What the pass over the outlets found, where there was one."""
    duplicates: DuplicateCounts | None
    """What the pass over the duplicates found, where there was one."""
    alerts: tuple[SourceAlert, ...]
    """Outlets that have changed for the worse, of which no earlier run has told."""
    n_in_part: int
    """Articles of those scored that an earlier scorer had measured: only what has changed since was measured again."""
    measured_again: tuple[str, ...]
    """Which detectors that were."""
    passed_over: Mapping[str, int]
    """Records of crawl archives that are no pages, by what they are; they count neither as read nor as rejected."""


def run_score(request: ScoreRequest, crew: Crew = HERE, progress: Progress | None = None) -> RunSummary:
    """Read all inputs, score what is new, judge what only needs judging, publish; return what was done.

    Raises:
        RulesetError: the rules cannot be used.
        NothingToReadError: no input can be read.
        InputError: what is asked for does not fit what the database holds.
        StoreBusyError: another run writes to this database.
        ClusterError: the cluster cannot go on; what is scored is kept.

    """
    refuse_contradictions(request)
    ruleset = checked_ruleset(request.rules)
    sources = discover(request.inputs)
    with open_store(request.db, wait=request.wait) as store:
        run = ScoringRun(store, request, ruleset, crew)
        run.intake.begin()
        store.begin_run(RunStart(run.run_id, store.now(), run.scorer, ruleset, _shown(request)))
        records = Reading(sources, ReadOptions(request.fields, request.id_scope, request.html), request.workers)
        try:
            with store.shard_by_shard():
                run.score_all(records, progress)
            n_rejudged = store.judge_missing(ruleset)
        except BaseException:
            store.finish_run(run.run_id, RunEnd("failed", run.tally.counts()))
            raise
        store.finish_run(run.run_id, RunEnd("done", run.tally.counts(), run.silent_rules() if run.tally.scored else None))
        passes = _passes(store, request)
        n_changed, active = store.n_changed_in_run(), store.active_ruleset()
        store.publish()
        run.intake.end()
    return run.summary(n_rejudged, n_changed, active, passes, records.passed_over)


class Passes(NamedTuple):
    """What the passes over the store found; None of those that were not asked for."""

    outlets: OutletCounts | None
    duplicates: DuplicateCounts | None
    alerts: tuple[SourceAlert, ...]


def _passes(store: Store, request: ScoreRequest) -> Passes:
    outlets = store.find_outlet_furniture() if request.outlets else None
    duplicates = store.find_duplicates() if request.dedupe else None
    return Passes(outlets, duplicates, store.watch_sources())


def _shown(request: ScoreRequest) -> tuple[str, ...]:
    """Return the inputs as they can be stored: without the keys that addresses may hold, and as UTF-8."""
    return tuple(replace_surrogates(for_people(given))[0] for given in request.inputs)


def _place_of(request: ScoreRequest) -> str:
    """Return where parts are left, as every process sees it."""
    return whole_place(request.parts or str(parts_folder(request.db)))


def _settle_where(store: Store, place: str, request: ScoreRequest, scorer: str, ruleset: Ruleset) -> None:
    """See to it that articles are kept in tables or in a dataset, as they were in this database before."""
    if request.parts_only:
        store.keep_parts_in(begin_dataset(place, scorer, ruleset.digest))
    elif store.dataset:
        message = f"{request.db} shows a Parquet dataset: add --parts-only, or score into another --db"
        raise InputError(message)


class ScoringRun:
    """One run: what it works with, and how far it is."""

    def __init__(self, store: Store, request: ScoreRequest, ruleset: Ruleset, crew: Crew) -> None:
        """Take what the run works with."""
        self.store = store
        self.request = request
        self.ruleset = ruleset
        self._rules = (ruleset.name, ruleset.toml)
        asked = {name for name, rule in ruleset.rules.items() if rule.status != "retired"}
        self._asked = asked - set(catalog.STORE_RULES)
        self.scorer = scorer_digest()
        self.run_id = uuid4().hex
        self.crew = crew
        self.tally = Tally()
        place = _place_of(request)
        _settle_where(store, place, request, self.scorer, ruleset)
        if request.parts is not None:
            store.note_place(place)
        lasting = request.parts_only or request.parts is not None
        self._staging = Staging(f"{place}/{self.run_id}", lasting=lasting)
        self._at_hand = crew.in_process and not lasting
        self.intake = Intake(store, place, self._staging)
        self._in_flight: deque[Promise[Scored]] = deque()
        self._stale = store.compare_scorer(self.scorer, group_digests())

    def score_all(self, records: Reading, progress: Progress | None) -> None:
        """Keep a few shards in flight; save them in the order in which they were read."""
        for number, shard in enumerate(shards(islice(records, self.request.limit), self.crew.shard_size)):
            pending = self._take_in(shard)
            if pending.new:
                self._in_flight.append(self.crew.submit(score_shard, self._work(pending, number)))
            while len(self._in_flight) > (0 if self._at_hand else 2 * self.crew.size()):
                self._save_first()
            if progress:
                progress(self.tally.counts(), records.share)
        while self._in_flight:
            self._save_first()
            if progress:
                progress(self.tally.counts(), records.share)

    def _work(self, pending: Pending, number: int) -> ShardWork:
        name = f"{self.run_id}-{number:08}"
        staging = None if self._at_hand else self._staging
        known = self.store.measured_before(pending.new, self._stale)
        self.tally.add_known(known)
        return ShardWork(pending.new, known, *self._rules, self.scorer, self.run_id, pending.seen_at, staging, name)

    def _take_in(self, shard: Shard) -> Pending:
        """Record a shard's rejects, note what is known already, and return what must be scored."""
        now = self.store.now()
        wanted = self._since(shard.articles, naive_utc(now))
        pending = self.store.pending(wanted, self.scorer, self.ruleset.digest, now)
        self.store.add_rejects(self.run_id, [*shard.rejects, *pending.rejects])
        self.tally.read += len(shard.articles) + len(shard.rejects)
        self.tally.skipped += len(shard.articles) - len(wanted)
        self.tally.unchanged += pending.n_unchanged
        self.tally.rejected += len(shard.rejects) + len(pending.rejects)
        return pending

    def _since(self, articles: list[Article], now: datetime) -> list[Article]:
        """Return the articles published, else first seen, since the time that was asked for."""
        since = self.request.since
        if since is None:
            return articles
        seen = self.store.first_seen([article.id for article in articles if article.published_at is None])
        return [article for article in articles if (published_at(article) or seen.get(article.id, now)) >= since]

    def _save_first(self) -> None:
        scored = self._in_flight.popleft().result()
        self.intake.take(scored.name, scored.part)
        self.tally.add(scored)

    def silent_rules(self) -> tuple[str, ...]:
        """Return the rules that found nothing; none where nothing was scored."""
        return tuple(sorted(self._asked - self.tally.fired)) if self.tally.scored else ()

    def summary(
        self, n_rejudged: int, n_changed: int, active_ruleset: str, passes: Passes, passed_over: Mapping[str, int]
    ) -> RunSummary:
        """Return what the run did."""
        return RunSummary(
            run_id=self.run_id,
            db=self.request.db,
            counts=self.tally.counts(),
            n_rejudged=n_rejudged,
            n_changed=n_changed,
            seconds=time.perf_counter() - self.tally.begun,
            verdicts=dict(self.tally.verdicts),
            n_rules=len(self._asked),
            silent_rules=self.silent_rules(),
            ruleset=self.ruleset.digest,
            active_ruleset=active_ruleset,
            rules=self.request.rules,
            outlets=passes.outlets,
            duplicates=passes.duplicates,
            alerts=passes.alerts,
            n_in_part=self.tally.in_part,
            measured_again=tuple(sorted(self.tally.stale)),
            passed_over=passed_over,
        )
