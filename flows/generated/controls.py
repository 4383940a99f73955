"""What a text's form and length alone would say, and families of models left out: the controls beside the figures."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import pairwise
from zlib import crc32

import numpy as np
from sklearn.ensemble import HistGradientBoostingClassifier
from sklearn.metrics import roc_auc_score

from flows.generated import fitting
from flows.generated.corpus import Text, samples
from flows.generated.fitting import Corpus, Vector
from flows.generated.training import folds

_FEWEST = 20
_PARTS = 4


def form(text: str) -> list[float]:
    """Return what the storage of a text tells: line breaks, kinds of quotation marks, spacing, glued sentences, its end."""
    size = max(len(text), 1) / 1000
    glued = sum(one in ".!?" and two.isupper() for one, two in pairwise(text))
    counted = [
        text.count(sign) / size for sign in ("\n", "\n\n", "“", '"', "’", "'", "—", "–", " - ", "  ", "**", "#", "…", " ,")
    ]
    return [*counted, glued / size, float(text.rstrip()[-1:] in tuple('.!?"”')), float(text[:1].isupper())]


def length(text: str) -> list[float]:
    """Return the length of a text."""
    return [float(np.log(len(text.split()) + 1))]


def control(texts: Sequence[Text], measured: Callable[[str], list[float]]) -> dict[str, float]:
    """Return the AUROC of such measures: mean and worst over sources left out, and without leaving any out."""
    inputs = np.array([measured(text.about.text) for text in texts])
    machine = np.array([text.about.machine for text in texts])
    places = np.array([text.about.place for text in texts])
    ranks, within = [], []
    for group in folds(texts):
        out = np.isin(places, list(group))
        trees = HistGradientBoostingClassifier(max_iter=60, random_state=0).fit(inputs[~out], machine[~out])
        for name in group:
            part = places == name
            if len(np.unique(machine[part])) > 1:
                ranks.append(roc_auc_score(machine[part], trees.predict_proba(inputs[part])[:, 1]))
                within.append(
                    _within(
                        inputs[part], machine[part], [text.about.group for text, own in zip(texts, part, strict=True) if own]
                    )
                )
    return {
        "left out, mean": round(float(np.mean(ranks)), 4),
        "left out, worst": round(float(min(ranks)), 4),
        "within a source, mean": round(float(np.mean(within)), 4),
    }


def _within(inputs: Vector, machine: np.ndarray[tuple[int], np.dtype[np.bool_]], groups: Sequence[str]) -> float:
    out = np.array([crc32(group.encode()) % _PARTS == 0 for group in groups])
    if min(len(np.unique(machine[out])), len(np.unique(machine[~out]))) < 2:  # noqa: PLR2004 - both kinds
        return 0.5
    trees = HistGradientBoostingClassifier(max_iter=60, random_state=0).fit(inputs[~out], machine[~out])
    return float(roc_auc_score(machine[out], trees.predict_proba(inputs[out])[:, 1]))


def families_left_out(texts: Sequence[Text], seed: int) -> dict[str, dict[str, float]]:
    """Return the AUROC on texts of each family of models by a model that has seen none of it, on groups it has not seen."""
    found = samples(texts, seed, 1)
    part: Corpus = fitting.corpus(found)
    family = np.array([each.about.family for each in found])
    held = np.array([crc32(each.about.group.encode()) % _PARTS == 0 for each in found])
    figures = {}
    for name in np.unique(family[part.machine]):
        own = part.machine & (family == name)
        others = part.machine & ~own & ~held
        if not name or (own & held).sum() < _FEWEST or not others.any():
            continue
        weights = fitting.fit_weights(part.part(~held & ~own))
        tried = held & (own | ~part.machine)
        totals = fitting.totals(part.part(tried), weights)
        figures[str(name)] = {
            "auroc": round(float(roc_auc_score(part.machine[tried], totals)), 4),
            "machine": int((own & held).sum()),
        }
    return figures
