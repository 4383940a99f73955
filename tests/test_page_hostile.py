"""The detectors of page furniture stay linear on pages of lines that are all alike."""

import pytest

from detectors import catalog
from detectors.document import Document
from tests.time_limit import cpu_limit

LINES = ("Sports\n", "Subscribe\n", "Aa: \n→ Storm hits coast of island\n", "By\nMary\n")
COUNT = 12_000


def prepared(text):
    """Return the document of a text with the views that all stages share."""
    doc = Document(text, "A headline")
    assert doc.lines
    assert doc.hits is not None
    return doc


def look_for_furniture(doc):
    """Ask every detector of the page stage, and the line model behind it; half of what is found plays a leak."""
    found = [finding for detector in catalog.PAGE for finding in detector.detect(doc)]
    doc = doc.after([finding._replace(rule="leak.markup_leak") for finding in found[::2]])
    for detector in catalog.REST:
        detector.detect(doc)


@pytest.mark.parametrize("line", LINES)
def test_a_page_of_like_lines_is_read(line):
    """What compares every line with every other does not come to an end here; `bench/hostile.py` prints the seconds."""
    doc = prepared(line * COUNT)
    with cpu_limit():
        look_for_furniture(doc)
