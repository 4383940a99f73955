"""What an export costs, and whether killing it changes a byte: made-up articles, exported twice, the second time with kills.

    python bench/export.py --dir /var/tmp/winnow-bench [--size 1000000] [--split source] [--format parquet] [--kills 5]

The articles are about 3 KB of made-up words each, the same every time, of 300 outlets; a third of those exported has a clean
text. They are written straight into the tables by SQL, since only the export is measured. Needs some 4 KB of disk an article.
"""

import argparse
import hashlib
import multiprocessing
import os
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from detectors.judging.ruleset import load_ruleset
from flows.store.places import folder_of, working_file
from flows.store.working import open_working

SENTENCES = 5_000
POOL = f"""
CREATE OR REPLACE TEMP TABLE pool AS
SELECT list(concat(upper(left(words, 1)), substr(words, 2), '.') ORDER BY i) AS sentences FROM (
    SELECT i, array_to_string(list_transform(range(22), lambda k:
        left(sha1(concat(hash(i * 100 + k) % 20000)), 2 + (hash(i * 100 + k) % 8)::INTEGER)), ' ') AS words
    FROM range({SENTENCES}) AS numbers(i)
)
"""
VERSIONS = f"""
INSERT INTO article_versions BY NAME
SELECT concat('https://outlet-', hash(i) % 300, '.example/2026/story-', i) AS article_id, sha256(text) AS text_sha256,
       concat('made.jsonl:', i) AS location, concat('outlet-', hash(i) % 300, '.example') AS source, article_id AS url,
       concat('Story ', i) AS title, TIMESTAMP '2024-01-01' + to_minutes((hash(i, 1) % 1000000)::INTEGER) AS published_at,
       text, length(text) AS n_chars, 528 AS n_words, 0 AS n_replaced,
       TIMESTAMP '2026-11-01' AS first_seen_at, TIMESTAMP '2026-11-01' AS last_seen_at
FROM (
    SELECT i, array_to_string(list_transform(range(24), lambda k: concat(
        sentences[1 + (hash(i * 64 + k) % {SENTENCES})::BIGINT], if(k % 4 = 3, chr(10) || chr(10), ' '))), '') AS text
    FROM range(?) AS numbers(i), pool
)
"""
CARDS = """
INSERT INTO scorecards BY NAME
SELECT article_id, text_sha256, 'bench' AS scorer, ? AS ruleset, 'bench' AS run_id,
       ['keep', 'keep', 'keep', 'keep', 'keep', 'clean', 'clean', 'clean', 'review', 'drop'][1 + (hash(rowid, 2) % 10)::BIGINT] AS verdict,
       CASE verdict WHEN 'clean' THEN ['residue.share_prompt'] WHEN 'review' THEN ['leak.refusal', 'leak.self_review']
           WHEN 'drop' THEN ['leak.placeholder'] ELSE [] END AS reasons,
       if(verdict = 'clean', substr(text, 150), NULL) AS clean_text,
       'en' AS language, 0.99 AS language_probability, 'gate' AS language_method, TIMESTAMP '2026-11-01' AS scored_at
FROM article_versions
"""
MEASURES = "INSERT INTO measures BY NAME SELECT article_id, text_sha256, 'bench' AS scorer FROM article_versions"
EXPORT = "from flows.cli import main; main()"


def build(db, size):
    """Make a database of ``size`` articles, as if it had just been published."""
    ruleset = load_ruleset()
    folder_of(db).mkdir()
    with open_working(db) as connection:
        connection.execute("SET enable_progress_bar = false")
        connection.execute(POOL)
        connection.execute(VERSIONS, [size])
        connection.execute(CARDS, [ruleset.digest])
        connection.execute(MEASURES)
        connection.execute(
            "INSERT INTO rulesets VALUES (?, 'news', ?, TIMESTAMP '2026-11-01')", [ruleset.digest, ruleset.toml]
        )
        connection.execute("INSERT INTO settings VALUES ('active_ruleset', ?)", [ruleset.digest])
    working_file(db).replace(db)


def start(arguments):
    """Start an export in a process of its own."""
    return subprocess.Popen([sys.executable, "-c", EXPORT, "export", *map(str, arguments)], stdout=subprocess.DEVNULL)


def finish(process):
    """Wait for a process; return its CPU seconds and the most memory it held, in MB."""
    _, status, used = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    assert process.returncode in {0, -signal.SIGKILL}, process.returncode
    return used.ru_utime + used.ru_stime, used.ru_maxrss / (1e6 if sys.platform == "darwin" else 1e3)


def digests(folder):
    """Return the digest of every file below a folder."""
    return {
        str(path.relative_to(folder)): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def n_done(out):
    """Return how many files of the corpus stand in a folder."""
    return len(list((out / "articles").glob("*"))) if (out / "articles").exists() else 0


def killed_and_resumed(arguments, out, n_files, kills):
    """Export with kills, the first before any file, the others after a random number of files and a random moment."""
    rng = random.Random(7)
    for number in range(kills):
        process = start([out, *arguments])
        enough = rng.randint(n_done(out) + 1, n_files) if number else 0
        while n_done(out) < enough and process.poll() is None:
            time.sleep(0.005)
        time.sleep(rng.uniform(0, 0.1) if number else 4)
        process.kill()
        finish(process)
        print(
            f"{'':>9} killed: {n_done(out)} files done, manifest {'there' if (out / 'manifest.json').exists() else 'not there'}",
            flush=True,
        )
    cpu, peak = finish(start([out, *arguments]))
    print(f"{'':>9} resumed: {cpu:.1f} s CPU, peak {peak:,.0f} MB")


def measure(folder, options):
    """Build, export, kill, resume, compare, and print the figures."""
    db, begun = folder / "bench.duckdb", time.perf_counter()
    # In a process of its own: what this one holds would count as the most that its children held.
    maker = multiprocessing.get_context("spawn").Process(target=build, args=(db, options.size))
    maker.start()
    maker.join()
    assert maker.exitcode == 0
    print(
        f"{options.size:>9,} articles made in {time.perf_counter() - begun:.0f} s: {db.stat().st_size / 1e6:,.0f} MB",
        flush=True,
    )
    arguments = ["--db", db, "--split", options.split, "--format", options.format]
    whole, killed = folder / "whole", folder / "killed"
    begun = time.perf_counter()
    cpu, peak = finish(start([whole, *arguments]))
    seconds = time.perf_counter() - begun
    made = digests(whole)
    size = sum(path.stat().st_size for path in whole.rglob("*") if path.is_file())
    print(
        f"{'':>9} exported in {seconds:.0f} s, {cpu:.1f} s CPU, peak {peak:,.0f} MB: {len(made)} files, {size / 1e6:,.0f} MB",
        flush=True,
    )
    killed_and_resumed(arguments, killed, len(made) - 2, options.kills)
    assert digests(killed) == made, "killing an export changed what it writes"
    print(f"{'':>9} killed {options.kills} times and resumed: every byte the same")


def main():
    """Read the command line, measure, and leave nothing behind."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--dir", type=Path, required=True)
    parser.add_argument("--size", type=int, default=1_000_000)
    parser.add_argument("--split", default="source")
    parser.add_argument("--format", default="parquet")
    parser.add_argument("--kills", type=int, default=5)
    options = parser.parse_args()
    folder = Path(tempfile.mkdtemp(prefix="export-", dir=options.dir))
    try:
        measure(folder, options)
    finally:
        shutil.rmtree(folder)


if __name__ == "__main__":
    main()
