"""An export killed, asked for again, or meant for a folder with something else in it."""

import fcntl
import json
import os
import shutil
import signal
import subprocess
import sys
from pathlib import Path

import duckdb
import pytest

from flows.errors import InputError, WinnowError
from flows.export import choosing, texts
from flows.export.command import export
from flows.export.requests import ExportRequest
from flows.store.writing import open_store
from tests.export_samples import ALL, digests
from tests.store_samples import article, run

ROOT = Path(__file__).parent.parent


def test_same_articles_make_the_same_files(export_db, tmp_path):
    """In whatever order they were stored; and a repeated export is the same to the last byte."""
    for name in ("one", "two"):
        export(ExportRequest(tmp_path / name, export_db, ALL, split="source"))
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


def test_killed_export_goes_on_where_it_was(export_db, tmp_path, monkeypatch):
    """Finished files stay as they are, half files are never seen, and in the end every byte is the same."""
    for module in (choosing, texts):
        monkeypatch.setattr(module, "MOST_CHARACTERS", 60)
    monkeypatch.setattr(choosing, "MOST_ROWS", 2)
    whole, killed = tmp_path / "whole", tmp_path / "killed"
    assert len(export(ExportRequest(whole, export_db, split="source")).manifest["files"]) > 4
    kept = {}
    for files in (1, 3):
        command = [sys.executable, "-c", KILLED, str(killed), str(export_db), str(files)]
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
    assert export(ExportRequest(killed, export_db, split="source")).n_kept == 4
    assert {path: untouched(path) for path in kept} == kept
    assert digests(killed) == digests(whole)


def test_finished_export_is_left_as_it_is(export_db, tmp_path):
    """Asked for again: nothing is written; a file that was changed since is named."""
    out = tmp_path / "out"
    request = ExportRequest(out, export_db)
    export(request)
    before = {path: path.stat().st_mtime_ns for path in out.rglob("*")}
    assert export(request).n_kept == 1
    assert {path: path.stat().st_mtime_ns for path in out.rglob("*") if path != out} == {
        path: moment for path, moment in before.items() if path != out
    }
    (out / "articles" / "all-00001.parquet").write_bytes(b"something else")
    with pytest.raises(WinnowError, match=r"all-00001.parquet is not the file that manifest.json lists"):
        export(request)


def test_folder_of_another_export_is_refused_untouched(export_db, tmp_path):
    """Another request, or another state of the database: which of them is said, and nothing is changed."""
    out = tmp_path / "out"
    export(ExportRequest(out, export_db))
    before = digests(out)
    with pytest.raises(InputError, match=r"another export, asked for with other split.*name another folder"):
        export(ExportRequest(out, export_db, split="source"))
    run(export_db, [article(20)], run_id="second")
    with pytest.raises(InputError, match="made of another state of the database"):
        export(ExportRequest(out, export_db))
    assert digests(out) == before


def test_two_titles_that_change_places_are_another_state(export_db, tmp_path):
    """Not only what values there are, but whose they are."""
    out = tmp_path / "out"
    for number, (one, other) in enumerate([("One", "Other"), ("Other", "One")]):
        with duckdb.connect(str(export_db)) as connection:
            for name, title in (("a3", one), ("a4", other)):
                connection.execute("UPDATE article_versions SET title = ? WHERE article_id = ?", [title, name])
        if not number:
            export(ExportRequest(out, export_db))
    with pytest.raises(InputError, match="made of another state of the database"):
        export(ExportRequest(out, export_db))


def test_unfinished_export_of_another_state_is_refused(export_db, tmp_path):
    """Half of one corpus and half of another is none."""
    out = tmp_path / "out"
    export(ExportRequest(out, export_db))
    asked = json.loads((out / "manifest.json").read_text())
    (out / "manifest.json").unlink()
    (out / ".unfinished").mkdir()
    (out / ".unfinished" / "export.json").write_text(json.dumps({"export": asked["export"], "asked": asked["asked"]}))
    run(export_db, [article(20)], run_id="second")
    before = digests(out)
    with pytest.raises(InputError, match="made of another state of the database"):
        export(ExportRequest(out, export_db))
    assert {name: digest for name, digest in digests(out).items() if "lock" not in name} == before


@pytest.mark.parametrize("content", ["file", "folder"])
def test_what_is_no_export_is_refused_untouched(export_db, tmp_path, content):
    """A file, or a folder with something in it."""
    out = tmp_path / "out"
    if content == "folder":
        out.mkdir()
    path = out if content == "file" else out / "thesis.tex"
    path.write_text("my only copy")
    with pytest.raises(InputError, match="is a file" if content == "file" else "is not empty and holds no export"):
        export(ExportRequest(out, export_db))
    assert path.read_text() == "my only copy"
    assert [each.name for each in tmp_path.rglob("*") if each.name == ".unfinished"] == []


def test_two_exports_do_not_write_to_one_folder(export_db, tmp_path):
    """The second fails at once."""
    out = tmp_path / "out"
    (out / ".unfinished").mkdir(parents=True)
    with (out / ".unfinished" / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        with pytest.raises(WinnowError, match="another process is exporting to"):
            export(ExportRequest(out, export_db))


def test_only_the_published_file_is_needed_and_it_is_not_changed(export_db, tmp_path):
    """Nothing but the published file is read, and it may be one that nobody can write."""
    alone = tmp_path / "alone" / "w.duckdb"
    alone.parent.mkdir()
    shutil.copy(export_db, alone)
    alone.chmod(0o444)
    before = alone.read_bytes()
    export(ExportRequest(tmp_path / "out", alone))
    assert alone.read_bytes() == before
    assert [path.name for path in alone.parent.iterdir()] == ["w.duckdb"]


def test_export_while_somebody_writes(export_db, tmp_path):
    """The writer is not waited for."""
    with open_store(export_db):
        assert len(export(ExportRequest(tmp_path / "out", export_db)).manifest["files"]) == 1
