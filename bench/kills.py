"""Kill a run on a cluster again and again, and compare what it ends with with a run that nobody disturbed.

Usage: python bench/kills.py --dir FOLDER [--articles 200000] [--kills 5] [--seed 7] [--shard 500]

A scheduler and two workers on loopback score articles made by a fixed recipe (bench/made.py). At random moments one of the
driver, a worker and the scheduler is ended with ``kill -9``, each of them at least once, and started again, as an operator
or a service does. In the end every row of the tables that a run fills must be equal, but for moments and names of runs;
no process may be left, and no file but the database's own. Ends with 1 where that does not hold.
"""

from __future__ import annotations

import argparse
import random
import signal
import sys
import tempfile
import time
from pathlib import Path

import duckdb
from machines import TEMPORARY, alive, driver, ended, free_port, scheduler, wait_for, worker
from made import make

# Long texts are compared by their digests, so that 200,000 articles take little memory.
TABLES = {
    "article_versions": "* EXCLUDE (first_seen_at, last_seen_at) REPLACE (sha256(text) AS text)",
    "scorecards": "* EXCLUDE (run_id, scored_at) REPLACE (sha256(clean_text) AS clean_text)",
    "findings": "*",
    "measures": "*",
    "judgements": "*",
}
ROLES = ("driver", "worker", "scheduler")
WORKERS = 2


class Cluster:
    """What is running, and how each of it is started again."""

    def __init__(self, folder, source, db, shard):
        """Start everything."""
        self.folder, self.source, self.db, self.shard, self.port = folder, source, db, shard, free_port()
        self.scheduler = scheduler(folder, self.port)
        self.workers = [worker(folder, self.port, f"worker-{number}") for number in range(WORKERS)]
        wait_for(folder, "scheduler.log", "Register worker")
        self.runs = 0
        self.driver = self._drive()

    def _drive(self):
        self.runs += 1
        return driver(
            self.folder, "driver.log", self.source, self.db, "--dask", f"tcp://127.0.0.1:{self.port}", shard=self.shard
        )

    def kill(self, role, rng):
        """End one of them as the kernel does."""
        process = rng.choice(self.workers) if role == "worker" else getattr(self, role)
        process.send_signal(signal.SIGKILL)
        process.wait()

    def mend(self):
        """Start what has ended; return whether the run is done."""
        if self.scheduler.poll() is not None:
            self.scheduler = scheduler(self.folder, self.port)
        for number, each in enumerate(self.workers):
            if each.poll() is not None:
                self.workers[number] = worker(self.folder, self.port, f"worker-{number}")
        if self.driver.poll() not in {None, 0}:
            self.driver = self._drive()
        return self.driver.poll() == 0

    def stop(self):
        """End the cluster in the ordinary way."""
        for process in (*self.workers, self.scheduler):
            process.terminate()
            process.wait(60)


def disturb(cluster, rng, kills, pace):
    """Kill, mend, and wait for the end; print each kill."""
    victims = [*ROLES, *rng.choices(ROLES, k=max(0, kills - len(ROLES)))][:kills]
    rng.shuffle(victims)
    begun = time.monotonic()
    for role in victims:
        pause = time.monotonic() + rng.uniform(0.2, 1) * pace
        while time.monotonic() < pause and not cluster.mend():
            time.sleep(0.2)
        if cluster.mend():
            sys.exit("the run was over before all kills were made: more articles, or a smaller --pace")
        cluster.kill(role, rng)
        print(f"  {time.monotonic() - begun:6.1f} s  kill -9 {role}", flush=True)
    while not cluster.mend():
        time.sleep(0.2)


def differences(calm, killed):
    """Return table by table how many rows there are, and how many are in one database only."""
    with duckdb.connect(config={"memory_limit": "2GB", "temp_directory": f"{killed}.spilled"}) as connection:
        connection.execute(f"ATTACH '{calm}' AS calm (READ_ONLY); ATTACH '{killed}' AS killed (READ_ONLY)")
        for table, columns in TABLES.items():
            sides = [f"SELECT {columns} FROM {name}.{table}" for name in ("calm", "killed")]
            one = connection.execute(f"SELECT count(*) FROM ({sides[0]} EXCEPT ALL {sides[1]})").fetchone()[0]
            other = connection.execute(f"SELECT count(*) FROM ({sides[1]} EXCEPT ALL {sides[0]})").fetchone()[0]
            yield table, connection.execute(f"SELECT count(*) FROM killed.{table}").fetchone()[0], one + other


def report(folder, calm, killed):
    """Print what is left over and what differs; return whether all is as it should be."""
    wrong = 0
    for table, count, differing in differences(calm, killed):
        print(f"  {table:<17} {count:>9,} rows, {differing} differ")
        wrong += differing
    left = [str(path.relative_to(folder)) for path in killed.with_name(f"{killed.name}.d").rglob("*")]
    extra = [name for name in left if Path(name).name not in {"lock", "working.duckdb"}]
    extra += [path.name for path in folder.glob("*.tmp*")]
    # A scheduler that was killed leaves its own folder; Dask uses it again.
    extra += [f"{TEMPORARY}/{path.name}" for path in (folder / TEMPORARY).iterdir() if path.name != "dask-scratch-space"]
    processes = alive()
    print(f"  files left over: {extra or 'none'}\n  processes left over: {processes or 'none'}")
    return not (wrong or extra or processes)


def main():
    """Read the command line, measure, and leave nothing behind."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--dir", type=Path, required=True)
    parser.add_argument("--articles", type=int, default=200_000)
    parser.add_argument("--kills", type=int, default=5)
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--shard", type=int, default=500)
    parser.add_argument("--pace", type=float, help="longest pause between two kills; default: so that all fit in")
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="kills-", dir=asked.dir) as name:
        folder = Path(name)
        source, calm, killed = folder / "in.jsonl", folder / "calm.duckdb", folder / "killed.duckdb"
        make(asked.articles, source)
        begun = time.monotonic()
        code, _ = ended(driver(folder, "calm.log", source, calm, "--workers", str(WORKERS)))
        undisturbed = time.monotonic() - begun
        print(f"{asked.articles:,} articles, undisturbed: {undisturbed:.0f} s, exit {code}", flush=True)
        cluster = Cluster(folder, source, killed, asked.shard)
        disturb(cluster, random.Random(asked.seed), asked.kills, asked.pace or undisturbed / asked.kills)
        cluster.stop()
        print(f"disturbed: {time.monotonic() - begun - undisturbed:.0f} s, {cluster.runs} runs")
        sys.exit(0 if report(folder, calm, killed) else 1)


if __name__ == "__main__":
    main()
