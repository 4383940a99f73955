"""Tables, CSV and Parquet, are read row by row; what is no row is a reject with its place."""

import codecs
import csv
import io

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from detectors.records import Article
from flows.sources import ReadOptions, discover, read, streams, tables
from tests.record_samples import ids, rejects


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
