"""Cut what is read into shards, and score one shard: the unit that is sent to a process, a thread or a cluster."""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from functools import cache, lru_cache
from typing import NamedTuple

from detectors.judging.ruleset import Ruleset, from_toml
from detectors.records import Article
from detectors.rescoring import Known, score_again
from detectors.scoring import measure
from flows.memory import keep_at_hand, look_seldom
from flows.records import Reject
from flows.store.parts import Staging, write_part
from flows.store.rows import Part, part_of

_SHARD_CHARACTERS = 20_000_000
"""A shard is cut earlier when its texts grow beyond this, so that memory is bounded whatever comes in."""


class Shard(NamedTuple):
    """Records read one after another."""

    articles: list[Article]
    rejects: list[Reject]


class ShardWork(NamedTuple):
    """All that a worker needs to score a shard; plain values, so that it can be sent anywhere."""

    articles: list[Article]
    known: Mapping[int, Known]
    """By place what an earlier scorer said of an article, of which most detectors are still the same."""
    ruleset_name: str
    ruleset_toml: str
    scorer: str
    run_id: str
    seen_at: datetime
    staging: Staging | None
    """Where its part is left; None where its rows go back as they are."""
    name: str
    """Under which its part is left there."""


class Scored(NamedTuple):
    """What a run is told of a part: enough to count, for its rows are in the part."""

    name: str
    verdicts: Mapping[str, int]
    fired: frozenset[str]
    """The rules that had something to say."""
    part: Part | None = None
    """Its rows, where they were not left anywhere."""


def shards(records: Iterable[Article | Reject], size: int) -> Iterator[Shard]:
    """Yield the records in shards of at most ``size``."""
    shard, characters = Shard([], []), 0
    for record in records:
        if isinstance(record, Reject):
            shard.rejects.append(record)
        else:
            shard.articles.append(record)
            characters += len(record.text)
        if len(shard.articles) + len(shard.rejects) >= size or characters >= _SHARD_CHARACTERS:
            yield shard
            shard, characters = Shard([], []), 0
    if shard.articles or shard.rejects:
        yield shard


_one_at_a_time = threading.Lock()
"""Threads of one process would only take turns, with the tables of each in the other's way."""


@cache
def _load_all() -> None:
    """Have everything at hand that is loaded on first use, language profiles among them, before the first article.

    A crawl has an article in another language sooner or later; what its profiles cost belongs to the start of a process.
    """
    measure(
        None, "Le conseil municipal a voté mardi la réparation du pont, et tout doit être prêt avant le premier article."
    )
    look_seldom()
    keep_at_hand()


@lru_cache(maxsize=1)
def _ruleset(name: str, toml: str) -> Ruleset:
    """Return the rules of a run, checked once and not once a shard."""
    return from_toml(name, toml)


def score_shard(work: ShardWork) -> Scored:
    """Score all articles of a shard and leave their rows as a part, or return them.

    Raises:
        StoreError: there is no place for the part.

    """
    ruleset = _ruleset(work.ruleset_name, work.ruleset_toml)
    with _one_at_a_time:
        _load_all()
        cards = score_again(work.articles, work.known, ruleset, work.scorer)
    part = part_of(cards, work.articles, work.run_id, work.seen_at)
    if work.staging:
        write_part(work.staging, work.name, part)
    verdicts = Counter[str](card.verdict for card in cards)
    fired = frozenset(part.judgements["rule"].to_pylist())
    return Scored(work.name, verdicts, fired, None if work.staging else part)
