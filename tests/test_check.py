"""``winnow check``: articles of a file or of standard input, now, and nothing of them stored."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from tests.spoiled import SPOILED

ROOT = Path(__file__).parent.parent


def test_check_shows_evidence_and_verdict(winnow_process, tmp_path):
    """The verdict, the text, and each finding under its line with rule, action and reason."""
    (tmp_path / "ferry.txt").write_text(SPOILED)
    done = winnow_process("check", "ferry.txt")
    assert done.returncode == 0, done.stderr
    lines = done.stdout.splitlines()
    assert lines[0].strip().startswith("CLEAN")
    place = lines.index("⟦Share This Article⟧")
    assert "residue.share_prompt" in lines[place + 1]
    assert "clean" in lines[place + 1]


def test_check_reads_standard_input_as_text(winnow):
    """A dash, or nothing, is text on standard input."""
    done = winnow("check", "--json", input=SPOILED)
    card = json.loads(done.stdout)
    assert card["verdict"] == "clean"
    assert {finding["rule"] for finding in card["findings"]} == {"residue.share_prompt", "residue.comment_box"}
    for finding in card["findings"]:
        assert SPOILED[finding["start"] : finding["end"]] == finding["excerpt"]
        assert finding["action"] == "clean"
        assert finding["evidence"]
    assert card["clean_text"] == SPOILED[: SPOILED.index("\n\nShare")]


@pytest.mark.parametrize("indent", [None, 2])
def test_check_reads_records_on_standard_input(winnow, make_articles, indent):
    """JSON objects on standard input are records: a list of them, one alone; a text may begin with a bracket."""
    articles = make_articles(3)
    done = winnow("check", "-", "--json", input=json.dumps(articles, indent=indent))
    assert [json.loads(line)["article_id"] for line in done.stdout.splitlines()] == ["a0", "a1", "a2"]
    done = winnow("check", "-", "--json", input=json.dumps(articles[1], indent=indent))
    assert [json.loads(line)["article_id"] for line in done.stdout.splitlines()] == ["a1"]
    assert json.loads(winnow("check", "--json", input=f"[Updated] {SPOILED}").stdout)["article_id"] == "-"


def test_check_reads_lines_and_leaves_one_between_articles(winnow, make_articles):
    """JSON Lines with a broken line: the rest is checked, with a blank line in front of each article but the first."""
    first, second = (json.dumps(article) for article in make_articles(2))
    done = winnow("check", "-", input=f"{first}\n{{broken\n{second}\n")
    lines = done.stdout.splitlines()
    assert lines[0].strip().startswith("CLEAN")
    place = next(index for index, line in enumerate(lines) if line.strip().startswith("KEEP"))
    assert lines[place - 1] == ""
    assert "-:2: broken JSON" in done.stderr


def test_check_takes_the_names_of_fields(winnow, tmp_path):
    """What the message on a table without a text advises is there, for files and for standard input."""
    (tmp_path / "a.csv").write_text("id,story\n1,words\n")
    assert "--fields text=NAME" in winnow("check", "a.csv").stderr
    for given in (("a.csv",), ("-",)):
        done = winnow("check", *given, "--fields", "text=story", "--json", input='{"id": "1", "story": "words"}')
        assert json.loads(done.stdout)["article_id"] == "1"


@pytest.mark.parametrize("given", ["", " \n"])
def test_check_of_nothing_is_wrong_use(winnow, given):
    """Without a word on standard input there is nothing to check."""
    done = winnow("check", "-", input=given)
    assert (done.returncode, done.stdout) == (2, "")
    assert "standard input: no article in it" in done.stderr


def test_check_needs_neither_database_nor_scheduler():
    """Checking imports neither DuckDB nor Prefect, so that it answers at once."""
    code = (
        "import sys, io; sys.argv = ['winnow', 'check']; sys.stdin = io.TextIOWrapper(io.BytesIO(b'A short text.'))\n"
        "from flows.cli import main\n"
        "try: main()\n"
        "except SystemExit: pass\n"
        "print({'duckdb', 'prefect', 'sklearn'} & set(sys.modules), file=sys.stderr)"
    )
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stderr.strip().endswith("set()")


def test_terminal_escapes_are_shown_not_sent(winnow, tmp_path):
    """Escape sequences and direction marks in an article come out as visible tokens."""
    (tmp_path / "evil.txt").write_text("A \x1b]0;owned\x07 headline \u202etxet\n\n" + SPOILED)
    done = winnow("check", "evil.txt")
    assert "\x1b" not in done.stdout
    assert "\u202e" not in done.stdout
    assert "⟨U+001B⟩" in done.stdout
    assert "⟨U+202E⟩" in done.stdout
