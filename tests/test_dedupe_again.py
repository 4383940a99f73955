"""The pass over duplicates made again, later, in another order, or killed: the rows follow from what is stored."""

import random
from functools import partial

import pytest

from flows.request import ScoreRequest
from flows.run import run_score
from flows.store.places import folder_of
from flows.store.writing import open_store
from tests.passes import again, kill, rows
from tests.store_samples import NEWS, ask, edition, take_back
from tests.story_samples import FOLLOW_UP, REWRITE, STORY, changed, kinds, record, texts_of_samples

PASS = "find_duplicates"


@pytest.fixture
def score(score_records):
    """Return a function that scores records into a database and looks for duplicates in it."""
    return partial(score_records, dedupe=True)


def test_order_and_cut_of_the_batches_do_not_show(score, tmp_path):
    """All at once, or shuffled in three runs with a pass after each: the same rows, apart from moments."""
    texts = texts_of_samples()[:8]
    made = [record(f"a{number}", text, "2026-01-01") for number, text in enumerate(texts)]
    made += [record(f"b{number}", changed(text, 0.15, number)) for number, text in enumerate(texts)]
    made += [record("x", STORY), record("y", REWRITE), record("z", STORY), record("w", changed(REWRITE, 0.1, 1))]
    whole, _ = score(made)
    mixed = random.Random(5).sample(made, len(made))
    for first, last in ((0, 5), (5, 12), (12, 20)):
        parts, _ = score(mixed[first:last], tmp_path / "parts.duckdb")
    assert len(kinds(whole)) == 20
    assert rows(parts) == rows(whole)


def test_a_second_pass_changes_nothing(score):
    """No text is read again, no article judged again, no row is another."""
    db, _ = score([record("a", STORY), record("b", REWRITE), record("c", STORY)])
    before = rows(db)
    assert again(db, PASS)[1:] == (1, 0, 1, 0, 0)
    assert rows(db) == before


def test_lost_fingerprints_are_made_again(score):
    """The file of fingerprints is a cache: without it, or with one of another recipe, the rows are the same."""
    db, _ = score([record("a", STORY), record("b", REWRITE)])
    before = rows(db)
    (kept,) = folder_of(db).glob("signatures-*")
    kept.rename(kept.with_name("signatures-0.duckdb"))
    assert again(db, PASS).n_signed == 2
    assert rows(db) == before
    assert list(folder_of(db).glob("signatures-*")) == [kept]


def test_only_the_newest_version_counts(score):
    """A changed article is no copy of itself, and its old version's finding goes."""
    db, _ = score([record("a", STORY), record("b", STORY)])
    assert kinds(db)["b"][0] == "exact"
    score([record("b", texts_of_samples()[0])])
    assert kinds(db) == {}
    assert ask(db, "FROM findings WHERE family = 'duplicate'") == []
    score([record("b", changed(texts_of_samples()[0], 0.02, 1))])
    assert kinds(db) == {}


def test_an_earlier_article_that_comes_later_is_marked(score):
    """The earliest is the one published first, whenever it was read; the evidence follows."""
    db, _ = score([record("b", STORY, "2026-03-02"), record("c", STORY, "2026-03-03")])
    score([record("a", REWRITE, "2026-03-01")])
    assert kinds(db) == {"a": [None, None, "a"], "b": ["rewrite", "a", "a"], "c": ["exact", "b", "a"]}
    said = ask(db, "SELECT evidence FROM article_findings WHERE rule = 'duplicate.exact'")
    assert said == [("the same text as b; the earliest of 3 articles is a",)]


def test_a_ruleset_may_drop_them(score):
    """Raised to drop by a curator, all but the earliest are dropped; a second pass says the same."""
    db, _ = score([record("a", STORY), record("b", STORY), record("c", FOLLOW_UP)])
    strict = edition("note", "strict")
    strict._tables["duplicate.exact"] = NEWS._tables["duplicate.exact"] | {"action": "drop"}
    with open_store(db) as store:
        store.activate(type(strict)("strict", strict._tables))
        store.publish()
    assert ask(db, "SELECT article_id, verdict FROM article_scores ORDER BY 1") == [
        ("a", "keep"),
        ("b", "drop"),
        ("c", "keep"),
    ]
    before = rows(db)
    again(db, PASS)
    assert rows(db) == before


def test_both_passes_leave_each_other_alone(score):
    """What is said over a whole text does not hide the furniture in it, and counting lines leaves the duplicates."""
    text = "{}\n\nSigned and sealed by the Fernley crew"
    made = [
        {**record(f"a{number}", text.format(each)), "source": "fernley.example"}
        for number, each in enumerate(texts_of_samples()[:9])
    ]
    made.append({**record("b", made[0]["text"]), "source": "fernley.example"})
    db, _ = score(made, outlets=True)
    before = rows(db)
    signed = ask(db, "SELECT article_id FROM article_findings WHERE rule = 'boilerplate.outlet_template'")
    assert {("a0",), ("b",)} <= set(signed), "b is a copy, and its furniture is found all the same"
    assert kinds(db) == {"a0": [None, None, "a0"], "b": ["exact", "a0", "a0"]}
    with open_store(db) as store:
        store.find_outlet_furniture()
        store.find_duplicates()
        store.publish()
    assert rows(db) == before


def test_killed_half_way_is_as_if_it_had_not_begun(score, write_jsonl, tmp_path):
    """Killed after the first verdicts were written: nothing shows of it, and the next pass does it all."""
    made = [record("a", STORY), record("b", REWRITE), record("c", STORY)]
    whole, _ = score(made)
    db = tmp_path / "killed.duckdb"
    run_score(ScoreRequest((str(write_jsonl(made)),), db))
    before = rows(db)
    kill(db, PASS)
    assert rows(db) == before
    again(db, PASS)
    assert rows(db) == rows(whole)


def test_an_older_store_is_brought_up_to_date(score):
    """A store of the schema before gets the table, and keeps its rows."""
    db, _ = score([record("a", STORY)])
    take_back(db, 2)
    score([record("b", STORY)])
    assert kinds(db) == {"a": [None, None, "a"], "b": ["exact", "a", "a"]}
