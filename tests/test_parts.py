"""Parts: taken in after a kill, kept as a Parquet dataset, in a folder and in an object store."""

import json
from datetime import UTC, datetime, timedelta
from functools import partial

import boto3
import duckdb
import pyarrow.parquet as pq
import pytest
from moto.server import ThreadedMotoServer

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
from flows.store.parts import Staging, folders, make_folder, part_names, remove_folder, write_part
from flows.store.places import parts_folder
from flows.store.reading import open_published, select
from flows.store.rows import part_of
from flows.store.schema import VIEWS
from flows.workers import HERE
from tests.store_samples import article, card
from tests.test_run import rows, run

NOW = datetime(2026, 3, 4, tzinfo=UTC)
SMALL, FEW = (HERE._replace(shard_size=size, in_process=False) for size in (5, 15))
"""Crews that leave parts, as processes of their own do."""


class Killed(BaseException):
    """Stands for the end of a process: nothing of ours catches it."""


@pytest.fixture(scope="module")
def calm(tmp_path_factory, make_articles):
    """Return thirty articles as JSON lines, and the rows of an undisturbed run over them."""
    folder = tmp_path_factory.mktemp("calm")
    path = folder / "input.jsonl"
    path.write_text("".join(json.dumps(each) + "\n" for each in make_articles(30)), "utf-8")
    run(folder / "calm.duckdb", path)
    return path, folder / "calm.duckdb"


def interrupted(db, path, crew=SMALL, **options):
    """Run until four shards are scored and the first is taken in; what is left is as after a kill."""

    def submit(function, work, handed_out=[]):  # noqa: B006 - counts
        if len(handed_out) == 4:
            raise Killed
        handed_out.append(work)
        return HERE.submit(function, work)

    with pytest.raises(Killed):
        run_score(ScoreRequest((str(path),), db, **options), crew._replace(submit=submit))


@pytest.fixture(scope="session")
def bucket():
    """Yield the address of a folder in an object store on loopback."""
    with pytest.MonkeyPatch.context() as patch:
        for name, value in {
            "AWS_ACCESS_KEY_ID": "test", "AWS_SECRET_ACCESS_KEY": "test", "AWS_DEFAULT_REGION": "us-east-1",
            "AWS_EC2_METADATA_DISABLED": "true",
        }.items():  # fmt: skip
            patch.setenv(name, value)
        server = ThreadedMotoServer("127.0.0.1", port=0, verbose=False)
        server.start()
        host, port = server.get_host_and_port()
        patch.setenv("AWS_ENDPOINT_URL", f"http://{host}:{port}")
        client = boto3.client("s3", endpoint_url=f"http://{host}:{port}")
        client.create_bucket(Bucket="parts")
        client.close()
        yield "s3://parts/winnow"
        server.stop()


def test_what_a_killed_run_scored_is_not_scored_again(tmp_path, calm):
    """Parts that were complete are taken in by the next run, which scores only the rest; nothing is left of them."""
    (path, undisturbed), db = calm, tmp_path / "w.duckdb"
    interrupted(db, path)
    assert len(folders(str(parts_folder(db)))) == 1
    again = run_score(ScoreRequest((str(path),), db), SMALL)
    assert (again.counts.n_scored, again.counts.n_unchanged) == (10, 20)
    assert rows(db) == rows(undisturbed)
    assert not parts_folder(db).exists()


def test_one_process_leaves_no_parts_and_loses_no_shard(tmp_path, calm):
    """Rows go straight to the store, shard by shard: killed, a run has stored all shards that it has scored."""
    (path, undisturbed), db = calm, tmp_path / "w.duckdb"
    interrupted(db, path, SMALL._replace(in_process=True))
    assert not list(parts_folder(db).rglob("*.parquet"))
    again = run_score(ScoreRequest((str(path),), db), SMALL)
    assert (again.counts.n_scored, again.counts.n_unchanged) == (10, 20)
    assert rows(db) == rows(undisturbed)


def test_a_damaged_part_is_scored_again(tmp_path, calm):
    """A part cut off in the middle, as by a loss of power, is thrown away; so is one whose last file is missing."""
    (path, undisturbed), db = calm, tmp_path / "w.duckdb"
    interrupted(db, path)
    (left,) = parts_folder(db).iterdir()
    second, third, *_ = part_names(str(left))
    (left / "measures" / f"{second}.parquet").write_bytes(b"PAR1 and no more")
    (left / "scorecards" / f"{third}.parquet").unlink()
    (left / "findings" / f"{third}.parquet.tmp").write_bytes(b"half")
    assert run_score(ScoreRequest((str(path),), db), SMALL).counts.n_unchanged == 10
    assert rows(db) == rows(undisturbed)
    assert not parts_folder(db).exists()


def test_parts_of_another_database_are_left_alone(tmp_path, calm):
    """Two databases may use one place: a run takes in only what runs of its own database left."""
    path, place = calm[0], str(tmp_path / "shared")
    interrupted(tmp_path / "one.duckdb", path, parts=place)
    (left,) = folders(place)
    assert run(tmp_path / "two.duckdb", path, parts=place).counts.n_scored == 30
    assert folders(place) == [left]


def test_who_outlives_his_run_has_no_place_to_write_to(tmp_path):
    """A worker that is still at it when its run is over, or that does not share the folder, fails and leaves nothing."""
    folder = str(tmp_path / "parts" / "run")
    make_folder(folder)
    remove_folder(folder)
    with pytest.raises(StoreError, match="the run is over, or --parts is not shared by all machines"):
        write_part(Staging(folder, lasting=False), "1", part_of([card(article(1))], [article(1)], "run", NOW))
    assert not (tmp_path / "parts").exists()


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


def test_nothing_is_forgotten_while_a_killed_run_has_rows_elsewhere(tmp_path, calm):
    """What the next run would bring back is not forgotten silently; once it is taken in, all of it is."""
    path, db, place = calm[0], tmp_path / "w.duckdb", str(tmp_path / "place")
    interrupted(db, path, parts=place)
    ids = tuple(json.loads(line)["id"] for line in path.read_text("utf-8").splitlines())
    with pytest.raises(InputError, match=f"left rows of articles in {place}.*nothing was forgotten"):
        forget(db, Wanted(ids), wait=False)
    run_score(ScoreRequest((str(path),), db, parts=place), SMALL)
    assert forget(db, Wanted(ids), wait=False).removed.n_articles == 30
    assert rows(db)["article_versions"] == []


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


def test_parts_of_an_object_store(bucket, tmp_path, calm):
    """Parts go through an object store as through a folder, merged or kept; nothing of a run is left there."""
    path, undisturbed = calm
    run_score(ScoreRequest((str(path),), tmp_path / "merged.duckdb", parts=bucket), FEW)
    assert folders(bucket) == []
    run_score(ScoreRequest((str(path),), tmp_path / "kept.duckdb", parts=bucket, parts_only=True), FEW)
    assert folders(bucket) == ["dataset"]
    assert rows(tmp_path / "merged.duckdb") == rows(undisturbed)
    with (
        open_published(tmp_path / "kept.duckdb") as kept,
        duckdb.connect(str(undisturbed), read_only=True) as near,
    ):
        for table in ("article_versions", "findings"):
            query = (
                f"SELECT * EXCLUDE (text_sha256) FROM {table} ORDER BY ALL"
                if table == "findings"
                else f"SELECT article_id, text FROM {table} ORDER BY ALL"
            )
            assert select(kept, query).fetchall() == near.execute(query).fetchall()
