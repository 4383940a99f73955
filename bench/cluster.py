"""What a Dask cluster costs beside a pool of this machine: two workers each, the same articles, CPU seconds of all processes.

Usage: python bench/cluster.py --dir FOLDER [--articles 20000] [--shard 5000]

Scoring itself is timed where it happens, in each worker's thread, and what counts is how much CPU time is spent around it: in
the driver, in the scheduler, and in the workers before, between and after their shards. So the figure does not depend on
how fast the machine is at the moment. Dask's own start is left out, for a cluster stands; what it spends when idle is measured
before the run and printed apart, since it grows with wall time, which means little on a shared machine.
"""

from __future__ import annotations

import argparse
import os
import resource
import tempfile
import time
from pathlib import Path

from machines import SPENT, cpu_seconds, free_port, scheduler, timed_shard, wait_for, worker
from made import make

from flows.cluster import cluster
from flows.request import ScoreRequest
from flows.run import run_score
from flows.workers import pool

WORKERS = 2
IDLE = 10


def scoring(folder):
    """Return what all shards since the last call took."""
    seconds = 0.0
    for path in (folder / "spent").iterdir():
        seconds += float(path.read_text())
        path.unlink()
    return seconds


def run(crew, folder, name, shard):
    """Score all with a crew; return the CPU seconds of this process, its driver."""
    start = time.process_time()
    timed = crew._replace(submit=lambda _, work: crew.submit(timed_shard, work), shard_size=shard)
    run_score(ScoreRequest((str(folder / "in.jsonl"),), folder / f"{name}.duckdb"), timed)
    return time.process_time() - start


def children():
    """Return the CPU seconds of this process's children that have ended."""
    usage = resource.getrusage(resource.RUSAGE_CHILDREN)
    return usage.ru_utime + usage.ru_stime


def near(folder):
    """Return CPU seconds of scoring and around it with a pool; its shards are of its own size."""
    before = children()
    with pool(WORKERS) as crew:
        driver = run(crew, folder, "near", crew.shard_size)
    work, scored = children() - before, scoring(folder)
    print(f"pool:    scoring {scored:.1f} s CPU; around it driver {driver:.1f}, workers {work - scored:.1f}", flush=True)
    return scored, driver + work - scored


def far(folder, shard):
    """Return CPU seconds of scoring and around it with a cluster, less what it spends when idle."""
    port = free_port()
    members = [scheduler(folder, port), *(worker(folder, port, f"worker-{each}") for each in range(WORKERS))]
    for each in range(WORKERS):
        wait_for(folder, f"worker-{each}.log", "Starting established connection")
    first = [cpu_seconds(each) for each in members]
    time.sleep(IDLE)
    used = [cpu_seconds(each) for each in members]
    idle = [(after - before) / IDLE for before, after in zip(first, used, strict=True)]
    begun = time.monotonic()
    with cluster(f"tcp://127.0.0.1:{port}") as crew:
        driver = run(crew, folder, "far", shard)
    wall = time.monotonic() - begun
    spent = [cpu_seconds(each) - before for each, before in zip(members, used, strict=True)]
    for each in members:
        each.terminate()
        each.wait(60)
    scored, still = scoring(folder), sum(idle) * wall
    print(
        f"cluster: scoring {scored:.1f} s CPU; around it driver {driver:.1f}, scheduler {spent[0]:.1f}, workers "
        f"{sum(spent[1:]) - scored:.1f}; of these {still:.1f} are what an idle cluster spends in {wall:.0f} s",
        flush=True,
    )
    return scored, driver + sum(spent) - scored, still


def main():
    """Read the command line, measure both, print what the cluster adds."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--dir", type=Path, required=True)
    parser.add_argument("--articles", type=int, default=20_000)
    parser.add_argument("--shard", type=int, default=5_000)
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="cluster-", dir=asked.dir) as name:
        folder = Path(name)
        (folder / "spent").mkdir()
        os.environ[SPENT] = str(folder / "spent")
        os.environ["PYTHONPATH"] = str(Path(__file__).parent)
        make(asked.articles, folder / "in.jsonl")
        scored, around = near(folder)
        far_scored, far_around, still = far(folder, asked.shard)
    local = 1 + around / scored
    print(f"a CPU second of scoring costs {local:.3f} with a pool, {1 + far_around / far_scored:.3f} on a cluster")
    for what, cost in (("overhead", far_around), ("less what is spent idle", far_around - still)):
        print(
            f"{what} at shards of {asked.shard:,}, {asked.articles:,} articles: {(1 + cost / far_scored) / local - 1:+.1%}"
        )


if __name__ == "__main__":
    main()
