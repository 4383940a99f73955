"""What a pass over the outlets costs: seconds and memory at 100,000 and more made-up articles, and whether it is right.

    python bench/outlets.py --dir /var/tmp/winnow-bench [--sizes 100000 1000000]

Articles are about 3 KB of made-up words from 300 outlets, the largest with a tenth of all. Each outlet has six lines of
furniture in each article, one article in twenty is a re-scrape of the one before, one in fifty a copy of one wire story,
and one in thirty holds a formula as a line. The articles are not scored, so the figures are the store's alone. For each size
the pass is measured when all articles are new, again when nothing is, and after the last thousand articles have come.
Sizes are measured in processes of their own, because memory is the highest of a process. A million articles take about
8 GB in ``--dir``.
"""

import argparse
import random
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from datetime import UTC, datetime
from pathlib import Path

from detectors.catalog import OUTLET_TEMPLATE
from detectors.judging.ruleset import load_ruleset
from detectors.records import Article, Language, Scorecard
from detectors.scoring import text_digest
from flows.store.reading import open_published
from flows.store.rows import part_of
from flows.store.runs import RunCounts, RunEnd, RunStart
from flows.store.writing import open_store

BATCH, OUTLETS, LAST = 1_000, 300, 1_000
FORMULA = "The company declined to comment."
RULESET = load_ruleset()


def sentences(rng):
    """Return a pool of sentences of made-up words, some far more frequent than others."""
    letters = "etaoinshrdlucmfwypvbgkjqxz"
    words = ["".join(rng.choices(letters, range(26, 0, -1), k=rng.randint(2, 10))) for _ in range(20_000)]
    weights = [1 / (rank + 3) for rank in range(len(words))]
    return [" ".join(rng.choices(words, weights, k=11)) for _ in range(40_000)]


def body(pool, rng):
    """Return six paragraphs of eight half-sentences, no two articles' alike."""
    return [
        ". ".join(f"{a.capitalize()} {b}" for a, b in zip(*[iter(rng.choices(pool, k=8))] * 2, strict=True)) + "."
        for _ in range(6)
    ]


def articles(count, pool, rng):
    """Yield articles with furniture, re-scrapes, wire copies and formulas among them."""
    wire, before = body(pool, rng), {}
    frames = [[f"{pool[outlet * 6 + line][:40]} {outlet}" for line in range(6)] for outlet in range(OUTLETS)]
    for number in range(count):
        outlet = 0 if number % 10 == 0 else rng.randrange(OUTLETS)
        frame = frames[outlet]
        lines = before.get(outlet) if number % 20 == 7 else None
        lines = list(lines or (wire if number % 50 == 3 else body(pool, rng)))
        if number % 30 == 11:
            lines.insert(4, FORMULA)
        before[outlet] = lines
        text = "\n".join([frame[0], frame[1], *lines[:3], frame[2], *lines[3:], *frame[3:]])
        source = f"outlet-{outlet}.example"
        url = f"https://{source}/2026/11/story-{number}"
        yield Article(url, f"bench.jsonl:{number}", url, source, "2026-11-01T06:00:00Z", None, text)


def insert(store, made):
    """Store articles with empty scorecards."""
    now = datetime.now(UTC)
    cards = [
        Scorecard(each.id, text_digest(each.text), "bench", RULESET.digest, "keep", (), {}, (), Language("en", 1.0, "gate"), (), None)
        for each in made
    ]  # fmt: skip
    pending = store.pending(made, "bench", RULESET.digest, now)
    store.save(part_of(cards, made, "bench", pending.seen_at))


def timed(store, what):
    """Run the pass and print what it took and found."""
    wall, cpu = time.perf_counter(), time.process_time()
    counts = store.find_outlet_furniture()
    took = f"{time.perf_counter() - wall:.1f} s, {time.process_time() - cpu:.1f} s CPU"
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e6
    print(f"{'':>9} {what}: {took}, peak {peak:.1f} GB; {counts}", flush=True)


def measure(folder, size):
    """Measure the pass over ``size`` articles and check what it found."""
    rng, db = random.Random(7), folder / "bench.duckdb"
    made = articles(size, sentences(rng), rng)
    with open_store(db) as store:
        store.begin_run(RunStart("bench", datetime.now(UTC), "bench", RULESET, ("bench",)))
        stored = 0
        while stored < size - LAST:
            batch = [next(made) for _ in range(BATCH)]
            insert(store, batch)
            stored += len(batch)
        store.finish_run("bench", RunEnd("done", RunCounts(stored, stored, 0, 0, 1.0)))
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e6
        print(f"{stored:>9,} articles stored; peak so far {peak:.1f} GB", flush=True)
        timed(store, "all new")
        timed(store, "nothing new")
        insert(store, list(made))
        timed(store, "a thousand new")
        store.publish()
    with open_published(db) as connection:
        found = connection.execute(
            "SELECT count(DISTINCT excerpt), count(*) FILTER (excerpt LIKE '%.') FROM findings WHERE rule = ?",
            [OUTLET_TEMPLATE],
        ).fetchall()[0]
    print(
        f"{'':>9} lines of furniture found {found[0]:,} of {OUTLETS * 6:,}; findings on lines of articles: {found[1]:,}",
        flush=True,
    )


def main():
    """Read the command line, measure each size in a process of its own, and leave nothing behind."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--dir", type=Path, required=True)
    parser.add_argument("--sizes", type=int, nargs="+", default=[100_000, 1_000_000])
    arguments = parser.parse_args()
    if len(arguments.sizes) > 1:
        for size in arguments.sizes:
            subprocess.run([sys.executable, __file__, "--dir", str(arguments.dir), "--sizes", str(size)], check=True)
        return
    folder = Path(tempfile.mkdtemp(prefix="outlets-", dir=arguments.dir))
    try:
        measure(folder, arguments.sizes[0])
    finally:
        shutil.rmtree(folder)


if __name__ == "__main__":
    main()
