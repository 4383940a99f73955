"""What a Dask cluster costs beside a pool of this machine: two workers each, the same articles, CPU seconds of all processes.

Usage: python bench/cluster.py --dir FOLDER [--articles 20000] [--shard 5000] [--repeat 1]

The pool is the driver with its two children. The cluster is driver, scheduler and two workers, started anew so that both
have to load everything; what they use before the first shard (Dask's own start) is left out, for a cluster stands. Wall
time is printed and means little on a shared machine.
"""

from __future__ import annotations

import argparse
import tempfile
import time
from pathlib import Path

from machines import cpu_seconds, driver, ended, free_port, scheduler, wait_for, worker
from made import make

WORKERS = 2


def local(folder, source, number):
    """Return CPU and wall seconds of a run with a pool."""
    begun = time.monotonic()
    code, cpu = ended(driver(folder, "local.log", source, folder / f"local-{number}.duckdb", "--workers", str(WORKERS)))
    assert code == 0, (folder / "local.log").read_text()
    return cpu, time.monotonic() - begun


def far(folder, source, number, shard):
    """Return the CPU seconds of driver, scheduler and workers of a run on a cluster, and the wall seconds."""
    port = free_port()
    members = [scheduler(folder, port), *(worker(folder, port, f"worker-{number}-{each}") for each in range(WORKERS))]
    for each in range(WORKERS):
        wait_for(folder, f"worker-{number}-{each}.log", "Starting established connection")
    used, begun = [cpu_seconds(each) for each in members], time.monotonic()
    db = folder / f"far-{number}.duckdb"
    code, cpu = ended(driver(folder, "far.log", source, db, "--dask", f"tcp://127.0.0.1:{port}", shard=shard))
    wall = time.monotonic() - begun
    assert code == 0, (folder / "far.log").read_text()
    spent = [cpu_seconds(each) - before for each, before in zip(members, used, strict=True)]
    for each in members:
        each.terminate()
        each.wait(60)
    return cpu, spent[0], sum(spent[1:]), wall


def main():
    """Read the command line and print the figures; of several turns the least CPU time counts."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--dir", type=Path, required=True)
    parser.add_argument("--articles", type=int, default=20_000)
    parser.add_argument("--shard", type=int, default=5_000)
    parser.add_argument("--repeat", type=int, default=1)
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="dask-", dir=asked.dir) as name:
        folder = Path(name)
        make(asked.articles, folder / "in.jsonl")
        pools, clusters = [], []
        for number in range(asked.repeat):
            pools.append(local(folder, folder / "in.jsonl", number))
            print(f"pool:    {pools[-1][0]:7.1f} s CPU, {pools[-1][1]:.0f} s wall", flush=True)
            clusters.append(far(folder, folder / "in.jsonl", number, asked.shard))
            cpu, sched, work, wall = clusters[-1]
            print(
                f"cluster: {cpu + sched + work:7.1f} s CPU, {wall:.0f} s wall: driver {cpu:.1f}, scheduler {sched:.1f}, workers {work:.1f}"
            )
        least = min(each[0] for each in pools), min(sum(each[:3]) for each in clusters)
        print(f"overhead at shards of {asked.shard:,}, {asked.articles:,} articles: {least[1] / least[0] - 1:+.1%} CPU")
        drive = min(each[0] for each in clusters) / asked.articles
        print(f"driver: {drive * 1e6:.0f} µs an article with its start")


if __name__ == "__main__":
    main()
