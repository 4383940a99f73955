"""The parts of an article are found under their usual names, and its id, outlet and date follow from them."""

import courlan
import pytest
from hypothesis import given
from hypothesis import strategies as st

from detectors.records import Article
from detectors.scoring import text_digest
from flows.sources import identity
from flows.sources.articles import maker
from flows.sources.dates import published
from flows.sources.fields import FieldNames
from flows.sources.identity import canonical_url, domain


def made(record, scope="global", **names):
    """Return what a record becomes."""
    return maker(FieldNames(names), scope)(record, "here")


@pytest.mark.parametrize("name", ["text", "content", "body", "article", "maintext", "Text", "CONTENT", " body "])
def test_the_text_is_found_under_its_usual_names(name):
    """In any spelling."""
    assert made({"extra": 1, name: "words"}).text == "words"


def test_the_first_name_that_says_something_wins():
    """An empty field does not hide a filled one of another name."""
    assert made({"body": "second", "text": "first"}).text == "first"
    assert made({"body": "second", "text": " \n"}).text == "second"
    assert made({"TEXT": "capitals", "text": "small"}).text == "small"


def test_every_part_is_taken_over():
    """With the names that news-please writes."""
    record = {
        "article_id": 17,
        "maintext": "words",
        "headline": "Title",
        "link": "https://news.example.co.uk/a",
        "date_publish": "2024-03-01 10:00:00",
    }
    assert made(record) == Article(
        "17", "here", "https://news.example.co.uk/a", "example.co.uk", "2024-03-01T10:00:00+00:00", "Title", "words"
    )


def test_given_names_replace_the_usual_ones():
    """What is asked for is not guessed at."""
    assert made({"text": "no", "story": "yes"}, text="story").text == "yes"
    assert "looked for story" in made({"text": "no"}, text="story").reason


@pytest.mark.parametrize(
    ("record", "reason"),
    [
        ({}, "no field holds a text"),
        ({"title": "alone"}, "no field holds a text"),
        ({"text": None}, "'text' is null"),
        ({"text": 5}, "'text' is a number"),
        ({"text": ["a", "b"]}, "'text' is a list"),
        ({"text": {"a": "b"}}, "'text' is an object"),
        ({"text": True}, "'text' is true or false"),
        ({"text": "long " * 1_100_000}, "longer than 5,000,000 bytes"),
        ({"text": "ü" * 2_600_000}, "longer than 5,000,000 bytes"),
    ],
)
def test_a_record_without_a_usable_text_is_a_reject(record, reason):
    """And the reason says why in words."""
    reject = made(record)
    assert reason in reject.reason
    assert len(reject.excerpt) < 2_000


def test_an_empty_text_is_an_article():
    """An empty text is dropped by a rule, where it is counted and can be asked for."""
    assert made({"text": ""}).text == ""
    assert made({"text": " \n "}).text == " \n "


def test_a_text_just_within_the_limit_is_read():
    """The limit counts bytes."""
    assert len(made({"text": "x" * 5_000_000}).text) == 5_000_000
    assert len(made({"text": "ü" * 2_500_000}).text) == 2_500_000


def test_lone_surrogates_are_replaced_and_counted_in_text_and_title():
    """One for one, so that offsets stay; a replacement character of the input's own is not counted."""
    article = made({"text": "a\ud800b\udfffc\ufffd", "title": "\udc00", "id": "\ud800", "source": "\ud800"})
    assert (article.text, article.title, article.n_replaced) == ("a\ufffdb\ufffdc\ufffd", "\ufffd", 3)
    assert (article.id, article.source) == ("\ufffd", "\ufffd")


@pytest.mark.parametrize(
    ("source", "outlet"),
    [
        ("Example Times", "Example Times"),
        ({"domain": "example.com", "name": "Example"}, "example.com"),
        ({"id": None, "name": "Example"}, "Example"),
        ("", "example.org"),
        (None, "example.org"),
        (7, "example.org"),
    ],
)
def test_the_outlet_is_the_given_one_else_the_domain(source, outlet):
    """Also where it stands one level down."""
    assert made({"text": "words", "source": source, "url": "https://paper.example.org/a"}).source == outlet


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("https://www.news.example.co.uk/a", "example.co.uk"),
        ("HTTPS://News.Example.COM:8080/a", "example.com"),
        ("http://localhost/a", "localhost"),
        ("http://192.168.0.1:80/a", "192.168.0.1"),
        ("//example.com/a", "example.com"),
        ("not an address", None),
        ("", None),
    ],
)
def test_the_domain_is_the_registered_one(url, expected):
    """Where there is no public suffix it is the host."""
    assert domain(url) == expected


def test_ids_come_from_the_best_that_is_there():
    """The given id; else the URL; else outlet, title and date together; else the text."""
    whole = {
        "id": "x1",
        "url": "https://example.com/a?utm_source=mail#top",
        "source": "S",
        "title": "T",
        "date": "2024-03-01",
    }
    assert made(whole | {"text": "words"}).id == "x1"
    assert made(whole | {"text": "words", "id": None}).id == "https://example.com/a"
    dated = made({"text": "words", "source": "S", "title": "T", "date": "2024-03-01"})
    assert dated.id == made({"text": "changed", "source": "S", "title": "T", "date": "2024-03-01T00:00:00Z"}).id
    assert dated.id != made({"text": "words", "source": "S", "title": "T", "date": "2024-03-02"}).id
    assert made({"text": "words", "source": "S", "title": "T"}).id == text_digest("words")


@pytest.mark.parametrize(("given_id", "expected"), [(5, "5"), (5.0, "5"), ("5", "5"), (" 5 ", "5"), (0, "0")])
def test_an_id_is_the_same_however_it_is_stored(given_id, expected):
    """As a number, as the float a table made of it, as text."""
    assert made({"text": "words", "id": given_id}).id == expected


@pytest.mark.parametrize("given_id", [None, "", " ", True, 1.5, [1], {}])
def test_what_is_no_id_is_not_taken_for_one(given_id):
    """Then the text's digest names the article."""
    assert made({"text": "words", "id": given_id}).id == text_digest("words")


def test_a_monstrous_id_is_named_by_its_digest():
    """It would be repeated in every row of every table."""
    assert made({"text": "words", "id": "x" * 2_000}).id == text_digest("x" * 2_000)
    assert len(made({"text": "words", "id": 1 << 100_000}).id) == 64


def test_ids_are_prefixed_by_the_outlet_where_that_is_asked_for():
    """Two outlets may number from one each."""
    assert made({"text": "words", "id": 1, "url": "https://example.com/a"}, "source").id == "example.com:1"
    assert made({"text": "words", "id": 1}, "source").id == "1"


@pytest.mark.parametrize("url", ["n/a", "none", "", "   ", "/relative/path", "javascript:void(0)"])
def test_what_is_no_address_names_no_article(url):
    """A filler in every record would make one article of them all."""
    assert made({"text": "words", "url": url}).id == text_digest("words")


@given(st.from_regex(identity._PLAIN, fullmatch=True).filter(str.isascii))
def test_the_short_way_to_a_canonical_url_ends_where_the_long_one_does(url):
    """An address that is taken as it is would be returned as it is."""
    assert canonical_url(url) == url
    assert courlan.clean_url(url) == url


@given(st.text(st.sampled_from("htp:/w.eéx?#&=%[]@ \\\x00\ud800;,+-_~01"), max_size=40))
def test_no_address_is_too_strange(tail):
    """Whatever stands there, nothing is raised."""
    canonical_url("https://" + tail)
    domain("https://" + tail)


@pytest.mark.parametrize(
    "value",
    [
        "2024-03-01",
        "2024-03-01T00:00:00Z",
        "2024-03-01 00:00:00",
        "2024-03-01T02:00:00+02:00",
        "2024-03-01T02:00:00.000+0200",
        "2024-03-01 00:00:00 UTC",
        "Fri, 01 Mar 2024 00:00:00 GMT",
        "Thu, 29 Feb 2024 19:00:00 -0500",
        "1709251200",
        1709251200,
        1709251200.0,
        1709251200000,
        "1709251200000",
        20240301,
        "20240301",
        "20240301000000",
        "March 1, 2024",
        "Mar 1, 2024 12:00 AM",
        "1 March 2024",
        "2024/03/01",
    ],
)
def test_dates_are_read_in_their_usual_forms(value):
    """All of these are one moment."""
    assert published(value) == "2024-03-01T00:00:00+00:00"


@pytest.mark.parametrize(
    "value",
    [
        None,
        "",
        "yesterday",
        "2024",
        "03/04/2024",
        True,
        [],
        {},
        float("nan"),
        float("inf"),
        -1,
        10**400,
        "9" * 70,
        "0001-01-01T00:00+05:00",
    ],
)
def test_what_is_no_date_is_none(value):
    """Never an error, and never a guess between day and month."""
    assert published(value) is None


@given(st.text(max_size=30) | st.from_regex(r"[0-9: /TZ+,.-]{0,30}") | st.floats() | st.integers())
def test_no_date_is_too_strange(value):
    """Whatever stands there, it is a date in UTC or none."""
    found = published(value)
    assert found is None or found.endswith("+00:00")
