"""Every kind of file is read to its end, packed or not, whatever stands in it."""

import gzip
import io
import sys
import tracemalloc
from types import SimpleNamespace

import duckdb
import pyarrow as pa
import pytest
import zstandard
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from detectors.records import Article
from flows.records import Reject
from flows.sources import ReadOptions, discover, read
from tests.record_samples import GOOD, ids, rejects


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
    [GOOD % 1 + GOOD % 2, b"[" + GOOD % 1 + b"," + GOOD % 2 + b"]", gzip.compress(GOOD % 1 + b"broken\n" + GOOD % 2)],
    ids=["lines", "list", "compressed"],  # compressed bytes hold the time, and a test's name must not
)
def test_standard_input_is_json_lines_or_a_list(monkeypatch, content):
    """Packed or not."""
    monkeypatch.setattr(sys, "stdin", SimpleNamespace(buffer=io.BufferedReader(io.BytesIO(content))))
    (source,) = discover(["-"])
    assert ids(read(source, ReadOptions())) == ["1", "2"]


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
