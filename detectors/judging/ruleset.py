"""Rulesets: read them, and give each a digest.

The default set is ``rules.toml``. A preset (``rulesets/NAME.toml``) or a file of the user's holds only what differs:
its tables replace single keys of the default's, and ``only``, a list of rules with ``*`` for any letters, retires all
others. A rule that does not exist, or that no detector feeds, is an error.
"""

from __future__ import annotations

import difflib
import fnmatch
import hashlib
import json
import math
import tomllib
from collections.abc import Iterable, Mapping, Sequence
from functools import cached_property
from importlib.resources import files
from pathlib import Path
from typing import Any

import tomli_w

from detectors.judging.rules import Rule, RulesetError, parse_rule

DEFAULT = "news"


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
    if not rules:
        return f"[{family}] holds no rule; rules are written [family.rule]"
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
        cause = (error.strerror if isinstance(error, OSError) else None) or error
        message = f"{name}: no preset ({', '.join(presets())}) and no readable file: {cause}"
        raise RulesetError(message) from None


def unfed(ruleset: Ruleset, fed: Iterable[str]) -> list[str]:
    """Return the rules of ``ruleset`` that no detector in ``fed`` reports to, so that they can never fire."""
    return sorted(set(ruleset.rules) - set(fed))
