"""Training and evaluating the style model: from files to a folder that is the same each time."""

import gzip
import json
import random

import duckdb
import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
import scipy.sparse
from typer.testing import CliRunner

from detectors.generated.features import count_words, features
from detectors.generated.model import style_model
from detectors.generated.units import units_of
from flows.cli import app
from flows.errors import InputError, WinnowError
from flows.generated import commands, fitting
from flows.generated.commands import TrainRequest, evaluate_generated, train_generated
from flows.generated.corpus import cut, read_texts, sample
from flows.generated.figures import reliability
from flows.generated.labelled import Labelled, read_labelled
from flows.generated.wilson import interval
from flows.request import ScoreRequest
from flows.run import run_score
from flows.store.places import working_file
from flows.store.writing import open_store

PEOPLE = (
    "said told the crew on Monday that a boat had gone down off the pier and nobody was hurt but the nets were lost".split()
)
MACHINE = (
    "this ambitious initiative aims to foster vibrant collaboration while highlighting the importance of the journey".split()
)
COMMON = "and the of a town with its for this that from they which there when after".split()


def invented(chance, words, own):
    """Return so many words in sentences of twelve, half of them of the given kind."""
    drawn = [chance.choice(own if chance.random() < 0.5 else COMMON) for _ in range(words)]
    return " ".join(" ".join(drawn[place : place + 12]).capitalize() + "." for place in range(0, words, 12))


@pytest.fixture(scope="module")
def labelled(tmp_path_factory):
    """Write texts of three sources that a model can tell apart, enough human ones to establish a rate."""
    chance, path = random.Random(0), tmp_path_factory.mktemp("labelled") / "texts.jsonl.gz"
    with gzip.open(path, "wt", encoding="utf-8") as lines:
        for number in range(840):
            machine = number % 7 == 0
            record = {
                "text": invented(chance, 160, MACHINE if machine else PEOPLE), "label": "ai" if machine else "human",
                "source": "abc"[number % 3], "group": str(number), "gen_family": "xy"[number % 2] if machine else "", "generator": "x-1" if machine else "",
            }  # fmt: skip
            lines.write(json.dumps(record) + "\n")
    return path


@pytest.fixture(scope="module")
def trained(labelled, tmp_path_factory):
    """Train once; return the folder and the figures."""
    out = tmp_path_factory.mktemp("model")
    return out, train_generated(TrainRequest((labelled,), out, 0, force=False), lambda _: None)


def test_training_writes_model_card_figures_and_plot(trained):
    """The folder holds what is shipped, and the figures say that these sources are easy."""
    out, found = trained
    assert {path.name for path in out.iterdir()} == {
        "model.npz",
        "model.json",
        "README.md",
        "figures.json",
        "reliability.svg",
    }
    assert found["mean"]["auroc"] > 0.99
    assert found["human_flagged"]["all, whole"]["of"] > 700
    assert found["human_by_length"]["from 150"]["high"] < 0.006
    assert set(found["attacks"]) == set(commands.attacks.ATTACKS)
    assert json.loads((out / "figures.json").read_text()) == json.loads(json.dumps(found))


def test_the_same_texts_and_seed_give_the_same_bytes(labelled, trained, tmp_path):
    """Training is reproducible bit for bit."""
    train_generated(TrainRequest((labelled,), tmp_path / "again", 0, force=False), lambda _: None)
    for path in trained[0].iterdir():
        assert (tmp_path / "again" / path.name).read_bytes() == path.read_bytes(), path.name


def test_a_better_model_is_not_overwritten(trained, tmp_path):
    """A folder with a higher mean AUROC is refused."""
    (tmp_path / "figures.json").write_text(json.dumps({"mean": {"auroc": 1.1}}))
    with pytest.raises(WinnowError, match=r"mean AUROC of 1\.1.*--force"):
        commands.refuse_worse(trained[1], tmp_path)


def test_evaluation_of_the_written_model(labelled, trained, tmp_path):
    """The command reads the folder, prints tables with intervals, and writes them where it is asked to."""
    found, _ = evaluate_generated([labelled], trained[0], None)
    assert found["mean"]["auroc"] > 0.99
    given = ["evaluate", "generated", str(labelled), "--model", str(trained[0]), "--out", str(tmp_path / "figures")]
    result = CliRunner().invoke(app, given)
    assert result.exit_code == 0
    assert "| source | AUROC | TPR at 1 % FPR |" in result.output
    assert {path.name for path in (tmp_path / "figures").iterdir()} == {"figures.json", "figures.md", "reliability.svg"}


def test_evaluation_of_the_shipped_model_works_anywhere(labelled, tmp_path, monkeypatch):
    """Without a folder it is the model that scoring uses, wherever the command is called."""
    monkeypatch.chdir(tmp_path)
    result = CliRunner().invoke(app, ["evaluate", "generated", str(labelled)])
    assert result.exit_code == 0, result.output
    assert f"flagged at {style_model().limit:g}" in result.output


def test_parquet_holds_the_same_texts(labelled, tmp_path):
    """Parquet and JSONL are read alike."""
    with gzip.open(labelled, "rt") as lines:
        records = [json.loads(line) for line in lines]
    pq.write_table(pa.Table.from_pylist(records), tmp_path / "texts.parquet")
    assert read_labelled([tmp_path / "texts.parquet"]) == read_labelled([labelled])


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ('{"text": "a", "label": "human"}\nno json', r"texts\.jsonl:2: no JSON"),
        ('{"text": "a", "label": "maybe"}', r"texts\.jsonl:1: needs a text and a label"),
        ('{"text": "a", "label": "human"}', "all of one kind"),
        ("[1]", r"texts\.jsonl:1: needs a text"),
    ],
)
def test_bad_input_is_named(tmp_path, content, message):
    """What cannot be read is said with file, line and cause."""
    (tmp_path / "texts.jsonl").write_text(content)
    with pytest.raises(InputError, match=message):
        read_labelled([tmp_path / "texts.jsonl"])


def test_too_few_texts_establish_nothing(tmp_path):
    """Without enough human texts no limit is written."""
    chance = random.Random(1)
    with (tmp_path / "texts.jsonl").open("w") as lines:
        for number in range(60):
            kind = ("human", PEOPLE) if number % 2 else ("machine", MACHINE)
            lines.write(
                json.dumps({"text": invented(chance, 110, kind[1]), "label": kind[0], "source": "ab"[number // 2 % 2]})
                + "\n"
            )
    with pytest.raises(InputError, match="too few to establish"):
        train_generated(TrainRequest((tmp_path / "texts.jsonl",), tmp_path / "out", 0, force=False), lambda _: None)


def test_polish_is_no_positive():
    """A machine text that is mostly its human original is left out, a rewritten one stays."""
    chance = random.Random(2)
    original = invented(chance, 90, PEOPLE)
    known = {"source": "a", "group": "1", "generator": "", "family": "", "region": "", "mode": ""}
    texts = [
        Labelled(original, machine=False, **known),
        Labelled(original.replace("boat", "vessel"), machine=True, **known),
        Labelled(invented(chance, 90, MACHINE), machine=True, **known),
    ]
    assert [text.about for text in read_texts(texts)] == [texts[0], texts[2]]


def made_of(groups):
    """Return a corpus of invented samples, each of a group and a kind, all of one source."""
    chance = random.Random(3)
    known = {"source": "a", "generator": "", "family": "", "region": "", "mode": ""}
    return fitting.corpus(
        [
            sample(
                units_of(invented(chance, 90, MACHINE if machine else PEOPLE)),
                Labelled("", machine=machine, group=group, **known),
            )
            for group, machine in groups
        ]
    )


def test_what_a_base_model_continued_teaches_nothing():
    """Weights are the same without it; what a model that answers made of the same opening does teach."""
    part = made_of([(str(number // 2), number % 2 > 0) for number in range(60)])
    known = {"source": "a", "family": "", "region": "", "mode": "generate_from_prefix", "group": "7", "machine": True}
    made = [
        sample(units_of("quay " * 40), Labelled("", generator=name, **known)) for name in ("gpt2_xl", "opt_13b", "gpt-4o")
    ]
    assert fitting.corpus(made).teaching.tolist() == [False, False, True]
    first, rest = fitting.corpus(made[:2]), part
    both = fitting.Corpus(scipy.sparse.vstack((rest.rows, first.rows)).tocsr(), *map(np.append, rest[1:], first[1:]))
    assert np.array_equal(fitting.fit_weights(both).slots, fitting.fit_weights(rest).slots)


def test_pairs_join_what_a_machine_made_with_its_article():
    """Each machine text whose article is there stands beside a piece of that article, all pieces in turn; others stand alone."""
    part = made_of([("1", False), ("1", True), ("2", True), ("1", False), ("1", True), ("3", False)])
    made, of = fitting.pairs(part)
    assert list(zip(made.tolist(), of.tolist(), strict=True)) == [(1, 0), (4, 3)]
    assert fitting.pair_weights(part.source[made]).sum() == pytest.approx(1)


def test_pairs_teach_what_a_machine_changed_and_not_the_topic():
    """A word that an article and its rewriting share gets less weight for the pairs, one that only rewritings have gets more."""
    chance, rows = random.Random(4), []
    known = {"source": "a", "generator": "", "family": "", "region": "", "mode": ""}
    for number in range(60):
        # Articles that a machine rewrote are about boats; those that it did not are not.
        topic = ["boat"] * 8 if number % 2 else ["council"] * 8
        kinds = (False, True) if number % 2 else (False,)
        for machine in kinds:
            words = topic + [chance.choice(COMMON) for _ in range(60)] + ["vibrant"] * machine
            chance.shuffle(words)
            rows.append(sample(units_of(" ".join(words)), Labelled("", machine=machine, group=str(number), **known)))
    part = fitting.corpus(rows)
    alone = part._replace(group=np.arange(len(rows)).astype(str))
    boat, vibrant = (int(features(units_of(word)).slots[0]) for word in ("boat", "vibrant"))
    paired, single = fitting.fit_weights(part).slots, fitting.fit_weights(alone).slots
    assert paired[boat] / paired[vibrant] < single[boat] / single[vibrant]


def test_the_shipped_sum_is_the_fitted_one():
    """Whole numbers, and the constant moved to the second stage, change no log odds; length counts as it was chosen to."""
    part = made_of([(str(number), number % 2 == 0) for number in range(40)])
    weights = fitting.fit_weights(part)
    second = fitting.fit_second(fitting.totals(part, weights), part)
    odds = fitting.log_odds(fitting.totals(part, weights), part.log_words, second)
    model = fitting.rounded(weights, second, fewest_words=100, limit=0.9, bands=[])
    sums = part.rows @ (model.table * model.steps[fitting._BLOCK])
    shipped = np.stack((sums, sums * part.log_words, part.log_words, np.ones(len(sums))), axis=1) @ model.second
    assert shipped == pytest.approx(odds, abs=1e-2)
    longer = fitting.log_odds(np.zeros(2), np.log([101.0, 1001.0]), second)
    assert longer[1] - longer[0] == pytest.approx(0.5 * np.log(1001 / 101))


def test_cuts_count_words():
    """A cut has so many words, its marks beside them, from the word asked for on."""
    stream = units_of("One, two. Three four: five six")
    assert count_words(cut(stream, 3)) == 3
    assert cut(stream, 2, 2).tolist() == stream[4:7].tolist(), "Three four:"


def test_wilson_interval():
    """The bounds are Wilson's: none of 766 establishes one half per cent, none of 764 does not."""
    assert interval(0, 766)[1] < 0.005 < interval(0, 764)[1]
    assert interval(5, 10) == pytest.approx((0.2366, 0.7634), abs=1e-4)


def test_reliability_plot_is_svg():
    """The plot is one self-contained SVG with a dot for each bin."""
    drawn = reliability([{"said": 0.1, "held": 0.2, "share": 0.5}, {"said": 0.9, "held": 0.8, "share": 0.5}])
    assert drawn.startswith("<svg ")
    assert drawn.count("<circle") == 2


def test_reviewers_decisions_are_labels(tmp_path, make_articles, write_jsonl):
    """An article whose style a reviewer confirmed is a machine's, one that was rejected is human; nothing else is read."""
    db = tmp_path / "w.duckdb"
    run_score(ScoreRequest((str(write_jsonl(make_articles(3))),), db))
    with duckdb.connect(str(working_file(db))) as connection:
        names = [row[0] for row in connection.execute("SELECT article_id FROM article_versions ORDER BY 1").fetchall()]
        for number, (name, decision) in enumerate(zip(names, ("right", "wrong", "unsure"), strict=True)):
            connection.execute(
                "INSERT INTO label_events (label_id, article_id, scope, rule, decision, reviewer, decided_at) "
                "VALUES (?, ?, 'article', 'generated.probability', ?, 'r', TIMESTAMP '2026-03-01')",
                [str(number), name, decision],
            )
    with open_store(db) as store:
        store.publish()
    found = read_labelled([], db)
    assert [(each.group, each.machine) for each in found] == [(names[0], True), (names[1], False)]
