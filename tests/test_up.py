"""``winnow up``: it starts and stops as a whole, whatever ends first, and refuses at once what cannot work."""

import os
import re
import signal
import socket
import time
from pathlib import Path

import pytest

from flows.errors import InputError, WinnowError
from flows.up import cron
from flows.up.command import UpRequest, up
from tests.up_parts import gone, started

ROOT = Path(__file__).parent.parent
STAND_INS = "from tests.up_parts import main; main()"


def stand_ins(folder, *kinds):
    """Start the command with stand-ins for both parts."""
    return started(folder, STAND_INS, *kinds, "--port", "0")


def address(process):
    """Wait until everything is up; return the address that is printed then."""
    return process.stdout.readline().strip()


def pids(folder):
    """Return all processes that the stand-ins named."""
    return [
        int(pid)
        for path in sorted((folder / "winnow.duckdb.d" / "prefect").glob("*.pids"))
        for pid in path.read_text().split()
    ]


@pytest.fixture(autouse=True)
def _linux():
    if not Path("/proc/self/stat").exists():
        pytest.skip("processes are looked up in /proc")


def test_ctrl_c_stops_everything(tmp_path):
    """Exit code 0, and no process is left, children included."""
    with stand_ins(tmp_path, "waits", "waits") as process:
        assert re.fullmatch(r"http://127\.0\.0\.1:\d+", address(process))
        assert len(pids(tmp_path)) == 4
        process.send_signal(signal.SIGINT)
        assert process.wait(20) == 0
        assert gone(pids(tmp_path))
    assert (tmp_path / "said").read_text().endswith("winnow: stopping\nwinnow: stopped\n")


@pytest.mark.parametrize(("place", "name"), [(0, "server"), (2, "worker")])
def test_when_one_part_dies_the_rest_is_stopped(tmp_path, place, name):
    """Killed from outside: which one it was is said, exit code 1, and nothing is left of either."""
    with stand_ins(tmp_path, "waits", "waits") as process:
        address(process)
        os.kill(pids(tmp_path)[place], signal.SIGKILL)
        assert process.wait(20) == 1
        assert gone(pids(tmp_path))
    assert f"the {name} has ended by itself (killed by SIGKILL)" in (tmp_path / "said").read_text()


def test_it_can_be_stopped_on_the_way_up(tmp_path):
    """A signal before everything is ready stops what is there."""
    with stand_ins(tmp_path, "waits", "never_ready") as process:
        while len(pids(tmp_path)) < 3:
            time.sleep(0.05)
        process.terminate()
        assert process.wait(20) == 0
        assert address(process) == ""
        assert gone(pids(tmp_path))


def test_a_part_that_does_not_end_is_killed(tmp_path):
    """Whoever ignores the request is not asked twice."""
    with stand_ins(tmp_path, "stubborn", "waits") as process:
        address(process)
        process.terminate()
        assert process.wait(20) == 0
        assert gone(pids(tmp_path))


def test_killed_itself_it_leaves_nothing(tmp_path):
    """``kill -9`` on the command: the parts notice and end."""
    with stand_ins(tmp_path, "waits", "waits") as process:
        address(process)
        process.kill()
        process.wait(20)
        assert gone(pids(tmp_path))


def test_a_part_that_fails_on_the_way_up_says_why(tmp_path):
    """Its last words are shown, the part before it is stopped, nothing is printed as an address."""
    with stand_ins(tmp_path, "waits", "fails") as process:
        assert process.wait(20) == 1
        assert address(process) == ""
        assert gone(pids(tmp_path))
    assert "the worker has ended by itself (OSError: the disk is full)" in (tmp_path / "said").read_text()


def asked(folder, *inputs, **changes):
    """Return a request for a database in a folder, as the command makes it."""
    given = {"inputs": inputs or (str(folder),), "db": folder / "w.duckdb", "port": 0, "cron": "0 3 * * *"}
    return UpRequest(**(given | changes))


def test_one_at_a_time_for_a_database(tmp_path):
    """A second one for the same database is refused, whatever its port; the first goes on until the system ends it."""
    with stand_ins(tmp_path, "waits", "waits") as process:
        assert address(process)
        with pytest.raises(WinnowError, match="another `winnow up` is running for") as refused:
            up(asked(tmp_path, db=tmp_path / "winnow.duckdb"))
        assert not gone(pids(tmp_path)[:1], seconds=0)
        process.send_signal(signal.SIGTERM)
        assert process.wait(20) == 0
        assert gone(pids(tmp_path))
    assert refused.value.exit_code == 1


def test_a_port_in_use_is_one_sentence(tmp_path):
    """Said at once, with what to do."""
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        with pytest.raises(WinnowError) as refused:
            up(asked(tmp_path, port=port))
    assert (
        str(refused.value) == f"port {port} of 127.0.0.1 cannot be used (Address already in use); choose another with --port"
    )
    assert refused.value.exit_code == 1


@pytest.mark.parametrize(
    ("inputs", "changes", "said"),
    [
        (("nowhere",), {}, "nowhere: there is no such file or folder"),
        (("-",), {}, "standard input is read once"),
        ((), {"cron": "at night"}, "--cron 'at night': it has 2 fields, not five"),
        ((), {"cron": "0 25 * * *"}, "'25' is no hour (0 to 23"),
        ((), {"labelled": (Path("nowhere.jsonl"),)}, "nowhere.jsonl: there is no such file or folder"),
    ],
)
def test_what_cannot_work_is_refused_at_once(tmp_path, inputs, changes, said):
    """Before anything is started or written, and not in the night."""
    with pytest.raises(InputError, match=re.escape(said)):
        up(asked(tmp_path, *inputs, **changes))
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize("given", ["* * * * *", "*/5 0-23/2 1,15 jan-mar mon", "0 3 * * 7", "59 23 31 12 sat"])
def test_cron_is_read(given):
    """Lists, ranges, steps and names."""
    assert cron.problem(given) is None


@pytest.mark.parametrize(
    "given", ["", "* * * *", "60 * * * *", "* * 0 * *", "*/0 * * * *", "5-1 * * * *", "a * * * *", "² * * * *"]
)
def test_what_is_no_cron_is_told(given):
    """Too few fields, numbers beyond their range, ranges that run backwards, what is no number."""
    assert cron.problem(given)
