"""Every kind of file is read to its end, whatever stands in it; what is no article is a reject with its place."""

import codecs
import csv
import gzip
import io
import json
import sys
import tracemalloc
from types import SimpleNamespace

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
import zstandard
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from detectors.records import Article
from flows.records import Reject
from flows.sources import ReadOptions, discover, json_document, read, streams, tables

GOOD = b'{"id": "%d", "text": "words"}\n'


@pytest.fixture
def reading(tmp_path):
    """Return a function that writes bytes under a name and reads them back as records."""

    def records(name, content, options=ReadOptions()):  # noqa: B008 - a tuple
        (tmp_path / name).write_bytes(content)
        return [record for source in discover([str(tmp_path / name)]) for record in read(source, options)]

    return records


def ids(records):
    """Return the ids of the articles."""
    return [record.id for record in records if isinstance(record, Article)]


def rejects(records):
    """Return line (or row) and reason of the rejects."""
    return [(record.location.rpartition("/")[2], record.reason) for record in records if isinstance(record, Reject)]


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


def test_null_characters_survive_arrow_and_duckdb():
    """A text may hold them: residue.invisible_characters reports them."""
    table = pa.table({"text": ["x\0y"]})
    connection = duckdb.connect()
    connection.register("articles", table)
    assert connection.sql("SELECT text, length(text) FROM articles").fetchall() == [("x\0y", 3)]


@pytest.mark.parametrize("pack", [gzip.compress, zstandard.compress], ids=["gz", "zst"])
@pytest.mark.parametrize("name", ["a.jsonl", "a.jsonl.gz", "a.jsonl.zst"])
def test_packed_files_are_told_by_their_bytes(reading, pack, name):
    """Whatever the name says; parts one after another are one stream."""
    assert ids(reading(name, pack(GOOD % 1) + pack(GOOD % 2))) == ["1", "2"]
    assert ids(reading(name, GOOD % 1)) == ["1"]


@pytest.mark.parametrize("pack", [gzip.compress, zstandard.compress], ids=["gz", "zst"])
@pytest.mark.parametrize("share", [0.5, 0.9, 1.0])
def test_a_packed_file_that_is_cut_off_is_read_up_to_there(reading, pack, share):
    """Every line before the damage, and one reject that names the bytes."""
    numbers = range(20_000)
    whole = pack(b"".join(b'{"id": "%d", "text": "words %d"}\n' % (n, n * 7919 % 10007) for n in numbers))
    kept = int(len(whole) * share) - 2
    records = reading("a.jsonl.gz", whole[:kept])
    found = ids(records)
    assert found == [str(n) for n in range(len(found))]
    assert len(found) >= (share - 0.4) * len(numbers)
    ((place, reason),) = rejects(records)
    assert place == "a.jsonl.gz"
    assert f"damaged or cut off within the first {kept:,} of {kept:,} bytes" in reason


def test_a_packed_file_with_a_flipped_byte_ends_in_a_reject(reading):
    """The check sum or the structure tells."""
    for pack in (gzip.compress, lambda data: zstandard.ZstdCompressor(write_checksum=True).compress(data)):
        whole = bytearray(pack(b"".join(b'{"id": "%d", "text": "words %d"}\n' % (n, n * 7919) for n in range(20_000))))
        whole[len(whole) // 2] ^= 0xFF
        assert "damaged or cut off" in rejects(reading("a.jsonl.gz", bytes(whole)))[-1][1]


def test_a_packed_bomb_is_not_unpacked_into_memory(reading):
    """200 MB of one line, packed to a few kilobytes, is one reject."""
    bomb = zstandard.compress(b"x" * 200_000_000)
    tracemalloc.start()
    records = reading("a.jsonl.zst", bomb + zstandard.compress(b"\n" + GOOD % 2))
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert rejects(records) == [("a.jsonl.zst:1", "the line is longer than 20,000,000 bytes")]
    assert ids(records) == ["2"]
    assert peak < 150_000_000


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


@pytest.mark.parametrize(
    "content",
    [GOOD % 1 + GOOD % 2, b"[" + GOOD % 1 + b"," + GOOD % 2 + b"]", gzip.compress(GOOD % 1 + b"broken\n" + GOOD % 2)],
    ids=["lines", "list", "compressed"],  # compressed bytes hold the time, and a test's name must not
)
def test_standard_input_is_json_lines_or_a_list(monkeypatch, content):
    """Packed or not."""
    monkeypatch.setattr(sys, "stdin", SimpleNamespace(buffer=io.BufferedReader(io.BytesIO(content))))
    (source,) = discover(["-"])
    assert ids(read(source, ReadOptions())) == ["1", "2"]


def table(rows, **form):
    """Return rows as the bytes of a table."""
    out = io.StringIO()
    csv.writer(out, **form).writerows(rows)
    return out.getvalue().encode()


@pytest.mark.parametrize("separator", [",", ";", "\t"])
def test_tables_are_read_with_any_usual_separator(reading, separator):
    """With a mark at the beginning, quotes, line breaks in fields, blank lines; the place is the row's first line."""
    content = table(
        [["id", "Headline", "text"], ["1", 'He said "no"', "one\r\ntwo"], ["2", "", "a,b;c\td"]], delimiter=separator
    )
    records = reading("a.csv", codecs.BOM_UTF8 + content + b"\r\n\r\n" + f"3{separator}{separator}c\xe9".encode("latin-1"))
    assert [(record.id, record.title, record.text, record.n_replaced) for record in records] == [
        ("1", 'He said "no"', "one\r\ntwo", 0),
        ("2", None, "a,b;c\td", 0),
        ("3", None, "c\ufffd", 1),
    ]
    assert [record.location.rpartition(":")[2] for record in records] == ["2", "4", "7"]


def test_a_quote_that_is_not_closed_swallows_nothing(reading):
    """The row is rejected with its lines, and the rows behind it are read."""
    content = b'id,text,title\n1,one,a\n2,"two,b\n3,three,c\n4,four,d\n'
    records = reading("a.csv", content)
    assert ids(records) == ["1", "3", "4"]
    assert rejects(records) == [
        ("a.csv:3-5", "not a row: a quote is opened and never closed; the lines after the first are read again")
    ]


def test_a_quote_that_is_closed_by_the_next_row_is_seen(reading):
    """What follows the quote shows that it closes nothing."""
    records = reading("a.csv", b'id,text,title\n1,"one,a\n2,"two","b"\n3,three,c\n')
    assert ids(records) == ["2", "3"]
    assert rejects(records) == [
        (
            "a.csv:2-3",
            "not a row: a quote stands inside a quoted field and is not doubled; the lines after the first are read again",
        )
    ]


def test_a_quote_that_stays_open_for_ever_is_given_up(reading, monkeypatch):
    """A row has so many lines at most, and reading again comes to an end."""
    monkeypatch.setattr(tables, "MAX_ROW_LINES", 50)
    monkeypatch.setattr(tables, "_MOST_REREAD", 60)
    rows = b"".join(b"%d,words\n" % n for n in range(100))
    records = reading("a.csv", b'id,text\nx,"open\n' + rows + b'y,"open\n' + rows)
    assert ids(records)[:100] == [str(n) for n in range(100)]
    assert "within 50 lines" in rejects(records)[0][1]
    assert rejects(records)[1] == ("a.csv:103-152", "not a row: a quote is opened and not closed within 50 lines")


def test_rows_with_too_few_or_too_many_fields_are_rejects(reading):
    """Empty fields too many are forgiven."""
    records = reading("a.csv", b"id,text,title\n1,one\n2,two,b,\n3,three,c,more\n4,four,d\n")
    assert ids(records) == ["2", "4"]
    assert rejects(records) == [
        ("a.csv:2", "not a row: 2 fields where the header has 3"),
        ("a.csv:4", "not a row: 4 fields where the header has 3"),
    ]


def test_a_table_without_a_text_is_one_reject(reading):
    """It says which columns there are and how to name another."""
    ((place, reason),) = rejects(reading("a.csv", b"id,story\n1,words\n2,words\n"))
    assert place == "a.csv"
    assert "no column holds a text: id, story" in reason
    assert ids(reading("a.csv", b"id,story\n1,words\n", ReadOptions({"text": "story"}))) == ["1"]


def test_stray_carriage_returns_are_told(reading):
    """In a row they cost the row, in the header the file."""
    records = reading("a.csv", b"id,text\n1,a\rb\n2,c\n")
    assert ids(records) == ["2"]
    assert rejects(records) == [("a.csv:2", "not a row: a carriage return stands in the middle of it")]
    assert "the first line is no header" in rejects(reading("a.csv", b"id,text\r1,a\r2,b\r"))[0][1]


def test_a_line_of_a_table_beyond_all_bounds_is_a_reject(reading, monkeypatch):
    """And the next one is read."""
    monkeypatch.setattr(streams, "MAX_LINE", 1_000)
    monkeypatch.setattr(tables, "MAX_LINE", 1_000)
    records = reading("a.csv", b"id,text\n1," + b"x" * 5_000 + b"\n2,words\n")
    assert ids(records) == ["2"]
    assert rejects(records) == [("a.csv:2", "not a row: longer than 1,000 characters")]


def parquet(tmp_path, columns, name="a.parquet"):
    """Write columns as a Parquet file and read it back as records."""
    pq.write_table(pa.table(columns), tmp_path / name, row_group_size=300)
    (source,) = discover([str(tmp_path / name)])
    return list(read(source, ReadOptions()))


def test_parquet_is_read_row_by_row(tmp_path):
    """Dates, numbers, nested outlets, text as a dictionary or as bytes; the place is the row."""
    records = parquet(
        tmp_path,
        {
            "id": [1, 2],
            "Text": pa.array(["one", None]).dictionary_encode(),
            "title": pa.array([b"caf\xc3\xa9 \xff", None], pa.binary()),
            "published_at": pa.array([1709251200123456789, None], pa.timestamp("ns", "UTC")),
            "source": [{"domain": "example.com"}, None],
            "vector": [[1.0], [2.0]],
        },
    )
    assert records[0] == Article(
        "1", f"{tmp_path}/a.parquet#0", None, "example.com", "2024-03-01T00:00:00.123456+00:00", "café \ufffd", "one", 1
    )
    assert rejects(records) == [("a.parquet#1", "the field 'Text' is null, so there is no text")]


def test_a_date_beyond_python_in_parquet_is_none(tmp_path):
    """The row is read all the same, and its neighbours keep their dates."""
    dates = pa.array([10**18, 1709251200000000], pa.timestamp("us"))
    records = parquet(tmp_path, {"text": ["a", "b"], "date": dates})
    assert [record.published_at for record in records] == [None, "2024-03-01T00:00:00+00:00"]


def test_parquet_text_that_is_not_utf8_is_mended(tmp_path):
    """Writers that do not look declare any bytes as text."""
    broken = pa.Array.from_buffers(pa.string(), 1, pa.array([b"caf\xe9"], pa.binary()).buffers())
    (article,) = parquet(tmp_path, {"text": broken})
    assert (article.text, article.n_replaced) == ("caf\ufffd", 1)


def test_a_damaged_parquet_file_is_one_reject(tmp_path):
    """After the rows in front of the damage."""
    columns = {"id": list(map(str, range(1_000))), "text": [f"words {n * 7919}" for n in range(1_000)]}
    pq.write_table(pa.table(columns), tmp_path / "a.parquet", row_group_size=300)
    whole = bytearray((tmp_path / "a.parquet").read_bytes())
    for content in (whole[:-100], b"", b"PAR1", whole[: len(whole) // 2] + bytes(200) + whole[len(whole) // 2 + 200 :]):
        (tmp_path / "b.parquet").write_bytes(content)
        (source,) = discover([str(tmp_path / "b.parquet")])
        records = list(read(source, ReadOptions()))
        ((place, reason),) = rejects(records)
        assert place == "b.parquet"
        assert f"{len(records) - 1:,} rows were read" in reason


def test_a_parquet_file_without_a_text_is_one_reject(tmp_path):
    """It says which columns there are."""
    assert "no column holds a text: id, story" in rejects(parquet(tmp_path, {"id": [1, 2], "story": ["a", "b"]}))[0][1]


RUSSIAN = "Министр заявил, что переговоры продолжатся на следующей неделе в столице. " * 5
JAPANESE = "首相は月曜日に記者会見を開き、新しい経済対策について説明した。" * 5
ENGLISH = "The minister said “we won’t yield” – and the café owner agreed. " * 5


@pytest.mark.parametrize(
    ("text", "encoding"),
    [
        (ENGLISH, "utf-8"),
        (ENGLISH, "utf-8-sig"),
        (ENGLISH, "utf-16"),
        (ENGLISH, "utf-32"),
        (ENGLISH, "cp1252"),
        ("The minister said “we won’t yield” on Monday.", "cp1252"),
        (RUSSIAN, "cp1251"),
        (RUSSIAN, "koi8-r"),
        (JAPANESE, "shift_jis"),
        (JAPANESE, "euc-jp"),
        ("", "utf-8"),
    ],
)
def test_a_text_file_is_one_article_in_any_encoding(reading, text, encoding):
    """Nothing of it is lost or changed."""
    (article,) = reading("001.txt", text.encode(encoding))
    assert (article.text, article.title, article.n_replaced) == (text, None, 0)
    assert article.location.endswith("/001.txt")
    assert article.id.endswith("/001.txt")


def test_a_text_file_with_a_few_bad_bytes_stays_utf8(reading):
    """Sound characters outweigh the damage."""
    (article,) = reading("001.txt", ENGLISH.encode() + b"\xff end")
    assert (article.text, article.n_replaced) == (ENGLISH + "\ufffd end", 1)


def test_a_text_file_that_is_packed_keeps_its_name_as_id(reading):
    """The packing is no part of the article."""
    (article,) = reading("001.txt.gz", gzip.compress(b"words"))
    assert (article.text, article.id.rpartition("/")[2]) == ("words", "001.txt")


def test_binary_data_under_the_name_of_text_is_a_reject(reading):
    """An image is no article."""
    assert rejects(reading("a.txt", bytes(range(256)) * 4)) == [("a.txt", "the file holds binary data, not text")]


def test_a_text_file_beyond_all_bounds_is_a_reject(reading):
    """The limit of an article's text holds here too."""
    assert "longer than 5,000,000 bytes" in rejects(reading("a.txt", b"x" * 6_000_000))[0][1]
    assert "longer than 20,000,000 bytes" in rejects(reading("b.txt", b"x" * 21_000_000))[0][1]


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


NAMES = ["a.txt", "a.jsonl", "a.json", "a.csv", "a.tsv", "a.parquet", "a.jsonl.gz", "a.json.zst"]
FRAGMENTS = [b'{"text": "', b'"}', b"\n", b'"', b",", b"id,text\n", b"[", b"]", b"\xef\xbb\xbf", b"\xff\xfe", b"\0", b"\r", b"\\u",
             b"PAR1", gzip.compress(b'{"text": "a"}\n'), zstandard.compress(b"id,text\n1,a\n"), b"1e999", b"{}"]  # fmt: skip


@pytest.mark.parametrize("name", NAMES)
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=60)
@given(
    content=st.binary(max_size=300) | st.lists(st.sampled_from(FRAGMENTS) | st.binary(max_size=3), max_size=30).map(b"".join)
)
def test_no_content_is_too_strange(reading, name, content):
    """Whatever the bytes, nothing is raised, and every record can be stored."""
    for record in reading(name, content):
        assert isinstance(record, Article | Reject)
        for part in record:
            if isinstance(part, str):
                part.encode()
