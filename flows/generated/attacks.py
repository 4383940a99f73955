"""Cheap attacks on a detector: what a text looks like after each, and what that costs.

A tenth to a third of the places are changed; the attacks are made here and not copied from a benchmark. Those on form are
repaired before the style is read, so that they should cost nothing; misspellings and divided words are reported as they are.
"""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Mapping, Sequence

import numpy as np
from sklearn.metrics import roc_auc_score

from detectors.generated.features import count_words, features
from detectors.generated.units import units
from detectors.scoring import body_of, replace_surrogates
from flows.generated import fitting
from flows.generated.corpus import Sample, Text, cut
from flows.generated.training import LeftOut

_TWINS = dict(zip("aceopxyi", "асеорхуі", strict=True))
_A_SOURCE = 40
"""Texts of each kind that are tried in each source."""
_MOST_WORDS = 600
_WORD = re.compile(r"[A-Za-z]{4,}")

Attack = Callable[[str, random.Random], str]


def _some(text: str, share: float, chance: random.Random, change: Callable[[str], str]) -> str:
    return "".join(change(char) if chance.random() < share else char for char in text)


def _misspelled(text: str, chance: random.Random) -> str:
    def swap(found: re.Match[str]) -> str:
        word = found.group()
        place = chance.randrange(1, len(word) - 2) if len(word) > 3 else 0  # noqa: PLR2004 - inner letters
        return word[:place] + word[place + 1] + word[place] + word[place + 2 :] if chance.random() < 0.1 else word  # noqa: PLR2004

    return _WORD.sub(swap, text)


ATTACKS: dict[str, Attack] = {
    "none": lambda text, _: text,
    "zero-width characters": lambda text, chance: _some(text, 0.2, chance, lambda char: char + "\u200b"),
    "homoglyphs": lambda text, chance: _some(text, 0.3, chance, lambda char: _TWINS.get(char, char)),
    "upper case": lambda text, _: text.upper(),
    "swapped case": lambda text, chance: _some(text, 0.2, chance, str.swapcase),
    "white space": lambda text, chance: _some(
        text, 1.0, chance, lambda char: chance.choice((" ", "  ", "\n", "\n\n")) if char == " " else char
    ),
    "misspellings, a tenth of the words": _misspelled,
    "divided words, a fiftieth of the letters": lambda text, chance: _some(text, 0.02, chance, lambda char: char + " "),
}


def attacked(texts: Sequence[Text], left_out: LeftOut, seed: int) -> dict[str, dict[str, float]]:
    """Return the mean AUROC over sources under each attack, and how much it costs."""
    chosen = _chosen(texts, seed)
    found: dict[str, dict[str, float]] = {}
    for name, attack in ATTACKS.items():
        ranks = [_auroc(part, attack, left_out, f"{seed} {name}") for part in chosen.values()]
        found[name] = {"auroc": round(float(np.mean(ranks)), 4)}
        found[name]["cost"] = round(found["none"]["auroc"] - found[name]["auroc"], 4)
    return found


def _chosen(texts: Sequence[Text], seed: int) -> Mapping[str, list[Text]]:
    kinds: dict[str, dict[bool, list[Text]]] = {}
    for text in texts:
        if text.words >= 150:  # noqa: PLR2004 - as everywhere in the figures
            kinds.setdefault(text.about.place, {}).setdefault(text.about.machine, []).append(text)
    chosen = {}
    for source, kind in sorted(kinds.items()):
        if len(kind) > 1:
            chance = random.Random(f"{seed} {source}")
            chosen[source] = [text for part in kind.values() for text in chance.sample(part, min(_A_SOURCE, len(part)))]
    return chosen


def _auroc(texts: Sequence[Text], attack: Attack, left_out: LeftOut, seed: str) -> float:
    chance = random.Random(seed)
    views = []
    for text in texts:
        body = body_of(None, attack(replace_surrogates(text.about.text)[0], chance))
        stream = cut(units(body), _MOST_WORDS)
        views.append(Sample(features(stream), count_words(stream), text.about))
    part = fitting.corpus(views)
    weights, second = left_out.models[texts[0].about.place]
    odds = fitting.log_odds(fitting.totals(part, weights), part.log_words, second)
    return float(roc_auc_score(part.machine, odds))
