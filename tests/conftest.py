"""Fixtures that more than one file of tests uses."""

import io
import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from flows.cli import main
from flows.request import ScoreRequest
from flows.run import run_score
from flows.sources import ReadOptions, discover, read
from tests.export_samples import nine_articles
from tests.forget_samples import with_a_story

ROOT = Path(__file__).parent.parent
PROSE = (
    "The council of the harbour town met on {day} and agreed to repair the old pier before the winter storms arrive. "
    "Engineers had warned that article number {number} of the survey found cracks in {count} of the wooden piles. "
    "The work will cost about {count},000 crowns and is to be paid from the reserve, the mayor told reporters. "
    "Fishermen who use the pier said that they had waited for this decision for years and that it came just in time. "
    "A second vote on the new lighthouse, which some members want to turn into a museum, was put off until the spring."
)
DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday")


@pytest.fixture(scope="session")
def make_articles():
    """Return a function that makes plain articles, some with furniture, the same ones each time."""

    def articles(count):
        made = []
        for number in range(count):
            text = PROSE.format(day=DAYS[number % 5], number=number, count=number % 7 + 2)
            if number % 3 == 0:
                text += "\n\nShare This Article\nLeave a Comment"
            source = f"outlet-{number % 4}.example"
            made.append({"id": f"a{number}", "url": f"https://{source}/{number}", "source": source, "text": text})
        return made

    return articles


@pytest.fixture
def write_jsonl(tmp_path):
    """Return a function that writes records to a JSONL file and returns its path."""

    def write(records, name="input.jsonl"):
        path = tmp_path / name
        path.write_text("".join(json.dumps(record) + "\n" for record in records), "utf-8")
        return path

    return write


@pytest.fixture
def reading(tmp_path):
    """Return a function that writes bytes under a name and reads them back as records."""

    def records(name, content, options=ReadOptions()):  # noqa: B008 - a tuple
        (tmp_path / name).write_bytes(content)
        return [record for source in discover([str(tmp_path / name)]) for record in read(source, options)]

    return records


@pytest.fixture
def winnow_process(tmp_path):
    """Return a function that runs the command in a process of its own, in a folder of its own."""

    def run(*arguments, **options):
        # Neither colours nor a Prefect server of whoever runs the tests.
        environment = {name: value for name, value in os.environ.items() if not name.startswith("PREFECT")}
        environment |= {"NO_COLOR": "1", "PREFECT_HOME": str(tmp_path / "prefect"), "PYTHONPATH": str(ROOT)}
        return subprocess.run(
            [sys.executable, "-c", "from flows.cli import main; main()", *map(str, arguments)],
            cwd=tmp_path, env=environment, capture_output=True, text=True, check=False, timeout=120, **options,
        )  # fmt: skip

    return run


@pytest.fixture
def winnow(tmp_path, monkeypatch, capfd):
    """Return a function that does the same in this process, which spares a second of imports each time."""

    def run(*arguments, input=""):  # noqa: A002 - as subprocess calls it
        for name in [name for name in os.environ if name.startswith("PREFECT")]:
            monkeypatch.delenv(name)
        monkeypatch.setenv("NO_COLOR", "1")
        monkeypatch.setenv("PREFECT_HOME", str(tmp_path / "prefect"))
        monkeypatch.chdir(tmp_path)
        monkeypatch.setattr("sys.argv", ["winnow", *map(str, arguments)])
        monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(input.encode())))
        capfd.readouterr()
        try:
            with pytest.raises(SystemExit) as ended:
                main()
        finally:
            said = capfd.readouterr()
        return subprocess.CompletedProcess(arguments, ended.value.code or 0, *said)

    return run


@pytest.fixture
def score_records(tmp_path, write_jsonl):
    """Return a function that scores records into a database, with what a run may be asked for."""

    def run(records, db=None, **options):
        db = db or tmp_path / "w.duckdb"
        return db, run_score(ScoreRequest((str(write_jsonl(records)),), db, **options))

    return run


@pytest.fixture(scope="session")
def export_db_once(tmp_path_factory):
    """Return the folder of a database of nine articles."""
    return nine_articles(tmp_path_factory.mktemp("made"))


@pytest.fixture
def export_db(export_db_once, tmp_path):
    """Return a copy of that database."""
    shutil.copytree(export_db_once, tmp_path, dirs_exist_ok=True)
    return tmp_path / "w.duckdb"


@pytest.fixture(scope="session")
def secret_db_once(tmp_path_factory):
    """Return the folder of a database with a story that is to be forgotten."""
    return with_a_story(tmp_path_factory.mktemp("scored"))


@pytest.fixture
def secret_db(secret_db_once, tmp_path):
    """Return a copy of that database."""
    shutil.copytree(secret_db_once, tmp_path, dirs_exist_ok=True)
    return tmp_path / "w.duckdb"


@pytest.fixture(scope="session")
def calm(tmp_path_factory, make_articles):
    """Return thirty articles as JSON lines, and the rows of an undisturbed run over them."""
    folder = tmp_path_factory.mktemp("calm")
    path = folder / "input.jsonl"
    path.write_text("".join(json.dumps(each) + "\n" for each in make_articles(30)), "utf-8")
    run_score(ScoreRequest((str(path),), folder / "calm.duckdb"))
    return path, folder / "calm.duckdb"


@pytest.fixture(scope="session")
def object_store():
    """Yield a client of a real S3 server on loopback, which every address of a bucket leads to meanwhile."""
    import boto3  # noqa: PLC0415 - it and its server take a second to import, and few tests need them
    from moto.server import ThreadedMotoServer  # noqa: PLC0415

    with pytest.MonkeyPatch.context() as patch:
        for name, value in {
            "AWS_ACCESS_KEY_ID": "test", "AWS_SECRET_ACCESS_KEY": "test", "AWS_DEFAULT_REGION": "us-east-1",
            "AWS_EC2_METADATA_DISABLED": "true",
        }.items():  # fmt: skip
            patch.setenv(name, value)
        server = ThreadedMotoServer("127.0.0.1", port=0, verbose=False)
        server.start()
        host, port = server.get_host_and_port()
        patch.setenv("AWS_ENDPOINT_URL", f"http://{host}:{port}")
        client = boto3.client("s3", endpoint_url=f"http://{host}:{port}")
        yield client
        client.close()
        server.stop()


@pytest.fixture(scope="session")
def bucket(object_store):
    """Return the address of a folder in an object store."""
    object_store.create_bucket(Bucket="parts")
    return "s3://parts/winnow"
