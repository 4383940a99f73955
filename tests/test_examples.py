"""The examples on the pages of the leak rules are true: what is shown as a leak is found, what is shown as none is not."""

import pytest

from detectors import catalog
from detectors.judging.ruleset import load_ruleset
from detectors.records import Article
from detectors.scoring import score_article
from flows.rule_pages import examples

LEAKS = [rule for rule in catalog.SPAN_RULES if rule.startswith("leak.")]
BODY = (
    "The council voted on Tuesday to rebuild the pier, which has been closed since a storm in 2019, at a cost of 4.2 million crowns.",
    "Divers found that nineteen of its sixty piles had rotted below the water line, and two had gone, a survey said.",
    "Work is to begin in April, when the ice has left the bay, and to last for two summers, the town's engineer told reporters.",
    "The money comes from a fund for ports with fewer than five thousand people. A second pier, in the north, must wait.",
)


def scored(example):
    """Return the scorecard of an article that ends with the example."""
    text = "\n\n".join([*BODY, example])
    return score_article(Article("x", "x", None, None, None, "Town to rebuild its old pier", text), load_ruleset(), "test")


@pytest.mark.parametrize("rule", LEAKS)
def test_a_rule_has_examples_of_use_and_of_mention(rule):
    """Every class of leak has a page that shows both."""
    shown = examples(rule)
    assert shown["use"]
    assert shown["mention"]


@pytest.mark.parametrize(("rule", "text"), [(rule, text) for rule in LEAKS for text in examples(rule)["use"]])
def test_what_is_shown_as_a_leak_is_found(rule, text):
    """The rule, or one that a person may confuse with it, marks the example and nothing before it."""
    found = [each for each in scored(text).findings if each.rule.startswith("leak.")]
    assert rule in {each.rule for each in found}, found
    assert min(each.start for each in found) >= len("\n\n".join(BODY))


@pytest.mark.parametrize(("rule", "text"), [(rule, text) for rule in LEAKS for text in examples(rule)["mention"]])
def test_what_is_shown_as_a_mention_leaves_the_article_alone(rule, text):
    """No rule of the family does more than note it."""
    acting = [each.rule for each in scored(text).judgements if each.action != "note" and each.rule.startswith("leak.")]
    assert acting == []
