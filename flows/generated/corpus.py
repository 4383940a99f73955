"""From labelled texts to what the model is fitted on: bodies read as units, without polish, cut to random lengths.

Texts pass through the pipeline's own stages first, so that leaks, page furniture and hidden characters are gone, as they
will be when articles are scored; and through the detector's own reading, in which formatting has no trace.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
import scipy.sparse

from detectors.generated.features import SLOTS, Features, count_words, features, is_word
from detectors.generated.units import Stream, units
from detectors.scoring import body_of, replace_surrogates
from flows.generated.labelled import Labelled

_FEWEST_WORDS, _MOST_WORDS = 40, 2_000
_POLISH = 0.4
"""A machine text with so many of its runs of four units in the human original is polish, not generation."""
_PREFIX_WORDS, _PREFIX_MODE = 30, "generate_from_prefix"
"""Texts continued from a human opening begin with about so many human words; they are left out of these sources."""
_CONTINUERS = ("bloom", "falcon", "gpt2", "gptj", "gptneo", "llama", "opt", "phi")
"""How the names of models begin that only continue: base models, which were never taught to answer."""
_SHORTEST_CUT = 60


class Text(NamedTuple):
    """One text as the model reads it, with its place in the list that it came from."""

    stream: Stream
    words: int
    about: Labelled


def teaches(about: Labelled) -> bool:
    """Say whether a model is fitted to a text: not to what a base model made of a human opening, in its author's manner."""
    return about.mode != _PREFIX_MODE or not about.generator.startswith(_CONTINUERS)


class Sample(NamedTuple):
    """A text, or a piece of it, as features."""

    found: Features
    words: int
    about: Labelled


def read_texts(labelled: Sequence[Labelled]) -> list[Text]:
    """Return the English texts of 40 words and more, without what is merely polished."""
    openings = {each.source for each in labelled if each.mode == _PREFIX_MODE}
    bodies = [body_of(None, replace_surrogates(each.text)[0]) for each in labelled]
    streams = [units(body) if body.language.code == "en" else np.zeros(0, np.int64) for body in bodies]
    originals: dict[str, set[int]] = {}
    for each, stream in zip(labelled, streams, strict=True):
        if not each.machine:
            originals.setdefault(each.group, set()).update(_runs(stream))
    texts = []
    for each, stream in zip(labelled, streams, strict=True):
        if each.machine and (each.mode == "polish" or _kept(stream, originals.get(each.group)) > _POLISH):
            continue
        read = cut(stream, _MOST_WORDS, _PREFIX_WORDS if each.source in openings else 0)
        words = count_words(read)
        if words >= _FEWEST_WORDS:
            texts.append(Text(read, words, each))
    return texts


def _runs(stream: Stream) -> list[int]:
    """Return a digest of every run of four units."""
    odd = (0x9E3779B97F4A7C15, 0xC2B2AE3D27D4EB4F, 0xBF58476D1CE4E5B9, 0x94D049BB133111EB)
    plain = stream.astype(np.uint64)
    size = max(len(plain) - 3, 0)
    total = np.zeros(size, np.uint64)
    for shift, factor in enumerate(odd):
        total += plain[shift : shift + size] * np.uint64(factor)
    runs: list[int] = total.tolist()
    return runs


def _kept(stream: Stream, original: set[int] | None) -> float:
    runs = _runs(stream)
    return sum(run in original for run in runs) / len(runs) if original and runs else 0.0


def cut(stream: Stream, words: int, start: int = 0) -> Stream:
    """Return so many words of a text, with their marks, from the given word on."""
    counted = np.cumsum(is_word(stream))
    first = int(np.searchsorted(counted, start, side="right")) if start else 0
    before = int(counted[first - 1]) if first else 0
    return stream[first : int(np.searchsorted(counted, before + words, side="right"))]


def samples(texts: Sequence[Text], seed: int, a_text: int) -> list[Sample]:
    """Return random pieces of every text: half from the start, log-uniformly long from 60 words to the whole."""
    generator = np.random.default_rng(seed)
    found = []
    for text in texts:
        for _ in range(a_text):
            size = int(np.exp(generator.uniform(np.log(_SHORTEST_CUT), np.log(max(text.words, _SHORTEST_CUT + 1)))))
            latest = max(text.words - size, 0)
            start = 0 if generator.random() < 0.5 else int(generator.integers(0, latest + 1))  # noqa: PLR2004 - half
            found.append(sample(cut(text.stream, size, start), text.about))
    return found


def sample(stream: Stream, about: Labelled) -> Sample:
    """Return a piece of text as features."""
    return Sample(features(stream), count_words(stream), about)


def matrix(found: Sequence[Sample]) -> scipy.sparse.csr_matrix:
    """Return one row a sample: in each block one over the square root of its distinct slots."""
    ends = np.concatenate(([0], np.cumsum([len(each.found.slots) for each in found])))
    slots = np.concatenate([each.found.slots for each in found]).astype(np.int32)
    sizes = np.array([each.found.sizes for each in found])
    values = np.repeat(1 / np.sqrt(np.maximum(sizes, 1).ravel()), sizes.ravel()).astype(np.float32)
    return scipy.sparse.csr_matrix((values, slots, ends), (len(found), SLOTS))
