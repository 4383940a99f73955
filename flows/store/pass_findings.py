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
import pyarrow as pa

from detectors.judging import judge
from detectors.records import Finding
from detectors.ruleset import Ruleset
from flows.store.judged_again import store_judged, stored_rows

_MEMORY = "2GB"
"""What does not fit into it goes to disk, beside the working file; the rows of the transaction come on top."""

_TEMPORARY = ("spots", "changed", "again")
_PAGE = 2_000
_KEYS = "(article_id, text_sha256, scorer)"
_SAID = ("rule", "certainty", "placement", "detail")

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
_AGAIN = f"""
CREATE OR REPLACE TEMP TABLE again AS
SELECT row_number() OVER (ORDER BY position) AS number, * FROM ({stored_rows(_WANTED)})
"""  # noqa: S608 - constants
_FORGET = f"""
DELETE FROM scorecards WHERE {_KEYS} IN (SELECT {_KEYS} FROM subjects SEMI JOIN changed USING (n));
DELETE FROM judgements WHERE {_KEYS} IN (SELECT {_KEYS} FROM subjects SEMI JOIN changed USING (n));
"""  # noqa: S608 - constants
_UNSAY = f"DELETE FROM judgements WHERE $own AND ruleset = ? AND {_KEYS} IN (SELECT {_KEYS} FROM spots)"  # noqa: S608
_SAY_AGAIN = f"""
INSERT INTO judgements BY NAME
SELECT article_id, text_sha256, scorer, ? AS ruleset, rule, 'text' AS field, start_char, end_char, action, severity, evidence
FROM spots JOIN said USING ({", ".join(_SAID)})
"""  # noqa: S608 - constants


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
    connection.execute(_AGAIN)
    connection.execute(_FORGET)
    judged_at = datetime.now(UTC)
    found = connection.execute("SELECT count(*) FROM again").fetchall()
    count = int(found[0][0])
    for first in range(1, count + 1, _PAGE):
        page: pa.Table = connection.sql(
            "FROM again WHERE number >= ? AND number < ? ORDER BY number", params=[first, first + _PAGE]
        ).to_arrow_table()
        for batch in page.combine_chunks().to_batches():
            store_judged(connection, batch, ruleset, run_id, judged_at)
    return count


def _say_again(connection: duckdb.DuckDBPyConnection, own: str, ruleset: Ruleset) -> None:
    """Write anew what ``ruleset`` says of each place: the facts that it shows may have changed where no place has."""
    rows = connection.execute(f"SELECT DISTINCT {', '.join(_SAID)}, edit IS NULL FROM spots").fetchall()  # noqa: S608 - constants
    said = [(row, judged) for row in rows for judged in judge({}, [_finding(*row)], ruleset).judgements]
    columns: dict[str, pa.Array] = {name: pa.array([row[i] for row, _ in said], pa.string()) for i, name in enumerate(_SAID)}
    for name in ("action", "severity", "evidence"):
        columns[name] = pa.array([getattr(judged, name) for _, judged in said], pa.string())
    connection.register("said", pa.table(columns))
    connection.execute(_UNSAY.replace("$own", own), [ruleset.digest])
    connection.execute(_SAY_AGAIN, [ruleset.digest])
    connection.unregister("said")


def _finding(rule: str, certainty: str, placement: str, detail: str, *without_edit: bool) -> Finding:
    edit = None if any(without_edit) else ((0, 1, ""),)
    return Finding(rule, "text", 0, 1, certainty, placement, "", edit, detail)  # type: ignore[arg-type]
