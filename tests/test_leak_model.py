"""The shipped sentence model is the one that its description names, and the grammars it was trained on are sound."""

import hashlib
import json
import random
import re
from importlib.resources import files
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from detectors.document import Document
from detectors.leak.acts import acts
from detectors.leak.features import features
from detectors.leak.gate import ENDS
from detectors.leak.model import HUMAN, read_model, sentence_model
from detectors.leak.numbered import Features
from detectors.tokens.joined import Joined
from flows.grammar import read_grammar, sentences
from flows.train_leaks import BY_FORM, Examples, fit, save

FOLDER = files("models").joinpath("leak_sentences")
DESCRIBED = json.loads(FOLDER.joinpath("model.json").read_text("utf-8"))
GRAMMARS = sorted(Path(str(files("seeds").joinpath("grammar"))).glob("[a-z]*.txt"))


def test_golden_scores():
    """The model gives the sentences of its description the probabilities it was shipped with."""
    assert DESCRIBED["golden"]
    for sentence, probability in DESCRIBED["golden"].items():
        assert 1 - sentence_model().probabilities(sentence.lower())[HUMAN] == pytest.approx(probability, abs=1e-4)


def test_the_weights_are_those_described():
    """The file is loaded without executing anything, and its weights have the digest of the description."""
    with np.load(str(FOLDER.joinpath("model.npz")), allow_pickle=False) as arrays:
        assert hashlib.sha256(arrays["weights"].tobytes()).hexdigest() == DESCRIBED["weights_sha256"]
        assert len(bytes(arrays["features"]).decode().split("\n")) == DESCRIBED["features"]


def test_a_model_is_described_by_its_own_scores(tmp_path):
    """What is written to a folder of one's own is described by what that model says, not by what the shipped one says."""
    examples = Examples([], [], [])
    examples.add(["the bridge was opened in may", "the bridge is to be closed"] * 4, HUMAN, 1.0)
    examples.add(["here is the article", "here is the headline"] * 4, "assistant_preamble", 1.0)
    examples.add(["let me know what you would like", "let me know your headline"] * 4, "assistant_offer", 1.0)
    human = tmp_path / "human.jsonl"
    human.write_text("{}")
    save(fit(examples), sentence_model().gate, human, tmp_path)
    golden = json.loads((tmp_path / "model.json").read_text("utf-8"))["golden"]
    for sentence, probability in golden.items():
        assert 1 - read_model(tmp_path).probabilities(sentence.lower())[HUMAN] == pytest.approx(probability, abs=1e-4)
    assert golden != DESCRIBED["golden"]


@settings(max_examples=100, deadline=None)
@given(text=st.text(max_size=300))
def test_probabilities_are_probabilities(text):
    """Any text gives shares that sum to one."""
    shares = sentence_model().probabilities(text.lower())
    assert sum(shares.values()) == pytest.approx(1, abs=1e-5)
    assert min(shares.values()) >= 0


SPELT = [
    "here's the rewritten version of the article you asked for: 12 points, no headline.",
    "i tightened the intro (and the ending) and rewrote rewriteable paragraphs; let me know",
    "^ 0 n w ² 2024 t",
    "as an ai, i can't",
    "",
    "_",
]


@settings(max_examples=100, deadline=None)
@given(drawn=st.lists(st.one_of(st.text(max_size=200), st.sampled_from(SPELT)), max_size=4))
def test_features_by_number_are_those_by_name(drawn):
    """Of several sentences at once, each has the features that their names give it, in order, and only those known."""
    sentences = [*drawn, *SPELT]
    names = sorted({name for sentence in SPELT for name in features(sentence)})[::2]
    rows, bounds = Features(names).rows_of(sentences)
    for place, sentence in enumerate(sentences):
        told = [names[row] for row in rows[bounds[place] : bounds[place + 1]].tolist()]
        assert told == sorted(features(sentence) & set(names))


def test_a_sentence_is_heard_alike_alone_and_among_others():
    """What the model says of a sentence does not depend on those that it is asked about together with it."""
    model = sentence_model()
    assert model.shares(SPELT) == [model.probabilities(sentence) for sentence in SPELT]


def test_classes_stand_for_their_words():
    """Two wordings of one frame share the features of their classes."""
    one, other = features("i shortened the headline"), features("i tightened the intro")
    assert {"p me edit", "p edit part", "c part"} <= one & other


def test_an_act_in_quotation_marks_is_none():
    """What the model hears in a quotation is a mention."""
    said = "Let me know if you would like a shorter version of the headline or another closing paragraph."
    text = "The pier was closed for all of last week, a survey by the council found.\n\n{}\n\nIt has been opened again."
    assert [act.name for act in acts(Document(text.format(said)))] == ["assistant_offer"]
    assert acts(Document(text.format(f"“{said}”"))) == ()


@pytest.mark.parametrize("path", GRAMMARS, ids=lambda path: path.stem)
def test_a_grammar_has_no_holes(path):
    """Every slot of a template is defined, and sentences are the same for the same seed."""
    grammar = read_grammar(path)
    used = {
        slot
        for text in (*grammar.templates, *(o for options in grammar.slots.values() for o in options))
        for slot in re.findall(r"\{(\w+)\??\}", text)
    }
    assert used <= set(grammar.slots)
    made = sentences(grammar, 200, random.Random(1))
    assert made == sentences(grammar, 200, random.Random(1))
    assert not [
        sentence
        for sentence in made
        if "{" in sentence.replace("{{", "") and "}" in sentence and re.search(r"\{\w+\??\}", sentence)
    ]
    assert len(grammar.templates) >= 60


def test_every_class_of_the_model_has_text_of_its_own():
    """The classes are those of the grammars and of the wordings, and human; what is told by its form is no class."""
    wordings = {path.name.partition(".")[0] for path in Path(str(files("seeds").joinpath("wordings"))).glob("*.txt")}
    written = {name for name in wordings - set(BY_FORM) if not name.startswith(HUMAN)}
    assert set(DESCRIBED["classes"]) == {path.stem for path in GRAMMARS} | written | {HUMAN}


@given(st.lists(st.text(".!?:\u2026\"')_*]\u2019\u201d\u00bb(\u201c\u2018Aaz-\u00e91", min_size=1, max_size=7), min_size=1))
@settings(max_examples=200, deadline=None)
def test_sentences_end_where_the_expression_says_so(tokens: list[str]):
    """The tokens in which a sentence ends are those in which the expression finds its end."""
    looks = sentence_model().gate.look(Joined(tokens))
    assert looks[:, 1].tolist() == [int(ENDS.search(token) is not None) for token in tokens]
