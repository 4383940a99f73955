"""A detector that names what it needs finds nothing in any text without it, so that it need not be asked there."""

import tomllib
from functools import cache
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from detectors import catalog
from detectors.document import Document

CASES = Path(__file__).parent / "cases"
FIRST = (*catalog.CHARACTERS, *catalog.PAGE)


@cache
def texts():
    """Return every text and title of the case files, to flag or to pass."""
    kinds = [tomllib.loads(path.read_text("utf-8")) for path in sorted(CASES.glob("*/*.toml"))]
    cases = [case for kind in kinds for name, listed in kind.items() if name != "value" for case in listed]
    return [(case.get("title", ""), case["text"]) for case in cases]


def overlooked(text, title):
    """Return the rules that find something in a text or a title in which their needs are not met."""
    page = Document(text, title)
    found = [finding for detector in FIRST for finding in detector.detect(page)]
    docs = [page.after(found), Document(title, None, "title")]
    heard = catalog.acts_heard(docs)
    seen = page.signs | catalog.shapes_seen([page])[0]
    asked = [(detector, page, seen) for detector in FIRST]
    asked += [
        (detector, doc, doc.signs | acts)
        for doc, acts in zip(docs, heard, strict=True)
        for detector in (*catalog.CHARACTERS, *catalog.LEAK)
    ]
    return [
        detector.rule
        for detector, doc, signs in asked
        if detector.needs is not None and detector.needs.isdisjoint(signs) and detector.detect(doc)
    ]


@pytest.mark.parametrize("part", range(8))
def test_needs_hold_in_all_cases(part):
    """No detector has anything to say in a case whose text has none of what it needs."""
    assert texts()
    for title, text in texts()[part::8]:
        assert overlooked(text, title) == [], text[:200]


@settings(max_examples=200, deadline=None)
@given(data=st.data(), own=st.text(max_size=12))
def test_needs_hold_in_pieces_of_cases(data, own):
    """Nor where a piece of such a text is taken out, put elsewhere, or joined to other characters."""
    title, text = data.draw(st.sampled_from(texts()))
    start, end = sorted((data.draw(st.integers(0, len(text))), data.draw(st.integers(0, len(text)))))
    for changed in (text[start:end], text[:start] + own + text[end:], own + text[start:end] + own):
        assert overlooked(changed, text[start : start + 120] or title) == []


def test_an_unmet_need_is_told(monkeypatch):
    """The check fails for a detector whose needs leave out what it is found by."""
    tags = next(each for each in catalog.PAGE if each.rule == "boilerplate.tags")
    monkeypatch.setitem(globals(), "FIRST", (tags._replace(needs=frozenset("#")),))
    text = "The council met on Tuesday and agreed on the budget for the year.\n\nTags: council, budget, town"
    assert overlooked(text, "") == ["boilerplate.tags"]
