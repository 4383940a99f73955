"""``winnow sql``: whatever is asked, it ends, stays within its memory, and reads this database only."""

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import duckdb
import pytest

from flows.rows import distinct, print_rows
from flows.store.errors import QueryError
from flows.store.reading import batches_of, columns_of, open_published, select
from flows.terminal import json_line, visible
from tests.store_samples import article, run

ROOT = Path(__file__).parent.parent


@pytest.fixture(scope="module")
def db(tmp_path_factory):
    """Return a database with one article."""
    path = tmp_path_factory.mktemp("asked") / "w.duckdb"
    run(path, [article(1)])
    return path


@pytest.fixture
def sql(winnow, db):
    """Return a function that asks the database."""
    return lambda query, *arguments: winnow("sql", query, "--db", db, *arguments)


def test_a_query_without_end_is_ended(sql):
    """The system's alarm ends it wherever it is; exit code 1 and one sentence that says what gives more time."""
    done = sql("SELECT count(*) FROM range(10000000) a, range(10000000) b", "--timeout", "1")
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr == "winnow: the query took more than 1 seconds and was ended; --timeout gives it more\n"


@pytest.mark.skipif(sys.platform != "linux", reason="the limit on addresses is Linux's")
def test_a_query_for_more_memory_than_there_is_fails(sql):
    """Also where DuckDB's own limit counts nothing: a sentence with exit code 2, and no machine that swaps."""
    done = sql("SELECT len(range(2000000000))")
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr == "winnow: the query needs more memory than it may have; ask for less at a time\n"


@pytest.mark.parametrize(
    "query",
    [
        "FROM read_text('/etc/hostname')",
        "FROM read_blob('/etc/*')",
        "FROM '/etc/hostname'",
        "FROM glob('/etc/*')",
        "FROM read_csv('/etc/passwd')",
        "FROM parquet_metadata('/tmp/x.parquet')",
        "FROM sniff_csv('/etc/passwd')",
        "SELECT * FROM query('FROM read_text(''/etc/hostname'')')",
        "SELECT getenv('HOME')",
        "INSTALL httpfs",
        "SET memory_limit = '100GB'",
        "COPY (SELECT 1) TO '/tmp/x.csv'",
    ],
)
def test_a_query_reads_no_other_file_and_changes_no_limit(db, query):
    """In the same connection that the process opens: refused in words."""
    with open_published(db, memory_limit="1GB") as connection, pytest.raises(QueryError):
        list(batches_of(select(connection, query)))


def test_nobody_is_left_when_the_command_is_interrupted(db):
    """Ended from outside, the command takes its process with it."""
    command = [
        sys.executable,
        "-c",
        "from flows.cli import main; main()",
        "sql",
        "SELECT count(*) FROM range(9999999) a, range(9999999) b",
    ]
    asking = subprocess.Popen(
        [*command, "--db", str(db)], env=os.environ | {"PYTHONPATH": str(ROOT)}, start_new_session=True,
        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    children = Path(f"/proc/{asking.pid}/task/{asking.pid}/children")
    if not children.parent.exists():
        pytest.skip("no /proc to look for the process in")
    deadline = time.monotonic() + 60
    while not (found := children.read_text().split()) and time.monotonic() < deadline:
        time.sleep(0.05)
    time.sleep(1.0)
    os.kill(asking.pid, signal.SIGINT)
    asking.wait(timeout=60)
    assert found
    assert not Path(f"/proc/{found[0]}").exists()


def printed(db, capsys, query, form):
    """Return what is printed of a query."""
    with open_published(db) as connection:
        cursor = select(connection, query)
        print_rows(columns_of(cursor), batches_of(cursor), form)
    return capsys.readouterr().out


def test_json_has_every_column_once_and_only_what_json_has(db, capsys):
    """Columns of one name get numbers as in DuckDB; NaN and infinity, which no other reader takes, are null."""
    query = "SELECT 1 AS a, 2 AS a, 'nan'::DOUBLE AS n, {'x': ['inf'::DOUBLE, 1.5]} AS s, MAP {1.5: 2} AS m"
    assert json.loads(printed(db, capsys, query, "json"), parse_constant=pytest.fail) == {
        "a": 1, "a_1": 2, "n": None, "s": {"x": [None, 1.5]}, "m": {"1.5": 2},
    }  # fmt: skip


@pytest.mark.parametrize(
    ("names", "told"),
    [
        (["a", "b"], ["a", "b"]),
        (["a", "a", "a"], ["a", "a_1", "a_2"]),
        (["a", "a", "a_1"], ["a", "a_2", "a_1"]),
        (["a_1", "a", "a"], ["a_1", "a", "a_2"]),
    ],
)
def test_names_are_told_apart(names, told):
    """A name that is taken, also by a later column, is not given again."""
    assert distinct(names) == told


def test_a_table_is_printed_a_batch_at_a_time(db, capsys):
    """Rows beyond the first thousand are all there; the first ones give the widths."""
    lines = printed(db, capsys, "SELECT i, i * 1000000 AS far FROM range(2500) t(i)", "table").splitlines()
    assert (len(lines), lines[0], lines[1]) == (2501, "i    far", "0    0")
    assert lines[-1] == "2499  2499000000"


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("plain", "plain"),
        ("\x1b[31m", "⟨U+001B⟩[31m"),
        ("a\x9bb\x85", "a⟨U+009B⟩b⟨U+0085⟩"),
        ("\u202eevil\u2028", "⟨U+202E⟩evil⟨U+2028⟩"),
        ("one\n\ttwo", "one\n\ttwo"),
        ("Ünïcödé — 漢字 🙂", "Ünïcödé — 漢字 🙂"),
        ("\udcff.jsonl", "⟨U+DCFF⟩.jsonl"),
    ],
)
def test_what_acts_on_a_terminal_is_a_token(text, shown):
    """Everything else is shown as it is."""
    assert visible(text) == shown
    assert json.loads(json_line(text)) == text
    assert visible(json_line(text)) == json_line(text)


@pytest.mark.parametrize(
    "query",
    [
        "",
        "SELECT 1; SELECT 2",
        "DELETE FROM runs",
        "SET threads = 1",
        "ATTACH 'x.duckdb'",
        "COPY runs TO 'runs.csv'",
        "PRAGMA database_list",
        "CALL pragma_version()",
        "SELECT * FROM read_text('/etc/hostname')",
        "FROM '/etc/hostname'",
        "SELECT nonsense FROM runs",
    ],
)
def test_only_one_select_and_only_this_file(db, query):
    """Anything but one SELECT over this database is refused in words."""
    with open_published(db) as connection, pytest.raises(QueryError):
        select(connection, query).fetchall()


@pytest.mark.parametrize(
    "query", ["FROM runs", "DESCRIBE articles", "WITH x AS (SELECT 1 AS y) SELECT y FROM x", "SHOW TABLES"]
)
def test_what_reads_is_allowed(db, query):
    """Every way of writing a query works."""
    with open_published(db) as connection:
        assert select(connection, query).fetchall()


def test_locked_configuration_stays(db):
    """The safe settings cannot be taken back."""
    with open_published(db) as connection, pytest.raises(duckdb.Error, match="locked"):
        connection.execute("SET enable_external_access = true")
