"""The quality measures count what they say they count, and an empty text breaks none of them."""

import pytest
import textstat

from detectors.batch import Batch
from detectors.document import Document
from detectors.measures import of_each
from detectors.quality import gopher_words, length, stop_words
from detectors.records import Language
from detectors.tokens import table
from detectors.tokens.pieces import divide

TEXT = """The harbour master won't say how much - if anything - was lost.

• Ferries: 3 of 12
- Cars: none...
Well-known U.S. firms paid $1,000.50 in 1996/97; AT&amp;T paid #2 "to the city" and waited…"""


def measured(module, text, code="en"):
    """Return what a module measures of a text in a language."""
    doc = Document(text)
    doc.language = Language(code, 1.0, "gate")
    return {name.split(".")[1]: value for name, value in of_each(module.measure(Batch([doc])))[0].items()}


@pytest.mark.parametrize(
    ("text", "pieces"),
    [
        ("harbour", ["harbour"]),
        ("(5%)...", ["(", "5", "%", ")", "..."]),
        ("won't", ["wo", "n't"]),
        ("mayor’s", ["mayor", "’s"]),
        ("well-known", ["well", "-", "known"]),
        ("U.S.", ["U.S."]),
        ("$1,000.50,", ["$", "1,000.50", ","]),
        ("AT&T's", ["AT&T", "'s"]),
        ("end.", ["end", "."]),
        ("3Com", ["3Com"]),
        ("----", ["----"]),
        ("1996-97", ["1996", "-", "97"]),
        ("F-16s", ["F-16s"]),
        ("16-year-old", ["16", "-", "year", "-", "old"]),
        ("9pm", ["9", "pm"]),
        ("cannot", ["can", "not"]),
        ("US$5m", ["US$", "5", "m"]),
        ("www.harbour.example/a-b.", ["www.harbour.example/a-b", "."]),
        ("desk@harbour.example", ["desk@harbour.example"]),
        ("and/or", ["and/or"]),
        ("'Twas", ["'", "Twas"]),
        ("o'clock)", ["o'clock", ")"]),
        ("(R-Ky.)", ["(", "R", "-", "Ky.", ")"]),
        ("done:)", ["done", ":)"]),
        ("end.Next", ["end", ".", "Next"]),
        ("J.", ["J."]),
        ("NATO.", ["NATO", "."]),
        ("5%", ["5", "%"]),
        ("20°C", ["20", "°", "C"]),
        ("😀wait…", ["😀", "wait", "…"]),
        ("a" * 450 + "-b", ["a" * 450, "-", "b"]),
    ],
)
def test_pieces(text, pieces):
    """Tokens are divided as spaCy's English tokeniser divides them."""
    assert list(divide(text)) == pieces


def test_gopher_values():
    """Words, marks, lines and stop words are counted as datatrove counts them."""
    found = measured(gopher_words, TEXT)
    pieces = [piece for token in TEXT.split() for piece in divide(token)]
    assert found["gopher_word_count"] == sum(piece == "•" or any(map(str.isalnum, piece)) for piece in pieces)
    assert found["gopher_hash_ratio"] == 1 / len(pieces)
    assert found["gopher_ellipsis_ratio"] == 2 / len(pieces)
    assert found["gopher_alpha_word_share"] == sum(any(map(str.isalpha, piece)) for piece in pieces) / len(pieces)
    assert found["gopher_bullet_line_share"] == 2 / 5
    assert found["gopher_ellipsis_line_share"] == 2 / 5
    assert found["gopher_stop_words"] == 4


def test_stop_words_are_distinct_and_in_their_spelling():
    """A stop word counts once, and not in capitals; one beside a mark counts."""
    assert measured(gopher_words, "the the the The TO Of")["gopher_stop_words"] == 1
    assert measured(gopher_words, '"to be" (that)')["gopher_stop_words"] == 3


@pytest.mark.parametrize("text", ["", " \n\n\t"])
def test_nothing(text):
    """Without words there are zeros and abstentions, no division by zero."""
    assert measured(length, text) == {"word_count": 0}
    assert measured(stop_words, text) == {"stop_word_share": None}
    found = measured(gopher_words, text)
    assert found["gopher_word_count"] == 0
    assert found["gopher_mean_word_length"] is None
    assert found["gopher_stop_words"] == 0


def test_other_languages():
    """Our own measure of English words abstains; the published ones are asked of any text, as their authors do."""
    assert measured(stop_words, TEXT, "de") == {"stop_word_share": None}
    assert measured(gopher_words, TEXT, "de")["gopher_stop_words"] == 4
    assert measured(gopher_words, "议会。", "zh-cn")["gopher_word_count"] == 1


@pytest.mark.parametrize("text", [TEXT, "", "one", "'t is _ - … 5", "a\x1cb\x85c"])
def test_word_count_is_textstat_s(text):
    """The word count is the one that the readability scores divide by."""
    assert measured(length, text)["word_count"] == textstat.lexicon_count(text)


def test_stop_word_share():
    """Function words count in any case and beside any mark."""
    assert measured(stop_words, 'The cat, "and" a DOG: (that)')["stop_word_share"] == 4 / 6


def test_threads_share_the_table(monkeypatch):
    """Two threads that bring the same new tokens at once get the same counts."""
    from concurrent.futures import ThreadPoolExecutor  # noqa: PLC0415 - for this test alone

    monkeypatch.setattr(table, "_current", table.Vocabulary())
    texts = [
        " ".join(f"the{place % 700} word{place} and" for place in range(start, start + 900)) for start in range(0, 9000, 450)
    ]
    with ThreadPoolExecutor(4) as pool:
        found = list(pool.map(lambda text: (measured(length, text), measured(gopher_words, text)), texts))
    monkeypatch.setattr(table, "_current", table.Vocabulary())
    assert found == [(measured(length, text), measured(gopher_words, text)) for text in texts]
