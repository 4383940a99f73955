"""What flows take, refuse, hide, try again and leave, as far as no server is needed for it."""

import asyncio
import os
import re
import traceback
from datetime import date
from functools import partial

import pytest
import yaml

os.environ.setdefault("DO_NOT_TRACK", "1")
os.environ.setdefault("PREFECT_SERVER_ANALYTICS_ENABLED", "false")

from prefect.states import Failed

from detectors.judging.rules import RulesetError
from flows import retrying
from flows.addresses import HIDDEN, hidden, hidden_here, whole
from flows.artifacts import ALERTS, leave_artifacts
from flows.duplicates import duplicates_flow
from flows.errors import InputError
from flows.request import ScoreRequest
from flows.run import run_score
from flows.score import run_through_prefect, score_flow
from flows.sources.remote import UnreachableError
from flows.store.errors import StoreBusyError
from flows.store.source_watch import SourceAlert
from flows.summary import plain
from flows.train import train_flow
from flows.up.parts import Plan
from flows.up.schedules import deployments
from tests.up_parts import GIVEN, SECRET

pytestmark = pytest.mark.filterwarnings("ignore")  # Prefect's own warnings are not ours to mend


def test_an_exception_that_names_a_key_is_replaced():
    """Of an unexpected one the words are kept, the key and the chain are not; one of ours stays what it is."""

    def asked(error):
        raise error from ValueError(f"404 for {GIVEN}")

    with pytest.raises(RuntimeError, match=r"404 for https://127\.0\.0\.1:9/x\.jsonl") as unexpected:
        retrying.attempt.fn(partial(asked, OSError("gone")))
    with pytest.raises(InputError, match="no such file") as ours:
        retrying.attempt.fn(partial(asked, InputError("no such file")))
    for raised in (unexpected.value, ours.value):
        assert SECRET not in "".join(traceback.format_exception(raised))
    with pytest.raises(KeyError):
        retrying.attempt.fn(lambda: {}["a"])


def test_what_is_hidden_is_found_again(monkeypatch):
    """In order, also twice the same place under two keys; what was never hidden stays as it is."""
    given = ["folder", "s3://a:1@b/x", "s3://b/y", "s3://a:2@b/x"]
    monkeypatch.setenv(HIDDEN, hidden(given))
    shown = ["folder", "s3://b/x", "s3://b/y", "s3://b/x"]
    assert whole(shown) == tuple(given)
    with hidden_here(["https://a.example/?k=1"]) as inside:
        assert (inside, whole(inside)) == (["https://a.example/"], ("https://a.example/?k=1",))
    assert whole(shown) == tuple(given)
    monkeypatch.delenv(HIDDEN)
    assert whole(shown) == tuple(shown)


def test_markdown_shows_a_text_as_it_is():
    """No link, no picture, no heading, no cell of a table; one line, control characters visible, keys gone."""
    assert plain("# a|b\n<img> www.evil.example") == r"\# a\|b \<img\> www\.evil\.example"
    assert plain("\u202eevil") == "⟨U\\+202E⟩evil"
    assert SECRET not in plain(f"see https://me:{SECRET}@a.example/?key={SECRET}")
    assert len(plain("word " * 1000)) < 400


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"inputs": []}, "inputs"),
        ({"inputs": ["s3://me:word@bucket/x"]}, "an address in a deployment holds no password"),
        ({"inputs": ["https://a.example/x.jsonl?key=1"]}, "an address in a deployment holds no password"),
        ({"inputs": ["x"], "parts": "https://me:word@a.example/parts"}, "an address in a deployment holds no password"),
        ({"inputs": ["x"], "dask": "nobody"}, "dask"),
        ({"inputs": ["x"], "workers": 0}, "workers"),
        ({"inputs": ["x"], "limit": -1}, "limit"),
        ({"inputs": ["x"], "id_scope": "everywhere"}, "id_scope"),
        ({"inputs": ["x"], "fields": "words=body"}, "--fields words=body"),
        ({"inputs": ["x"], "since": "yesterday"}, "--since yesterday: write a date"),
        ({"inputs": ["x"], "nights": 3}, "nights"),
    ],
)
def test_a_bad_parameter_is_named_before_the_run(given, said):
    """Without a server: what the flow itself refuses."""
    with pytest.raises(Exception, match=re.escape(said)):
        score_flow.validate_parameters(given)


@pytest.mark.parametrize("place", ["https://me:word@a.example/parts", "https://a.example/parts?key=word"])
def test_a_place_of_parts_with_a_password_is_not_given_to_prefect(tmp_path, place):
    """Refused before any server hears of it."""
    with pytest.raises(InputError, match="--parts holds a password or key") as refused:
        run_through_prefect(ScoreRequest((str(tmp_path),), tmp_path / "w.duckdb", parts=place))
    assert "word@" not in str(refused.value)
    assert "=word" not in str(refused.value)


@pytest.mark.parametrize(
    ("error", "again"),
    [
        (StoreBusyError("busy"), True),
        (UnreachableError("no server answers"), True),
        (OSError("the network is gone"), True),
        (InputError("no such file"), False),
        (RulesetError("wrong rule"), False),
    ],
)
def test_only_what_may_pass_is_tried_again(error, again):
    """A writer at work and a network that is gone pass; a missing file and a wrong rule do not."""
    assert retrying.may_pass(None, None, Failed(message="", data=error)) is again


def test_alerts_are_artifact_and_event(tmp_path, monkeypatch, make_articles, write_jsonl):
    """Each outlet that has changed is told of, its name escaped in the one and plain in the other."""
    emitted, left = [], {}
    monkeypatch.setattr("flows.artifacts.emit_event", lambda name, **given: emitted.append((name, given)))
    monkeypatch.setattr("flows.artifacts.create_markdown_artifact", lambda text, key, **_: left.update({key: text}))
    monkeypatch.setattr("flows.artifacts.create_link_artifact", lambda *_, **__: None)
    summary = run_score(ScoreRequest((str(write_jsonl(make_articles(2))),), tmp_path / "w.duckdb"))
    alert = SourceAlert(
        "<i>o", date(2026, 1, 5), "leak_share", 90, 0, 0.0, 20, 9, 0.45, 0.2, 0.7, 0.999, 0.02, "more | leaks"
    )
    leave_artifacts(summary._replace(alerts=(alert,)))
    assert left[ALERTS] == r"- \<i\>o has changed in the week of 2026\-01\-05\: more \| leaks"
    ((name, given),) = emitted
    assert name == "winnow.source.risen"
    assert given["resource"] == {"prefect.resource.id": "winnow.source.<i>o", "prefect.resource.name": "<i>o"}
    assert given["payload"]["rise_at_least"] == 0.2
    assert given["payload"]["week"] == "2026-01-05"


@pytest.mark.parametrize(
    ("place", "name", "entrypoint", "flow"),
    [
        (0, "nightly", "flows/score.py:score_flow", score_flow),
        (1, "duplicates", "flows/duplicates.py:duplicates_flow", duplicates_flow),
        (2, "weekly", "flows/train.py:train_flow", train_flow),
    ],
)
def test_the_deployment_fits_the_flow(pytestconfig, place, name, entrypoint, flow):
    """prefect.yaml names flows that exist and parameters that they have; two runs at once are not started."""
    deployment = yaml.safe_load((pytestconfig.rootpath / "prefect.yaml").read_text())["deployments"][place]
    assert (deployment["name"], deployment["entrypoint"]) == (name, entrypoint)
    flow.validate_parameters(deployment["parameters"])
    assert deployment["concurrency_limit"] == {"limit": 1, "collision_strategy": "CANCEL_NEW"}


def test_up_and_prefect_yaml_run_the_same(pytestconfig):
    """The same names, flows, times and kinds of parameters; without labelled texts nothing is trained."""
    written = yaml.safe_load((pytestconfig.rootpath / "prefect.yaml").read_text())["deployments"]
    plan = Plan(("/news",), "/w.duckdb", "0 3 * * *", ("/labelled.jsonl.gz",))
    made = asyncio.run(deployments(plan))
    assert [each.name for each in made] == [each["name"] for each in written]
    assert [each.schedules[0].schedule.cron for each in made] == [each["schedules"][0]["cron"] for each in written]
    assert [each.entrypoint.rpartition(".")[2] for each in made] == [
        each["entrypoint"].rpartition(":")[2] for each in written
    ]
    assert [set(each.parameters) for each in made] == [set(each["parameters"]) - {"out"} for each in written]
    assert [each.name for each in asyncio.run(deployments(plan._replace(labelled=())))] == ["nightly", "duplicates"]
