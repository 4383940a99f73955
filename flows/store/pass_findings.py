"""Write what a pass over the store found: findings of its rules in place of the earlier ones, and verdicts that follow.

A pass owns the findings of its rules. It hands over two temporary tables: ``subjects`` (``n, position, article_id,
text_sha256, scorer``), the versions that may have such findings, and ``spots``, the findings with the ``n`` of their
version. Only what they change is judged again.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime

import duckdb

from detectors.judging.ruleset import Ruleset
from flows.store.judged_again import Judging, ask, judge_asked, say

_MEMORY = "2GB"
"""What does not fit into it goes to disk, beside the working file; the rows of the transaction come on top."""

_TEMPORARY = ("spots", "changed", "said")
_KEYS = "(article_id, text_sha256, scorer)"

# ``$own`` stands for a condition on ``rule``, made of the names of the pass's rules.
_CHANGED = """
CREATE OR REPLACE TEMP TABLE changed AS
WITH places AS (
    SELECT n, rule, start_char, end_char, certainty, placement, 1 AS side FROM spots
    UNION ALL
    SELECT n, rule, start_char, end_char, certainty, placement, 2 AS side FROM findings
    JOIN (SELECT n, article_id, text_sha256, scorer FROM subjects) USING (article_id, text_sha256, scorer) WHERE $own
)
SELECT n FROM places GROUP BY n
HAVING count(*) FILTER (side = 1) <> count(*) FILTER (side = 2)
    OR bit_xor(hash(rule, start_char, end_char, certainty, placement)) <> 0
"""
"""Versions where the pass finds other places than stand there already. A place on both sides cancels itself out."""

_REPLACE = f"""
DELETE FROM findings WHERE $own AND {_KEYS} IN (SELECT {_KEYS} FROM subjects);
INSERT INTO findings BY NAME
SELECT * EXCLUDE (n), split_part(rule, '.', 1) AS family, 'text' AS field FROM spots;
"""  # noqa: S608 - constants
_WANTED = f"""
SELECT article_id, text_sha256, scorer, any_value(language) AS code, any_value(language_probability) AS probability,
       any_value(language_method) AS method
FROM scorecards WHERE {_KEYS} IN (SELECT {_KEYS} FROM subjects SEMI JOIN changed USING (n)) GROUP BY ALL
"""  # noqa: S608 - constants
_FORGET = f"""
DELETE FROM scorecards WHERE {_KEYS} IN (SELECT {_KEYS} FROM subjects SEMI JOIN changed USING (n));
DELETE FROM judgements WHERE {_KEYS} IN (SELECT {_KEYS} FROM subjects SEMI JOIN changed USING (n));
"""  # noqa: S608 - constants
# What has changed was judged a moment ago, by the facts of now.
_UNCHANGED = "(FROM spots ANTI JOIN changed USING (n))"
_UNSAY = f"DELETE FROM judgements WHERE $own AND ruleset = ? AND {_KEYS} IN (SELECT {_KEYS} FROM {_UNCHANGED})"  # noqa: S608
_SAY_AGAIN = f"""
INSERT INTO judgements BY NAME
SELECT article_id, text_sha256, scorer, ? AS ruleset, rule, 'text' AS field, start_char, end_char, action, severity, evidence
FROM {_UNCHANGED} JOIN said USING (rule, certainty, placement, detail)
"""  # noqa: S608 - constants
_PLACES = f"SELECT DISTINCT rule, certainty, placement, detail, edit IS NULL AS is_open FROM {_UNCHANGED}"  # noqa: S608


@contextmanager
def bounded(connection: duckdb.DuckDBPyConnection, temporary: Sequence[str]) -> Iterator[None]:
    """Bound the memory of a pass, and leave none of its temporary tables behind."""
    connection.execute(f"SET memory_limit = '{_MEMORY}'")
    try:
        yield
    finally:
        for name in (*temporary, *_TEMPORARY):
            connection.execute(f"DROP TABLE IF EXISTS temp.{name}")
        connection.execute("RESET memory_limit")


def replace_findings(
    connection: duckdb.DuckDBPyConnection, rules: Sequence[str], ruleset: Ruleset, run_id: str | None
) -> int:
    """Put ``spots`` in the place of all findings of ``rules``, and return how many articles had to be judged again.

    The caller sees to the transaction. ``ruleset`` is the active one. What other rulesets had said of a changed article
    is forgotten: they judge it again when they are used again.
    """
    names = ", ".join(f"'{rule}'" for rule in rules)
    own = f"rule IN ({names})"
    connection.execute(_CHANGED.replace("$own", own))
    connection.execute(_REPLACE.replace("$own", own))
    n_judged = _judge_changed(connection, ruleset, run_id)
    _say_again(connection, own, ruleset)
    return n_judged


def _judge_changed(connection: duckdb.DuckDBPyConnection, ruleset: Ruleset, run_id: str | None) -> int:
    """Reach the verdicts again of all versions in ``changed``; return how many."""
    count = ask(connection, _WANTED)
    connection.execute(_FORGET)
    judge_asked(connection, Judging(ruleset, run_id, datetime.now(UTC)), in_transaction=True)
    return count


def _say_again(connection: duckdb.DuckDBPyConnection, own: str, ruleset: Ruleset) -> None:
    """Write anew what ``ruleset`` says where no place has changed: the facts that it shows may have."""
    say(connection, _PLACES, ruleset)
    connection.execute(_UNSAY.replace("$own", own), [ruleset.digest])
    connection.execute(_SAY_AGAIN, [ruleset.digest])
