"""The commands that write to the database: what each does once its arguments are read."""

from __future__ import annotations

import os
import sys
import tomllib
from pathlib import Path

from flows.errors import InputError
from flows.run import RunSummary, ScoreRequest, checked_ruleset, run_score
from flows.show import visible
from flows.summary import ProgressBar, ProgressLines, lines
from flows.workers import pool


def score_inputs(request: ScoreRequest, *, through_prefect: bool | None) -> None:
    """Run, through Prefect or directly, and print what was done."""
    if through_prefect is None:
        through_prefect = prefect_is_configured()
        _say("through Prefect, a server is configured" if through_prefect else "directly, no Prefect server is configured")
    if through_prefect:
        from flows.score import run_through_prefect

        summary, flow_run = run_through_prefect(request)
        _say(f"flow run {flow_run}")
    else:
        summary = _run_directly(request)
    for line in lines(summary):
        sys.stdout.write(visible(line) + "\n")
    if summary.counts.n_read == summary.counts.n_rejected:
        hint = "; plain text goes to `winnow check -` or into a .txt file" if "-" in request.inputs else ""
        message = f"nothing in {', '.join(request.inputs)} could be read as an article{hint}"
        raise InputError(message)


def _run_directly(request: ScoreRequest) -> RunSummary:
    with pool(request.workers) as submit:
        if sys.stderr.isatty():
            with ProgressBar() as bar:
                return run_score(request, submit, bar)
        return run_score(request, submit, ProgressLines(_say))


def _say(line: str) -> None:
    sys.stderr.write(f"winnow: {visible(line)}\n")


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


def activate_ruleset(name: str, db: Path, *, wait: bool) -> None:
    """Make a ruleset the one the views show; stored articles are judged by it first."""
    from flows.store.places import working_file
    from flows.store.reading import open_published
    from flows.store.writing import open_store

    ruleset = checked_ruleset(name)
    if not working_file(db).exists():
        open_published(db).close()  # nothing is made where there is nothing to judge
    with open_store(db, wait=wait) as store:
        judged = store.activate(ruleset)
        store.publish()
    sys.stdout.write(f"the views of {db} show ruleset {ruleset.name} ({ruleset.digest}); {judged:,} articles judged again\n")
