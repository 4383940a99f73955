"""JSON is read as scrapers write it; what is no article is a reject with its place."""

import gzip
import json

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from detectors.records import Article
from flows.sources import json_document, streams
from tests.record_samples import GOOD, ids, rejects


def test_json_lines_are_read_line_by_line(reading, tmp_path):
    """With their place; blank lines are no records."""
    records = reading(
        "a.jsonl", b'\xef\xbb\xbf{"id":"1","text":"one"}\r\n\r\n  \n{"id":"2","text":"two\\nlines","title":"T"}'
    )
    assert records == [
        Article("1", f"{tmp_path}/a.jsonl:1", None, None, None, None, "one"),
        Article("2", f"{tmp_path}/a.jsonl:4", None, None, None, "T", "two\nlines"),
    ]


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        (b'{"id": 1, "text": "cut of', "broken JSON: Unterminated string starting at at character 19"),
        (b"plain words", "broken JSON: Expecting value at character 1"),
        (b'{"text": "a"} {"text": "b"}', "broken JSON: Extra data at character 15"),
        (b"[1, 2]", "not a JSON object"),
        (b'"text"', "not a JSON object"),
        (b"null", "not a JSON object"),
        (b"\0\0\0\0", "broken JSON: Expecting value at character 1"),
        (
            b'{"title": "no text"}',
            "no field holds a text (looked for text, content, body, article, maintext; --fields text=NAME names another)",
        ),
        (b'{"text": 12}', "the field 'text' is a number, not a text"),
        (b'{"text": "a", "deep": ' + b"[" * 100_000 + b"]" * 100_000 + b"}", "the JSON is nested too deeply"),
        (b'{"text": ' + b'{"a":' * 100_000, "the JSON is nested too deeply"),
        (b'{"text": "a", "n": ' + b"9" * 5_000 + b"}", "broken JSON: a number with thousands of digits"),
        (b"\xff\xfe{", "the file is UTF-16; records are read as UTF-8 (convert it: iconv -f UTF-16 -t UTF-8)"),
    ],
)
def test_a_line_that_is_no_record_is_one_reject(reading, line, reason):
    """It is named with its line and beginning, and the lines around it are read."""
    records = reading("a.jsonl", GOOD % 1 + line + b"\n" + GOOD % 3)
    if line.startswith(b"\xff\xfe"):
        records = reading("a.jsonl", line + b"\n" + GOOD % 3)
        assert rejects(records) == [("a.jsonl", reason)]
        return
    assert ids(records) == ["1", "3"]
    ((place, said),) = rejects(records)
    assert place == "a.jsonl:2"
    assert said == reason


def test_an_excerpt_is_short_and_shows_what_cannot_be_seen(reading):
    """Control characters and bytes that are not UTF-8 are written as escapes."""
    (reject,) = reading("a.jsonl", b"\0\x1b[31m\xff\xe2\x80\xae" + b"x" * 1_000 + b"\n")
    assert reject.excerpt.startswith(r"\x00\x1b[31m\xff\u202exxx")
    assert len(reject.excerpt) < 250


def test_a_line_beyond_all_bounds_is_skipped_and_not_held(reading, monkeypatch):
    """The limit is lowered here; what is read at once stays below it."""
    monkeypatch.setattr(streams, "MAX_LINE", 1_000)
    monkeypatch.setattr("flows.sources.json_lines.MAX_LINE", 1_000)
    monkeypatch.setattr(streams, "_BUFFER", 100)
    records = reading("a.jsonl", GOOD % 1 + b'{"text": "' + b"x" * 50_000 + b'"}\n' + GOOD % 3 + b"y" * 5_000)
    assert ids(records) == ["1", "3"]
    assert rejects(records) == [
        ("a.jsonl:2", "the line is longer than 1,000 bytes"),
        ("a.jsonl:4", "the line is longer than 1,000 bytes"),
    ]


def test_bytes_that_are_not_utf8_are_replaced_and_counted(reading):
    """As many as `replace` makes of them; the input's own replacement characters do not count."""
    broken = b"caf\xe9 na\xc3\xafve \xe2\x80 \xef\xbf\xbd end\xf0\x9f\x98"
    (article,) = reading("a.jsonl", b'{"id": 1, "text": "' + broken + b'", "other": "\xff\xff"}')
    assert article.text == broken.decode("utf-8", "replace")
    assert article.n_replaced == 3


def test_what_scrapers_write_beyond_the_standard_is_read(reading):
    """Not-a-number, lone surrogates, raw control characters, one key twice (the last counts)."""
    records = reading(
        "a.jsonl",
        b'{"id": 1, "text": "a\\ud800b", "n": NaN}\n{"id": 2, "text": "tab\there"}\n{"id": 3, "text": "x\\u0000y\0z"}\n'
        b'{"id": 4, "text": "first", "text": "last"}\n{"id": 5, "text": "\\ud83d\\ude00"}\n{"id": 6, "text": "words", "n": 1e999}\n',
    )
    assert [record.text for record in records] == ["a\ufffdb", "tab\there", "x\0y\0z", "last", "\U0001f600", "words"]
    assert [record.n_replaced for record in records] == [1, 0, 0, 0, 0, 0]


@pytest.mark.parametrize(
    "content",
    [
        b'[{"id":"1","text":"a"},{"id":"2","text":"b"}]',
        b'\xef\xbb\xbf [\n {"id":"1",\n "text":"a"},\n {"id":"2","text":"b"}\n]\n',
        b'{"articles": [{"id":"1","text":"a"},{"id":"2","text":"b"}], "total": 2}',
        b'{"id":"1","text":"a"}\n{"id":"2","text":"b"}\n',
        b'{\n"id":"1","text":"a"}\n{\n"id":"2","text":"b"}\n',
    ],
    ids=["list", "pretty", "wrapped", "lines", "one after another"],
)
def test_json_documents_are_read_in_every_usual_form(reading, content):
    """A list, a list inside an object, lines, objects one after another."""
    records = reading("a.json", content)
    assert [(record.id, record.text) for record in records] == [("1", "a"), ("2", "b")]


def test_a_json_document_may_be_one_object(reading):
    """Its place is the first."""
    (article,) = reading("a.json", b'{"id": 1,\n "text": "words", "tags": [{"text": "no"}]}')
    assert (article.id, article.text, article.location.rpartition("/")[2]) == ("1", "words", "a.json#0")


def test_what_is_no_object_in_a_list_is_a_reject(reading):
    """With its place in the list."""
    records = reading("a.json", b'[{"id":"1","text":"a"}, 5, ["x"], {"id":"2","text":"b"}, {}]')
    assert ids(records) == ["1", "2"]
    assert [(place, reason[:20]) for place, reason in rejects(records)] == [
        ("a.json#1", "not a JSON object"),
        ("a.json#2", "not a JSON object"),
        ("a.json#4", "no field holds a tex"),
    ]


def test_a_broken_json_document_is_read_up_to_there(reading):
    """Also where it is packed and the packing is what broke off."""
    records = reading("a.json", b'[{"id":"1","text":"a\xff"}, {"id":"2","text":"b"}, {"id":"3","te')
    assert ids(records) == ["1", "2"]
    assert rejects(records)[0][0] == "a.json#2"
    packed = gzip.compress(json.dumps([{"id": n, "text": f"words {n * 7919}"} for n in range(20_000)]).encode())
    records = reading("a.json.gz", packed[: len(packed) // 2])
    assert len(ids(records)) > 5_000
    assert "damaged or cut off" in rejects(records)[-1][1]


def test_a_json_document_beyond_all_bounds_is_a_reject(reading, monkeypatch):
    """It says what to do."""
    monkeypatch.setattr(json_document, "MAX_DOCUMENT", 1_000)
    assert "write it as JSON Lines" in rejects(reading("a.json", b"[" + b" " * 2_000 + b"]"))[0][1]


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=8,
)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(st.lists(st.fixed_dictionaries({"id": st.uuids().map(str), "text": st.text()}, optional={"other": JSON}), max_size=5))
def test_what_is_written_as_json_lines_comes_back(reading, records):
    """Ids and texts, whatever characters they hold, however they are escaped."""
    for escaped in (True, False):
        lines = "".join(json.dumps(record, ensure_ascii=escaped) + "\n" for record in records)
        found = reading("a.jsonl", lines.encode())
        assert [(article.id, article.text, article.n_replaced) for article in found] == [
            (record["id"], record["text"], 0) for record in records
        ]
