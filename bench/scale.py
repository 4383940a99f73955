"""What 1 million, 100 million and 10 billion articles cost: core hours, bytes and money, from measured figures.

Usage: python bench/scale.py FILE.jsonl[.gz] --rate 221 [--core-hour 0.04] [--gb-month 0.023] [--cores 1000]

``--rate`` is the figure of bench/throughput.py, articles a CPU second of one process; the prices are what you pay, in any
currency. All else is measured here on FILE, which is scored once: bytes in, bytes of the parts that stay, bytes of the
published file of tables less those of an empty one, and the CPU time that the driver spends on each step (the least of
three turns). What it prints is the tables of docs/scale.md.
"""

from __future__ import annotations

import argparse
import gzip
import tempfile
from datetime import UTC, datetime
from pathlib import Path
from pickle import dumps
from time import process_time

import duckdb

from detectors.judging.ruleset import load_ruleset
from flows.reading import Reading
from flows.request import ScoreRequest
from flows.run import run_score
from flows.shards import shards
from flows.sources import ReadOptions, discover
from flows.store.parts import Staging, discard_part, make_folder, move_part, part_names, read_keys, read_part, write_part
from flows.store.runs import RunStart
from flows.store.writing import open_store
from flows.workers import HERE

SIZES = {"1 million": 10**6, "100 million": 10**8, "10 billion": 10**10}
SHARD = 5_000
FILES = 1_000
STEPS = ("read", "ask what is known", "send", "merge into tables", "keep as files")


class Clock:
    """CPU seconds by step, of one turn."""

    def __init__(self):
        """Start at zero."""
        self.spent = dict.fromkeys(STEPS, 0.0)
        self._last = process_time()

    def lap(self, step=None):
        """Add the time since the last lap to a step, if it is one of the driver's."""
        now = process_time()
        if step:
            self.spent[step] += now - self._last
        self._last = now


def turn(folder, file, parts, ruleset):
    """Do what a driver does with the file, without scoring; return CPU seconds by step and the bytes of the tables."""
    clock, request, db = Clock(), ScoreRequest((str(file),), folder / "x.duckdb"), folder / "tables.duckdb"
    with open_store(db) as store:
        store.publish()
        empty = db.stat().st_size
        store.begin_run(RunStart("bench", datetime.now(UTC), "bench", ruleset, ("bench",)))
        clock.lap()
        every = [shard.articles for shard in shards(Reading(discover(request.inputs), ReadOptions(), 1), SHARD)]
        clock.lap("read")
        for articles in every:
            store.pending(articles, "bench", ruleset.digest, datetime.now(UTC))
        clock.lap("ask what is known")
        for articles in every:
            dumps(articles)
        clock.lap("send")
        staged, target = str(folder / "staged"), str(folder / "target")
        for place in (staged, target):
            make_folder(place)
        for name, part in parts.items():
            write_part(Staging(staged, lasting=True), name, part)
        clock.lap()
        for name in parts:
            store.save(read_part(staged, name))
        clock.lap("merge into tables")
        for name in parts:
            store.note_kept(read_keys(staged, name))
            move_part(staged, name, target)
        clock.lap("keep as files")
        store.publish()
    for name in part_names(target):
        discard_part(target, name)
    return clock.spent, db.stat().st_size - empty


def opening(folder, dataset):
    """Return the CPU seconds that a query over one small column spends on each file of a table."""
    (folder / "many").mkdir()
    part = next(path for path in (dataset / "scorecards").iterdir() if path.stem != "columns")
    for number in range(FILES):
        (folder / "many" / f"{number}.parquet").hardlink_to(part)
    with duckdb.connect() as connection:
        start = process_time()
        connection.execute(f"SELECT verdict, count(*) FROM read_parquet('{folder}/many/*.parquet') GROUP BY ALL").fetchall()
    return (process_time() - start) / FILES


def measured(file):
    """Score the file; return how many articles it has, bytes of each by form, CPU seconds of each by step, and of a file."""
    ruleset = load_ruleset()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        crew = HERE._replace(shard_size=SHARD)
        count = run_score(ScoreRequest((str(file),), folder / "kept.duckdb", parts_only=True), crew).counts.n_scored
        (dataset,) = (folder / "kept.duckdb.d" / "parts" / "dataset").iterdir()
        kept = sum(path.stat().st_size for path in dataset.rglob("*.parquet") if path.stem != "columns")
        parts = {each: read_part(str(dataset), each) for each in part_names(str(dataset)) if each != "columns"}
        turns, opened = [], opening(folder, dataset)
        for number in range(3):
            (folder / str(number)).mkdir()
            turns.append(turn(folder / str(number), file, parts, ruleset))
    size = len(gzip.decompress(file.read_bytes())) if file.suffix == ".gz" else file.stat().st_size
    steps = {step: min(spent[step] for spent, _ in turns) / count for step in STEPS}
    return count, {"in": size / count, "parts": kept / count, "tables": turns[0][1] / count}, steps, opened


def shown(size):
    """Return bytes as people say them."""
    unit, name = next((10**power, name) for power, name in ((12, "TB"), (9, "GB"), (6, "MB"), (0, "B")) if size >= 10**power)
    return f"{size / unit:,.3g} {name}"


def hours(seconds):
    """Return a time as people say it."""
    return (
        f"{seconds / 60:,.1f} min"
        if seconds < 3600
        else f"{seconds / 3600:,.1f} h"
        if seconds < 172_800
        else f"{seconds / 86400:,.0f} days"
    )


def print_costs(asked, size):
    """Print what each number of articles costs."""
    print(f"\n| | {' | '.join(SIZES)} |\n|---|{'--:|' * len(SIZES)}")
    rows = {
        "core hours of scoring": lambda n: f"{n / asked.rate / 3600:,.1f}",
        f"price of those, at {asked.core_hour} a core hour": lambda n: f"{n / asked.rate / 3600 * asked.core_hour:,.2f}",
        "input, not packed": lambda n: shown(n * size["in"]),
        "parts (Parquet)": lambda n: shown(n * size["parts"]),
        f"price of the parts, at {asked.gb_month} a GB and month": lambda n: (
            f"{n * size['parts'] / 1e9 * asked.gb_month:,.2f}"
        ),
        "one DuckDB file of tables": lambda n: shown(n * size["tables"]),
        f"files of the dataset, at shards of {SHARD:,}": lambda n: f"{n / SHARD * 5:,.0f}",
    }
    for what, figure in rows.items():
        print(f"| {what} | {' | '.join(figure(n) for n in SIZES.values())} |")


def print_limits(asked, steps):
    """Print how long one driver takes, and how many cores it keeps busy."""
    work = 1 / asked.rate
    merging = sum(steps[step] for step in STEPS[:4])
    keeping = sum(steps[step] for step in (*STEPS[:3], STEPS[4]))
    print(f"\nA driver's CPU time an article, in µs: {', '.join(f'{step} {steps[step] * 1e6:.0f}' for step in STEPS)}.")
    print(f"\n| one driver | µs an article | keeps busy | {' | '.join(SIZES)} |\n|---|--:|--:|{'--:|' * len(SIZES)}")
    for what, cost in (("that merges", merging), ("with `--parts-only`", keeping)):
        times = " | ".join(hours(n * max(cost, work / asked.cores)) for n in SIZES.values())
        print(f"| {what}, {asked.cores:,} cores | {cost * 1e6:.0f} | {work / cost:,.0f} cores | {times} |")


def main():
    """Read the command line, measure, compute, print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("file", type=Path)
    parser.add_argument("--rate", type=float, required=True, help="articles a CPU second, from bench/throughput.py")
    parser.add_argument("--core-hour", type=float, default=0.04, help="price of a core for an hour")
    parser.add_argument("--gb-month", type=float, default=0.023, help="price of a GB in an object store for a month")
    parser.add_argument("--cores", type=int, default=1_000)
    asked = parser.parse_args()
    count, size, steps, opened = measured(asked.file)
    print(
        f"{asked.rate:,.0f} articles a CPU second (given). Measured on {count:,} articles of {asked.file.name}, bytes each: "
        f"{', '.join(f'{form} {each:,.0f}' for form, each in size.items())}."
    )
    print_costs(asked, size)
    print_limits(asked, steps)
    print(f"\nA query over a dataset spends {opened * 1e3:.2f} ms of CPU time on each file of the tables that it reads.")


if __name__ == "__main__":
    main()
