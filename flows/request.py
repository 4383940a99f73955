"""What a scoring run is asked to do, and what of it is refused before the run begins."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import Literal, NamedTuple

from detectors import catalog
from detectors.judging.rules import RulesetError
from detectors.judging.ruleset import Ruleset, load_ruleset, unfed
from flows.errors import InputError
from flows.sources import IdScope
from flows.sources.dates import published
from flows.store.rows import naive_utc


class ScoreRequest(NamedTuple):
    """What a run is asked to do."""

    inputs: tuple[str, ...]
    db: Path
    rules: str = "news"
    workers: int = 1
    limit: int | None = None
    wait: bool = False
    fields: Mapping[str, str] = {}
    id_scope: IdScope = "global"
    outlets: bool = False
    """Whether the lines of all outlets are counted afterwards."""
    dedupe: bool = False
    """Whether copies and rewrites of one story are looked for afterwards."""
    html: Literal["trafilatura", "resiliparse"] = "trafilatura"
    """The library that takes the text out of pages."""
    since: datetime | None = None
    """Only articles published, else first seen, since then are scored; UTC."""
    dask: str | None = None
    """The address of a Dask scheduler, whose workers score in place of this machine's."""
    parts: str | None = None
    """The folder or address where workers leave their parts; None for one beside the database."""
    parts_only: bool = False
    """Whether the parts stay there, with views over them in place of tables."""


def refuse_contradictions(request: ScoreRequest) -> None:
    """Raise InputError where one thing that is asked for makes another impossible."""
    if request.parts_only and (request.outlets or request.dedupe):
        message = "--outlets and --dedupe compare all stored texts, and --parts-only stores none in the database"
        raise InputError(message)


def parse_since(given: str) -> datetime:
    """Return the moment that ``2026-03-01`` or a time in any usual form means, without its zone, as UTC.

    Raises:
        InputError: it cannot be read as a date.

    """
    found = published(given)
    if found is None:
        message = f"--since {given}: write a date such as 2026-03-01, or a time such as 2026-03-01T12:00Z"
        raise InputError(message)
    return naive_utc(datetime.fromisoformat(found))


def checked_ruleset(name: str) -> Ruleset:
    """Return the ruleset, or raise RulesetError where a rule has no detector and so can never fire."""
    ruleset = load_ruleset(name)
    if orphans := unfed(ruleset, catalog.RULES):
        message = f"{name}: no detector reports to {', '.join(orphans)}, so it can never fire"
        raise RulesetError(message)
    return ruleset
