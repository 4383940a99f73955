"""A story that is to be forgotten, a copy that is not, and where a database still has words of it."""

import json

import duckdb

from detectors.judging.ruleset import load_ruleset
from flows.request import ScoreRequest
from flows.run import run_score
from flows.store.writing import open_store
from tests.outlet_samples import bodies, page
from tests.store_samples import edition

STORY = (
    "Fishermen in Quillhaven blocked the harbour on Tuesday with 37 trawlers after the Varberg Institute cut the herring quota "
    "by 18.5 per cent. Skipper Ingrid Tolvanen said the decision would ruin 214 families along the Sollund coast. "
    "Fisheries minister Aurelio Brandt defended the cut, pointing to a survey by the research vessel Hallgrim that counted "
    "62,000 tonnes of spawning herring. The blockade is to last until Friday, when Brandt meets the skippers in Lundmoor."
)
NEEDLES = ("zq-secret-id", "Quillhaven", "zq-secret.example", "Zq headline of the harbour")
GONE = {
    "id": "zq-secret-id",
    "url": "https://zq-secret.example/harbour",
    "source": "zq-secret.example",
    "title": "Zq headline of the harbour",
    "date": "2024-01-01",
    "text": STORY + "\n\nShare This Article\nLeave a Comment",
}
OTHER = {"id": "other", "source": "other.example", "date": "2026-03-04", "text": STORY.replace("Quillhaven", "Another town")}


def with_a_story(folder):
    """Make a database in a folder: a story, its copy, an outlet with furniture, two rulesets, a label, rejects."""
    pages = [page(1, place, body) for place, body in enumerate(bodies()[:12])]
    bad = json.dumps(GONE)[:150]
    lines = [*map(json.dumps, [GONE, OTHER, *pages]), bad, '{"id": "other7", "text": 7}', "nobody's line"]
    (folder / "in.jsonl").write_text("\n".join(lines))
    db = folder / "w.duckdb"
    request = ScoreRequest((str(folder / "in.jsonl"),), db, outlets=True, dedupe=True)
    run_score(request)
    with open_store(db) as store:
        store.activate(edition("drop", "strict"))
        store.activate(load_ruleset())
        store._connection.execute(
            "INSERT INTO label_events VALUES ('l1', 'zq-secret-id', 'article', NULL, NULL, 'keep', 'me', 'Quillhaven!',"
            " now()::TIMESTAMP, NULL), ('l2', 'other', 'article', NULL, NULL, 'keep', 'me', NULL, now()::TIMESTAMP, NULL)"
        )
        store.publish()
    (folder / "in.jsonl").unlink()
    return folder


def rows_with(db, words):
    """Return which files and tables hold any of the words: in their bytes, or in a value once it is unpacked."""
    found = set()
    for path in [path for path in db.parent.rglob("*") if path.is_file()]:
        content = path.read_bytes()
        found |= {(path.name, "bytes", word) for word in words if word.encode() in content}
        if path.suffix == ".duckdb":
            found |= {(path.name, table, word) for table, word in values_with(path, words)}
    return found


def values_with(path, words):
    """Yield table and word for every table of a database in which a row shows a word."""
    with duckdb.connect(str(path), read_only=True) as connection:
        for (table,) in connection.execute("SELECT table_name FROM duckdb_tables()").fetchall():
            for word in words:
                query = f'SELECT EXISTS (FROM "{table}" AS t WHERE contains(t::VARCHAR, ?))'
                if connection.execute(query, [word]).fetchone()[0]:
                    yield table, word
