"""Judge what was measured, by rules that are data; works on stored rows as well as on fresh ones."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from detectors.edits import apply_edits
from detectors.judging.rules import VERDICTS, Action, Rule
from detectors.judging.ruleset import Ruleset
from detectors.records import Finding, Judgement, Verdict

_RANK: dict[Action, int] = {"note": 0, "clean": 1, "review": 2, "drop": 3}


class Judged(NamedTuple):
    """A verdict, the rules that reached it, and what every rule said on the way."""

    verdict: Verdict
    reasons: tuple[str, ...]
    judgements: tuple[Judgement, ...]


def judge(measures: Mapping[str, float | None], findings: Iterable[Finding], ruleset: Ruleset) -> Judged:
    """Return the verdict: the strongest action of any finding, with the rules that reached it.

    Evidence is never added up: two findings of action ``review`` are a review with two reasons.
    """
    crossed = [
        name for name, low, high in ruleset.limits if (value := measures.get(name)) is not None and not low <= value <= high
    ]
    return judge_crossed(measures, crossed, findings, ruleset)


def crossed_by_each(table: NDArray[np.float64], rules: Sequence[str], ruleset: Ruleset) -> list[list[str]]:
    """Return by which rules each article is judged for a measure out of range, given their table: articles by ``rules``."""
    limits = [(rules.index(name), low, high) for name, low, high in ruleset.limits if name in rules]
    crossed: list[list[str]] = [[] for _ in table]
    if limits:
        places, low, high = zip(*limits, strict=True)
        values = table.take(places, axis=1)
        for article, limit in zip(*((values < low) | (values > high)).nonzero(), strict=True):
            crossed[article].append(rules[places[limit]])
    return crossed


def judge_crossed(
    measures: Mapping[str, float | None], crossed: Iterable[str], findings: Iterable[Finding], ruleset: Ruleset
) -> Judged:
    """Return the verdict where it is known by which rules a measure is out of range."""
    judgements = [
        _of_finding(rule, finding)
        for finding in findings
        if (rule := ruleset.rules.get(finding.rule)) and rule.status != "retired"
    ]
    judgements += [_of_measure(ruleset.rules[name], measures) for name in crossed]
    strongest: Action = max((judgement.action for judgement in judgements), key=_RANK.__getitem__, default="note")
    reasons = dict.fromkeys(each.rule for each in judgements if each.action == strongest and strongest != "note")
    return Judged(VERDICTS[strongest], tuple(sorted(reasons)), tuple(judgements))


def _of_finding(rule: Rule, finding: Finding) -> Judgement:
    action = rule.action(finding.certainty, finding.placement)
    if action == "clean" and not (finding.edit and finding.field == "text"):
        # Nothing can be cleaned here: calling the article clean would let what was found stay in it.
        action = "review"
    evidence = rule.evidence.format(certainty=finding.certainty, placement=finding.placement, detail=finding.detail or "")
    return Judgement(rule.name, finding.field, finding.start, finding.end, action, rule.severity, evidence)


def _of_measure(rule: Rule, measures: Mapping[str, float | None]) -> Judgement:
    beside = measures.get(rule.beside) if rule.beside else None
    return Judgement(
        rule.name, None, None, None, rule.action(), rule.severity, evidence_of(rule, measures[rule.name], beside)
    )


def evidence_of(rule: Rule, value: float | None, beside: float | None) -> str:
    """Return what a measure rule says of a value out of its range and of the measure that it shows beside it."""
    # Rows stored before the other measure existed have none: say so rather than fail.
    return rule.evidence.format(value=value, min=rule.min, max=rule.max, beside=float("nan") if beside is None else beside)


def clean_text(text: str, findings: Sequence[Finding], judgements: Sequence[Judgement]) -> str:
    """Return ``text`` with the edits of all findings applied that some rule acts on.

    A finding of action ``note`` changes nothing, not even where it knows a safe edit.
    """
    acted_on = {(each.rule, each.field, each.start, each.end) for each in judgements if each.action != "note"}
    edits = [
        finding.edit
        for finding in findings
        if finding.edit and finding.field == "text" and (finding.rule, "text", finding.start, finding.end) in acted_on
    ]
    return apply_edits(text, edits).text
