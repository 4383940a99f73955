"""What the machine does to a run: full disks, links, permissions, clocks, kills and no network."""

import json
import os
import re
import resource
import shutil
import signal
import subprocess
import sys
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

import duckdb
import pytest

from flows.request import ScoreRequest
from flows.run import run_score
from flows.store import schema, version, writing
from flows.store.errors import UnreadableStoreError
from flows.store.places import working_file
from flows.store.reading import open_published
from flows.store.version import migrations
from flows.store.working import open_working
from tests.store_samples import article, ask, run

ROOT = Path(__file__).parent.parent
COMMAND = [sys.executable, "-c", "from flows.cli import main; main()"]


def start(folder, *arguments, before=(), **options):
    """Run the command in a folder, with something in front of it; return what it said."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith("PREFECT")}
    environment |= {"PYTHONPATH": str(ROOT), "NO_COLOR": "1", "PREFECT_HOME": str(folder / "prefect")}
    return subprocess.run(
        [*before, *COMMAND, *arguments], cwd=folder, env=environment, check=False,
        capture_output=True, text=True, timeout=300, **options,
    )  # fmt: skip


def test_a_full_disk_is_named_and_costs_nothing_that_was_stored(tmp_path, make_articles, write_jsonl):
    """The system refuses to let any file grow: one sentence with the file, exit code 1; with room again all is there."""
    write_jsonl(make_articles(30))
    arguments = ("score", "input.jsonl", "--no-prefect", "--workers", "1")
    full = start(tmp_path, *arguments, preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (400_000, 400_000)))
    assert full.returncode == 1
    assert re.search(r"Could not write file \"\S+/winnow\.duckdb\.\S+\": File too large", full.stderr)
    assert "what was stored is safe" in full.stderr
    assert "Traceback" not in full.stderr
    assert not (tmp_path / "winnow.duckdb").exists()
    summary = run_score(ScoreRequest((str(tmp_path / "input.jsonl"),), tmp_path / "winnow.duckdb"))
    assert summary.counts.n_scored + summary.counts.n_unchanged == 30


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no /dev/full to write to")
def test_output_that_cannot_be_written_is_said(tmp_path):
    """Standard output on a full disk: exit code 1 and a sentence, not silence or a traceback."""
    run(tmp_path / "w.duckdb", [article(1)])
    with Path("/dev/full").open("w") as full:
        done = subprocess.run(
            [*COMMAND, "sql", "FROM runs", "--db", str(tmp_path / "w.duckdb")],
            stdout=full, stderr=subprocess.PIPE, text=True, env=os.environ | {"PYTHONPATH": str(ROOT)}, check=False,
        )  # fmt: skip
    assert (done.returncode, done.stderr) == (1, "winnow: standard output: No space left on device\n")


def without_rights():
    """Return what starts a command that the system's permissions hold for; as root they would not."""
    if os.geteuid():
        return ()
    if shutil.which("setpriv") is None:
        pytest.skip("root may do anything here, and there is no setpriv to take that away")
    return ("setpriv", "--bounding-set=-dac_override,-dac_read_search")


def test_what_may_not_be_read_is_a_reject_and_a_folder_that_may_not_be_written_is_named(
    tmp_path, make_articles, write_jsonl
):
    """A folder and a file without permission cost themselves; a database in a read-only folder is one sentence."""
    before = without_rights()
    (tmp_path / "in" / "closed").mkdir(parents=True)
    (tmp_path / "locked").mkdir()
    write_jsonl(make_articles(2), "in/good.jsonl")
    write_jsonl(make_articles(2), "in/secret.jsonl").chmod(0)
    closed = [(tmp_path / "in" / "closed", 0), (tmp_path / "locked", 0o555)]
    for folder, mode in closed:
        folder.chmod(mode)
    try:
        read = start(tmp_path, "score", "in", "--no-prefect", "--workers", "1", before=before)
        refused = start(tmp_path, "score", "in", "--no-prefect", "--workers", "1", "--db", "locked/w.duckdb", before=before)
    finally:
        for folder, _ in closed:
            folder.chmod(0o755)
    assert read.returncode == 0, read.stderr
    assert ask(tmp_path / "winnow.duckdb", "SELECT location, reason FROM rejects ORDER BY ALL") == [
        ("in/closed", "the folder cannot be read: Permission denied"),
        ("in/secret.jsonl", "the file cannot be read: Permission denied"),
    ]
    assert (refused.returncode, refused.stderr.splitlines()[-1]) == (1, "winnow: locked/w.duckdb.d: Permission denied")


def test_a_database_that_is_a_link_stays_one(tmp_path):
    """What the link leads to is written, with its folder beside it; also where it leads to nothing yet."""
    (tmp_path / "disk").mkdir()
    link = tmp_path / "w.duckdb"
    link.symlink_to(Path("disk") / "real.duckdb")
    run(link, [article(1)])
    run(link, [article(2)], run_id="second")
    assert link.is_symlink()
    assert {path.name for path in (tmp_path / "disk").iterdir()} == {"real.duckdb", "real.duckdb.d"}
    assert {path.name for path in tmp_path.iterdir()} == {"disk", "w.duckdb"}
    assert ask(tmp_path / "disk" / "real.duckdb", "SELECT count(*) FROM articles") == [(2,)]
    with open_published(link) as connection:
        assert connection.execute("SELECT count(*) FROM articles").fetchone() == (2,)


@pytest.mark.skipif(sys.platform != "linux", reason="macOS has no such names")
def test_names_that_are_not_utf8_are_read_and_a_database_of_such_a_name_is_refused(tmp_path):
    """The place is stored with U+FFFD, the run with its input; DuckDB cannot open such a database."""
    path = Path(os.fsdecode(os.fsencode(tmp_path) + b"/bad\xff.jsonl"))
    path.write_text(json.dumps({"id": "a", "text": "A text."}) + "\n")
    summary = run_score(ScoreRequest((str(path),), tmp_path / "w.duckdb"))
    assert summary.counts.n_scored == 1
    assert ask(tmp_path / "w.duckdb", "SELECT location FROM articles") == [(f"{tmp_path}/bad\ufffd.jsonl:1",)]
    assert ask(tmp_path / "w.duckdb", "SELECT inputs FROM runs") == [([f"{tmp_path}/bad\ufffd.jsonl"],)]
    with pytest.raises(UnreadableStoreError, match="DuckDB opens only files whose names are UTF-8"):
        run_score(ScoreRequest((str(path),), Path(f"{tmp_path}/w\udcff.duckdb")))


def test_a_clock_that_is_set_back_leaves_the_order_of_runs_and_versions(tmp_path, monkeypatch):
    """The run made last is listed last, ends after it began, and its version is the one that the views show."""
    db = tmp_path / "w.duckdb"
    run(db, [article(1)])

    class SetBack(datetime):
        """A clock that a server has set back by a day."""

        @classmethod
        def now(cls, tz=None):
            """Return yesterday."""
            return datetime.now(tz) - timedelta(days=1)

    monkeypatch.setattr(writing, "datetime", SetBack)
    newer = article(1, "Share! The council did not meet.")
    with writing.open_store(db) as store:
        assert store.now() > datetime.now(UTC) - timedelta(hours=1)
    (tmp_path / "in.jsonl").write_text(json.dumps({"id": newer.id, "text": newer.text, "source": newer.source}) + "\n")
    run_score(ScoreRequest((str(tmp_path / "in.jsonl"),), db))
    assert ask(db, "SELECT text FROM articles") == [(newer.text,)]
    runs = ask(db, "SELECT run_id, finished_at >= started_at FROM runs ORDER BY started_at")
    assert [ended for _, ended in runs] == [True, True]
    assert runs[0][0] == "run"


HALF = "CREATE TABLE half (x INTEGER); INSERT INTO half SELECT 1; {end}"
MIGRATE = """
import sys
from pathlib import Path
from flows.store import schema, version, working
known = version.migrations()
schema.migrations = version.migrations = lambda: [*known, (99, sys.argv[2])]
print("ready", flush=True)
with working.open_working(Path(sys.argv[1])): pass
"""


def tables(path):
    """Return the schema version of a file and whether the half-made table is there."""
    with duckdb.connect(str(path)) as connection:
        number = connection.execute("SELECT value FROM settings WHERE name = 'schema_version'").fetchone()[0]
        half = connection.execute("SELECT count(*) FROM duckdb_tables() WHERE table_name = 'half'").fetchone()[0]
    return int(number), half


def test_a_migration_that_fails_half_way_is_rolled_back(tmp_path, monkeypatch):
    """The file is at the step before, whole, and the right migration takes it from there."""
    db = tmp_path / "w.duckdb"
    run(db, [article(1)])
    known = migrations()
    for module in (schema, version):
        monkeypatch.setattr(module, "migrations", lambda: [*known, (99, HALF.format(end="SELECT nonsense"))])
    with pytest.raises(duckdb.Error, match="nonsense"), open_working(db):
        pass
    assert tables(working_file(db)) == (known[-1][0], 0)
    for module in (schema, version):
        monkeypatch.setattr(module, "migrations", lambda: [*known, (99, HALF.format(end=""))])
    with open_working(db) as connection:
        assert connection.execute("SELECT count(*) FROM article_versions").fetchone() == (1,)
    assert tables(working_file(db)) == (99, 1)


def test_a_migration_that_is_killed_half_way_is_rolled_back(tmp_path):
    """SIGKILL in the middle of its transaction: the next opening finds the step before."""
    db = tmp_path / "w.duckdb"
    run(db, [article(1)])
    slow = HALF.format(end="SELECT count(*) FROM range(10000000) a, range(10000000) b")
    with subprocess.Popen(
        [sys.executable, "-c", MIGRATE, str(db), slow], env=os.environ | {"PYTHONPATH": str(ROOT)}, stdout=subprocess.PIPE
    ) as process:
        assert process.stdout.readline() == b"ready\n"
        time.sleep(1.0)
        assert process.poll() is None
        process.kill()
    assert process.returncode == -signal.SIGKILL
    assert tables(working_file(db)) == (migrations()[-1][0], 0)
    assert run(db, [article(1), article(2)], run_id="second") == (1, 0)


STRACE = ("strace", "-f", "-qq", "-e", "trace=connect,sendto,sendmsg,sendmmsg", "-o")
KNOCK = "import socket; socket.socket(socket.AF_INET, socket.SOCK_DGRAM).connect(('192.0.2.1', 9))"
"""Begins a connection to an address that is nobody's; of a datagram nothing is sent."""


def reached(trace):
    """Return the addresses of all connections in a trace."""
    return re.findall(r"sa_family=AF_INET6?,.*?inet_(?:addr|pton)\((?:AF_INET6, )?\"([^\"]+)\"", trace.read_text())


def can_trace(trace):
    """Say whether strace is here, may look at processes, and sees a connection that is known to begin."""
    if shutil.which("strace") is None:
        return False
    subprocess.run([*STRACE, str(trace), sys.executable, "-c", KNOCK], capture_output=True, check=False)
    return trace.exists() and reached(trace) == ["192.0.2.1"]


def test_a_run_asks_for_nothing_beyond_this_machine(tmp_path, make_articles, write_jsonl):
    """Every connection that any process of a run begins, as the system sees it; names are not looked up either."""
    trace = tmp_path / "trace"
    if not can_trace(trace):
        pytest.skip("no strace that may look at processes here")
    write_jsonl(make_articles(12))
    french = {
        "id": "fr",
        "text": "Le conseil de la ville s'est réuni lundi et a voté la réparation du vieux port avant l'hiver.",
    }
    page = (
        "<html><body><article><p>"
        + "The council met on Monday and agreed to repair the pier. " * 9
        + "</p></article></body></html>"
    )
    write_jsonl([french], "fr.jsonl")
    (tmp_path / "page.html").write_text(page)
    before = (*STRACE, str(trace))
    inputs = ("input.jsonl", "fr.jsonl", "page.html")
    done = start(tmp_path, "score", *inputs, "--no-prefect", "--workers", "2", "--outlets", "--dedupe", before=before)
    assert done.returncode == 0, done.stderr
    assert [address for address in reached(trace) if not address.startswith("127.") and address != "::1"] == []
    assert ask(tmp_path / "winnow.duckdb", "SELECT count(*) FROM articles") == [(14,)]
