"""Files behind addresses are found and read like local ones: from a server that speaks S3, and from a web server."""

import functools
import gzip
import http.server
import json
import socketserver
import sys
import threading

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
import zstandard

from detectors.records import Article
from flows.errors import InputError
from flows.sources import ReadOptions, ReadSession, discover, for_people, read
from tests.crawl_samples import packed, page_record, pages

ROW = {"id": "1", "text": "The council met."}


def files(tmp_path):
    """Return a file of every kind by its path in the bucket."""
    page = pages(1, with_comments=0)[0]
    table = tmp_path / "table.parquet"
    pq.write_table(pa.table({"id": ["p"], "text": ["words"]}), table)
    line = json.dumps(ROW).encode() + b"\n"
    return {
        "day/a.csv": b"id,text\nc,words\n",
        "day/b.jsonl": line,
        "day/b.jsonl.gz": gzip.compress(line.replace(b'"1"', b'"2"')),
        "day/c.json.zst": zstandard.compress(b"[" + line.replace(b'"1"', b'"3"') + b"]"),
        "day/d.parquet": table.read_bytes(),
        "day/e.txt": b"plain words",
        "day/f.html": page.html.encode(),
        "day/g.warc.gz": packed([page_record(page._replace(url="https://a.example/warc"))]),
        "day/deep/h.jsonl": line.replace(b'"1"', b'"4"'),
        "day/.hidden.jsonl": line,
        "day/notes.md": b"no article",
        "other/x.jsonl": line,
    }


IDS = ["c", "1", "2", "3", "p", "4", "day/e.txt", "https://www.outlet-0.example/news/0/story.html", "https://a.example/warc"]


@pytest.fixture(scope="session")
def s3(object_store, tmp_path_factory):
    """Return a client of an object store with a bucket of inputs."""
    object_store.create_bucket(Bucket="crawl")
    for key, content in files(tmp_path_factory.mktemp("s3")).items():
        object_store.put_object(Bucket="crawl", Key=key, Body=content)
    return object_store


@pytest.fixture(scope="session")
def web(tmp_path_factory):
    """Yield the address of a web server on loopback that lists its folders."""
    root = tmp_path_factory.mktemp("web")
    for key, content in files(tmp_path_factory.mktemp("table")).items():
        (root / key).parent.mkdir(parents=True, exist_ok=True)
        (root / key).write_bytes(content)

    class Quiet(http.server.SimpleHTTPRequestHandler):
        def log_message(self, *_):
            pass

    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), functools.partial(Quiet, directory=root)) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield f"http://127.0.0.1:{server.server_address[1]}"
        server.shutdown()
        thread.join()


def records(*inputs):
    """Return everything that is read from the inputs."""
    with ReadSession() as session:
        return [each for source in discover(inputs) for each in read(source, ReadOptions(), session=session)]


def ids(found):
    """Return the ids of the articles; there must be no reject."""
    assert all(isinstance(each, Article) for each in found), found
    return [each.id for each in found]


def test_every_kind_of_file_is_read_from_a_bucket(s3):
    """A folder to its depth, in the order of names, without hidden files and unknown kinds; with sizes and places."""
    found = records("s3://crawl/day")
    assert ids(found) == IDS
    assert found[1] == Article("1", "s3://crawl/day/b.jsonl:1", None, None, None, None, "The council met.")
    assert ids(records("s3://crawl/day/")) == IDS
    assert [source.size for source in discover(["s3://crawl/day/e.txt"])] == [11]


def test_patterns_and_files_are_found_in_a_bucket(s3):
    """One file, a pattern at any depth; a file that two inputs name is read once."""
    assert ids(records("s3://crawl/day/b.jsonl", "s3://crawl/day/*.jsonl*")) == ["1", "2"]
    assert ids(records("s3://crawl/**/*.jsonl")) == ["1", "4", "1"]
    assert ids(records("s3://crawl/d*/deep")) == ["4"]
    assert [source.name for source in discover(["s3://crawl/day/e.txt", "s3://crawl/*/e.txt"])] == ["day/e.txt"]
    assert [source.name for source in discover(["s3://crawl/*/e.txt"])] == ["crawl/day/e.txt"]


def test_what_is_new_in_a_bucket_is_found(s3):
    """Listings are not remembered from one run to the next."""
    assert "new.txt" not in str(discover(["s3://crawl/other"]))
    s3.put_object(Bucket="crawl", Key="other/new.txt", Body=b"new")
    assert "new.txt" in str(discover(["s3://crawl/other"]))
    s3.delete_object(Bucket="crawl", Key="other/new.txt")


def test_a_file_that_shrinks_or_vanishes_is_a_reject(s3):
    """Between listing and reading, objects are replaced."""
    s3.put_object(Bucket="crawl", Key="gone/a.jsonl", Body=json.dumps(ROW).encode() + b"\n" + b" " * 100)
    (source,) = discover(["s3://crawl/gone/a.jsonl"])
    s3.put_object(Bucket="crawl", Key="gone/a.jsonl", Body=json.dumps(ROW).encode() + b"\n")
    article, reject = read(source, ReadOptions())
    assert article.id == "1"
    assert reject.reason == "only 40 of 140 bytes came"
    s3.delete_object(Bucket="crawl", Key="gone/a.jsonl")
    (reject,) = read(source, ReadOptions())
    assert reject.location == "s3://crawl/gone/a.jsonl"
    assert "there is no such file" in reject.reason


def test_an_archive_in_a_bucket_that_is_cut_off_is_noticed(s3):
    """As on a disk: what is before is read."""
    whole = packed(map(page_record, pages(3, with_comments=0)))
    s3.put_object(Bucket="crawl", Key="cut/a.warc.gz", Body=whole[:-50])
    *articles, reject = records("s3://crawl/cut/a.warc.gz")
    assert len(articles) == 2
    assert reject.location == "s3://crawl/cut/a.warc.gz#2"


def test_a_run_reads_a_bucket(s3, tmp_path, winnow):
    """By the command, scored and stored."""
    told = winnow("score", "s3://crawl/day", "--no-prefect", "--workers", 1)
    assert told.returncode == 0, told.stderr
    assert told.stdout.startswith(f"{len(IDS)} records read: {len(IDS)} scored, 0 unchanged, 0 rejected")


def test_a_web_server_is_read(web):
    """One file, and a folder where the server lists it."""
    assert ids(records(f"{web}/day/b.jsonl.gz")) == ["2"]
    assert ids(records(f"{web}/day/d.parquet")) == ["p"]
    assert ids(records(f"{web}/day/*.jsonl")) == ["1"]
    assert ids(records(f"{web}/day/")) == IDS


@pytest.mark.parametrize(
    ("address", "said"),
    [
        ("s3://crawl/nowhere/x.jsonl", "there is no such file or folder"),
        ("s3://crawl/*.nothing", "no file matches"),
        ("s3://crawl/day/notes.md", "not a kind of file that Winnow reads"),
        ("s3://no-such-bucket/x.jsonl", "there is no such file or folder"),
        ("ftp://a.example/x.jsonl", "reads paths and addresses of s3://"),
        ("http://127.0.0.1:9/x.jsonl", "no server answers"),
    ],
)
def test_an_address_that_cannot_be_read_is_wrong_usage(s3, address, said):
    """Said with the address, before anything is read."""
    with pytest.raises(InputError, match=said) as told:
        discover([address])
    assert address in str(told.value)


def test_an_address_of_a_file_on_this_machine_is_its_path(tmp_path):
    """As fsspec has it."""
    (tmp_path / "a.txt").write_text("words")
    assert [source.path for source in discover([f"file://{tmp_path}/a.txt"])] == [f"{tmp_path}/a.txt"]


def test_keys_in_addresses_are_not_shown(web):
    """Neither a password nor a signature comes into a place, an id or a message."""
    assert for_people("https://me:secret@a.example/x.jsonl?sig=secret#secret") == "https://a.example/x.jsonl"
    assert for_people("s3://bucket/a?b.txt") == "s3://bucket/a?b.txt"
    assert for_people("plain?.txt") == "plain?.txt"
    (article,) = records(f"{web}/day/e.txt?sig=secret")
    assert (article.id, article.location) == ("day/e.txt", f"{web}/day/e.txt")


def test_what_is_not_installed_is_named(monkeypatch):
    """With the extra that brings it."""
    monkeypatch.setitem(sys.modules, "gcsfs", None)
    with pytest.raises(InputError, match=r"install winnow-news\[gcs\]"):
        discover(["gs://bucket/x.jsonl"])
