"""Copies and rewrites of one story: the kinds told apart, the earliest marked, and said."""

from functools import partial

import pytest

from flows.commands import mark_duplicates
from flows.errors import InputError
from flows.explaining import explain_article
from flows.rule_pages import print_rules
from flows.store.errors import UnreadableStoreError
from flows.store.places import folder_of
from flows.store.writing import open_store
from flows.summary import lines, markdown
from tests.outlet_samples import bodies, page
from tests.store_samples import ask, doubles
from tests.story_samples import FOLLOW_UP, REWRITE, STORY, changed, kinds, record, texts_of_samples


@pytest.fixture
def score(score_records):
    """Return a function that scores records into a database and looks for duplicates in it."""
    return partial(score_records, dedupe=True)


def test_each_kind_is_told_and_the_earliest_marked(score):
    """The same text, a copy and a rewrite are three kinds of one cluster; another story with the same places is none."""
    db, summary = score([
        record("copy", changed(STORY, 0.1, 1), "2026-03-03"),
        record("same", STORY, "2026-03-04"),
        record("first", STORY, "2026-03-01"),
        record("rewrite", REWRITE, "2026-03-02"),
        record("other", FOLLOW_UP, "2026-03-02"),
        *(record(f"s{number}", text) for number, text in enumerate(texts_of_samples())),
    ])  # fmt: skip
    assert kinds(db) == {
        "first": [None, None, "first"],
        "rewrite": ["rewrite", "first", "first"],
        "copy": ["near", "first", "first"],
        "same": ["exact", "first", "first"],
    }
    assert ask(db, "SELECT DISTINCT n_articles, cluster_id = left(sha256('first'), 16) FROM duplicates") == [(4, True)]
    assert summary.duplicates[:4] == (1, 1, 1, 1)
    said = "stories told more than once: 1, by 1 equal texts, 1 copies and 1 rewrites"
    assert said in " ".join(lines(summary))
    assert said in markdown(summary).replace("Stories", "stories")
    assert doubles(db) == []


def test_evidence_names_the_article_and_how_alike(score):
    """The finding stands over the whole text, notes, and says of which article and how much is shared."""
    db, _ = score([record("a1", STORY), record("a2", STORY), record("a3", REWRITE), record("a4", changed(STORY, 0.05, 2))])
    found = ask(
        db, "SELECT article_id, rule, start_char, end_char = n_chars, placement, certainty, action, evidence"
        " FROM article_findings JOIN article_scores USING (article_id) WHERE family = 'duplicate' ORDER BY ALL"
    )  # fmt: skip
    near, rewrite = (round(100 * each) for (each,) in ask(db, "SELECT similarity FROM duplicates WHERE kind IN ('near', 'rewrite') ORDER BY kind"))  # fmt: skip
    earliest = "; the earliest of 4 articles is a1"
    assert [row[:5] for row in found] == [
        ("a2", "duplicate.exact", 0, True, "whole"),
        ("a3", "duplicate.rewrite", 0, True, "whole"),
        ("a4", "duplicate.near", 0, True, "whole"),
    ]
    assert [row[7] for row in found] == [
        f"the same text as a1{earliest}",
        f"tells in other words the story of a1, {rewrite} % alike in names, numbers and rare words{earliest}",
        f"a copy, changed in places, of a1, {near} % of the runs of five words shared{earliest}",
    ]
    assert {row[6] for row in found} == {"note"}
    assert [row[5] for row in found] == ["certain", "strong", "strong" if near < 70 else "certain"]
    assert set(ask(db, "SELECT verdict FROM article_scores")) == {("keep",)}
    assert 50 <= rewrite <= 100
    assert 50 <= near <= 95


@pytest.mark.parametrize("share", [0.02, 0.1, 0.2])
def test_copies_with_changed_words_are_found(score, share):
    """With 2 to 20 % of the words of every sample article replaced, each is the copy of its own original, of no other."""
    texts = texts_of_samples()
    db, _ = score([
        *(record(f"a{number:02}", text, "2026-01-01") for number, text in enumerate(texts)),
        *(record(f"b{number:02}", changed(text, share, number), "2026-01-02") for number, text in enumerate(texts)),
    ])  # fmt: skip
    found = {name: rest[:2] for name, rest in kinds(db).items() if rest[0]}
    assert found == {f"b{number:02}": ["near", f"a{number:02}"] for number in range(len(texts))}


def test_different_articles_are_not_linked(score):
    """Sample articles are all different stories."""
    db, summary = score([record(f"a{number}", text) for number, text in enumerate(texts_of_samples())])
    assert kinds(db) == {}
    assert summary.duplicates.n_clusters == 0
    assert summary.duplicates.n_signed == len(texts_of_samples())


def test_texts_of_few_or_no_words(score):
    """Empty and wordless texts are like nothing; short ones only where they are copies."""
    db, _ = score([
        record("a", "…"), record("b", "!!!"), record("c", "Rain again."), record("d", "Rain again!"), record("e", "Sun at last."),
        record("f", "Rain  again."),
    ])  # fmt: skip
    assert kinds(db) == {"c": [None, None, "c"], "d": ["near", "c", "c"], "f": ["near", "c", "c"]}


def test_words_in_any_script(score):
    """Texts in other scripts are compared by their words as well."""
    greek = "Ο δήμος του Πειραιά ανακοίνωσε χθες νέα μέτρα για το λιμάνι και τα πλοία που φτάνουν από τα νησιά του Αιγαίου πελάγους"
    db, _ = score([record("g1", greek), record("g2", greek + " κάθε μέρα"), record("e", STORY)])
    assert kinds(db) == {"g1": [None, None, "g1"], "g2": ["near", "g1", "g1"]}


@pytest.mark.parametrize(("date", "linked"), [("2026-01-05", True), (None, True), ("2026-07-02", False)])
def test_far_apart_in_time_needs_more(score, date, linked):
    """What agrees in some of its names and numbers is a rewrite within days, and a later report half a year on."""
    db, _ = score([record("a", STORY, "2026-01-02"), record("b", changed(REWRITE, 0.3, 9), date)])
    assert ("b" in kinds(db)) is linked
    certainties = ask(db, "SELECT certainty FROM findings WHERE rule = 'duplicate.rewrite'")
    assert certainties == [("weak",)] * linked, "below .45 there is doubt"


def test_furniture_of_an_outlet_is_no_story(score):
    """Articles of one outlet that share five lines of its furniture are not linked by them; copies of a story are."""
    pages = [page(1, place, body) for place, body in enumerate(bodies()[:12])]
    pages.append(page(1, 13, [changed(line, 0.1, 1) for line in bodies()[3]]))
    db, _ = score([{key: each[key] for key in ("id", "source", "date", "text")} for each in pages])
    assert kinds(db).keys() == {pages[3]["id"], pages[-1]["id"]}


def test_hostile_ids_are_shown_not_obeyed(score, capsys):
    """An id with quotes, braces and escapes is a value everywhere: in SQL, in evidence, on a terminal."""
    name = "a'; DROP TABLE duplicates; -- {0} {detail} \u001b[31m"
    db, _ = score([record(name, STORY, "2026-01-01"), record("b", STORY, "2026-01-02")])
    assert kinds(db)["b"] == ["exact", name, name]
    explain_article("b", db)
    shown = capsys.readouterr().out
    assert "{0} {detail} ⟨U+001B⟩[31m" in shown
    assert "⟦" not in shown


def test_people_see_the_rules(capsys):
    """The page of each rule says how the pass measures."""
    for rule in ("duplicate.exact", "duplicate.near", "duplicate.rewrite"):
        print_rules("news", rule)
        assert "the share of five-word runs that" in capsys.readouterr().out


def test_the_command_says_what_it_did(score, winnow):
    """Counts, and where to look; a second time nothing is new."""
    db, _ = score([record("a", STORY), record("b", REWRITE)])
    done = winnow("dedupe", "--db", db)
    assert "told more than once: 1, by 0 equal texts, 0 copies and 1 rewrites; 0 texts were new; 0 articles" in done.stdout
    assert "FROM duplicates" in done.stdout


def test_there_has_to_be_a_run_first(tmp_path):
    """Without a database, or before the first run is done, the command fails, and makes nothing where nothing was."""
    db = tmp_path / "w.duckdb"
    with pytest.raises(UnreadableStoreError, match="does not exist"):
        mark_duplicates(db, wait=False)
    assert not folder_of(db).exists()
    with open_store(db) as store:
        store.publish()
    with pytest.raises(InputError, match=r"no run into .* is done yet"):
        mark_duplicates(db, wait=False)
