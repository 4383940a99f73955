"""Copies and rewrites of one story: the kinds told apart, the earliest marked, the same whatever the order."""

import random
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from flows.commands import mark_duplicates
from flows.errors import InputError
from flows.explaining import explain_article
from flows.request import ScoreRequest
from flows.rule_pages import print_rules
from flows.run import run_score
from flows.store import rare_words
from flows.store.errors import UnreadableStoreError
from flows.store.fingerprints import fingerprints
from flows.store.places import folder_of
from flows.store.writing import open_store
from flows.summary import lines, markdown
from tests.outlet_samples import bodies, page
from tests.store_samples import NEWS, ask, doubles, edition, take_back

ROOT = Path(__file__).parent.parent
TABLES = {
    "duplicates": "*",
    "findings": "*",
    "judgements": "*",
    "scorecards": "article_id, text_sha256, scorer, ruleset, verdict, reasons, clean_text",
}
STORY = (
    "Fishermen in Kirkhaven blocked the harbour on Tuesday with 37 trawlers after the Varberg Institute cut the herring quota "
    "by 18.5 per cent. Skipper Ingrid Tolvanen said the decision would ruin 214 families along the Sollund coast. "
    '"We were given eleven days and a brochure," she told a crowd on the Petersen quay. Fisheries minister Aurelio Brandt '
    "defended the cut, pointing to a survey by the research vessel Hallgrim that counted 62,000 tonnes of spawning herring, "
    "the lowest figure since 1987. The blockade is to last until Friday, when Brandt meets the skippers in Lundmoor."
)
REWRITE = (
    "A fleet of 37 trawlers closed off the port of Kirkhaven this Tuesday. The boats' crews are angry at the Varberg "
    "Institute, which has lowered how much herring they may land, by 18.5 per cent. Ingrid Tolvanen, a skipper, warned "
    "that 214 families living on the Sollund coast face ruin. Speaking to people gathered on the Petersen quay she "
    'complained: "We were given eleven days and a brochure." Aurelio Brandt, minister for fisheries, stood by the quota. '
    "He cited the vessel Hallgrim, whose survey found only 62,000 tonnes of spawning herring, less than at any time after "
    "1987. Brandt will see the skippers in Lundmoor on Friday; until then the blockade goes on."
)
FOLLOW_UP = (
    "The ferry between Kirkhaven and Lundmoor is to run again from Monday, the operator Nordlys Line said. Repairs to the "
    "propeller of the 41-year-old Queen Astrid took nine weeks and cost 2.3 million crowns, twice what the yard had quoted. "
    "Passengers had been taken round the fjord by coach, a journey of three hours. Mayor Henrik Sandoval called the news a "
    "relief for commuters, and promised a committee on whether the municipality should order a second vessel by 2031."
)


def texts_of_samples():
    """Return the prose of every sample article."""
    return ["\n\n".join(body) for body in bodies()]


def record(name, text, date=None):
    """Return the record of an article."""
    return {"id": name, "text": text, "date": date}


def changed(text, share, seed):
    """Return a text with a share of its words replaced by words that no article has."""
    rng, words = random.Random(seed), text.split(" ")
    for at in rng.sample(range(len(words)), round(share * len(words))):
        words[at] = f"zq{rng.randrange(10**6)}"
    return " ".join(words)


@pytest.fixture
def score(tmp_path, write_jsonl):
    """Return a function that scores records into a database and looks for duplicates in it."""

    def run(records, db=None, **options):
        db = db or tmp_path / "w.duckdb"
        return db, run_score(ScoreRequest((str(write_jsonl(records)),), db, dedupe=True, **options))

    return run


def again(db):
    """Make one more pass, publish, and return what it did."""
    with open_store(db) as store:
        counts = store.find_duplicates()
        store.publish()
    return counts


def kinds(db):
    """Return kind, article that it is like and earliest article of every article with a row."""
    rows = ask(db, "SELECT article_id, kind, like_article_id, earliest_article_id FROM duplicates")
    return {name: rest for name, *rest in rows}


def rows(db):
    """Return all that a pass may change, but for moments and names of runs."""
    return {name: ask(db, f"SELECT {columns} FROM {name} ORDER BY ALL") for name, columns in TABLES.items()}


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


def test_order_and_cut_of_the_batches_do_not_show(score, tmp_path):
    """All at once, or shuffled in three runs with a pass after each: the same rows, apart from moments."""
    texts = texts_of_samples()[:8]
    made = [record(f"a{number}", text, "2026-01-01") for number, text in enumerate(texts)]
    made += [record(f"b{number}", changed(text, 0.15, number)) for number, text in enumerate(texts)]
    made += [record("x", STORY), record("y", REWRITE), record("z", STORY), record("w", changed(REWRITE, 0.1, 1))]
    whole, _ = score(made)
    mixed = random.Random(5).sample(made, len(made))
    for first, last in ((0, 5), (5, 12), (12, 20)):
        parts, _ = score(mixed[first:last], tmp_path / "parts.duckdb")
    assert len(kinds(whole)) == 20
    assert rows(parts) == rows(whole)


def test_a_second_pass_changes_nothing(score):
    """No text is read again, no article judged again, no row is another."""
    db, _ = score([record("a", STORY), record("b", REWRITE), record("c", STORY)])
    before = rows(db)
    assert again(db)[1:] == (1, 0, 1, 0, 0)
    assert rows(db) == before


def test_lost_fingerprints_are_made_again(score):
    """The file of fingerprints is a cache: without it, or with one of another recipe, the rows are the same."""
    db, _ = score([record("a", STORY), record("b", REWRITE)])
    before = rows(db)
    (kept,) = folder_of(db).glob("signatures-*")
    kept.rename(kept.with_name("signatures-0.duckdb"))
    assert again(db).n_signed == 2
    assert rows(db) == before
    assert list(folder_of(db).glob("signatures-*")) == [kept]


def test_only_the_newest_version_counts(score):
    """A changed article is no copy of itself, and its old version's finding goes."""
    db, _ = score([record("a", STORY), record("b", STORY)])
    assert kinds(db)["b"][0] == "exact"
    score([record("b", texts_of_samples()[0])])
    assert kinds(db) == {}
    assert ask(db, "FROM findings WHERE family = 'duplicate'") == []
    score([record("b", changed(texts_of_samples()[0], 0.02, 1))])
    assert kinds(db) == {}


def test_an_earlier_article_that_comes_later_is_marked(score):
    """The earliest is the one published first, whenever it was read; the evidence follows."""
    db, _ = score([record("b", STORY, "2026-03-02"), record("c", STORY, "2026-03-03")])
    score([record("a", REWRITE, "2026-03-01")])
    assert kinds(db) == {"a": [None, None, "a"], "b": ["rewrite", "a", "a"], "c": ["exact", "b", "a"]}
    said = ask(db, "SELECT evidence FROM article_findings WHERE rule = 'duplicate.exact'")
    assert said == [("the same text as b; the earliest of 3 articles is a",)]


def test_a_ruleset_may_drop_them(score):
    """Raised to drop by a curator, all but the earliest are dropped; a second pass says the same."""
    db, _ = score([record("a", STORY), record("b", STORY), record("c", FOLLOW_UP)])
    strict = edition("note", "strict")
    strict._tables["duplicate.exact"] = NEWS._tables["duplicate.exact"] | {"action": "drop"}
    with open_store(db) as store:
        store.activate(type(strict)("strict", strict._tables))
        store.publish()
    assert ask(db, "SELECT article_id, verdict FROM article_scores ORDER BY 1") == [
        ("a", "keep"),
        ("b", "drop"),
        ("c", "keep"),
    ]
    before = rows(db)
    again(db)
    assert rows(db) == before


def test_both_passes_leave_each_other_alone(score):
    """What is said over a whole text does not hide the furniture in it, and counting lines leaves the duplicates."""
    text = "{}\n\nSigned and sealed by the Fernley crew"
    made = [
        {**record(f"a{number}", text.format(each)), "source": "fernley.example"}
        for number, each in enumerate(texts_of_samples()[:9])
    ]
    made.append({**record("b", made[0]["text"]), "source": "fernley.example"})
    db, _ = score(made, outlets=True)
    before = rows(db)
    signed = ask(db, "SELECT article_id FROM article_findings WHERE rule = 'boilerplate.outlet_template'")
    assert {("a0",), ("b",)} <= set(signed), "b is a copy, and its furniture is found all the same"
    assert kinds(db) == {"a0": [None, None, "a0"], "b": ["exact", "a0", "a0"]}
    with open_store(db) as store:
        store.find_outlet_furniture()
        store.find_duplicates()
        store.publish()
    assert rows(db) == before


KILLED = """
import os, signal, sys
from pathlib import Path
from flows.store import pass_findings
from flows.store.writing import open_store
judged = pass_findings.judge_asked
def killed(*arguments, **options):
    judged(*arguments, **options)
    os.kill(os.getpid(), signal.SIGKILL)
pass_findings.judge_asked = killed
with open_store(Path(sys.argv[1])) as store:
    store.find_duplicates()
"""


def test_killed_half_way_is_as_if_it_had_not_begun(score, write_jsonl, tmp_path):
    """Killed after the first verdicts were written: nothing shows of it, and the next pass does it all."""
    made = [record("a", STORY), record("b", REWRITE), record("c", STORY)]
    whole, _ = score(made)
    db = tmp_path / "killed.duckdb"
    run_score(ScoreRequest((str(write_jsonl(made)),), db))
    before = rows(db)
    done = subprocess.run([sys.executable, "-c", KILLED, str(db)], cwd=ROOT, check=False, timeout=60)
    assert done.returncode == -9
    with open_store(db) as store:
        store.publish()
    assert rows(db) == before
    again(db)
    assert rows(db) == rows(whole)


def test_an_older_store_is_brought_up_to_date(score):
    """A store of the schema before gets the table, and keeps its rows."""
    db, _ = score([record("a", STORY)])
    take_back(db, 2)
    score([record("b", STORY)])
    assert kinds(db) == {"a": [None, None, "a"], "b": ["exact", "a", "a"]}


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


def test_fingerprints_do_not_depend_on_their_neighbours():
    """A text has one fingerprint, whatever it is made together with; MinHash counts the shared runs of words."""
    texts = [STORY, "", "Two words", *texts_of_samples()[:5], changed(STORY, 0.05, 3)]
    together = fingerprints(texts)
    for at, text in enumerate(texts):
        alone = fingerprints([text])
        assert np.array_equal(alone.bands[0], together.bands[at])
        assert np.array_equal(alone.minhash[0], together.minhash[at])
        assert np.array_equal(alone.rare[0], together.rare[at])
    left, right = (
        {tuple(words[at : at + 5]) for at in range(len(words) - 4)}
        for words in ([word.strip('".,;') for word in text.lower().split()] for text in (texts[0], texts[-1]))
    )
    estimate = (together.minhash[0] == together.minhash[-1]).mean()
    assert estimate == pytest.approx(len(left & right) / len(left | right), abs=0.12)


def test_fingerprints_are_fixed():
    """They are stored: a change of any bit of them needs another recipe."""
    made = fingerprints(["The pier at Lerwick closed in 1987 for 3,400 visitors."])
    assert (made.bands[0, 0], made.minhash[0, :3].tolist(), made.rare[0].tolist()) == PINNED


PINNED = (8143143825631408866, [36970, 61816, 39594], [122807867, 292875590, 1312998694, 1797418912, 2604121110, 3400432323])


def test_numbers_take_the_place_of_hashes():
    """Words are numbered range by range within the array of their hashes, and none is taken for a number given before."""
    rng = np.random.default_rng(5)
    kinds = np.concatenate([np.arange(40), (1 << 32) - 1 - np.arange(40), rng.integers(0, 1 << 32, 300)]).astype(np.uint32)
    hashes = rng.choice(kinds, 3_000)
    _, places, counts = np.unique(hashes, return_inverse=True, return_counts=True)
    found = rare_words.numbered(hashes)
    assert found.tolist() == counts.tolist()
    assert hashes.tolist() == places.tolist()


def test_cut_of_the_stretches_does_not_show(monkeypatch):
    """The rare words come out the same however many stories are looked at together, those without any among them."""
    rng = np.random.default_rng(6)
    stories = [np.unique(rng.zipf(1.3, size) % 5_000).astype(np.uint32) << 18 for size in rng.integers(0, 30, 300)]
    starts = np.cumsum([0, *map(len, stories)])
    monkeypatch.setattr(rare_words, "_ANCHOR", 8)
    whole, whole_anchors, whole_length = rare_words.weighed(np.concatenate(stories), starts)
    monkeypatch.setattr(rare_words, "_ROWS", 7)
    monkeypatch.setattr(rare_words, "_STRETCH", 100)
    cut, anchors, length = rare_words.weighed(np.concatenate(stories), starts)
    assert 0 < anchors.nnz < len(cut.words) < starts[-1]
    assert [column.tolist() for column in cut] == [column.tolist() for column in whole]
    assert (anchors != whole_anchors).nnz == 0
    assert length.tolist() == whole_length.tolist()
