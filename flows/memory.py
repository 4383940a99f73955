"""What Python and the C library do with memory that is free or may be: look for cycles seldom, keep what comes back at hand."""

from __future__ import annotations

import ctypes
import gc
import sys
from importlib import import_module

_NEW_OBJECTS = 200_000
"""Objects made before Python looks for cycles among them: more than are made until the first article is scored, of which nearly
all stay. Looked for as often as is usual, it was a twentieth of a start and a tenth of scoring, which makes none."""

_TRIM_THRESHOLD, _MMAP_THRESHOLD = -1, -3
"""What ``mallopt`` calls its parameters: from how many free bytes on the end of the heap is given back, and from how many on
an array has pages of its own, which go back as soon as it does."""
_KEPT, _OWN_PAGES = 64 << 20, 4 << 20
"""Left to itself, glibc moves both limits as it sees arrays come and go; in most runs each batch of articles then asked the kernel
for pages that the last one had given back. A run over 2,000 articles had 72,000 to 104,000 page faults, with fixed limits 71,000 to
76,000, of which 45,000 are the start (``perf stat -e page-faults``); each is a microsecond or two. It may keep as much by itself."""


def look_seldom() -> None:
    """Let Python look for cycles only after many new objects."""
    gc.set_threshold(_NEW_OBJECTS)


def keep_at_hand() -> None:
    """Have the C library keep what a batch has used for the next one, where it is one that can."""
    tune = getattr(ctypes.CDLL(None), "mallopt", None)
    if tune:
        tune(_MMAP_THRESHOLD, _OWN_PAGES)
        tune(_TRIM_THRESHOLD, _KEPT)


def load_for_good() -> None:
    """Load the detectors, and let Python look for no cycles among what is loaded by now, not even at its end.

    There it takes the cycles apart one by one, for a tenth of a run over one article. DuckDB is loaded later: it takes what
    stays for a fault, and says so.
    """
    import_module("detectors.scoring")
    if "duckdb" not in sys.modules:
        gc.freeze()
