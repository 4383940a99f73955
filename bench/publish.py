"""What storing and publishing cost: seconds, bytes and rates at 100,000 and 1,000,000 made-up articles.

    python bench/publish.py --dir /var/tmp/winnow-bench [--sizes 100000 1000000] [--judge 200000] [--clean 0.5]

One store grows through the sizes; at ``--judge`` articles it is judged again, once with the limit of a measure changed, once
with a kind of edit left out. Articles are about 3 KB of made-up words, with three findings and every measure, and
``--clean`` of them have a clean text; they are not scored, so the figures are the store's alone. A million articles take about 5 GB in ``--dir``.
"""

import argparse
import random
import shutil
import tempfile
import time
from contextlib import contextmanager
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

from detectors import catalog
from detectors.judging.ruleset import Ruleset, load_ruleset
from detectors.judging.verdicts import clean_text, judge
from detectors.records import Article, Finding, Language, Scorecard
from detectors.scoring import text_digest
from flows.store.places import working_file
from flows.store.reading import open_published, select
from flows.store.rows import part_of
from flows.store.runs import RunCounts, RunEnd, RunStart
from flows.store.schema import VIEWS
from flows.store.writing import open_store

BATCH = 1_000
SPANS = ("residue.share_prompt", "boilerplate.newsletter", "boilerplate.byline")


def sentences(rng):
    """Return a pool of sentences of made-up words, some far more frequent than others."""
    letters = "etaoinshrdlucmfwypvbgkjqxz"
    words = ["".join(rng.choices(letters, range(26, 0, -1), k=rng.randint(2, 10))) for _ in range(20_000)]
    weights = [1 / (rank + 3) for rank in range(len(words))]
    return [" ".join(rng.choices(words, weights, k=22)).capitalize() + "." for _ in range(20_000)]


def article(number, pool, rng):
    """Return an article of about 3 KB."""
    source = f"outlet-{number % 300}.example"
    text = "\n\n".join(" ".join(rng.choices(pool, k=4)) for _ in range(6))
    url = f"https://{source}/2026/11/story-{number}"
    return Article(url, f"bench.jsonl:{number}", url, source, "2026-11-01T06:00:00Z", pool[number % len(pool)], text)


def value(rule, rng):
    """Return a number that is out of the rule's range three times in a hundred."""
    low = rule.max - 1 if rule.min is None else rule.min
    high = low + 1 if rule.max is None else rule.max
    return rng.uniform(low, high) if rng.random() > 0.03 else low - 1


def card(made, ruleset, rng, clean):
    """Return a scorecard with three findings and every measure; a share of ``clean`` has findings sure enough to be cut."""
    starts = sorted(rng.sample(range(0, len(made.text) - 60, 60), len(SPANS)))
    certainty = "strong" if rng.random() < clean else "weak"
    findings = tuple(
        Finding(rule, "text", at, at + 50, certainty, "middle", made.text[at : at + 50], ((at, at + 50, ""),))
        for rule, at in zip(SPANS, starts, strict=True)
    )
    measures = {rule: value(ruleset.rules[rule], rng) for rule in catalog.MEASURE_RULES}
    judged = judge(measures, findings, ruleset)
    cleaned = clean_text(made.text, findings, judged.judgements) if judged.verdict == "clean" else None
    return Scorecard(
        made.id, text_digest(made.text), "bench", ruleset.digest, judged.verdict, judged.reasons, measures, findings,
        Language("en", 0.99, "gate"), judged.judgements, cleaned,
    )  # fmt: skip


def insert(store, numbers, ruleset, make_article, make_card):
    """Store articles batch by batch; return the CPU seconds spent on rows, on asking and on saving."""
    spent = dict.fromkeys(("rows", "pending", "save"), 0.0)
    for first in range(numbers.start, numbers.stop, BATCH):
        made = [make_article(number) for number in range(first, min(first + BATCH, numbers.stop))]
        cards = [make_card(each) for each in made]
        now = datetime.now(UTC)
        begun = time.process_time()
        part = part_of(cards, made, "bench", now)
        rows = time.process_time()
        assert len(store.pending(made, "bench", ruleset.digest, now).new) == len(made)
        asked = time.process_time()
        store.save(part)
        for name, seconds in zip(spent, (rows - begun, asked - rows, time.process_time() - asked), strict=True):
            spent[name] += seconds
    return spent


@contextmanager
def timed(what):
    """Print how long a step took, by the wall clock and in CPU seconds of all threads."""
    wall, cpu = time.perf_counter(), time.process_time()
    yield
    print(f"{'':>9} {what}: {time.perf_counter() - wall:.1f} s, {time.process_time() - cpu:.1f} s CPU")


def judge_again(store, ruleset, change, **keys):
    """Judge everything by another edition of the rules, which becomes the active one, and print what it cost."""
    edition = Ruleset(ruleset.name, ruleset._tables | {rule: ruleset._tables[rule] | keys for rule in [change]})
    with timed(f"judged again, {change} changed"):
        print(f"{store.activate(edition):>9,} articles")
    return edition


def query(db):
    """Print how long each public view takes to be read once from the published file."""
    for name in VIEWS:
        with open_published(db) as connection, timed(f"view {name}"):
            columns = "* EXCLUDE (text)" if name == "articles" else "*"
            select(connection, f"SELECT count(COLUMNS({columns})) FROM {name}").fetchall()


def measure(folder, sizes, judge_at, clean):
    """Grow one store through the sizes and print the figures."""
    rng, ruleset, db = random.Random(7), load_ruleset(), folder / "bench.duckdb"
    make_article = partial(article, pool=sentences(rng), rng=rng)
    make_card = partial(card, ruleset=ruleset, rng=rng, clean=clean)
    with open_store(db) as store:
        store.begin_run(RunStart("bench", datetime.now(UTC), "bench", ruleset, ("bench",)))
        stored = 0
        for size in sorted({*sizes, judge_at}):
            spent = insert(store, range(stored, size), ruleset, make_article, make_card)
            each = ", ".join(f"{name} {seconds / (size - stored) * 1e6:.0f} µs" for name, seconds in spent.items())
            print(f"{size:>9,} articles: the last {size - stored:,} cost CPU time each: {each}")
            stored = size
            if size in sizes:
                with timed("published"):
                    store.publish()
                files = {"published": db, "working": working_file(db)}
                print(f"{'':>9} " + ", ".join(f"{name} {path.stat().st_size / 1e6:,.0f} MB" for name, path in files.items()))
                query(db)
            if size == judge_at:
                # Its ruleset becomes the active one.
                store.finish_run("bench", RunEnd("done", RunCounts(size, size, 0, 0, 1.0)))
                edition = judge_again(store, ruleset, "quality.gopher_word_count", min=60.0)
                judge_again(store, edition, "boilerplate.byline", status="trial")
    with timed("opened again"), open_store(db):
        pass


def main():
    """Read the command line, measure, and leave nothing behind."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--dir", type=Path, required=True)
    parser.add_argument("--sizes", type=int, nargs="+", default=[100_000, 1_000_000])
    parser.add_argument("--judge", type=int, default=200_000)
    parser.add_argument("--clean", type=float, default=0.5)
    arguments = parser.parse_args()
    folder = Path(tempfile.mkdtemp(prefix="publish-", dir=arguments.dir))
    try:
        measure(folder, arguments.sizes, arguments.judge, arguments.clean)
    finally:
        shutil.rmtree(folder)


if __name__ == "__main__":
    main()
