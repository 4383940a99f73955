"""What can go wrong with a store, in words that say what to do."""

from __future__ import annotations

from flows.errors import WinnowError


class StoreError(WinnowError):
    """A database that cannot be used; the message says why and what to do."""


class StoreBusyError(StoreError):
    """Somebody else is writing to this database."""

    may_pass = True


class UnreadableStoreError(StoreError):
    """There is no database, or it is not one of Winnow's that this version can read."""

    exit_code = 2


class QueryError(StoreError):
    """A query that is not one SELECT, or that DuckDB refuses."""

    exit_code = 2
