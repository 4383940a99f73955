"""What the store keeps: nothing twice, nothing lost, and history."""

from datetime import UTC, datetime

import duckdb
import pytest

from detectors.records import Finding
from flows.store.places import working_file
from flows.store.rows import part_of
from flows.store.runs import RunStart
from flows.store.writing import open_store
from tests.store_samples import NEWS, SHARE, article, ask, card, doubles, edition, run

NOW = datetime(2026, 3, 1, tzinfo=UTC)


@pytest.fixture
def db(tmp_path):
    """Return the path of a database that is not there yet."""
    return tmp_path / "w.duckdb"


def test_second_run_scores_nothing(db):
    """What is stored is not scored again; only the last sighting moves."""
    articles = [article(number) for number in range(5)]
    assert run(db, articles) == (5, 0)
    before = ask(db, "SELECT * EXCLUDE (last_seen_at), last_seen_at = first_seen_at FROM article_versions ORDER BY 1")
    moved = [each._replace(location="moved.jsonl") for each in articles]
    assert run(db, moved, run_id="second") == (0, 0)
    after = ask(db, "SELECT * EXCLUDE (last_seen_at), last_seen_at > first_seen_at FROM article_versions ORDER BY 1")
    assert after == [(*row[:2], "moved.jsonl", *row[3:]) for row in before]
    assert doubles(db) == []


def test_changed_article_is_a_new_version(db):
    """The old version stays, the views show the one seen last, also when it is the old one again."""
    old, new = article(1), article(1, "Share! The council did not meet.")
    assert run(db, [old]) == (1, 0)
    assert run(db, [new], run_id="second") == (1, 0)
    assert ask(db, "SELECT text FROM articles") == [(new.text,)]
    assert run(db, [old], run_id="third") == (0, 0)
    assert ask(db, "SELECT text FROM articles") == [(old.text,)]
    assert ask(db, "SELECT count(*) FROM article_versions") == [(2,)]


def test_text_that_returns_within_a_run_is_the_newest(db):
    """A, B, A in one run: A is the newest, and scored once."""
    old, new = article(1), article(1, "Share! The council did not meet.")
    assert run(db, [old, new, old, old]) == (2, 0)
    assert ask(db, "SELECT text FROM articles") == [(old.text,)]


def test_changed_rules_judge_without_text(db):
    """Another edition of the rules needs no scoring and no text, and history stays."""
    run(db, [article(number) for number in range(3)])
    assert ask(db, "SELECT DISTINCT verdict, clean_text FROM scorecards") == [("clean", "The council met on Monday.")]
    with duckdb.connect(str(working_file(db))) as connection:
        connection.execute("UPDATE article_versions SET text = NULL WHERE article_id <> 'a1'")
    strict = edition("drop")
    assert run(db, [], strict, run_id="second") == (0, 3)
    assert ask(db, "SELECT DISTINCT verdict, reasons, language FROM article_scores") == [("drop", [SHARE], "en")]
    assert ask(db, "SELECT ruleset, count(*) FROM scorecards GROUP BY ALL ORDER BY ALL") == sorted(
        [(NEWS.digest, 3), (strict.digest, 3)]
    )
    assert ask(db, "SELECT DISTINCT action FROM article_findings WHERE field = 'text'") == [("drop",)]
    assert doubles(db) == []


def test_clean_text_is_made_again_where_there_is_a_text(db):
    """A verdict that becomes `clean` brings its clean text; without a text there is none."""
    strict = edition("drop")
    run(db, [article(number) for number in range(3)], strict)
    with duckdb.connect(str(working_file(db))) as connection:
        connection.execute("UPDATE article_versions SET text = NULL WHERE article_id = 'a1'")
    assert run(db, [], run_id="second") == (0, 3)
    found = ask(db, f"SELECT article_id, verdict, clean_text FROM scorecards WHERE ruleset = '{NEWS.digest}' ORDER BY 1")
    cleaned = "The council met on Monday."
    assert found == [("a0", "clean", cleaned), ("a1", "clean", None), ("a2", "clean", cleaned)]


def test_judging_again_gives_what_scoring_gives(db, tmp_path):
    """Stored rows judged by a ruleset equal fresh rows judged by it."""
    articles = [article(number) for number in range(4)]
    run(db, articles, edition("drop"))
    run(db, [], run_id="second")
    run(tmp_path / "fresh.duckdb", articles)
    for table in ("scorecards", "judgements"):
        columns = "* EXCLUDE (run_id, scored_at)" if table == "scorecards" else "*"
        query = f"SELECT {columns} FROM {table} WHERE ruleset = '{NEWS.digest}' ORDER BY ALL"
        assert ask(db, query) == ask(tmp_path / "fresh.duckdb", query)


def test_changed_scorer_measures_again(db):
    """Another scorer scores everything anew; the views show its numbers, the old rows stay."""
    run(db, [article(1)])
    assert run(db, [article(1)], scorer="scorer-2", run_id="second") == (1, 0)
    assert ask(db, "SELECT scorer FROM article_scores") == [("scorer-2",)]
    assert ask(db, "SELECT scorer FROM measures ORDER BY 1") == [("scorer-1",), ("scorer-2",)]
    assert ask(db, "SELECT count(*) FROM article_versions") == [(1,)]
    assert run(db, [], edition(), run_id="third") == (0, 1)
    assert ask(db, "SELECT scorer, verdict FROM article_scores") == [("scorer-2", "review")]


def test_active_ruleset_follows_its_name(db):
    """The first ruleset is active, then other editions of the same name; another name is not until told so."""
    run(db, [article(1)])
    other = edition("drop", "mine")
    run(db, [], other, run_id="second")
    assert ask(db, "SELECT value FROM settings WHERE name = 'active_ruleset'") == [(NEWS.digest,)]
    run(db, [], edition("review"), run_id="third")
    assert ask(db, "SELECT value FROM settings WHERE name = 'active_ruleset'") == [(edition("review").digest,)]
    with open_store(db) as store:
        assert store.activate(other) == 0
        assert store.activate(edition("note", "third")) == 1
        store.publish()
    assert ask(db, "SELECT verdict FROM article_scores") == [("keep",)]


def test_saving_twice_doubles_nothing(db):
    """A part saved again, whole or beside new articles, leaves one row of each."""
    with open_store(db) as store:
        store.begin_run(RunStart("run", NOW, "scorer-1", NEWS, ()))
        first = [article(1), article(2)]
        store.save(part_of([card(each) for each in first], first, "run", NOW))
        both = [article(2), article(3)]
        store.save(part_of([card(each) for each in both], both, "run", NOW))
        store.publish()
    assert doubles(db) == []
    assert ask(db, "SELECT article_id FROM article_versions ORDER BY 1") == [("a1",), ("a2",), ("a3",)]


def test_what_is_being_scored_counts_as_known(db):
    """An article that comes again before it was saved is not scored twice."""
    with open_store(db) as store:
        store.begin_run(RunStart("run", NOW, "scorer-1", NEWS, ()))
        assert store.pending([article(1), article(1)], "scorer-1", NEWS.digest, NOW)[:3] == ([article(1)], 1, [])
        assert store.pending([article(1)], "scorer-1", NEWS.digest, NOW)[:3] == ([], 1, [])


@pytest.mark.parametrize("batches", [[[0, 1]], [[0], [1]]])
@pytest.mark.parametrize(("field", "value"), [("url", "https://elsewhere.example/1"), ("source", "elsewhere.example")])
def test_one_id_for_two_articles_is_a_reject(db, batches, field, value):
    """The second address or outlet of an id in one run is refused, in the same batch or a later one."""
    articles = [article(1), article(1, "Something else.", **{field: value})]
    with open_store(db) as store:
        store.begin_run(RunStart("run", NOW, "scorer-1", NEWS, ()))
        made = [store.pending([articles[i] for i in batch], "scorer-1", NEWS.digest, NOW) for batch in batches]
    assert [each for pending in made for each in pending.new] == articles[:1]
    (reject,) = [each for pending in made for each in pending.rejects]
    assert (reject.location, reject.excerpt) == ("in.jsonl:1", "Something else.")
    assert f"another {field} in this run" in reject.reason


def test_a_new_address_in_a_later_run_is_taken_over(db):
    """An article that moved is the same article at its new address."""
    run(db, [article(1)])
    run(db, [article(1, url="https://elsewhere.example/1")], run_id="second")
    assert ask(db, "SELECT url FROM articles") == [("https://elsewhere.example/1",)]


def test_hostile_text_is_only_text(db):
    """Quotes, SQL, NULs and lone surrogates are stored as they are, or as U+FFFD where UTF-8 has no place for them."""
    text = "'); DROP TABLE runs; --\0\ud800 \N{PILE OF POO}"
    run(db, [article(1, text, id="'\"\0", url="https://x.example/'", title="\udfff", n_replaced=2)])
    stored = ask(db, "SELECT article_id, url, title, text, n_chars, n_replaced FROM articles")
    assert stored == [("'\"\0", "https://x.example/'", "\ufffd", text.replace("\ud800", "\ufffd"), len(text), 3)]
    assert run(db, [article(1, text, id="'\"\0", url="https://x.example/'")], run_id="second") == (0, 0)


def test_rows_hold_what_the_records_hold(db):
    """Spans, edits, reasons and dates come back as they were made."""
    made = article(1, published_at="2026-03-04T05:06:07+02:00")
    run(db, [made, article(2, published_at="yesterday", url=None, title=None)])
    found = ask(
        db, "SELECT rule, field, start_char, end_char, certainty, placement, excerpt FROM findings WHERE article_id = 'a1'"
    )
    assert sorted(found) == sorted(tuple(each)[:7] for each in card(made).findings)
    edits = ask(db, f"SELECT DISTINCT edit FROM findings ORDER BY edit = NULL, rule = '{SHARE}'")
    assert {str(edit) for (edit,) in edits} == {"[{'start_char': 0, 'end_char': 7, 'new': ''}]", "None"}
    assert ask(db, "SELECT published_at, n_words FROM articles ORDER BY article_id") == [
        (datetime(2026, 3, 4, 3, 6, 7, tzinfo=UTC).replace(tzinfo=None), 6),
        (None, 6),
    ]


def test_one_finding_twice_is_one_row():
    """Two findings of a rule over one span would be two rows with one key."""
    made = card(article(1))
    twice = made._replace(findings=(*made.findings, Finding(*made.findings[0])))
    assert part_of([twice], [article(1)], "run", NOW).findings.num_rows == len(made.findings)


def test_killed_run_is_marked(db):
    """A run that nobody finished is `interrupted` for the next writer."""
    with open_store(db) as store:
        store.begin_run(RunStart("run", NOW, "scorer-1", NEWS, ("a", "b")))
    run(db, [article(1)], run_id="second")
    assert ask(db, "SELECT run_id, status, inputs FROM runs ORDER BY 1") == [
        ("run", "interrupted", ["a", "b"]),
        ("second", "done", ["in.jsonl"]),
    ]
