"""How many expected spans are found in articles that say what is wrong with them, and how many clean ones are flagged.

Takes JSON Lines in the form of ``seeds/articles/samples.jsonl``. A span counts as found when a finding of the same rule
overlaps it by at least half of their union. A clean article is flagged when any finding above ``note`` is in it.

Usage: ``python bench/expected.py [--misses] FILE…``; the sets of our own are ``tests/pages/*.jsonl``: ``tuned`` was looked at
while rules were made, ``aside`` was not.
"""

from __future__ import annotations

import json
import sys
from collections import Counter
from pathlib import Path
from typing import Any

from detectors.judging.ruleset import load_ruleset
from detectors.records import Article, Scorecard
from detectors.scoring import score_article


def overlap(one: tuple[int, int], other: tuple[int, int]) -> float:
    """Return intersection over union of two spans."""
    shared = min(one[1], other[1]) - max(one[0], other[0])
    return max(shared, 0) / (max(one[1], other[1]) - min(one[0], other[0]))


def acting(card: Scorecard) -> list[tuple[str, int, int]]:
    """Return rule and span of every finding in the text that is above note; a measure out of range spans nothing."""
    return [(each.rule, each.start or 0, each.end or 0) for each in card.judgements if each.action != "note"]


def main(paths: list[str], *, tell: bool) -> None:
    """Print recall by rule, findings beyond what is expected, clean articles flagged and verdicts right."""
    expected: Counter[str] = Counter()
    found: Counter[str] = Counter()
    beyond: Counter[str] = Counter()
    clean = flagged = verdicts = articles = 0
    for record in (json.loads(line) for path in paths for line in Path(path).read_text("utf-8").splitlines()):
        title, text, wanted = record.get("title"), record["text"], record["expected"]
        card = score_article(Article(record["id"], "", None, None, None, title, text), load_ruleset(), "bench")
        articles += 1
        verdicts += card.verdict == wanted["verdict"]
        for span in wanted["findings"]:
            expected[span["rule"]] += 1
            found[span["rule"]] += is_found(span, card, tell=tell)
        known = [(span["start"], span["end"]) for span in (*wanted["findings"], *wanted.get("optional", []))]
        extra = [each for each in acting(card) if not any(overlap(each[1:], span) for span in known if each[2] > each[1])]
        beyond.update(rule for rule, _, _ in extra)
        if tell and extra:
            print("beyond", record["id"], [(rule, text[start:end][:100]) for rule, start, end in extra])
        if not wanted["findings"]:
            clean += 1
            flagged += bool(extra)
    for rule in sorted(expected):
        print(f"{rule:32} {found[rule]:4} of {expected[rule]}")
    share = sum(found.values()) / max(sum(expected.values()), 1)
    print(f"{'all spans':32} {sum(found.values()):4} of {sum(expected.values())} ({share:.1%})")
    print(
        f"verdicts right: {verdicts} of {articles}; clean articles flagged: {flagged} of {clean}; beyond what is expected: {dict(beyond)}"
    )


def is_found(span: dict[str, Any], card: Scorecard, *, tell: bool) -> bool:
    """Say whether a finding of the expected rule overlaps the span by half."""
    place = (span["start"], span["end"])
    hit = any(each.rule == span["rule"] and overlap((each.start, each.end), place) >= 0.5 for each in card.findings)
    if tell and not hit:
        near = [(each.rule, each.excerpt[:60]) for each in card.findings if overlap((each.start, each.end), place)]
        print("missed", span["rule"], repr(span["text"][:160]), "found there:", near)
    return hit


if __name__ == "__main__":
    main([each for each in sys.argv[1:] if each != "--misses"], tell="--misses" in sys.argv)
