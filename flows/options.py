"""The options of the command: what ``winnow score`` takes, what several commands share, and the values of those with a choice."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer


class Format(StrEnum):
    """How rows are printed."""

    table = "table"
    csv = "csv"
    json = "json"


class Scope(StrEnum):
    """Whether ids are unique over everything or only within an outlet."""

    everywhere = "global"
    source = "source"


class Extraction(StrEnum):
    """The library that takes the text out of pages of HTML."""

    trafilatura = "trafilatura"
    resiliparse = "resiliparse"


class TextKind(StrEnum):
    """Which text an export holds."""

    original = "original"
    cleaned = "cleaned"


class Split(StrEnum):
    """What decides the file that an exported article goes to."""

    source = "source"
    month = "month"
    none = "none"


class CorpusFormat(StrEnum):
    """How exported files are written."""

    parquet = "parquet"
    jsonl = "jsonl.zst"


class Family(StrEnum):
    """The families with a model that can be trained."""

    generated = "generated"


Db = Annotated[Path, typer.Option("--db", envvar="WINNOW_DB", dir_okay=False, help="The published database.")]
Rules = Annotated[str, typer.Option("--rules", help="A preset, or a TOML file with what differs from the default.")]
Wait = Annotated[bool, typer.Option("--wait", help="Wait for another run to finish instead of failing.")]
Form = Annotated[Format, typer.Option("--format", help="How rows are printed.")]
Fields = Annotated[str, typer.Option(help="Field names of the input, as text=body,title=head.")]
Labelled = Annotated[list[Path], typer.Argument(metavar="FILE...", help="Labelled texts: JSONL (.gz) or Parquet.")]
Labels = Annotated[Path | None, typer.Option("--db", dir_okay=False, help="Add what reviewers decided in this database.")]

# Of `winnow score` alone.
Inputs = Annotated[
    list[str],
    typer.Argument(metavar="INPUT...", help="Files, folders, globs, addresses (s3://, gs://, https://), or -."),
]
Workers = Annotated[int, typer.Option(min=1, help="Processes that score.")]
Prefect = Annotated[
    bool | None, typer.Option("--prefect/--no-prefect", help="Through Prefect or directly; default: as configured.")
]
Limit = Annotated[int | None, typer.Option(min=1, help="Stop after so many records.")]
IdScope = Annotated[Scope, typer.Option(help="'source' prefixes ids by their outlet.")]
Outlets = Annotated[
    bool,
    typer.Option("--outlets", help="Then look for lines that many articles of an outlet share, as `winnow outlets`."),
]
Dedupe = Annotated[
    bool, typer.Option("--dedupe", help="Then look for copies and rewrites of one story, as `winnow dedupe`.")
]
Html = Annotated[
    Extraction, typer.Option("--html", help="What takes the text out of pages: the better one, or the faster one.")
]
Since = Annotated[
    str | None,
    typer.Option("--since", metavar="DATE", help="Only articles published, else first seen, since then (UTC)."),
]
FailOnAlert = Annotated[bool, typer.Option("--fail-on-alert", help="Exit with 3 where an outlet has changed for the worse.")]
Dask = Annotated[str | None, typer.Option(metavar="ADDRESS", help="A Dask scheduler (tcp://host:8786) whose workers score.")]
Parts = Annotated[
    str | None,
    typer.Option(metavar="PLACE", help="Where workers leave rows: a folder or s3:// address that all reach; default: DB.d."),
]
PartsOnly = Annotated[
    bool, typer.Option("--parts-only", help="Leave the rows there as Parquet, with views over them in the database.")
]
