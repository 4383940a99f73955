"""The slowest fragments of the hostile test: CPU seconds of the leak stage on a megabyte of each. The bar is one second.

Usage: ``python bench/hostile.py``
"""

from __future__ import annotations

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent.parent))

from tests.test_leak_hostile import FRAGMENTS, SIZE, cpu_seconds

if __name__ == "__main__":
    costs = sorted(((cpu_seconds(each * (SIZE // len(each))), each) for each in FRAGMENTS), reverse=True)
    for seconds, fragment in costs[:15]:
        print(f"{seconds:6.2f} s  {fragment!r}")
