"""Measure how much of an article is leak: not an article with a flaw any more, but an answer with some news in it.

What it measures   The share of the text's characters that lie in leak findings of certainty ``strong`` or ``certain``; markup,
                   which any broken page leaves, and disclosures, which are no accident, do not count.
Why it matters     What is left when so much is cut was never edited, and seldom is news.
Known misses       A refusal or a request for input whose sentences were not all found.
Source             The leaks guide rejects a document when leaks cover more than about 40 % of it.
"""

from __future__ import annotations

from collections.abc import Iterable

from detectors.records import Finding

RULES = ("leak.coverage",)
_NOT_COUNTED = frozenset({"leak.markup_leak", "leak.disclosure"})


def measure(findings: Iterable[Finding], text: str) -> dict[str, float | None]:
    """Return the share of ``text`` in sure leaks, each character counted once; None where there is no text."""
    covered = reach = 0
    for finding in findings:
        if finding.field != "text" or finding.certainty == "weak" or finding.rule in _NOT_COUNTED:
            continue
        if finding.rule.startswith("leak."):
            covered += max(finding.end - max(finding.start, reach), 0)
            reach = max(reach, finding.end)
    return {RULES[0]: covered / len(text) if text else None}
