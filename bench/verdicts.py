"""Print on how many articles our presets agree with datatrove's filters, and for which reasons they do not.

    PARITY/bin/python bench/verdicts.py datatrove FILE.jsonl[.gz] > reasons.jsonl
    python bench/verdicts.py FILE.jsonl[.gz] reasons.jsonl

PARITY is the environment of ``bench/parity.py``. An article agrees where both keep it, or both drop it and datatrove's one
reason is among ours.
"""

from __future__ import annotations

import gzip
import json
import sys
from collections import Counter
from pathlib import Path

REASONS = {
    "gopher_short_doc": "word_count", "gopher_long_doc": "word_count", "gopher_below_avg_threshold": "mean_word_length",
    "gopher_above_avg_threshold": "mean_word_length", "gopher_too_many_hashes": "hash_ratio",
    "gopher_too_many_ellipsis": "ellipsis_ratio", "gopher_too_many_bullets": "bullet_line_share",
    "gopher_too_many_end_ellipsis": "ellipsis_line_share", "gopher_below_alpha_threshold": "alpha_word_share",
    "gopher_enough_stop_words": "stop_words", "lorem_ipsum": "lorem_ipsum_lines", "curly_bracket": "curly_bracket_lines",
    "too_few_sentences": "sentence_count", "empty": "line_punct_ratio",
    **{f"top_{size}_gram": f"top_{size}_gram_char_frac" for size in (2, 3, 4)},
    **{f"duplicated_{size}_n_grams": f"dup_{size}_gram_char_frac" for size in range(5, 11)},
}  # fmt: skip
"""What our rules are called behind the set's name, where it differs from datatrove's reason."""


def print_reasons(path: Path) -> None:
    """Print datatrove's reasons for each article, null where it keeps it, as JSON lines."""
    from datatrove.data import Document
    from datatrove.pipeline import filters

    sets = {
        "gopher": (filters.GopherRepetitionFilter(), filters.GopherQualityFilter()),
        "c4": (filters.C4QualityFilter(),),
        "fineweb": (filters.FineWebQualityFilter(),),
    }
    opened = gzip.open if path.suffix == ".gz" else open
    with opened(path, "rt", encoding="utf-8") as lines:
        for line in filter(str.strip, lines):
            text, reasons = json.loads(line)["text"], {}
            for name, made in sets.items():
                outcomes = [each.filter(Document(text, "1")) for each in made]
                reasons[name] = [outcome[1] for outcome in outcomes if isinstance(outcome, tuple)]
            print(json.dumps(reasons))


def compare(path: Path, given: Path) -> None:
    """Print the agreement of every preset."""
    from articles import read_articles

    from detectors.judging.ruleset import load_ruleset
    from detectors.scoring import score_article

    rows = [json.loads(line) for line in given.read_text("utf-8").splitlines()]
    articles = read_articles(path)
    for name in rows[0]:
        ruleset = load_ruleset(name)
        dropped, different = 0, Counter[str]()
        for article, row in zip(articles, rows, strict=True):
            card = score_article(article, ruleset, "bench")
            dropped += bool(row[name])
            expected = {f"quality.{name}_{REASONS.get(reason, reason)}" for reason in row[name]}
            if (card.verdict == "drop") != bool(expected) or not expected <= set(card.reasons):
                different[f"datatrove {row[name] or 'keeps'}, we {', '.join(card.reasons) or 'keep'}"] += 1
        share = 1 - different.total() / len(rows)
        print(f"{name:8} {share:8.2%} of {len(rows):,} agree; datatrove drops {dropped:,}")
        for reason, count in different.most_common():
            print(f"{count:6}  {reason}")


if __name__ == "__main__":
    if sys.argv[1] == "datatrove":
        print_reasons(Path(sys.argv[2]))
    else:
        compare(Path(sys.argv[1]), Path(sys.argv[2]))
