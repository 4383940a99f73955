"""How much faster several processes score than one: wall and CPU time of the whole command, on a machine that is quiet.

Usage: python bench/workers.py FILE.jsonl[.gz] [--articles 20000] [--workers 1 2] [--dir DIR]

The articles of FILE come again and again, each time under another id and with another sentence (bench/memory.py). Of each
time the same command's over one article is taken off: start-up is no part of how scoring scales, and the wall time of a
run with several processes has the start of all of them. ``times`` compares articles a second with the first number given.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
from pathlib import Path
from time import perf_counter

from articles import copies

WINNOW = Path(sys.executable).with_name("winnow")


def run(source: Path, folder: Path, workers: int) -> tuple[float, float]:
    """Return wall and CPU seconds of one run of the command into a new database; those of its processes count."""
    db = folder / f"{source.stem}-{workers}.duckdb"
    command = [WINNOW, "score", source, "--workers", str(workers), "--no-prefect", "--db", db]
    start = perf_counter()
    with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, cwd=folder) as process:
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        sys.exit(f"winnow score ended with {process.returncode}")
    return perf_counter() - start, usage.ru_utime + usage.ru_stime


def main() -> None:
    """Run the command with each number of processes and print how they compare."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("file", type=Path)
    parser.add_argument("--articles", type=int, default=20_000)
    parser.add_argument("--workers", type=int, nargs="+", default=[1, 2])
    parser.add_argument("--dir", type=Path, default=Path(tempfile.gettempdir()))
    given = parser.parse_args()
    first_rate = 0.0
    with tempfile.TemporaryDirectory(dir=given.dir) as name:
        folder = Path(name)
        one, every = folder / "one.jsonl", folder / "every.jsonl"
        for path, size in ((one, 1), (every, given.articles)):
            with path.open("w", encoding="utf-8") as file:
                file.writelines(copies(given.file, size))
        for workers in given.workers:
            start, whole = run(one, folder, workers), run(every, folder, workers)
            wall, cpu = (whole[place] - start[place] for place in (0, 1))
            rate = (given.articles - 1) / wall
            first_rate = first_rate or rate
            print(
                f"{workers} workers: {wall:6.1f} s wall, {cpu:6.1f} s CPU, {rate:,.0f} articles a second, "
                f"{rate / first_rate:.2f} times; start {start[0]:.1f} s"
            )


if __name__ == "__main__":
    main()
