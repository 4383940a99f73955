"""The exported corpus: what is in it, what its manifest says, and where its files stand."""

import hashlib
import html
import json
from pathlib import Path

import duckdb
import msgspec
import pyarrow.parquet as pq
import pytest
import zstandard
from hypothesis import given, settings
from hypothesis import strategies as st

from flows.errors import InputError, WinnowError
from flows.export.command import export
from flows.export.datasheet import plain
from flows.export.names import safe_name
from flows.export.requests import COLUMNS, ExportRequest, parse_columns, parse_verdicts
from flows.store.errors import UnreadableStoreError
from flows.store.writing import open_store
from tests.export_samples import ALL, digests
from tests.store_samples import SHARE, article, ask, run

CUT = "The council met on Monday."
WHOLE = f"Share! {CUT}"


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


def test_kept_and_cleaned_articles_are_exported_with_clean_text(export_db, tmp_path):
    """By default: verdicts keep and clean, in the order of their ids, with what is removable cut out."""
    export(ExportRequest(tmp_path / "out", export_db))
    found = rows(tmp_path / "out")
    assert [row["article_id"] for row in found] == ["a0", "a3", "a4", "a5", "a6", "a7", "a8"]
    assert [row["text"] for row in found] == [WHOLE, *[CUT] * 6]
    assert list(found[0]) == [*COLUMNS, "text"]
    assert found[1]["source"] == "outlet-0.example"
    assert found[1]["reasons"] == [SHARE]
    assert found[1]["text_sha256"] == hashlib.sha256(WHOLE.encode()).hexdigest()


def test_texts_as_they_were_scraped(export_db, tmp_path):
    """The original text, of every verdict, when that is asked for."""
    export(ExportRequest(tmp_path / "out", export_db, ALL, "original", ("article_id",)))
    assert rows(tmp_path / "out") == [{"article_id": f"a{number}", "text": WHOLE} for number in range(9)]


def test_lines_of_json_say_the_same_as_parquet(export_db, tmp_path):
    """The same rows, times as text."""
    export(ExportRequest(tmp_path / "lines", export_db, format="jsonl.zst"))
    export(ExportRequest(tmp_path / "parquet", export_db))
    as_lines = rows(tmp_path / "lines")
    assert as_lines[0]["published_at"] == "2026-03-04T05:06:07"
    assert as_lines == [row | {"published_at": row["published_at"].isoformat()} for row in rows(tmp_path / "parquet")]


def test_manifest_counts_what_was_left_out_and_why(export_db, tmp_path):
    """Articles by verdict, by outlet and by month; what each rule left out, and how often it was alone."""
    manifest = export(ExportRequest(tmp_path / "out", export_db, split="source")).manifest
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
    assert [manifest["ruleset"]["digest"]] == [row[0] for row in ask(export_db, "SELECT ruleset FROM rulesets")]
    assert manifest["rules"][SHARE]["kind"] == "span"


def test_manifest_lists_every_file_with_its_digest(export_db, tmp_path):
    """Path, outlet, rows, bytes and SHA-256 of each file that is there."""
    out = tmp_path / "out"
    manifest = export(ExportRequest(out, export_db, split="source")).manifest
    listed = {file["path"]: file for file in manifest["files"]}
    assert {name: digest for name, digest in digests(out).items() if name.startswith("articles/")} == {
        path: file["sha256"] for path, file in listed.items()
    }
    one = listed["articles/outlet-1.example-00001.parquet"]
    assert (one["part"], one["rows"]) == ("outlet-1.example", 2)
    assert one["bytes"] == (out / one["path"]).stat().st_size
    assert sum(file["rows"] for file in listed.values()) == 7


def test_months_make_files(export_db, tmp_path):
    """By date of publication, without one by the date of the first reading."""
    with duckdb.connect(str(export_db)) as connection:
        connection.execute("UPDATE article_versions SET published_at = '2025-12-31 23:59:59' WHERE article_id = 'a3'")
        connection.execute(
            "UPDATE article_versions SET published_at = NULL, first_seen_at = '2024-02-29' WHERE article_id = 'a4'"
        )
    manifest = export(ExportRequest(tmp_path / "out", export_db, split="month")).manifest
    assert [(Path(file["path"]).name, file["rows"]) for file in manifest["files"]] == [
        ("2024-02-00001.parquet", 1), ("2025-12-00001.parquet", 1), ("2026-03-00001.parquet", 5),
    ]  # fmt: skip


HOSTILE = [
    "../../../etc/passwd", "..", ".", "/etc/passwd", "a/b", "A/B", "a\\b", "CON", "", " ", "\x00", "x" * 5_000,
    "X" * 5_000, "Ünï.example", "\u202eevil", "a\nb", "_none", "outlet.example", "Outlet.example", "-rf", "$(reboot)",
    "<script>alert(1)</script>", "[x](javascript:alert(1))", "| a | b |",
]  # fmt: skip


def test_hostile_names_of_outlets_stay_inside_and_apart(export_db, tmp_path):
    """Whatever an outlet is called, its articles are in files of their own, within the folder, under a short plain name."""
    run(
        export_db,
        [article(100 + number, source=name, url=None) for number, name in enumerate([*HOSTILE, None])],
        run_id="second",
    )
    out = tmp_path / "deep" / "out"
    before = set(tmp_path.iterdir())
    manifest = export(ExportRequest(out, export_db, split="source")).manifest
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


def test_nothing_to_export(export_db, tmp_path):
    """No article of that verdict: no file, and a manifest that says so."""
    with duckdb.connect(str(export_db)) as connection:
        connection.execute("UPDATE scorecards SET verdict = 'clean'")
    manifest = export(ExportRequest(tmp_path / "out", export_db, ("drop",))).manifest
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


def test_unknown_column_is_named(export_db, tmp_path):
    """With those there are, and before anything is written."""
    with pytest.raises(InputError, match=r"--columns 'clean_text': there are article_id, .*quality_word_count.*, text"):
        export(ExportRequest(tmp_path / "out", export_db, columns=("article_id", "clean_text")))
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


def test_the_command_says_what_it_did(winnow, export_db):
    """Counts on standard output, nothing on the other."""
    done = winnow("export", "out", "--db", export_db, "--split", "month", "--columns", "article_id,quality_word_count")
    assert (done.returncode, done.stderr) == (0, "")
    assert "7 articles in 1 file; 2 articles left out" in done.stdout
