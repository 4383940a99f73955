"""Compare what each outlet delivered in its newest weeks with the weeks before, and remember what has risen.

What it measures   The share of an outlet's articles with a finding above `note`, family by family, as in `source_week`; the
                   interval of the difference between a week's share and that of the weeks before.
Why it matters     A new template, a new agency or a text generator shows first as a jump in one outlet.
Known misses       Outlets with few articles; slow drifts, since the weeks before drift as well; falls; the first weeks under
                   a new scorer, because shares measured by different scorers are not compared.
Source             Newcombe 1998 (interval of a difference of two shares from their Wilson intervals, method 10).
                   Limits: reports/watch.toml, bench/alerts.py.

Which weeks are compared follows from what is stored, not from the clock: of each outlet the two newest that have enough
articles, because a week's last articles are read in the next one. A week is told of once.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Sequence
from datetime import UTC, date, datetime, timedelta
from functools import cache
from importlib.resources import files
from math import sqrt
from typing import NamedTuple

import duckdb

from flows.generated.wilson import interval
from flows.store.rows import naive_utc
from flows.store.transactions import transaction

_WEEKS_WATCHED = 2

_COUNTS = """
WITH acting AS (
    SELECT article_id, list(DISTINCT family) AS families FROM article_findings WHERE action <> 'note' GROUP BY article_id
)
SELECT source, date_trunc('week', coalesce(published_at, first_seen_at))::DATE AS week, count(*),
       $columns
FROM article_scores LEFT JOIN acting USING (article_id)
WHERE source IS NOT NULL AND scorer = ? GROUP BY ALL ORDER BY source, week
"""


class Watch(NamedTuple):
    """A table of ``reports/watch.toml``: when the rise of one share is told of."""

    measure: str
    statistic: str
    confidence: float
    min_rise: float
    weeks_before: int
    min_before: int
    min_after: int
    min_found: int
    evidence: str
    source: str


class SourceAlert(NamedTuple):
    """What has risen in an outlet; the columns of ``source_alerts`` that say so, under the same names."""

    source: str
    week: date
    measure: str
    n_before: int
    n_found_before: int
    share_before: float
    n_after: int
    n_found_after: int
    share_after: float
    rise_at_least: float
    rise_at_most: float
    confidence: float
    min_rise: float
    evidence: str


class Week(NamedTuple):
    """One week of an outlet: its articles, and those with a finding, in the order of the watched measures."""

    monday: date
    n: int
    found: tuple[int, ...]


@cache
def watches() -> tuple[Watch, ...]:
    """Return what is watched; a table with a key too many or too few, or an unknown statistic, is an error."""
    tables = tomllib.loads(files("reports").joinpath("watch.toml").read_text("utf-8"))
    found = tuple(Watch(measure=measure, **table) for measure, table in tables.items())
    if wrong := [watch.measure for watch in found if watch.statistic != "newcombe"]:
        message = f"reports/watch.toml: no such statistic in {', '.join(wrong)}"
        raise ValueError(message)
    return found


def rise(found_before: int, n_before: int, found_after: int, n_after: int, confidence: float) -> tuple[float, float]:
    """Return the interval of the difference between a later and an earlier share."""
    before, after = found_before / n_before, found_after / n_after
    low_before, high_before = interval(found_before, n_before, confidence)
    low_after, high_after = interval(found_after, n_after, confidence)
    difference = after - before
    return (
        difference - sqrt((after - low_after) ** 2 + (high_before - before) ** 2),
        difference + sqrt((high_after - after) ** 2 + (before - low_before) ** 2),
    )


def watch_sources(connection: duckdb.DuckDBPyConnection, scorer: str, ruleset: str, run_id: str) -> tuple[SourceAlert, ...]:
    """Store every rise that no earlier run has told of, and return those."""
    told = set(connection.execute("SELECT source, week, measure FROM source_alerts").fetchall())
    found = [alert for alert in _alerts(_weeks(connection, scorer)) if alert[:3] not in told]
    now = naive_utc(datetime.now(UTC))
    names = ", ".join((*SourceAlert._fields, "scorer", "ruleset", "run_id", "raised_at"))
    marks = ", ".join("?" * (len(SourceAlert._fields) + 4))
    with transaction(connection):
        for alert in found:
            connection.execute(
                f"INSERT INTO source_alerts ({names}) VALUES ({marks})",  # noqa: S608 - names of our own
                [*alert, scorer, ruleset, run_id, now],
            )
    return tuple(found)


def _weeks(connection: duckdb.DuckDBPyConnection, scorer: str) -> dict[str, list[Week]]:
    """Return the weeks of every outlet, the oldest first."""
    families = [watch.measure.removesuffix("_share") for watch in watches()]
    columns = ", ".join(f"count(*) FILTER (list_contains(families, '{family}'))" for family in families)
    weeks: dict[str, list[Week]] = {}
    for source, monday, n, *found in connection.execute(_COUNTS.replace("$columns", columns), [scorer]).fetchall():
        weeks.setdefault(source, []).append(Week(monday, n, tuple(found)))
    return weeks


def _alerts(weeks: dict[str, list[Week]]) -> Iterable[SourceAlert]:
    for source, of_source in weeks.items():
        for place, watch in enumerate(watches()):
            yield from risen(source, of_source, place, watch)


def risen(source: str, weeks: Sequence[Week], place: int, watch: Watch) -> Iterable[SourceAlert]:
    """Yield the newest weeks in which the measure at ``place`` lies above those before by more than is allowed."""
    for week in [each for each in weeks if each.n >= watch.min_after][-_WEEKS_WATCHED:]:
        first = week.monday - timedelta(weeks=watch.weeks_before)
        before = [each for each in weeks if first <= each.monday < week.monday]
        n_before, found_before = sum(each.n for each in before), sum(each.found[place] for each in before)
        found_after = week.found[place]
        if n_before < watch.min_before or found_after < watch.min_found:
            continue
        low, high = rise(found_before, n_before, found_after, week.n, watch.confidence)
        if low > watch.min_rise:
            shares = found_before / n_before, found_after / week.n
            said = watch.evidence.format(
                found_after=found_after, n_after=week.n, share_after=shares[1],
                found_before=found_before, n_before=n_before, share_before=shares[0], low=low, high=high,
            )  # fmt: skip
            yield SourceAlert(
                source, week.monday, watch.measure, n_before, found_before, shares[0],
                week.n, found_after, shares[1], low, high, watch.confidence, watch.min_rise, said,
            )  # fmt: skip
