"""The run as a Prefect flow, against a real Prefect server."""

import os

import duckdb
import pytest
import yaml

os.environ.setdefault("DO_NOT_TRACK", "1")
os.environ.setdefault("PREFECT_SERVER_ANALYTICS_ENABLED", "false")

from prefect.client.orchestration import get_client
from prefect.client.schemas.filters import ArtifactFilter, ArtifactFilterFlowRunId
from prefect.testing.utilities import prefect_test_harness

from flows.artifacts import REPORT, SUMMARY, TREND
from flows.run import ScoreRequest
from flows.score import run_through_prefect, score_flow
from flows.sources import NothingToReadError
from flows.train import train_flow

pytestmark = pytest.mark.filterwarnings("ignore")  # Prefect's own warnings are not ours to mend


@pytest.fixture(scope="module")
def server():
    """Start one Prefect server for all tests of this file."""
    with prefect_test_harness(server_startup_timeout=120):
        yield


def test_a_flow_run_scores_and_leaves_an_artifact(server, tmp_path, make_articles, write_jsonl):
    """The rows are there, the flow run is completed, its artifact shows the counts and escapes the path."""
    db = tmp_path / "a<b>.duckdb"
    result = run_through_prefect(ScoreRequest((str(write_jsonl(make_articles(30))),), db, workers=2))
    assert result.summary.counts.n_scored == 30
    with duckdb.connect(str(db), read_only=True) as connection:
        assert connection.execute("SELECT count(*) FROM article_scores").fetchone() == (30,)
    with get_client(sync_client=True) as client:
        flow_run = client.read_flow_run(result.flow_run_id)
        chosen = ArtifactFilter(flow_run_id=ArtifactFilterFlowRunId(any_=[flow_run.id]))
        artifacts = client.read_artifacts(artifact_filter=chosen)
    assert flow_run.state_name == "Completed"
    left = {artifact.key: artifact.data for artifact in artifacts}
    assert set(left) == {SUMMARY, TREND, REPORT}
    assert "| scored | 30 |" in left[SUMMARY]
    assert "a\\<b\\>" in left[SUMMARY]
    assert "<b>" not in "".join(left.values())


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


def test_a_night_with_nothing_to_read_is_no_failure(server, tmp_path):
    """The flow completes with a message; who asked on the command line is told that nothing was done."""
    (tmp_path / "incoming").mkdir()
    state = score_flow([str(tmp_path / "incoming")], str(tmp_path / "w.duckdb"), return_state=True)
    assert state.is_completed()
    assert state.message.startswith("nothing to read in")
    with pytest.raises(NothingToReadError, match="nothing to read in"):
        run_through_prefect(ScoreRequest((str(tmp_path / "incoming"),), tmp_path / "w.duckdb"))
    assert not (tmp_path / "w.duckdb").exists()


def test_training_that_cannot_start_says_why(server, tmp_path):
    """What a person can mend is the message of the training flow's state, too."""
    state = train_flow([str(tmp_path / "nowhere.jsonl")], str(tmp_path), return_state=True)
    assert state.is_failed()
    assert state.message.startswith(f"{tmp_path}/nowhere.jsonl: cannot be read")


@pytest.mark.parametrize(
    ("place", "entrypoint", "flow"),
    [(0, "flows/score.py:score_flow", score_flow), (1, "flows/train.py:train_flow", train_flow)],
    ids=["score", "train"],
)
def test_the_deployment_fits_the_flow(pytestconfig, place, entrypoint, flow):
    """prefect.yaml names flows that exist and parameters that they have; two runs at once are not started."""
    deployment = yaml.safe_load((pytestconfig.rootpath / "prefect.yaml").read_text())["deployments"][place]
    assert deployment["entrypoint"] == entrypoint
    flow.validate_parameters(deployment["parameters"])
    assert deployment["concurrency_limit"] == {"limit": 1, "collision_strategy": "CANCEL_NEW"}
