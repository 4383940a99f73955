"""What the pass over the duplicates finds and misses, and what it costs.

    python bench/dedupe.py copies  [--shared DIR]                       copies with 2 to 20 % of their words changed
    python bench/dedupe.py rewrites [--shared DIR] [--split valid]      machine rewrites of real articles
    python bench/dedupe.py cost --dir DIR [--sizes 100000 400000]       seconds and memory on made-up articles

``copies``: real articles, half of them with one copy, in which words were replaced, left out or swapped, a few sentences
left out, or a lead put before; against all others in one store. ``rewrites``: human articles and what models made of
them, joined by ``group``, in one store with everything else of the split; a pair of articles is right when both have
one group. Groups with texts that share a fifth of their five-word runs tell one story and are joined first. Precision is
given twice: over all pairs, and without pairs of two groups that the set cannot judge, because both come from the sources
that rewrote one and the same collection (FakeNewsNet; XSum) without saying which article. ``cost``: articles of made-up words, names and numbers; one in ten a copy,
one in ten a rewrite.
"""

import argparse
import collections
import gzip
import json
import os
import random
import re
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from datetime import UTC, datetime
from itertools import combinations
from pathlib import Path

from invented import article, made_up

from detectors.judging.ruleset import load_ruleset
from detectors.records import Language, Scorecard
from detectors.scoring import text_digest
from flows.store.reading import open_published
from flows.store.rows import part_of
from flows.store.runs import RunCounts, RunEnd, RunStart
from flows.store.writing import open_store

BATCH, LAST = 1_000, 1_000
RULESET = load_ruleset()
SHARED = os.environ.get("WINNOW_SHARED", "")
MACHINE_REWRITES = ("rewrite", "paraphrase", "restyle")
COLLECTIONS = (
    frozenset({"sheepdog", "llm_misinformation", "politifactpp"}),
    frozenset({"detectrl_xsum", "gecscore_xsum", "lastde_xsum"}),
)
"""Sources of the generated set that draw on the same human articles."""


def read(path):
    """Yield the records of a file."""
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        yield from map(json.loads, lines)


def insert(store, made):
    """Store articles with empty scorecards."""
    now = datetime.now(UTC)
    cards = [
        Scorecard(each.id, text_digest(each.text), "bench", RULESET.digest, "keep", (), {}, (), Language("en", 1.0, "gate"), (), None)
        for each in made
    ]  # fmt: skip
    pending = store.pending(made, "bench", RULESET.digest, now)
    store.save(part_of(cards, made, "bench", pending.seen_at))


def stored(folder, articles):
    """Return a database of these articles with the pass made over it."""
    db = folder / "bench.duckdb"
    with open_store(db) as store:
        store.begin_run(RunStart("bench", datetime.now(UTC), "bench", RULESET, ("bench",)))
        for first in range(0, len(articles), BATCH):
            insert(store, articles[first : first + BATCH])
        store.finish_run("bench", RunEnd("done", RunCounts(len(articles), len(articles), 0, 0, 1.0)))
        print(store.find_duplicates(), flush=True)
        store.publish()
    return db


def found_links(db):
    """Return kind and similarity by pair of articles, and the articles of each cluster."""
    with open_published(db) as connection:
        rows = connection.execute(
            "SELECT article_id, like_article_id, kind, similarity, cluster_id FROM duplicates"
        ).fetchall()
    clusters = collections.defaultdict(list)
    for name, *_, cluster in rows:
        clusters[cluster].append(name)
    return {frozenset(row[:2]): row[2:4] for row in rows if row[2]}, list(clusters.values())


def edited(text, share, rng, pool):
    """Return a text with a share of its words changed: replaced, left out, or doubled by another."""
    words = re.split(r"(\s+)", text)
    for at in rng.sample(range(0, len(words), 2), round(share * len(words[::2]))):
        kind = rng.random()
        words[at] = rng.choice(pool) if kind < 0.6 else "" if kind < 0.8 else f"{words[at]} {rng.choice(pool)}"
    return "".join(words)


def copies(folder, shared):
    """Measure copies of real articles with 2 to 20 % of the words changed."""
    rng = random.Random(4)
    texts = [(f"b{each['id']}", each["text"]) for each in read(shared / "data/bench/news2k.jsonl.gz")]
    texts += [(f"v{n}", each["text"]) for n, each in enumerate(read(shared / "data/generated/valid.jsonl.gz")) if each["label"] == "human"]  # fmt: skip
    pool = [word for _, text in rng.sample(texts, 300) for word in text.split()]
    articles, truth = [], {}
    for name, text in texts:
        articles.append(article(name, text))
        if rng.random() < 0.5 and len(text.split()) >= 30:
            share = rng.uniform(0.02, 0.20)
            articles.append(article(f"{name}~", edited(text, share, rng, pool)))
            truth[frozenset((name, f"{name}~"))] = share
    rng.shuffle(articles)
    found, clusters = found_links(stored(folder, articles))
    own = dict(texts)
    together = {frozenset(pair) for cluster in clusters for pair in combinations(cluster, 2)}
    for low in (0.02, 0.05, 0.10, 0.15):
        wanted = [pair for pair, share in truth.items() if low <= share < low + (0.03 if low < 0.05 else 0.05)]
        kinds = collections.Counter(found.get(pair, ("not linked",))[0] for pair in wanted)
        print(f"  changed from {low:.0%}: {len(wanted)} pairs, in one cluster {sum(p in together for p in wanted) / len(wanted):.4f}; {dict(kinds)}")  # fmt: skip
    print(f"  recall {sum(pair in together for pair in truth) / len(truth):.4f} of {len(truth)}")
    report_precision(found, together, lambda a, b: a.rstrip("~") == b.rstrip("~") or overlap(own, a, b) >= 0.2)


def runs(text):
    """Return the five-word runs of a text."""
    words = re.findall(r"\w+", text.lower())
    return {hash(tuple(words[at : at + 5])) for at in range(len(words) - 4)}


def overlap(own, a, b):
    """Return the share of the shorter text's five-word runs that both have."""
    left, right = runs(own[a.rstrip("~")]), runs(own[b.rstrip("~")])
    return len(left & right) / max(1, min(len(left), len(right)))


def report_precision(found, together, is_right):
    """Print the precision of links by kind and of all pairs in one cluster."""
    for kind in ("exact", "near", "rewrite"):
        links = [tuple(pair) for pair, link in found.items() if link[0] == kind]
        right = [is_right(*pair) for pair in links]
        print(f"  links of kind {kind}: {len(links)}, precision {sum(right) / max(1, len(right)):.4f}")
    all_links = [is_right(*pair) for pair in found]
    print(f"  all links: {len(all_links)}, precision {sum(all_links) / len(all_links):.4f}")
    right = sum(is_right(*pair) for pair in together)
    print(f"  pairs in one cluster: {len(together)}, precision {right / len(together):.4f}")


def rewrites(folder, shared, split):
    """Measure machine rewrites of real articles against everything else in the split."""
    records = {f"a{n}": each for n, each in enumerate(read(shared / f"data/generated/{split}.jsonl.gz"))}
    articles = [article(name, each["text"]) for name, each in records.items()]
    random.Random(4).shuffle(articles)
    found, clusters = found_links(stored(folder, articles))
    story = joined_groups(records)
    together = {frozenset(pair) for cluster in clusters for pair in combinations(cluster, 2)}
    by_group = collections.defaultdict(list)
    for name, each in records.items():
        by_group[each["group"]].append(name)
    hit, total = collections.Counter(), collections.Counter()
    for names in by_group.values():
        for human in (name for name in names if records[name]["label"] == "human"):
            for made in (name for name in names if records[name]["label"] == "ai"):
                mode = (records[made]["source"], records[made]["attack_or_mode"])
                total[mode] += 1
                hit[mode] += frozenset((human, made)) in together
    for mode in sorted(total):
        print(f"  {mode[0]:>20} {mode[1]:<22} {total[mode]:>5} pairs, recall {hit[mode] / total[mode]:.3f}")
    # Paraphrases of gecscore are of its own machine texts, not of the human article.
    real = [mode for mode in total if mode[1] in MACHINE_REWRITES and mode[0] != "gecscore_xsum"]
    print(f"  rewrites of a human text: recall {sum(hit[m] for m in real) / sum(total[m] for m in real):.4f} of {sum(total[m] for m in real)}")  # fmt: skip
    report_precision(found, together, lambda a, b: story[a] == story[b])
    base = {name: next((base for base in COLLECTIONS if each["source"] in base), name) for name, each in records.items()}
    print("  without pairs that the set cannot judge:")
    judged = {pair for pair in {*found, *together} if one_of(pair, story) or not one_of(pair, base)}
    report_precision(
        {pair: link for pair, link in found.items() if pair in judged}, together & judged, lambda a, b: story[a] == story[b]
    )
    wrong = sorted(
        ((link[1], *pair) for pair, link in found.items() if len({story[name] for name in pair}) > 1), reverse=True
    )
    sources = collections.Counter(tuple(sorted(records[name]["source"] for name in pair)) for _, *pair in wrong)
    print("  wrong links by sources:", sources.most_common(8))


def one_of(pair, by_name):
    """Say whether both articles of a pair have the same value."""
    return len({by_name[name] for name in pair}) == 1


def joined_groups(records):
    """Return a story for every article: its group, joined with groups of texts that share a fifth of their runs."""
    where, made = collections.defaultdict(list), {name: runs(each["text"]) for name, each in records.items()}
    for name, found in made.items():
        for run in found:
            where[run].append(name)
    shared = collections.Counter()
    for names in where.values():
        if 1 < len(names) <= 60:
            shared.update(combinations(names, 2))
    parent = {each["group"]: each["group"] for each in records.values()}

    def root(group):
        while parent[group] != group:
            group = parent[group]
        return group

    for (a, b), count in shared.items():
        if count >= 0.2 * min(len(made[a]), len(made[b])):
            parent[root(records[a]["group"])] = root(records[b]["group"])
    return {name: root(each["group"]) for name, each in records.items()}


def peak():
    """Return the highest memory of the process so far, in GB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e6


def timed(store, what):
    """Make the pass and print what it took and found."""
    wall, cpu = time.perf_counter(), time.process_time()
    counts = store.find_duplicates()
    took = f"{time.perf_counter() - wall:.1f} s, {time.process_time() - cpu:.1f} s CPU"
    print(f"{'':>9} {what}: {took}, peak {peak():.1f} GB; {counts}", flush=True)


def cost(folder, size):
    """Measure the pass over ``size`` made-up articles."""
    made = made_up(size, random.Random(7))
    with open_store(folder / "bench.duckdb") as store:
        store.begin_run(RunStart("bench", datetime.now(UTC), "bench", RULESET, ("bench",)))
        for _ in range((size - LAST) // BATCH):
            insert(store, [next(made) for _ in range(BATCH)])
        store.finish_run("bench", RunEnd("done", RunCounts(size, size, 0, 0, 1.0)))
        print(f"{size:>9,} articles, all but {LAST:,} stored; peak so far {peak():.1f} GB", flush=True)
        timed(store, "all new")
        timed(store, "nothing new")
        insert(store, list(made))
        timed(store, "a thousand new")
    kept = sum(path.stat().st_size for path in folder.rglob("signatures-*"))
    print(f"{'':>9} fingerprints on disk: {kept / 1e6:.0f} MB", flush=True)


def main():
    """Read the command line and leave nothing behind."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("what", choices=["copies", "rewrites", "cost"])
    parser.add_argument("--shared", type=Path, default=Path(SHARED), help="folder of the development data")
    parser.add_argument("--split", default="valid")
    parser.add_argument("--dir", type=Path, default=Path(tempfile.gettempdir()))
    parser.add_argument("--sizes", type=int, nargs="+", default=[100_000, 400_000])
    arguments = parser.parse_args()
    if arguments.what == "cost" and len(arguments.sizes) > 1:
        for size in arguments.sizes:
            command = [sys.executable, __file__, "cost", "--dir", str(arguments.dir), "--sizes", str(size)]
            subprocess.run(command, check=True)
        return
    folder = Path(tempfile.mkdtemp(prefix="dedupe-", dir=arguments.dir))
    try:
        if arguments.what == "copies":
            copies(folder, arguments.shared)
        elif arguments.what == "rewrites":
            rewrites(folder, arguments.shared, arguments.split)
        else:
            cost(folder, arguments.sizes[0])
    finally:
        shutil.rmtree(folder)


if __name__ == "__main__":
    main()
