"""The quick ways to count a token and to find what repeats give what the slow ways give."""

import random
from collections import defaultdict

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from detectors import repeats, tokens, word_counts
from detectors.document import Document
from detectors.pieces import EXCEPTIONS, divide
from detectors.quality import c4, redpajama

PARTS = st.one_of(
    st.sampled_from(sorted(EXCEPTIONS)),
    st.sampled_from(
        ["harbour", "Harbour", "USA", "s", "km", "K", "1,000", "5.5", "192.168.1.1", "8", "3", "'s", "’s", "://"]
    ),
    st.text(".,;:!?()[]{}<>\"'“”‘’$£€%-–—/\\=+~*&_#@^|…°²½", min_size=1, max_size=2),
    st.text(st.characters(codec="utf-8", exclude_categories=["Z", "C"]), min_size=1, max_size=4),
)
TOKENS = st.builds("".join, st.lists(PARTS, min_size=1, max_size=5)).filter(lambda token: token.split() == [token])
STREAM = st.lists(st.integers(1, 4), max_size=60)


@given(TOKENS)
def test_a_token_is_counted_by_its_form(token):
    """Where only the form of a token is looked at, counts, word and pieces are those of the token itself."""
    pieces = divide(token)
    assert "".join(pieces) == token
    assert word_counts.describe(token) == (
        word_counts._row(token, pieces),
        (word_counts.normalised(token), *pieces),
    )


def slowly(words):
    """Return the repeated runs of every length up to the longest, by their words."""
    found = {}
    for size in range(2, repeats.LONGEST + 1):
        runs = defaultdict(list)
        for start in range(len(words) - size + 1):
            runs[tuple(words[start : start + size])].append(start)
        if repeated := sorted(starts for starts in runs.values() if len(starts) > 1):
            found[size] = repeated
    return found


@pytest.mark.parametrize("few", [0, 400])
@given(first=STREAM, second=STREAM)
def test_repeats(few, first, second):
    """Two streams searched at once give what each has by itself, whether few or many runs repeat."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(repeats, "_FEW", few)
        found = repeats.repeats(np.array(first, np.int32), np.array(second, np.int32))
    for words, (pair, longer) in zip((first, second), found, strict=True):
        expected = slowly(words)
        pairs = expected.pop(2, [])
        assert pair == (repeats.most_frequent(pairs) if pairs else None)
        assert {size: sorted(runs) for size, runs in longer.items()} == expected


def test_very_many_words_are_numbered_anew(monkeypatch):
    """Where two words and a place need more than 63 bits, the pairs get smaller numbers and nothing else changes."""
    words = np.array([5, 6, 7, 5, 6, 7, 5, 6], np.int32)
    expected = repeats.repeats(words, words)
    monkeypatch.setattr(repeats, "_BITS", 1)
    assert repeats.repeats(words, words) == expected


@pytest.mark.parametrize("text", ["a\r\nB c\r\n", "a\x0bB c\nD", "\n\n A\n\nb", ""])
def test_counts_of_lines(text):
    """Every line has the counts of its own tokens, however lines are divided; blank ones have none."""
    doc = Document(text)
    for lines, counts in ((doc.split_lines, doc.line_counts), (doc.raw_lines, doc.raw_line_counts)):
        alone = [Document(line).counts for line in lines]
        assert counts.tolist() == [list(each) for each in alone]


def test_a_number_does_not_depend_on_what_came_before():
    """Words are numbered as a process meets them, which differs from worker to worker; what is measured of them does not."""
    rng = random.Random(5)
    words = [f"word{number}" for number in range(400)]
    texts = [" ".join(rng.choices(words, weights=range(1, 401), k=300)) for _ in range(20)]
    with pytest.MonkeyPatch.context() as patch:
        measured = []
        for order in (words, words[::-1], sorted(words)):
            patch.setattr(tokens, "_current", tokens.Vocabulary())
            tokens.tokenise(" ".join(order))
            measured.append([redpajama.measure(Document(text)) | c4.measure(Document(text)) for text in texts])
    assert measured[0] == measured[1] == measured[2]
