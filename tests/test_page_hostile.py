"""The detectors of page furniture stay linear on pages of lines that are all alike."""

import time

import pytest

from detectors import catalog
from detectors.document import Document

LINES = ("Sports\n", "Subscribe\n", "Aa: \n→ Storm hits coast of island\n", "By\nMary\n")


def cpu_seconds(text):
    """Return the CPU seconds of the whole page stage, and of the line model behind it, on one text."""
    doc = Document(text, "A headline")
    assert doc.lines
    assert doc.hits is not None
    started = time.process_time()
    found = [finding for detector in catalog.PAGE for finding in detector.detect(doc)]
    doc = doc.after([finding._replace(rule="leak.markup_leak") for finding in found[::2]])
    for detector in catalog.REST:
        detector.detect(doc)
    return time.process_time() - started


@pytest.mark.parametrize("line", LINES)
def test_repeated_lines_cost_linear_time(line):
    """Eight times the lines cost about eight times the time, not sixty-four times; half of what is found plays a leak."""
    small = cpu_seconds(line * 1_500)
    # The shortest of three: what a busy machine adds is no work of ours.
    assert min(cpu_seconds(line * 12_000) for _ in range(3)) < 24 * max(small, 0.02)
