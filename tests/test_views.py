"""The public views: each runs on an empty and on a filled database, and has one row per what its comment says."""

import re
from datetime import UTC, datetime
from importlib.resources import files

import duckdb
import pytest

from flows.store.places import working_file
from flows.store.schema import VIEWS, view_query
from flows.store.writing import open_store
from tests.store_samples import SHARE, WORDS, article, ask, edition, run

GRAIN = re.compile(r"One row per ([a-z_, ]+)\.")


@pytest.fixture(scope="module")
def db(tmp_path_factory):
    """Return a database with versions, scorers, rulesets, labels and articles without a source or a date."""
    path = tmp_path_factory.mktemp("views") / "w.duckdb"
    articles = [article(number, published_at=f"2026-03-{number + 1:02}") for number in range(10)]
    odd = [article(20, source=None, published_at=None, title=None), article(21, "")]
    run(path, articles + odd)
    run(path, [article(1, "Share! It met again."), *articles[2:4]], scorer="scorer-2", run_id="second")
    run(path, [], edition("review"), run_id="third")
    run(path, [], edition("drop", "mine"), run_id="fourth")
    return path


@pytest.fixture(scope="module")
def empty(tmp_path_factory):
    """Return a database in which nothing was ever scored."""
    path = tmp_path_factory.mktemp("empty") / "w.duckdb"
    with open_store(path) as store:
        store.publish()
    return path


def label(db, label_id, decision, **changes):
    """Store a decision about the share prompt of article a5 and publish."""
    row = {
        "label_id": label_id, "article_id": "a5", "scope": "finding", "rule": SHARE, "decision": decision, "reviewer": "r",
        "decided_at": datetime(2026, 3, int(label_id)), "note": None, "supersedes": None,  # noqa: DTZ001 - as it is stored
        "span_digest": ask(db, f"SELECT DISTINCT span_digest FROM article_findings WHERE rule = '{SHARE}' AND article_id = 'a5'")[0][0],
    } | changes  # fmt: skip
    with duckdb.connect(str(working_file(db))) as connection:
        connection.execute(
            f"INSERT INTO label_events ({', '.join(row)}) VALUES ({', '.join('?' * len(row))})", list(row.values())
        )
    with open_store(db) as store:
        store.publish()


@pytest.mark.parametrize("name", VIEWS)
def test_view_runs_and_its_grain_is_unique(db, empty, name):
    """The first comment of each file states purpose and grain, and the grain holds."""
    comment = view_query(name).split("\nSELECT")[0].split("\nWITH")[0].replace("\n-- ", " ")
    assert comment.startswith("-- ")
    grain = GRAIN.search(comment)[1]
    ask(empty, f"FROM {name}")
    rows = ask(db, f"FROM {name}")
    assert rows or name == "current_labels"
    assert ask(db, f"SELECT {grain} FROM {name} GROUP BY ALL HAVING count(*) > 1") == []


def test_every_file_is_a_view():
    """No view is forgotten, and every one is in the published file."""
    found = {
        path.name.removesuffix(".sql") for path in files("reports").joinpath("views").iterdir() if path.name.endswith(".sql")
    }
    assert found == set(VIEWS)


def test_views_show_newest_versions_under_the_active_ruleset(db):
    """Twelve articles, one of them changed, all under review by the active edition."""
    rows = ask(db, "SELECT count(*), count(DISTINCT ruleset), any_value(ruleset), any_value(verdict) FROM article_scores")
    assert rows[0][:3] == (12, 1, edition("review").digest)
    assert ask(db, "SELECT article_id, scorer FROM article_scores WHERE scorer = 'scorer-2' ORDER BY 1") == [
        ("a1", "scorer-2"), ("a2", "scorer-2"), ("a3", "scorer-2"),
    ]  # fmt: skip
    assert ask(db, "SELECT text FROM articles WHERE article_id = 'a1'") == [("Share! It met again.",)]


def test_clean_text_stands_beside_the_verdict(tmp_path):
    """The repaired text where the verdict is clean, else NULL; with the articles it makes the clean corpus."""
    run(tmp_path / "w.duckdb", [article(1), article(2, "")])
    assert ask(tmp_path / "w.duckdb", "SELECT article_id, verdict, clean_text FROM article_scores ORDER BY 1") == [
        ("a1", "clean", "The council met on Monday."), ("a2", "drop", None),
    ]  # fmt: skip
    corpus = (
        "SELECT article_id, coalesce(clean_text, text) FROM article_scores JOIN articles USING (article_id) "
        "WHERE verdict IN ('keep', 'clean')"
    )
    assert ask(tmp_path / "w.duckdb", corpus) == [("a1", "The council met on Monday.")]


def test_a_measure_out_of_range_is_a_finding_of_the_whole_text(db):
    """An empty text has no words: that stands beside the findings, over the whole text and without certainty."""
    found = ask(
        db,
        f"SELECT field, start_char, end_char, certainty, placement, action, family FROM article_findings WHERE rule = '{WORDS}'",
    )
    assert found == [("text", 0, 0, None, "whole", "drop", "quality")]


def test_verdicts_are_counted_and_zeros_shown(db, empty):
    """All four verdicts are listed, also where there are none."""
    assert ask(empty, "FROM verdict_counts") == [(verdict, 0, 0.0) for verdict in ("keep", "clean", "review", "drop")]
    assert [row[:2] for row in ask(db, "FROM verdict_counts")] == [("keep", 0), ("clean", 0), ("review", 11), ("drop", 1)]


def test_outlets_and_weeks(db):
    """Articles without a source are not lost; a week is that of publication, else of the first sighting."""
    assert dict(ask(db, "SELECT source, n_articles FROM source_health")) == {
        "outlet-0.example": 5, "outlet-1.example": 3, "outlet-2.example": 3, "(none)": 1,
    }  # fmt: skip
    weeks = dict(ask(db, "SELECT week, sum(n_articles)::INTEGER FROM source_week GROUP BY week ORDER BY week"))
    now = datetime.now(UTC).date()
    assert sum(weeks.values()) == 12
    assert [str(week) for week in weeks][:2] == ["2026-02-23", "2026-03-02"]
    assert (now - max(weeks)).days < 7


def test_labels_take_articles_out_of_the_queue(db):
    """A decision on the finding that speaks closes the article; the last decision that is not superseded holds."""
    queue = "SELECT count(*) FROM triage_queue WHERE article_id = 'a5'"
    assert ask(db, queue) == [(1,)]
    label(db, "1", "wrong")
    assert ask(db, queue) == [(0,)]
    label(db, "2", "right", supersedes="1")
    label(db, "3", "right", scope="article", article_id="a6", rule=None, span_digest=None)
    assert ask(db, "SELECT label_id, decision FROM current_labels ORDER BY 1") == [("2", "right"), ("3", "right")]
    assert ask(db, "SELECT count(*) FROM triage_queue WHERE article_id IN ('a5', 'a6')") == [(0,)]


def test_queue_begins_with_what_is_most_certain(db):
    """Certainty comes before severity: the strong share prompt before the measure, which claims none."""
    assert ask(db, "SELECT article_id, rule FROM triage_queue ORDER BY position DESC LIMIT 1") != []
    assert ask(db, "SELECT position FROM triage_queue") == ask(db, "SELECT position FROM triage_queue ORDER BY position")
    assert ask(db, "SELECT rule, n_undecided FROM triage_queue WHERE article_id = 'a21'") == [(SHARE, 2)]
