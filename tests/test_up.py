"""``winnow up``: it starts and stops as a whole, whatever ends first, and refuses at once what cannot work."""

import http.client
import json
import os
import re
import signal
import socket
import subprocess
import sys
import time
from contextlib import contextmanager, suppress
from pathlib import Path

import pytest

from flows.errors import InputError, WinnowError
from flows.up import cron
from flows.up.command import UpRequest, up

ROOT = Path(__file__).parent.parent
STAND_INS = "from tests.up_parts import main; main()"
REAL = "from flows.cli import main; main()"


@contextmanager
def started(folder, code, *arguments):
    """Start the command in a folder with an ``incoming``; yield the process and the address that it prints."""
    (folder / "incoming").mkdir(exist_ok=True)
    environment = {name: value for name, value in os.environ.items() if not name.startswith("PREFECT")}
    with (folder / "said").open("w") as said:
        process = subprocess.Popen(
            [sys.executable, "-c", code, *arguments], cwd=folder, env=environment | {"PYTHONPATH": str(ROOT)},
            stdout=subprocess.PIPE, stderr=said, text=True,
        )  # fmt: skip
    try:
        yield process, process.stdout.readline().strip()
    finally:
        process.kill()
        process.wait(60)
        process.stdout.close()


def stand_ins(folder, *kinds):
    """Start the command with stand-ins for both parts."""
    return started(folder, STAND_INS, *kinds, "--port", "0")


def alive(pid):
    """Say whether a process is there and has not ended."""
    with suppress(OSError):
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    return False


def pids(folder):
    """Return all processes that the stand-ins named."""
    return [
        int(pid)
        for path in sorted((folder / "winnow.duckdb.d" / "prefect").glob("*.pids"))
        for pid in path.read_text().split()
    ]


def gone(found):
    """Wait a moment for processes to end; return those that have not."""
    deadline = time.monotonic() + 5
    while time.monotonic() < deadline and any(map(alive, found)):
        time.sleep(0.05)
    return not any(map(alive, found))


@pytest.fixture(autouse=True)
def _linux():
    if not Path("/proc/self/stat").exists():
        pytest.skip("processes are looked up in /proc")


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_signal_stops_everything(tmp_path, number):
    """Ctrl-C and an end by the system: exit code 0, and no process is left, children included."""
    with stand_ins(tmp_path, "waits", "waits") as (process, address):
        assert re.fullmatch(r"http://127\.0\.0\.1:\d+", address)
        assert len(pids(tmp_path)) == 4
        process.send_signal(number)
        assert process.wait(20) == 0
        assert gone(pids(tmp_path))
    assert (tmp_path / "said").read_text().endswith("winnow: stopping\nwinnow: stopped\n")


@pytest.mark.parametrize(("place", "name"), [(0, "server"), (2, "worker")])
def test_when_one_part_dies_the_rest_is_stopped(tmp_path, place, name):
    """Killed from outside: which one it was is said, exit code 1, and nothing is left of either."""
    with stand_ins(tmp_path, "waits", "waits") as (process, _):
        os.kill(pids(tmp_path)[place], signal.SIGKILL)
        assert process.wait(20) == 1
        assert gone(pids(tmp_path))
    assert f"the {name} has ended by itself (killed by SIGKILL)" in (tmp_path / "said").read_text()


def test_a_part_that_does_not_end_is_killed(tmp_path):
    """Whoever ignores the request is not asked twice."""
    with stand_ins(tmp_path, "stubborn", "waits") as (process, _):
        process.terminate()
        assert process.wait(20) == 0
        assert gone(pids(tmp_path))


def test_killed_itself_it_leaves_nothing(tmp_path):
    """``kill -9`` on the command: the parts notice and end."""
    with stand_ins(tmp_path, "waits", "waits") as (process, _):
        process.kill()
        process.wait(20)
        assert gone(pids(tmp_path))


def test_a_part_that_fails_on_the_way_up_says_why(tmp_path):
    """Its last words are shown, the part before it is stopped, nothing is printed as an address."""
    with stand_ins(tmp_path, "waits", "fails") as (process, address):
        assert process.wait(20) == 1
        assert address == ""
        assert gone(pids(tmp_path))
    assert "the worker has ended by itself (OSError: the disk is full)" in (tmp_path / "said").read_text()


def asked(folder, *inputs, **changes):
    """Return a request for a database in a folder, as the command makes it."""
    given = {"inputs": inputs or (str(folder),), "db": folder / "w.duckdb", "port": 0, "cron": "0 3 * * *"}
    return UpRequest(**(given | changes))


def test_one_at_a_time_for_a_database(tmp_path):
    """A second one for the same database is refused, whatever its port; the lock is that of the kernel."""
    with (
        stand_ins(tmp_path, "waits", "waits"),
        pytest.raises(WinnowError, match="another `winnow up` is running for") as refused,
    ):
        up(asked(tmp_path, db=tmp_path / "winnow.duckdb"))
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


def get(address, path, **headers):
    """Return status, headers and content of a page."""
    connection = http.client.HTTPConnection(address.removeprefix("http://"), timeout=30)
    connection.request("GET", path, headers=headers)
    answer = connection.getresponse()
    content = answer.read()
    connection.close()
    return answer.status, answer.headers, content


def deployments(address):
    """Return the deployments by name as the server has them."""
    connection = http.client.HTTPConnection(address.removeprefix("http://"), timeout=30)
    connection.request("POST", "/api/deployments/filter", "{}", {"content-type": "application/json"})
    found = {each["name"]: each for each in json.loads(connection.getresponse().read())}
    connection.close()
    return found


def test_prefect_itself_starts_and_stops(tmp_path):
    """The real thing: page, closed doors, schedules without a password; Ctrl-C ends all of it, and a file keeps no key."""
    secret = "https://me:hunter2@127.0.0.1:9/x.jsonl?key=hunter2"
    with started(tmp_path, REAL, "up", "incoming", secret, "--port", "0") as (process, address):
        assert address, (tmp_path / "said").read_text()
        group = subprocess.run(["ps", "-o", "pid=", "--ppid", str(process.pid)], capture_output=True, text=True, check=True)
        status, headers, page = get(address, "/")
        assert (status, b"<html" in page.lower()) == (200, True)
        assert "default-src 'self'" in headers["content-security-policy"]
        assert get(address, "/", Host="evil.example")[0] == 400
        assert get(address, "/winnow/report")[::2] == (404, b"No run has been done yet.")
        found = deployments(address)
        assert {name: each["schedules"][0]["schedule"]["cron"] for name, each in found.items()} == {
            "nightly": "0 3 * * *", "duplicates": "0 4 * * *",
        }  # fmt: skip
        assert found["nightly"]["parameters"]["inputs"] == [str(tmp_path / "incoming"), "https://127.0.0.1:9/x.jsonl"]
        process.send_signal(signal.SIGINT)
        assert process.wait(60) == 0
        assert gone([int(pid) for pid in group.stdout.split()])
    kept = [path for path in tmp_path.rglob("*") if path.is_file()]
    assert kept
    assert not [path for path in kept if b"hunter2" in path.read_bytes()]
