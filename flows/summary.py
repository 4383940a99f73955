"""Say what a run did: as lines on a terminal, as a progress bar, as a Markdown artifact."""

from __future__ import annotations

import re
import shlex
import time
from collections.abc import Callable, Mapping
from itertools import groupby
from typing import Self

from flows.run import RunSummary
from flows.sources.remote import without_secrets
from flows.store.duplicate_pass import DuplicateCounts
from flows.store.outlet_pass import OutletCounts
from flows.store.runs import RunCounts
from flows.store.source_watch import SourceAlert
from flows.terminal import visible

VERDICTS = ("keep", "clean", "review", "drop")
_SECONDS_BETWEEN_LINES = 10
_LONGEST = 300
_TELLING = 300
"""Articles. What is met in none of n is in fewer than 3/n of all (19 times in 20: the rule of three), so here in fewer than one
in a hundred. In fewer articles most rules find nothing, and their names say nothing of the rules."""
_MARKS = re.compile(r"([!-/:-@\[-`{-~])")


class ProgressLines:
    """Progress where there is no terminal: a plain line every ten seconds."""

    def __init__(self, say: Callable[[str], object]) -> None:
        """Remember how to say a line."""
        self._say = say
        self._next = time.monotonic() + _SECONDS_BETWEEN_LINES

    def __call__(self, counts: RunCounts, share: float | None) -> None:
        """Say how far the run is, when it is time to."""
        if time.monotonic() >= self._next:
            self._next = time.monotonic() + _SECONDS_BETWEEN_LINES
            self._say(progress_line(counts, share))


def progress_line(counts: RunCounts, share: float | None) -> str:
    """Return one line on how far a run is."""
    done = f"{share:.0%} read, " if share is not None else ""
    return f"{done}{_records(counts.n_read)}, {counts.n_scored:,} scored{_pace(counts, ' a second')}"


def _records(count: int) -> str:
    return f"{count:,} record{'' if count == 1 else 's'}"


def _pace(counts: RunCounts, unit: str) -> str:
    """Return how many articles were scored a second; nothing where none was."""
    return f", {counts.docs_per_second:,.0f}{unit}" if counts.n_scored else ""


class ProgressBar:
    """Progress on a terminal: a bar with articles per second and the time left."""

    def __init__(self) -> None:
        """Set up the bar on standard error; results go to standard output."""
        from rich.console import Console
        from rich.progress import BarColumn, Progress, TextColumn, TimeRemainingColumn

        columns = (TextColumn("scoring"), BarColumn(), TextColumn("{task.fields[said]}"), TimeRemainingColumn())
        self._bar = Progress(*columns, console=Console(stderr=True), transient=True)
        self._task = self._bar.add_task("scoring", total=None, said="")

    def __enter__(self) -> Self:
        """Start drawing."""
        self._bar.start()
        return self

    def __exit__(self, *_: object) -> None:
        """Take the bar away."""
        self._bar.stop()

    def __call__(self, counts: RunCounts, share: float | None) -> None:
        """Draw how far the run is."""
        said = f"{counts.n_read:,} read · {counts.n_scored:,} scored{_pace(counts, '/s')}"
        total, completed = (1.0, share) if share is not None else (None, 0.0)
        self._bar.update(self._task, total=total, completed=completed, said=said)


def lines(summary: RunSummary) -> list[str]:
    """Return what a run did, as plain lines."""
    said = [*_counted(summary), *_found(summary)]
    if summary.silent_rules:
        said.extend(silent_lines(summary))
    db = shlex.quote(str(summary.db))
    if summary.ruleset != summary.active_ruleset:
        said.append(f"the views still show ruleset {summary.active_ruleset}, not {summary.ruleset}; to show it:")
        said.append(f"winnow rules activate {shlex.quote(summary.rules)} --db {db}")
    if summary.counts.n_rejected:
        said.append(f'why records were rejected: winnow sql "FROM rejects" --db {db}')
    said.append(f"run {summary.run_id}, database {summary.db}")
    return said


def _counted(summary: RunSummary) -> list[str]:
    """Return what became of the records that were read."""
    counts = summary.counts
    said = [
        f"{_records(counts.n_read)} read: {counts.n_scored:,} scored, {counts.n_unchanged:,} unchanged, "
        f"{counts.n_rejected:,} rejected{_skipped(counts)}; {summary.n_rejudged:,} judged again; {summary.seconds:.1f} s"
        + _pace(counts, " articles a second")
    ]
    if summary.passed_over:
        said.append(passed_over_line(summary.passed_over))
    if summary.n_changed:
        said.append(f"ids read with more than one text: {summary.n_changed:,}; the views show the last one read")
    if summary.n_in_part:
        said.append(in_part_line(summary))
    return said


def _found(summary: RunSummary) -> list[str]:
    """Return the verdicts, and what the passes found."""
    said = []
    if summary.counts.n_scored:
        said.append("verdicts: " + ", ".join(f"{name} {summary.verdicts.get(name, 0):,}" for name in VERDICTS))
    if summary.outlets is not None:
        said.append(outlets_line(summary.outlets))
    if summary.duplicates is not None:
        said.append(duplicates_line(summary.duplicates))
    return [*said, *map(alert_line, summary.alerts)]


def _skipped(counts: RunCounts) -> str:
    return f", {counts.n_skipped:,} skipped as older" if counts.n_skipped else ""


def silent_lines(summary: RunSummary) -> list[str]:
    """Return which rules found nothing, a line a family, where enough was scored for that to say something; else how to list them."""
    count = f"rules that found nothing: {len(summary.silent_rules):,} of {summary.n_rules:,}"
    if summary.counts.n_scored >= _TELLING:
        families = groupby(summary.silent_rules, key=lambda rule: rule.partition(".")[0])
        return [count, *(f"  {', '.join(rules)}" for _, rules in families)]
    query = f"SELECT unnest(silent_rules) AS rule FROM runs WHERE run_id = '{summary.run_id}'"  # noqa: S608 - shown, not run
    return [f'{count}; which: winnow sql "{query}" --db {shlex.quote(str(summary.db))}']


def in_part_line(summary: RunSummary) -> str:
    """Return which detectors had changed for articles that were scored before, as one line."""
    return f"known but for what has changed: {summary.n_in_part:,}, measured by {', '.join(summary.measured_again) or 'nothing'}"


def alert_line(alert: SourceAlert) -> str:
    """Return what has changed in an outlet, as one line."""
    return f"{alert.source} has changed in the week of {alert.week}: {alert.evidence}"


def passed_over_line(counts: Mapping[str, int]) -> str:
    """Return which records of archives were no pages, as one line."""
    return f"passed over in archives: {', '.join(f'{count:,} {what}' for what, count in counts.items())}"


def outlets_line(counts: OutletCounts) -> str:
    """Return what a pass over the outlets found, as one line."""
    return (
        f"lines of outlets: {counts.n_lines:,} lines of furniture in {counts.n_outlets:,} outlets, at "
        f"{counts.n_findings:,} places; {counts.n_judged:,} articles judged again"
    )


def duplicates_line(counts: DuplicateCounts) -> str:
    """Return what a pass over the duplicates found, as one line."""
    return (
        f"stories told more than once: {counts.n_clusters:,}, by {counts.n_exact:,} equal texts, {counts.n_near:,} copies "
        f"and {counts.n_rewrites:,} rewrites; {counts.n_signed:,} texts were new; {counts.n_judged:,} articles judged again"
    )


def plain(text: str) -> str:
    """Return a text as Markdown that shows exactly it, on one line, cut where it is long, and without keys of addresses."""
    line = " ".join(visible(without_secrets(text)).split())
    return _MARKS.sub(r"\\\1", line if len(line) <= _LONGEST else f"{line[:_LONGEST]}…")


def markdown(summary: RunSummary) -> str:
    """Return the summary as Markdown; nothing in it is taken for markup but what stands here."""
    counts = summary.counts
    rows = [
        ("read", counts.n_read),
        ("scored", counts.n_scored),
        ("unchanged", counts.n_unchanged),
        ("rejected", counts.n_rejected),
        ("skipped as older", counts.n_skipped),
    ]
    rows += [(f"verdict {name}", summary.verdicts.get(name, 0)) for name in VERDICTS]
    table = "\n".join(f"| {name} | {number:,} |" for name, number in rows)
    silent = ", ".join(summary.silent_rules) or "none"
    passes = f"{outlets_line(summary.outlets).capitalize()}.\n\n" if summary.outlets else ""
    passes += f"{duplicates_line(summary.duplicates).capitalize()}.\n\n" if summary.duplicates else ""
    passed_over = f"{plain(passed_over_line(summary.passed_over).capitalize())}.\n\n" if summary.passed_over else ""
    passes += f"{plain(in_part_line(summary).capitalize())}.\n\n" if summary.n_in_part else ""
    alerts = f"Outlets and measures that have risen: {len(summary.alerts):,}.\n\n" if summary.alerts else ""
    return (
        f"# Winnow run {summary.run_id}\n\n| | articles |\n|---|--:|\n{table}\n\n"
        f"Database: {plain(str(summary.db))}, {summary.seconds:.1f} s{_pace(counts, ' articles a second')}.\n\n"
        f"{passed_over}{passes}{alerts}Rules that found nothing: {silent}.\n"
    )
