"""A changed detector is measured again alone: what comes of it equals measuring everything, and nothing else has run."""

import ast
import re
from pathlib import Path

import duckdb
import pytest

import flows.run
from detectors import catalog, dependencies, digest
from detectors.batch import Batch
from detectors.dependencies import GROUND, READING, groups, name_of
from detectors.digest import contents, group_digests
from detectors.document import Document
from detectors.rescoring import stale_groups
from flows.request import ScoreRequest
from flows.run import run_score
from flows.shards import _load_all
from flows.summary import lines

ROOT = Path(__file__).parent.parent
STYLE = {"generated.evidence", "generated.probability"}
TABLES = {
    "article_versions": "* EXCLUDE (first_seen_at, last_seen_at)",
    "scorecards": "* EXCLUDE (run_id, scored_at)",
    "findings": "*",
    "measures": "*",
    "judgements": "*",
}


@pytest.mark.parametrize(
    ("changed", "stale"),
    [
        ("detectors/quality/c4.py", {"quality.c4"}),
        ("detectors/leak/coverage.py", {"leak.coverage"}),
        ("detectors/generated/model.py", STYLE),
        ("models/generated/model.npz", STYLE),
        ("detectors/tokens/english.py", {READING, "language.identify", "quality.stop_words", *STYLE}),
        ("seeds/phrases/residue_share_prompt.txt", {READING}),
        ("detectors/residue/share_prompt.py", {READING}),
        ("models/residue_lines/model.npz", {READING}),
        ("ftfy", {READING}),
        ("detectors/document.py", None),
        ("models/tokens/tokens.npz", None),
        ("detectors/of_tomorrow.py", None),
    ],
)
def test_a_change_concerns_the_detectors_that_depend_on_it(monkeypatch, changed, stale):
    """By their imports; what all depend on, and what none leads to, concerns everything."""
    before, named = group_digests(), groups(contents())
    assert changed in contents() or changed == "detectors/of_tomorrow.py"
    monkeypatch.setattr(digest, "contents", lambda: contents() | {changed: b"another"})
    now = group_digests()
    assert stale_groups(before, now) == (frozenset(stale) if stale else None)
    assert set(now) == set(named)


def test_no_import_of_a_detector_is_missed():
    """What is read from the lines of the imports holds every file that the parser finds."""
    names = [name for name in contents() if name.endswith(".py")]
    assert len(names) > 100
    for name in names:
        told = set()
        for node in ast.walk(ast.parse((ROOT / name).read_text("utf-8"))):
            if isinstance(node, ast.ImportFrom):
                told |= {node.module, *(f"{node.module}.{each.name}" for each in node.names)}
            elif isinstance(node, ast.Import):
                told |= {each.name for each in node.names}
        files = {f"{module.replace('.', '/')}.py" for module in told}
        assert files & set(names) <= dependencies.named_in(name), name


def test_a_new_line_of_the_catalog_is_a_change_of_its_detector_alone(monkeypatch):
    """A number more asks for that number; a detector more that takes text away asks for all that read."""
    before = group_digests()
    *rest, last = catalog.PUBLISHED
    monkeypatch.setattr(catalog, "PUBLISHED", (*rest, last._replace(rules=(*last.rules, "quality.of_tomorrow"))))
    assert stale_groups(before, group_digests()) == {name_of(last.measure)}
    monkeypatch.setattr(catalog, "LEAK", catalog.LEAK[::-1])
    assert stale_groups(before, group_digests()) == {name_of(last.measure), READING}


def test_every_model_and_list_is_read_in_a_way_that_is_understood():
    """Folders of models are named where they are opened; lists are read by what reads the text, never by what measures."""
    own = {"detectors/digest.py", "detectors/dependencies.py", "detectors/phrases/phrasebook.py"}
    modules = {name for name in contents() if name.startswith("detectors/")} - own
    sources = {name: dependencies._source(name) for name in modules}
    for source in sources.values():
        assert source.count('files("models")') == len(dependencies._MODEL.findall(source))
        assert len(re.findall(r"\bfiles\(", source)) == source.count('files("models")') + source.count('files("seeds")')
    readers = {name for name, source in sources.items() if 'files("seeds")' in source}
    assert readers
    assert readers <= groups(contents())[READING].names


def test_no_number_depends_on_a_phrase(monkeypatch):
    """So a changed list is a change of what reads the text: nobody else asks which phrases stand in it."""
    monkeypatch.setattr(Document, "hits", property(lambda _: pytest.fail("a number asks for phrases")))
    doc = Document("The council met on Monday. It agreed to repair the pier before the winter.\n\n" * 8)
    batch = Batch([doc])
    doc.language = catalog.identify_language(batch)[0]
    for detector in (*catalog.BODY, *catalog.PUBLISHED):
        assert detector.measure(batch).keys() == set(detector.rules)
    for detector in catalog.BODY_SPANS:
        detector.detect(doc)


def counting(monkeypatch, *stages):
    """Have the detectors of some stages count how often they run; return the counts by name."""
    counts = {}

    def counted(function):
        def run(*given):
            counts[name_of(function)] = counts.get(name_of(function), 0) + 1
            return function(*given)

        run.__module__, run.__qualname__ = function.__module__, function.__qualname__
        return run

    for stage in stages:
        monkeypatch.setattr(
            catalog, stage, tuple(each._replace(**{each._fields[1]: counted(each[1])}) for each in getattr(catalog, stage))
        )
    return counts


STAGES = ("CHARACTERS", "PAGE", "LEAK", "REST", "BODY", "BODY_SPANS", "PUBLISHED")
TEXTS = (
    "Share! The council met on Monday.",
    "As an AI language model, I cannot say who won.",
    "It rained.\n\nLeave a Comment",
)


def changed(monkeypatch, stage, module, shift):
    """Put a changed detector into the catalog: its numbers are larger, or its places fewer."""

    def other(function):
        def run(doc):
            found = function(doc)
            return {rule: values + shift for rule, values in found.items()} if isinstance(found, dict) else found[1:]

        run.__module__, run.__qualname__ = function.__module__, function.__qualname__
        return run

    made = [
        each._replace(**{each._fields[1]: other(each[1])}) if name_of(each[1]) == module else each
        for each in getattr(catalog, stage)
    ]
    monkeypatch.setattr(catalog, stage, tuple(made))


def rows(db):
    """Return all rows of the tables that a run fills, but for moments and names of runs."""
    with duckdb.connect(str(db), read_only=True) as connection:
        return {
            table: sorted(
                map(
                    repr,
                    connection.execute(
                        f"SELECT {columns} FROM {table} WHERE {'true' if table == 'article_versions' else 'scorer = $1'}",
                        [] if table == "article_versions" else ["later"],
                    ).fetchall(),
                )
            )
            for table, columns in TABLES.items()
        }


@pytest.mark.parametrize(
    "case",
    [
        ("PUBLISHED", "quality.c4", {"quality.c4"}, {"quality.c4"}),
        ("BODY", "readability.formulas", {"readability.formulas"}, {"readability.formulas"}),
        ("PAGE", "residue.share_prompt", {READING}, {name_of(each.measure) for each in catalog.BODY}),
        (None, None, set(), set()),
    ],
)
def test_what_is_taken_over_equals_what_is_measured(tmp_path, monkeypatch, write_jsonl, make_articles, case):
    """Row for row, with a clean text, a title, a reject and a page in between; numbers that have not changed are not asked for."""
    stage, module, stale, ran = case
    records = [*make_articles(6), *({"id": f"t{n}", "title": "**Bold** news", "text": text} for n, text in enumerate(TEXTS))]
    source = str(write_jsonl(records))
    old, new = tmp_path / "old.duckdb", tmp_path / "new.duckdb"
    run_score(ScoreRequest((source,), old))
    _load_all()
    if stage:
        changed(monkeypatch, stage, module, 1.0)
    digests = group_digests()
    monkeypatch.setattr(flows.run, "group_digests", lambda: digests | dict.fromkeys(stale, "changed"))
    monkeypatch.setattr(flows.run, "scorer_digest", lambda: "later")
    counts = counting(monkeypatch, "BODY", "PUBLISHED")
    summary = run_score(ScoreRequest((source,), old))
    assert set(counts) == ran
    assert summary.counts.n_scored == summary.n_in_part == len(records)
    assert set(summary.measured_again) == stale
    assert "known but for what has changed: 9, measured by " + (", ".join(sorted(stale)) or "nothing") in lines(summary)
    whole = run_score(ScoreRequest((source,), new))
    assert whole.n_in_part == 0
    assert rows(old) == rows(new)
    assert run_score(ScoreRequest((source,), old)).counts.n_unchanged == len(records)


def test_another_title_is_measured_as_a_whole(tmp_path, monkeypatch, write_jsonl):
    """The title has no part in the digest of the text, but has findings; the stored one is the one measured last."""
    db, text = tmp_path / "w.duckdb", "The council met on Monday."
    for scorer, title in (
        ("first", "**Bold** news"),
        ("second", "Plain news"),
        ("third", "**Bold** news"),
        ("fourth", "**Bold** news"),
    ):
        monkeypatch.setattr(flows.run, "scorer_digest", lambda scorer=scorer: scorer)
        summary = run_score(ScoreRequest((str(write_jsonl([{"id": "a", "title": title, "text": text}])),), db))
        assert summary.n_in_part == (scorer == "fourth")
    with duckdb.connect(str(db), read_only=True) as connection:
        found = dict(
            connection.execute("SELECT scorer, count(*) FROM findings WHERE field = 'title' GROUP BY scorer").fetchall()
        )
        assert connection.execute("SELECT title FROM article_versions").fetchall() == [("**Bold** news",)]
    assert found == {"first": 1, "third": 1, "fourth": 1}


def test_a_changed_ground_takes_nothing_over(tmp_path, monkeypatch, write_jsonl, make_articles):
    """What all detectors stand on may have moved everything."""
    db, source = tmp_path / "w.duckdb", str(write_jsonl(make_articles(3)))
    run_score(ScoreRequest((source,), db))
    digests = group_digests() | {GROUND: "changed"}
    monkeypatch.setattr(flows.run, "group_digests", lambda: digests)
    monkeypatch.setattr(flows.run, "scorer_digest", lambda: "later")
    summary = run_score(ScoreRequest((source,), db))
    assert (summary.counts.n_scored, summary.n_in_part) == (3, 0)
