"""A real Dask scheduler with real workers on loopback: the same rows, whoever is killed."""

import os
import re
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from flows import cluster as clusters
from flows.cluster import ClusterError, cluster
from flows.errors import InputError
from flows.request import ScoreRequest
from flows.run import run_score
from tests.whole_runs import rows, run

pytestmark = pytest.mark.filterwarnings("ignore")  # Dask's own warnings are not ours to mend
ROOT = Path(__file__).parent.parent
SHARD = 10
STARTED = []


@pytest.fixture(scope="module", autouse=True)
def nothing_is_left():
    """Whatever a test that failed has left running ends with the module."""
    yield
    for process in STARTED:
        process.kill()
        process.wait()


def start(role, folder, *options):
    """Start a scheduler or a worker; return the process and the address that it says it has."""
    log = folder / f"{role}-{len(list(folder.iterdir()))}.log"
    command = [sys.executable, "-m", "dask", role, "--host", "127.0.0.1", "--no-dashboard", *options]
    with log.open("w") as file:
        process = subprocess.Popen(command, stdout=file, stderr=file, cwd=folder, env=os.environ | {"PYTHONPATH": str(ROOT)})
    STARTED.append(process)
    return process, log


def told(log, process, pattern):
    """Wait for a line of a log and return what the pattern finds in it."""
    while process.poll() is None:
        if found := re.search(pattern, log.read_text()):
            return found[1]
        try:
            process.wait(0.05)
        except subprocess.TimeoutExpired:
            continue
    raise AssertionError(log.read_text())


def scheduler(folder):
    """Start a scheduler; return it and its address."""
    process, log = start("scheduler", folder, "--port", "0")
    return process, told(log, process, r"Scheduler at: +(tcp://\S+)")


def worker(address, folder):
    """Start a worker of one thread and wait until it is part of the cluster."""
    process, log = start("worker", folder, address, "--nthreads", "1", "--no-nanny", "--local-directory", str(folder))
    told(log, process, r"(Starting established connection)")
    return process


@pytest.fixture(scope="session")
def dask(tmp_path_factory):
    """Yield the address of a scheduler with two workers, and the folder of their logs."""
    folder = tmp_path_factory.mktemp("dask")
    first, address = scheduler(folder)
    members = [first, worker(address, folder), worker(address, folder)]
    yield address, folder
    for process in reversed(members):
        process.kill()
        process.wait()


def after(number, crew, act):
    """Return the crew with small shards, and something that happens once so many of them are on their way."""
    handed_out = []

    def submit(function, work):
        handed_out.append(crew.submit(function, work))
        if len(handed_out) == number:
            act()
        return handed_out[-1]

    return crew._replace(submit=submit, shard_size=SHARD)


def kill(process):
    """End a process as the kernel does."""
    process.send_signal(signal.SIGKILL)
    process.wait()


def left_of(db):
    """Return what is beside a database that no writer needs."""
    folder = db.with_name(f"{db.name}.d")
    return [path for path in folder.iterdir() if path.name not in {"lock", "working.duckdb"}]


def test_a_cluster_gives_the_rows_of_a_local_run(dask, tmp_path, make_articles, write_jsonl):
    """Two workers on two other processes give what this process gives; nothing of the parts is left."""
    path, db = write_jsonl(make_articles(60)), tmp_path / "far.duckdb"
    near = run(tmp_path / "near.duckdb", path)
    with cluster(dask[0]) as crew:
        assert crew.size() == 2
        far = run_score(ScoreRequest((str(path),), db), crew._replace(shard_size=SHARD))
    assert rows(db) == rows(tmp_path / "near.duckdb")
    assert (far.verdicts, far.silent_rules, far.counts[:4]) == (near.verdicts, near.silent_rules, near.counts[:4])
    assert left_of(db) == []


def test_a_killed_worker_costs_nothing(dask, tmp_path, make_articles, write_jsonl):
    """A worker dies with shards in hand: others score them, and the run ends as if nothing had happened."""
    path, db = write_jsonl(make_articles(60)), tmp_path / "far.duckdb"
    run(tmp_path / "near.duckdb", path)
    third = worker(*dask)
    with cluster(dask[0]) as crew:
        summary = run_score(ScoreRequest((str(path),), db), after(5, crew, lambda: kill(third)))
    assert summary.counts.n_scored == 60
    assert rows(db) == rows(tmp_path / "near.duckdb")
    assert left_of(db) == []


def test_a_killed_scheduler_fails_the_run_and_the_next_one_goes_on(tmp_path, make_articles, write_jsonl, monkeypatch):
    """The run says in a sentence what happened; run again, without a cluster, it ends with the rows of an undisturbed one."""
    monkeypatch.setattr(clusters, "_CONNECTING", 3)  # for so long its client looks for the scheduler
    path, db = write_jsonl(make_articles(60)), tmp_path / "far.duckdb"
    run(tmp_path / "near.duckdb", path)
    first, address = scheduler(tmp_path)
    second = worker(address, tmp_path)
    with (
        pytest.raises(ClusterError, match=f"scheduler at {address} has gone; what is scored is safe"),
        cluster(address) as crew,
    ):
        run_score(ScoreRequest((str(path),), db), after(4, crew, lambda: kill(first)))
    run(db, path)
    kill(second)
    assert rows(db) == rows(tmp_path / "near.duckdb")
    assert left_of(db) == []


def test_a_worker_of_another_edition_refuses(dask, tmp_path, make_articles, write_jsonl, monkeypatch):
    """Rows of two editions cannot be compared: the worker says what it is and what was asked of it."""
    monkeypatch.setattr(clusters, "edition", lambda: "winnow-news 9.9, scorer 0123")
    request = ScoreRequest((str(write_jsonl(make_articles(3))),), tmp_path / "w.duckdb")
    with (
        cluster(dask[0]) as crew,
        pytest.raises(ClusterError, match=r"is winnow-news \S+, scorer \w{16}, this run is winnow-news 9.9, scorer 0123"),
    ):
        run_score(request, crew)


def test_without_dask_the_extra_is_named(monkeypatch):
    """Whoever has not installed it is told what to install."""
    monkeypatch.setitem(sys.modules, "distributed", None)
    with pytest.raises(InputError, match=re.escape("pip install 'winnow-news[dask]'")), cluster("tcp://127.0.0.1:8786"):
        pass


@pytest.mark.parametrize("address", ["tcp://127.0.0.1:1", "nonsense", "tcp://127.0.0.1"])
def test_nobody_at_the_address_is_one_sentence(address):
    """A scheduler that is not there, and an address that is none."""
    with pytest.raises(ClusterError, match=f"no Dask scheduler answers at {address}"), cluster(address):
        pass
