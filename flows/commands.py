"""The commands that write to the database: what each does once its arguments are read."""

from __future__ import annotations

import os
import shlex
import sys
import tomllib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TypeVar

from flows.errors import InputError, WinnowError
from flows.request import ScoreRequest, checked_ruleset
from flows.run import RunSummary, run_score
from flows.sources import for_people
from flows.store.duplicate_pass import DuplicateCounts
from flows.store.writing import Store
from flows.summary import ProgressBar, ProgressLines, duplicates_line, lines, outlets_line
from flows.terminal import say, visible
from flows.workers import crew

Counts = TypeVar("Counts")


class SourceAlertError(WinnowError):
    """Outlets have changed for the worse; the run itself went well."""

    exit_code = 3


def score_inputs(request: ScoreRequest, *, through_prefect: bool | None, fail_on_alert: bool) -> None:
    """Run, through Prefect or directly, and print what was done.

    Raises:
        SourceAlertError: outlets have changed, no earlier run has told of it, and ``fail_on_alert`` is set.

    """
    if through_prefect is None:
        through_prefect = prefect_is_configured()
        say("through Prefect, a server is configured" if through_prefect else "directly, no Prefect server is configured")
    if through_prefect:
        from flows.score import run_through_prefect

        summary, flow_run = run_through_prefect(request)
        say(f"flow run {flow_run}")
    else:
        summary = _run_directly(request)
    for line in lines(summary):
        sys.stdout.write(visible(line) + "\n")
    if summary.counts.n_read == summary.counts.n_rejected:
        hint = "; plain text goes to `winnow check -` or into a .txt file" if "-" in request.inputs else ""
        message = f"nothing in {', '.join(map(for_people, request.inputs))} could be read as an article{hint}"
        raise InputError(message)
    if fail_on_alert and summary.alerts:
        message = f"outlets that have changed: {len({alert.source for alert in summary.alerts}):,}; see above"
        raise SourceAlertError(message)


def _run_directly(request: ScoreRequest) -> RunSummary:
    with crew(request.workers, request.dask) as workers, _interruption_said():
        if sys.stderr.isatty():
            with ProgressBar() as bar:
                return run_score(request, workers, bar)
        return run_score(request, workers, ProgressLines(say))


@contextmanager
def _interruption_said() -> Iterator[None]:
    """Say at once that Ctrl-C was heard, before workers end what they are at, and that nothing is lost."""
    try:
        yield
    except KeyboardInterrupt:
        say("interrupted; what is stored stays, and the same command goes on from there")
        raise


def prefect_is_configured() -> bool:
    """Say whether a Prefect server is named, in the environment or in the active profile; without importing Prefect."""
    if os.environ.get("PREFECT_API_URL"):
        return True
    home = Path(os.environ.get("PREFECT_HOME", "~/.prefect")).expanduser()
    try:
        profiles = tomllib.loads((home / "profiles.toml").read_text("utf-8"))
    except (OSError, ValueError):
        return False
    active = os.environ.get("PREFECT_PROFILE") or profiles.get("active", "")
    return bool(profiles.get("profiles", {}).get(active, {}).get("PREFECT_API_URL"))


def check_exists(db: Path) -> None:
    """See that there is a database, so that none is made where one was expected.

    Raises:
        UnreadableStoreError: there is none.

    """
    from flows.store.places import working_file
    from flows.store.reading import open_published

    if not working_file(db).exists():
        open_published(db).close()


@contextmanager
def _existing_store(db: Path, *, wait: bool) -> Iterator[Store]:
    """Yield the store of ``db``; nothing is made where there is nothing to judge."""
    from flows.store.writing import open_store

    check_exists(db)
    with open_store(db, wait=wait) as store:
        if store.dataset:
            message = (
                f"{db} shows a Parquet dataset, which is neither compared nor judged again: that takes a database of tables"
            )
            raise InputError(message)
        yield store


def mark_outlets(db: Path, *, wait: bool) -> None:
    """Find lines that many articles of an outlet share, and publish what follows from them."""
    with _existing_store(db, wait=wait) as store:
        counts = _needs_a_run(store.find_outlet_furniture(), db)
        store.publish()
    query = f'winnow sql "FROM outlet_lines WHERE certainty IS NOT NULL" --db {shlex.quote(str(db))}'
    sys.stdout.write(f"{outlets_line(counts)}\nwhich lines: {visible(query)}\n")


def find_duplicates(db: Path, *, wait: bool) -> DuplicateCounts:
    """Find articles that tell the story of another one, and publish what follows from them."""
    with _existing_store(db, wait=wait) as store:
        counts = _needs_a_run(store.find_duplicates(), db)
        store.publish()
    return counts


def mark_duplicates(db: Path, *, wait: bool) -> None:
    """Find copies and rewrites, and print what was found."""
    counts = find_duplicates(db, wait=wait)
    query = f'winnow sql "FROM duplicates ORDER BY cluster_id, kind" --db {shlex.quote(str(db))}'
    sys.stdout.write(f"{duplicates_line(counts)}\nwhich articles: {visible(query)}\n")


def _needs_a_run(counts: Counts | None, db: Path) -> Counts:
    """Return what a pass found; without a finished run there is no ruleset to judge it by."""
    if counts is None:
        message = f"no run into {db} is done yet, so there are no verdicts to change; `winnow score` first"
        raise InputError(message)
    return counts


def activate_ruleset(name: str, db: Path, *, wait: bool) -> None:
    """Make a ruleset the one the views show; stored articles are judged by it first."""
    ruleset = checked_ruleset(name)
    with _existing_store(db, wait=wait) as store:
        judged = store.activate(ruleset)
        store.publish()
    said = f"the views of {db} show ruleset {ruleset.name} ({ruleset.digest}); {judged:,} articles judged again"
    sys.stdout.write(visible(said) + "\n")
