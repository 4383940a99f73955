"""The style model: what is shipped is what its description names, and no form of a text decides."""

import hashlib
import json
import random
from importlib.resources import files
from pathlib import Path

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from detectors.document import Document, excerpt
from detectors.generated import evidence
from detectors.generated.features import BLOCKS, SLOTS, count_words, features, features_of
from detectors.generated.model import probability, style_model
from detectors.generated.sentences import sentences
from detectors.generated.units import Units, units, units_of, units_of_each
from detectors.judging.ruleset import load_ruleset
from detectors.records import Article
from detectors.scoring import body_of, measure, score_article
from detectors.tokens.joined import Joined

FOLDER = Path(str(files("models").joinpath("generated")))
DESCRIBED = json.loads((FOLDER / "model.json").read_text("utf-8"))
SAMPLES = [
    json.loads(line) for line in Path(str(files("seeds").joinpath("articles/samples.jsonl"))).read_text("utf-8").splitlines()
]
INVENTED = next(sample for sample in SAMPLES if any(f["rule"] == evidence.RULE for f in sample["expected"]["findings"]))
TEXT = INVENTED["text"]


def odds(text):
    """Return the log odds of a text as the pipeline sees it."""
    stream = units(body_of(None, text))
    return style_model().log_odds(stream, count_words(stream))


def test_golden_scores():
    """The model gives the texts of its description the log odds it was shipped with."""
    assert DESCRIBED["golden"]
    for text, expected in DESCRIBED["golden"].items():
        stream = units_of(text)
        assert style_model().log_odds(stream, count_words(stream)) == pytest.approx(expected, abs=1e-3)


def test_the_weights_are_those_described():
    """The weights have the digest of the description, stay under 5 MB, and the file holds nothing that could run."""
    model = style_model()
    whole = hashlib.sha256(model.table.tobytes() + model.steps.tobytes() + model.second.tobytes())
    assert whole.hexdigest() == DESCRIBED["weights_sha256"]
    assert np.count_nonzero(model.table) == DESCRIBED["weights"]
    assert sum(path.stat().st_size for path in FOLDER.iterdir() if path.is_file()) < 5_000_000
    with np.load(str(FOLDER / "model.npz"), allow_pickle=False) as arrays:
        assert {arrays[name].dtype.kind for name in arrays.files} <= {"i", "f"}


def test_the_rule_acts_where_the_model_says():
    """The limit of the rule and the model's own, from which evidence is shown, are one number; so is the least length."""
    rules = load_ruleset().rules
    assert rules["generated.probability"].max == DESCRIBED["limit"]
    assert rules["generated.too_short"].min == DESCRIBED["fewest_words"]


def test_an_invented_report_is_reviewed_with_its_figure():
    """A machine's article gets a probability, the human rate beside it, evidence, and review: never drop."""
    card = score_article(Article("1", "f", None, None, None, None, TEXT), load_ruleset(), "s")
    assert card.measures["generated.probability"] > DESCRIBED["limit"]
    assert card.verdict == "review"
    assert card.reasons == ("generated.probability",)
    said = next(each.evidence for each in card.judgements if each.rule == "generated.probability")
    assert f"in {card.measures['generated.human_rate']:.1f} of 1,000 human articles" in said
    assert {each.action for each in card.judgements if each.rule == evidence.RULE} == {"note"}


@pytest.mark.parametrize(
    "changed",
    [
        TEXT.replace("\n\n", " "),
        TEXT.replace(". ", ".\n\n"),
        TEXT.replace(" ", "  "),
        TEXT.replace('"', "”"),
        TEXT.replace(". ", "."),
        TEXT.replace("The ", "**The** "),
        TEXT.upper(),
        TEXT.replace("e", "e\u200b", 40),
    ],
    ids=["one line", "a line a sentence", "double spaces", "curly quotes", "glued", "markdown", "upper case", "zero width"],
)
def test_form_changes_nothing(changed):
    """Line breaks, spacing, quotation marks, glued sentences, markdown, case and hidden characters leave the score alone."""
    assert odds(changed) == pytest.approx(odds(TEXT), abs=1e-6)


def test_a_leak_does_not_raise_the_score():
    """What a model said about its text is found by its own family and gone before the style is measured."""
    leaked = "Sure! Here is the rewritten article you asked for:\n\n" + TEXT
    assert odds(leaked) == pytest.approx(odds(TEXT), abs=1e-6)


@settings(max_examples=100, deadline=None)
@given(text=st.text(max_size=600))
@example(text="")
@example(text="." * 500)
@example(text="a'" * 300)
def test_any_text_has_units_and_slots(text):
    """Any text gives units, distinct slots in order inside the table, and sizes that add up."""
    found = features(units(Document(text)))
    assert found.sizes.sum() == len(found.slots)
    assert (np.diff(found.slots) > 0).all()
    assert len(found.slots) == 0 or 0 <= found.slots[0] <= found.slots[-1] < SLOTS
    assert all(0 <= start < end <= len(text) for start, end in sentences(text))


def blocks(found):
    """Return the slots of each block of a text, from nought."""
    ends = np.cumsum(found.sizes)
    return [
        (found.slots[end - size : end] - first).tolist() for first, end, size in zip(BLOCKS, ends, found.sizes, strict=True)
    ]


def test_openings_stand_behind_stops_and_commas():
    """A word, two and three behind a stop or a comma are three openings, elsewhere none; a stop's are not a comma's."""
    plain, comma, stop = (blocks(features(units_of(f"the boat left{mark} but nobody saw"))) for mark in ("", ",", "."))
    assert [len(each[3]) for each in (plain, comma, stop)] == [0, 3, 3]
    assert not set(comma[3]) & set(stop[3])
    assert blocks(features(units_of("it sank. but nobody saw")))[3] == stop[3]
    assert blocks(features(units_of("it sank. but nobody")))[3] == []


def test_rhythm_is_the_length_of_sentences_in_steps():
    """Each sentence has a step and each two together a slot; marks and what no stop ends do not count."""
    short, long = "We, the crew, left.", "We left the old pier when the wind had turned to the north."
    alone = [blocks(features(units_of(text)))[4] for text in (short, long, "We left", f"{short} We left")]
    assert alone == [[1], [5], [], [1]]
    assert blocks(features(units_of(f"{short} {long}")))[4] == [1, 5, 1 << 4 | 5]
    assert blocks(features(units_of(f"{short} {short} {long}")))[4] == [1, 5, 1 << 4 | 1, 1 << 4 | 5]


def test_clauses_are_lengths_in_steps_with_their_marks():
    """Each stop or comma has a slot for the length before it and for itself, and for runs of two and three of them."""
    one, two = (
        blocks(features(units_of("The old boat sank, and all left.")))[5],
        blocks(features(units_of("Alas, alas.")))[5],
    )
    comma, stop = 1 * 6 + 3 + 1, 1 * 6 + 1
    assert one == [stop, comma, comma << 6 | stop]
    assert two == [1, 3 + 1, (3 + 1) << 6 | 1]
    assert blocks(features(units_of("Alas, alas, alas. No")))[5] == [1, 4, 4 << 6 | 1, 4 << 6 | 4, 4 << 12 | 4 << 6 | 1]
    assert blocks(features(units_of("No marks")))[5] == []


def test_a_text_has_the_same_slots_beside_others():
    """What stands before and behind a text in a batch, be it nothing or one unit, leaves its slots alone."""
    streams = [
        units_of(text)
        for text in ("", "No.", TEXT, "", "It sank. but nobody", "saw it, or told. No one did.", ".", TEXT[:200], "")
    ]
    bounds = np.cumsum([0, *map(len, streams)])
    together = features_of(np.concatenate(streams), bounds)
    slots = np.where(together.new, together.slots, -1)
    firsts, lasts = (bounds.reshape(len(BLOCKS), -1).T for bounds in (together.bounds[:-1], together.bounds[1:]))
    for stream, *spans in zip(streams, firsts, lasts, strict=True):
        told = np.concatenate([slots[first:last] for first, last in zip(*spans, strict=True)])
        assert told[told >= 0].tolist() == features(stream).slots.tolist()


def test_the_sum_divides_over_slots():
    """What a text is worth, by block or in all, is the sum of what each slot is worth, and the same beside other texts."""
    model, texts = style_model(), [TEXT, "", "It sank. but nobody saw", TEXT[:300]]
    stream, bounds = units_of_each(texts)
    together = features_of(stream, bounds)
    totals, means = model.totals(together), model.means(together)
    for text, total, mean in zip(texts, totals, means, strict=True):
        found = features(units_of(text))
        block = np.searchsorted(BLOCKS, found.slots, side="right") - 1
        worth = model.table.take(found.slots) * model.steps[block]
        assert total == model.total(found) == pytest.approx(np.sum(worth / np.sqrt(found.sizes[block])))
        assert mean == pytest.approx(worth.sum() / np.sqrt(max(len(found.slots), 1)))


@settings(max_examples=100, deadline=None)
@given(drawn=st.lists(st.text(min_size=1, max_size=12)))
@example(drawn=["\u0130\u03a3.", "A\u03a3", "'\u03a3'", "Town's", "1,2:3...", "(a!b)c?", "\u0130"])
def test_tokens_have_the_same_units_together_and_alone(drawn):
    """What a token is divided into does not depend on those that are new together with it, not even on how those are folded."""
    tokens = [token for text in drawn for token in text.split()]
    together, alone = Units(), Units()
    together.extend(Joined(tokens))
    for token in tokens:
        alone.extend(Joined([token]))
    for name, told in alone.arrays().items():
        assert together.arrays()[name].tolist() == told.tolist()


@settings(max_examples=30, deadline=None)
@given(seed=st.integers(0, 10_000))
def test_human_rate_falls_as_odds_rise(seed):
    """A higher score is never more usual among human articles."""
    low, high = sorted(random.Random(seed).uniform(-20, 20) for _ in range(2))
    words = np.full(2, DESCRIBED["fewest_words"] + seed)
    lower, higher = style_model().human_rates(words, np.array([low, high]))
    assert lower >= higher
    assert 0 < probability(low) <= probability(high) < 1


def test_evidence_lies_in_the_article_after_cuts():
    """Spans are those of the article as it stands, also where a stage before has taken something out of it."""
    text = "By Admin\n\nShare This Article\n\n" + TEXT.replace("city", "ci\u200bty")
    found = [each for each in measure(None, text).findings if each.rule == evidence.RULE]
    assert len(found) == 3
    for each in found:
        assert each.excerpt == excerpt(text, each.start, each.end)
        assert text[each.start : each.end] in TEXT, "whole sentences, from behind what was cut"
    assert found
