"""Every case file says what one rule must find and what it must leave alone."""

import tomllib
from pathlib import Path

import pytest

from detectors import catalog
from detectors.edits import apply_edits
from detectors.scoring import measure

CASES = Path(__file__).parent / "cases"


def cases(kind):
    """Return every case of one kind in all files, named by rule and case."""
    found = []
    for path in sorted(CASES.glob("*/*.toml")):
        for case in tomllib.loads(path.read_text("utf-8")).get(kind, []):
            rule = f"{path.parent.name}.{path.stem}"
            marks = [pytest.mark.xfail(strict=True, reason="known miss")] if kind == "known_miss" else []
            found.append(pytest.param(rule, case, id=f"{rule}: {case['name']}", marks=marks))
    return found


def findings_of(rule, case):
    """Return the findings of one rule on the text of a case, from the whole pipeline."""
    return [each for each in measure(case.get("title"), case["text"]).findings if each.rule == rule]


def check_flagged(rule, case):
    """Compare words, certainty and repaired text with what the case states."""
    findings = findings_of(rule, case)
    fields = {"text": case["text"], "title": case.get("title")}
    assert [fields[each.field][each.start : each.end] for each in findings] == case["spans"]
    if "certainty" in case:
        assert [each.certainty for each in findings] == [case["certainty"]] * len(findings)
    if "placement" in case:
        assert [each.placement for each in findings] == [case["placement"]] * len(findings)
    if "repaired" in case:
        assert apply_edits(case["text"], [each.edit for each in findings if each.edit]).text == case["repaired"]


@pytest.mark.parametrize(("rule", "case"), cases("flag"))
def test_flag(rule, case):
    """The rule finds exactly these spans."""
    check_flagged(rule, case)


@pytest.mark.parametrize(("rule", "case"), cases("pass"))
def test_pass(rule, case):
    """The rule finds nothing here."""
    assert findings_of(rule, case) == []


@pytest.mark.parametrize(("rule", "case"), cases("known_miss"))
def test_known_miss(rule, case):
    """What the rule should find and does not, on record until it does."""
    check_flagged(rule, case)


@pytest.mark.parametrize(("rule", "case"), cases("value"))
def test_value(rule, case):
    """The measures of this text are these."""
    assert rule.split(".")[0] in {name.split(".")[0] for name in catalog.MEASURE_RULES}
    measures = measure(case.get("title"), case["text"]).measures
    for name, value in case["values"].items():
        expected = None if value == "none" else pytest.approx(value, abs=1e-9)
        assert measures[name] == expected, name
