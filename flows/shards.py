"""Cut what is read into shards, and score one shard: the unit that is sent to a process, a thread or a cluster."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime
from functools import cache
from typing import NamedTuple

from detectors.records import Article
from detectors.ruleset import from_toml
from detectors.scoring import measure, score
from flows.records import Reject
from flows.store.rows import Part, part_of

SHARD_SIZE = 1_000
"""Articles in a shard: a second or two of work, so that a task's overhead (4 to 15 ms) does not count."""

_SHARD_CHARACTERS = 20_000_000
"""A shard is cut earlier when its texts grow beyond this, so that memory is bounded whatever comes in."""


class Shard(NamedTuple):
    """Records read one after another."""

    articles: list[Article]
    rejects: list[Reject]


class ShardWork(NamedTuple):
    """All that a worker needs to score a shard; plain values, so that it can be sent anywhere."""

    articles: list[Article]
    ruleset_name: str
    ruleset_toml: str
    scorer: str
    run_id: str
    scored_at: datetime


def shards(records: Iterable[Article | Reject]) -> Iterator[Shard]:
    """Yield the records in shards of at most ``SHARD_SIZE``."""
    shard, characters = Shard([], []), 0
    for record in records:
        if isinstance(record, Reject):
            shard.rejects.append(record)
        else:
            shard.articles.append(record)
            characters += len(record.text)
        if len(shard.articles) + len(shard.rejects) >= SHARD_SIZE or characters >= _SHARD_CHARACTERS:
            yield shard
            shard, characters = Shard([], []), 0
    if shard.articles or shard.rejects:
        yield shard


@cache
def _load_all() -> None:
    """Have everything at hand that is loaded on first use, language profiles among them, before the first article.

    A crawl has an article in another language sooner or later; what its profiles cost belongs to the start of a process.
    """
    measure(None, "Il faut que tout soit prêt avant le premier article.")


def score_shard(work: ShardWork) -> Part:
    """Score all articles of a shard and return their rows."""
    _load_all()
    ruleset = from_toml(work.ruleset_name, work.ruleset_toml)
    cards = score(work.articles, ruleset, work.scorer)
    return part_of(cards, work.articles, work.run_id, work.scored_at)
