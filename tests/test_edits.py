"""A cut leaves no hole, and every character that stays knows where it came from."""

import pytest

from detectors.edits import apply_edits


def cut(text, *words):
    """Return ``text`` after cutting the first occurrence of each of ``words``."""
    edits = [((text.index(word), text.index(word) + len(word), ""),) for word in words]
    return apply_edits(text, edits).text


@pytest.mark.parametrize(
    ("text", "words", "left"),
    [
        ("A\n\nShare\nLeave\n\nB", ["Share", "Leave"], "A\n\nB"),
        ("A\nShare\nB", ["Share"], "A\nB"),
        ("A\n\n\nShare\nB", ["Share"], "A\n\n\nB"),
        ("Share\n\nA", ["Share"], "A"),
        ("A\n\nShare\n", ["Share"], "A"),
        ("One two three.", ["two"], "One three."),
        ("The end.🟡,", ["🟡,"], "The end."),
        ("The end. 🟡", ["🟡"], "The end."),
        ("The end.🟡\n", ["🟡"], "The end.\n"),
        ("A 🟡\nB", ["🟡"], "A\nB"),
        ("Share", ["Share"], ""),
    ],
)
def test_cuts_close_up(text, words, left):
    """Emptied lines go, one gap stays where there were two, nothing else changes."""
    assert cut(text, *words) == left


def test_replacements_stay():
    """New text stands where the old one stood."""
    assert apply_edits("a &amp; b", [((2, 7, "&"),)]).text == "a & b"


def test_blank_run_after_a_cut_is_one_gap():
    """White space that an edit puts in counts as a gap like any other."""
    assert apply_edits("a\nS\n\n\n\n\nb", [((2, 3, ""),), ((3, 8, "\n\n"),)]).text == "a\n\nb"


def test_overlapping_edits_cut_their_union():
    """Two findings with a claim on a stretch: all of it goes."""
    assert apply_edits("abcdef", [((1, 4, ""),), ((3, 5, "X"),)]).text == "af"


def test_no_edit_no_map():
    """Without edits the map is the identity."""
    revised = apply_edits("abc", [])
    assert revised.text == "abc"
    assert revised.original(1, 3) == (1, 3)


def test_spans_map_back_over_cuts_and_replacements():
    """A span of the new text maps to the span of the old that stands behind it."""
    revised = apply_edits("xx abc &amp; def", [((0, 3, ""),), ((7, 12, "&"),)])
    assert revised.text == "abc & def"
    assert revised.original(0, 3) == (3, 6)
    assert revised.original(4, 5) == (7, 12)
    assert revised.original(2, 9) == (5, 16)
