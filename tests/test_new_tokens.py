"""What is told of many new tokens at once is what the definitions say of each token by itself."""

import re
import string
import unicodedata
from zlib import crc32

import numpy as np
from hypothesis import example, given, settings
from hypothesis import strategies as st

from detectors.generated import units
from detectors.leak.model import sentence_model
from detectors.tokens import word_counts
from detectors.tokens.division import Forms
from detectors.tokens.folding import fold
from detectors.tokens.joined import Joined
from detectors.tokens.piece_exceptions import EXCEPTIONS
from detectors.tokens.pieces import UNITS, divide
from detectors.tokens.sentence_marks import END, MARK, NO_WORD, ORDINARY, SENTENCE_TERMINAL

PARTS = st.one_of(
    st.sampled_from(sorted(EXCEPTIONS)),
    st.sampled_from(UNITS.split()),
    st.sampled_from(
        ["harbour", "Harbour", "USA", "s", "1,000", "5.5", "192.168.1.1", "8", "3", "'s", "’s", "://", "www.a.org", "US$"]
    ),
    st.text(".,;:!?()[]{}<>\"'“”‘’$£€%-–—/\\=+~*&_#@^|…°²½", min_size=1, max_size=2),
    st.text("aeiousSAEIOU0138", min_size=1, max_size=3),
    st.text(st.characters(codec="utf-8", exclude_categories=["Z", "C"]), min_size=1, max_size=4),
)
TOKENS = st.builds("".join, st.lists(PARTS, min_size=1, max_size=5)).filter(lambda token: token.split() == [token])
SEVERAL = st.lists(TOKENS, min_size=1, max_size=4)
UNIT = re.compile(r"[^\W\d_]+(?:'(?!s\b)[^\W\d_]+)*|'s\b|\d+(?:[.,:]\d+)*|(?<!\.)\.(?!\.)|[,;:!?\"()%$]")


def kind_of(piece):
    """Return what a piece is to spaCy's sentencizer."""
    if piece in SENTENCE_TERMINAL:
        return END
    return MARK if all(unicodedata.category(char)[0] == "P" for char in piece) else ORDINARY


def normalised(token):
    """Return RedPajama's word in a token."""
    word = token.translate(str.maketrans("", "", string.punctuation)).lower()
    return unicodedata.normalize("NFD", word)


def counts_of(token):
    """Return what the filters count of a token, one count after another."""
    pieces, word = divide(token), normalised(token)
    words = [piece for piece in pieces if not NO_WORD.issuperset(piece)]
    raw = re.findall(r"\w+|[^\w\s]+", token)
    return word_counts.Counts(
        pieces=len(pieces),
        words=len(words),
        word_characters=sum(map(len, words)),
        alpha=sum(any(map(str.isalpha, piece)) for piece in pieces),
        raw=len(raw),
        raw_letters=sum(bool(re.search("[a-zA-Z]", part)) for part in raw),
        raw_capitals=sum(map(str.isupper, raw)),
        inner=sum(bool(re.search(r"\w", part)) for part in re.split(r"[.!?]+", token)[1:-1]),
        normalised=int(word != ""),
        characters=len(word),
        numeric=sum(map(str.isnumeric, word)),
        capitals=sum(map(str.isupper, token)),
        kept=len(re.findall("[a-zA-Z0-9?!,.]", token)),
        digits=len(re.findall("[0-9]", token)),
        brackets=len(re.findall(r"[][(){}]", token)),
        stop_words=sum({word_counts.STOP_WORDS.get(piece, 0) for piece in pieces}),
    )


@given(SEVERAL, SEVERAL)
@example(["ΟΔΥΣΣΕΥΣ", "Σ", "İstanbul"], ["that”", "0.0", "o'clock's", "😀😀x"])
@example(["x" * 41, "a-" * 30, "8-)x", "(-8,", "5км", "9am", "13am", "ä.", "Ä."], ["and/or", "a.org/b", "</3", "1-5/8"])
@settings(max_examples=300, deadline=None)
def test_a_token_is_counted_by_its_form(before, tokens):
    """Where only the form of a token is looked at, counts, word and pieces are its own, in any company and after any other."""
    forms = Forms()
    word_counts.count(Joined(before), forms)
    found = word_counts.count(Joined(tokens), forms)
    assert list(map(tuple, found.rows.tolist())) == list(map(counts_of, tokens))
    assert found.words.listed(np.arange(len(tokens))) == list(map(normalised, tokens))
    pieces = found.pieces.listed(np.arange(len(found.kinds)))
    assert pieces == [piece for token in tokens for piece in divide(token)]
    assert found.kinds.tolist() == list(map(kind_of, pieces))


def unit_of(word):
    """Return digest and class of a unit."""
    word = "0" if word[0].isdigit() else word
    endings = [word[-size:] for size in (5, 4, 3, 2, 1) if len(word) > max(size - 1, 3)]
    told = [units._CLASSES.get(word), *map(units._CLASS_OF_ENDING.get, endings), 1]
    return crc32(word.encode()) << units.CLASS_BITS | next(place for place in told if place)


@given(SEVERAL)
@example(["it's't", "rock'n'roll's", "2.5,5:", "a..b.", "²x", "creating", "ating", "tions", "7ating", "_s", "'s"])
@settings(max_examples=300, deadline=None)
def test_units_are_those_of_one_expression(tokens):
    """The units of a token are what one expression finds in it when it is folded, four at most."""
    found, bounds = units._units(Joined(tokens))
    expected = [list(map(unit_of, UNIT.findall(fold(token))[:4])) for token in tokens]
    assert [part.tolist() for part in np.split(found, bounds[1:-1])] == expected


@given(SEVERAL)
@example(["do-it-yourself", "--", "it's.", "done.Now", "end.”", "a_b", "…"])
@settings(max_examples=300, deadline=None)
def test_the_gate_looks_at_each_token(tokens):
    """A token weighs what its words weigh, and ends a sentence where a stop stands at its end or before a capital."""
    gate = sentence_model().gate
    weights = dict(zip(gate.words, gate.weights.numbers.tolist(), strict=True))
    ends = re.compile(r"""[.!?:…]["'*_)\]’”»]*$|[.!?:]["'(“‘]?[A-Z]""")
    expected = [
        [
            sum(weights.get(word, 0) for word in re.findall(r"[^\W_]+(?:['-][^\W_]+)*", fold(token))),
            int(bool(ends.search(token))),
        ]
        for token in tokens
    ]
    assert gate.look(Joined(tokens)).tolist() == expected
