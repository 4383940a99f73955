"""Single pages: what they say about themselves, how they are written, and what hostile ones may not do."""

import gzip
import os
import signal
import subprocess
import sys
from multiprocessing.connection import Connection

import msgspec
import pytest

from detectors.records import Article
from flows.records import Reject
from flows.sources import ReadOptions, ReadSession, discover, extractors, read
from flows.sources.extraction import Request
from flows.sources.extractors import Answered, Extractors, Page
from flows.sources.html_encoding import decoded_page
from tests.crawl_samples import pages

BODY = "".join(
    f"<p>The council of the town met on day {n} and agreed to repair pier number {n * 77} before the winter.</p>"
    for n in range(8)
)


@pytest.fixture(scope="module")
def session():
    """Yield a session that lasts as long as the tests of this file."""
    with ReadSession() as session:
        yield session


@pytest.fixture
def reading(tmp_path, session):
    """Return a function that writes a page under a name and reads it back."""

    def record(name, content, **options):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_bytes(content)
        (found,) = (
            each
            for source in discover([str(tmp_path / name)])
            for each in read(source, ReadOptions(**options), session=session)
        )
        return found

    return record


@pytest.fixture
def asked(session):
    """Return a function that reads bytes, or a page with this head, and returns what is found."""

    def answer(head, body=BODY, url=None):
        html = (
            head
            if isinstance(head, bytes)
            else f"<html><head>{head}</head><body><article>{body}</article></body></html>".encode()
        )
        (found,) = session.extractors.extract([Page("here", None, Request(html, None, url, "trafilatura"))])
        return found.answer

    return answer


@pytest.mark.parametrize("name", ["news/story.html", "news/story.HTM", "news/story.html.gz"])
def test_a_page_is_an_article_with_what_it_says_about_itself(reading, tmp_path, name):
    """Title, canonical address and outlet, date and text; packed or not."""
    page = pages(1, with_comments=0)[0]
    article = reading(name, gzip.compress(page.html.encode()) if name.endswith("gz") else page.html.encode())
    assert article._replace(text="") == Article(
        page.url, f"{tmp_path}/{name}", page.url, "www.outlet-0.example", page.published_at, page.title, "", 0, "en"
    )
    assert all(paragraph in article.text for paragraph in page.paragraphs)


def test_a_page_without_an_address_has_its_place_for_an_id(reading):
    """As a .txt has; so does one whose canonical address is the front page, a slip that would make all pages one."""
    for head in ("", '<link rel="canonical" href="https://www.outlet.example/">', '<link rel="canonical" href="https://[">'):
        article = reading(
            "news/story.html", f"<html><head>{head}</head><body><article>{BODY}</article></body></html>".encode()
        )
        assert (article.id, article.url) == ("news/story.html", None)


def test_two_pages_with_one_name_are_not_taken_for_one_article(tmp_path):
    """The second is a reject that says what to do, as it is for texts."""
    for name in ("a/news/index.html", "b/news/index.html"):
        (tmp_path / name).parent.mkdir(parents=True)
        (tmp_path / name).write_text("<html></html>")
    first, second = discover([f"{tmp_path}/a/news", f"{tmp_path}/b/news"])
    assert first.problem is None
    assert "it would have the same id" in second.problem


@pytest.mark.parametrize(
    ("head", "date"),
    [
        ('<meta property="article:published_time" content="2024-03-01T23:30:00-05:00">', "2024-03-02T04:30:00+00:00"),
        (
            '<script type="application/ld+json">{"datePublished": "2024-03-01T10:00:00Z"}</script>',
            "2024-03-01T10:00:00+00:00",
        ),
        ('<meta name="date" content="2024-03-01">', "2024-03-01T00:00:00+00:00"),
        ('<meta property="article:published_time" content="yesterday">', None),
        ("", None),
    ],
)
def test_the_date_is_what_the_page_declares(asked, head, date):
    """With its time of day where there is one; a year somewhere in the text is no date."""
    assert asked(head, BODY + "<p>Built in 1987, closed on 3 May 2019.</p><p>© 2021 Outlet</p>").published_at == date


@pytest.mark.parametrize(
    ("head", "language"),
    [
        ('<meta property="og:locale" content="de_DE">', "de"),
        ('<meta http-equiv="content-language" content="fr-CA">', "fr"),
        ('<meta property="og:locale" content="none">', None),
        ("", None),
    ],
)
def test_the_language_is_what_the_page_declares(asked, head, language):
    """Two or three letters."""
    assert asked(head).language == language


def test_the_place_where_a_page_was_fetched_counts_more_than_what_it_says(asked):
    """But what it says is reported."""
    found = asked('<link rel="canonical" href="https://other.example/story">', url="https://a.example/1")
    assert found.url == "https://other.example/story"


GERMAN = "<p>Größere Brücke über die Mündung beschlossen: Bürger äußern Ärger über höhere Gebühren für Fähren.</p>"
RUSSIAN = "<p>Городской совет решил отремонтировать старый причал до начала зимних штормов, сообщил мэр.</p>"
JAPANESE = "<p>市議会は冬の嵐が来る前に古い桟橋を修理することを決めたと市長が記者団に語った。</p>"


@pytest.mark.parametrize(
    ("text", "encoding", "header", "meta"),
    [
        (GERMAN, "utf-8", None, None),
        (GERMAN, "utf-8", "iso-8859-1", "windows-1251"),
        (GERMAN, "utf-8-sig", "iso-8859-1", None),
        (GERMAN, "utf-16", None, None),
        (GERMAN, "cp1252", "iso-8859-1", None),
        (GERMAN + "<p>“quoted” – with dashes…</p>", "cp1252", None, "iso-8859-1"),
        (GERMAN, "cp1252", "utf-8", "windows-1252"),
        (GERMAN, "cp1252", "no-such-thing", "hex"),
        (RUSSIAN, "cp1251", "windows-1251", None),
        (RUSSIAN, "koi8-r", None, "koi8-r"),
        (RUSSIAN, "cp1251", None, None),
        (JAPANESE, "shift_jis", None, "Shift_JIS"),
        (JAPANESE, "euc-jp", "EUC-JP", None),
        (JAPANESE, "iso2022_jp", None, "iso-2022-jp"),
        (JAPANESE, "utf-16-le", "utf-16le", None),
    ],
)
def test_the_encoding_is_found(text, encoding, header, meta):
    """Mark, sound UTF-8, header, page, guess: nothing is replaced."""
    declared = f'<meta charset="{meta}">' if meta else ""
    page = f"<html><head>{declared}</head><body>{text * 3}</body></html>"
    assert decoded_page(page.encode(encoding), header) == (page, 0)


def test_what_cannot_be_decoded_is_counted(asked):
    """Only where it stands in the text: the rest of the page is no part of the article."""
    body = BODY.encode().replace(b"the winter", b"the \xff winter", 1)
    page = b"<html><!-- \xff\xff --><body><article>" + body + "<p>Ä Ö Ü ß é è à ç</p></article></body></html>".encode()
    found = asked(page)
    assert "the \ufffd winter" in found.text
    assert found.n_replaced == 1


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", "the page is empty"),
        (b" \n ", "the page is empty"),
        (b"<html><body><img src=a></body></html>", "no text of an article was found in the page"),
        (b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 20, None),
        (b"<p>" * 200_001, "the page has more than 200,000 tags"),
    ],
    ids=["empty", "blank", "no text", "picture", "tags"],
)
def test_a_page_without_an_article_is_a_reject(reading, content, reason):
    """With the reason in words."""
    found = reading("page.html", content)
    assert isinstance(found, Reject)
    assert reason in {None, found.reason}


def test_a_page_beyond_all_bounds_is_a_reject(reading, monkeypatch):
    """The limit is lowered here."""
    monkeypatch.setattr("flows.sources.pages.MAX_PAGE", 1_000)
    assert reading("page.html", b"<p>" + b"x" * 1_000).reason == "the page is longer than 1,000 bytes"


@pytest.mark.parametrize(
    "hostile",
    [
        "<span>" * 50_000,
        "<table><tr><td>" * 20_000,
        f"<div class='{'a ' * 200_000}'>",
        "<script>" + 'var x = "<p>";' * 50_000 + "</script>",
        f'<script type="application/ld+json">{"[" * 50_000}</script>',
        '<script type="application/ld+json">{"datePublished": "' + "2" * 100_000 + "</script>",
        "<" * 200_000,
        "<!--" * 50_000,
        "\0" * 50_000,
    ],
    ids=["deep", "tables", "attribute", "script", "json", "date", "brackets", "comments", "nulls"],
)
def test_a_hostile_page_is_read_or_rejected(reading, hostile):
    """Neither an exception nor a long wait; and its scripts are no text."""
    found = reading("page.html", f"<html><body><article>{BODY}{hostile}".encode())
    assert isinstance(found, Reject) or ("repair pier" in found.text and "var x" not in found.text)


def request(html):
    """Return a page to be read."""
    return Page("here", None, Request(html.encode(), None, None, "trafilatura"))


def test_a_page_that_hangs_a_library_costs_only_itself(monkeypatch):
    """So many attributes take a library minutes; the limit is lowered here. The pages around it are read, in their order."""
    monkeypatch.setattr(extractors, "SECONDS_PER_PAGE", 2.0)
    hanging = f"<html><body><article {' '.join(f'a{n}=1' for n in range(200_000))}>{BODY}"
    crew = Extractors(1)
    first, second, third = crew.extract([request(BODY), request(hanging), request(BODY)])
    crew.end()
    assert second.answer == "the page takes longer than 2 seconds"
    assert first.answer == third.answer
    assert "repair pier" in first.answer.text


def test_a_process_that_dies_costs_only_its_page():
    """As a library in C may make it; another one takes its place."""
    crew = Extractors(2)
    found = crew.extract([request(BODY)])
    assert isinstance(next(found), Answered)
    (idle,) = crew._idle
    os.kill(idle._child.pid, signal.SIGKILL)
    idle._child.wait()
    dead, alive = crew.extract([request(BODY), request(BODY)])
    crew.end()
    assert dead.answer == "the page makes the HTML library crash"
    assert "repair pier" in alive.answer.text


def test_a_process_whose_parent_is_gone_ends_even_while_a_page_hangs():
    """By the system's own clock, which no library can hold up; the limit is lowered here."""
    code = "import flows.sources.extraction as extraction; extraction.LONGEST = 1; extraction.main()"
    hanging = f"<html><body><article {' '.join(f'a{n}=1' for n in range(200_000))}>{BODY}"
    theirs, asking = os.pipe()
    with subprocess.Popen([sys.executable, "-W", "ignore", "-c", code], stdin=theirs, stdout=subprocess.PIPE) as child:
        os.close(theirs)
        with Connection(asking, readable=False) as ask:
            ask.send_bytes(msgspec.msgpack.encode(request(hanging).request))
        assert child.wait(60) == -signal.SIGALRM


def test_no_process_is_left_when_reading_stops_early():
    """Those at work are ended as well as those that wait."""
    crew = Extractors(2)
    found = crew.extract(request(BODY) for _ in range(9))
    next(found)
    children = [each._child for each in crew._idle]
    found.close()
    crew.end()
    assert children
    assert all(child.poll() is not None for child in children)
    assert not crew._idle


def test_start_up_is_not_slowed_by_libraries_that_are_not_needed(write_jsonl):
    """Neither help nor the check of another kind of file imports what reads archives, pages and addresses."""
    path = write_jsonl([{"text": "words"}])
    code = (
        "import sys; from flows.sources import discover, read, ReadOptions; import flows.cli;"
        f"[list(read(source, ReadOptions())) for source in discover([{str(path)!r}])];"
        "print([name for name in ('fastwarc', 'trafilatura', 'resiliparse', 'fsspec', 'lxml', 'flows.sources.extractors') if name in sys.modules])"
    )
    told = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert told.stdout.strip() == "[]"
