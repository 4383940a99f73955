"""Our measures of the field's rule sets are those of the original implementations, text by text."""

import gzip
import json
from functools import cache
from pathlib import Path

import pytest

from detectors import catalog
from detectors.batch import Batch
from detectors.document import Document
from detectors.measures import of_each
from tests.parity.recipe import texts

PARITY = Path(__file__).parent / "parity"
ORIGINALS = {
    path.name.removesuffix(".json.gz"): json.loads(gzip.decompress(path.read_bytes())) for path in PARITY.glob("*.gz")
}


@cache
def ours():
    """Return all measures of the named rule sets for every text of the recipe."""
    batch = Batch([Document(text) for text in texts()])
    return of_each({rule: column for each in catalog.PUBLISHED for rule, column in each.measure(batch).items()})


def compared():
    """Return every measure with the original it comes from."""
    return [(name, rule) for name, original in ORIGINALS.items() for rule in original["measures"]]


@pytest.mark.parametrize(("original", "rule"), compared())
def test_equal_to_the_original(original, rule):
    """Each value is the original's to 1e-9, on samples of ours and edits of them."""
    expected = ORIGINALS[original]["measures"][rule]
    found = [row[f"quality.{rule}"] for row in ours()]
    assert len(expected) == len(found)
    different = [
        (place, theirs, value)
        for place, (theirs, value) in enumerate(zip(expected, found, strict=True))
        if (theirs is None) != (value is None) or (theirs is not None and abs(theirs - value) > 1e-9)
    ]
    assert different == []


def test_every_published_measure_is_compared():
    """What bears an original's name has values of the original; RefinedWeb published none to run."""
    rules = {f"quality.{rule}" for _, rule in compared()}
    named = {rule for each in catalog.PUBLISHED for rule in each.rules if not rule.startswith("quality.refinedweb_")}
    assert rules == named
