"""The slowest of the hostile tests: CPU seconds of a stage on a megabyte of each fragment, and on a page of like lines.

Behind them how many times as long as an eighth of it that takes: 8 where the work is linear. The bar is one second a megabyte.

Usage: ``python bench/hostile.py``
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path
from time import process_time

sys.path.insert(0, str(Path(__file__).parent.parent))

from detectors.document import Document
from tests import test_leak_hostile as leaks
from tests import test_page_hostile as pages


def cpu_seconds(look: Callable[[Document], None], doc: Document) -> float:
    """Return what one look at a document costs."""
    started = process_time()
    look(doc)
    return process_time() - started


def costs() -> list[tuple[float, float, str]]:
    """Return seconds, times as long as an eighth, and what was repeated; the slowest first."""
    of_leaks = [(leaks.prepared, leaks.look_for_leaks, each, leaks.SIZE // len(each)) for each in leaks.FRAGMENTS]
    of_pages = [(pages.prepared, pages.look_for_furniture, each, pages.COUNT) for each in pages.LINES]
    found = []
    for prepared, look, each, count in (*of_leaks, *of_pages):
        small, whole = (cpu_seconds(look, prepared(each * times)) for times in (count // 8, count))
        found.append((whole, whole / small, each))
    return sorted(found, reverse=True)


if __name__ == "__main__":
    for seconds, growth, fragment in costs()[:20]:
        print(f"{seconds:6.2f} s {growth:6.1f} times  {fragment!r}")
