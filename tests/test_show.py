"""An article is shown in the lines that the detectors see, whatever ends them, and nothing of it acts on the terminal."""

import io

import pytest
from rich.console import Console

from detectors.judging.ruleset import load_ruleset
from detectors.records import Article
from detectors.scoring import score_article
from flows.checking import shown
from flows.show import lines_of, show, show_diff

LINES = (
    "The ferry between the two islands runs again since Tuesday, the operator said, after a storm had damaged the ramp.",
    "Repairs took nine days and cost about two million crowns, more than had been planned for the year, she added.",
    "Share This Article",
    "Leave a Comment",
)
ENDS = ["\n", "\r\n", "\r", "\x85", "\u2028", "\u2029", "\x0b", "\x0c"]


def printed(work, *arguments):
    """Return the lines that are printed."""
    stream = io.StringIO()
    work(Console(file=stream, highlight=False, markup=False, emoji=False, width=400), *arguments)
    return stream.getvalue().splitlines()


@pytest.mark.parametrize("end", ENDS, ids=ascii)
def test_every_line_end_ends_a_line_for_detectors_and_for_readers(end):
    """Each widget is found, stands on a line of its own between marks, and its rule stands under it."""
    article = Article("a", "a.txt", None, None, None, None, end.join(LINES))
    card = score_article(article, load_ruleset(), "scorer")
    rules = [finding.rule for finding in card.findings if finding.rule != "residue.invisible_characters"]
    assert rules == ["residue.share_prompt", "residue.comment_box"]
    lines = printed(show, shown(article, card))
    share = next(index for index, line in enumerate(lines) if line.startswith("⟦Share This Article"))
    assert "Leave" not in lines[share]
    assert "residue.share_prompt" in lines[share + 1]
    assert not {"\r", "\x85", "\u2028", "\x0b", "\x0c"} & set("".join(lines))


@pytest.mark.parametrize("end", ENDS, ids=ascii)
def test_a_difference_is_shown_line_by_line(end):
    """A line that cleaning takes out is one line, with the token of its end where that is no plain one."""
    token = "" if end in ("\n", "\r\n", "\r") else f"⟨U+{ord(end):04X}⟩"
    lines = printed(show_diff, end.join(["One.", "Share", "Two."]), end.join(["One.", "Two."]))
    assert [line for line in lines if line.startswith("-Share")] == [f"-Share{token}"]


def test_lines_cover_the_text():
    """No character is on no line but plain line ends; an empty text has one empty line."""
    text = "a\r\nb\rc\nd\u2028e\x85\n"
    assert [text[start:end] for start, end in lines_of(text)] == ["a", "b", "c", "d\u2028", "e\x85", "", ""]
    assert list(lines_of("")) == [(0, 0)]
