"""``winnow rules``: the list of all rules or of a family's, and one rule's page.

A page is made of the rule's table, the docstring of the module that feeds it, and for a leak of examples that are set
into an article and scored in the tests. So it cannot disagree with the code.
"""

from __future__ import annotations

import sys
import tomllib
from collections.abc import Mapping, Sequence
from functools import cache
from importlib.resources import files

from rich.console import Console

from detectors import catalog
from detectors.judging.rules import Case, Rule
from detectors.judging.ruleset import Ruleset, did_you_mean, load_ruleset
from flows.errors import InputError
from flows.terminal import visible


def print_rules(ruleset_name: str, rule: str | None) -> None:
    """Print one rule's page, or the list of all rules or of those of the family ``rule``."""
    ruleset = load_ruleset(ruleset_name)
    console = Console(highlight=False, markup=False, emoji=False)
    listed = [each for each in ruleset.rules.values() if rule in (None, each.name.partition(".")[0])]
    if listed:
        for line in _list(ruleset, listed):
            console.print(visible(line), soft_wrap=True)
    elif rule in ruleset.rules:
        console.print(visible(page(ruleset.rules[rule])), soft_wrap=True)
    else:
        message = f"{rule}: no such rule in {ruleset_name}{did_you_mean(str(rule), ruleset.rules)}"
        raise InputError(message)


def _list(ruleset: Ruleset, listed: Sequence[Rule]) -> list[str]:
    """Return one line a rule in columns; a table drawn to the terminal's width would cut the names."""
    rows = [("rule", "action", "severity", "limits", "says")]
    rows += [(rule.name, _actions(rule), rule.severity, allowed(rule), rule.evidence) for rule in listed]
    widths = [max(len(row[column]) for row in rows) for column in range(4)]
    lines = ["  ".join([*(cell.ljust(width) for cell, width in zip(row, widths, strict=False)), row[4]]) for row in rows]
    return [f"ruleset {ruleset.name} ({ruleset.digest})", "", *lines]


def _actions(rule: Rule) -> str:
    actions = "/".join(dict.fromkeys(case.action for case in rule.cases))
    return actions if rule.status == "stable" else f"{actions} ({rule.status})"


def allowed(rule: Rule) -> str:
    """Return the range of a measure in signs; nothing for a span rule."""
    low = f"≥ {rule.min:g}" if rule.min is not None else ""
    high = f"≤ {rule.max:g}" if rule.max is not None else ""
    return ", ".join(filter(None, (low, high)))


def page(rule: Rule) -> str:
    """Return everything there is to know about a rule, as plain text."""
    lines = [f"{rule.name}   ({rule.status}, severity {rule.severity})", "", f"  says: {rule.evidence}"]
    if rule.kind == "measure":
        lines.append(f"  a measure ({rule.unit}); allowed {allowed(rule)}; outside: {rule.cases[0].action}")
    else:
        lines.extend(f"  {_case(case, after=bool(index))}: {case.action}" for index, case in enumerate(rule.cases))
    if rule.status == "trial":
        lines.append("  on trial: whatever stands above, it only notes")
    lines += [f"  source of the rule: {rule.source}", "", _module_docstring(rule.name).rstrip(), ""]
    for heading, kind in (("This is one:", "use"), ("This is none:", "mention")):
        shown = [each.replace("\n", "\n    ") for each in examples(rule.name).get(kind, ())]
        lines += [heading, *(f"  - {each}" for each in shown), ""] if shown else []
    return "\n".join(lines).rstrip()


def examples(rule: str) -> Mapping[str, Sequence[str]]:
    """Return the examples of a rule: ``use`` and ``mention``; nothing where it has none."""
    family, _, name = rule.partition(".")
    return _examples_of(family).get(name, {})


@cache
def _examples_of(family: str) -> Mapping[str, Mapping[str, Sequence[str]]]:
    source = files("seeds").joinpath("examples", f"{family}.toml")
    return tomllib.loads(source.read_text("utf-8")) if source.is_file() else {}


def _case(case: Case, *, after: bool) -> str:
    """Return in words what a case is for; a finding of any kind is any other one after a first case."""
    where = f" in the {case.placement}" if case.placement and case.placement != "whole" else ""
    where = " over the whole" if case.placement == "whole" else where
    return f"{case.certainty or ('any other' if after else 'any')} finding{where}"


def _module_docstring(rule: str) -> str:
    """Return the docstring of the module whose detector reports to ``rule``."""
    for span in (*catalog.CHARACTERS, *catalog.PAGE, *catalog.REST, *catalog.LEAK, *catalog.BODY_SPANS):
        if span.rule == rule:
            return sys.modules[span.detect.__module__].__doc__ or ""
    for body in (*catalog.BODY, *catalog.PUBLISHED):
        if rule in body.rules:
            return sys.modules[body.measure.__module__].__doc__ or ""
    for evidence in catalog.EVIDENCE:
        if rule in evidence.rules:
            return sys.modules[evidence.measure.__module__].__doc__ or ""
    if rule in catalog.STORE_RULES:
        from flows.store import duplicate_pass, outlet_pass

        return (duplicate_pass if rule in catalog.DUPLICATE_RULES else outlet_pass).__doc__ or ""
    return ""
