"""The rulesets that a store has seen, and the one that its views show."""

from __future__ import annotations

from datetime import datetime

import duckdb

from detectors.judging.ruleset import Ruleset, from_toml
from flows.store.rows import naive_utc
from flows.store.settings import put_setting, setting
from flows.store.transactions import transaction

_ACTIVE = "active_ruleset"


def record(connection: duckdb.DuckDBPyConnection, ruleset: Ruleset, used_at: datetime) -> None:
    """Keep a ruleset with its rules, where it is not known yet."""
    connection.execute(
        "INSERT INTO rulesets SELECT $1, $2, $3, $4 WHERE NOT EXISTS (FROM rulesets WHERE ruleset = $1)",
        [ruleset.digest, ruleset.name, ruleset.toml, naive_utc(used_at)],
    )


def active_digest(connection: duckdb.DuckDBPyConnection) -> str:
    """Return the digest of the ruleset that the views show, empty before the first run is done."""
    return setting(connection, _ACTIVE) or ""


def active(connection: duckdb.DuckDBPyConnection) -> Ruleset | None:
    """Return the ruleset that the views show, None before the first run is done."""
    found = connection.execute("SELECT name, toml FROM rulesets WHERE ruleset = ?", [active_digest(connection)]).fetchone()
    return from_toml(*found) if found else None


def show(connection: duckdb.DuckDBPyConnection, ruleset: Ruleset) -> None:
    """Have the views show what this ruleset says."""
    with transaction(connection):
        put_setting(connection, _ACTIVE, ruleset.digest)


def show_edition(connection: duckdb.DuckDBPyConnection, ruleset: Ruleset) -> None:
    """Have the views show this ruleset where they show another edition of it, or none yet."""
    found = connection.execute("SELECT name FROM rulesets WHERE ruleset = ?", [active_digest(connection)]).fetchone()
    if found is None or found[0] == ruleset.name:
        show(connection, ruleset)
