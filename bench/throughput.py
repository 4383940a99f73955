"""Print how many articles Winnow scores in a CPU second, and where the time goes.

Usage: python bench/throughput.py FILE.jsonl[.gz]        articles, or pages of labelled lines

The figure that counts is taken end to end, as a user runs it: one process, nothing warm, every article seen for the
first time, the DuckDB file written; CPU seconds (user and system, children included) of ``winnow score FILE --workers 1
--no-prefect`` minus those of the same over the file's first article. Wall time on a shared machine is noise.

The tables before it come from this process: CPU time of every detector and of every view of the text, each counted apart,
first summed by family. What the clock itself costs (some two microseconds a call, more than most detectors do) is measured
first and taken off. The first article is left out: it loads the dictionaries.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Callable
from functools import cached_property
from pathlib import Path
from time import process_time
from typing import Any

from articles import lines_of, read_articles

from detectors import catalog, scoring, stages
from detectors.batch import Batch
from detectors.digest import scorer_digest
from detectors.document import Document
from detectors.judging.ruleset import load_ruleset
from detectors.tokens.columns import Column
from detectors.tokens.lines_together import LinesTogether
from detectors.tokens.wording import Table
from flows.shards import _load_all

_TRIES = 100_000
WINNOW = Path(sys.executable).with_name("winnow")


def cpu_seconds(source: Path, folder: Path) -> float:
    """Return the CPU seconds of one run of the command over ``source`` into a new database."""
    command = [WINNOW, "score", source, "--workers", "1", "--no-prefect", "--db", folder / f"{source.name}.duckdb"]
    with subprocess.Popen(command, stdout=subprocess.DEVNULL, cwd=folder) as run:
        _, status, usage = os.wait4(run.pid, 0)
        run.returncode = os.waitstatus_to_exitcode(status)
    if run.returncode:
        sys.exit(f"winnow score ended with {run.returncode}")
    return usage.ru_utime + usage.ru_stime


def end_to_end(source: Path) -> None:
    """Print articles per CPU second of the whole command."""
    lines = lines_of(source)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        first, every = folder / "first.jsonl", folder / "every.jsonl"
        first.write_bytes(lines[0])
        every.write_bytes(b"\n".join(lines))
        start, whole = cpu_seconds(first, folder), cpu_seconds(every, folder)
    seconds = whole - start
    print(
        f"\nend to end: {(len(lines) - 1) / seconds:,.0f} articles per CPU second, {seconds / (len(lines) - 1) * 1e6:,.0f} µs each"
    )
    print(f"({whole:.2f} s for {len(lines):,} articles, of which {start:.2f} s are the start and the first article)")


class Clock:
    """CPU time by name; what is called inside something that is timed counts for itself alone."""

    def __init__(self) -> None:
        self.spent: Counter[str] = Counter()
        self.calls: Counter[str] = Counter()
        self._inner = [0.0]
        self._own = self._around = 0.0
        self._own, self._around = self._costs()

    def _costs(self) -> tuple[float, float]:
        """Return what a call of the clock adds to what it times, and what it adds to the caller of that."""
        nothing = self.on("nothing", lambda: None)
        start = process_time()
        for _ in range(_TRIES):
            nothing()
        whole = (process_time() - start) / _TRIES
        own = self.spent["nothing"] / _TRIES
        return own, whole - own

    @property
    def cost(self) -> float:
        """What all calls of the clock have cost."""
        return self.calls.total() * (self._own + self._around)

    def on(self, name: str, function: Callable[..., Any]) -> Callable[..., Any]:
        """Return ``function`` with its own time added under ``name``."""

        def wrapper(*given: Any, **named: Any) -> Any:
            self._inner.append(0.0)
            start = process_time()
            result = function(*given, **named)
            whole = process_time() - start
            self.spent[name] += whole - self._own - self._inner.pop()
            self.calls[name] += 1
            self._inner[-1] += whole + self._around
            return result

        return wrapper


def put_clocks_in(clock: Clock) -> None:
    """Put a clock on every detector of the catalog, every view of a text and every step of scoring."""
    for stage in ("CHARACTERS", "PAGE", "LEAK", "REST", "BODY_SPANS"):
        clocked = [
            each._replace(detect=clock.on(each.rule, each.detect), choose=each.choose and clock.on(each.rule, each.choose))
            for each in getattr(catalog, stage)
        ]
        setattr(catalog, stage, tuple(clocked))
    for stage in ("BODY", "PUBLISHED", "EVIDENCE"):
        clocked = [each._replace(measure=clock.on(_name_of(each), each.measure)) for each in getattr(catalog, stage)]
        setattr(catalog, stage, tuple(clocked))
    for views, of in ((Document, "text"), (Batch, "batch"), (LinesTogether, "lines")):
        for name, view in vars(views).items():
            if isinstance(view, cached_property):
                view.func = clock.on(f"view of {of}: {name}", view.func)
    for table, of in ((Column, "features"), (Table, "words")):
        table.extend = clock.on(f"new tokens: {of}", table.extend)  # type: ignore[method-assign]
    catalog.shapes_seen = clock.on("boilerplate and residue: shapes_seen", catalog.shapes_seen)
    catalog.identify_language = clock.on("language.identify", catalog.identify_language)
    catalog.acts_heard = clock.on("leak.acts", catalog.acts_heard)
    catalog.lines_heard = clock.on("boilerplate.other.heard", catalog.lines_heard)
    steps = (
        "apply_edits",
        "crossed_by_each",
        "judge_crossed",
        "settle",
        "_mapped",
        "text_digest",
        "clean_text",
        "replace_surrogates",
    )
    for step in (*steps, "number_together", "find_together", "table_of"):
        for module in (scoring, stages):
            if hasattr(module, step):
                setattr(module, step, clock.on(f"scoring: {step}", getattr(module, step)))


def _name_of(detector: catalog.BodyDetector | catalog.EvidenceDetector) -> str:
    return f"{detector.measure.__module__.removeprefix('detectors.')}.measure"


def breakdown(source: Path) -> None:
    """Print the time of every part of scoring, in microseconds an article."""
    articles = read_articles(source)
    ruleset, scorer, clock = load_ruleset(), scorer_digest(), Clock()
    put_clocks_in(clock)
    _load_all()  # as a run does before its first article: what is loaded on first use, and how often cycles are looked for
    scoring.score(articles[:1], ruleset, scorer)
    clock.spent.clear()
    clock.calls.clear()
    start = process_time()
    scoring.score(articles[1:], ruleset, scorer)
    whole, count, spent = process_time() - start - clock.cost, len(articles) - 1, clock.spent
    spent["everything else"] = whole - spent.total()
    families: Counter[str] = Counter()
    for name, seconds in spent.items():
        families[_family_of(name)] += seconds
    print(f"scoring alone, {count:,} articles: {whole / count * 1e6:,.0f} µs each")
    for table in (families, spent):
        print()
        for name, seconds in table.most_common():
            print(f"{name:45}{seconds / count * 1e6:>9.1f} µs{seconds / whole:>7.1%}{clock.calls[name] / count:>8.2f} calls")


def _family_of(name: str) -> str:
    """Return under which sum a name counts; boilerplate and residue have one budget, views serve all."""
    family = name.partition(":" if ":" in name else ".")[0]
    return f"sum: {'boilerplate and residue' if family in {'boilerplate', 'residue'} else family}"


if __name__ == "__main__":
    breakdown(Path(sys.argv[1]))
    end_to_end(Path(sys.argv[1]))
