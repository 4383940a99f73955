"""Train the style model: leave sources out to learn what a score means, then fit on everything."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from hashlib import sha256
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from detectors.generated.model import StyleModel, probability
from flows.errors import InputError
from flows.generated import fitting
from flows.generated.corpus import Sample, Text, cut, sample, samples
from flows.generated.fitting import Corpus, Vector, Weights, is_world
from flows.generated.wilson import upper

BANDS = (100, 150, 250, 400, 800)
"""Words from which on a band of lengths begins; nothing shorter is scored."""
HIGHEST_RATE, HIGHEST_WORLD_RATE = 0.005, 0.01
_CUTS = (100, 150, 300, 500)
_GRID = (500, 300, 200, 100, 50, 30, 20, 10, 7, 5, 4, 3, 2, 1, 0.5)
"""Human articles in 1,000 at which the log odds are written down."""


class LeftOut(NamedTuple):
    """What models say of texts of sources that they have not seen."""

    views: Sequence[Sample]
    """Whole texts, and human ones also cut to several lengths."""
    odds: Vector
    models: Mapping[str, tuple[Weights, Vector]]
    """The two stages by the place that was left out."""


class Trained(NamedTuple):
    """The final model and what it was judged by."""

    model: StyleModel
    left_out: LeftOut


def folds(texts: Sequence[Text]) -> list[set[str]]:
    """Return the places that are left out together: each with both kinds of texts alone, the others spread over these.

    A place is a source, or one country of it, so that a source of many countries is tried on countries never seen.

    Raises:
        InputError: fewer than two places have both kinds.

    """
    kinds: dict[str, set[bool]] = {}
    for text in texts:
        kinds.setdefault(text.about.place, set()).add(text.about.machine)
    both = sorted(place for place, kind in kinds.items() if len(kind) > 1)
    single = sorted(kinds.keys() - both)
    if len(both) < 2:  # noqa: PLR2004 - one is left out, another is learnt from
        message = f"{len(texts):,} texts that can be used, of fewer than two sources with both kinds: none can be left out"
        raise InputError(message)
    found = [{place} for place in both]
    for number, place in enumerate(single):
        found[number % len(found)].add(place)
    return found


def views(texts: Sequence[Text]) -> list[Sample]:
    """Return what models are tried on: whole texts from 100 words on, and human ones cut to several lengths."""
    found = []
    for text in texts:
        if text.words >= BANDS[0]:
            found.append(sample(text.stream, text.about))
            if not text.about.machine:
                found += [sample(cut(text.stream, size), text.about) for size in _CUTS if size < _begin(text.words)]
    return found


def _begin(words: int) -> int:
    """Return where the band of a length begins: a text and its cut in one band would be counted as two."""
    return max(band for band in BANDS if band <= words)


def leave_out(texts: Sequence[Text], part: Corpus, told: Callable[[str], None]) -> LeftOut:
    """Return what is said of every text by a model that has seen nothing of its source."""
    tried = views(texts)
    shown = fitting.corpus(tried)
    first: dict[str, Weights] = {}
    groups = folds(texts)
    totals, seen = np.zeros(len(part.machine)), np.zeros(len(tried))
    for group in groups:
        told(f"leaving out {', '.join(sorted(group))}")
        out = np.isin(part.place, list(group))
        weights = fitting.fit_weights(part.part(~out))
        totals[out] = fitting.totals(part.part(out), weights)
        of_views = np.isin(shown.place, list(group))
        seen[of_views] = fitting.totals(shown.part(of_views), weights)
        first |= dict.fromkeys(group, weights)
    odds = np.zeros(len(tried))
    models: dict[str, tuple[Weights, Vector]] = {}
    for group in groups:
        out = np.isin(part.place, list(group))
        second = fitting.fit_second(totals[~out], part.part(~out))
        of_views = np.isin(shown.place, list(group))
        odds[of_views] = fitting.log_odds(seen[of_views], shown.log_words[of_views], second)
        models |= {place: (first[place], second) for place in group}
    return LeftOut(tried, odds, models)


def train(texts: Sequence[Text], seed: int, told: Callable[[str], None]) -> Trained:
    """Return the model, the same for the same texts, seed and library versions."""
    part = fitting.corpus(samples(texts, seed, fitting.SAMPLES_A_TEXT))
    left_out = leave_out(texts, part, told)
    told("fitting on everything")
    weights = fitting.fit_weights(part)
    # What a sum means is learnt where the model is a stranger; a model looks surer on what it was fitted to.
    second = np.mean([second for _, second in left_out.models.values()], axis=0)
    fewest, limit = choose_limit(left_out)
    model = fitting.rounded(
        weights, second, fewest_words=fewest, limit=round(probability(limit), 4), bands=bands_of(left_out, fewest)
    )
    return Trained(model, left_out)


def band_of(words: NDArray[np.int64]) -> NDArray[np.int64]:
    """Return the place of each length in ``BANDS``."""
    return np.searchsorted(BANDS, words, side="right") - 1


def choose_limit(left_out: LeftOut) -> tuple[int, float]:
    """Return the fewest words and the lowest log odds at which the rates of false positives are established.

    In every band of lengths the upper 95 % bound on human texts stays below one half per cent; on world English the rate
    stays below one per cent at every length. A band too small to show that is taken together with the next shorter one;
    what is too small at the short end is not scored.

    Raises:
        InputError: there are too few human texts to establish any rate.

    """
    words = np.array([view.words for view in left_out.views])
    human = np.array([not view.about.machine for view in left_out.views])
    world = human & np.array([is_world(view.about.source) for view in left_out.views])
    limit, fewest, chosen = 0.0, 0, np.zeros(len(words), bool)
    for band in reversed(range(len(BANDS))):
        chosen |= band_of(words) == band
        odds = np.sort(left_out.odds[chosen & human])[::-1]
        allowed = sum(1 for count in range(_most(len(odds))) if upper(count, len(odds)) < HIGHEST_RATE)
        if allowed:
            of_world = np.sort(left_out.odds[chosen & world])[::-1]
            worlds = [float(of_world[int(len(of_world) * HIGHEST_WORLD_RATE)])] if len(of_world) else []
            limit, fewest = max(limit, float(odds[allowed - 1]), *worlds), BANDS[band]
            chosen[:] = False
    if not fewest:
        message = (
            f"{human.sum():,} human texts of {BANDS[0]} words and more are too few to establish a rate of false positives"
        )
        raise InputError(message)
    return fewest, float(np.nextafter(limit, np.inf))


def _most(size: int) -> int:
    """Return a count of false positives in so many texts that no limit allows."""
    return min(size, int(size * HIGHEST_RATE) + 1)


def bands_of(left_out: LeftOut, fewest: int) -> list[dict[str, Any]]:
    """Return for each band of lengths the log odds that so many of 1,000 human articles reach."""
    human = np.array([not view.about.machine for view in left_out.views])
    bands = band_of(np.array([view.words for view in left_out.views]))
    found = []
    for band, words in enumerate(BANDS):
        odds = left_out.odds[human & (bands == band)]
        if words >= fewest and len(odds):
            points = np.round(np.quantile(odds, [1 - rate / 1000 for rate in _GRID]), 4)
            found.append({"words": words, "articles": len(odds), "odds": points.tolist(), "per_1000": list(_GRID)})
    return found


def text_digest(model: StyleModel) -> str:
    """Return the SHA-256 of all weights."""
    return sha256(model.table.tobytes() + model.steps.tobytes() + model.second.tobytes()).hexdigest()
