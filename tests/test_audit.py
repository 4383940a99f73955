"""``winnow audit diff``: what a ruleset would change, told by SQL before anything is judged."""

import json

import duckdb
import pytest

from detectors.judging.ruleset import Ruleset, load_ruleset
from flows.querying import print_differences
from flows.request import ScoreRequest
from flows.run import run_score
from flows.store.comparing import differences
from flows.store.reading import open_published
from flows.store.writing import open_store
from tests.store_samples import NEWS, SHARE, article, ask, edition, run

VERDICTS = "SELECT article_id, verdict FROM article_scores ORDER BY ALL"
SPOKEN = """
    SELECT article_id, rule, max(list_position(['note', 'clean', 'review', 'drop'], action)) FROM article_findings GROUP BY ALL
"""


@pytest.fixture
def db(tmp_path):
    """Return a database of five articles with a share prompt that is reviewed; the last has two hundred words."""
    path = tmp_path / "w.duckdb"
    run(path, [*(article(number) for number in range(4)), article(4, "Share! " + "word " * 200)], edition("review"))
    return path


def changed(**tables):
    """Return the fixture's ruleset with single keys of some rules replaced, ``family__name`` each."""
    base = edition("review")._tables
    return Ruleset(
        "changed",
        base | {name.replace("__", "."): base[name.replace("__", ".")] | keys for name, keys in tables.items()},
    )


def told(db, ruleset):
    """Return the rows of the difference."""
    with open_published(db) as connection:
        return differences(connection, ruleset).fetchall()


def test_the_same_rules_change_nothing(db):
    """Against itself a ruleset moves no verdict and no rule, trial and retired rules included."""
    assert told(db, edition("review")) == []


def test_a_stronger_action_moves_verdicts_and_its_rule(db):
    """Verdicts come first, then the rule that moved them, with counts and up to three examples."""
    assert told(db, edition("drop")) == [
        (None, "review", "drop", 5, ["a0", "a1", "a2"]),
        (SHARE, "review", "drop", 5, ["a0", "a1", "a2"]),
    ]


def test_a_retired_rule_falls_silent(db):
    """What a rule no longer says is told as such."""
    found = told(db, changed(residue__share_prompt={"status": "retired"}))
    assert (SHARE, "review", None, 5, ["a0", "a1", "a2"]) in found


def test_a_trial_rule_only_notes(db):
    """On trial a rule still speaks, and moves nothing."""
    found = told(db, changed(residue__share_prompt={"status": "trial"}))
    assert (SHARE, "review", "note", 5, ["a0", "a1", "a2"]) in found


def test_a_limit_of_a_measure_is_asked_of_the_stored_number(db):
    """Only the article beyond the new limit moves; a limit of zero is a limit."""
    found = told(db, changed(quality__word_count={"min": 0.5, "max": 100.0, "action": "drop"}))
    assert found == [
        (None, "review", "drop", 1, ["a4"]),
        ("quality.word_count", None, "drop", 1, ["a4"]),
    ]
    zero = told(db, changed(quality__word_count={"min": None, "max": 0.0, "action": "note"}))
    assert zero == [("quality.word_count", None, "note", 5, ["a0", "a1", "a2"])]


def test_cleaning_without_an_edit_is_a_review(db):
    """The finding in the title has no edit: to clean it is to review it; the one in the text is cleaned."""
    found = told(
        db,
        changed(leak__markup_leak={"cases": [{"action": "clean"}]}, residue__share_prompt={"cases": [{"action": "clean"}]}),
    )
    assert (SHARE, "review", "clean", 5, ["a0", "a1", "a2"]) in found
    assert [row[2] for row in found if row[0] == "leak.markup_leak"] == ["review"]


@pytest.mark.parametrize("preset", ["gopher", "c4", "fineweb", "news"])
def test_what_is_told_is_what_happens(tmp_path, make_articles, preset):
    """On real scorecards the difference is the one that judging again makes, in verdicts and in every rule."""
    path, source = tmp_path / "w.duckdb", tmp_path / "in.jsonl"
    records = [
        *make_articles(6),
        *({**each, "id": f"r{each['id']}", "text": each["text"][:150]} for each in make_articles(4)),
    ]
    source.write_text("".join(json.dumps(each) + "\n" for each in records))
    run_score(ScoreRequest((str(source),), path))
    found = told(path, load_ruleset(preset))
    before = dict(ask(path, VERDICTS)), {row[:2]: row[2] for row in ask(path, SPOKEN)}
    with open_store(path) as store:
        store.activate(load_ruleset(preset))
        store.publish()
    after = dict(ask(path, VERDICTS)), {row[:2]: row[2] for row in ask(path, SPOKEN)}
    moved = [name for name in before[0] if before[0][name] != after[0][name]]
    assert sum(row[3] for row in found if row[0] is None) == len(moved)
    spoken = [key for key in {**before[1], **after[1]} if before[1].get(key) != after[1].get(key)]
    assert sum(row[3] for row in found if row[0]) == len(spoken)
    assert (not moved) == (preset == "news")


def test_nothing_is_written(db):
    """The difference is asked read-only; scorecards stay as they are."""
    count = "SELECT count(*), count(DISTINCT ruleset) FROM scorecards"
    before = ask(db, count)
    told(db, edition("drop"))
    assert ask(db, count) == before
    with open_published(db) as connection, pytest.raises(duckdb.Error):
        connection.execute("DELETE FROM scorecards")


def test_formats(db, tmp_path, capsys):
    """The difference is printed as any query is."""
    rules = tmp_path / "mine.toml"
    rules.write_text(f'[{SHARE}]\naction = "drop"\n')
    print_differences(str(rules), db, "json")
    first = json.loads(capsys.readouterr().out.splitlines()[0])
    assert first == {"rule": None, "was": "review", "becomes": "drop", "articles": 5, "examples": ["a0", "a1", "a2"]}
    print_differences(str(rules), db, "csv")
    assert capsys.readouterr().out.splitlines()[0] == "rule,was,becomes,articles,examples"
    print_differences(str(rules), db, "table")
    assert "review" in capsys.readouterr().out


def test_the_default_is_no_difference(db):
    """The fixture's rules differ from the default in the share prompt alone."""
    assert {row[0] for row in told(db, NEWS)} <= {None, SHARE}
