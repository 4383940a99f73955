"""The command ``winnow``: declare the arguments, call one function. Imports are late, so that help is quick."""

from __future__ import annotations

import os
import sys
from enum import StrEnum
from importlib.metadata import version
from pathlib import Path
from typing import Annotated

import typer

from detectors.ruleset import RulesetError
from flows.errors import WinnowError

app = typer.Typer(
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)


class Format(StrEnum):
    """How rows are printed."""

    table = "table"
    csv = "csv"
    json = "json"


class Scope(StrEnum):
    """Whether ids are unique over everything or only within an outlet."""

    everywhere = "global"
    source = "source"


Db = Annotated[Path, typer.Option("--db", envvar="WINNOW_DB", dir_okay=False, help="The published database.")]
Rules = Annotated[str, typer.Option("--rules", help="A preset, or a TOML file with what differs from the default.")]
Wait = Annotated[bool, typer.Option("--wait", help="Wait for another run to finish instead of failing.")]
_DB = Path("winnow.duckdb")


def _say_version(asked: bool) -> None:
    if asked:
        typer.echo(f"winnow {version('winnow-news')}")
        raise typer.Exit


@app.callback()
def options(
    _version: Annotated[
        bool, typer.Option("--version", callback=_say_version, is_eager=True, help="Show the version and exit.")
    ] = False,
) -> None:
    """Separate the grain from the chaff in scraped news: every finding with its span, its rule and its reason."""


@app.command()
def score(
    inputs: Annotated[list[str], typer.Argument(metavar="INPUT...", help="Files, folders, globs, or - for standard input.")],
    db: Db = _DB,
    rules: Rules = "news",
    workers: Annotated[int, typer.Option(min=1, help="Processes that score.")] = os.cpu_count() or 1,
    prefect: Annotated[
        bool | None, typer.Option("--prefect/--no-prefect", help="Through Prefect or directly; default: as configured.")
    ] = None,
    limit: Annotated[int | None, typer.Option(min=1, help="Stop after so many records.")] = None,
    fields: Annotated[str, typer.Option(help="Field names of the input, as text=body,title=head.")] = "",
    id_scope: Annotated[Scope, typer.Option(help="'source' prefixes ids by their outlet.")] = Scope.everywhere,
    wait: Wait = False,
) -> None:
    """Score articles and store verdicts with their evidence; what is known already is not scored again."""
    from flows.commands import score_inputs
    from flows.run import ScoreRequest, parse_fields

    request = ScoreRequest(tuple(inputs), db, rules, workers, limit, wait, parse_fields(fields), id_scope.value)
    score_inputs(request, through_prefect=prefect)


@app.command()
def check(
    file: Annotated[str, typer.Argument(help="A file of text or records, or - for standard input.")] = "-",
    rules: Rules = "news",
    as_json: Annotated[bool, typer.Option("--json", help="Print the scorecards as JSON, one a line.")] = False,
) -> None:
    """Score articles of a file, or text or records on standard input, now: highlighted evidence and verdict, no database."""
    from flows.checking import check_file

    check_file(file, rules, as_json=as_json)


@app.command()
def explain(article_id: str, db: Db = _DB) -> None:
    """Show a stored article with its evidence, and what cleaning it changes."""
    from flows.explaining import explain_article

    explain_article(article_id, db)


@app.command()
def sql(
    query: Annotated[str, typer.Argument(help="One SELECT over the tables and views of docs/database.md.")],
    db: Db = _DB,
    form: Annotated[Format, typer.Option("--format", help="How rows are printed.")] = Format.table,
) -> None:
    """Ask the database, read-only."""
    from flows.querying import print_query

    print_query(query, db, form.value)


@app.command()
def status(db: Db = _DB) -> None:
    """Say what the database holds, how the last runs ended, and who is writing to it."""
    from flows.querying import print_status

    print_status(db)


@app.command()
def report(
    db: Db = _DB,
    out: Annotated[Path, typer.Option("--out", help="Where the page is written.")] = Path("winnow-report.html"),
) -> None:
    """Write one self-contained HTML page: verdicts, findings by rule and outlet, measures with their limits."""
    from flows.report import write_report

    typer.echo(write_report(db, out))


@app.command()
def rules(
    rule: Annotated[str | None, typer.Argument(help="A rule, for its page; a family; or 'activate'.")] = None,
    name: Annotated[str | None, typer.Argument(help="With activate: a preset or a TOML file.")] = None,
    rules: Rules = "news",
    db: Db = _DB,
    wait: Wait = False,
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


def main() -> None:
    """Run the command; what a person can mend is said in one sentence, with exit code 1 or 2."""
    try:
        app()
    except RulesetError as error:
        typer.echo(f"winnow: {error}", err=True)
        sys.exit(2)
    except WinnowError as error:
        typer.echo(f"winnow: {error}", err=True)
        sys.exit(error.exit_code)
    except BrokenPipeError:
        sys.exit(0)
    except OSError as error:
        typer.echo(f"winnow: {error}", err=True)
        sys.exit(1)
    except Exception as error:
        # A full disk, say: DuckDB's own sentence is clear; the module is not imported here just to name its errors.
        if not type(error).__module__.endswith("duckdb"):
            raise
        typer.echo(f"winnow: {' '.join(str(error).split())}; what was stored is safe, run again when it is mended", err=True)
        sys.exit(1)
