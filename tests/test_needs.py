"""A detector that names what it needs, or chooses whom to ask, finds nothing in any other text: it need not be asked there."""

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


def overlooked(*cases):
    """Return the rules that find something where nobody would have asked them, given titles and texts that are scored together."""
    pages = [Document(text, title) for title, text in cases]
    found = [[finding for detector in FIRST for finding in detector.detect(page)] for page in pages]
    docs = [page.after(so_far) for page, so_far in zip(pages, found, strict=True)]
    docs += [Document(title, None, "title") for title, _ in cases if title]
    seen = [page.signs | shapes for page, shapes in zip(pages, catalog.shapes_seen(pages), strict=True)]
    heard = [doc.signs | acts for doc, acts in zip(docs, catalog.acts_heard(docs), strict=True)]
    return [
        detector.rule
        for stage in ((FIRST, pages, seen), ((*catalog.CHARACTERS, *catalog.LEAK), docs, heard))
        for detector, places in catalog.asked(*stage)
        for place, doc in enumerate(stage[1])
        if place not in places and detector.detect(doc)
    ]


@pytest.mark.parametrize("part", range(8))
def test_needs_hold_in_all_cases(part):
    """No detector has anything to say in a case about which it would not be asked."""
    told = texts()[part::8]
    assert told
    for first in range(0, len(told), 16):
        assert overlooked(*told[first : first + 16]) == [], told[first : first + 16]


@settings(max_examples=200, deadline=None)
@given(data=st.data(), own=st.text(max_size=12))
def test_needs_hold_in_pieces_of_cases(data, own):
    """Nor where a piece of such a text is taken out, put elsewhere, or joined to other characters."""
    title, text = data.draw(st.sampled_from(texts()))
    start, end = sorted((data.draw(st.integers(0, len(text))), data.draw(st.integers(0, len(text)))))
    changed = (text[start:end], text[:start] + own + text[end:], own + text[start:end] + own)
    assert overlooked(*((text[start : start + 120] or title, each) for each in changed)) == []


def test_an_unmet_need_is_told(monkeypatch):
    """The check fails for a detector whose needs leave out what it is found by."""
    tags = next(each for each in catalog.PAGE if each.rule == "boilerplate.tags")
    monkeypatch.setitem(globals(), "FIRST", (tags._replace(needs=frozenset("#")),))
    text = "The council met on Tuesday and agreed on the budget for the year.\n\nTags: council, budget, town"
    assert overlooked(("", text)) == ["boilerplate.tags"]


def test_a_wrong_choice_is_told(monkeypatch):
    """The check fails for a detector that is asked about no text."""
    label = next(each for each in catalog.LEAK if each.rule == "leak.field_label")
    monkeypatch.setattr(catalog, "LEAK", (label._replace(choose=lambda *_: []),))
    text = "Slug: budget-vote\n\nThe council met on Tuesday and agreed on the budget for the year."
    assert overlooked(("", text)) == ["leak.field_label"]
