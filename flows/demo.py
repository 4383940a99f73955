"""``make demo``: score the sample articles through Prefect, and show what came of it. Opens nothing by itself."""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping
from importlib.resources import as_file, files
from pathlib import Path

from rich.console import Console

from flows.ending import ended_in_words
from flows.request import ScoreRequest
from flows.show import VERDICT_COLOURS
from flows.terminal import visible

OUT = Path("out/demo")


def main() -> None:
    """Run the demonstration; say at each step what is done and where to look."""
    os.environ.setdefault("PREFECT_HOME", str((OUT / "prefect").resolve()))
    os.environ.setdefault("PREFECT_LOGGING_LEVEL", "WARNING")
    OUT.mkdir(parents=True, exist_ok=True)
    db = OUT / "winnow.duckdb"
    sys.stderr.write("Scoring the sample articles through Prefect; its embedded server takes some seconds to start.\n")
    from flows.score import run_through_prefect

    with as_file(files("seeds").joinpath("articles")) as samples:
        summary, flow_run = run_through_prefect(ScoreRequest((str(samples),), db, workers=1))
    from flows.artifacts import SUMMARY
    from flows.report import write_report
    from flows.summary import lines

    page = write_report(db, OUT / "report.html")
    console = Console(highlight=False, markup=False, emoji=False)
    _print_articles(console, db)
    for line in lines(summary):
        console.print(visible(line), soft_wrap=True)
    console.print(f"database   {db}\nreport     {page}\nflow run   {flow_run}, artifact {SUMMARY}", soft_wrap=True)
    console.print(f'next       {sys.prefix}/bin/winnow sql "FROM rule_stats" --db {db}', soft_wrap=True)


def _print_articles(console: Console, db: Path) -> None:
    """Print the verdict of every article, and the evidence of the one with most of it."""
    from flows.explaining import explain_article
    from flows.store.reading import open_published

    with open_published(db) as connection:
        rows = connection.execute(
            "SELECT verdict, article_id, source, array_to_string(reasons, ', ') FROM article_scores ORDER BY article_id"
        ).fetchall()
        told = dict(connection.execute("SELECT article_id, count(*) FROM article_findings GROUP BY ALL").fetchall())
    _print_verdicts(console, rows)
    explain_article(_most_telling(rows, told), db, console)


def _print_verdicts(console: Console, rows: list[tuple[str, str, str, str]]) -> None:
    """Print one line an article; long lists of reasons wrap rather than vanish."""
    console.print(f"{len(rows)} sample articles", style="bold")
    for verdict, article, source, reasons in rows:
        style = VERDICT_COLOURS[verdict]
        console.print(
            f"{verdict:<7} {visible(article):<24} {visible(source or ''):<24} {visible(reasons)}",
            style=style,
            soft_wrap=True,
        )
    console.print()


def _most_telling(rows: list[tuple[str, str, str, str]], told: Mapping[str, int]) -> str:
    """Return the id of the article with most findings among those with the strongest verdict."""
    order = list(VERDICT_COLOURS)
    return max(rows, key=lambda row: (order.index(row[0]), told.get(row[1], 0), row[1]))[1]


if __name__ == "__main__":
    with ended_in_words():
        main()
