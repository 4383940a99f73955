"""What the quick look for bylines passes over holds no byline."""

import tomllib
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from detectors.document import Document
from detectors.furniture.byline_parts import NAME, kind_of, may_tell
from detectors.furniture.looks import SIGNED, lines_that
from detectors.furniture.short_lines import short_lines

CASES = Path(__file__).parent / "cases"
PARTS = st.sampled_from(
    "By|by|BY:|Author|Autor|Von|Staff|Desk|Valley|Ines Falk|Osei|Web|Newsroom|Redaktion|Editor|Updated|Posted by|ago|2h|hace"
    "|March|Monday|today|3|2021|10:30|5/6/2021|am|years old|mayor|,|-|•|/|_|@osei|News_Bot|PostAdmin|special to|views|in|and|More posts by|published in".split(
        "|"
    )
)


def lines():
    """Return every line of the case files of the page's families."""
    kinds = [tomllib.loads(path.read_text("utf-8")) for path in sorted(CASES.glob("[br]*/*.toml"))]
    cases = [case for kind in kinds for name, listed in kind.items() if name != "value" for case in listed]
    return {line for case in cases for line in Document(case["text"]).lines}


def test_lines_of_a_byline_may_tell():
    """Whatever is more than a name passes the quick look, in the lines of all cases; and many lines do not."""
    found = lines()
    assert [line.text for line in found if kind_of(line) not in ("", NAME) and not may_tell(line.folded)] == []
    assert sum(not may_tell(line.folded) for line in found) > len(found) / 4


@given(st.lists(PARTS, min_size=1, max_size=6).map(" ".join))
def test_made_up_lines_of_a_byline_may_tell(text):
    """So do lines put together of the parts that bylines have."""
    for line in Document(text).lines:
        assert kind_of(line) in ("", NAME) or may_tell(line.folded)


@settings(deadline=None)
@given(st.lists(PARTS, min_size=1, max_size=6).map(" ".join))
def test_a_line_that_may_tell_has_the_look_of_a_byline(text):
    """The glance at all short lines passes over none that the quick look would take."""
    doc = Document(text)
    telling = {index for index in short_lines(doc) if may_tell(doc.lines[index].folded)}
    assert telling <= {*lines_that(doc, SIGNED)}
