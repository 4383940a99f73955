"""A database to export, and what tests look at in an export."""

import hashlib

import duckdb

from tests.store_samples import article, run

ALL = ("keep", "clean", "review", "drop")


def judged(db, article_id, verdict, *reasons):
    """Give a stored article another verdict, as a published file may hold it."""
    with duckdb.connect(str(db)) as connection:
        connection.execute(
            "UPDATE scorecards SET verdict = ?, reasons = ?, clean_text = NULL WHERE article_id = ?",
            [verdict, list(reasons), article_id],
        )


def nine_articles(folder):
    """Make a database of nine articles of three outlets in a folder, and return that: one kept, two left out, six cleaned."""
    path = folder / "w.duckdb"
    run(path, [article(number) for number in range(9)])
    judged(path, "a0", "keep")
    judged(path, "a1", "drop", "leak.refusal")
    judged(path, "a2", "review", "leak.refusal", "leak.self_review")
    return folder


def digests(out):
    """Return the digest of every file of an export."""
    return {
        str(path.relative_to(out)): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in out.rglob("*")
        if path.is_file()
    }
