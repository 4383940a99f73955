"""Outlets that have changed: the statistic, what is compared with what, and that each change is told of once."""

import json
from datetime import UTC, date, datetime, timedelta

import pytest

from flows.commands import SourceAlertError
from flows.report import write_report
from flows.store import source_watch
from flows.store.rows import part_of
from flows.store.runs import RunCounts, RunEnd, RunStart
from flows.store.source_watch import Week, rise, risen, watches
from flows.store.writing import open_store
from tests.store_samples import NEWS, article, ask, card, doubles

LEAK = next(watch for watch in watches() if watch.measure == "leak_share")
MONDAY = date(2026, 1, 5)
SPOILED = "Sure! Here is the article you asked for:\n\nThe council met on Monday and agreed to repair the pier.\n\n" * 2
PLAIN = "The council met on Monday and agreed to repair the old pier before the storms of winter arrive. " * 4


def weeks(*counts):
    """Return the weeks of an outlet, one after another, from pairs of articles and findings."""
    return [Week(MONDAY + timedelta(weeks=n), size, (found,)) for n, (size, found) in enumerate(counts)]


@pytest.mark.parametrize(
    ("earlier", "later", "interval"),
    [((48, 80), (56, 70), (0.0524, 0.3339)), ((3, 10), (9, 10), (0.1705, 0.8090)), ((0, 10), (10, 10), (0.6075, 1.0))],
)
def test_interval_is_newcombes(earlier, later, interval):
    """The published examples of method 10, at 95 %."""
    assert rise(earlier[0], earlier[1], later[0], later[1], 0.95) == pytest.approx(interval, abs=5e-5)


def test_a_jump_is_told_with_counts_shares_and_interval():
    """Eight quiet weeks, then half of the articles: the alert names all that it was reached by."""
    (alert,) = risen("outlet", weeks(*[(20, 0)] * 8, (20, 10)), 0, LEAK)
    assert alert[:9] == ("outlet", MONDAY + timedelta(weeks=8), "leak_share", 160, 0, 0.0, 20, 10, 0.5)
    low, high = rise(0, 160, 10, 20, LEAK.confidence)
    assert (alert.rise_at_least, alert.rise_at_most) == (low, high)
    assert low > LEAK.min_rise
    assert "10 of 20 articles (50%), before in 0 of 160 (0.0%)" in alert.evidence


@pytest.mark.parametrize(
    ("counts", "why"),
    [
        ([(20, 0)] * 8 + [(20, 1)], "a rise that chance explains"),
        ([(20, 10)] * 8 + [(20, 0)], "a fall"),
        ([(20, 10)] * 9, "no change"),
        ([(20, 0)] * 8 + [(LEAK.min_after - 1, LEAK.min_after - 1)], "too few articles in the week"),
        ([(10, 0)] + [(0, 0)] * 7 + [(20, 20)], "too few articles before"),
        ([(200, 0)] + [(0, 0)] * 8 + [(20, 20)], "articles of more than eight weeks before"),
        ([(20, 0)] * 8 + [(20, 20)] + [(20, 0)] * 2, "a jump that is past"),
    ],
)
def test_what_is_no_jump_is_not_told(counts, why):
    """Chance, falls, and what cannot be compared say nothing; weeks without articles have no row."""
    assert list(risen("outlet", [week for week in weeks(*counts) if week.n], 0, LEAK)) == [], why


def test_the_week_before_the_newest_is_looked_at_again():
    """A jump whose last articles came on the next Monday is told of although a new week has begun."""
    found = risen("outlet", weeks(*[(20, 0)] * 8, (20, 10), (2, 0)), 0, LEAK)
    assert [alert.week for alert in found] == [MONDAY + timedelta(weeks=8)]


def test_every_table_is_used_as_it_stands(monkeypatch):
    """Each measure is a column of the view; a statistic that nobody wrote is refused."""
    assert {watch.measure for watch in watches()} == {"leak_share", "residue_share", "generated_share"}
    assert all(watch.source and 0 < watch.min_rise < 1 for watch in watches())
    text = "[leak_share]\n" + "\n".join(
        f"{name} = {json.dumps('wald' if name == 'statistic' else value)}"
        for name, value in LEAK._asdict().items()
        if name != "measure"
    )
    tables = source_watch.tomllib.loads(text)
    monkeypatch.setattr(source_watch.tomllib, "loads", lambda _: tables)
    watches.cache_clear()
    with pytest.raises(ValueError, match="no such statistic in leak_share"):
        watches()
    monkeypatch.undo()
    watches.cache_clear()


def store_weeks(db, counts, run_id, scorer="scorer-1", source="o.example"):
    """Take articles through a run: for each week so many, of them so many with a finding for review in the residue family."""
    made, cards = [], []
    for week, (size, found) in enumerate(counts):
        for number in range(size):
            day = MONDAY + timedelta(weeks=week, days=number % 7)
            one = article(0, f"Share! {week} {number}", source=source, published_at=f"{day}T01:00:00Z", title=None)
            made.append(one._replace(id=f"{week}-{number}", url=None))
            whole = card(made[-1], scorer=scorer)
            kept = whole.judgements if number < found else ()
            cards.append(whole._replace(judgements=kept, verdict="clean" if kept else "keep"))
    with open_store(db) as store:
        now = datetime.now(UTC)
        store.begin_run(RunStart(run_id, now, scorer, NEWS, ("in.jsonl",)))
        new = {each.id for each in store.pending(made, scorer, NEWS.digest, now).new}
        kept = [(one, whole) for one, whole in zip(made, cards, strict=True) if one.id in new]
        store.save(part_of([whole for _, whole in kept], [one for one, _ in kept], run_id, now))
        store.finish_run(run_id, RunEnd("done", RunCounts(len(made), len(kept), 0, 0, 1.0)))
        alerts = store.watch_sources()
        store.publish()
    return alerts


def test_an_alert_is_stored_once_and_stands_in_the_report(tmp_path):
    """The row says what the returned alert says; the same night again tells of nothing and adds no row."""
    db, counts = tmp_path / "w.duckdb", [(20, 0)] * 8 + [(20, 16)]
    (alert,) = store_weeks(db, counts, "first", source="<b>o")
    assert (alert.source, alert.measure, alert.n_before, alert.n_found_after) == ("<b>o", "residue_share", 160, 16)
    assert store_weeks(db, counts, "second", source="<b>o") == ()
    row = ask(db, "SELECT source, week, measure, share_before, share_after, run_id, scorer FROM source_alerts")
    assert row == [("<b>o", MONDAY + timedelta(weeks=8), "residue_share", 0.0, 0.8, "first", "scorer-1")]
    assert doubles(db, {"source_alerts": "source, week, measure"}) == []
    page = write_report(db, tmp_path / "r.html").read_text()
    assert "Outlets that have changed" in page
    assert "&lt;b&gt;o" in page
    assert "<b>o" not in page


def test_counts_are_those_of_the_view(tmp_path):
    """What is compared is what `source_week` shows."""
    db = tmp_path / "w.duckdb"
    (alert,) = store_weeks(db, [(20, 1)] * 8 + [(20, 16)], "first")
    shown = ask(db, f"SELECT n_articles, residue_share FROM source_week WHERE week = '{alert.week}'")
    assert shown == [(alert.n_after, alert.share_after)]


def test_what_another_scorer_measured_is_not_compared(tmp_path):
    """A better detector finds more in every outlet: that is no change of the outlet."""
    db = tmp_path / "w.duckdb"
    store_weeks(db, [(20, 0)] * 8, "first")
    assert store_weeks(db, [(0, 0)] * 8 + [(20, 16)], "second", scorer="scorer-2") == ()


def dated(count, week, text):
    """Return records of one week of one outlet."""
    day = MONDAY + timedelta(weeks=week)
    return [
        {"id": f"{week}-{n}", "source": "o.example", "date": f"{day}", "text": f"{text} {week} {n}."} for n in range(count)
    ]


def test_the_command_ends_with_3_on_new_alerts_only(winnow, write_jsonl):
    """Exit code 3, the sentence and the summary on the first night; 0 on the second, and without the option."""
    quiet = [record for week in range(6) for record in dated(20, week, PLAIN)]
    winnow("score", write_jsonl(quiet, "quiet.jsonl"), "--no-prefect", "--workers", 1)
    loud = write_jsonl(dated(20, 6, SPOILED), "loud.jsonl")
    told = winnow("score", loud, "--no-prefect", "--workers", 1, "--fail-on-alert")
    assert told.returncode == SourceAlertError.exit_code == 3
    assert "o.example has changed in the week of 2026-02-16: model or prompt text in 20 of 20 articles" in told.stdout
    assert "outlets that have changed: 1" in told.stderr
    assert winnow("score", loud, "--no-prefect", "--workers", 1, "--fail-on-alert").returncode == 0


def test_since_leaves_out_what_is_older(winnow, write_jsonl, tmp_path):
    """Dated articles by their date, undated ones by when they were first seen; the others are counted and not stored."""
    undated = [{"id": "new", "source": "o.example", "text": PLAIN}]
    records = write_jsonl([*dated(2, 0, PLAIN), *dated(3, 1, PLAIN), *undated])
    done = winnow("score", records, "--no-prefect", "--workers", 1, "--since", "2026-01-12")
    assert "6 records read: 4 scored, 0 unchanged, 0 rejected, 2 skipped as older" in done.stdout
    assert ask(tmp_path / "winnow.duckdb", "SELECT article_id FROM articles ORDER BY 1") == [
        ("1-0",), ("1-1",), ("1-2",), ("new",),
    ]  # fmt: skip
    assert ask(tmp_path / "winnow.duckdb", "SELECT n_read, n_scored, n_skipped FROM runs") == [(6, 4, 2)]
    later = winnow("score", records, "--no-prefect", "--workers", 1, "--since", "2999-01-01")
    assert "0 scored, 0 unchanged, 0 rejected, 6 skipped as older" in later.stdout
    wrong = winnow("score", records, "--no-prefect", "--since", "yesterday")
    assert wrong.returncode == 2
    assert "--since yesterday: write a date such as 2026-03-01" in wrong.stderr
