"""Hostile and broken input: every case of the corpus comes to exactly what it says there, read alone and in one run."""

import json
import os
import re

import duckdb
import pytest

from flows.explaining import explain_article
from flows.report import write_report
from flows.request import ScoreRequest
from flows.rows import print_rows
from flows.run import run_score
from flows.sources import ReadOptions, discover, read, streams
from flows.store.reading import batches_of, columns_of, open_published
from tests.hostile.corpus import CORPUS, LIMIT, record, write

ACTS = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069\ud800-\udfff]")
"""What a terminal acts on."""


@pytest.fixture(scope="module")
def corpus(tmp_path_factory):
    """Write the corpus; yield its folder, with the free size of packed files lowered."""
    folder = tmp_path_factory.mktemp("corpus")
    write(folder)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(streams, "_FREE", LIMIT)
        yield folder


def records_of(path, told=lambda _: None):
    """Return the articles and the rejects of a file."""
    (source,) = discover([str(path)])
    found = list(read(source, ReadOptions(), told))
    return [each for each in found if hasattr(each, "text")], [each for each in found if not hasattr(each, "text")]


@pytest.mark.parametrize("name", CORPUS)
def test_each_case_comes_to_exactly_what_it_says(corpus, name):
    """The articles by their ids, in order; the rejects by file, line and cause; nothing before the damage is lost."""
    case, path = CORPUS[name], corpus / name
    articles, rejects = records_of(path)
    assert [article.id for article in articles if len(article.id) != 64] == [each for each in case.ids if each]
    assert len(articles) == len(case.ids)
    assert [reject.location for reject in rejects] == [f"{path}{place}" for place, _ in case.rejects]
    for reject, (_, reason) in zip(rejects, case.rejects, strict=True):
        assert re.fullmatch(reason, reject.reason), reject.reason
        assert "\n" not in reject.reason
        assert reject.excerpt.isprintable()
        assert len(reject.excerpt) <= 2_400


@pytest.mark.parametrize(
    ("name", "text", "n_replaced"),
    [
        ("not_utf8.jsonl", "caf\ufffd \ufffd\ufffd", 3),
        ("surrogates.jsonl", "\ufffd \ufffd\ufffd", 3),
        ("nul.jsonl", "Tax\0rise", 0),
        ("escapes.jsonl", "\x1b[2J\x1b]0;owned\x07 \x9b31m", 0),
        ("twice.jsonl", "Yes.", 0),
    ],
)
def test_odd_characters_stay_or_are_replaced_and_counted(corpus, name, text, n_replaced):
    """What UTF-8 cannot hold is U+FFFD; everything else is evidence and stays."""
    odd = records_of(corpus / name)[0][1]
    assert (odd.text, odd.n_replaced) == (text, n_replaced)


def test_dates_out_of_range_are_none_and_cost_no_article(corpus):
    """No 30 February, no year 0 or 10,000, no number without a date; not even an edge of what Python can count."""
    articles, _ = records_of(corpus / "dates.jsonl")
    assert [article.published_at for article in articles] == [None] * 10


@pytest.fixture(scope="module")
def scored(corpus, tmp_path_factory):
    """Score the whole corpus in one run; return the database and what the run said."""
    db = tmp_path_factory.mktemp("scored") / "w.duckdb"
    return db, run_score(ScoreRequest((str(corpus),), db))


def test_one_run_takes_the_whole_corpus(corpus, scored):
    """Every record is an article or a reject; every article has a verdict; nothing is written but the database."""
    db, summary = scored
    n_articles = sum(len(case.ids) for case in CORPUS.values())
    n_rejects = sum(len(case.rejects) for case in CORPUS.values())
    assert (summary.counts.n_read, summary.counts.n_rejected) == (n_articles + n_rejects, n_rejects)
    with duckdb.connect(str(db), read_only=True) as connection:
        ids = {
            name
            for (name,) in connection.execute("SELECT article_id FROM article_scores WHERE verdict IS NOT NULL").fetchall()
        }
        assert connection.execute("SELECT count(*), count(reason) FROM rejects").fetchone() == (n_rejects, n_rejects)
    assert {name for case in CORPUS.values() for name in case.ids if name} <= ids
    assert sorted(path.name for path in db.parent.iterdir()) == ["w.duckdb", "w.duckdb.d"]
    assert sorted(path.name for path in corpus.iterdir()) == sorted(CORPUS)


@pytest.mark.parametrize("form", ["table", "csv", "json"])
def test_no_output_acts_on_a_terminal(scored, form, capsys, monkeypatch):
    """Ids, texts and excerpts of the corpus, in every form of rows; JSON keeps what it shows."""
    monkeypatch.setattr("sys.stdout.isatty", lambda: True, raising=False)
    with open_published(scored[0]) as connection:
        cursor = connection.execute(
            "SELECT article_id, text FROM articles UNION ALL SELECT reason, excerpt FROM rejects ORDER BY ALL"
        )
        print_rows(columns_of(cursor), batches_of(cursor), form)
        said = capsys.readouterr().out
        texts = {text for (text,) in connection.execute("SELECT text FROM articles").fetchall()}
    assert not ACTS.search(said.replace("\r\n", "\n"))
    if form == "json":
        assert texts <= {json.loads(line)["text"] for line in said.splitlines()}


def test_explain_and_report_show_hostile_articles_as_tokens(scored, tmp_path, capsys):
    """Escape sequences and direction marks are visible tokens, in an id as in a text."""
    explain_article("\x1b[31m", scored[0])
    said = capsys.readouterr().out + write_report(scored[0], tmp_path / "r.html").read_text("utf-8")
    assert not ACTS.search(said)
    assert "⟨U+001B⟩" in said
    assert "<script>alert" not in said


def test_a_file_that_grows_while_it_is_read_loses_nothing(tmp_path):
    """What stood there is read, and so is what comes before the end is seen; half a line is a reject until it is whole."""
    path = tmp_path / "grows.jsonl"
    path.write_bytes(record("first"))
    more = iter([record("second") + b'{"id": "half'])

    def grow(_):
        with path.open("ab") as file:
            file.write(next(more, b""))

    articles, rejects = records_of(path, grow)
    assert [article.id for article in articles] == ["first", "second"]
    assert [(reject.location, reject.reason[:11]) for reject in rejects] == [(f"{path}:3", "broken JSON")]


def test_a_file_that_shrinks_while_it_is_read_is_told(tmp_path):
    """As by a copy that is still being written anew: what came is read, and one reject names the bytes."""
    path = tmp_path / "shrinks.jsonl"
    path.write_bytes(record("first") * 5_000)
    size = path.stat().st_size
    articles, rejects = records_of(path, lambda count: os.truncate(path, 300_000) if count < 300_000 else None)
    assert len(articles) == 300_000 // len(record("first"))
    assert rejects[-1].location == str(path)
    assert rejects[-1].reason == f"only 300,000 of {size:,} bytes came"


class Mount:
    """A file on a network mount that is gone after the first read."""

    def __init__(self, content):
        """Take what is read before that."""
        self._parts = iter([content])

    def readinto1(self, buffer):
        """Give the content, then the system's error."""
        part = next(self._parts, None)
        if part is None:
            raise OSError(116, "Stale file handle")
        buffer[: len(part)] = part
        return len(part)

    def close(self):
        """Do nothing."""


def test_a_lost_mount_is_a_reject_behind_what_was_read(tmp_path, monkeypatch):
    """The system's answer is played: the lines that came are articles, the file is named with the cause."""
    path = tmp_path / "mounted.jsonl"
    path.write_bytes(record("first") * 2)
    monkeypatch.setattr(streams, "raw", lambda _: Mount(record("first")))
    articles, rejects = records_of(path)
    assert [article.id for article in articles] == ["first"]
    assert [(reject.location, reject.reason) for reject in rejects] == [
        (str(path), "the file cannot be read: Stale file handle")
    ]
