"""Rules as data: read them, refuse what cannot work, and give each set a digest.

The default set is ``rules.toml``. A preset (``rulesets/NAME.toml``) or a file of the user's holds only what differs:
its tables replace single keys of the default's, and ``only``, a list of rules with ``*`` for any letters, retires all
others. What would be silently ignored elsewhere is an error here: an unknown
key, a rule that no detector feeds, a limit that no value can cross, a case behind one that always matches. A limit of
zero is a limit.
"""

from __future__ import annotations

import difflib
import fnmatch
import hashlib
import json
import math
import string
import tomllib
from collections.abc import Iterable, Mapping, Sequence
from functools import cached_property
from importlib.resources import files
from pathlib import Path
from typing import Any, Literal, NamedTuple, get_args

import tomli_w

from detectors.expressions import regex
from detectors.records import Certainty, Placement, Verdict

Action = Literal["note", "clean", "review", "drop"]
DEFAULT = "news"
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


class Ruleset:
    """All rules by name. Equal sets have equal digests, whatever file they came from."""

    def __init__(self, name: str, tables: Mapping[str, Mapping[str, Any]]) -> None:
        """Check all tables (``rule name -> keys``) and keep them."""
        self.name = name
        self._tables = tables
        self.rules: dict[str, Rule] = {rule: parse_rule(name, rule, table) for rule, table in tables.items()}

    @cached_property
    def digest(self) -> str:
        """Return 16 hex digits over everything that a rule says."""
        canonical = json.dumps(self._tables, sort_keys=True, ensure_ascii=False)
        return hashlib.sha256(canonical.encode()).hexdigest()[:16]

    @cached_property
    def measure_rules(self) -> tuple[Rule, ...]:
        """Return the rules that look at one number."""
        return tuple(rule for rule in self.rules.values() if rule.kind == "measure" and rule.status != "retired")

    @cached_property
    def limits(self) -> tuple[tuple[str, float, float], ...]:
        """Return the measure rules by name, each with the lowest and the highest value that it allows."""
        return tuple(
            (rule.name, -math.inf if rule.min is None else rule.min, math.inf if rule.max is None else rule.max)
            for rule in self.measure_rules
        )

    @cached_property
    def toml(self) -> str:
        """Return the whole set as TOML that ``from_toml`` reads back to an equal one."""
        nested: dict[str, dict[str, Any]] = {}
        for rule, table in self._tables.items():
            family, name = rule.split(".")
            nested.setdefault(family, {})[name] = dict(table)
        return tomli_w.dumps(nested)


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


def _flatten(origin: str, nested: Mapping[str, Any]) -> dict[str, dict[str, Any]]:
    tables: dict[str, dict[str, Any]] = {}
    for family, rules in nested.items():
        if mistake := _misplaced(family, rules):
            message = f"{origin}: {mistake}"
            raise RulesetError(message)
        tables.update({f"{family}.{name}": dict(table) for name, table in rules.items()})
    return tables


def _misplaced(family: str, rules: Any) -> str | None:  # noqa: ANN401 - whatever TOML holds
    """Return what is wrong with the place of a family's tables, in words."""
    if not isinstance(rules, dict):
        return f"{family} stands outside of any rule; write it below its rule's line, [family.rule]"
    if "." in family:
        return f'["{family}"] is in quotes; write [{family}] without them'
    loose = next((key for key, table in rules.items() if not isinstance(table, dict)), None)
    return loose and f"{loose} stands in [{family}], which is no rule; rules are written [family.rule]"


def _read_toml(origin: str, source: str) -> dict[str, dict[str, Any]]:
    return _flatten(origin, _parse(origin, source))


def _parse(origin: str, source: str) -> dict[str, Any]:
    try:
        return tomllib.loads(source)
    except (ValueError, RecursionError) as error:
        message = f"{origin}: {error}"
        raise RulesetError(message) from None


def from_toml(name: str, source: str) -> Ruleset:
    """Return the complete ruleset that ``source`` holds."""
    return Ruleset(name, _read_toml(name, source))


def presets() -> tuple[str, ...]:
    """Return the names that ``load_ruleset`` knows besides files."""
    found = (Path(path.name) for path in files("detectors").joinpath("rulesets").iterdir())
    return (DEFAULT, *sorted(path.stem for path in found if path.suffix == ".toml"))


def load_ruleset(name: str = DEFAULT) -> Ruleset:
    """Return the default ruleset, a preset, or the default changed by the TOML file ``name``.

    Raises:
        RulesetError: the file is missing, is not TOML, names a rule that does not exist, or a rule cannot work.

    """
    tables = _read_toml("rules.toml", files("detectors").joinpath("rules.toml").read_text("utf-8"))
    if name == DEFAULT:
        return Ruleset(name, tables)
    if name in presets():
        source = files("detectors").joinpath("rulesets", f"{name}.toml").read_text("utf-8")
    else:
        source = _read_file(name)
    only, changed = _read_changes(name, source)
    for rule, changes in changed.items():
        if rule not in tables:
            message = f"{name}: rule {rule} does not exist, so it can never fire{did_you_mean(rule, tables)}"
            raise RulesetError(message)
        tables[rule] = _changed(tables[rule], changes)
    return Ruleset(name, tables if only is None else _retired(name, tables, only, changed))


def _read_changes(name: str, source: str) -> tuple[list[str] | None, dict[str, dict[str, Any]]]:
    """Return ``only``, where it is given, and the tables of a file."""
    nested = _parse(name, source)
    only = nested.pop("only", None)
    if only is not None and not (isinstance(only, list) and only and all(isinstance(each, str) for each in only)):
        message = f"{name}: only must be a list of rules, not {only!r}"
        raise RulesetError(message)
    return only, _flatten(name, nested)


def _retired(
    name: str, tables: Mapping[str, dict[str, Any]], only: Sequence[str], changed: Iterable[str]
) -> dict[str, dict[str, Any]]:
    """Return the tables with all rules retired that ``only`` does not name.

    Raises:
        RulesetError: a name in ``only`` that no rule has, or a changed rule that it leaves out, which could never fire.

    """
    for pattern in only:
        if not fnmatch.filter(tables, pattern):
            message = f"{name}: only names {pattern}, and there is no such rule{did_you_mean(pattern, tables)}"
            raise RulesetError(message)
    kept = {rule for pattern in only for rule in fnmatch.filter(tables, pattern)}
    if left_out := sorted(set(changed) - kept):
        message = f"{name}: rule {left_out[0]} is changed, but only leaves it out, so it can never fire"
        raise RulesetError(message)
    return {rule: table if rule in kept else table | {"status": "retired"} for rule, table in tables.items()}


def did_you_mean(rule: str, rules: Iterable[str]) -> str:
    """Return a hint at the existing rule that is spelled most like ``rule``, else at the list of all."""
    near = difflib.get_close_matches(rule, list(rules), 1)
    return f"; did you mean {near[0]}?" if near else "; `winnow rules` lists all"


def _changed(table: dict[str, Any], changes: dict[str, Any]) -> dict[str, Any]:
    """Return ``table`` with ``changes``; an action given replaces cases, and the other way round."""
    replaced = {"cases"} if "action" in changes else {"action"} if "cases" in changes else set()
    return {key: value for key, value in table.items() if key not in replaced} | changes


def _read_file(name: str) -> str:
    try:
        return Path(name).read_text("utf-8")
    except (OSError, UnicodeDecodeError) as error:
        message = f"{name}: no preset ({', '.join(presets())}) and no readable file: {error}"
        raise RulesetError(message) from None


def unfed(ruleset: Ruleset, fed: Iterable[str]) -> list[str]:
    """Return the rules of ``ruleset`` that no detector in ``fed`` reports to, so that they can never fire."""
    return sorted(set(ruleset.rules) - set(fed))
