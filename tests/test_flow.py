"""Runs as Prefect flows, against the real server that ``winnow up`` starts: one for all tests of this file."""

import http.client
import http.server
import json
import os
import re
import signal
import subprocess
import threading
from contextlib import contextmanager
from functools import partial

import duckdb
import httpx
import pytest

os.environ.setdefault("DO_NOT_TRACK", "1")
os.environ.setdefault("PREFECT_SERVER_ANALYTICS_ENABLED", "false")

from prefect.client.orchestration import get_client
from prefect.client.schemas.filters import ArtifactFilter, ArtifactFilterFlowRunId
from prefect.exceptions import PrefectHTTPStatusError
from prefect.settings import PREFECT_API_URL, temporary_settings

from flows import retrying, score
from flows.addresses import HIDDEN
from flows.artifacts import REJECTS, REPORT, SUMMARY, TREND
from flows.duplicates import duplicates_flow
from flows.errors import InputError
from flows.request import ScoreRequest
from flows.run import run_score
from flows.score import run_through_prefect, score_flow
from flows.sources import NothingToReadError
from flows.store.errors import StoreBusyError
from flows.train import train_flow
from tests.up_parts import GIVEN, SECRET, gone, started

pytestmark = pytest.mark.filterwarnings("ignore")  # Prefect's own warnings are not ours to mend


@pytest.fixture(scope="module")
def server(tmp_path_factory):
    """Start the server and its worker by ``winnow up``, yield the address; Ctrl-C ends all of it, and no file has the key."""
    folder = tmp_path_factory.mktemp("up")
    with started(folder, "from flows.cli import main; main()", "up", "incoming", GIVEN, "--port", "0") as process:
        address = process.stdout.readline().strip()
        assert address, (folder / "said").read_text()
        group = subprocess.run(["ps", "-o", "pid=", "--ppid", str(process.pid)], capture_output=True, text=True, check=True)
        with temporary_settings({PREFECT_API_URL: f"{address}/api"}):
            yield address
        process.send_signal(signal.SIGINT)
        assert process.wait(60) == 0
        assert gone([int(pid) for pid in group.stdout.split()])
    kept = [path for path in folder.rglob("*") if path.is_file()]
    assert any(path.name == "prefect.db" for path in kept)
    assert not [path for path in kept if SECRET.encode() in path.read_bytes()]


@contextmanager
def web(folder):
    """Serve a folder on loopback; yield its address."""

    class Quiet(http.server.SimpleHTTPRequestHandler):
        def log_message(self, *_):
            pass

    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), partial(Quiet, directory=folder)) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield f"127.0.0.1:{server.server_address[1]}"
        server.shutdown()
        thread.join()


def artifacts(flow_run_id):
    """Return what a flow run has left, by key."""
    with get_client(sync_client=True) as client:
        flow_run = client.read_flow_run(flow_run_id)
        chosen = ArtifactFilter(flow_run_id=ArtifactFilterFlowRunId(any_=[flow_run.id]))
        return flow_run, {artifact.key: artifact.data for artifact in client.read_artifacts(artifact_filter=chosen)}


def get(address, path, **headers):
    """Return status, headers and content of a page."""
    connection = http.client.HTTPConnection(address.removeprefix("http://"), timeout=30)
    connection.request("GET", path, headers=headers)
    answer = connection.getresponse()
    content = answer.read()
    connection.close()
    return answer.status, answer.headers, content


def test_the_page_is_there_and_its_doors_are_shut(server):
    """It loads from nobody else, answers no other name than this machine's, and shows the report once there is one."""
    status, headers, page = get(server, "/")
    assert (status, b"<html" in page.lower()) == (200, True)
    assert "default-src 'self'" in headers["content-security-policy"]
    assert get(server, "/", Host="evil.example")[0] == 400
    assert get(server, "/winnow/report")[::2] == (404, b"No run has been done yet.")


def test_schedules_are_set_without_passwords(server):
    """Each deployment with its cron, one run at a time, and addresses as they may be stored."""
    with httpx.Client(trust_env=False) as client:
        found = {each["name"]: each for each in client.post(f"{server}/api/deployments/filter", json={}).json()}
    crons = {name: each["schedules"][0]["schedule"]["cron"] for name, each in found.items()}
    assert crons == {"nightly": "0 3 * * *", "duplicates": "0 4 * * *"}
    assert {each["global_concurrency_limit"]["limit"] for each in found.values()} == {1}
    assert found["nightly"]["parameters"]["inputs"][1] == "https://127.0.0.1:9/x.jsonl"


def test_a_flow_run_scores_and_leaves_artifacts(server, tmp_path, make_articles, write_jsonl):
    """The rows are there, the flow run is completed, its artifacts show counts and verdicts and escape paths and rejects."""
    db = tmp_path / "a<b>.duckdb"
    path = write_jsonl(make_articles(30))
    path.write_text(path.read_text() + '{"id": <img src=x onerror=alert(1)> [x](https://evil.example)\n')
    result = run_through_prefect(ScoreRequest((str(path),), db, workers=2))
    assert result.summary.counts.n_scored == 30
    with duckdb.connect(str(db), read_only=True) as connection:
        assert connection.execute("SELECT count(*) FROM article_scores").fetchone() == (30,)
        assert connection.execute("SELECT status, n_read FROM runs").fetchall() == [("done", 31)]
    flow_run, left = artifacts(result.flow_run_id)
    assert flow_run.state_name == "Completed"
    assert set(left) == {SUMMARY, TREND, REJECTS, REPORT}
    assert "| scored | 30 |" in left[SUMMARY]
    assert r"a\<b\>" in left[SUMMARY]
    assert re.search(r"\| week \| articles \|.*\n.*\n\| 20\d\d\\-\d\d\\-\d\d \| 30 \|", left[TREND])
    assert f"| done | 31 | 30 | 0 | 0 | 1 | {result.summary.run_id} |" in left[TREND]
    assert r"\<img src\=x onerror\=alert\(1\)\> \[x\]\(https\:\/\/evil\.example\)" in left[REJECTS]
    assert "<b>" not in "".join(left.values())
    assert left[REPORT].startswith("[the report](file:///")


def test_no_password_reaches_prefect(server, tmp_path, make_articles, write_jsonl):
    """Of an address with user, password and query neither parameters, states, logs, artifacts nor our own rows keep them.

    What the server has written is searched when it has ended.
    """
    write_jsonl(make_articles(3), "x.jsonl")
    with web(tmp_path) as host:
        address = f"http://me:{SECRET}@{host}/x.jsonl?key={SECRET}"
        result = run_through_prefect(ScoreRequest((address,), tmp_path / "w.duckdb"))
        assert result.summary.counts.n_scored == 3
        with pytest.raises(InputError, match="no such file") as refused:
            run_through_prefect(ScoreRequest((address.replace("x.jsonl", "y.jsonl"),), tmp_path / "w.duckdb"))
        (tmp_path / "empty").mkdir()
        with pytest.raises(InputError) as nothing:
            run_through_prefect(ScoreRequest((f"http://me:{SECRET}@{host}/empty/?key={SECRET}",), tmp_path / "w.duckdb"))
    flow_run, left = artifacts(result.flow_run_id)
    assert flow_run.parameters["inputs"] == [f"http://{host}/x.jsonl"]
    assert HIDDEN not in os.environ
    for said in (str(refused.value), str(nothing.value), flow_run.model_dump_json(), json.dumps(left)):
        assert SECRET not in said
    with duckdb.connect(str(tmp_path / "w.duckdb"), read_only=True) as connection:
        assert SECRET not in str(connection.execute("SELECT inputs FROM runs").fetchall())


def test_a_failed_run_says_so(server, tmp_path):
    """What cannot be read fails the flow with our own sentence."""
    with pytest.raises(Exception, match="nowhere"):
        run_through_prefect(ScoreRequest((str(tmp_path / "nowhere.jsonl"),), tmp_path / "w.duckdb"))


def test_a_failed_state_says_why_in_one_sentence(server, tmp_path):
    """What a person can mend is the message of the state, without the name of an exception."""
    state = score_flow([str(tmp_path / "nowhere.jsonl")], str(tmp_path / "w.duckdb"), return_state=True)
    assert state.is_failed()
    assert state.message == f"{tmp_path}/nowhere.jsonl: there is no such file or folder"
    state = score_flow([str(tmp_path)], str(tmp_path / "w.duckdb"), rules="none.toml", return_state=True)
    assert state.is_failed()
    assert state.message.startswith("none.toml: no preset")


def test_a_deployment_refuses_bad_parameters_and_stores_none(server):
    """The server answers with what is wrong, and there is no flow run; a password is refused like that, too."""
    deployment = score_flow.to_deployment("probe", parameters={"inputs": ["x"]}).apply()
    with get_client(sync_client=True) as client:
        for wrong in ({"inputs": [GIVEN]}, {"workers": 0}, {"inputs": []}, {"db": "s3://b/w.duckdb"}):
            with pytest.raises(PrefectHTTPStatusError) as refused:
                client.create_flow_run_from_deployment(deployment, parameters=wrong)
            assert next(iter(wrong)) in refused.value.response.text
        client.delete_deployment(deployment)
        names = {flow_run.deployment_id for flow_run in client.read_flow_runs()}
    assert deployment not in names


def test_a_night_with_nothing_to_read_is_no_failure(server, tmp_path):
    """The flow completes with a message; who asked on the command line is told that nothing was done."""
    (tmp_path / "incoming").mkdir()
    state = score_flow([str(tmp_path / "incoming")], str(tmp_path / "w.duckdb"), return_state=True)
    assert state.is_completed()
    assert state.message.startswith("nothing to read in")
    with pytest.raises(NothingToReadError, match="nothing to read in"):
        run_through_prefect(ScoreRequest((str(tmp_path / "incoming"),), tmp_path / "w.duckdb"))
    assert not (tmp_path / "w.duckdb").exists()


@pytest.mark.parametrize(("deployment", "attempts"), [("some", 3), (None, 1)])
def test_a_scheduled_run_tries_again(server, tmp_path, monkeypatch, deployment, attempts):
    """Twice busy, then free: a scheduled run waits longer each time and gets there; a person is told at once."""
    tried = []
    outcomes = [StoreBusyError("busy"), StoreBusyError("busy"), NothingToReadError("free, and nothing to read")]

    def busy_twice(*given):
        tried.append(given)
        raise outcomes[len(tried) - 1]

    monkeypatch.setattr(score, "run_score", busy_twice)
    monkeypatch.setattr(retrying, "FIRST_WAIT", 0.01)
    monkeypatch.setattr(retrying.deployment, "get_id", lambda: deployment)
    state = score_flow([str(tmp_path)], str(tmp_path / "w.duckdb"), workers=1, return_state=True)
    assert len(tried) == attempts
    assert state.message == ("free, and nothing to read" if deployment else "busy")
    assert retrying.exponential_backoff(60)(retrying.RETRIES) == [60, 120, 240]


def test_duplicates_are_found_by_a_flow(server, tmp_path, make_articles, write_jsonl):
    """What it found is its message and its artifact; without a database it completes as well."""
    db = tmp_path / "w.duckdb"
    assert duplicates_flow(str(db), return_state=True).message == f"{db} does not exist yet, so there is nothing to compare"
    twice = [*make_articles(1), make_articles(1)[0] | {"id": "again", "url": "https://other.example/1", "source": "other"}]
    run_score(ScoreRequest((str(write_jsonl(twice)),), db))
    assert duplicates_flow(str(db), return_state=True).message.startswith("stories told more than once: 1, by 1 equal texts")


def test_training_that_cannot_start_says_why(server, tmp_path):
    """What a person can mend is the message of the training flow's state, too."""
    state = train_flow([str(tmp_path / "nowhere.jsonl")], str(tmp_path), return_state=True)
    assert state.is_failed()
    assert state.message.startswith(f"{tmp_path}/nowhere.jsonl: cannot be read")
