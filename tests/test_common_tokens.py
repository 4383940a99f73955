"""The shipped table of common tokens says what the code says, and changes no result."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from detectors.scoring import measure
from detectors.tokens import splitting, table
from detectors.tokens.splitting import AT_ONCE, LONGEST, Places, split
from flows.common_tokens import described

TEXT = "The mayor said on Tuesday that the harbour's new wall (12.5 km long) would hold. " * 40


def test_the_table_is_what_the_code_says_now():
    """A table made now from the same tokens is the shipped one: else run ``python -m flows.common_tokens``."""
    # Read from the file again: a process adds to its copy what is not shipped.
    shipped = table.shipped.__wrapped__()
    assert shipped is not None
    made = described(shipped.tokens.split())
    assert made.tokens == shipped.tokens
    assert made.known.keys() == shipped.known.keys()
    for owner, arrays in shipped.known.items():
        for name, values in arrays.items():
            assert np.array_equal(values, made.known[owner][name]), f"{owner}/{name}: run python -m flows.common_tokens"


def test_no_result_depends_on_the_table(monkeypatch):
    """An article is measured alike with the shipped table, without it, and with a table that is full of others' tokens."""
    with_table = measure("Wall to hold", TEXT)
    monkeypatch.setattr(table, "_current", table.Vocabulary())
    assert measure("Wall to hold", TEXT) == with_table
    table.tokenise(" ".join(f"word{number}" for number in range(5_000)))
    assert measure("Wall to hold", TEXT) == with_table


@given(
    st.text(st.one_of(st.characters(), st.sampled_from(" \n\t\x1c\x85\u2028\u3000ab\0?é")), max_size=80),
    st.sampled_from([splitting.LONGEST, 3]),
)
def test_tokens_stand_where_split_finds_them(text, longest):
    """Places and keys are those of ``str.split``: equal tokens, equal keys, and no others, however long they are."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(splitting, "LONGEST", longest)
        found = split(text)
    raw = text.split()
    assert [text[start:end] for start, end in zip(found.starts, found.ends, strict=True)] == raw
    assert len(set(zip(raw, found.keys.tolist(), strict=True))) == len(set(raw)) == len(set(found.keys.tolist()))


@given(st.text(st.sampled_from(" abé\u0434\0"), max_size=60), st.text(max_size=9))
def test_a_token_has_one_key_in_any_text(text, other):
    """The key of a token is the same in a text of plain ASCII and beside characters of any kind."""
    alone = dict(zip(text.split(), split(text).keys.tolist(), strict=True))
    beside = f"{other} {text} \u0434"
    assert {
        token: key for token, key in zip(beside.split(), split(beside).keys.tolist(), strict=True) if token in alone
    } == alone


def test_long_tokens_have_numbers_of_their_own():
    """A very long token is numbered like any other, all around it as ever; the tokens of a very long text have their numbers."""
    told = table.tokenise("wall harbour").numbers.tolist()
    first, second = "x" * (LONGEST + 1), "x" * (AT_ONCE + 5)
    text = f"wall {first} harbour {second} harbour {first} wall"
    wall, one, harbour, other, again, one_again, wall_again = table.tokenise(text).numbers.tolist()
    assert [wall, harbour] == [wall_again, again] == told
    assert one == one_again != other
    assert set(table.tokenise("harbour " * (AT_ONCE // 2)).numbers.tolist()) == {told[1]}


@given(st.sets(st.integers(1, 2**64 - 1), min_size=1, max_size=60), st.sampled_from([1, 60]))
def test_every_key_finds_its_number(keys, room):
    """Keys that fall on one slot find the next free one, also after the table grew; a key never put in has no number."""
    known = np.array(sorted(keys), np.uint64)
    places = Places(room)
    for first in range(0, len(known), 7):
        some = known[first : first + 7]
        places.number(some)
    assert places.find(known).tolist() == list(range(len(known)))
    assert places.find(np.array([0], np.uint64)).tolist() == [-1]


@given(st.lists(st.lists(st.integers(0, 30), max_size=8), max_size=6), st.sampled_from([AT_ONCE, 3]))
def test_new_keys_get_the_numbers_that_follow(several, at_once):
    """Keys are numbered in the order of their first appearance, however they are put into parts and many are divided."""
    places, listed = Places(1), []
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(splitting, "AT_ONCE", at_once)
        for keys in several:
            numbers, new = places.number(np.array(keys, np.uint64))
            listed += [keys[place] for place in new]
            assert [listed[number] for number in numbers] == keys
    assert listed == list(dict.fromkeys(key for keys in several for key in keys))
