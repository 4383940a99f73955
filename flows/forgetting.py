"""``winnow forget``: remove articles everywhere and say what was removed."""

from __future__ import annotations

import re
import sys
from collections.abc import Sequence
from datetime import timedelta
from pathlib import Path

from flows.commands import check_exists
from flows.errors import InputError
from flows.report import write_report
from flows.store.forgetting import Forgotten, Wanted, forget
from flows.store.places import report_file
from flows.summary import duplicates_line, outlets_line
from flows.terminal import visible

_AGE = re.compile(r"([1-9]\d{0,5})d")
_SHOWN = 5


def wanted_articles(article_ids: Sequence[str], source: str | None, older_than: str | None) -> Wanted:
    """Return which articles are meant.

    Raises:
        InputError: not exactly one of ids, outlet and age is given, or the age is no number of days.

    """
    if sum((bool(article_ids), source is not None, older_than is not None)) != 1:
        message = "say which articles to forget: their ids, or --source OUTLET, or --older-than 365d"
        raise InputError(message)
    if older_than is None:
        return Wanted(tuple(dict.fromkeys(article_ids)), source)
    days = _AGE.fullmatch(older_than)
    if days is None:
        message = f"--older-than {older_than}: write a number of days, as 365d"
        raise InputError(message)
    return Wanted(older_than=timedelta(days=int(days[1])))


def forget_articles(db: Path, wanted: Wanted, *, wait: bool) -> None:
    """Remove the articles, and print what was removed.

    Raises:
        InputError: under some id or outlet nothing was stored; the others are removed all the same.

    """
    check_exists(db)
    done = forget(db, wanted, wait=wait)
    if report_file(db).exists():
        write_report(db, report_file(db))
    for line in _lines(done):
        sys.stdout.write(visible(line) + "\n")
    removed = done.removed
    if removed.unknown:
        more = f" and {len(removed.unknown) - _SHOWN} more" if len(removed.unknown) > _SHOWN else ""
        message = f"nothing was stored under {', '.join(map(repr, removed.unknown[:_SHOWN]))}{more}"
        raise InputError(message)
    if wanted.source is not None and not removed.n_articles:
        message = f"no article of {wanted.source!r} was stored"
        raise InputError(message)


def _lines(done: Forgotten) -> list[str]:
    removed = done.removed
    rows = ", ".join(f"{name} {count:,}" for name, count in removed.rows.items())
    said = [
        f"{removed.n_articles:,} article{'' if removed.n_articles == 1 else 's'} forgotten"
        + (f"; rows removed: {rows}" if rows else "")
    ]
    if removed.n_parts:
        said.append(f"parts with rows of them: {removed.n_parts:,}")
    if done.outlets is not None:
        said.append(outlets_line(done.outlets))
    if done.duplicates is not None:
        said.append(duplicates_line(done.duplicates))
    said.append("every file of the database was written anew; exports, reports, copies and inputs are yours to see to")
    return said
