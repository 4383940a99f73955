"""One rule: what its table may say, and what is refused.

What would be silently ignored elsewhere is an error here: an unknown key, a limit that no value can cross, a case behind
one that always matches. A limit of zero is a limit.
"""

from __future__ import annotations

import string
from collections.abc import Mapping
from typing import Any, Literal, NamedTuple, get_args

from detectors.expressions import regex
from detectors.records import Certainty, Placement, Verdict

Action = Literal["note", "clean", "review", "drop"]
SEVERITIES = ("low", "medium", "high")
STATUSES = ("trial", "stable", "retired")
UNITS: dict[str, tuple[float, float]] = {
    "share": (0.0, 1.0),
    "count": (0.0, float("inf")),
    "index": (float("-inf"), float("inf")),
}
"""Lowest and highest value of a measure, by its unit."""

_LARGEST = 1e300  # a limit beyond it is infinity or a slip, and NaN is not below it
VERDICTS: dict[Action, Verdict] = {"note": "keep", "clean": "clean", "review": "review", "drop": "drop"}
_COMMON = {"kind", "action", "severity", "evidence", "source", "status"}
_KEYS = {"measure": _COMMON | {"unit", "min", "max", "beside"}, "span": _COMMON | {"cases"}}
_FORM = regex(r"[<>^+,]{0,2}\d{0,2}(?:\.\d)?[%defgs]?")
"""How a number may be written; a width of a billion would fill the memory."""

_EVIDENCE_FIELDS = {"measure": {"value", "min", "max", "beside"}, "span": {"certainty", "placement", "detail"}}


class RulesetError(ValueError):
    """A ruleset that cannot be used; the message names the file, the rule and the cause."""


class Case(NamedTuple):
    """What follows from a finding of this certainty and placement (None: of any)."""

    certainty: Certainty | None
    placement: Placement | None
    action: Action


class Rule(NamedTuple):
    """One rule, checked."""

    name: str
    kind: Literal["measure", "span"]
    cases: tuple[Case, ...]
    severity: Literal["low", "medium", "high"]
    evidence: str
    source: str
    status: Literal["trial", "stable", "retired"]
    unit: str | None
    min: float | None
    max: float | None
    beside: str | None = None
    """Another measure of the article, which the evidence shows as well."""

    def action(self, certainty: Certainty | None = None, placement: Placement | None = None) -> Action:
        """Return the action of the first case that matches; a trial rule only notes."""
        if self.status == "trial":
            return "note"
        for case in self.cases:
            if case.certainty in (None, certainty) and case.placement in (None, placement):
                return case.action
        return "note"

    def crossed(self, value: float | None) -> bool:
        """Say whether a measured value lies outside the range."""
        if value is None:
            return False
        return (self.min is not None and value < self.min) or (self.max is not None and value > self.max)


def parse_rule(origin: str, name: str, table: Mapping[str, Any]) -> Rule:
    """Return the rule that a table describes, or raise :class:`RulesetError` with the first thing wrong with it."""
    try:
        kind = _one_of("kind", table.get("kind"), tuple(_KEYS))
        if unknown := set(table) - _KEYS[kind]:
            _fail(f"unknown key {min(unknown)!r}")
        rule = Rule(
            name=name,
            kind=kind,
            cases=_cases(table),
            severity=_one_of("severity", table.get("severity"), SEVERITIES),
            evidence=_evidence(table, kind),
            source=_text("source", table.get("source")),
            status=_one_of("status", table.get("status", "stable"), STATUSES),
            unit=_one_of("unit", table.get("unit"), tuple(UNITS)) if kind == "measure" else None,
            min=_number("min", table.get("min")),
            max=_number("max", table.get("max")),
            beside=_text("beside", table["beside"]) if "beside" in table else None,
        )
        if kind == "measure":
            _check_range(rule)
    except ValueError as error:
        message = f"{origin}: rule {name}: {error}"
        raise RulesetError(message) from None
    return rule


def _fail(message: str) -> None:
    raise ValueError(message)


def _one_of(key: str, value: Any, allowed: tuple[str | None, ...]) -> Any:  # noqa: ANN401 - callers narrow it to their Literal
    if value not in allowed:
        _fail(f"{key} must be one of {', '.join(filter(None, allowed))}, not {value!r}")
    return value


def _text(key: str, value: object) -> str:
    if not isinstance(value, str) or not value.strip():
        _fail(f"{key} must say something")
    return str(value)


def _number(key: str, value: object) -> float | None:
    if value is None:
        return None
    if isinstance(value, bool) or not isinstance(value, int | float) or not abs(value) < _LARGEST:
        _fail(f"{key} must be a number, not {value!r}")
    return float(value)  # type: ignore[arg-type]


def _evidence(table: Mapping[str, Any], kind: str) -> str:
    template = _text("evidence", table.get("evidence"))
    shown = _EVIDENCE_FIELDS[kind] - ({"min", "max", "beside"} - set(table))
    for _, field, form, _ in string.Formatter().parse(template):
        if field is not None and field not in shown:
            _fail(f"evidence cannot show {{{field}}}, only {sorted(shown)}")
        if form and not _FORM.fullmatch(form):
            _fail(f"evidence cannot be formatted as {form!r}; write for example .2f or .0%")
    sample = dict.fromkeys(("value", "min", "max", "beside"), 0.5) | {"certainty": "weak", "placement": "tail", "detail": ""}
    try:
        template.format(**sample)
    except (KeyError, IndexError) as error:
        _fail(f"evidence template is broken: {error}")
    return template


def _cases(table: Mapping[str, Any]) -> tuple[Case, ...]:
    if ("cases" in table) == ("action" in table):
        _fail("needs either action or cases")
    given = table["cases"] if "cases" in table else [{"action": table["action"]}]
    if not isinstance(given, list) or not given:
        _fail("cases must be a list of tables")
    cases: list[Case] = []
    for entry in given:
        if not isinstance(entry, dict):
            _fail("cases must be a list of tables")
        if unknown := set(entry) - {"certainty", "placement", "action"}:
            _fail(f"unknown key {min(unknown)!r} in a case")
        case = Case(
            _one_of("certainty", entry.get("certainty"), (*get_args(Certainty), None)),
            _one_of("placement", entry.get("placement"), (*get_args(Placement), None)),
            _one_of("action", entry.get("action"), get_args(Action)),
        )
        if any(_covers(earlier, case) for earlier in cases):
            _fail(f"the case {entry} can never be reached")
        cases.append(case)
    return tuple(cases)


def _covers(earlier: Case, later: Case) -> bool:
    return earlier.certainty in (None, later.certainty) and earlier.placement in (None, later.placement)


def _check_range(rule: Rule) -> None:
    """Refuse a limit that no value of the unit crosses, and one that every value does."""
    if rule.min is None and rule.max is None:
        _fail("can never fire: it needs min, max or both")
    for key, limit, alone in (("min", rule.min, rule._replace(max=None)), ("max", rule.max, rule._replace(min=None))):
        ends = {alone.crossed(end) for end in UNITS[str(rule.unit)]}
        if limit is not None and len(ends) == 1:
            _fail(f"{key} {limit:g} of a {rule.unit}: {'every value crosses' if True in ends else 'no value can cross'} it")
    if rule.min is not None and rule.max is not None and rule.min > rule.max:
        _fail(f"min {rule.min} is above max {rule.max}")
