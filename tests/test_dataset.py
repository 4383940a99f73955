"""Articles kept as a Parquet dataset in place of tables: shown, added to, forgotten and exported as from tables."""

from datetime import timedelta
from functools import partial

import pyarrow.parquet as pq
import pytest

from flows.commands import activate_ruleset, mark_duplicates, mark_outlets
from flows.errors import InputError, WinnowError
from flows.export import command
from flows.export.command import export
from flows.export.facts import gather
from flows.export.requests import ExportRequest
from flows.export.texts import deal_out
from flows.request import ScoreRequest
from flows.run import run_score
from flows.store.errors import StoreError
from flows.store.forgetting import Wanted, forget
from flows.store.parts import remove_folder
from flows.store.places import parts_folder
from flows.store.reading import open_published, select
from flows.store.schema import VIEWS
from tests.part_samples import SMALL, interrupted
from tests.whole_runs import rows, run


def test_a_dataset_shows_what_tables_would(tmp_path, calm):
    """With --parts-only every view and table has the rows and the columns that a database of tables has."""
    (path, undisturbed), db = calm, tmp_path / "it's [1].duckdb"
    summary = run_score(ScoreRequest((str(path),), db, parts_only=True), SMALL)
    assert summary.counts.n_scored == 30
    assert rows(db) == rows(undisturbed)
    with open_published(db) as files, open_published(undisturbed) as tables:
        for name in (*VIEWS, "article_versions", "scorecards", "findings", "judgements", "measures"):
            query = f"DESCRIBE (SELECT * FROM {name})"
            both = [sorted(row[:2] for row in select(each, query).fetchall()) for each in (files, tables)]
            assert both[0] == both[1]
            assert (
                select(files, f"SELECT count(*) FROM {name}").fetchall()
                == select(tables, f"SELECT count(*) FROM {name}").fetchall()
            )


def test_the_box_opens_for_the_dataset_alone(tmp_path, make_articles, write_jsonl):
    """SQL from people reads the files of the dataset, and no others."""
    db = tmp_path / "w.duckdb"
    path = write_jsonl(make_articles(5))
    run_score(ScoreRequest((str(path),), db, parts_only=True))
    with open_published(db) as connection:
        assert select(connection, "SELECT count(*) FROM articles").fetchone() == (5,)
        for query in (f"FROM read_text('{path}')", f"FROM read_text('{parts_folder(db)}/../lock')", "FROM '/etc/hostname'"):
            with pytest.raises(StoreError):
                select(connection, query)


def test_a_dataset_knows_what_it_holds(tmp_path, make_articles, write_jsonl):
    """Run again nothing is scored; killed and run again every article is there once; new articles come as new files."""
    articles, db = make_articles(33), tmp_path / "w.duckdb"
    path = write_jsonl(articles[:30])
    interrupted(db, path, parts_only=True)
    request = ScoreRequest((str(path),), db, parts_only=True)
    assert run_score(request, SMALL).counts[:3] == (30, 10, 20)
    assert run_score(request, SMALL).counts[:3] == (30, 0, 30)
    write_jsonl(articles)
    assert run_score(request, SMALL).counts[:3] == (33, 3, 30)
    run(tmp_path / "tables.duckdb", path)
    assert rows(db) == rows(tmp_path / "tables.duckdb")
    assert [each.name for each in parts_folder(db).iterdir()] == ["dataset"]
    assert not list(parts_folder(db).rglob("*.tmp"))


def test_two_drivers_fill_one_dataset(tmp_path, make_articles, write_jsonl):
    """Each with a database of its own: both show everything, and neither scores what the other has."""
    articles, place = make_articles(6), str(tmp_path / "shared")
    for name, some in (("one", articles[:4]), ("two", articles[2:])):
        summary = run(tmp_path / f"{name}.duckdb", write_jsonl(some, f"{name}.jsonl"), parts=place, parts_only=True)
    assert (summary.counts.n_scored, summary.counts.n_unchanged) == (2, 2)
    assert len(rows(tmp_path / "one.duckdb")["scorecards"]) == 6
    assert rows(tmp_path / "one.duckdb") == rows(tmp_path / "two.duckdb")


def test_a_dataset_is_of_one_edition(tmp_path, make_articles, write_jsonl):
    """Other rules, tables beside files, and what compares all texts are refused in a sentence."""
    path, db = write_jsonl(make_articles(5)), tmp_path / "w.duckdb"
    run(db, path, parts_only=True)
    with pytest.raises(InputError, match="a Parquet dataset is of one edition"):
        run(db, path, parts_only=True, rules="gopher")
    with pytest.raises(InputError, match="add --parts-only"):
        run(db, path)
    with pytest.raises(InputError, match="--outlets and --dedupe"):
        run(db, path, parts_only=True, dedupe=True)
    run(tmp_path / "tables.duckdb", path)
    with pytest.raises(InputError, match="holds articles in tables"):
        run(tmp_path / "tables.duckdb", path, parts_only=True)


def test_commands_that_write_refuse_a_dataset(tmp_path, make_articles, write_jsonl):
    """Passes over the store and another ruleset need tables."""
    db = tmp_path / "w.duckdb"
    run(db, write_jsonl(make_articles(1)), parts_only=True)
    for each in (partial(activate_ruleset, "gopher"), mark_duplicates, mark_outlets):
        with pytest.raises(InputError, match="that takes a database of tables"):
            each(db, wait=False)


@pytest.mark.parametrize("where", ["beside the database", "elsewhere"])
def test_an_outlet_is_forgotten_in_a_dataset(tmp_path, make_articles, write_jsonl, where):
    """Not a byte of it is left in any file, the views show the others, a reject that shows it goes; the dataset goes on."""
    db = tmp_path / "w.duckdb"
    options = {"parts_only": True} | ({"parts": str(tmp_path / "place")} if where == "elsewhere" else {})
    secret = [{"id": f"zq{n}", "source": "zq-secret.example", "text": f"Quillhaven met on Monday {n}."} for n in range(2)]
    path = write_jsonl([*make_articles(8), *secret, {"id": "zq0", "text": None}])
    run_score(ScoreRequest((str(path),), db, **options), SMALL)
    done = forget(db, Wanted(source="zq-secret.example"), wait=False).removed
    assert (done.n_articles, done.unknown, done.n_parts) == (2, [], 1)
    assert {name: done.rows[name] for name in ("article_versions", "scorecards", "measures", "rejects")} == {
        "article_versions": 2, "scorecards": 2, "measures": 2, "rejects": 1,
    }  # fmt: skip
    with open_published(db) as connection:
        assert select(connection, "SELECT count(*), count(DISTINCT source) FROM article_scores").fetchall() == [(8, 4)]
        assert select(connection, "SELECT count(*) FROM findings WHERE article_id LIKE 'zq%'").fetchall() == [(0,)]
    texts = [pq.read_table(file).to_pylist() for file in tmp_path.rglob("*.parquet")]
    assert "zq-secret" not in repr(texts)
    assert "Quillhaven" not in repr(texts)
    assert not [file for file in tmp_path.rglob("*.duckdb") if b"Quillhaven" in file.read_bytes()]
    again = run_score(ScoreRequest((str(write_jsonl(make_articles(9))),), db, **options), SMALL)
    assert (again.counts.n_scored, again.counts.n_unchanged) == (1, 8)
    assert forget(db, Wanted(("zq0", "a8")), wait=False).removed[:2] == (1, ["zq0"])


def test_old_articles_are_forgotten_in_an_object_store(bucket, tmp_path, make_articles, write_jsonl):
    """By date, without one by when they were first read."""
    old = {"id": "old", "source": "o.example", "date": "2020-01-01", "text": "The council met on Monday."}
    db = tmp_path / "w.duckdb"
    run_score(ScoreRequest((str(write_jsonl([*make_articles(3), old])),), db, parts=f"{bucket}/aged", parts_only=True))
    assert forget(db, Wanted(older_than=timedelta(days=365)), wait=False).removed.n_articles == 1
    with open_published(db) as connection:
        assert select(connection, "SELECT article_id FROM articles ORDER BY ALL").fetchall() == [("a0",), ("a1",), ("a2",)]
    remove_folder(f"{bucket}/aged")


@pytest.mark.parametrize("options", [{}, {"text": "original", "split": "source", "format": "jsonl.zst"}])
def test_a_dataset_is_exported_as_tables_are(tmp_path, calm, options):
    """Row by row the same as from a database of tables, in the same files."""
    (path, undisturbed), db = calm, tmp_path / "w.duckdb"
    run_score(ScoreRequest((str(path),), db, parts_only=True), SMALL)
    done = [
        export(ExportRequest(tmp_path / name, each, **options)) for name, each in (("files", db), ("tables", undisturbed))
    ]
    assert done[0].manifest["files"] == done[1].manifest["files"]
    assert done[0].manifest["corpus"]["articles"] == 30
    assert sum(file["rows"] for file in done[0].manifest["files"]) == 30


def test_an_export_notices_that_its_dataset_grows(tmp_path, make_articles, write_jsonl, monkeypatch):
    """What is counted would not be what is written: one sentence, and asked again it goes through."""
    db, out = tmp_path / "w.duckdb", tmp_path / "out"
    run(db, write_jsonl(make_articles(3)), parts_only=True)

    def grown(connection, request):
        run(db, write_jsonl(make_articles(4)), parts_only=True)
        return gather(connection, request)

    monkeypatch.setattr(command, "gather", grown)
    with pytest.raises(WinnowError, match="dataset grew while it was being read"):
        export(ExportRequest(out, db))
    monkeypatch.undo()
    assert not out.exists()
    assert export(ExportRequest(out, db)).manifest["corpus"]["articles"] == 4


def test_an_export_notices_that_an_article_is_forgotten(tmp_path, make_articles, write_jsonl, monkeypatch):
    """The parts are written anew under the same names: no file is written with what is left of them."""
    db, out = tmp_path / "w.duckdb", tmp_path / "out"
    run(db, write_jsonl(make_articles(3)), parts_only=True)

    def dealt(connection, into):
        forget(db, Wanted(("a1",)), wait=False)
        return deal_out(connection, into)

    monkeypatch.setattr(command, "deal_out", dealt)
    with pytest.raises(WinnowError, match="forgotten while they were being exported"):
        export(ExportRequest(out, db))
    assert not list(out.rglob("*.parquet"))
