"""langdetect's profiles and its way of asking them, on arrays: the same answers in a third of the time.

langdetect draws n-grams of a text at random, multiplies the probabilities of its 55 languages by those of each, and stops
when one language is all but certain; that seven times, and the mean is its answer. Here a few draws are multiplied at
once, and the probabilities of an n-gram are put together when a text first draws it: langdetect makes 87,000 such rows
before the first text. Draws, order of arithmetic and sums are langdetect's, so that every probability is equal to the
last bit.
"""

from __future__ import annotations

import os
import re
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from threading import Lock

import msgspec
import numpy as np
from langdetect.detector import Detector
from langdetect.detector_factory import PROFILES_DIRECTORY, DetectorFactory
from langdetect.utils.ngram import NGram
from numpy.typing import NDArray

from detectors.growing import put

_BETWEEN = 5
"""langdetect looks how certain it is after the first draw, and after every fifth that follows."""
_FIRST_ROWS = 1_024
_LATIN = re.compile("[A-z]")
_NO_LATIN = re.compile("[\u0300-\u1dff\u1f00-\U0010ffff]")


class _Profile(msgspec.Struct):
    """One language."""

    name: str
    freq: dict[str, int]
    """How often an n-gram of one to three characters occurred."""
    n_words: list[int]
    """How many n-grams of each length occurred."""


class _Letters(dict[int, str]):
    """What langdetect makes of a character: a blank of all but letters, one character of some scripts."""

    def __missing__(self, code: int) -> str:
        """Ask langdetect; there are as many characters as Unicode has, no more."""
        letter: str = NGram.normalize(chr(code))
        self[code] = letter
        return letter


def read_profiles() -> list[_Profile]:
    """Return the languages in the order in which langdetect itself would read them: sums of probabilities depend on it."""
    read = msgspec.json.Decoder(_Profile).decode
    names = [name for name in os.listdir(PROFILES_DIRECTORY) if not name.startswith(".")]  # noqa: PTH208 - names in order
    return [read(Path(PROFILES_DIRECTORY, name).read_bytes()) for name in names]


class Languages:
    """langdetect's languages, and the n-grams that texts have drawn so far."""

    def __init__(self, profiles: Sequence[_Profile]) -> None:
        """Take the languages; an n-gram is looked up in them when it is first drawn."""
        self._counts = [profile.freq.get for profile in profiles]
        self._totals = np.array([profile.n_words for profile in profiles]).T
        self.known = set[str]().union(*(profile.freq for profile in profiles))
        self._places: dict[str, int] = {}
        self._rows = np.zeros((_FIRST_ROWS, len(profiles)))
        self._letters = _Letters()
        self._factory = DetectorFactory()
        self._factory.seed = 0
        self._factory.langlist = [profile.name for profile in profiles]
        # Two threads that draw n-grams at once would give one place twice.
        self._lock = Lock()

    def likeliest(self, text: str) -> tuple[str, float] | None:
        """Return the likeliest language with its probability; None where langdetect finds nothing to go by."""
        with self._lock:
            ngrams = self.ngrams(text)
            if not ngrams:
                return None
            said = self._mean_of_trials(ngrams)
        probability = max(said)
        name: str = self._factory.langlist[said.index(probability)]
        return (name, probability) if probability > Detector.PROB_THRESHOLD else None

    def ngrams(self, text: str) -> list[str]:
        """Return the n-grams of a text that any language has, in the order in which langdetect lists them."""
        text = NGram.normalize_vi(Detector.MAIL_RE.sub(" ", Detector.URL_RE.sub(" ", text)))
        latin = len(_LATIN.findall(text))
        if latin and latin * 2 < len(_NO_LATIN.findall(text)):
            text = _LATIN.sub("", text)
        spelled = " " + text.translate(self._letters)
        found: list[str] = []
        for end in range(2, len(spelled) + 1):
            before, letter = spelled[end - 2], spelled[end - 1]
            # Words in capitals have no language.
            if (before == letter == " ") or (letter.isupper() and before.isupper()):
                continue
            ngrams = [letter, before + letter]
            if before != " ":
                ngrams.append(spelled[end - 3 : end])
            found += [ngram for ngram in ngrams if ngram != " " and ngram in self.known]
        return found

    def row(self, ngram: str) -> NDArray[np.float64]:
        """Return the probability of an n-gram in each language."""
        counts = np.array([count(ngram, 0) for count in self._counts])
        row: NDArray[np.float64] = counts / self._totals[len(ngram) - 1]
        return row

    def _mean_of_trials(self, ngrams: list[str]) -> list[float]:
        detector = Detector(self._factory)
        detector.random.seed(self._factory.seed)
        mean = [0.0] * len(self._counts)
        for _ in range(detector.n_trial):
            alpha = detector.alpha + detector.random.gauss(0.0, 1.0) * detector.ALPHA_WIDTH
            trial = self._trial(ngrams, detector, alpha / detector.BASE_FREQ)
            mean = [so_far + each / detector.n_trial for so_far, each in zip(mean, trial, strict=True)]
        return mean

    def _trial(self, ngrams: list[str], detector: Detector, weight: float) -> list[float]:
        """Return the probabilities of one trial: draw until one language is all but certain."""
        said = np.full(len(self._counts), 1.0 / len(self._counts))
        draws = 1
        for _ in range(0, detector.ITERATION_LIMIT + 1, _BETWEEN):
            drawn = [detector.random.choice(ngrams) for _ in range(draws)]
            places = self._numbered(drawn)
            factors = self._rows.take(places, axis=0) + weight
            factors[0] *= said
            said = np.multiply.reduce(factors, axis=0)
            # Added up one by one, as langdetect does.
            said /= sum(said.tolist())
            if said.max() > detector.CONV_THRESHOLD:
                break
            draws = _BETWEEN
        probabilities: list[float] = said.tolist()
        return probabilities

    def _numbered(self, drawn: list[str]) -> list[int]:
        """Return the places of the rows of n-grams; what was never drawn gets the next one."""
        for ngram in drawn:
            if ngram not in self._places:
                self._rows = put(self._rows, len(self._places), self.row(ngram)[None])
                self._places[ngram] = len(self._places)
        return [self._places[ngram] for ngram in drawn]


@cache
def languages() -> Languages:
    """Return langdetect's languages, read when a text first asks for them."""
    return Languages(read_profiles())
