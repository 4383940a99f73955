"""Judging stored articles again comes to what judging them afresh comes to, without reading a text where none is needed."""

import random
from datetime import UTC, datetime

import duckdb
import pytest

from detectors import catalog
from detectors.judging.ruleset import Ruleset
from detectors.judging.verdicts import clean_text, judge
from detectors.records import Finding, Language, Scorecard
from detectors.scoring import text_digest
from flows.store import judged_again
from flows.store.places import working_file
from flows.store.rows import part_of
from flows.store.runs import RunCounts, RunEnd, RunStart
from flows.store.writing import open_store
from tests.store_samples import NEWS, SHARE, article, ask, in_range

NOW = datetime(2026, 3, 1, tzinfo=UTC)
SPANS = (SHARE, "boilerplate.byline", "boilerplate.newsletter", "leak.markup_leak", "boilerplate.outlet_template")
BESIDE = next(rule for rule in NEWS.measure_rules if rule.beside)


def changed(**tables):
    """Return the news rules with single keys of some replaced, ``family__name`` each."""
    named = {name.replace("__", "."): keys for name, keys in tables.items()}
    return Ruleset("news", NEWS._tables | {name: NEWS._tables[name] | keys for name, keys in named.items()})


EDITIONS = {
    "a limit": changed(quality__word_count={"min": 3.0, "max": 5.0, "action": "review"}),
    "a kind of edit": changed(boilerplate__byline={"cases": [{"certainty": "weak", "action": "clean"}, {"action": "note"}]}),
    "a place": changed(residue__share_prompt={"cases": [{"placement": "tail", "action": "drop"}, {"action": "clean"}]}),
    "a rule retired": changed(boilerplate__newsletter={"status": "retired"}),
    "nothing acts": Ruleset("news", {name: table | {"status": "trial"} for name, table in NEWS._tables.items()}),
    "the evidence": changed(boilerplate__outlet_template={"evidence": "seen {detail}, {certainty}, {placement}"}),
}


def measured(number):
    """Return an article with findings of every kind, the same ones each time, and its measures."""
    rng = random.Random(number)
    text = " ".join(f"word{rng.randrange(99)}" for _ in range(60))
    findings = []
    for place in sorted(rng.sample(range(0, 300, 10), rng.randrange(5))):
        field = "title" if rng.random() < 0.2 else "text"
        edit = None if field == "title" or rng.random() < 0.2 else ((place, place + 5, rng.choice(["", "new"])),)
        certainty, spot = rng.choice(["certain", "strong", "weak"]), rng.choice(["head", "middle", "tail"])
        detail = rng.choice(["", "in 8 of 9 articles"])
        findings.append(
            Finding(rng.choice(SPANS), field, place, place + 5, certainty, spot, text[place : place + 5], edit, detail)
        )
    measures = {rule: in_range(NEWS.rules[rule]) for rule in catalog.MEASURE_RULES}
    measures["quality.word_count"] = rng.choice([None, 1.0, 4.0, 9.0])
    measures[BESIDE.name] = rng.choice([-1e9, 1e9, None, in_range(BESIDE)])
    measures[BESIDE.beside] = rng.choice([None, 0.25])
    return article(number, text), findings, measures


def card(made, findings, measures, ruleset):
    """Return the scorecard that the rules come to, as after scoring."""
    judged = judge(measures, findings, ruleset)
    cleaned = clean_text(made.text, findings, judged.judgements) if judged.verdict == "clean" else None
    return Scorecard(
        made.id, text_digest(made.text), "scorer", ruleset.digest, judged.verdict, judged.reasons, measures, tuple(findings),
        Language("en", 0.9, "gate"), judged.judgements, cleaned if cleaned != made.text else None,
    )  # fmt: skip


def store_all(db, ruleset, count=120):
    """Store articles with their scorecards by a ruleset, which becomes the active one."""
    made = [measured(number) for number in range(count)]
    with open_store(db) as store:
        store.begin_run(RunStart("run", NOW, "scorer", ruleset, ("in.jsonl",)))
        store.pending([each[0] for each in made], "scorer", ruleset.digest, NOW)
        store.save(part_of([card(*each, ruleset) for each in made], [each[0] for each in made], "run", NOW))
        store.finish_run("run", RunEnd("done", RunCounts(count, count, 0, 0, 1.0)))
        store.publish()


def judged_by(db, ruleset):
    """Return all that a ruleset has said: scorecards and judgements."""
    queries = (
        "SELECT article_id, text_sha256, scorer, verdict, reasons, clean_text, language, language_probability, language_method"
        " FROM scorecards",
        "SELECT * EXCLUDE (ruleset) FROM judgements",
    )
    return [ask(db, f"{query} WHERE ruleset = '{ruleset.digest}' ORDER BY ALL") for query in queries]


@pytest.fixture(scope="module")
def db(tmp_path_factory):
    """Return a database that every edition has judged, one after the other, the one before being active."""
    path = tmp_path_factory.mktemp("judged") / "w.duckdb"
    store_all(path, NEWS)
    for edition in EDITIONS.values():
        with open_store(path) as store:
            assert store.activate(edition) == 120
            assert store.activate(edition) == 0
            store.publish()
    return path


@pytest.mark.parametrize("name", EDITIONS)
def test_judging_again_comes_to_the_same_as_judging_afresh(db, tmp_path, name):
    """Verdicts, reasons, clean texts, and every judgement with its evidence."""
    fresh = tmp_path / "fresh.duckdb"
    store_all(fresh, EDITIONS[name])
    cards, judgements = judged_by(db, EDITIONS[name])
    assert [cards, judgements] == judged_by(fresh, EDITIONS[name])
    assert len(cards) == 120
    assert (len({row[3] for row in cards}) > 2) == (name != "nothing acts")


def test_clean_texts_are_taken_over_where_the_edits_are_the_same(tmp_path):
    """A limit of a measure changed: no text is read, since none is stored any more, and every clean text is there."""
    path = tmp_path / "w.duckdb"
    store_all(path, NEWS)
    before = ask(path, "SELECT article_id, clean_text FROM scorecards WHERE verdict = 'clean' ORDER BY 1")
    assert len([text for _, text in before if text]) > 20
    with duckdb.connect(str(working_file(path))) as connection:
        connection.execute("UPDATE article_versions SET text = NULL")
    edition = changed(quality__word_count={"min": 3.0, "action": "note"})
    with open_store(path) as store:
        store.activate(edition)
        store.publish()
    found = (
        f"SELECT article_id, clean_text FROM scorecards WHERE verdict = 'clean' AND ruleset = '{edition.digest}' ORDER BY 1"
    )
    assert ask(path, found) == before


def test_pages_are_judged_one_by_one(tmp_path, monkeypatch):
    """However small the pages, every article is judged once."""
    path = tmp_path / "w.duckdb"
    store_all(path, NEWS, 20)
    monkeypatch.setattr(judged_again, "_PAGE", 7)
    monkeypatch.setattr(judged_again, "_TEXTS", 2)
    edition = EDITIONS["a place"]
    with open_store(path) as store:
        assert store.activate(edition) == 20
        store.publish()
    fresh = tmp_path / "fresh.duckdb"
    store_all(fresh, edition, 20)
    assert judged_by(path, edition) == judged_by(fresh, edition)
