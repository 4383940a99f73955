"""Histograms of measures with their limits, as numbers that a template draws."""

from __future__ import annotations

from typing import Any, NamedTuple

import duckdb

from detectors.judging.rules import Rule
from flows.rule_pages import allowed

_BINS = 30
_WIDTH, _HEIGHT = 240, 70
_HEADROOM = 12
_FAR = 4.0
"""A second limit further from the median than this many widths of the middle 99 % is not drawn (but for shares): it would squeeze the rest."""


class _Scale(NamedTuple):
    """Where values lie on a chart."""

    low: float
    high: float

    def x(self, value: float) -> float:
        return round(min(max((value - self.low) / (self.high - self.low), 0.0), 1.0) * _WIDTH, 1)


def histogram(connection: duckdb.DuckDBPyConnection, rule: Rule) -> dict[str, Any] | None:
    """Return the histogram of one measure from its 0.5 % to its 99.5 % quantile, widened to hold its limits."""
    column = '"' + rule.name.replace(".", "_") + '"'
    n, median, low, high = connection.execute(
        f"SELECT count(x), median(x), quantile_cont(x, 0.005), quantile_cont(x, 0.995) FROM (SELECT {column} AS x FROM article_scores)"  # noqa: S608 - rule names are ours
    ).fetchone() or (0, None, None, None)
    if not n:
        return None
    near = _near(rule, median, high - low)
    scale = _Scale(min(low, *near), max(high, *near))
    if scale.low == scale.high:
        scale = _Scale(scale.low - 0.5, scale.high + 0.5)
    width = (scale.high - scale.low) / _BINS
    counts = connection.execute(
        f"SELECT least(greatest(floor(({column} - $1) / $2), 0), $3 - 1)::INT AS bin, count(*), "  # noqa: S608
        f"count(*) FILTER ({column} < $4 OR {column} > $5) FROM article_scores WHERE {column} IS NOT NULL GROUP BY bin",
        [scale.low, width, _BINS, rule.min, rule.max],
    ).fetchall()
    return {
        "rule": rule.name,
        "n": n,
        "median": f"{median:.3g}",
        "allowed": allowed(rule),
        "low": f"{scale.low:.3g}",
        "high": f"{scale.high:.3g}",
        "bars": _bars(counts),
        "limits": [_limit(limit, scale) for limit in near],
    }


def _near(rule: Rule, median: float, spread: float) -> list[float]:
    """Return the limits that are drawn: the one nearest to the values always, so that every chart says how far they are."""
    limits = sorted((limit for limit in (rule.min, rule.max) if limit is not None), key=lambda limit: abs(limit - median))
    reach = float("inf") if rule.unit == "share" else _FAR * spread
    return [*limits[:1], *(limit for limit in limits[1:] if abs(limit - median) <= reach)]


def _bars(counts: list[tuple[int, int, int]]) -> list[dict[str, Any]]:
    """Return a bar for each bin, and over it one for those of its articles that lie outside the limits."""
    tallest = max(count for _, count, _ in counts)
    bars = []
    for index, *both in sorted(counts):
        for count, out in zip(both, (False, True), strict=True):
            height = max(round(count / tallest * (_HEIGHT - _HEADROOM), 1), 1.0)
            if count:
                bars.append({"x": round(index * _WIDTH / _BINS, 1), "y": _HEIGHT - height, "height": height, "out": out})
    return bars


def _limit(limit: float, scale: _Scale) -> dict[str, Any]:
    x = scale.x(limit)
    left = x < _WIDTH / 2
    return {"x": x, "text": f"{limit:g}", "text_x": x + 3 if left else x - 3, "anchor": "start" if left else "end"}
