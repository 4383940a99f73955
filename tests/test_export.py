"""The exported corpus: what is in it, what its manifest says, where its files stand, and what a kill does to it."""

import fcntl
import hashlib
import html
import json
import os
import shutil
import signal
import subprocess
import sys
from pathlib import Path

import duckdb
import msgspec
import pyarrow.parquet as pq
import pytest
import zstandard
from hypothesis import given, settings
from hypothesis import strategies as st

from flows.errors import InputError, WinnowError
from flows.export import choosing, texts
from flows.export.command import export
from flows.export.datasheet import plain
from flows.export.names import safe_name
from flows.export.requests import COLUMNS, ExportRequest, parse_columns, parse_verdicts
from flows.store.errors import UnreadableStoreError
from flows.store.writing import open_store
from tests.store_samples import SHARE, article, ask, run

ROOT = Path(__file__).parent.parent
CUT = "The council met on Monday."
WHOLE = f"Share! {CUT}"
ALL = ("keep", "clean", "review", "drop")


def judged(db, article_id, verdict, *reasons):
    """Give a stored article another verdict, as a published file may hold it."""
    with duckdb.connect(str(db)) as connection:
        connection.execute(
            "UPDATE scorecards SET verdict = ?, reasons = ?, clean_text = NULL WHERE article_id = ?",
            [verdict, list(reasons), article_id],
        )


@pytest.fixture(scope="module")
def made_once(tmp_path_factory):
    """Return the folder of a database of nine articles of three outlets: one kept, two left out, six cleaned."""
    path = tmp_path_factory.mktemp("made") / "w.duckdb"
    run(path, [article(number) for number in range(9)])
    judged(path, "a0", "keep")
    judged(path, "a1", "drop", "leak.refusal")
    judged(path, "a2", "review", "leak.refusal", "leak.self_review")
    return path.parent


@pytest.fixture
def db(made_once, tmp_path):
    """Return a copy of that database."""
    shutil.copytree(made_once, tmp_path, dirs_exist_ok=True)
    return tmp_path / "w.duckdb"


def rows(out):
    """Return all rows of an export in order."""
    found = []
    for path in sorted((out / "articles").iterdir()):
        if path.suffix == ".parquet":
            found += pq.read_table(path).to_pylist()
        else:
            with zstandard.open(path, "rb") as file:
                found += [msgspec.json.decode(line) for line in file.read().splitlines()]
    return found


def digests(out):
    """Return the digest of every file of an export."""
    return {
        str(path.relative_to(out)): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in out.rglob("*")
        if path.is_file()
    }


def test_kept_and_cleaned_articles_are_exported_with_clean_text(db, tmp_path):
    """By default: verdicts keep and clean, in the order of their ids, with what is removable cut out."""
    export(ExportRequest(tmp_path / "out", db))
    found = rows(tmp_path / "out")
    assert [row["article_id"] for row in found] == ["a0", "a3", "a4", "a5", "a6", "a7", "a8"]
    assert [row["text"] for row in found] == [WHOLE, *[CUT] * 6]
    assert list(found[0]) == [*COLUMNS, "text"]
    assert found[1]["source"] == "outlet-0.example"
    assert found[1]["reasons"] == [SHARE]
    assert found[1]["text_sha256"] == hashlib.sha256(WHOLE.encode()).hexdigest()


def test_texts_as_they_were_scraped(db, tmp_path):
    """The original text, of every verdict, when that is asked for."""
    export(ExportRequest(tmp_path / "out", db, ALL, "original", ("article_id",)))
    assert rows(tmp_path / "out") == [{"article_id": f"a{number}", "text": WHOLE} for number in range(9)]


def test_lines_of_json_say_the_same_as_parquet(db, tmp_path):
    """The same rows, times as text."""
    export(ExportRequest(tmp_path / "lines", db, format="jsonl.zst"))
    export(ExportRequest(tmp_path / "parquet", db))
    as_lines = rows(tmp_path / "lines")
    assert as_lines[0]["published_at"] == "2026-03-04T05:06:07"
    assert as_lines == [row | {"published_at": row["published_at"].isoformat()} for row in rows(tmp_path / "parquet")]


def test_manifest_counts_what_was_left_out_and_why(db, tmp_path):
    """Articles by verdict, by outlet and by month; what each rule left out, and how often it was alone."""
    manifest = export(ExportRequest(tmp_path / "out", db, split="source")).manifest
    assert json.loads((tmp_path / "out" / "manifest.json").read_text()) == manifest
    assert [(each["verdict"], each["articles"], each["exported"]) for each in manifest["verdicts"]] == [
        ("keep", 1, True), ("clean", 6, True), ("review", 1, False), ("drop", 1, False),
    ]  # fmt: skip
    assert manifest["left_out"] == [
        {"rule": "leak.refusal", "verdict": "drop", "articles": 1, "alone": 1},
        {"rule": "leak.refusal", "verdict": "review", "articles": 1, "alone": 0},
        {"rule": "leak.self_review", "verdict": "review", "articles": 1, "alone": 0},
    ]
    assert manifest["cleaned"] == [{"rule": SHARE, "articles": 6}]
    assert manifest["outlets"][1] == {
        "source": "outlet-1.example", "keep": 0, "clean": 2, "review": 0, "drop": 1, "exported": 2,
    }  # fmt: skip
    assert manifest["months"] == [{"month": "2026-03", "keep": 1, "clean": 6, "review": 1, "drop": 1, "exported": 7}]
    assert manifest["scorers"] == [{"scorer": "scorer-1", "articles": 7}]
    assert [manifest["ruleset"]["digest"]] == [row[0] for row in ask(db, "SELECT ruleset FROM rulesets")]
    assert manifest["rules"][SHARE]["kind"] == "span"


def test_manifest_lists_every_file_with_its_digest(db, tmp_path):
    """Path, outlet, rows, bytes and SHA-256 of each file that is there."""
    out = tmp_path / "out"
    manifest = export(ExportRequest(out, db, split="source")).manifest
    listed = {file["path"]: file for file in manifest["files"]}
    assert {name: digest for name, digest in digests(out).items() if name.startswith("articles/")} == {
        path: file["sha256"] for path, file in listed.items()
    }
    one = listed["articles/outlet-1.example-00001.parquet"]
    assert (one["part"], one["rows"]) == ("outlet-1.example", 2)
    assert one["bytes"] == (out / one["path"]).stat().st_size
    assert sum(file["rows"] for file in listed.values()) == 7


def test_months_make_files(db, tmp_path):
    """By date of publication, without one by the date of the first reading."""
    with duckdb.connect(str(db)) as connection:
        connection.execute("UPDATE article_versions SET published_at = '2025-12-31 23:59:59' WHERE article_id = 'a3'")
        connection.execute(
            "UPDATE article_versions SET published_at = NULL, first_seen_at = '2024-02-29' WHERE article_id = 'a4'"
        )
    manifest = export(ExportRequest(tmp_path / "out", db, split="month")).manifest
    assert [(Path(file["path"]).name, file["rows"]) for file in manifest["files"]] == [
        ("2024-02-00001.parquet", 1), ("2025-12-00001.parquet", 1), ("2026-03-00001.parquet", 5),
    ]  # fmt: skip


HOSTILE = [
    "../../../etc/passwd", "..", ".", "/etc/passwd", "a/b", "A/B", "a\\b", "CON", "", " ", "\x00", "x" * 5_000,
    "X" * 5_000, "Ünï.example", "\u202eevil", "a\nb", "_none", "outlet.example", "Outlet.example", "-rf", "$(reboot)",
    "<script>alert(1)</script>", "[x](javascript:alert(1))", "| a | b |",
]  # fmt: skip


def test_hostile_names_of_outlets_stay_inside_and_apart(db, tmp_path):
    """Whatever an outlet is called, its articles are in files of their own, within the folder, under a short plain name."""
    run(db, [article(100 + number, source=name, url=None) for number, name in enumerate([*HOSTILE, None])], run_id="second")
    out = tmp_path / "deep" / "out"
    before = set(tmp_path.iterdir())
    manifest = export(ExportRequest(out, db, split="source")).manifest
    assert set(tmp_path.iterdir()) - before == {tmp_path / "deep"}
    assert {file["path"] for file in manifest["files"]} == {f"articles/{path.name}" for path in (out / "articles").iterdir()}
    names = [Path(file["path"]).name for file in manifest["files"]]
    assert len({name.casefold() for name in names}) == len(HOSTILE) + 1 + 3
    assert max(map(len, names)) < 90
    for file in manifest["files"]:
        assert {row["source"] for row in pq.read_table(out / file["path"]).to_pylist()} == {file["part"]}
    sheet = (out / "datasheet.md").read_text()
    assert "<script" not in sheet
    assert "[x]" not in sheet
    assert "\x00" not in sheet
    assert (out / "manifest.json").read_text("utf-8").isascii(), "nothing in it acts on a terminal"
    assert "\u202e" not in sheet
    assert "\n| \\| a \\| b \\| | 1 | 0 |\n" in sheet


@settings(deadline=None, max_examples=50)
@given(st.text(), st.text())
def test_names_of_files_are_plain_and_tell_outlets_apart(one, other):
    """Plain ASCII of at most 64 characters that no file system folds together."""
    for name in (safe_name(one), safe_name(other)):
        assert set(name) <= set("abcdefghijklmnopqrstuvwxyz0123456789-._")
        assert 0 < len(name) <= 64
        assert name[0] not in ".-"
    assert (safe_name(one) == safe_name(other)) == (one == other)


def test_a_name_that_looks_like_anothers_digest_is_another():
    """No plain name can be chosen to be the file of an outlet that is not plain."""
    assert safe_name("Outlet") != safe_name(safe_name("Outlet"))
    assert safe_name("_none") != safe_name(None) == "_none"


@settings(deadline=None, max_examples=50)
@given(st.text())
def test_values_in_the_datasheet_are_one_plain_line(text):
    """No line break, no unescaped mark, no end."""
    shown = plain(text)
    assert not set(shown) & set("<>\n\r")
    assert len(html.unescape(shown).replace("\\", "")) <= 80


def test_same_articles_make_the_same_files(db, tmp_path):
    """In whatever order they were stored; and a repeated export is the same to the last byte."""
    for name in ("one", "two"):
        export(ExportRequest(tmp_path / name, db, ALL, split="source"))
    assert digests(tmp_path / "one") == digests(tmp_path / "two")
    other = tmp_path / "other.duckdb"
    run(other, [article(number) for number in reversed(range(9))])
    run(tmp_path / "same.duckdb", [article(number) for number in range(9)])
    made = [export(ExportRequest(tmp_path / path.stem, path)).manifest for path in (other, tmp_path / "same.duckdb")]
    assert made[0]["files"] == made[1]["files"]


KILLED = """
import os, signal, sys
from pathlib import Path
from flows.export import choosing, command, files, texts
from flows.export.requests import ExportRequest
choosing.MOST_ROWS, choosing.MOST_CHARACTERS, texts.MOST_CHARACTERS = 2, 60, 60
put, left = files.put_in_place, int(sys.argv[3])
def put_in_place(started, final):
    global left
    left -= 1
    if left < 0:
        os.kill(os.getpid(), signal.SIGKILL)
    put(started, final)
files.put_in_place = put_in_place
command.export(ExportRequest(Path(sys.argv[1]), Path(sys.argv[2]), split="source"))
"""


def untouched(path):
    """Return what changes when a file is written or replaced, and not when it is read."""
    found = path.stat()
    return found.st_ino, found.st_mtime_ns, found.st_size


def test_killed_export_goes_on_where_it_was(db, tmp_path, monkeypatch):
    """Finished files stay as they are, half files are never seen, and in the end every byte is the same."""
    for module in (choosing, texts):
        monkeypatch.setattr(module, "MOST_CHARACTERS", 60)
    monkeypatch.setattr(choosing, "MOST_ROWS", 2)
    whole, killed = tmp_path / "whole", tmp_path / "killed"
    assert len(export(ExportRequest(whole, db, split="source")).manifest["files"]) > 4
    kept = {}
    for files in (1, 3):
        command = [sys.executable, "-c", KILLED, str(killed), str(db), str(files)]
        done = subprocess.run(command, env=os.environ | {"PYTHONPATH": str(ROOT)}, check=False, timeout=60)
        assert done.returncode == -signal.SIGKILL
        assert not (killed / "manifest.json").exists()
        there = {path: untouched(path) for path in (killed / "articles").iterdir()}
        assert len(there) == len(kept) + files
        assert {path: there[path] for path in kept} == kept
        assert {path.name: digests(killed)[f"articles/{path.name}"] for path in there} == {
            path.name: digests(whole)[f"articles/{path.name}"] for path in there
        }
        kept = there
    assert export(ExportRequest(killed, db, split="source")).n_kept == 4
    assert {path: untouched(path) for path in kept} == kept
    assert digests(killed) == digests(whole)


def test_finished_export_is_left_as_it_is(db, tmp_path):
    """Asked for again: nothing is written; a file that was changed since is named."""
    out = tmp_path / "out"
    request = ExportRequest(out, db)
    export(request)
    before = {path: path.stat().st_mtime_ns for path in out.rglob("*")}
    assert export(request).n_kept == 1
    assert {path: path.stat().st_mtime_ns for path in out.rglob("*") if path != out} == {
        path: moment for path, moment in before.items() if path != out
    }
    (out / "articles" / "all-00001.parquet").write_bytes(b"something else")
    with pytest.raises(WinnowError, match=r"all-00001.parquet is not the file that manifest.json lists"):
        export(request)


def test_folder_of_another_export_is_refused_untouched(db, tmp_path):
    """Another request, or another state of the database: which of them is said, and nothing is changed."""
    out = tmp_path / "out"
    export(ExportRequest(out, db))
    before = digests(out)
    with pytest.raises(InputError, match=r"another export, asked for with other split.*name another folder"):
        export(ExportRequest(out, db, split="source"))
    run(db, [article(20)], run_id="second")
    with pytest.raises(InputError, match="made of another state of the database"):
        export(ExportRequest(out, db))
    assert digests(out) == before


def test_two_titles_that_change_places_are_another_state(db, tmp_path):
    """Not only what values there are, but whose they are."""
    out = tmp_path / "out"
    for number, (one, other) in enumerate([("One", "Other"), ("Other", "One")]):
        with duckdb.connect(str(db)) as connection:
            for name, title in (("a3", one), ("a4", other)):
                connection.execute("UPDATE article_versions SET title = ? WHERE article_id = ?", [title, name])
        if not number:
            export(ExportRequest(out, db))
    with pytest.raises(InputError, match="made of another state of the database"):
        export(ExportRequest(out, db))


def test_unfinished_export_of_another_state_is_refused(db, tmp_path):
    """Half of one corpus and half of another is none."""
    out = tmp_path / "out"
    export(ExportRequest(out, db))
    asked = json.loads((out / "manifest.json").read_text())
    (out / "manifest.json").unlink()
    (out / ".unfinished").mkdir()
    (out / ".unfinished" / "export.json").write_text(json.dumps({"export": asked["export"], "asked": asked["asked"]}))
    run(db, [article(20)], run_id="second")
    before = digests(out)
    with pytest.raises(InputError, match="made of another state of the database"):
        export(ExportRequest(out, db))
    assert {name: digest for name, digest in digests(out).items() if "lock" not in name} == before


@pytest.mark.parametrize("content", ["file", "folder"])
def test_what_is_no_export_is_refused_untouched(db, tmp_path, content):
    """A file, or a folder with something in it."""
    out = tmp_path / "out"
    if content == "folder":
        out.mkdir()
    path = out if content == "file" else out / "thesis.tex"
    path.write_text("my only copy")
    with pytest.raises(InputError, match="is a file" if content == "file" else "is not empty and holds no export"):
        export(ExportRequest(out, db))
    assert path.read_text() == "my only copy"
    assert [each.name for each in tmp_path.rglob("*") if each.name == ".unfinished"] == []


def test_two_exports_do_not_write_to_one_folder(db, tmp_path):
    """The second fails at once."""
    out = tmp_path / "out"
    (out / ".unfinished").mkdir(parents=True)
    with (out / ".unfinished" / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        with pytest.raises(WinnowError, match="another process is exporting to"):
            export(ExportRequest(out, db))


def test_only_the_published_file_is_needed_and_it_is_not_changed(db, tmp_path):
    """Nothing but the published file is read, and it may be one that nobody can write."""
    alone = tmp_path / "alone" / "w.duckdb"
    alone.parent.mkdir()
    shutil.copy(db, alone)
    alone.chmod(0o444)
    before = alone.read_bytes()
    export(ExportRequest(tmp_path / "out", alone))
    assert alone.read_bytes() == before
    assert [path.name for path in alone.parent.iterdir()] == ["w.duckdb"]


def test_export_while_somebody_writes(db, tmp_path):
    """The writer is not waited for."""
    with open_store(db):
        assert len(export(ExportRequest(tmp_path / "out", db)).manifest["files"]) == 1


def test_nothing_to_export(db, tmp_path):
    """No article of that verdict: no file, and a manifest that says so."""
    with duckdb.connect(str(db)) as connection:
        connection.execute("UPDATE scorecards SET verdict = 'clean'")
    manifest = export(ExportRequest(tmp_path / "out", db, ("drop",))).manifest
    assert (manifest["files"], manifest["corpus"]["articles"]) == ([], 0)
    assert "| articles | 0 |" in (tmp_path / "out" / "datasheet.md").read_text()


@pytest.mark.parametrize(
    ("ask_for", "message"),
    [
        (lambda: parse_verdicts("keep,good"), "'good': there are keep, clean, review, drop"),
        (lambda: parse_verdicts(" ,"), "names nothing"),
    ],
)
def test_wrong_verdicts_are_said_so(ask_for, message):
    """What is no verdict is named, with those there are."""
    with pytest.raises(InputError, match=message):
        ask_for()


def test_columns_are_taken_once_and_the_text_comes_last():
    """In the order given; the text need not be named."""
    assert parse_columns("title, text,article_id,title") == ("title", "article_id")
    assert parse_columns("") == COLUMNS


def test_unknown_column_is_named(db, tmp_path):
    """With those there are, and before anything is written."""
    with pytest.raises(InputError, match=r"--columns 'clean_text': there are article_id, .*quality_word_count.*, text"):
        export(ExportRequest(tmp_path / "out", db, columns=("article_id", "clean_text")))
    assert not (tmp_path / "out").exists()


def test_no_database_and_no_run(tmp_path):
    """Either is said, and no folder is made."""
    with pytest.raises(UnreadableStoreError, match="does not exist"):
        export(ExportRequest(tmp_path / "out", tmp_path / "none.duckdb"))
    with open_store(tmp_path / "w.duckdb") as store:
        store.publish()
    with pytest.raises(WinnowError, match=r"no run into .* is done yet"):
        export(ExportRequest(tmp_path / "out", tmp_path / "w.duckdb"))
    assert not (tmp_path / "out").exists()


def test_the_command_says_what_it_did(winnow, db):
    """Counts on standard output, nothing on the other."""
    done = winnow("export", "out", "--db", db, "--split", "month", "--columns", "article_id,quality_word_count")
    assert (done.returncode, done.stderr) == (0, "")
    assert "7 articles in 1 file; 2 articles left out" in done.stdout
