"""How often Python looks for cycles among objects: seldom, and among the detectors never."""

from __future__ import annotations

import gc
import sys
from importlib import import_module

_NEW_OBJECTS = 200_000
"""Objects made before Python looks for cycles among them: more than are made until the first article is scored, of which nearly
all stay. Looked for as often as is usual, it was a twentieth of a start and a tenth of scoring, which makes none."""


def look_seldom() -> None:
    """Let Python look for cycles only after many new objects."""
    gc.set_threshold(_NEW_OBJECTS)


def load_for_good() -> None:
    """Load the detectors, and let Python look for no cycles among what is loaded by now, not even at its end.

    There it takes the cycles apart one by one, for a tenth of a run over one article. DuckDB is loaded later: it takes what
    stays for a fault, and says so.
    """
    import_module("detectors.scoring")
    if "duckdb" not in sys.modules:
        gc.freeze()
