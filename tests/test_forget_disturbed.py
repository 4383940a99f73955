"""Forgetting that is killed, beside readers and writers, or asked for in a way that says nothing."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from flows.errors import InputError
from flows.forgetting import forget_articles, wanted_articles
from flows.store import working
from flows.store.errors import StoreBusyError, UnreadableStoreError
from flows.store.forgetting import Wanted, forget
from flows.store.lock import writer_lock
from flows.store.places import folder_of, working_file
from flows.store.reading import open_published
from flows.store.writing import open_store
from tests.forget_samples import NEEDLES, rows_with
from tests.store_samples import ask


def test_what_killed_processes_spilled_is_removed(secret_db):
    """DuckDB puts texts beside the file that is open; who opens the working file next takes the writer's away."""
    spills = [secret_db.with_name("w.duckdb.tmp"), folder_of(secret_db) / "working.duckdb.tmp"]
    for spill in spills:
        spill.mkdir()
        (spill / "duckdb_temp_1.tmp").write_bytes(b"Quillhaven")
    with open_store(secret_db) as store:
        store.publish()
    assert [spill.exists() for spill in spills] == [True, False]
    forget(secret_db, Wanted(("zq-secret-id",)), wait=False)
    assert [spill.exists() for spill in spills] == [False, False]


ROOT = Path(__file__).parent.parent
KILLED = """
import os, signal, sys
from pathlib import Path
from flows.store import forgetting
from flows.store.forgetting import Wanted
def kill(*arguments, **options):
    os.kill(os.getpid(), signal.SIGKILL)
forgetting.Store.publish = kill
forgetting.forget(Path(sys.argv[1]), Wanted(("zq-secret-id",)), wait=False)
"""


def test_killed_forgetting_is_finished_by_asking_again(secret_db):
    """Whatever was done already: asked again, nothing is left, though nothing is found any more in the tables."""
    command = [sys.executable, "-c", KILLED, str(secret_db)]
    done = subprocess.run(command, env=os.environ | {"PYTHONPATH": str(ROOT)}, check=False, timeout=60)
    assert done.returncode == -9
    assert rows_with(secret_db, NEEDLES) != set()
    with pytest.raises(InputError, match="nothing was stored under 'zq-secret-id'"):
        forget_articles(secret_db, Wanted(("zq-secret-id",)), wait=False)
    assert rows_with(secret_db, NEEDLES) == set()
    assert ask(secret_db, "SELECT count(*) FROM article_scores") == [(13,)]


def test_a_run_after_a_killed_forgetting_publishes_no_bytes_of_it(secret_db, monkeypatch):
    """Until the working file is written anew, what is published is its rows and not its bytes, however few blocks are free."""
    monkeypatch.setattr(working, "_MOSTLY_FULL", 0)
    command = [sys.executable, "-c", KILLED, str(secret_db)]
    assert subprocess.run(command, env=os.environ | {"PYTHONPATH": str(ROOT)}, check=False, timeout=60).returncode == -9
    with open_store(secret_db) as store:
        store.publish()
    assert secret_db.read_bytes() != working_file(secret_db).read_bytes()
    assert not any(needle.encode() in secret_db.read_bytes() for needle in NEEDLES)
    assert ask(secret_db, "SELECT count(*) FROM article_scores") == [(13,)]


def test_readers_keep_what_they_have_open(secret_db):
    """Who opened the database before still reads it; who opens it after does not find the article."""
    with open_published(secret_db) as reader:
        forget(secret_db, Wanted(("zq-secret-id",)), wait=False)
        assert reader.execute("SELECT count(*) FROM articles").fetchone() == (14,)
    assert ask(secret_db, "SELECT count(*) FROM articles") == [(13,)]


@pytest.mark.parametrize(
    "arguments", [((), None, None), (("a",), "b.example", None), ((), None, "365"), ((), None, "0d"), ((), None, "1y")]
)
def test_what_is_meant_has_to_be_said_once(arguments):
    """Ids, or an outlet, or an age in days: exactly one of them."""
    with pytest.raises(InputError, match=r"their ids, or --source|number of days"):
        wanted_articles(*arguments)


def test_nothing_is_made_where_there_is_no_database(tmp_path):
    """A slip in the path makes no empty database."""
    with pytest.raises(UnreadableStoreError, match="does not exist"):
        forget_articles(tmp_path / "none.duckdb", Wanted(("a",)), wait=False)
    assert list(tmp_path.iterdir()) == []


def test_a_writer_is_not_disturbed(secret_db):
    """While somebody writes, forgetting fails at once."""
    with writer_lock(secret_db, wait=False), pytest.raises(StoreBusyError):
        forget(secret_db, Wanted(("a",)), wait=False)
