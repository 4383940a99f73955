"""What scores are worth: ranking, rates at the limit with their intervals, calibration; by source, generator, length, region."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sklearn.metrics import roc_auc_score

from flows.generated.corpus import Sample
from flows.generated.fitting import Vector, is_world
from flows.generated.training import BANDS, band_of
from flows.generated.wilson import interval

JUDGED_WORDS = 150
"""Texts from this length on are what ranking is measured on."""
_CUT_WIDTH = 3
_BINS = 10

Mask = NDArray[np.bool_]


class Scored:
    """Scores with what is known of their texts, as columns; an article's cuts stand beside it."""

    def __init__(self, views: Sequence[Sample], odds: Vector) -> None:
        """Take as many scores as texts."""
        self.odds = odds
        self.machine = np.array([view.about.machine for view in views], bool)
        self.words = np.array([view.words for view in views], np.int64)
        self.source = np.array([view.about.source for view in views])
        self.generator = np.array([view.about.generator for view in views])
        self.region = np.array(["world English" if is_world(view.about.source) else "other" for view in views])
        texts = [id(view.about) for view in views]
        # The whole text stands before its cuts.
        self.whole = np.array([place == 0 or texts[place - 1] != text for place, text in enumerate(texts)], bool)

    def cut_to(self, words: int) -> Mask:
        """Return the human texts cut to so many words; a cut ends at a mark, so that one word may be missing."""
        near: Mask = ~self.machine & ~self.whole & (np.abs(self.words - words) < _CUT_WIDTH)
        return near


def figures(scored: Scored, limit: float, fewest: int) -> dict[str, Any]:
    """Return all figures; ``limit`` is a probability, ``fewest`` the words below which nothing is said."""
    odds_limit = float(np.log(limit / (1 - limit)))
    flagged = scored.odds > odds_limit
    judged = scored.whole & (scored.words >= JUDGED_WORDS)
    by_source = {
        str(source): _ranking(scored, judged & (scored.source == source), flagged)
        for source in np.unique(scored.source)
        if len(np.unique(scored.machine[judged & (scored.source == source)])) > 1
    }
    human = ~scored.machine & (scored.words >= fewest)
    return {
        "mean": _mean(by_source),
        "worst_auroc": min((each["auroc"] for each in by_source.values()), default=None),
        "by_source": by_source,
        "human_flagged": _human(scored, flagged, human),
        "human_by_source": _by(scored.source, flagged, human & scored.whole),
        "human_by_length": _by_band(scored, flagged, human),
        "machine_by_length": _by_band(scored, flagged, scored.machine & (scored.words >= fewest)),
        "machine_by_generator": _by(scored.generator, flagged, scored.machine & judged),
        "calibration": calibration(scored, judged),
    }


def _mean(by_source: dict[str, dict[str, float]]) -> dict[str, float]:
    """Return what the sources give on average, each counted once; nothing without a source."""
    if not by_source:
        return {}
    return {
        key: round(float(np.mean([each[key] for each in by_source.values()])), 4)
        for key in ("auroc", "tpr_at_1", "tpr_at_01", "flagged")
    }


def _human(scored: Scored, flagged: Mask, human: Mask) -> dict[str, dict[str, float]]:
    """Return how many human texts are flagged, by region and length, then by length alone."""
    lengths = {
        "150 words": scored.cut_to(150),
        "300 words": scored.cut_to(300),
        "whole": scored.whole & (scored.words >= JUDGED_WORDS),
    }
    by_region = {
        f"{region}, {name}": _rate(flagged, human & chosen & (scored.region == region))
        for region in np.unique(scored.region)
        for name, chosen in lengths.items()
    }
    return by_region | {f"all, {name}": _rate(flagged, human & chosen) for name, chosen in lengths.items()}


def _ranking(scored: Scored, chosen: Mask, flagged: Mask) -> dict[str, float]:
    machine, odds = scored.machine[chosen], scored.odds[chosen]
    human = np.sort(odds[~machine])[::-1]

    def caught(rate: float) -> float:
        return round(float((odds[machine] > human[int(len(human) * rate)]).mean()), 4)

    return {
        "auroc": round(float(roc_auc_score(machine, odds)), 4),
        "tpr_at_1": caught(0.01),
        "tpr_at_01": caught(0.001),
        "flagged": round(float(flagged[chosen][machine].mean()), 4),
        "human": int((~machine).sum()),
        "machine": int(machine.sum()),
    }


def _rate(flagged: Mask, chosen: Mask) -> dict[str, float]:
    count, size = int(flagged[chosen].sum()), int(chosen.sum())
    low, high = interval(count, size)
    return {
        "flagged": count,
        "of": size,
        "rate": round(count / max(size, 1), 5),
        "low": round(low, 5),
        "high": round(high, 5),
    }


def _by(names: NDArray[np.str_], flagged: Mask, chosen: Mask) -> dict[str, dict[str, float]]:
    return {str(name): _rate(flagged, chosen & (names == name)) for name in np.unique(names[chosen])}


def _by_band(scored: Scored, flagged: Mask, chosen: Mask) -> dict[str, dict[str, float]]:
    bands = band_of(scored.words)
    return {f"from {words}": _rate(flagged, chosen & (bands == band)) for band, words in enumerate(BANDS)}


def calibration(scored: Scored, chosen: Mask) -> dict[str, Any]:
    """Return the expected calibration error and the bins, each source with as much human as machine text.

    A source's balance is that of whoever made it; the probability is stated for a world of halves, and tried in one.
    """
    chance = 1 / (1 + np.exp(-scored.odds[chosen]))
    machine, weight = scored.machine[chosen], np.zeros(int(chosen.sum()))
    for kind in (False, True):
        for source in np.unique(scored.source[chosen]):
            part = (machine == kind) & (scored.source[chosen] == source)
            if part.any():
                weight[part] = 1 / np.sqrt(part.sum())
        weight[machine == kind] /= max(weight[machine == kind].sum(), 1e-12)
    bins, places = [], np.minimum((chance * _BINS).astype(int), _BINS - 1)
    for place in range(_BINS):
        part = places == place
        mass = float(weight[part].sum())
        if mass:
            said, held = (float(np.average(values[part], weights=weight[part])) for values in (chance, machine))
            bins.append({"said": round(said, 4), "held": round(held, 4), "share": round(mass / float(weight.sum()), 4)})
    error = sum(each["share"] * abs(each["said"] - each["held"]) for each in bins)
    return {"ece": round(error, 4), "bins": bins}


def table(head: Sequence[str], rows: Sequence[Sequence[Any]]) -> str:
    """Return a table in Markdown."""
    lines = [head, ["---" if place == 0 else "--:" for place in range(len(head))], *rows]
    return "\n".join("| " + " | ".join(map(str, line)) + " |" for line in lines)


def rates(found: dict[str, dict[str, float]], title: str) -> str:
    """Return a table of rates with their intervals."""
    percent: Callable[[float], str] = "{:.2%}".format
    rows = [
        (
            name,
            f"{each['flagged']:,} of {each['of']:,}",
            percent(each["rate"]),
            f"{percent(each['low'])} to {percent(each['high'])}",
        )
        for name, each in found.items()
        if each["of"]
    ]
    return table((title, "flagged", "rate", "95 % interval"), rows)


def reliability(bins: Sequence[dict[str, float]]) -> str:
    """Return the reliability plot as SVG: what was said against what held, areas by the share of texts."""
    size, edge = 320, 40
    dots = "".join(
        f'<circle cx="{edge + each["said"] * size:.1f}" cy="{edge + (1 - each["held"]) * size:.1f}" r="{3 + 14 * each["share"] ** 0.5:.1f}"/>'
        for each in bins
    )
    ticks = "".join(
        f'<text x="{edge + share * size:.0f}" y="{edge + size + 16}">{share:g}</text>'
        f'<text x="{edge - 16}" y="{edge + (1 - share) * size + 4:.0f}">{share:g}</text>'
        for share in (0.0, 0.5, 1.0)
    )
    whole = size + 2 * edge
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {whole} {whole}" font-family="sans-serif" font-size="12" text-anchor="middle">'
        f'<rect x="{edge}" y="{edge}" width="{size}" height="{size}" fill="none" stroke="#888"/>'
        f'<line x1="{edge}" y1="{edge + size}" x2="{edge + size}" y2="{edge}" stroke="#888" stroke-dasharray="4"/>'
        f'<g fill="#1f6f8b" fill-opacity="0.7">{dots}</g>{ticks}'
        f'<text x="{whole / 2:.0f}" y="{whole - 6}">probability stated</text>'
        f'<text x="12" y="{whole / 2:.0f}" transform="rotate(-90 12 {whole / 2:.0f})">share of machine texts</text></svg>\n'
    )
