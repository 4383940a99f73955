"""The five real articles that the project started from, which are not part of it, are scored as marked by hand.

``WINNOW_SHARED`` names the folder that holds ``seeds/gold.json`` and the articles; without it these tests are skipped.
"""

import json
import os
from pathlib import Path

import pytest

from detectors.records import Article
from tests.expectations import disagreements, without_style

SHARED = os.environ.get("WINNOW_SHARED", "")
SEEDS = Path(SHARED) / "seeds"
GOLD = json.loads((SEEDS / "gold.json").read_text("utf-8")) if SHARED and (SEEDS / "gold.json").is_file() else {}
REASON = f"{SEEDS / 'gold.json'} does not exist" if SHARED else "WINNOW_SHARED names no folder with the real articles"

pytestmark = pytest.mark.skipif(not GOLD, reason=REASON)


def text_of(name):
    """Return an article as it was scraped, line ends untouched."""
    return (SEEDS / name).read_bytes().decode("utf-8")


@pytest.mark.parametrize("name", GOLD)
def test_excerpts_are_the_slices(name):
    """The marks fit the articles; a long excerpt is cut off with three dots."""
    text = text_of(name)
    for each in GOLD[name]["findings"] + GOLD[name]["optional"]:
        words = text[each["start"] : each["end"]]
        assert words == each["text"] or words.startswith(each["text"].removesuffix("..."))


@pytest.mark.parametrize("name", GOLD)
def test_article_is_scored_as_marked(name):
    """Every marked span is found under its rule, the verdict is the marked one, and nothing else is acted on."""
    gold = GOLD[name]
    article = Article(name, name, None, None, None, None, text_of(name))
    verdict = gold["verdict_without_generated_family"]
    assert disagreements(article, verdict, gold["findings"], gold["optional"], without_style()) == []
