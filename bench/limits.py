"""Print how every measure is spread over a file of articles: what the limits in ``rules.toml`` are set from.

Usage: python bench/limits.py FILE.jsonl[.gz]

One line a measure: how many articles have a value, then its quantiles. The outermost two, between which 99.9 % of the
articles lie, are the ones that a limit should not cut into.
"""

from __future__ import annotations

import sys
from pathlib import Path

import numpy as np
from articles import read_articles

from detectors import catalog
from detectors.scoring import measure, replace_surrogates

QUANTILES = (0.0005, 0.005, 0.05, 0.5, 0.95, 0.995, 0.9995)


def main() -> None:
    """Measure every article of the file and print one line a measure."""
    measured = [
        measure(article.title, replace_surrogates(article.text)[0]).measures for article in read_articles(Path(sys.argv[1]))
    ]
    print(f"{'measure':42}{'n':>7}" + "".join(f"{quantile:>11.2%}" for quantile in QUANTILES))
    for rule in catalog.MEASURE_RULES:
        values = [value for each in measured if (value := each[rule]) is not None]
        spread = np.quantile(values, QUANTILES).tolist() if values else []
        print(f"{rule:42}{len(values):>7}" + "".join(f"{value:>11.3f}" for value in spread))


if __name__ == "__main__":
    main()
