"""A pass over the store made again or killed, and all that it may change."""

import subprocess
import sys
from pathlib import Path

from flows.store.writing import open_store
from tests.store_samples import ask

ROOT = Path(__file__).parent.parent
TABLES = {
    "outlet_lines": "*",
    "duplicates": "*",
    "findings": "*",
    "judgements": "*",
    "scorecards": "article_id, text_sha256, scorer, ruleset, verdict, reasons, clean_text",
}
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
    getattr(store, sys.argv[2])()
"""


def rows(db):
    """Return all that a pass may change, but for moments and names of runs."""
    return {name: ask(db, f"SELECT {columns} FROM {name} ORDER BY ALL") for name, columns in TABLES.items()}


def again(db, name):
    """Make one more pass, publish, and return what it did."""
    with open_store(db) as store:
        counts = getattr(store, name)()
        store.publish()
    return counts


def kill(db, name):
    """Make a pass that is killed after its first verdicts are written; publish what is stored then."""
    done = subprocess.run([sys.executable, "-c", KILLED, str(db), name], cwd=ROOT, check=False, timeout=60)
    assert done.returncode == -9
    with open_store(db) as store:
        store.publish()
