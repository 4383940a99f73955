"""A file of plain text is one article, whatever its encoding."""

import gzip
import zlib

import pytest

from tests.record_samples import rejects

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
    assert rejects(reading("a.txt", bytes(range(256)) * 4)) == [
        ("a.txt", "the file holds binary data, or text in no encoding that can be told")
    ]


@pytest.mark.parametrize(
    "content",
    [
        b"\0\1\2",
        b"SQLite format 3\0\x10\0\1\1\0@  \0\0\0\1",
        b"GIF89a\1\0\1\0\x80\0\0\xff\xff\xff\0\0\0,\0\0\0\0\1\0\1\0\0\2\2D\1\0;",
        zlib.compress(b"The council met on Monday. " * 3),
        b"\xfd\xfc\xf0\xe1",
    ],
)
def test_a_small_binary_file_is_a_reject(reading, content):
    """However few its bytes: what they would be as text is none."""
    assert rejects(reading("a.txt", content)) == [
        ("a.txt", "the file holds binary data, or text in no encoding that can be told")
    ]


@pytest.mark.parametrize(
    ("content", "text"),
    [
        (b"The council met.\0 Then it went home.", "The council met.\0 Then it went home."),
        (b"\x1b[31mred\x1b[0m news", "\x1b[31mred\x1b[0m news"),
        ("Café für alle".encode("cp1252"), "Café für alle"),
        ("Der Rat tagte am Montag.".encode("utf-16-le"), "Der Rat tagte am Montag."),
    ],
)
def test_a_small_text_is_read(reading, content, text):
    """A stray control, the colours of a terminal, few words in another encoding, no byte order mark."""
    (article,) = reading("a.txt", content)
    assert article.text == text


def test_a_text_file_beyond_all_bounds_is_a_reject(reading):
    """The limit of an article's text holds here too."""
    assert "longer than 5,000,000 bytes" in rejects(reading("a.txt", b"x" * 6_000_000))[0][1]
    assert "longer than 20,000,000 bytes" in rejects(reading("b.txt", b"x" * 21_000_000))[0][1]
