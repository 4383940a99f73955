"""Listed words are found as whole words, the longest first, and none over another."""

import re

from hypothesis import given
from hypothesis import strategies as st

from detectors.leak.lexicon import either, listed

GROUPS = ("said", "work", "part", "written", "task", "correction")


def test_words_are_found_whole():
    """A word is one between what is no letter; one with a star has any ending."""
    assert [group for *_, group in listed("work").found("rewriting the rewrites, predraft drafty draft")] == ["work"] * 3
    assert listed("said").opens("said the mayor")
    assert not listed("said").opens("unsaid words")
    assert not listed("said").stands_in("he said", 0, 5)


@given(
    st.sampled_from(GROUPS),
    st.lists(st.sampled_from("said i tell the label read rewrit rewriting writing draft_ e-mails letter's up ever".split())),
    st.sampled_from((" ", "  ", "-", "s ", ", ")),
)
def test_an_expression_finds_the_same(group: str, words: list[str], between: str):
    """An expression of the same alternatives finds the same places."""
    text = between.join(words)
    expression = re.compile(rf"(?<!\w)(?:{either(group)})(?!\w)")
    assert [(start, end) for start, end, _ in listed(group).found(text)] == [
        match.span() for match in expression.finditer(text)
    ]
