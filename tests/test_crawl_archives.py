"""Archives of crawls are read record by record; what is no page is counted, what is damaged is said, nothing is lost silently."""

import gzip
import random

import duckdb
import pytest

from detectors.records import Article
from flows.records import Reject
from flows.sources import ReadOptions, ReadSession, discover, read, streams, warc
from tests.crawl_samples import answer, packed, page_record, pages, record

ROBOTS = record(answer(b"User-agent: *", content_type="text/plain"), url="https://a.example/robots.txt")
REQUEST = record(b"GET / HTTP/1.1\r\n\r\n", kind="request", url="https://a.example/")


@pytest.fixture(scope="module")
def session():
    """Yield a session with two processes that read pages, for all tests of this file."""
    with ReadSession(2) as session:
        yield session


@pytest.fixture
def reading(tmp_path, session):
    """Return a function that writes bytes under a name and reads them back as articles and rejects."""

    def records(name, content, **options):
        session.passed_over.clear()
        (tmp_path / name).write_bytes(content)
        found = [
            each
            for source in discover([str(tmp_path / name)])
            for each in read(source, ReadOptions(**options), session=session)
        ]
        return [each for each in found if isinstance(each, Article)], [each for each in found if isinstance(each, Reject)]

    return records


def test_every_page_of_an_archive_is_read_or_rejected(reading, session):
    """Three hundred pages, ten with a tree of comments, six without a text: as many records come out as went in."""
    made = pages(300)
    empty = {n: "<html><body><nav><a href='/'>Home</a></nav></body></html>" if n % 2 else " " for n in range(40, 300, 50)}
    made = [page._replace(html=empty.get(number, page.html)) for number, page in enumerate(made)]
    articles, rejects = reading("crawl.warc.gz", packed([record(b"", kind="warcinfo"), *map(page_record, made)]))
    assert len(articles) + len(rejects) == 300
    assert {reject.location.rpartition("#")[2] for reject in rejects} == {str(number + 1) for number in empty}
    assert {reject.reason for reject in rejects} <= {"the page is empty", "no text of an article was found in the page"}
    assert session.passed_over == {"warcinfo": 1}
    whole = [page for number, page in enumerate(made) if number not in empty]
    assert [each.url for each in articles] == [page.url for page in whole]
    assert [each.title for each in articles] == [page.title for page in whole]
    assert [each.published_at for each in articles] == [page.published_at for page in whole]
    assert {each.source for each in articles} == {f"www.outlet-{number}.example" for number in range(5)}
    for article, page in zip(articles, whole, strict=True):
        assert all(paragraph in article.text for paragraph in page.paragraphs), page.url
        assert "case comment" not in article.text, page.url
        assert "cookies" not in article.text
        assert "not text" not in article.text


def test_both_libraries_read_the_text(reading):
    """Every paragraph of every template, whichever was chosen; the metadata are the same."""
    made = pages(10, with_comments=0)
    content = packed(map(page_record, made))
    careful, _ = reading("crawl.warc.gz", content)
    quick, rejects = reading("crawl.warc.gz", content, html="resiliparse")
    assert not rejects
    assert [each._replace(text="") for each in quick] == [each._replace(text="") for each in careful]
    for article, page in zip(quick, made, strict=True):
        assert all(paragraph in article.text for paragraph in page.paragraphs), page.url


def test_what_is_no_page_is_counted_and_not_rejected(reading, session):
    """By its type, its address, its status or its content type."""
    page = pages(1)[0]
    body = page.html.encode()
    articles, rejects = reading(
        "crawl.warc",
        b"".join([
            record(b"software: test", kind="warcinfo", content_type="application/warc-fields"),
            REQUEST,
            page_record(page),
            record(b"outlinks", kind="metadata", content_type="application/warc-fields"),
            record(b"HTTP/1.1 200 OK\r\n\r\n", kind="revisit", url=page.url),
            record(b"20240301 a.example 60 IN A 127.0.0.1", url="dns:a.example", content_type="text/dns"),
            ROBOTS,
            record(answer(b"{}", content_type="application/json"), url="https://a.example/api"),
            record(answer(body, status="404 Not Found"), url="https://a.example/gone"),
            record(answer(b"", status="301 Moved"), url="https://a.example/moved"),
            record(answer(body, status="404 Not Found"), url="https://a.example/gone-too"),
            record(b"no answer", url="https://a.example/odd"),
            record(answer(b"\x89PNG", content_type=None), url="https://a.example/picture"),
        ]),
    )  # fmt: skip
    assert [each.location.rpartition("#")[2] for each in articles] == ["2"]
    assert not rejects
    assert session.passed_over == {
        "warcinfo": 1, "request": 1, "metadata": 1, "revisit": 1, "dns": 1, "robots.txt": 1, "not HTML": 2,
        "status 404": 2, "status 301": 1, "no HTTP answer": 1,
    }  # fmt: skip


def test_pages_come_packed_as_servers_send_them(reading):
    """Gzip, in pieces, packed by name only, without a content type, as a resource: the same text."""
    page = pages(1, with_comments=0)[0]
    body = page.html.encode()
    chunked = b"%x\r\n%b\r\n0\r\n\r\n" % (len(body), body)
    made = [
        answer(body),
        answer(gzip.compress(body), headers=[("Content-Encoding", "gzip")]),
        answer(chunked, headers=[("Transfer-Encoding", "chunked")]),
        answer(body, headers=[("Content-Encoding", "br")]),
        answer(body, headers=[("Transfer-Encoding", "chunked")]),
        answer(body, content_type=None),
    ]
    content = b"".join(record(each, url=f"https://a.example/{number}") for number, each in enumerate(made))
    content += record(body, kind="resource", url="https://a.example/file", content_type="text/html")
    articles, rejects = reading("crawl.warc", content)
    assert not rejects
    assert len(articles) == 7
    assert len({each.text for each in articles}) == 1


def test_text_of_a_crawl_is_read_as_it_is(reading):
    """WET: one text a record; its address is its id, and an empty text is an article like everywhere."""
    texts = ["Headline\nFirst line of a text – with a dash.", "", "caf\udce9"]
    content = packed(
        record(
            text.encode("utf-8", "surrogateescape"),
            kind="conversion",
            url=f"https://a.example/{n}",
            headers=[("WARC-Identified-Content-Language", "eng,fra")],
            content_type="text/plain",
        )
        for n, text in enumerate(texts)
    )
    articles, rejects = reading("crawl.warc.wet.gz", content)
    assert not rejects
    assert [each.text for each in articles] == [texts[0], "", "caf\ufffd"]
    assert [each.id for each in articles] == [f"https://a.example/{n}" for n in range(3)]
    assert articles[2].n_replaced == 1
    assert {each.declared_language for each in articles} == {"eng"}


@pytest.mark.parametrize("pack", [packed, b"".join], ids=["packed", "plain"])
@pytest.mark.parametrize("missing", [1, 4, 5, 300, 3_000])
def test_an_archive_that_is_cut_off_is_noticed(reading, pack, missing):
    """However little is missing: one reject with the record, and all records before it."""
    made = pages(6, with_comments=0)
    content = pack(list(map(page_record, made)))
    articles, rejects = reading("crawl.warc.gz", content[:-missing])
    assert len(rejects) == 1
    assert [each.url for each in articles] == [page.url for page in made[: len(articles)]]
    number = int(rejects[0].location.rpartition("#")[2])
    assert number == len(articles)
    assert number >= 6 - 1 - missing // 1_000
    assert f"record {number}" in rejects[0].reason
    assert "cut off" in rejects[0].reason


def test_where_an_archive_is_cut_off_does_not_matter(reading):
    """Anywhere in the last record, byte by byte: it is noticed, and the first record is read."""
    first, second = (
        record(b"Text %d." % n, kind="conversion", url=f"https://a.example/{n}", content_type="text/plain") for n in range(2)
    )
    for end in range(1, len(second)):
        articles, rejects = reading("crawl.wet", first + second[:end])
        assert ([each.url for each in articles][:1], len(rejects)) == (["https://a.example/0"], 1), end


def test_a_record_with_a_wrong_length_ends_the_reading_with_a_word(reading):
    """What follows cannot be told any more; what went before is kept."""
    made = [page_record(page) for page in pages(3, with_comments=0)]
    for wrong, reason in (
        (made[1].replace(b"Content-Length: ", b"Content-Length: 9"), "has"),
        (made[1].replace(b"Content-Length: ", b"Content-Length: -"), "does not say how long it is ('-"),
        (made[1].replace(b"Content-Length: ", b"Other: "), "does not say how long it is ('')"),
        (made[1].replace(b"WARC/1.0", b"GARBAGE!"), "record 1 is none"),
        (b"\0" * 70_000 + made[1], "record 1 is none"),
    ):
        articles, rejects = reading("crawl.warc", made[0] + wrong + made[2])
        assert len(articles) == 1
        assert len(rejects) == 1
        assert rejects[0].location.endswith("#1")
        assert reason in rejects[0].reason


def test_damage_anywhere_neither_raises_nor_goes_unsaid(reading):
    """Single bytes of a packed archive are changed: its checksums tell, so no article is lost without a reject."""
    chance = random.Random(7)
    whole = packed(
        record(b"Text %d." % n, kind="conversion", url=f"https://a.example/{n}", content_type="text/plain") for n in range(8)
    )
    clean, _ = reading("crawl.wet.gz", whole)
    for _ in range(150):
        broken = bytearray(whole)
        broken[chance.randrange(2, len(whole))] ^= 1 << chance.randrange(8)
        articles, rejects = reading("crawl.wet.gz", bytes(broken))
        assert rejects or [each.text for each in articles] == [each.text for each in clean]


def test_noise_in_a_plain_archive_never_raises(reading):
    """Bytes changed, cut out and doubled at random, in pages and in their headers."""
    chance = random.Random(11)
    whole = b"".join(record(answer(b"<html><body>"), url=f"https://a.example/{n}") for n in range(4)) + ROBOTS
    for _ in range(40):
        broken = bytearray(whole)
        for _ in range(chance.randrange(1, 6)):
            at, much = chance.randrange(len(broken)), chance.randrange(20)
            broken[at : at + much] = chance.choice([b"", b"\r\n", chance.randbytes(much), broken[at : at + much] * 2])
        articles, _ = reading("crawl.warc", bytes(broken))
        assert not [each for each in articles if not each.text]


def test_an_empty_archive_is_no_damage(reading):
    """A crawl may have brought nothing."""
    assert reading("crawl.warc", b"") == ([], [])
    assert reading("crawl.warc.gz", packed([b""])) == ([], [])


def test_a_page_that_the_crawler_cut_off_is_a_reject(reading):
    """Half an article is none."""
    page = pages(1)[0]
    content = record(answer(page.html.encode()[:-500]), url=page.url, headers=[("WARC-Truncated", "length")])
    articles, rejects = reading("crawl.warc", content)
    assert not articles
    assert [reject.reason for reject in rejects] == ["the crawler cut the page off (length)"]
    assert rejects[0].excerpt.startswith(page.url)


def test_records_beyond_the_limits_are_rejects_and_the_next_one_is_read(reading, monkeypatch):
    """The limits are lowered here: of a record as it stands, and of a page when it is unpacked."""
    monkeypatch.setattr(warc, "MAX_RECORD", 20_000)
    monkeypatch.setattr(warc, "MAX_PAGE", 15_000)
    page = pages(1, with_comments=0)[0]
    bomb = answer(gzip.compress(b"<p>" + b"x" * 10_000_000), headers=[("Content-Encoding", "gzip")])
    content = [record(b"x" * 30_000, url="https://a.example/1"), record(bomb, url="https://a.example/2"), page_record(page)]
    articles, rejects = reading("crawl.warc.gz", packed(content))
    assert [each.url for each in articles] == [page.url]
    assert [(reject.location[-2:], reject.reason) for reject in rejects] == [
        ("#0", "the record is longer than 20,000 bytes"),
        ("#1", "the page is longer than 15,000 bytes"),
    ]


def test_a_file_that_unpacks_without_end_is_stopped(reading, monkeypatch):
    """The free size is lowered here: zeros pack to a thousandth, no corpus does."""
    monkeypatch.setattr(streams, "_FREE", 1_000_000)
    content = packed([page_record(pages(1)[0]), record(b"\0" * 50_000_000, kind="metadata")])
    articles, rejects = reading("crawl.warc.gz", content)
    assert len(articles) == 1
    assert "unpack to more than 200 times as many" in rejects[0].reason


def test_a_run_stores_every_page_and_says_what_it_passed_over(tmp_path, winnow):
    """As many rows as pages: articles, and rejects with their reasons. The rest is one line of the summary."""
    made = [page_record(page) for page in pages(40)]
    made[7] = record(answer(b"<html><body><img src=a></body></html>"), url="https://a.example/empty")
    (tmp_path / "crawl.warc.gz").write_bytes(packed([REQUEST, *made, ROBOTS, REQUEST]))
    told = winnow("score", "crawl.warc.gz", "--no-prefect", "--workers", 1, "--html", "resiliparse")
    assert told.returncode == 0, told.stderr
    assert told.stdout.startswith("40 records read: 39 scored, 0 unchanged, 1 rejected")
    assert "passed over in archives: 2 request, 1 robots.txt\n" in told.stdout
    with duckdb.connect(str(tmp_path / "winnow.duckdb"), read_only=True) as db:
        stored = db.sql(
            "SELECT count(*), count(DISTINCT url), any_value(declared_language) FROM article_scores JOIN articles USING (article_id, url)"
        )
        assert stored.fetchall() == [(39, 39, "en")]
        assert db.sql("SELECT location, reason, excerpt FROM rejects").fetchall() == [
            (
                "crawl.warc.gz#8",
                "no text of an article was found in the page",
                "https://a.example/empty: <html><body><img src=a></body></html>",
            )
        ]
