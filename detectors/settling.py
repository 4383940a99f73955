"""Of findings that tell of one defect, the one that stays: one defect has one rule."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache

from detectors import catalog
from detectors.records import Finding

_CERTAINTY = {"certain": 2, "strong": 1, "weak": 0}
_BY_SHAPE, _AT_END = "boilerplate.other", "leak.truncation"
"""What a model takes for the page's by its words and its shape alone; a line of the page may end as it likes."""


@cache
def _listed() -> dict[str, int]:
    """Return the place of every rule in the catalog."""
    return {name: place for place, name in enumerate(catalog.RULES)}


def settle(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """Return the findings in reading order without those that lie inside a longer, equally certain one.

    One defect has one rule: bold markers inside a leaked checklist belong to the checklist. Of two findings over the
    same span the more certain stays, then the one listed first in the catalog.
    """
    order = _listed()
    ranked = sorted(
        findings,
        key=lambda each: (each.field, each.start, -each.end, -_CERTAINTY[each.certainty], order.get(each.rule, 0)),
    )
    kept: list[Finding] = []
    outer: Finding | None = None
    for finding in ranked:
        inside = outer is not None and finding.field == outer.field and finding.end <= outer.end
        if inside and outer is not None and _is_told(finding, outer):
            continue
        kept.append(finding)
        if outer is None or finding.field != outer.field or finding.end > outer.end:
            outer = finding
    return tuple(kept)


def _is_told(finding: Finding, outer: Finding) -> bool:
    """Say whether a longer finding tells all that one inside it does; a line like the page's may still be a leak."""
    is_leak = finding.rule.startswith("leak.") and finding.rule != _AT_END and outer.rule == _BY_SHAPE
    return not is_leak and _CERTAINTY[finding.certainty] <= _CERTAINTY[outer.certainty]
