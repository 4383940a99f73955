"""How much memory scoring takes as a run grows: the peak of one process at 100,000 articles, at 300,000 and more.

Usage: python bench/memory.py FILE.jsonl[.gz] [--marks 100000 300000] [--dir DIR]

The articles of FILE come again and again, each time under another id and with another sentence of words that no article
before had: so every one is scored, and the table of tokens fills and starts anew as it does on a crawl. They are written
by a process of their own into a pipe, from which the run reads them as ``winnow score - --workers 1`` does. Peaks are
``ru_maxrss`` after the shard that reached a mark, and after publishing. A million articles take some 8 GB in ``--dir``.
"""

from __future__ import annotations

import argparse
import io
import resource
import subprocess
import sys
import tempfile
from pathlib import Path
from time import process_time

from articles import copies

from flows.request import ScoreRequest
from flows.run import run_score
from flows.store.runs import RunCounts


def peak() -> str:
    """Return the most memory that this process has had."""
    return f"{resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e3:,.0f} MB"


def main() -> None:
    """Score as many articles as the last mark says, and print the peak at each."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("file", type=Path)
    parser.add_argument("--marks", type=int, nargs="+", default=[100_000, 300_000])
    parser.add_argument("--dir", type=Path, default=Path(tempfile.gettempdir()))
    parser.add_argument("--write", type=int, help="write so many articles to standard output, and do nothing else")
    given = parser.parse_args()
    if given.write is not None:
        sys.stdout.writelines(copies(given.file, given.write))
        return
    marks = iter([*given.marks, sys.maxsize])
    ahead = [next(marks)]

    def progress(counts: RunCounts, _: float | None) -> None:
        if counts.n_scored >= ahead[0]:
            print(f"{counts.n_scored:>10,} articles: peak {peak()}, {process_time():,.0f} CPU seconds", flush=True)
            ahead[0] = next(marks)

    command = [sys.executable, __file__, str(given.file), "--write", str(max(given.marks))]
    with (
        tempfile.TemporaryDirectory(dir=given.dir) as folder,
        subprocess.Popen(command, stdout=subprocess.PIPE) as writer,
    ):
        sys.stdin = io.TextIOWrapper(writer.stdout)
        run_score(ScoreRequest(("-",), Path(folder) / "memory.duckdb"), progress=progress)
    print(f" published: peak {peak()}")


if __name__ == "__main__":
    main()
