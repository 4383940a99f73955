"""What the glance at the short lines of a batch passes over concerns no rule that reads the lines of a look."""

from hypothesis import given, settings
from hypothesis import strategies as st

from detectors.boilerplate.read_time import detect
from detectors.document import Document
from detectors.furniture.looks import TIMED, lines_that
from detectors.furniture.read_times import is_read_time
from detectors.furniture.short_lines import short_lines

PARTS = st.sampled_from(
    "5|30|5m|5-m|5'|5 \u2019|7\u2032|an|one|min|Min.|m|-m|a-m|5:30|read|reading|time|-|\u2022|~|sec|m)|5m).|lu|\u043c\u0438\u043d".split(
        "|"
    )
)


@settings(deadline=None)
@given(st.lists(PARTS, min_size=1, max_size=5).map(" ".join))
def test_a_note_of_how_long_reading_takes_has_its_look(text):
    """Nothing that notes a time of reading, with a word for it or bare, is passed over."""
    doc = Document(f"Harbour fair\n{text}\n")
    telling = {index for index in short_lines(doc) if is_read_time(doc.lines[index].folded)}
    assert telling <= {*lines_that(doc, TIMED)}


@settings(deadline=None)
@given(st.sampled_from(["5 min", "a-m", "5-m", "\u23f1 3m", "one m.", "less than 5 m", "about a minute", "~7-min)"]))
def test_a_bare_time_in_the_head_has_its_look(text):
    """A number and a unit alone stand above the text."""
    doc = Document(
        f"Harbour fair\n{text}\n" + "The harbour fair drew more guests than ever before, said the town on Monday. " * 3
    )
    assert [(each.start, each.end) for each in detect(doc)] == [(13, 13 + len(text))]
