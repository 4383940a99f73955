"""How many articles that people wrote get a finding above ``note``, by family, which verdicts they get, and what is cut.

Usage: ``python bench/human.py FILE.jsonl[.gz] [--tell FAMILY]``; of records with a ``label``, those labelled ``human`` are taken.
An edit is in the body where words are left on both sides of it: what is cut off at an end is the page's last or first line.
"""

from __future__ import annotations

import gzip
import json
import sys
from collections import Counter
from pathlib import Path

from detectors.judging.ruleset import load_ruleset
from detectors.records import Article, Scorecard
from detectors.scoring import replace_surrogates, score_article

PAGE = ("boilerplate.", "residue.")


def edited(card: Scorecard, text: str) -> tuple[bool, bool]:
    """Say whether furniture or residue is taken out of a text at all, and whether words are left on both sides of any of it."""
    acting = {(each.rule, each.start, each.end) for each in card.judgements if each.action != "note"}
    edits = [
        place
        for each in card.findings
        if each.edit and each.field == "text" and each.rule.startswith(PAGE) and (each.rule, each.start, each.end) in acting
        for place in each.edit
    ]
    taken = sorted((start, end) for start, end, _ in edits)
    first, last = len(text) - len(text.lstrip()), len(text.rstrip())
    for start, end in taken:
        first = end if not text[first:start].strip() else first
    for start, end in reversed(taken):
        last = start if not text[end:last].strip() else last
    return bool(taken), any(start >= first and end <= last for start, end in taken)


def main(path: Path, family: str | None) -> None:
    """Print counts over all human articles of a file; with a family, the words of its findings as well."""
    flagged: Counter[str] = Counter()
    verdicts: Counter[str] = Counter()
    cut = inside = 0
    with gzip.open(path, "rt", encoding="utf-8") if path.suffix == ".gz" else path.open(encoding="utf-8") as lines:
        for record in map(json.loads, lines):
            if record.get("label", "human") != "human":
                continue
            text = replace_surrogates(record["text"])[0]
            card = score_article(Article("", "", None, None, None, record.get("title"), text), load_ruleset(), "bench")
            verdicts[card.verdict] += 1
            somewhere, in_body = edited(card, text)
            cut, inside = cut + somewhere, inside + in_body
            acting = [each for each in card.judgements if each.action != "note"]
            flagged.update({each.rule.split(".")[0] for each in acting})
            for each in acting:
                if family and each.rule.startswith(family) and each.start is not None:
                    print(each.rule, each.action, repr(text[each.start : each.end][:140]))
    total = sum(verdicts.values())
    print(f"{total} human articles; verdicts {dict(verdicts)}")
    print(
        f"  furniture or residue cut in {cut} ({cut / total:.2%}), with words left on both sides in {inside} ({inside / total:.2%})"
    )
    for name, count in flagged.most_common():
        print(f"  {name}: {count} with a finding above note (1 in {total / count:.0f})")


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[3] if "--tell" in sys.argv else None)
