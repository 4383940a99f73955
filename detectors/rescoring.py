"""Score again what another scorer has measured: only the detectors that have changed since run, the rest is taken over.

What must run follows from the groups of :mod:`detectors.dependencies`. A changed filter of the whole text runs alone. A
number about the body needs the body, hence the text is read again, but no other number is. A change in what reads the text
moves the body, hence all numbers about the body; the filters of the whole text stay. A changed ground leaves nothing.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import islice
from typing import NamedTuple

from detectors import catalog
from detectors.batch import Batch
from detectors.dependencies import GROUND, READING, name_of
from detectors.document import Document
from detectors.judging.ruleset import Ruleset
from detectors.measures import of_each
from detectors.records import Article, Scorecard
from detectors.scoring import Measured, Numbers, columns_of, evidence_of, measure_all, score


class Known(NamedTuple):
    """What an earlier scorer said of an article, and which groups of detectors have changed since."""

    measured: Measured
    stale: frozenset[str]


def stale_groups(before: Mapping[str, str], now: Mapping[str, str]) -> frozenset[str] | None:
    """Return the groups whose digests are not those of an earlier scorer; None where nothing can be taken over."""
    if before.get(GROUND) != now[GROUND]:
        return None
    return frozenset(name for name, digest in now.items() if before.get(name) != digest)


def score_again(articles: Sequence[Article], known: Mapping[int, Known], ruleset: Ruleset, scorer: str) -> list[Scorecard]:
    """Return one scorecard for each article, in order; ``known`` has by place those that were measured before."""
    alike: dict[frozenset[str] | None, list[int]] = {}
    for place in range(len(articles)):
        alike.setdefault(known[place].stale if place in known else None, []).append(place)
    cards: dict[int, Scorecard] = {}
    for stale, places in alike.items():
        given = [articles[place] for place in places]
        if stale is None:
            made = score(given, ruleset, scorer)
        else:
            made = _score_stale(given, [known[place].measured for place in places], stale, ruleset, scorer)
        cards.update(zip(places, made, strict=True))
    return [cards[place] for place in range(len(articles))]


def _score_stale(
    articles: Sequence[Article], known: Sequence[Measured], stale: frozenset[str], ruleset: Ruleset, scorer: str
) -> list[Scorecard]:
    ahead = iter(known)

    def measuring(batch: Sequence[tuple[str | None, str]]) -> list[Measured]:
        return measure_again(batch, list(islice(ahead, len(batch))), stale)

    return score(articles, ruleset, scorer, measuring)


def measure_again(
    articles: Sequence[tuple[str | None, str]], known: Sequence[Measured], stale: frozenset[str]
) -> list[Measured]:
    """Return what all detectors say of each article, given what they said before and which of them have changed."""
    body = [each for each in catalog.BODY if READING in stale or name_of(each.measure) in stale]
    published = [each for each in catalog.PUBLISHED if name_of(each.measure) in stale]
    if body or READING in stale or any(name_of(each.detect) in stale for each in catalog.BODY_SPANS):
        fresh = measure_all(articles, Numbers(body, published))
    else:
        fresh = _beside(known, published, articles)
    return [_merged(before, now) for before, now in zip(known, fresh, strict=True)]


def _beside(
    known: Sequence[Measured], published: Sequence[catalog.BodyDetector], articles: Sequence[tuple[str | None, str]]
) -> list[Measured]:
    """Return what follows from the whole texts, or from what was found in them, alone."""
    columns = columns_of(published, Batch([Document(text, title) for title, text in articles]))
    columns |= evidence_of([before.findings for before in known], [text for _, text in articles])
    measures = of_each(columns)
    return [before._replace(measures=so_far) for before, so_far in zip(known, measures, strict=True)]


def _merged(before: Measured, now: Measured) -> Measured:
    """Return what is new, with the numbers that are not taken over from before; a rule that is gone has none any more."""
    measures = {rule: now.measures.get(rule, before.measures.get(rule)) for rule in catalog.MEASURE_RULES}
    return now._replace(measures=measures)
