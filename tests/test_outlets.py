"""Lines that many articles of one outlet share: all furniture, nothing of the articles, the same whatever the order."""

import random

import duckdb
import pytest

from detectors.catalog import OUTLET_TEMPLATE
from flows.commands import mark_outlets
from flows.errors import InputError
from flows.explaining import explain_article
from flows.report import write_report
from flows.request import ScoreRequest
from flows.rule_pages import print_rules
from flows.run import run_score
from flows.store.errors import UnreadableStoreError
from flows.store.places import folder_of
from flows.store.writing import open_store
from flows.summary import lines
from tests.outlet_samples import DATELINE, FORMULA, TOWNS, bodies, found, outlet, page
from tests.passes import again, kill, rows
from tests.store_samples import ask, doubles, edition, take_back

PASS = "find_outlet_furniture"


@pytest.fixture
def score(score_records):
    """Return a function that scores records into a database and counts the lines of its outlets."""

    def run(records, db=None, **options):
        bare = [{key: value for key, value in each.items() if key not in ("furniture", "body")} for each in records]
        return score_records(bare, db, outlets=True, **options)

    return run


def distinct_pages(number, count):
    """Return pages of an outlet, no two with one story."""
    return [page(number, place, body) for place, body in enumerate(bodies()[:count])]


def test_every_line_of_furniture_and_no_line_of_an_article(score):
    """Twenty outlets of thirty articles with re-scrapes and ten copies of a wire story: exactly the furniture is found."""
    pages = [each for number in range(20) for each in outlet(number)]
    db, summary = score(pages)
    assert found(db) == {each["id"]: each["furniture"] for each in pages}
    assert {len(each["furniture"]) for each in pages} == {5, 6, 7, 8}
    assert summary.outlets[:3] == (20, 130, 3900)
    assert "130 lines of furniture in 20 outlets" in " ".join(lines(summary))
    evidence = ask(db, f"SELECT DISTINCT evidence, certainty, action FROM article_findings WHERE rule = '{OUTLET_TEMPLATE}'")
    assert {said for said, *_ in evidence} == {
        f"this line stands in 19 of 19 articles of {town.lower()}.example" for town in TOWNS
    }
    assert {row[1:] for row in evidence} == {("certain", "clean"), ("strong", "clean")}
    assert doubles(db) == []


def test_ten_articles_are_enough(score):
    """After ten articles of an outlet each line of its furniture is found; after seven nothing is said."""
    ten, seven = distinct_pages(3, 10), distinct_pages(4, 7)
    db, _ = score(ten + seven)
    assert found(db) == {each["id"]: each["furniture"] for each in ten}


def test_cleaning_leaves_the_article(score):
    """Where nothing else was found, the clean text is the article, its paragraphs apart as before."""
    pages = distinct_pages(0, 12)
    db, _ = score(pages)
    texts = dict(ask(db, f"SELECT article_id, clean_text FROM article_scores WHERE reasons = ['{OUTLET_TEMPLATE}']"))
    assert len(texts) >= 5
    assert texts == {each["id"]: "\n\n".join(each["body"]) for each in pages if each["id"] in texts}


def test_copies_of_one_story_are_one_article(score):
    """An outlet of nothing but copies of one story has no furniture: nothing tells its lines from the story's."""
    pages = [page(0, place, [*bodies()[0], f"Copy number {'one two three four five six seven eight nine ten'.split()[place]} it is."])
             for place in range(10)]  # fmt: skip
    db, _ = score(pages)
    assert found(db) == {}


def test_formulas_refrains_and_datelines_are_the_articles(score):
    """Lines that some articles share, and a drop cap that all have, are counted and left alone."""
    refrain = "And the sea said nothing, and the sea came in."
    pages = []
    for place, body in enumerate(bodies()[:24]):
        dateline = DATELINE if place % 2 else "LERWICK"
        own = [dateline, "T", *body, *([FORMULA] if place % 3 == 0 else [])]
        pages.append(page(5, place, [refrain, own[0], refrain, *own[1:]] if place % 3 == 1 else own))
    db, _ = score(pages)
    assert found(db) == {each["id"]: each["furniture"] for each in pages}
    kept = ask(db, "SELECT line, n_distinct FROM outlet_lines WHERE certainty IS NULL ORDER BY line")
    assert kept == [(refrain, 8), ("LERWICK", 12), (DATELINE, 12), ("T", 24), (FORMULA, 8)]


def test_a_subheading_within_the_prose_is_only_noted(score):
    """A line of three words that stands alone within the prose of every article may be its own: weak, and not cut."""
    pages = [page(0, place, [*body[:3], "Why it counts", *body[3:]]) for place, body in enumerate(bodies()[:15])]
    db, _ = score(pages)
    noted = ask(
        db, f"SELECT DISTINCT excerpt, action FROM article_findings WHERE rule = '{OUTLET_TEMPLATE}' AND certainty = 'weak'"
    )
    assert noted == [("Why it counts", "note")]


def test_what_another_rule_found_is_not_doubled(score):
    """A line that a detector has found already, and was not in doubt about, has no second finding."""
    pages = distinct_pages(0, 12)
    pages = [each | {"text": each["text"] + "\n\nShare This Article"} for each in pages]
    db, _ = score(pages)
    assert found(db) == {each["id"]: each["furniture"] for each in pages}
    said = ask(db, "SELECT DISTINCT rule FROM article_findings WHERE excerpt = 'Share This Article'")
    assert said == [("residue.share_prompt",)]


def test_articles_without_a_source_are_left_out(score):
    """Where the outlet is not known, nothing is counted."""
    pages = [each | {"source": None} for each in distinct_pages(0, 12)]
    db, _ = score(pages)
    assert found(db) == {}
    assert ask(db, "FROM outlet_lines") == []


def test_order_and_cut_of_the_batches_do_not_show(score, tmp_path):
    """All at once, or shuffled in three runs with a pass after each: the same rows, apart from moments."""
    pages = [each for number in (1, 6) for each in outlet(number)]
    whole, _ = score(pages)
    mixed = random.Random(5).sample(pages, len(pages))
    for first, last in ((0, 13), (13, 31), (31, 60)):
        parts, _ = score(mixed[first:last], tmp_path / "parts.duckdb")
    assert rows(parts) == rows(whole)


def test_a_second_pass_changes_nothing(score):
    """No article is judged again, no row is another."""
    db, _ = score(outlet(2))
    before = rows(db)
    assert again(db, PASS).n_judged == 0
    assert rows(db) == before


def test_counts_in_the_evidence_follow_the_articles(score):
    """New articles change what is said of the old ones, without judging those again."""
    pages = distinct_pages(0, 14)
    score(pages[:10])
    db, summary = score(pages[10:])
    assert summary.outlets.n_judged == 4
    (evidence,) = ask(db, f"SELECT DISTINCT evidence FROM article_findings WHERE rule = '{OUTLET_TEMPLATE}'")
    assert evidence == ("this line stands in 14 of 14 articles of alnmouth.example",)


def test_a_new_version_takes_the_findings_with_it(score):
    """The old version's findings go and its verdict is reached again; the new one has its own."""
    pages = distinct_pages(0, 12)
    score(pages)
    bare = pages[0] | {"text": "\n\n".join(pages[0]["body"])}
    db, _ = score([bare])
    assert pages[0]["id"] not in found(db)
    assert len(found(db)) == 11
    stored = ask(db, f"SELECT count(DISTINCT article_id), count(*) FROM findings WHERE rule = '{OUTLET_TEMPLATE}'")
    assert stored == [(11, 55)]
    cards = ask(db, f"SELECT count(*) FROM scorecards WHERE list_contains(reasons, '{OUTLET_TEMPLATE}') AND article_id = '{bare['id']}'")  # fmt: skip
    assert cards == [(0,)]
    assert ask(db, "SELECT count(*) FROM scorecards") == [(13,)]


def test_another_scorer_gets_its_own_findings(score, monkeypatch):
    """What is measured anew has no findings of the pass until it is made again; it is, and the views show them."""
    pages = distinct_pages(0, 10)
    score(pages)
    monkeypatch.setattr("flows.run.scorer_digest", lambda: "another")
    db, _ = score(pages)
    assert found(db) == {each["id"]: each["furniture"] for each in pages}
    assert ask(db, f"SELECT DISTINCT scorer FROM article_findings WHERE rule = '{OUTLET_TEMPLATE}'") == [("another",)]


def test_another_ruleset_judges_what_the_pass_found(score):
    """A ruleset that is made active later says what it makes of the findings, by its own words and actions."""
    pages = distinct_pages(0, 10)
    db, _ = score(pages)
    mine = edition("drop", "mine")
    mine._tables[OUTLET_TEMPLATE] = {
        **mine._tables[OUTLET_TEMPLATE],
        "evidence": "mine: {detail}",
        "cases": [{"action": "review"}],
    }
    with open_store(db) as store:
        assert store.activate(type(mine)("mine", mine._tables)) == 10
        store.publish()
    said = ask(db, f"SELECT DISTINCT evidence, action FROM article_findings WHERE rule = '{OUTLET_TEMPLATE}'")
    assert said == [("mine: in 10 of 10 articles of alnmouth.example", "review")]
    score([page(0, 20, bodies()[20])], rules="news")
    assert again(db, PASS).n_judged == 0
    assert ask(db, f"SELECT DISTINCT evidence FROM article_findings WHERE rule = '{OUTLET_TEMPLATE}'") == [
        ("mine: in 11 of 11 articles of alnmouth.example",)
    ]
    assert doubles(db) == []


def test_killed_half_way_is_as_if_it_had_not_begun(score, tmp_path):
    """Killed after the first verdicts were written: nothing of it is stored, and the next pass does it all."""
    pages = outlet(4)
    whole, _ = score(pages)
    db = tmp_path / "killed.duckdb"
    path = tmp_path / "input.jsonl"
    run_score(ScoreRequest((str(path),), db))
    before = rows(db)
    kill(db, PASS)
    assert rows(db) == before
    again(db, PASS)
    assert rows(db) == rows(whole)


def test_a_reader_keeps_its_state_until_it_opens_again(score):
    """Whoever reads while a pass is made sees what was there before; then all of it."""
    pages = distinct_pages(0, 12)
    db, _ = score(pages[:7])
    with duckdb.connect(str(db), read_only=True) as reader:
        score(pages[7:])
        assert reader.execute("SELECT count(*) FROM outlet_lines").fetchall() == [(0,)]
    assert len(found(db)) == 12


def test_an_older_store_is_brought_up_to_date(score):
    """A store of the first schema gets the table and the column, and keeps its rows."""
    pages = distinct_pages(0, 10)
    db, _ = score(pages[:7])
    take_back(db, 1)
    score(pages[7:])
    assert len(found(db)) == 10


def test_people_see_the_evidence(score, tmp_path, capsys):
    """Explain, the report and the rule's page show how many articles share the line, and how that is counted."""
    pages = distinct_pages(0, 10)
    db, _ = score(pages)
    said = "this line stands in 10 of 10 articles of alnmouth.example"
    explain_article(pages[0]["id"], db)
    explained = capsys.readouterr().out
    assert explained.count(said) == 5
    assert "-Alnmouth Lantern" in explained
    assert said in write_report(db, tmp_path / "r.html").read_text("utf-8")
    print_rules("news", OUTLET_TEMPLATE)
    assert "in how many of the outlet's distinct articles" in capsys.readouterr().out


def test_the_command_says_what_it_did(score, winnow):
    """Counts, and where to look; a second time nothing is left to judge."""
    db, _ = score(distinct_pages(0, 10))
    done = winnow("outlets", "--db", db)
    assert "5 lines of furniture in 1 outlets, at 50 places; 0 articles judged again" in done.stdout
    assert "FROM outlet_lines" in done.stdout


def test_there_has_to_be_a_run_first(tmp_path):
    """Without a database, or before the first run is done, the command fails, and makes nothing where nothing was."""
    db = tmp_path / "w.duckdb"
    with pytest.raises(UnreadableStoreError, match="does not exist"):
        mark_outlets(db, wait=False)
    assert not folder_of(db).exists()
    with open_store(db) as store:
        store.publish()
    with pytest.raises(InputError, match=r"no run into .* is done yet"):
        mark_outlets(db, wait=False)
