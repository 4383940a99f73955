"""The command ``winnow``: declare the arguments, call one function. Imports are late, so that help is quick."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Annotated

import typer

from flows import options
from flows.ending import ended_in_words
from flows.memory import load_for_good, look_seldom
from flows.terminal import visible

app = typer.Typer(
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)


audit = typer.Typer(no_args_is_help=True, help="Ask what rules do to stored articles.")
app.add_typer(audit, name="audit")


_DB = Path("winnow.duckdb")


def _say_version(asked: bool) -> None:
    if asked:
        from importlib.metadata import version

        typer.echo(f"winnow {version('winnow-news')}")
        raise typer.Exit


@app.callback()
def winnow(
    _version: Annotated[
        bool, typer.Option("--version", callback=_say_version, is_eager=True, help="Show the version and exit.")
    ] = False,
) -> None:
    """Separate the grain from the chaff in scraped news: every finding with its span, its rule and its reason."""


@app.command()
def score(
    inputs: options.Inputs,
    db: options.Db = _DB,
    rules: options.Rules = "news",
    workers: options.Workers = os.cpu_count() or 1,
    prefect: options.Prefect = None,
    limit: options.Limit = None,
    fields: options.Fields = "",
    id_scope: options.IdScope = options.Scope.everywhere,
    outlets: options.Outlets = False,
    dedupe: options.Dedupe = False,
    html: options.Html = options.Extraction.trafilatura,
    since: options.Since = None,
    fail_on_alert: options.FailOnAlert = False,
    dask: options.Dask = None,
    parts: options.Parts = None,
    parts_only: options.PartsOnly = False,
    wait: options.Wait = False,
) -> None:
    """Score articles and store verdicts with their evidence; what is known already is not scored again."""
    load_for_good()
    from flows.commands import score_inputs
    from flows.request import ScoreRequest, parse_since
    from flows.sources.fields import parse_fields

    given, start = parse_fields(fields), parse_since(since) if since is not None else None
    request = ScoreRequest(
        tuple(inputs), db, rules, workers, limit, wait, given, id_scope.value, outlets, dedupe, html.value, start
    )
    request = request._replace(dask=dask, parts=parts, parts_only=parts_only)
    score_inputs(request, through_prefect=prefect, fail_on_alert=fail_on_alert)


@app.command()
def outlets(db: options.Db = _DB, wait: options.Wait = False) -> None:
    """Find lines that many articles of one outlet share: furniture, whatever their words. Verdicts are reached again."""
    from flows.commands import mark_outlets

    mark_outlets(db, wait=wait)


@app.command()
def dedupe(db: options.Db = _DB, wait: options.Wait = False) -> None:
    """Find equal texts, copies and rewrites of one story, and mark the earliest article of each."""
    from flows.commands import mark_duplicates

    mark_duplicates(db, wait=wait)


@app.command()
def forget(
    article_ids: Annotated[
        list[str] | None, typer.Argument(metavar="[ARTICLE_ID]...", help="Articles by their ids.")
    ] = None,
    db: options.Db = _DB,
    source: Annotated[str | None, typer.Option("--source", help="All articles of this outlet.")] = None,
    older_than: Annotated[
        str | None,
        typer.Option("--older-than", metavar="DAYS", help="All published so long ago, as 365d; without a date, first read."),
    ] = None,
    wait: options.Wait = False,
) -> None:
    """Remove articles everywhere: texts, scorecards, findings, labels, parts. Asks nothing, says what it removed."""
    from flows.forgetting import forget_articles, wanted_articles

    forget_articles(db, wanted_articles(article_ids or [], source, older_than), wait=wait)


@app.command()
def check(
    file: Annotated[str, typer.Argument(help="A file of text or records, or - for standard input.")] = "-",
    rules: options.Rules = "news",
    fields: options.Fields = "",
    as_json: Annotated[bool, typer.Option("--json", help="Print the scorecards as JSON, one a line.")] = False,
) -> None:
    """Score articles of a file, or text or records on standard input, now: highlighted evidence and verdict, no database."""
    from flows.checking import check_file
    from flows.sources.fields import parse_fields

    check_file(file, rules, parse_fields(fields), as_json=as_json)


@app.command()
def explain(article_id: str, db: options.Db = _DB) -> None:
    """Show a stored article with its evidence, and what cleaning it changes."""
    from flows.explaining import explain_article

    explain_article(article_id, db)


@app.command()
def sql(
    query: Annotated[str, typer.Argument(help="One SELECT over the tables and views of docs/database.md.")],
    db: options.Db = _DB,
    form: options.Form = options.Format.table,
    timeout: Annotated[int, typer.Option("--timeout", min=1, help="Seconds that the database may take.")] = 60,
) -> None:
    """Ask the database, read-only, in a process of its own with limits on time and memory."""
    from flows.asking import Question, ask

    raise typer.Exit(ask(Question(query, str(db), form.value, timeout)))


@audit.command()
def diff(
    rules: Annotated[str, typer.Argument(help="A preset, or a TOML file with what differs from the default.")],
    db: options.Db = _DB,
    form: options.Form = options.Format.table,
) -> None:
    """Show what a ruleset would change against the active one: verdicts first, then rule by rule, with examples."""
    from flows.querying import print_differences

    print_differences(rules, db, form.value)


@app.command()
def status(db: options.Db = _DB) -> None:
    """Say what the database holds, how the last runs ended, and who is writing to it."""
    from flows.querying import print_status

    print_status(db)


@app.command()
def export(
    out: Annotated[Path, typer.Argument(help="The folder to write; an unfinished export of the same goes on there.")],
    db: options.Db = _DB,
    verdict: Annotated[str, typer.Option("--verdict", help="The verdicts to take.")] = "keep,clean",
    text: Annotated[
        options.TextKind, typer.Option("--text", help="The text as scraped, or with what is removable cut.")
    ] = options.TextKind.cleaned,
    columns: Annotated[str, typer.Option("--columns", help="Columns of article_scores to write beside the text.")] = "",
    split: Annotated[
        options.Split, typer.Option("--split", help="Files by outlet, by month, or by size alone.")
    ] = options.Split.none,
    form: Annotated[
        options.CorpusFormat, typer.Option("--format", help="How the files are written.")
    ] = options.CorpusFormat.parquet,
) -> None:
    """Write the clean corpus: files, a manifest with counts and digests, and a datasheet. Killed, it goes on when asked again."""
    from flows.export.command import export_corpus
    from flows.export.requests import ExportRequest, parse_columns, parse_verdicts

    export_corpus(
        ExportRequest(out, db, parse_verdicts(verdict), text.value, parse_columns(columns), split.value, form.value)
    )


@app.command()
def report(
    db: options.Db = _DB,
    out: Annotated[Path, typer.Option("--out", help="Where the page is written.")] = Path("winnow-report.html"),
) -> None:
    """Write one self-contained HTML page: verdicts, findings by rule and outlet, measures with their limits."""
    from flows.report import write_report

    typer.echo(visible(str(write_report(db, out))))


@app.command()
def rules(
    rule: Annotated[str | None, typer.Argument(help="A rule, for its page; a family; or 'activate'.")] = None,
    name: Annotated[str | None, typer.Argument(help="With activate: a preset or a TOML file.")] = None,
    rules: options.Rules = "news",
    db: options.Db = _DB,
    wait: options.Wait = False,
) -> None:
    """List every rule or those of a family, show one rule's page, or `activate` the ruleset that the views show."""
    if rule == "activate":
        from flows.commands import activate_ruleset

        activate_ruleset(name or rules, db, wait=wait)
    elif name is not None:
        message = f"Got unexpected extra argument ({name})"
        raise typer.BadParameter(message)
    else:
        from flows.rule_pages import print_rules

        print_rules(rules, rule)


@app.command()
def up(
    inputs: Annotated[
        list[str] | None,
        typer.Argument(metavar="[INPUT]...", help="What is scored: folders, patterns, addresses.", show_default="incoming"),
    ] = None,
    db: options.Db = _DB,
    port: Annotated[int, typer.Option(min=0, max=65535, help="The port of the page; 0 takes a free one.")] = 4200,
    cron: Annotated[str, typer.Option(help="When: minute hour day month weekday, UTC.")] = "0 3 * * *",
    train_on: Annotated[
        list[Path] | None,
        typer.Option("--train-on", metavar="FILE", help="Labelled texts: also train the style model on them every week."),
    ] = None,
) -> None:
    """Score what comes in every night until Ctrl-C: Prefect's server and page, a worker and the schedules, on this machine."""
    from flows.up.command import UpRequest
    from flows.up.command import up as keep_up

    keep_up(UpRequest(tuple(inputs or ["incoming"]), db, port, cron, tuple(train_on or ())))


@app.command()
def train(
    family: options.Family,
    files: options.Labelled,
    out: Annotated[Path, typer.Option("--out", file_okay=False, help="Where the model is written.")] = Path(
        "models/generated"
    ),
    seed: Annotated[int, typer.Option(min=0, help="The same texts and seed give the same model.")] = 0,
    force: Annotated[bool, typer.Option("--force", help="Replace a model that is better.")] = False,
    db: options.Labels = None,
) -> None:
    """Train a family's model on labelled texts, measure it on sources left out, and write it with its card."""
    from flows.generated.commands import TrainRequest, print_training

    _ = family  # one so far
    print_training(TrainRequest(tuple(files), out, seed, force, db))


@app.command()
def evaluate(
    family: options.Family,
    files: options.Labelled,
    model: Annotated[
        Path | None, typer.Option("--model", file_okay=False, help="The folder of a model.", show_default="the shipped one")
    ] = None,
    out: Annotated[Path | None, typer.Option("--out", file_okay=False, help="Write the figures there, too.")] = None,
    db: options.Labels = None,
) -> None:
    """Say what a family's model reaches on labelled texts: ranking, rates at the limit with intervals, calibration."""
    from flows.generated.commands import print_evaluation

    _ = family  # one so far
    print_evaluation(files, model, db, out)


def main() -> None:
    """Run the command; what a person can mend is said in one sentence, with exit code 1 or 2."""
    look_seldom()
    # No product here is so large that several threads do it sooner: they are started with NumPy, and spin while they wait.
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    with ended_in_words():
        app()
