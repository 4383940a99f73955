"""What a run reads, and how far it is."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import Protocol

from detectors.records import Article
from detectors.rescoring import Known
from flows.records import Reject
from flows.shards import Scored
from flows.sources import ReadOptions, ReadSession, Source, read
from flows.store.rows import naive_utc
from flows.store.runs import RunCounts


def published_at(article: Article) -> datetime | None:
    """Return when an article was published, as the database keeps moments."""
    return naive_utc(datetime.fromisoformat(article.published_at)) if article.published_at else None


class Reading:
    """All records of all sources in order, and which share of the bytes has been read."""

    def __init__(self, sources: Sequence[Source], options: ReadOptions, workers: int) -> None:
        """Take the sources in the order in which they are read."""
        self._sources = sources
        self._options = options
        self._session = ReadSession(workers)
        self._total = sum(source.size or 0 for source in sources)
        self._finished = self._here = 0

    def __iter__(self) -> Iterator[Article | Reject]:
        """Yield every record."""
        with self._session:
            for source in self._sources:
                yield from read(source, self._options, self._told, self._session)
                self._finished += source.size or 0
                self._here = 0

    def _told(self, count: int) -> None:
        self._here = count

    @property
    def passed_over(self) -> Mapping[str, int]:
        """How many records of crawl archives were no pages, by what they are."""
        return dict(self._session.passed_over.most_common())

    @property
    def share(self) -> float | None:
        """The share of all bytes that were read; None where sizes are not known."""
        return min((self._finished + self._here) / self._total, 1.0) if self._total else None


class Progress(Protocol):
    """Is told how far a run is."""

    def __call__(self, counts: RunCounts, share: float | None) -> None:
        """Take the counts so far and the share of the input that was read, if that is known."""


class Tally:
    """Counts that grow while a run goes on."""

    def __init__(self) -> None:
        """Start at zero."""
        self.read = self.scored = self.unchanged = self.rejected = self.skipped = 0
        self.verdicts: Counter[str] = Counter()
        self.fired: set[str] = set()
        self.in_part = 0
        self.stale: set[str] = set()
        self.begun = time.perf_counter()

    def add(self, scored: Scored) -> None:
        """Count what a scored shard brought."""
        self.scored += sum(scored.verdicts.values())
        self.verdicts.update(scored.verdicts)
        self.fired |= scored.fired

    def add_known(self, known: Mapping[int, Known]) -> None:
        """Count articles of which only detectors that have changed are measured."""
        self.in_part += len(known)
        self.stale.update(*(each.stale for each in known.values()))

    def counts(self) -> RunCounts:
        """Return the counts as the database keeps them."""
        rate = self.scored / max(time.perf_counter() - self.begun, 1e-9)
        return RunCounts(self.read, self.scored, self.unchanged, self.rejected, rate, self.skipped)
