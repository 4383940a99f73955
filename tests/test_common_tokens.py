"""The shipped table of common tokens says what the code says, and changes no result."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from detectors import tokens
from detectors.scoring import measure
from detectors.splitting import LONGEST, MOST_CHARACTERS, Places, split
from flows.common_tokens import described

TEXT = "The mayor said on Tuesday that the harbour's new wall (12.5 km long) would hold. " * 40


def test_the_table_is_what_the_code_says_now():
    """A table made now from the same tokens is the shipped one: else run ``python -m flows.common_tokens``."""
    shipped = tokens.shipped()
    assert shipped is not None
    made = described(shipped.tokens)
    assert made.tokens == shipped.tokens
    assert made.known.keys() == shipped.known.keys()
    for owner, arrays in shipped.known.items():
        for name, values in arrays.items():
            assert np.array_equal(values, made.known[owner][name]), f"{owner}/{name}: run python -m flows.common_tokens"


def test_no_result_depends_on_the_table(monkeypatch):
    """An article is measured alike with the shipped table, without it, and with a table that is full of others' tokens."""
    with_table = measure("Wall to hold", TEXT)
    monkeypatch.setattr(tokens, "_current", tokens.Vocabulary())
    assert measure("Wall to hold", TEXT) == with_table
    tokens.tokenise(" ".join(f"word{number}" for number in range(5_000)))
    assert measure("Wall to hold", TEXT) == with_table


@given(st.text(st.one_of(st.characters(), st.sampled_from(" \n\t\x1c\x85\u2028\u3000ab\0"))))
def test_tokens_stand_where_split_finds_them(text):
    """Places and keys are those of ``str.split``: equal tokens, equal keys, and no others."""
    found = split(text)
    raw = text.split()
    assert [text[start:end] for start, end in zip(found.starts, found.ends, strict=True)] == raw
    if found.keys is not None:
        assert len(set(zip(raw, found.keys.tolist(), strict=True))) == len(set(raw)) == len(set(found.keys.tolist()))


def test_what_is_too_long_has_no_key_but_a_number():
    """A very long token, or text, is numbered as a string; a token has one number in either way."""
    long_token, long_text = "x" * (LONGEST + 1), "harbour " * (MOST_CHARACTERS // 8 + 1)
    assert split(f"wall {long_token}").keys is None
    assert split(long_text).keys is None
    told = tokens.tokenise("wall harbour")
    assert tokens.tokenise(f"wall {long_token}").numbers[0] == told.numbers[0]
    assert set(tokens.tokenise(long_text).numbers.tolist()) == {told.numbers[1]}


@given(st.sets(st.integers(1, 2**64 - 1), min_size=1, max_size=60))
def test_every_key_finds_its_number(keys):
    """Keys that fall on one slot find the next free one; a key that was never put in has no number."""
    known = np.array(sorted(keys), np.uint64)
    places = Places(len(known))
    places.put(known, np.arange(len(known), dtype=np.int32))
    assert places.find(known).tolist() == list(range(len(known)))
    assert places.find(np.array([0], np.uint64)).tolist() == [-1]
