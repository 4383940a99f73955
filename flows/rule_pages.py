"""``winnow rules``: the list of all rules, and one rule's page.

A page is made of what is there anyway: the rule's table, the docstring of the module that feeds it, and, where the
source tree is at hand, nothing more. So it cannot disagree with the code.
"""

from __future__ import annotations

import sys

from rich.console import Console

from detectors import catalog
from detectors.ruleset import Rule, Ruleset, load_ruleset
from flows.errors import InputError


def print_rules(ruleset_name: str, rule: str | None) -> None:
    """Print one rule's page, or the list of all rules."""
    ruleset = load_ruleset(ruleset_name)
    console = Console(highlight=False, markup=False, emoji=False)
    if rule is None:
        for line in _list(ruleset):
            console.print(line, soft_wrap=True)
    elif rule in ruleset.rules:
        console.print(page(ruleset.rules[rule]), soft_wrap=True)
    else:
        message = f"{rule}: no such rule in {ruleset_name}; `winnow rules` lists all {len(ruleset.rules)}"
        raise InputError(message)


def _list(ruleset: Ruleset) -> list[str]:
    """Return one line a rule in columns; a table drawn to the terminal's width would cut the names."""
    rows = [("rule", "action", "severity", "limits", "says")]
    rows += [(rule.name, _actions(rule), rule.severity, _limits(rule), rule.evidence) for rule in ruleset.rules.values()]
    widths = [max(len(row[column]) for row in rows) for column in range(4)]
    lines = ["  ".join([*(cell.ljust(width) for cell, width in zip(row, widths, strict=False)), row[4]]) for row in rows]
    return [f"ruleset {ruleset.name} ({ruleset.digest})", "", *lines]


def _actions(rule: Rule) -> str:
    actions = "/".join(dict.fromkeys(case.action for case in rule.cases))
    return actions if rule.status == "stable" else f"{actions} ({rule.status})"


def _limits(rule: Rule) -> str:
    low = f"≥ {rule.min:g}" if rule.min is not None else ""
    high = f"≤ {rule.max:g}" if rule.max is not None else ""
    return ", ".join(filter(None, (low, high)))


def page(rule: Rule) -> str:
    """Return everything there is to know about a rule, as plain text."""
    lines = [f"{rule.name}   ({rule.status}, severity {rule.severity})", "", f"  says: {rule.evidence}"]
    if rule.kind == "measure":
        lines.append(f"  a measure ({rule.unit}); allowed {_limits(rule)}; outside: {rule.cases[0].action}")
    else:
        lines.extend(f"  {_case(case.certainty, case.placement)}: {case.action}" for case in rule.cases)
    lines += [f"  source of the rule: {rule.source}", "", _module_docstring(rule.name)]
    return "\n".join(lines)


def _case(certainty: str | None, placement: str | None) -> str:
    where = f" in the {placement}" if placement and placement != "whole" else " over the whole" if placement else ""
    return f"{certainty or 'any'} finding{where}"


def _module_docstring(rule: str) -> str:
    """Return the docstring of the module whose detector reports to ``rule``."""
    for span in (*catalog.CHARACTERS, *catalog.PAGE, *catalog.LEAK):
        if span.rule == rule:
            return sys.modules[span.detect.__module__].__doc__ or ""
    for body in catalog.BODY:
        if rule in body.rules:
            return sys.modules[body.measure.__module__].__doc__ or ""
    return ""
