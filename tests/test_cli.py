"""The command, as a person would run it; a few times as a process of its own."""

import json
import re
import shutil
import subprocess
import sys
from importlib.metadata import version
from pathlib import Path

import pytest

from detectors.judging.ruleset import load_ruleset
from flows.cli import app
from flows.request import ScoreRequest
from flows.run import run_score
from tests.spoiled import SPOILED

ROOT = Path(__file__).parent.parent
COMMANDS = [*(each.callback.__name__ for each in app.registered_commands), *(group.name for group in app.registered_groups)]


@pytest.fixture(scope="module")
def scored_once(make_articles, tmp_path_factory):
    """Return the folder of a database of twelve plain articles and a hostile one."""
    hostile = {
        "id": "<script>alert(1)</script>",
        "source": "evil.example",
        "title": "<img src=x onerror=alert(1)> \u202eevil",
        "text": SPOILED.replace("Ferry", "\x1b[31mFerry <script>alert(2)</script> {{ 7*7 }}"),
    }
    folder = tmp_path_factory.mktemp("scored")
    (folder / "in.jsonl").write_text("".join(json.dumps(each) + "\n" for each in [*make_articles(12), hostile]))
    run_score(ScoreRequest((str(folder / "in.jsonl"),), folder / "winnow.duckdb"))
    return folder


@pytest.fixture
def scored(scored_once, tmp_path):
    """Return a folder with a copy of that database."""
    shutil.copytree(scored_once, tmp_path, dirs_exist_ok=True)
    return tmp_path


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_has_help_and_is_documented(winnow, command):
    """Help exits with 0, and the design page names the command."""
    assert winnow(command, "--help").returncode == 0
    assert f"winnow {command}" in (ROOT / "docs" / "design.md").read_text("utf-8")


def test_score_says_what_it_did(winnow_process, write_jsonl, make_articles):
    """Counts, verdicts, silent rules and the database on standard output; how it runs on standard error."""
    path = write_jsonl(make_articles(6))
    first = winnow_process("score", path, "--workers", "1")
    assert first.returncode == 0, first.stderr
    assert "6 records read: 6 scored, 0 unchanged, 0 rejected" in first.stdout
    assert "verdicts: keep 4, clean 2, review 0, drop 0" in first.stdout
    assert "directly, no Prefect server is configured" in first.stderr
    second = winnow_process("score", path, "--workers", "1")
    assert "6 records read: 0 scored, 6 unchanged, 0 rejected" in second.stdout


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["score", "nowhere.jsonl"], "nowhere.jsonl"),
        (["score", "."], "nothing"),
        (["check", "nowhere.txt"], "nowhere.txt"),
        (["explain", "a0"], "does not exist"),
        (["status", "--db", "none.duckdb"], "none.duckdb does not exist"),
        (["status", "--db", "."], "'.' is a directory"),
        (["rules", "leak.nothing"], "no such rule"),
        (["rules", "leak.self_revew"], "did you mean leak.self_review?"),
        (["rules", "leak.self_review", "leak.refusal"], "unexpected extra argument (leak.refusal)"),
        (["rules", "activate", "news"], "winnow.duckdb does not exist"),
        (["score", "x.txt", "--rules", "none.toml"], "none.toml"),
        (["score", "x.txt", "--fields", "body"], "--fields body"),
        (["score"], "Missing argument"),
        (["sql"], "Missing argument"),
    ],
)
def test_wrong_use_ends_with_2_and_one_clear_sentence(winnow, tmp_path, arguments, said):
    """No traceback; the sentence names what is wrong."""
    (tmp_path / "x.txt").write_text("") if "none.toml" in arguments or "body" in arguments else None
    done = winnow(*arguments)
    assert done.returncode == 2
    assert said in done.stderr
    assert "Traceback" not in done.stderr


def test_score_of_plain_text_on_standard_input_says_where_it_goes(winnow):
    """Standard input holds records; who gives a text is told what reads it."""
    done = winnow("score", "-", "--workers", "1", input=SPOILED)
    assert done.returncode == 2
    assert "plain text goes to `winnow check -`" in done.stderr
    assert "a second" not in done.stdout


def test_a_server_that_does_not_answer_is_named(winnow_process, write_jsonl, make_articles, tmp_path):
    """One sentence with the address and the way out."""
    (tmp_path / "prefect").mkdir()
    (tmp_path / "prefect" / "profiles.toml").write_text(
        'active = "here"\n[profiles.here]\nPREFECT_API_URL = "http://127.0.0.1:9/api"\n'
    )
    done = winnow_process("score", write_jsonl(make_articles(1)))
    assert done.returncode == 1
    assert "no Prefect server answers at http://127.0.0.1:9/api" in done.stderr
    assert "--no-prefect" in done.stderr
    assert "Traceback" not in done.stderr


def test_version(winnow_process):
    """The name and the number."""
    done = winnow_process("--version")
    assert (done.returncode, done.stdout) == (0, f"winnow {version('winnow-news')}\n")


def test_a_family_lists_its_rules(winnow):
    """A family's name lists its rules and no others."""
    listed = [line.split()[0] for line in winnow("rules", "readability").stdout.splitlines()[3:]]
    assert listed
    assert {name.split(".")[0] for name in listed} == {"readability"}


def test_a_rule_on_trial_says_that_it_only_notes(winnow, tmp_path):
    """The page tells apart what a rule would do and what it does."""
    (tmp_path / "mine.toml").write_text('[leak.self_review]\nstatus = "trial"\n')
    page = winnow("rules", "leak.self_review", "--rules", "mine.toml").stdout
    assert "any other finding: drop" in page
    assert "it only notes" in page
    assert "only notes" not in winnow("rules", "leak.self_review").stdout


def test_other_rules_are_shown_by_the_command_that_is_said(winnow, scored):
    """The hint is a command that can be pasted, whatever the names."""
    (scored / "my rules.toml").write_text("[quality.gopher_word_count]\nmin = 30\n")
    done = winnow("score", "in.jsonl", "--rules", "my rules.toml", "--workers", "1")
    assert "winnow rules activate 'my rules.toml' --db winnow.duckdb" in done.stdout.splitlines()
    assert winnow("rules", "activate", "my rules.toml", "--db", "winnow.duckdb", "--wait").returncode == 0
    assert "my rules.toml (" in winnow("status").stdout


def test_the_clean_corpus_is_a_query(winnow, scored):
    """Whole texts as JSON, repaired where the verdict is clean; the query is the one in docs/export.md."""
    query = re.search(r'winnow sql --format json "([^"]+)"', (ROOT / "docs" / "export.md").read_text("utf-8"))[1].replace(
        "\\\n", " "
    )
    corpus = {
        row["article_id"]: row["text"]
        for row in map(json.loads, winnow("sql", "--format", "json", query).stdout.splitlines())
    }
    originals = {each["id"]: each["text"] for each in map(json.loads, (scored / "in.jsonl").read_text("utf-8").splitlines())}
    assert corpus["a1"] == originals["a1"]
    assert corpus["a0"] == originals["a0"].removesuffix("\n\nShare This Article\nLeave a Comment")


def test_refused_databases_leave_nothing_behind(winnow, tmp_path, write_jsonl, make_articles):
    """A file that is no database is refused and nothing is made beside it; nor by activating rules for none."""
    (tmp_path / "article.txt").write_text(SPOILED)
    before = {write_jsonl(make_articles(1)).name, "article.txt"}
    assert winnow("score", "input.jsonl", "--db", "article.txt", "--workers", "1").returncode == 2
    assert winnow("rules", "activate", "news").returncode == 2
    assert {path.name for path in tmp_path.iterdir()} - {"prefect"} == before


def test_sql_prints_all_formats(winnow, scored):
    """Table, CSV and JSON give the same rows."""
    query = "SELECT verdict, n_articles FROM verdict_counts ORDER BY verdict"
    table = winnow("sql", query).stdout.split()
    rows = [line.split(",") for line in winnow("sql", query, "--format", "csv").stdout.splitlines()]
    objects = [json.loads(line) for line in winnow("sql", query, "--format", "json").stdout.splitlines()]
    assert rows[0] == ["verdict", "n_articles"]
    assert [list(map(str, each.values())) for each in objects] == rows[1:]
    assert table == [cell for row in rows for cell in row]
    assert sum(each["n_articles"] for each in objects) == 13


@pytest.mark.parametrize(
    "query",
    [
        "DROP TABLE findings",
        "SELECT 1; SELECT 2",
        "COPY findings TO 'x.csv'",
        "ATTACH 'x.db'",
        "SELECT * FROM read_text('/etc/passwd')",
        "SELEC",
    ],
)
def test_sql_only_reads_the_database(winnow, scored, query):
    """Anything but one SELECT over the database's own tables is refused with 2."""
    done = winnow("sql", query)
    assert done.returncode == 2, done.stdout
    assert "Traceback" not in done.stderr
    assert not list(scored.glob("x.*"))


def test_explain_shows_a_stored_article(winnow, scored):
    """Verdict, evidence and the difference that cleaning makes, hostile id and text and all."""
    done = winnow("explain", "<script>alert(1)</script>")
    assert done.returncode == 0, done.stderr
    assert "residue.comment_box" in done.stdout
    assert "\x1b" not in done.stdout
    assert "-Share This Article" in winnow("explain", "a0").stdout


def test_explain_of_an_unknown_article(winnow, scored):
    """An id that is not stored is exit code 2."""
    done = winnow("explain", "nobody")
    assert (done.returncode, done.stdout) == (2, "")
    assert "no article 'nobody'" in done.stderr
    assert 'winnow sql "SELECT article_id, title FROM articles" --db winnow.duckdb' in done.stderr


def test_status_names_versions_and_runs(winnow, scored):
    """What is in the database, who writes, and the last runs."""
    said = winnow("status").stdout
    assert re.search(rf"^versions   winnow {version('winnow-news')}, DuckDB [0-9.]+, schema [0-9]+$", said, re.MULTILINE)
    assert f"winnow.duckdb, {(scored / 'winnow.duckdb').stat().st_size:,} bytes" in said
    working = (scored / "winnow.duckdb.d" / "working.duckdb").stat().st_size
    assert f"beside it  working {working:,} bytes\n" in said
    assert "13 in 13 versions, measured by 1 scorer\n" in said
    assert "nobody" in said
    assert f"news ({load_ruleset().digest})" in said
    assert "done" in said


def test_activating_rules_judges_stored_articles(winnow, scored):
    """The views show the activated ruleset for every stored article."""
    (scored / "strict.toml").write_text('[residue.share_prompt]\naction = "drop"\n')
    done = winnow("rules", "activate", "strict.toml")
    assert "13 articles judged again" in done.stdout
    counts = winnow("sql", "SELECT n_articles FROM verdict_counts WHERE verdict = 'drop'", "--format", "csv").stdout.split()
    assert counts == ["n_articles", "5"]


def test_ctrl_c_is_answered(winnow, write_jsonl, make_articles, monkeypatch):
    """One sentence says that nothing is lost; exit code 130, as of any command that is interrupted."""

    def interrupted(*_):
        raise KeyboardInterrupt

    monkeypatch.setattr("flows.commands.run_score", interrupted)
    done = winnow("score", write_jsonl(make_articles(1)), "--workers", "1")
    assert (done.returncode, done.stdout) == (130, "")
    assert done.stderr.endswith("winnow: interrupted; what is stored stays, and the same command goes on from there\n")


def test_a_second_writer_names_the_first(winnow, scored, write_jsonl, make_articles):
    """While somebody writes, another run fails at once with 1 and names the process."""
    hold = "from flows.store.writing import open_store; import sys, pathlib\nwith open_store(pathlib.Path(sys.argv[1])): print('open', flush=True); sys.stdin.readline()"
    with subprocess.Popen(
        [sys.executable, "-c", hold, str(scored / "winnow.duckdb")],
        cwd=ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as holder:
        assert holder.stdout.readline() == "open\n"
        done = winnow("score", write_jsonl(make_articles(1), "one.jsonl"), "--no-prefect", "--workers", "1")
        status = winnow("status")
        (scored / "winnow.duckdb").unlink()
        first = winnow("status")
        holder.communicate("\n", timeout=30)
    assert done.returncode == 1
    assert f"process {holder.pid}" in done.stderr
    assert f"process {holder.pid}" in status.stdout
    assert f"process {holder.pid}" in first.stdout, "during a first run there is no database to ask"
