"""Fingerprints of texts, and the rare words of stories, however many are looked at together."""

import numpy as np
import pytest

from flows.store import rare_words
from flows.store.fingerprints import fingerprints
from tests.story_samples import STORY, changed, texts_of_samples


def test_fingerprints_do_not_depend_on_their_neighbours():
    """A text has one fingerprint, whatever it is made together with; MinHash counts the shared runs of words."""
    texts = [STORY, "", "Two words", *texts_of_samples()[:5], changed(STORY, 0.05, 3)]
    together = fingerprints(texts)
    for at, text in enumerate(texts):
        alone = fingerprints([text])
        assert np.array_equal(alone.bands[0], together.bands[at])
        assert np.array_equal(alone.minhash[0], together.minhash[at])
        assert np.array_equal(alone.rare[0], together.rare[at])
    left, right = (
        {tuple(words[at : at + 5]) for at in range(len(words) - 4)}
        for words in ([word.strip('".,;') for word in text.lower().split()] for text in (texts[0], texts[-1]))
    )
    estimate = (together.minhash[0] == together.minhash[-1]).mean()
    assert estimate == pytest.approx(len(left & right) / len(left | right), abs=0.12)


def test_fingerprints_are_fixed():
    """They are stored: a change of any bit of them needs another recipe."""
    made = fingerprints(["The pier at Lerwick closed in 1987 for 3,400 visitors."])
    assert (made.bands[0, 0], made.minhash[0, :3].tolist(), made.rare[0].tolist()) == PINNED


PINNED = (8143143825631408866, [36970, 61816, 39594], [122807867, 292875590, 1312998694, 1797418912, 2604121110, 3400432323])


def test_numbers_take_the_place_of_hashes():
    """Words are numbered range by range within the array of their hashes, and none is taken for a number given before."""
    rng = np.random.default_rng(5)
    kinds = np.concatenate([np.arange(40), (1 << 32) - 1 - np.arange(40), rng.integers(0, 1 << 32, 300)]).astype(np.uint32)
    hashes = rng.choice(kinds, 3_000)
    _, places, counts = np.unique(hashes, return_inverse=True, return_counts=True)
    found = rare_words.numbered(hashes)
    assert found.tolist() == counts.tolist()
    assert hashes.tolist() == places.tolist()


def test_cut_of_the_stretches_does_not_show(monkeypatch):
    """The rare words come out the same however many stories are looked at together, those without any among them."""
    rng = np.random.default_rng(6)
    stories = [np.unique(rng.zipf(1.3, size) % 5_000).astype(np.uint32) << 18 for size in rng.integers(0, 30, 300)]
    starts = np.cumsum([0, *map(len, stories)])
    monkeypatch.setattr(rare_words, "_ANCHOR", 8)
    whole, whole_anchors, whole_length = rare_words.weighed(np.concatenate(stories), starts)
    monkeypatch.setattr(rare_words, "_ROWS", 7)
    monkeypatch.setattr(rare_words, "_STRETCH", 100)
    cut, anchors, length = rare_words.weighed(np.concatenate(stories), starts)
    assert 0 < anchors.nnz < len(cut.words) < starts[-1]
    assert [column.tolist() for column in cut] == [column.tolist() for column in whole]
    assert (anchors != whole_anchors).nnz == 0
    assert length.tolist() == whole_length.tolist()
