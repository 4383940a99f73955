"""Forgetting: nothing of an article is left in any file, nothing of any other is gone, and what was counted is counted anew."""

import shutil
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import NamedTuple

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from flows.forgetting import forget_articles, wanted_articles
from flows.store.forgetting import Forgotten, Wanted, forget
from flows.store.places import folder_of, report_file, working_file
from flows.store.writing import open_store
from tests.forget_samples import NEEDLES, OTHER, rows_with
from tests.store_samples import article, ask, doubles, edition, run


class Once(NamedTuple):
    """A database from which one article was forgotten, and how it was before."""

    db: Path
    done: Forgotten
    found: set[tuple[str, str, str]]
    others: dict[str, list]
    signed: tuple[int, bool]
    digest: str


OTHERS = "SELECT * FROM {} WHERE article_id NOT IN ('zq-secret-id', 'other') ORDER BY ALL"
SCORED = ("article_versions", "scorecards", "findings", "measures", "judgements")


def others(db):
    """Return every row of every other article but the copy."""
    return {name: ask(db, OTHERS.format(name)) for name in SCORED}


def signed(db, digest):
    """Return how many texts have a fingerprint, and whether one of them does."""
    (path,) = folder_of(db).glob("signatures-*.duckdb")
    return ask(path, f"SELECT count(*), bool_or(text_sha256 = '{digest}') FROM signatures")[0]


@pytest.fixture(scope="module")
def once(secret_db_once, tmp_path_factory):
    """Forget the story once, for all tests that only look."""
    db = shutil.copytree(secret_db_once, tmp_path_factory.mktemp("once") / "db") / "w.duckdb"
    digest = ask(db, "SELECT text_sha256 FROM articles WHERE article_id = 'zq-secret-id'")[0][0]
    before = rows_with(db, NEEDLES), others(db), signed(db, digest)
    return Once(db, forget(db, Wanted(("zq-secret-id",)), wait=False), *before, digest)


def test_nothing_of_an_article_is_left_in_any_file(once):
    """Not its id, text, headline or outlet: in no byte of any file, and in no row of any table once unpacked."""
    assert {table for name, table, _ in once.found if name == "working.duckdb"} >= {
        "bytes", "article_versions", "scorecards", "findings", "measures", "judgements", "duplicates", "label_events", "rejects",
    }  # fmt: skip
    assert {name for name, table, _ in once.found if table == "bytes"} >= {"w.duckdb", "working.duckdb"}
    assert rows_with(once.db, NEEDLES) == set()


def test_what_was_removed_is_counted(once):
    """By table; the copy's rows are not among them."""
    removed = once.done.removed
    assert (removed.n_articles, removed.unknown) == (1, [])
    assert removed.rows["article_versions"] == 1
    assert removed.rows["scorecards"] == 2, "under two rulesets"
    assert removed.rows["label_events"] == 1
    assert removed.rows["duplicates"] == 1
    assert removed.rows["rejects"] == 1, "the line that was cut off"
    assert ask(once.db, "SELECT label_id FROM label_events") == [("l2",)]
    assert ask(once.db, "SELECT count(*) FROM rejects") == [(2,)]
    assert ask(once.db, "SELECT count(*) FROM articles") == [(13,)]
    assert ask(once.db, "SELECT count(*) FROM article_scores") == [(13,)]
    assert doubles(once.db) == []


def test_other_articles_stay_as_they_were(once):
    """Every row of every other article, but for what was said of the copy."""
    assert others(once.db) == once.others
    assert ask(once.db, "SELECT text FROM articles WHERE article_id = 'other'") == [(OTHER["text"],)]


def test_fingerprints_of_a_forgotten_text_are_gone(once):
    """Those of other texts stay, so that the pass need not read them again."""
    assert (once.signed, signed(once.db, once.digest)) == ((14, True), (13, False))
    assert once.done.duplicates.n_signed == 0


def test_what_was_counted_over_it_is_counted_anew(secret_db):
    """The copy of a forgotten story is no copy any more, and lines of an outlet are counted without its forgotten pages."""
    assert ask(secret_db, "SELECT kind FROM duplicates WHERE article_id = 'other'") == [("near",)]
    (before,) = ask(secret_db, "SELECT DISTINCT n_outlet_articles FROM outlet_lines WHERE certainty IS NOT NULL")
    ((page_id,),) = ask(
        secret_db, "SELECT min(article_id) FROM articles WHERE source NOT LIKE '%other%' AND source NOT LIKE 'zq%'"
    )
    done = forget(secret_db, Wanted(("zq-secret-id", page_id)), wait=False)
    assert done.duplicates.n_near == 0
    assert ask(secret_db, "FROM duplicates WHERE article_id = 'other'") == []
    assert ask(secret_db, "FROM findings WHERE family = 'duplicate' AND article_id = 'other'") == []
    assert ask(secret_db, "FROM judgements WHERE rule LIKE 'duplicate.%' AND article_id = 'other'") == []
    assert ask(secret_db, "SELECT DISTINCT n_outlet_articles FROM outlet_lines WHERE certainty IS NOT NULL") == [
        (before[0] - 1,)
    ]
    details = ask(secret_db, "SELECT detail FROM findings WHERE rule = 'boilerplate.outlet_template'")
    assert {f"of {before[0] - 1} articles" in detail for (detail,) in details} == {True}


def test_another_ruleset_judges_the_rest_again(once, tmp_path):
    """What it had said of a forgotten article's copies is gone; it judges them again when it is used again."""
    db = shutil.copytree(once.db.parent, tmp_path / "db") / "w.duckdb"
    with open_store(db) as store:
        assert store.activate(edition("drop", "strict")) == 1
        store.publish()
    assert ask(db, "SELECT count(*) FROM article_scores") == [(13,)]
    assert rows_with(db, NEEDLES) == set()


def test_an_outlet_is_forgotten(secret_db):
    """All articles of it, and a reject that names it."""
    done = forget(secret_db, Wanted(source="zq-secret.example"), wait=False)
    assert (done.removed.n_articles, done.removed.rows["rejects"]) == (1, 1)
    assert rows_with(secret_db, NEEDLES) == set()


def test_articles_are_forgotten_by_age(tmp_path):
    """By the date of publication; without one by the first reading; the newest version of an article decides."""
    db, now = tmp_path / "w.duckdb", datetime.now(UTC)
    ages = {"a1": 366, "a2": 364, "a3": None}
    dates = {name: age and (now - timedelta(days=age)).isoformat() for name, age in ages.items()}
    run(db, [article(int(name[1]), published_at=date) for name, date in dates.items()])
    run(db, [article(2, "An older text.", published_at=dates["a1"]), article(2, published_at=dates["a2"])], run_id="second")
    assert forget(db, wanted_articles([], None, "365d"), wait=False).removed.n_articles == 1
    assert ask(db, "SELECT article_id FROM articles ORDER BY 1") == [("a2",), ("a3",)]
    with duckdb.connect(str(working_file(db))) as connection:
        connection.execute("UPDATE article_versions SET first_seen_at = '2020-01-01' WHERE article_id = 'a3'")
    assert forget(db, wanted_articles([], None, "365d"), wait=False).removed.n_articles == 1
    assert ask(db, "SELECT DISTINCT article_id FROM article_versions") == [("a2",)]


def test_parts_are_written_anew_without_it(secret_db):
    """Rows that a killed run's workers left; a part without it keeps every byte."""
    folder = folder_of(secret_db) / "parts" / "some-run"
    keys = pa.table({"article_id": ["zq-secret-id", "other"], "excerpt": ["Quillhaven", "x"], "n": [[1], None]})
    versions = pa.table(
        {
            "article_id": ["late", "other"],
            "source": ["zq-secret.example", None],
            "published_at": ["2024-01-01T00:00:00Z", None],
        }
    )
    for table, rows in {"findings": keys, "article_versions": versions, "untouched": keys.slice(1)}.items():
        (folder / table).mkdir(parents=True)
        pq.write_table(rows, folder / table / "1.parquet")
    before = (folder / "untouched" / "1.parquet").read_bytes()
    done = forget(secret_db, Wanted(source="zq-secret.example"), wait=False)
    assert (done.removed.n_parts, done.removed.n_articles) == (2, 2)
    assert pq.read_table(folder / "findings" / "1.parquet") == keys.slice(1)
    assert pq.read_table(folder / "article_versions" / "1.parquet") == versions.slice(1)
    assert (folder / "untouched" / "1.parquet").read_bytes() == before
    assert rows_with(secret_db, NEEDLES) == set()


def test_forgotten_article_that_is_read_again_is_scored_again(tmp_path):
    """Forgetting keeps no list of what was forgotten."""
    db = tmp_path / "w.duckdb"
    run(db, [article(1), article(2)])
    forget(db, Wanted(("a1",)), wait=False)
    assert run(db, [article(1), article(2)], run_id="second") == (1, 0)


def test_everything_can_be_forgotten(secret_db):
    """An empty database is a database."""
    ids = tuple(name for (name,) in ask(secret_db, "SELECT article_id FROM articles"))
    assert forget(secret_db, Wanted(ids), wait=False).removed.n_articles == len(ids) == 14
    assert ask(secret_db, "SELECT count(*) FROM articles") == [(0,)]
    assert ask(secret_db, "SELECT count(*) FROM outlet_lines") == [(0,)]


def test_the_command_says_what_it_removed(winnow, secret_db):
    """Counts on standard output; an unknown id is exit code 2, the others are forgotten all the same."""
    done = winnow("forget", "zq-secret-id", "unheard", "--db", secret_db)
    assert done.returncode == 2
    assert "1 article forgotten; rows removed: rejects 1, article_versions 1, duplicates 1, " in done.stdout
    assert "nothing was stored under 'unheard'" in done.stderr


def test_a_page_with_excerpts_is_written_anew(secret_db):
    """The page that a run through Prefect leaves beside the database shows articles; asked again, it is still seen to."""
    page = report_file(secret_db)
    page.write_text("Quillhaven, zq-secret-id")
    forget_articles(secret_db, Wanted(("zq-secret-id",)), wait=False)
    assert rows_with(secret_db, NEEDLES) == set()
    assert "other.example" in page.read_text("utf-8")


def test_what_was_said_of_a_forgotten_outlet_goes_with_it(secret_db):
    """Alerts name outlets: those of an outlet without articles go, those of others stay."""
    with open_store(secret_db) as store:
        for source in ("zq-secret.example", "other.example"):
            store._connection.execute(
                "INSERT INTO source_alerts VALUES (?, DATE '2026-03-02', 'n_leak', 1, 0, 0, 1, 1, 1, 0.5, 1, 0.99, 0.1,"
                " 'it rose', 's', 'r', 'run', now()::TIMESTAMP)",
                [source],
            )
    done = forget(secret_db, Wanted(source="zq-secret.example"), wait=False)
    assert done.removed.rows["source_alerts"] == 1
    assert ask(secret_db, "SELECT source FROM source_alerts") == [("other.example",)]
    assert rows_with(secret_db, NEEDLES) == set()
