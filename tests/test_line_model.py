"""The shipped line model is the one that its description names, and what it says depends on the article alone."""

import hashlib
import json
from importlib.resources import files

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from detectors.boilerplate import other
from detectors.document import Document
from detectors.furniture.naming import named
from detectors.lines.describing import BITS, describe
from detectors.lines.model import Chances, line_model
from detectors.lines.page import MOST
from detectors.lines.page_kind import page_numbers
from detectors.lines.words import BANKS, SLOTS, Words
from detectors.records import Finding
from detectors.tokens.table import Vocabulary

FOLDER = files("models").joinpath("residue_lines")
DESCRIBED = json.loads(FOLDER.joinpath("model.json").read_text("utf-8"))


def told(text, title=None):
    """Return the probabilities of a text's lines."""
    return line_model().probabilities([Document(text, title)])[0].on_page


def of_both(chances):
    """Return chances of lines on which the last two stages agree."""
    return Chances(*2 * (np.array(chances, np.float32),))


def test_golden_scores():
    """The model gives the page of its description the probabilities it was shipped with."""
    lines = [line for line, _ in DESCRIBED["golden"]]
    assert told("\n".join(lines)).tolist() == pytest.approx([each for _, each in DESCRIBED["golden"]], abs=1e-3)


def test_the_weights_are_those_described():
    """The file has the digest of its description and stays under three megabytes."""
    content = FOLDER.joinpath("model.npz").read_bytes()
    assert hashlib.sha256(content).hexdigest() == DESCRIBED["weights_sha256"]
    assert len(content) < 3_000_000


@settings(max_examples=60, deadline=None)
@given(
    lines=st.lists(st.text(max_size=120).filter(str.strip), min_size=1, max_size=12), title=st.none() | st.text(max_size=60)
)
def test_probabilities_are_probabilities(lines, title):
    """Any lines get one share each, also a single one, and the same again from a table that has seen other articles."""
    doc = Document("\n".join(lines), title)
    if doc.lines:
        first = told(doc.text, title)
        told("Some other words of another article\nand more of them")
        assert len(first) == len(doc.lines)
        assert np.isfinite(first).all()
        assert ((first >= 0) & (first <= 1)).all()
        assert np.array_equal(first, told(doc.text, title))


@settings(max_examples=40, deadline=None)
@given(
    texts=st.lists(
        st.lists(st.text(max_size=60).filter(str.strip), min_size=1, max_size=6).map("\n\n".join), min_size=2, max_size=6
    )
)
def test_an_article_is_read_by_itself_alone(texts):
    """Lines get the same probabilities alone and between those of other articles, of any sizes and groups."""
    docs = [doc for doc in map(Document, texts) if doc.lines]
    alone = [told(doc.text) for doc in docs]
    for each, among in zip(alone, line_model().probabilities(docs), strict=True):
        assert among.on_page == pytest.approx(each, abs=1e-5)


def test_no_more_lines_are_read_than_a_page_has():
    """Of a very long list the first lines are read, and an article behind it is read as it is alone."""
    long, short = Document("A line\n" * (MOST + 7)), Document(PROSE)
    first, second = (each.on_page for each in line_model().probabilities([long, short]))
    assert len(first) == MOST
    assert second == pytest.approx(told(PROSE), abs=1e-6)


def test_the_table_of_tokens_is_bounded(monkeypatch):
    """A full table starts anew, and what is known of a token is the same before and after."""
    monkeypatch.setattr("detectors.lines.words._MOST", 3)
    weights = np.zeros((1 << BITS, BANKS), np.float32)
    features = describe(["quay"]).owned[:, 0]
    weights[features, 0] = 1.5
    words, vocabulary = Words(weights, np.zeros(1 << BITS, np.float32)), Vocabulary()
    tokens = vocabulary.number(["quay a b c d"])[0].numbers

    def known(numbers):
        """Return what is known of lines of one token each."""
        slots = np.repeat(numbers[np.newaxis], SLOTS, axis=0)
        return words.known(vocabulary, slots, np.ones(len(numbers), np.intp), [])[0].rows[0]

    before = known(tokens)
    assert len(words) == 5
    after = known(tokens[:1])
    assert len(words) == 1
    assert np.array_equal(before[:1], after)
    assert after[0, 0] == pytest.approx(1.5 * len(features))


def test_other_tokens_need_not_be_known():
    """A token has the same id in the vocabulary and outside of it."""
    words, vocabulary = line_model().words, Vocabulary()
    vocabulary.number(["quay harbour"])
    empty = np.zeros((SLOTS, 0), np.intp)
    _, ids = words.known(vocabulary, empty, np.zeros(0, np.intp), ["Harbour", "harbour", "ferries", "the"])
    assert ids.tolist() == describe(["Harbour", "harbour", "ferries", "the"]).ids.tolist()


PROSE = (
    "The ferry between Lindmoor and the eastern shore will sail again from Monday, the harbour board said, after repairs "
    "that took longer than anyone had planned and cost more than the board had set aside for the whole of the year."
)


@pytest.mark.parametrize(
    ("lines", "probabilities", "certainties"),
    [
        ([PROSE, "A", PROSE], [0, 0.99, 0], ["weak"]),
        ([PROSE, "A", "B", PROSE], [0, 0.99, 0.6, 0], ["certain", "strong"]),
        ([PROSE, PROSE, "A"], [0, 0, 0.99], ["certain"]),
        (["A", "B", "C", "D"], [0.99, 0.99, 0.99, 0.99], ["strong"] * 4),
        ([PROSE, PROSE, "A."], [0, 0, 0.99], ["weak"]),
        ([PROSE, "***", "II", PROSE], [0, 0.99, 0.99, 0], ["strong", "weak"]),
        ([PROSE, "A", "B", "and so it went on.", PROSE], [0, 0.99, 0.99, 0, 0], ["certain", "strong"]),
        ([PROSE, PROSE, "Sprint 0.73 0.76 16", "A"], [0, 0, 0, 0.99], ["strong"]),
        ([PROSE, PROSE, "A", "02-751-1500"], [0, 0, 0.99, 0], ["strong"]),
        ([PROSE, PROSE, "A", "www.harbour.example"], [0, 0, 0.99, 0], ["strong"]),
        ([PROSE, "A pic.twitter.com/Ab1", "B", PROSE], [0, 0.99, 0.99, 0], ["strong", "certain"]),
    ],
    ids=[
        "alone among paragraphs",
        "in company",
        "after the text",
        "no running text",
        "a last sentence",
        "a row of stars",
        "the beginning of a sentence",
        "below a table",
        "above a telephone number",
        "above an address",
        "a quoted post",
    ],
)
def test_what_is_cut(lines, probabilities, certainties):
    """A line is cut where it is certain, the article is mostly running text, and it does not stand alone in its midst."""
    doc = Document("\n\n".join(lines))
    found = other.findings(doc, of_both(probabilities), 0.9, 0.5)
    assert [each.certainty for each in found] == certainties
    assert [each.edit is not None for each in found] == [name == "certain" for name in certainties]


def test_common_tokens_are_as_if_new():
    """What is shipped of a common token is what the table would work out."""
    words = line_model().words
    shipped = words.common
    anew = Words(words.weights, words.of_pairs).described(shipped.tokens)
    assert anew.tokens == shipped.tokens
    assert np.allclose(anew.rows, shipped.rows, atol=1e-5)
    assert np.array_equal(anew.ids, shipped.ids)
    assert np.array_equal(anew.keys, shipped.keys)


def test_what_another_rule_has_found_is_left_to_it():
    """A line inside another finding is not reported again."""
    doc = Document(f"{PROSE}\n\n{PROSE}\n\nA")
    start = len(doc.text) - 1
    doc = doc.after([doc.cut("boilerplate.tags", start, start + 1, "certain")])
    assert other.findings(doc, of_both([0, 0, 0.99]), 0.9, 0.5) == []


@pytest.mark.parametrize(
    ("chance", "label", "n_cut", "near", "cut"),
    [
        (0.85, "Quay", 2, PROSE, True),
        (0.85, "Quay", 1, PROSE, False),
        (0.85, "Quay of the harbour and the shore", 2, PROSE, False),
        (0.75, "Quay", 2, PROSE, False),
        (0.85, "Quay", 2, "Table of the tides", False),
    ],
    ids=[
        "cheap",
        "little else is cut",
        "too long for its odds",
        "hardly more than a guess",
        "beside a line that may be a table's",
    ],
)
def test_a_short_line_goes_by_its_odds(chance, label, n_cut, near, cut):
    """Outside of the text, on a page of which two places are cut anyway, a line goes that costs few characters by its odds."""
    lines = [PROSE, PROSE, near, label, "B", "C"]
    doc = Document("\n\n".join(lines))
    typed = [doc.cut("boilerplate.tags", line.start, line.end, "strong") for line in doc.lines[4 : 4 + n_cut]]
    chances = [0, 0, 0, chance, 0.9, 0.9]
    found = other.findings(doc.after(typed), of_both(chances), 0.96, 0.7)
    assert [each.edit is not None for each in found if each.start == doc.lines[3].start] == [cut]


def test_a_label_that_both_know_is_cut_and_named():
    """A line that the model takes for the page's, and whose word names a kind, is cut below the limit, under that kind's rule."""
    doc = Document(f"{PROSE}\n\n{PROSE}\n\nMost popular\n\nQuay")
    found = other.findings(doc, of_both([0, 0, 0.8, 0.8]), 0.96, 0.7)
    assert [(each.edit is not None, each.excerpt) for each in found] == [(True, "Most popular"), (False, "Quay")]
    assert [each.rule for each in named(tuple(found[:1]), doc.text)] == ["boilerplate.related_link"]


def test_a_line_goes_by_the_name_of_its_company():
    """A label over links is theirs, a short line in a menu is the menu's; one that is not cut stays a guess; alone it has no name."""
    text = "Hot right now\nFerry sails again\n\nWorld\nHome\nCulture\n\nand so on\n\nQuay"
    kinds = {
        "Ferry sails again": "boilerplate.related_link",
        "World": "boilerplate.navigation",
        "Home": "boilerplate.navigation",
    }

    def found(line, rule):
        start = text.index(line)
        edit = None if rule == "boilerplate.other" else ((start, start + len(line), ""),)
        return Finding(rule, "text", start, start + len(line), "strong", "tail", line, edit)

    lines = ["Hot right now", "Ferry sails again", "World", "Home", "Culture", "Quay"]
    told = named(tuple(found(line, kinds.get(line, "boilerplate.other")) for line in lines), text)
    assert [(each.rule, each.certainty) for each in told if each.excerpt not in kinds] == [
        ("boilerplate.related_link", "weak"),
        ("boilerplate.navigation", "weak"),
        ("boilerplate.other", "strong"),
    ]


@pytest.mark.parametrize(
    ("alone", "on_page", "certainties"),
    [(0.99, 0.99, ["certain"]), (0.99, 0.4, []), (0.6, 0.99, ["weak"])],
    ids=["both are certain", "not on this page", "alone it is a guess"],
)
def test_what_is_found_goes_by_the_page_and_what_is_cut_by_the_line(alone, on_page, certainties):
    """A line that is improbable given its page is not found, and no page makes a line certain that is not so by itself."""
    doc = Document(f"{PROSE}\n\n{PROSE}\n\nA")
    chances = Chances(np.array([0, 0, alone], np.float32), np.array([0, 0, on_page], np.float32))
    assert [each.certainty for each in other.findings(doc, chances, 0.9, 0.7)] == certainties


def test_what_the_last_stage_reads_is_of_the_page_of_the_line():
    """Each line has its log odds and size, and of its own page's lines the share probable, the share unsure and the mean log odds."""
    told = np.array([0.5, 0.75, 0.95, 0.05], np.float32)
    own, log_sizes, probable, unsure, mean = page_numbers(told, np.array([1, 10, 1, 1], np.float32), np.array([0, 3, 4])).T
    assert own == pytest.approx(np.log([1, 3, 19, 1 / 19]), abs=1e-5)
    assert log_sizes == pytest.approx(np.log([1, 10, 1, 1]))
    assert probable == pytest.approx([2 / 3, 2 / 3, 2 / 3, 0])
    assert unsure == pytest.approx([2 / 3, 2 / 3, 2 / 3, 0])
    assert mean == pytest.approx([*[np.log(57) / 3] * 3, -np.log(19)], abs=1e-5)


def test_a_certain_line_does_not_outweigh_its_page():
    """Probabilities of nought and one have finite odds, and a mean that other lines still move."""
    rows = page_numbers(np.array([0, 1], np.float32), np.ones(2, np.float32), np.array([0, 2]))
    assert np.isfinite(rows).all()
    assert rows[:, -1] == pytest.approx([0, 0], abs=1e-3)


def test_on_an_unsure_page_a_line_is_judged_more_carefully():
    """The last stage gives a line less where it is sure of few lines of the page than where it is sure of the rest."""
    unsure = np.array([0.95, 0.5, 0.5, 0.5, 0.5, 0.5], np.float32)
    sure = np.array([0.95, 0.02, 0.02, 0.02, 0.98, 0.98], np.float32)
    sizes, bounds = np.full(12, 40, np.float32), np.array([0, 6, 12])
    told = line_model().of_page.probabilities(page_numbers(np.concatenate((unsure, sure)), sizes, bounds))
    assert told[0] < told[6]


def test_what_stands_among_links_and_comments_goes_by_its_words():
    """A request among links is the form's it asks for, a button of a thread the comment form's; links and comments stay."""
    rules = ("boilerplate.related_link", "boilerplate.related_link", "residue.reader_comment", "residue.reader_comment")
    lines = ("Report a typo or correction", "Report finds errors in the ferry's books", "Salty says: at last", "Reply")
    text = "\n".join(lines)
    starts = [text.index(line) for line in lines]
    given = [
        Finding(rule, "text", start, start + len(line), "strong", "tail", line, None)
        for rule, start, line in zip(rules, starts, lines, strict=True)
    ]
    assert [each.rule for each in named(tuple(given), text)] == [
        "boilerplate.contact",
        "boilerplate.related_link",
        "residue.reader_comment",
        "residue.comment_box",
    ]
