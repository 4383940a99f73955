"""The files of a store: who may write, what readers see, and what a kill leaves behind."""

import hashlib
import os
import random
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

import duckdb
import pytest

from flows.store import describing
from flows.store.errors import StoreBusyError, UnreadableStoreError
from flows.store.lock import holder, writer_lock
from flows.store.places import folder_of, unfinished, working_file
from flows.store.reading import open_published, select
from flows.store.writing import open_store
from tests.store_samples import GRAIN, article, ask, doubles, run

ROOT = Path(__file__).parent.parent


@pytest.fixture
def db(tmp_path):
    """Return the path of a database, in a folder whose name has to be quoted."""
    folder = tmp_path / "it's a folder"
    folder.mkdir()
    return folder / "w.duckdb"


def python(code, *arguments):
    """Start a Python process of its own that can import everything."""
    return subprocess.Popen(
        [sys.executable, "-c", code, *map(str, arguments)],
        env=os.environ | {"PYTHONPATH": str(ROOT)}, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
    )  # fmt: skip


def digests(folder):
    """Return the digest of every file below a folder, but for the lock."""
    return {
        path: hashlib.sha256(path.read_bytes()).hexdigest()
        for path in folder.rglob("*")
        if path.is_file() and path.name != "lock"
    }


HOLD = """
import sys
from pathlib import Path
from flows.store.lock import writer_lock
with writer_lock(Path(sys.argv[1]), wait=False):
    print("held", flush=True)
    sys.stdin.readline()
"""


def test_second_writer_fails_at_once_and_names_the_first(db):
    """Another process holds the lock: who, where and since when; once it is gone, the lock is free."""
    with python(HOLD, db) as process:
        assert process.stdout.readline() == "held\n"
        assert str(process.pid) in holder(db)
        with pytest.raises(StoreBusyError, match=rf"process {process.pid} on .* since 20\d\d-"), open_store(db):
            pass
        with pytest.raises(
            UnreadableStoreError, match=rf"does not exist; it is there when process {process.pid} .* first run"
        ):
            open_published(db)
        process.kill()
    assert holder(db) is None
    with open_store(db):
        assert str(os.getpid()) in holder(db)


def test_what_is_not_winnows_is_refused_and_left_alone(db):
    """A text file named as the database: refused, unchanged, and no folder is made beside it."""
    db.write_text("An article.")
    with pytest.raises(UnreadableStoreError, match="cannot be opened"), open_store(db):
        pass
    assert [path.name for path in db.parent.iterdir()] == [db.name]
    assert db.read_text() == "An article."


def test_waiting_writer_gets_its_turn(db):
    """With ``wait`` the second writer goes on when the first has ended."""
    with python(HOLD, db) as process:
        assert process.stdout.readline() == "held\n"
        threading.Timer(0.3, process.kill).start()
        with writer_lock(db, wait=True):
            assert process.wait() == -signal.SIGKILL


def test_reader_keeps_its_state_and_sees_the_new_one_on_reopening(db):
    """Publishing neither waits for a reader nor changes what it sees."""
    run(db, [article(1)])
    with open_published(db) as reader:
        run(db, [article(2)], run_id="second")
        assert select(reader, "SELECT count(*) FROM articles").fetchone() == (1,)
    assert ask(db, "SELECT count(*) FROM articles") == [(2,)]


def format_of(path):
    """Return what DuckDB says of a file's storage format."""
    with duckdb.connect() as connection:
        connection.execute("ATTACH '" + str(path).replace("'", "''") + "' AS published (READ_ONLY)")
        return str(connection.execute("SELECT tags FROM duckdb_databases() WHERE database_name = 'published'").fetchone())


def test_published_file_is_in_the_old_format(db):
    """DuckDB 1.4 reads it: the header names storage version 67 or older (1.4.0), not that of 2.0."""
    run(db, [article(1)])
    assert "v1.4.0" in format_of(db)
    assert db.read_bytes() == working_file(db).read_bytes()


def test_a_working_file_in_a_newer_format_is_published_in_the_old_one(db):
    """An earlier edition made such files: their rows are written anew."""
    run(db, [article(1)])
    working_file(db).unlink()
    with duckdb.connect(str(working_file(db))) as connection:
        connection.execute("ATTACH '" + str(db).replace("'", "''") + "' AS source (READ_ONLY)")
        connection.execute("COPY FROM DATABASE source TO working")
    assert "v1.4.0" not in format_of(working_file(db))
    run(db, [article(2)], run_id="second")
    assert "v1.4.0" in format_of(db)
    assert ask(db, "SELECT count(*) FROM articles") == [(2,)]


def test_a_working_file_of_free_blocks_is_not_published_as_it_is(db):
    """What was large once does not stay large for whoever copies the database."""
    run(db, [article(1)])
    with open_store(db) as store:
        for sql in (
            "CREATE TABLE filler AS SELECT random() AS n FROM range(1_000_000)",
            "CREATE TABLE last AS SELECT random() AS n FROM range(300_000)",
        ):
            store._connection.execute(f"{sql}; CHECKPOINT")
        store._connection.execute("DROP TABLE filler; CHECKPOINT")
        store.publish()
    assert 1.5 * db.stat().st_size < working_file(db).stat().st_size


@pytest.mark.parametrize("name", ["working", "published"])
def test_newer_schema_is_refused_untouched(db, name):
    """A newer Winnow's file, working or published alone, is refused in words and keeps every byte."""
    run(db, [article(1)])
    path = working_file(db) if name == "working" else db
    with duckdb.connect(str(path)) as connection:
        connection.execute("UPDATE settings SET value = '99' WHERE name = 'schema_version'")
    if name == "published":
        working_file(db).unlink()
    before = digests(db.parent)
    with pytest.raises(UnreadableStoreError, match=r"schema 99.*update Winnow"), open_store(db):
        pass
    if name == "published":
        with pytest.raises(UnreadableStoreError, match="schema 99"):
            open_published(db)
    assert digests(db.parent) == before


@pytest.mark.parametrize(
    ("content", "message"),
    [(None, "does not exist"), (b"not a database at all", "DuckDB"), ("foreign", "not one that Winnow wrote")],
)
def test_what_is_no_database_is_said_so(db, content, message):
    """A missing file, another kind of file, somebody else's database."""
    if content == "foreign":
        with duckdb.connect(str(db)) as connection:
            connection.execute("CREATE TABLE articles (id INTEGER)")
    elif content:
        db.write_bytes(content)
    with pytest.raises(UnreadableStoreError, match=message):
        open_published(db)
    if content:
        before = digests(db.parent)
        with pytest.raises(UnreadableStoreError, match=message), open_store(db):
            pass
        assert digests(db.parent) == before


def test_published_file_alone_is_enough(db):
    """Moved without its folder, the store goes on from the published file."""
    run(db, [article(1)])
    working_file(db).unlink()
    assert run(db, [article(1), article(2)], run_id="second") == (1, 0)
    assert ask(db, "SELECT count(*) FROM articles") == [(2,)]


def test_unfinished_files_are_removed(db):
    """What a writer left that was killed while publishing is gone at the next opening."""
    run(db, [article(1)])
    left = [unfinished(db), unfinished(db).with_name("w.duckdb.new.wal"), unfinished(working_file(db))]
    for path in left:
        path.write_bytes(b"half")
    with open_store(db):
        pass
    assert not [path for path in left if path.exists()]
    assert {path.name for path in db.parent.iterdir()} == {"w.duckdb", "w.duckdb.d"}


def test_empty_working_file_is_taken(db):
    """A writer killed before its first migration leaves a file without tables."""
    folder_of(db).mkdir()
    duckdb.connect(str(working_file(db))).close()
    assert run(db, [article(1)]) == (1, 0)


def test_missing_measure_column_is_added(db):
    """A measure that the file does not know gets its column, empty for what was measured before."""
    run(db, [article(1)])
    with duckdb.connect(str(working_file(db))) as connection:
        connection.execute("ALTER TABLE measures DROP COLUMN quality_word_count")
    run(db, [article(2, "Share! One.")], run_id="second")
    assert ask(db, "SELECT quality_word_count FROM article_scores ORDER BY article_id") == [(None,), (2.0,)]


SAVE = """
import sys
from datetime import UTC, datetime
from pathlib import Path
from flows.store.rows import part_of
from flows.store.runs import RunStart
from flows.store.writing import open_store
from tests.store_samples import NEWS, article, card
with open_store(Path(sys.argv[1])) as store:
    store.begin_run(RunStart(sys.argv[2], datetime.now(UTC), "scorer-1", NEWS, ()))
    for batch in range(200):
        articles = [article(batch * 20 + number, f"Share! {batch} " + "x " * 2000) for number in range(20)]
        now = datetime.now(UTC)
        pending = store.pending(articles, "scorer-1", NEWS.digest, now)
        store.save(part_of([card(each) for each in pending.new], pending.new, sys.argv[2], pending.seen_at))
        print(batch, flush=True)
"""


def test_killed_while_saving_loses_and_doubles_nothing(db):
    """Killed three times with SIGKILL: every batch that was acknowledged is whole, none stands twice."""
    rng = random.Random(3)
    for attempt in range(3):
        with python(SAVE, db, f"run-{attempt}") as process:
            for _ in range(2 + attempt * 10):
                acknowledged = int(process.stdout.readline())
            time.sleep(rng.random() * 0.02)
            process.kill()
        with open_store(db) as store:
            store.publish()
        stored = dict(ask(db, "SELECT split_part(text, ' ', 2)::INTEGER, count(*) FROM article_versions GROUP BY ALL"))
        assert set(range(acknowledged + 1)) <= set(stored)
        assert set(stored.values()) == {20}, "a batch is stored whole or not at all"
        assert doubles(db) == []
    counts = {
        name: ask(db, f"SELECT count(*) FROM {name}")[0][0]
        for name in GRAIN
        if name not in ("runs", "settings", "rulesets", "scorers", "outlet_lines", "duplicates", "source_alerts")
    }
    versions = counts["article_versions"]
    twice = {"findings", "judgements"}
    assert counts == {name: versions * (2 if name in twice else 1) for name in counts}


def test_database_page_is_current():
    """``docs/database.md`` says what the schema says."""
    assert (ROOT / "docs" / "database.md").read_text("utf-8") == describing.describe(), describing.__doc__
