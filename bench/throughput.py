"""Print how many articles Winnow scores in a CPU second, and where the time goes.

Usage: python bench/throughput.py FILE.jsonl[.gz]

The figure that counts is taken end to end, as a user runs it: one process, nothing warm, every article seen for the
first time, the DuckDB file written; CPU seconds (user and system, children included) of ``winnow score FILE --workers 1
--no-prefect`` minus those of the same over the file's first article. Wall time on a shared machine is noise.

The table before it comes from this process: CPU time of every detector and of every view of the text, each counted
apart. The clock itself costs about half a microsecond a call. The first article is left out: it loads the dictionaries.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from time import process_time
from typing import Any

from articles import lines_of, read_articles

from detectors import catalog, scoring
from detectors.digest import scorer_digest
from detectors.ruleset import load_ruleset

WINNOW = Path(sys.executable).with_name("winnow")
PUBLISHED_VIEWS = ("wording", "repeats", "line_counts", "raw_lines", "raw_line_counts", "counts")
PAGE_VIEWS, BODY_VIEWS = ("folded", "lines", "hits"), ("tokens", "shape", "sentences")


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


def timed(name: str, function: Callable[..., Any], spent: Counter[str], views: tuple[str, ...] = ()) -> Callable[..., Any]:
    """Return ``function`` with its time added to ``spent``; views that it would be the first to need are timed apart."""

    def wrapper(*given: Any) -> Any:
        for view in views:
            if view not in given[0].__dict__:
                start = process_time()
                getattr(given[0], view)
                spent[f"view: {view}"] += process_time() - start
        start = process_time()
        result = function(*given)
        spent[name] += process_time() - start
        return result

    return wrapper


def put_clocks_in(spent: Counter[str]) -> None:
    """Put a clock around every detector of the catalog and every step of scoring."""
    for stage, views in (("CHARACTERS", ()), ("PAGE", PAGE_VIEWS), ("LEAK", PAGE_VIEWS)):
        clocked = [each._replace(detect=timed(each.rule, each.detect, spent, views)) for each in getattr(catalog, stage)]
        setattr(catalog, stage, tuple(clocked))
    for stage, views in (("BODY", ()), ("PUBLISHED", PUBLISHED_VIEWS)):
        clocked = [
            each._replace(
                measure=timed(f"{each.measure.__module__.removeprefix('detectors.')}.measure", each.measure, spent, views)
            )
            for each in getattr(catalog, stage)
        ]
        setattr(catalog, stage, tuple(clocked))
    catalog.identify_language = timed("language.identify", catalog.identify_language, spent, BODY_VIEWS)
    for step in ("apply_edits", "judge", "settle", "_mapped", "text_digest", "clean_text", "replace_surrogates"):
        setattr(scoring, step, timed(f"scoring: {step}", getattr(scoring, step), spent))


def breakdown(source: Path) -> None:
    """Print the time of every part of scoring, in microseconds an article."""
    articles = read_articles(source)
    ruleset, scorer, spent = load_ruleset(), scorer_digest(), Counter[str]()
    put_clocks_in(spent)
    scoring.score(articles[:1], ruleset, scorer)
    spent.clear()
    start = process_time()
    for article in articles[1:]:
        scoring.score_article(article, ruleset, scorer)
    whole, count = process_time() - start, len(articles) - 1
    print(f"scoring alone, {count:,} articles: {whole / count * 1e6:,.0f} µs each")
    for name, seconds in [*spent.most_common(), ("everything else", whole - spent.total())]:
        print(f"{name:45}{seconds / count * 1e6:>9.1f} µs{seconds / whole:>7.1%}")


if __name__ == "__main__":
    breakdown(Path(sys.argv[1]))
    end_to_end(Path(sys.argv[1]))
