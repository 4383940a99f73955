"""How many articles that people wrote get a finding above ``note``, by family, and which verdicts they get.

Usage: ``python bench/human.py FILE.jsonl[.gz] [--tell FAMILY]``; of records with a ``label``, those labelled ``human`` are taken.
"""

from __future__ import annotations

import gzip
import json
import sys
from collections import Counter
from pathlib import Path

from detectors.records import Article
from detectors.ruleset import load_ruleset
from detectors.scoring import replace_surrogates, score_article


def main(path: Path, family: str | None) -> None:
    """Print counts over all human articles of a file; with a family, the words of its findings as well."""
    flagged: Counter[str] = Counter()
    verdicts: Counter[str] = Counter()
    with gzip.open(path, "rt", encoding="utf-8") if path.suffix == ".gz" else path.open(encoding="utf-8") as lines:
        for record in map(json.loads, lines):
            if record.get("label", "human") != "human":
                continue
            text = replace_surrogates(record["text"])[0]
            card = score_article(Article("", "", None, None, None, record.get("title"), text), load_ruleset(), "bench")
            verdicts[card.verdict] += 1
            acting = [each for each in card.judgements if each.action != "note"]
            flagged.update({each.rule.split(".")[0] for each in acting})
            for each in acting:
                if family and each.rule.startswith(family) and each.start is not None:
                    print(each.rule, each.action, repr(text[each.start : each.end][:140]))
    total = sum(verdicts.values())
    print(f"{total} human articles; verdicts {dict(verdicts)}")
    for name, count in flagged.most_common():
        print(f"  {name}: {count} with a finding above note (1 in {total / count:.0f})")


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[3] if "--tell" in sys.argv else None)
