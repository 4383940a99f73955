"""A run from files to the published database, and what it does when things change or break."""

import json
import os
import shlex
import signal
import subprocess
import sys
import time
from pathlib import Path

import duckdb
import pytest

from flows.errors import InputError
from flows.request import ScoreRequest
from flows.run import run_score
from flows.sources.fields import parse_fields
from flows.summary import lines
from flows.workers import pool
from tests.whole_runs import rows, run

ROOT = Path(__file__).parent.parent


def test_second_run_scores_nothing(tmp_path, make_articles, write_jsonl):
    """What is known is not scored again, and the tables stay as they are."""
    path = write_jsonl(make_articles(40))
    first = run(tmp_path / "w.duckdb", path)
    before = rows(tmp_path / "w.duckdb")
    second = run(tmp_path / "w.duckdb", path)
    assert (first.counts.n_read, first.counts.n_scored, first.counts.n_unchanged) == (40, 40, 0)
    assert (second.counts.n_read, second.counts.n_scored, second.counts.n_unchanged) == (40, 0, 40)
    assert rows(tmp_path / "w.duckdb") == before


def test_a_changed_article_is_a_new_version(tmp_path, make_articles, write_jsonl):
    """Only the changed article is scored; the views show its new text, history keeps the old."""
    articles = make_articles(10)
    run(tmp_path / "w.duckdb", write_jsonl(articles))
    articles[3]["text"] += "\n\nA late addition says that the lighthouse will open after all in June next year."
    second = run(tmp_path / "w.duckdb", write_jsonl(articles))
    assert (second.counts.n_scored, second.counts.n_unchanged) == (1, 9)
    with duckdb.connect(str(tmp_path / "w.duckdb"), read_only=True) as connection:
        assert connection.execute("SELECT count(*) FROM article_versions").fetchone() == (11,)
        assert connection.execute("SELECT text FROM articles WHERE article_id = 'a3'").fetchone() == (articles[3]["text"],)


def test_a_changed_rule_only_judges_again(tmp_path, make_articles, write_jsonl):
    """Another edition of the rules scores nothing, judges all, and is what the views show if its name is the same."""
    path = write_jsonl(make_articles(12))
    mine = tmp_path / "mine.toml"
    mine.write_text("[quality.gopher_word_count]\nmin = 20\n")
    run(tmp_path / "w.duckdb", path, rules=str(mine))
    mine.write_text('[quality.gopher_word_count]\nmin = 5000\naction = "drop"\n')
    second = run(tmp_path / "w.duckdb", path, rules=str(mine))
    assert (second.counts.n_scored, second.n_rejudged) == (0, 12)
    assert second.ruleset == second.active_ruleset
    with duckdb.connect(str(tmp_path / "w.duckdb"), read_only=True) as connection:
        assert connection.execute("SELECT DISTINCT verdict FROM article_scores").fetchall() == [("drop",)]
        assert connection.execute("SELECT count(*), count(DISTINCT ruleset) FROM scorecards").fetchone() == (24, 2)


def test_two_texts_under_one_id_in_one_run_are_counted(tmp_path, make_articles, write_jsonl):
    """The later one is the newest version, and the run says how many ids that happened to."""
    articles = make_articles(3)
    later = articles[1] | {"text": articles[1]["text"] + " The vote was close."}
    summary = run(tmp_path / "w.duckdb", write_jsonl([*articles, later, later]))
    assert summary.n_changed == 1
    assert "ids read with more than one text: 1; the views show the last one read" in lines(summary)
    with duckdb.connect(str(tmp_path / "w.duckdb"), read_only=True) as connection:
        assert connection.execute("SELECT text FROM articles WHERE article_id = 'a1'").fetchone() == (later["text"],)
    again = run(tmp_path / "w.duckdb", write_jsonl(articles))
    assert again.n_changed == 0
    assert "a second" not in " ".join(lines(again))


def test_two_processes_give_the_same_rows(tmp_path, make_articles, write_jsonl):
    """Rows do not depend on how many processes scored them."""
    path = write_jsonl(make_articles(60))
    run(tmp_path / "one.duckdb", path)
    with pool(2) as crew:
        run_score(ScoreRequest((str(path),), tmp_path / "two.duckdb", workers=2), crew)
    assert rows(tmp_path / "one.duckdb") == rows(tmp_path / "two.duckdb")


def test_a_limit_stops_reading(tmp_path, make_articles, write_jsonl):
    """No more records are read than asked for."""
    assert run(tmp_path / "w.duckdb", write_jsonl(make_articles(20)), limit=7).counts.n_read == 7


def test_rules_that_found_nothing_are_kept(tmp_path, make_articles, write_jsonl):
    """Each run keeps which rules did not fire, also for who asks later; a run that scored nothing has asked none."""
    path, db = write_jsonl(make_articles(6)), tmp_path / "w.duckdb"
    summary = run(db, path)
    assert "leak.self_review" in summary.silent_rules
    assert "residue.share_prompt" not in summary.silent_rules
    assert run(db, path).silent_rules == ()
    with duckdb.connect(str(db), read_only=True) as connection:
        kept = connection.execute("SELECT silent_rules FROM runs ORDER BY started_at").fetchall()
    assert kept == [(list(summary.silent_rules),), (None,)]


def test_rules_that_found_nothing_are_named_where_that_tells_something(tmp_path, winnow, make_articles, write_jsonl):
    """A large run names them; a small one, in which most find nothing, says how many, and the command that names them."""
    summary = run(tmp_path / "w.duckdb", write_jsonl(make_articles(6)))
    (small,) = [line for line in lines(summary) if line.startswith("rules that found nothing")]
    assert small.startswith(
        f"rules that found nothing: {len(summary.silent_rules)} of {summary.n_rules}; which: winnow sql "
    )
    listed = winnow(*shlex.split(small.partition("which: winnow ")[2])).stdout.split()
    assert listed == ["rule", *summary.silent_rules]
    large = lines(summary._replace(counts=summary.counts._replace(n_scored=300)))
    first = large.index(f"rules that found nothing: {len(summary.silent_rules)} of {summary.n_rules}") + 1
    named = [line.split(", ") for line in large[first:] if line.startswith("  ")]
    assert [rule.strip() for line in named for rule in line] == list(summary.silent_rules)
    assert [len({rule.strip().partition(".")[0] for rule in line}) for line in named] == [1] * len(named)


def test_retired_rules_are_not_called_silent(tmp_path, make_articles, write_jsonl):
    """Nobody asked them: under a preset only its own rules can have found nothing."""
    summary = run(tmp_path / "w.duckdb", write_jsonl(make_articles(6)), rules="gopher")
    assert "quality.gopher_hash_ratio" in summary.silent_rules
    assert all(rule.startswith("quality.gopher_") for rule in summary.silent_rules)


def start(db, path, environment=None):
    """Start a run with two workers in a process group of its own."""
    command = [
        sys.executable,
        "-c",
        "from flows.cli import main; main()",
        "score",
        str(path),
        "--db",
        str(db),
        "--workers",
        "2",
        "--no-prefect",
    ]
    return subprocess.Popen(
        command, env=os.environ | {"PYTHONPATH": str(ROOT)} | (environment or {}), start_new_session=True,
        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )  # fmt: skip


def alive(group):
    """Return whether any process of the group is left."""
    try:
        os.killpg(group, 0)
    except ProcessLookupError:
        return False
    return True


@pytest.fixture(scope="module")
def long_run(tmp_path_factory, make_articles):
    """Return articles enough for a run that can be killed, as JSON lines, and the rows of an undisturbed run over them."""
    folder = tmp_path_factory.mktemp("long")
    path = folder / "input.jsonl"
    path.write_text("".join(json.dumps(each) + "\n" for each in make_articles(1500)), "utf-8")
    run(folder / "calm.duckdb", path, workers=1)
    return path, rows(folder / "calm.duckdb")


@pytest.mark.parametrize("moment", ["as it opens the store", "while it scores", "late"])
def test_killed_and_repeated_is_as_if_undisturbed(tmp_path, long_run, moment):
    """Killed with SIGKILL and started again, a run ends with the rows of an undisturbed one; no worker is left over."""
    path, undisturbed = long_run
    db = tmp_path / "killed.duckdb"
    process = start(db, path)
    working = tmp_path / "killed.duckdb.d" / "working.duckdb"
    deadline = time.monotonic() + 60
    while not working.exists() and time.monotonic() < deadline:
        time.sleep(0.01)
    time.sleep({"as it opens the store": 0.0, "while it scores": 1.5, "late": 2.5}[moment])
    process.send_signal(signal.SIGKILL)
    process.wait()
    while alive(process.pid) and time.monotonic() < deadline:
        time.sleep(0.05)
    assert not alive(process.pid), "a worker outlived its parent"
    run(db, path)
    assert rows(db) == undisturbed
    left = {entry.name for entry in tmp_path.iterdir()} | {entry.name for entry in (tmp_path / "killed.duckdb.d").iterdir()}
    assert not [name for name in left if "tmp" in name]


def test_a_reader_neither_blocks_nor_breaks(tmp_path, make_articles, write_jsonl):
    """Somebody holds the published file open all through a run: the run ends, they see the new state on reopening."""
    db = tmp_path / "w.duckdb"
    run(db, write_jsonl(make_articles(5)))
    hold = "import duckdb, sys; c = duckdb.connect(sys.argv[1], read_only=True); print('open', flush=True); sys.stdin.readline(); print(c.execute('SELECT count(*) FROM articles').fetchone()[0])"
    with subprocess.Popen(
        [sys.executable, "-c", hold, str(db)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as reader:
        assert reader.stdout.readline() == "open\n"
        run(db, write_jsonl(make_articles(9)))
        seen, _ = reader.communicate("\n", timeout=30)
    assert seen == "5\n"
    with duckdb.connect(str(db), read_only=True) as connection:
        assert connection.execute("SELECT count(*) FROM articles").fetchone() == (9,)


@pytest.mark.parametrize(("given", "fields"), [("", {}), ("text=body,title=head", {"text": "body", "title": "head"})])
def test_fields_are_parsed(given, fields):
    """Pairs of our name and theirs."""
    assert parse_fields(given) == fields


@pytest.mark.parametrize("given", ["text", "text=", "words=body"])
def test_wrong_fields_are_refused(given):
    """A pair without a name, or a field that no article has."""
    with pytest.raises(InputError, match="--fields"):
        parse_fields(given)
