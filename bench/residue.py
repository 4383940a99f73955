"""How well the page is told from the article, on labelled outputs of extractors, by outlets left out.

Usage: ``python bench/residue.py DEV.jsonl.gz [--permissive]``. The line model is fitted anew, so that each line is judged by
stages that have not seen its outlet; the other rules are as they are. A line counts as found when half of it lies in findings
of ``boilerplate`` or ``residue``, weak ones included, and as cut when half of it lies in those whose action is ``clean``. Lines on
which the sources disagree, titles and pages with more furniture than text are left out. ``--permissive`` fits the model to the
sources under permissive licences alone.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from detectors import catalog
from detectors.boilerplate import other
from detectors.document import Document
from detectors.judging.ruleset import load_ruleset
from detectors.judging.verdicts import judge
from detectors.lines.gate import Gate
from detectors.lines.model import Chances
from detectors.records import Finding
from flows.lines.first_stage import rows_of
from flows.lines.labelled import UNSCORED, Sample, page_text, read, sample_of
from flows.lines.limits import fit_gate, limits_of
from flows.lines.second_stage import fit_network, fit_page, page_numbers_of, unseen_numbers, unseen_probabilities

PERMISSIVE = ("WCXB", "scrapinghub", "fundus")
HALF = 0.5
ERAS = {
    "2005 to 2013": ("L3S-GN1", "dragnet", "CleanPortalEval"),
    "2014 to 2020": ("MSVCode", "scrapinghub"),
    "2021 to 2026": ("fundus", "WCXB"),
}
"""When most pages of a source were made, by the years that stand in them; the pages themselves are not dated."""

HEADLINE_WORDS, LABEL_WORDS = 14, 3

Column = NDArray[Any]


class Lines(NamedTuple):
    """All lines of the set in columns."""

    residue: Column
    scored: Column
    sizes: Column
    told: Column
    """What the line model says, without having seen the outlet."""
    typed: Column
    """Found by another rule, and not weakly."""
    found: Column
    cut: Column
    """Lies in findings whose action is clean."""


def out_of_fold(samples: Sequence[Sample], learnt: Column) -> tuple[Chances, tuple[float, float]]:
    """Return each line's probabilities by a model of other outlets, fitted to the samples to learn from, and the limits."""
    rows = rows_of(samples)
    if not learnt.all():
        rows = rows._replace(weights=rows.weights * learnt[rows.sample])
    alone = unseen_probabilities(fit_network, unseen_numbers(samples, rows), rows)
    on_page = unseen_probabilities(fit_page, page_numbers_of(samples, alone), rows)
    return Chances(alone, on_page), limits_of(samples, alone)


def cover(doc: Document, findings: Sequence[Finding]) -> Column:
    """Return which lines lie to a half or more in the findings."""
    covered = np.zeros(len(doc.text), bool)
    for finding in findings:
        covered[finding.start : finding.end] = True
    return np.array([covered[line.start : line.end].mean() >= HALF for line in doc.lines])


def judged(record: dict[str, Any], told: Chances, limits: tuple[float, float], gate: Gate) -> tuple[Column, Column, Column]:
    """Return which lines of a record typed rules are sure of, which are found at all, and which are cut."""
    doc = Document(page_text(record["lines"]), record["headline"])
    page = [each for detector in catalog.PAGE for each in detector.detect(doc)]
    after = doc.after(page)
    rest = other.findings(after, told, *limits) if gate.passes(doc) else []
    everything = [*page, *rest]
    actions = judge({}, everything, load_ruleset()).judgements
    removed = {(each.rule, each.start, each.end) for each in actions if each.action == "clean"}
    cut = [each for each in everything if each.edit and (each.rule, each.start, each.end) in removed]
    sure = [each for each in page if each.certainty != "weak"]
    return cover(doc, sure), cover(doc, everything), cover(doc, cut)


def read_lines(records: Sequence[dict[str, Any]], *, permissive: bool) -> tuple[Lines, tuple[float, float]]:
    """Return all lines with what the rules and the model say of them, and the limits."""
    samples = [sample_of(record) for record in records]
    learnt = [not permissive or any(name in record["source_repo"] for name in PERMISSIVE) for record in records]
    told, limits = out_of_fold(samples, np.array(learnt))
    bounds = np.cumsum([0, *(len(sample.lines) for sample in samples)])
    gate = fit_gate(samples)
    parts = [
        judged(record, Chances(*(each[start:end] for each in told)), limits, gate)
        for record, start, end in zip(records, bounds, bounds[1:], strict=False)
    ]
    typed, found, cut = (np.concatenate(column) for column in zip(*parts, strict=True))
    sizes = np.array([len(line.text) for sample in samples for line in sample.lines])
    residue = np.concatenate([sample.residue for sample in samples])
    return Lines(
        residue, np.concatenate([sample.scored for sample in samples]), sizes, told.on_page, typed, found, cut
    ), limits


def figures(lines: Lines, chosen: Column) -> str:
    """Return the figures of the chosen lines in one row."""
    residue, sizes, found, cut = (column[chosen] for column in (lines.residue, lines.sizes, lines.found, lines.cut))
    hit, n_found, n_residue = (found & residue).sum(), max(found.sum(), 1), max(residue.sum(), 1)
    by_size = 2 * sizes[found & residue].sum() / max(sizes[found].sum() + sizes[residue].sum(), 1)
    told = np.maximum(lines.told, np.where(lines.typed, 0.999, 0))[chosen]
    order = np.argsort(-told, kind="stable")
    hits = residue[order].cumsum()
    precision = hits / np.arange(1, len(order) + 1)
    at = [float(hits[precision >= limit].max(initial=0) / n_residue) for limit in (0.90, 0.95)]
    lost = sizes[cut & ~residue].sum() / max(sizes[~residue].sum(), 1)
    return (
        f"{n_residue:6d}  F1 {2 * hit / (n_found + n_residue):.3f}  P {hit / n_found:.3f}  R {hit / n_residue:.3f}  "
        f"R@.90 {at[0]:.3f}  R@.95 {at[1]:.3f}  char F1 {by_size:.3f}  lost {lost:.3%}  cut {(cut & residue).sum() / n_residue:.3f}"
    )


def groups(records: Sequence[dict[str, Any]]) -> Iterator[tuple[str, list[str]]]:
    """Yield the columns by which figures are broken down: a name, and each record's value."""
    yield (
        "era",
        [next(era for era, names in ERAS.items() if any(map(record["source_repo"].count, names))) for record in records],
    )
    yield "source", [record["source_repo"] for record in records]
    yield "extractor", [record["extractor"] for record in records]
    yield "headline", ["given" if record["headline"] else "not given" for record in records]


def kind_of(text: str) -> str:
    """Return what a line is by its shape."""
    n_words = len(text.split())
    if not any(map(str.isalnum, text)):
        return "symbols"
    if n_words <= LABEL_WORDS:
        return "one to three words"
    closed = text.rstrip("\"'”’)").endswith((".", "!", "?", "…"))
    return "headline-like" if n_words <= HEADLINE_WORDS and not closed else "prose"


def main(path: Path, *, permissive: bool) -> None:
    """Print all figures."""
    records = read(path)
    lines, limits = read_lines(records, permissive=permissive)
    counts = [len(record["lines"]) for record in records]
    print(f"limits {limits}\nnews, realistic          {figures(lines, lines.scored)}")
    agreed = np.array(
        [line["label"] != "title" and line.get("note") not in UNSCORED for r in records for line in r["lines"]]
    )
    for stratum in ("clean", "noisy"):
        chosen = np.repeat([record["news"] and record["stratum"] == stratum for record in records], counts)
        print(f"news, {stratum:18s} {figures(lines, agreed & chosen)}")
    kinds = np.array([kind_of(line["text"]) for record in records for line in record["lines"]])
    for kind in sorted(set(kinds)):
        print(f"kind {kind:18s} {figures(lines, lines.scored & (kinds == kind))}")
    for name, values in groups(records):
        column = np.repeat(values, counts)
        for value in sorted(set(values)):
            print(f"{name} {value[:16]:16s} {figures(lines, lines.scored & (column == value))}")


if __name__ == "__main__":
    main(Path(sys.argv[1]), permissive="--permissive" in sys.argv)
