"""How much of our own leak set is found, and how many of the hard negatives are flagged.

The set stands in ``tests/leaks``: wordings by class, put into carrier articles here, and honest passages that resemble
leaks. Every third entry is kept aside: it is not looked at while rules are made, and its figures are printed apart.

Usage: ``python bench/leak_set.py [--misses]``; ``--misses`` names what was missed or wrongly flagged, never of the part aside.
"""

from __future__ import annotations

import re
import sys
import tomllib
from collections import Counter
from pathlib import Path
from typing import Any, NamedTuple

from detectors import catalog
from detectors.judging.ruleset import load_ruleset
from detectors.records import Article, Scorecard
from detectors.scoring import score_article

SET = Path(__file__).parent.parent / "tests" / "leaks"
MARK = re.compile("⟦(.*?)⟧", re.DOTALL)
NEAR = (
    {"assistant_preamble", "assistant_offer", "edit_note", "draft_variant", "self_review"},
    {"assistant_self_reference", "knowledge_limit", "refusal", "missing_input"},
    {"reasoning_trace", "prompt_echo", "self_review", "missing_input"},
    {"field_label", "draft_variant", "prompt_echo", "markup_leak"},
    {"chat_template", "citation_token", "ui_residue", "markup_leak", "reasoning_trace"},
    {"placeholder", "spintax", "prompt_echo"},
    {"translation_residue", "synonym_swap", "assistant_preamble", "edit_note"},
    {"truncation", "edit_note", "assistant_offer"},
)
"""Classes that a person may well confuse."""

HEADLINES = (
    "Harbour town to rebuild its old pier",
    "School kitchen wins a prize for its soup",
    "Night trains return to the coast line",
)
PARAGRAPHS = (
    "The council voted on Tuesday to rebuild the pier, which has been closed since a storm in 2019, at a cost of 4.2 million crowns.",
    "Divers found that nineteen of its sixty piles had rotted below the water line, and two had gone, a survey said.",
    "“My father landed herring here and so did his,” said Anna Lind, who keeps a stall by the slipway. “It is about time.”",
    "Work is to begin in April, when the ice has left the bay, and to last for two summers, the town's engineer told reporters.",
    "The money comes from a fund for ports with fewer than five thousand people. A second pier, in the north, must wait.",
)


class Sample(NamedTuple):
    """A document with the spans that are leaks."""

    name: str
    form: str
    aside: bool
    title: str | None
    text: str
    spans: list[tuple[int, int]]


def compose(entry: dict[str, Any], number: int, family: str) -> Sample:
    """Put a wording where it belongs in a carrier article, and say where its spans came to stand."""
    body, at = list(PARAGRAPHS), entry["position"]
    marked = entry["text"] if MARK.search(entry["text"]) else f"⟦{entry['text'].strip()}⟧"
    headline: str | None = HEADLINES[number % len(HEADLINES)]
    if at == "title":
        return _unmarked(entry, f"{family} {number}", marked, "\n\n".join(body), in_title=True)
    if at == "whole":
        whole, headline = marked, None
    elif at == "glued":
        whole = "\n\n".join([str(headline), marked + body[0], *body[1:]])
    else:
        place = {"head": 0, "middle": 3, "inline": 2, "tail": len(body)}[at]
        whole = "\n\n".join([str(headline), *body[:place], marked, *body[place:]])
    return _unmarked(entry, f"{family} {number}", headline, whole, in_title=False)


def _unmarked(entry: dict[str, Any], name: str, title: str | None, text: str, *, in_title: bool) -> Sample:
    """Return the sample with the marks taken out of the field that has them."""
    source = (title or "") if in_title else text
    plain, spans, last = "", [], 0
    for match in MARK.finditer(source):
        plain += source[last : match.start()]
        spans.append((len(plain), len(plain) + len(match[1])))
        plain, last = plain + match[1], match.end()
    plain += source[last:]
    if in_title:
        title = plain
    else:
        text = plain
    return Sample(name, entry["form"], entry["aside"], title, text, spans)


def score(title: str | None, text: str) -> Scorecard:
    """Return the scorecard of a text."""
    return score_article(Article("x", "x", None, None, None, title, text), load_ruleset(), "bench")


def near(family: str, rule: str) -> bool:
    """Say whether a rule is the class or one that a person may confuse with it."""
    found = rule.removeprefix("leak.")
    if family == "coverage":
        return rule.startswith("leak.")
    return found == family or any(family in group and found in group for group in NEAR)


def overlap(one: tuple[int, int], other: tuple[int, int]) -> float:
    """Return intersection over union of two spans."""
    shared = min(one[1], other[1]) - max(one[0], other[0])
    return max(shared, 0) / (max(one[1], other[1]) - min(one[0], other[0]))


def measure_wordings(*, tell: bool) -> None:
    """Print by class, form and part how many documents and spans were found."""
    documents: Counter[tuple[str, str, bool, str]] = Counter()
    for path in sorted((SET / "wordings").glob("*.toml")):
        family = path.stem
        for number, entry in enumerate(tomllib.loads(path.read_text("utf-8"))["wording"]):
            sample = compose(entry, number, family)
            key = (family, sample.form, sample.aside)
            findings = [each for each in score(sample.title, sample.text).findings if each.rule.startswith("leak.")]
            hits = [
                any(near(family, f.rule) and overlap((f.start, f.end), span) >= 0.5 for f in findings)
                for span in sample.spans
            ]
            documents[*key, "n"] += 1
            documents[*key, "found"] += bool(findings)
            documents[*key, "spans"] += len(hits)
            documents[*key, "hits"] += sum(hits)
            if tell and not sample.aside and not all(hits):
                print(
                    f"missed {sum(hits)}/{len(hits)} {sample.name} ({sample.form}, {entry['position']}): {entry['text'][:200]!r}"
                )
                print(f"       found {[(f.rule, f.excerpt[:80]) for f in findings]}")
    _print(documents)


def _print(counts: Counter[tuple[str, str, bool, str]]) -> None:
    families = sorted({key[0] for key in counts})
    built = [family for family in families if f"leak.{family}" in catalog.SPAN_RULES]
    for aside in (False, True):
        print(f"\n{'aside' if aside else 'tuned on'}: documents found, spans found (known | reworded)")
        for family in [*families, "all built", "all"]:
            group = families if family == "all" else built if family == "all built" else [family]
            cells = []
            for form in ("known", "reworded"):
                total = {
                    what: sum(counts[name, form, aside, what] for name in group) for what in ("n", "found", "spans", "hits")
                }
                cells.append(
                    f"{total['found']:4}/{total['n']:<4} {total['hits']:4}/{total['spans']:<4} {total['hits'] / max(total['spans'], 1):4.0%}"
                )
            print(f"  {family:26} {' | '.join(cells)}")


def measure_mentions(*, tell: bool) -> None:
    """Print by trap how many honest passages have a leak finding above note."""
    counts: Counter[tuple[str, bool, str]] = Counter()
    for path in sorted((SET / "mentions").glob("*.toml")):
        for number, entry in enumerate(tomllib.loads(path.read_text("utf-8"))["text"]):
            card = score(entry.get("title"), entry["text"])
            acting = [each for each in card.judgements if each.action != "note" and each.start is not None]
            flagged = [each for each in acting if each.rule.startswith("leak.")]
            counts[path.stem, entry["aside"], "n"] += 1
            counts[path.stem, entry["aside"], "flagged"] += bool(flagged)
            counts[path.stem, entry["aside"], "any"] += bool(acting)
            if tell and acting and not entry["aside"]:
                print(
                    f"flagged {path.stem} {number}: {[(each.rule, entry['text'][each.start : each.end][:120]) for each in acting]}"
                )
    for aside in (False, True):
        print(
            f"\nhard negatives {'aside' if aside else 'tuned on'}: with a leak finding above note, with any finding above note"
        )
        traps = sorted({key[0] for key in counts})
        for trap in [*traps, "all"]:
            total = {
                what: sum(counts[name, aside, what] for name in ([trap] if trap != "all" else traps))
                for what in ("n", "flagged", "any")
            }
            print(f"  {trap:26} {total['flagged']:3} {total['any']:3} of {total['n']}")


if __name__ == "__main__":
    measure_wordings(tell="--misses" in sys.argv)
    measure_mentions(tell="--misses" in sys.argv)
