"""The sample articles in ``seeds/articles`` say exactly what must be found in them, and it is."""

import json
from collections import Counter
from pathlib import Path

import pytest

from detectors import catalog
from detectors.records import Article
from tests.expectations import disagreements

FOLDER = Path(__file__).parents[1] / "seeds" / "articles"
SAMPLES = [
    json.loads(line) for path in sorted(FOLDER.glob("*.jsonl")) for line in path.read_text("utf-8").strip().split("\n")
]


def as_article(sample):
    """Return the record that a reader would make of a sample."""
    return Article(
        sample["id"],
        "samples.jsonl",
        sample["url"],
        sample["source"],
        sample["published_at"],
        sample["title"],
        sample["text"],
    )


def test_ids_and_urls_are_unique():
    """No two samples share an id or a URL."""
    for key in ("id", "url"):
        assert [name for name, count in Counter(sample[key] for sample in SAMPLES).items() if count > 1] == []


def test_every_span_rule_has_a_sample():
    """Each rule that marks a place is expected at least once."""
    assert set(catalog.SPAN_RULES) == {each["rule"] for sample in SAMPLES for each in sample["expected"]["findings"]}


@pytest.mark.parametrize("sample", SAMPLES, ids=lambda sample: sample["id"])
def test_excerpts_are_the_slices(sample):
    """What a sample says of a span stands there, in code points."""
    for each in sample["expected"]["findings"] + sample["expected"]["optional"]:
        assert sample[each["field"]][each["start"] : each["end"]] == each["text"]


@pytest.mark.parametrize("sample", SAMPLES, ids=lambda sample: sample["id"])
def test_sample_is_scored_as_expected(sample):
    """Every expected span is found under its rule, the verdict is the expected one, and nothing else is acted on."""
    expected = sample["expected"]
    wanted = [*expected["findings"], *expected.get("measures", [])]
    assert disagreements(as_article(sample), expected["verdict"], wanted, expected["optional"]) == []
