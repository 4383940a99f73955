"""Parts: taken in after a kill, kept as a Parquet dataset, in a folder and in an object store."""

import json
from datetime import UTC, datetime

import duckdb
import pytest

from flows.errors import InputError
from flows.request import ScoreRequest
from flows.run import run_score
from flows.store.errors import StoreError
from flows.store.forgetting import Wanted, forget
from flows.store.parts import Staging, folders, make_folder, part_names, remove_folder, write_part
from flows.store.places import parts_folder
from flows.store.reading import open_published, select
from flows.store.rows import part_of
from tests.part_samples import FEW, SMALL, interrupted
from tests.store_samples import article, card
from tests.whole_runs import rows, run

NOW = datetime(2026, 3, 4, tzinfo=UTC)


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
