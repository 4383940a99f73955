"""langdetect's profiles and its way of asking them, on arrays: the same answers in a third of the time.

langdetect draws n-grams of a text at random, multiplies the probabilities of its 55 languages by those of each, and stops
when one language is all but certain; that seven times, and the mean is its answer. Here the n-grams of a text are looked up
at once, and a draw multiplies all languages in one call. Draws, order of arithmetic and sums are langdetect's, so that
every probability is equal to the last bit.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from functools import cache
from pathlib import Path

import msgspec
import numpy as np
from langdetect.detector import Detector
from langdetect.detector_factory import PROFILES_DIRECTORY, DetectorFactory
from langdetect.utils.ngram import NGram
from numpy.typing import NDArray

from detectors.expressions import regex
from detectors.stretches import spread

_BETWEEN = 5
"""langdetect looks how certain it is after the first draw, and after every fifth that follows."""
_LATIN = regex("[A-z]")
_NO_LATIN = regex("[^\\0-\u02ff]")
"""What langdetect counts as no Latin; it means to leave out the block of Vietnamese, and does not."""
_CODE_BITS, _NINE = 21, 9
_BLANK = ord(" ")

Keys = NDArray[np.int64]


class _Profile(msgspec.Struct):
    """One language."""

    name: str
    freq: msgspec.Raw
    """How often an n-gram of one to three characters occurred, as JSON without white space: ``{"a":7,"ab":3}``."""
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


def read_ngrams(told: bytes) -> tuple[Keys, Keys]:
    """Return a whole number for each n-gram of such JSON, and how often it occurred.

    The number is the same as for no other n-gram: its characters, of which there are at most three. As strings and numbers of
    Python, 184,000 n-grams took as long as to score a hundred articles.
    """
    codes = np.frombuffer(told.decode().encode("utf-32-le"), np.uint32)
    quotes = (codes == ord('"')).nonzero()[0]
    opens, closes = quotes[::2], quotes[1::2]
    keys = codes.take(opens + 1).astype(np.int64)
    for place in (1, 2):
        longer = (closes - opens > place + 1).nonzero()[0]
        keys[longer] |= codes.take(opens.take(longer) + place + 1).astype(np.int64) << place * _CODE_BITS
    counts, going_on, at = np.zeros(len(keys), np.int64), np.arange(len(keys)), closes + len('":')
    while len(going_on):
        digits = codes.take(at) - ord("0")
        some = (digits <= _NINE).nonzero()[0]
        going_on, at = going_on.take(some), at.take(some) + 1
        counts[going_on] = 10 * counts.take(going_on) + digits.take(some)
    return keys, counts


class Languages:
    """langdetect's languages."""

    def __init__(self, profiles: Sequence[_Profile]) -> None:
        """Take the languages; what they say of an n-gram stands together."""
        self._names = [profile.name for profile in profiles]
        # Each by itself, in arrays that stay in the processor's caches.
        told = [read_ngrams(bytes(profile.freq)) for profile in profiles]
        keys, counts = map(np.concatenate, zip(*told, strict=True))
        language = np.arange(len(profiles)).repeat([len(own) for own, _ in told])
        sizes = (keys >> _CODE_BITS > 0).astype(np.intp) + (keys >> 2 * _CODE_BITS > 0)
        shares = counts / np.array([profile.n_words for profile in profiles])[language, sizes]
        order = keys.argsort()
        keys = keys.take(order)
        firsts = np.diff(keys, prepend=-1).nonzero()[0]
        self.known, self._bounds = keys.take(firsts), np.append(firsts, len(keys))
        self._language, self._shares = language.take(order), shares.take(order)
        self._letters = _Letters()
        self._factory = DetectorFactory()
        self._factory.seed = 0
        self._factory.langlist = self._names

    def likeliest(self, text: str) -> tuple[str, float] | None:
        """Return the likeliest language with its probability; None where langdetect finds nothing to go by."""
        ngrams = self.ngrams(text)
        if not len(ngrams):
            return None
        said = self._mean_of_trials(ngrams)
        probability = max(said)
        name = self._names[said.index(probability)]
        return (name, probability) if probability > Detector.PROB_THRESHOLD else None

    def ngrams(self, text: str) -> NDArray[np.intp]:
        """Return the numbers of a text's n-grams that any language has, in the order in which langdetect lists them."""
        text = NGram.normalize_vi(Detector.MAIL_RE.sub(" ", Detector.URL_RE.sub(" ", text)))
        latin = len(_LATIN.findall(text))
        if latin and latin * 2 < len(_NO_LATIN.findall(text)):
            text = _LATIN.sub("", text)
        spelled = "  " + text.translate(self._letters)
        codes = np.frombuffer(spelled.encode("utf-32-le", "surrogatepass"), np.uint32).astype(np.int64)
        capital = np.array(list(map(str.isupper, spelled)))
        ahead, before, letter = codes[:-2], codes[1:-1], codes[2:]
        pairs = before | letter << _CODE_BITS
        keys = np.array((letter, pairs, ahead | pairs << _CODE_BITS)).T
        asked = np.array((letter != _BLANK, (before != _BLANK) | (letter != _BLANK), before != _BLANK)).T
        # Words in capitals have no language.
        asked &= ~(capital[2:] & capital[1:-1])[:, None]
        keys = keys[asked]
        place: NDArray[np.intp] = self.known.searchsorted(keys)
        found: NDArray[np.intp] = place[self.known.take(place, mode="clip") == keys]
        return found

    def rows(self, ngrams: NDArray[np.intp]) -> NDArray[np.float64]:
        """Return the probability of each n-gram in each language."""
        places, bounds = spread(self._bounds.take(ngrams), self._bounds.take(ngrams + 1))
        rows = np.zeros((len(ngrams), len(self._names)))
        rows[np.arange(len(ngrams)).repeat(np.diff(bounds)), self._language.take(places)] = self._shares.take(places)
        return rows

    def _mean_of_trials(self, ngrams: NDArray[np.intp]) -> list[float]:
        distinct, which = np.unique(ngrams, return_inverse=True)
        rows, drawn_from = self.rows(distinct), which.tolist()
        detector = Detector(self._factory)
        detector.random.seed(self._factory.seed)
        mean = [0.0] * len(self._names)
        for _ in range(detector.n_trial):
            alpha = detector.alpha + detector.random.gauss(0.0, 1.0) * detector.ALPHA_WIDTH
            trial = self._trial(rows + alpha / detector.BASE_FREQ, drawn_from, detector)
            mean = [so_far + each / detector.n_trial for so_far, each in zip(mean, trial, strict=True)]
        return mean

    def _trial(self, rows: NDArray[np.float64], drawn_from: list[int], detector: Detector) -> list[float]:
        """Return the probabilities of one trial: draw until one language is all but certain."""
        said = np.full(len(self._names), 1.0 / len(self._names))
        draws = 1
        for _ in range(0, detector.ITERATION_LIMIT + 1, _BETWEEN):
            for _ in range(draws):
                said *= rows[drawn_from[_below(len(drawn_from), detector.random.getrandbits)]]
            # Added up one by one, as langdetect does.
            told = said.tolist()
            total = sum(told)
            said /= total
            if max(told) / total > detector.CONV_THRESHOLD:
                break
            draws = _BETWEEN
        probabilities: list[float] = said.tolist()
        return probabilities


def _below(limit: int, bits: Callable[[int], int]) -> int:
    """Return a whole number below a limit drawn as ``random.choice`` draws it, without what that asks before."""
    size = limit.bit_length()
    while (drawn := bits(size)) >= limit:
        pass
    return drawn


@cache
def languages() -> Languages:
    """Return langdetect's languages, read when a text first asks for them."""
    return Languages(read_profiles())
