"""The records that only the flows know: what went wrong with something that was read."""

from __future__ import annotations

from typing import NamedTuple


class Reject(NamedTuple):
    """Something in the input that could not become an article, and why."""

    location: str
    """File and line (or row)."""
    reason: str
    excerpt: str
    """The beginning of what stands there."""
