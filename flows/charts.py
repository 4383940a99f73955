"""Histograms of measures with their limits, as numbers that a template draws."""

from __future__ import annotations

from typing import Any, NamedTuple

import duckdb

from detectors.ruleset import Rule

_BINS = 30
_WIDTH, _HEIGHT = 240, 70
_HEADROOM = 12
_FAR = 4.0
"""A limit further from the median than this many widths of the middle 99 % is not drawn (but for shares): it would squeeze the rest."""


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
    reach = float("inf") if rule.unit == "share" else _FAR * max(high - low, 1e-9)
    near = [limit for limit in (rule.min, rule.max) if limit is not None and abs(limit - median) <= reach]
    scale = _Scale(min(low, *near, high), max(high, *near, low) or 1.0)
    if scale.low == scale.high:
        scale = _Scale(scale.low - 0.5, scale.high + 0.5)
    width = (scale.high - scale.low) / _BINS
    counts = connection.execute(
        f"SELECT least(greatest(floor(({column} - $1) / $2), 0), $3 - 1)::INT AS bin, count(*) FROM article_scores "  # noqa: S608
        f"WHERE {column} IS NOT NULL GROUP BY bin",
        [scale.low, width, _BINS],
    ).fetchall()
    return {
        "rule": rule.name,
        "n": n,
        "median": f"{median:.3g}",
        "low": f"{scale.low:.3g}",
        "high": f"{scale.high:.3g}",
        "bars": _bars(dict(counts), scale, rule),
        "limits": [_limit(limit, scale) for limit in near],
    }


def _bars(counts: dict[int, int], scale: _Scale, rule: Rule) -> list[dict[str, Any]]:
    tallest = max(counts.values())
    step = (scale.high - scale.low) / _BINS
    bars = []
    for index, count in sorted(counts.items()):
        height = max(round(count / tallest * (_HEIGHT - _HEADROOM), 1), 1.0)
        middle = scale.low + (index + 0.5) * step
        x = round(index * _WIDTH / _BINS, 1)
        bars.append(
            {"x": x, "y": _HEIGHT - height, "width": _WIDTH / _BINS - 1, "height": height, "out": rule.crossed(middle)}
        )
    return bars


def _limit(limit: float, scale: _Scale) -> dict[str, Any]:
    x = scale.x(limit)
    left = x < _WIDTH / 2
    return {"x": x, "text": f"{limit:g}", "text_x": x + 3 if left else x - 3, "anchor": "start" if left else "end"}
