"""Judge stored articles by another ruleset, from their measures and findings alone.

The rules speak once for each kind of place there is (rule, certainty, placement, detail), the database gives every place
its judgement and every article the strongest of its own. It has to come to what :func:`detectors.judging.verdicts.judge` says; a
test compares. A clean text follows from the text and the edits that are made in it: where the active ruleset makes the
same edits its clean text is taken over, so a text is read only where they differ.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from contextlib import nullcontext
from datetime import datetime
from itertools import islice
from typing import Any, NamedTuple

import duckdb
import pyarrow as pa

from detectors import catalog
from detectors.edits import apply_edits
from detectors.judging.rules import Rule
from detectors.judging.ruleset import Ruleset
from detectors.judging.verdicts import evidence_of, judge
from detectors.records import Edit, Finding
from flows.store.rows import measure_column, naive_utc, strings
from flows.store.rulesets import active_digest
from flows.store.transactions import transaction

_PAGE = 50_000
"""Articles judged at a time: each page looks through the tables once, and its rows are held until they are stored."""

_TEXTS = 2_000
_KEYS = "article_id, text_sha256, scorer"
_SAID = ("rule", "certainty", "placement", "detail", "is_open")
_OPEN = "NOT coalesce(field = 'text' AND len(edit) > 0, false)"
"""SQL for a finding that no edit of the text repairs."""

_CARD = "{scorer: scorer, code: language, probability: language_probability, method: language_method}"
MISSING = f"""
SELECT article_id, text_sha256, unnest(card) FROM (
    SELECT article_id, text_sha256, arg_max({_CARD}, scored_at) AS card
    FROM scorecards GROUP BY article_id, text_sha256
) AS newest
ANTI JOIN (SELECT * FROM scorecards WHERE ruleset = ?) AS judged
ON newest.article_id = judged.article_id AND newest.text_sha256 = judged.text_sha256
    AND newest.card.scorer = judged.scorer
"""  # noqa: S608 - constants
"""Versions that a ruleset has not judged as their newest scorer measured them."""

_PLACES = f"""
SELECT DISTINCT rule, certainty, placement, coalesce(detail, '') AS detail, {_OPEN} AS is_open
FROM findings SEMI JOIN asked USING ({_KEYS})
"""  # noqa: S608 - constants
_TURN_TO = "CREATE OR REPLACE TEMP TABLE page AS FROM asked WHERE n BETWEEN ? AND ?"
_OF_FINDINGS = f"""
CREATE OR REPLACE TEMP TABLE made AS
SELECT n, rule, field, start_char, end_char, action, severity, evidence
FROM (
    SELECT n, rule, field, start_char, end_char, certainty, placement, coalesce(detail, '') AS detail, {_OPEN} AS is_open
    FROM findings JOIN (SELECT n, {_KEYS} FROM page) USING ({_KEYS})
)
JOIN said USING (rule, certainty, placement, detail, is_open)
"""  # noqa: S608 - constants
_VERDICTS = """
CREATE OR REPLACE TEMP TABLE verdicts AS
WITH ranked AS (SELECT *, list_position(['note', 'clean', 'review', 'drop'], action) AS rank FROM made),
reached AS (SELECT n, rank, list_sort(list(DISTINCT rule)) AS rules FROM ranked GROUP BY n, rank),
strongest AS (SELECT n, max(rank) AS rank, arg_max(rules, rank) AS rules FROM reached GROUP BY n),
acted AS (
    SELECT n, bit_xor(hash(rule, start_char, end_char)) AS edits FROM made WHERE field = 'text' AND action <> 'note' GROUP BY n
)
SELECT n, ['keep', 'clean', 'review', 'drop'][coalesce(rank, 1)] AS verdict,
       if(coalesce(rank, 1) = 1, [], rules) AS reasons, edits
FROM page LEFT JOIN strongest USING (n) LEFT JOIN acted USING (n)
"""
_COPIED = f"""
CREATE OR REPLACE TEMP TABLE copied AS
SELECT n, card FROM (
    SELECT n, any_value(card) AS card, bit_xor(hash(rule, start_char, end_char)) AS edits
    FROM (SELECT rowid AS card, {_KEYS} FROM scorecards WHERE ruleset = $base AND verdict = 'clean')
    JOIN page USING ({_KEYS}) JOIN judgements USING ({_KEYS})
    WHERE judgements.ruleset = $base AND field = 'text' AND action <> 'note' GROUP BY n
)
JOIN verdicts USING (n, edits) WHERE verdict = 'clean'
"""  # noqa: S608 - constants
"""Articles in which another ruleset makes the same edits, with its scorecard."""

_JUDGED = """
article_id, text_sha256, scorer, $ruleset AS ruleset, $run_id AS run_id, verdict, reasons, code AS language,
probability AS language_probability, method AS language_method, $judged_at::TIMESTAMP AS scored_at
"""
_STORE = f"""
INSERT INTO scorecards BY NAME
SELECT {_JUDGED}, NULL AS clean_text FROM page JOIN verdicts USING (n) WHERE verdict <> 'clean'
"""  # noqa: S608 - constants
_STORE_COPIED = f"""
INSERT INTO scorecards BY NAME
SELECT {_JUDGED}, clean_text FROM (SELECT rowid AS card, clean_text FROM scorecards)
JOIN (FROM copied JOIN page USING (n) JOIN verdicts USING (n)) USING (card)
"""  # noqa: S608 - constants
_STORE_CLEANED = f"""
INSERT INTO scorecards BY NAME SELECT {_JUDGED}, clean_text FROM cleaned JOIN page USING (n) JOIN verdicts USING (n)
"""  # noqa: S608 - constants
_STORE_JUDGEMENTS = """
INSERT INTO judgements BY NAME
SELECT article_id, text_sha256, scorer, $ruleset AS ruleset, made.* EXCLUDE (n) FROM made JOIN page USING (n)
"""
_TO_CLEAN = f"""
SELECT any_value(position) AS position, n, list(edit) FILTER (made.action <> 'note') AS edits
FROM verdicts JOIN page USING (n) ANTI JOIN copied USING (n)
LEFT JOIN findings USING ({_KEYS})
LEFT JOIN made ON made.n = verdicts.n AND made.rule = findings.rule AND made.field = 'text' AND findings.field = 'text'
    AND made.start_char = findings.start_char AND made.end_char = findings.end_char
WHERE verdict = 'clean' GROUP BY n ORDER BY position
"""  # noqa: S608 - constants
_TEXTS_AT = """
SELECT n, text FROM (SELECT rowid AS position, text FROM article_versions WHERE rowid BETWEEN ? AND ?)
JOIN wanted USING (position) ORDER BY position
"""
_TEMPORARY = ("asked", "said", "page", "made", "numbers", "verdicts", "copied")


class Judging(NamedTuple):
    """By what the articles of the temporary table ``asked`` are judged."""

    ruleset: Ruleset
    run_id: str | None
    judged_at: datetime

    def constants(self) -> dict[str, Any]:
        """Return what is the same in every scorecard."""
        return {"ruleset": self.ruleset.digest, "run_id": self.run_id, "judged_at": naive_utc(self.judged_at)}


def ask(connection: duckdb.DuckDBPyConnection, wanted: str, *parameters: object) -> int:
    """Make the temporary table ``asked`` of all measured versions that a query names, in the order in which they are stored.

    ``wanted`` gives ``article_id, text_sha256, scorer, code, probability, method``. Returns how many there are.
    """
    connection.execute(
        f"""
        CREATE OR REPLACE TEMP TABLE asked AS
        SELECT row_number() OVER (ORDER BY position) AS n, * FROM (
            SELECT versions.rowid AS position, wanted.*
            FROM ({wanted}) AS wanted JOIN article_versions AS versions USING (article_id, text_sha256)
            SEMI JOIN measures USING ({_KEYS})
        )
        """,  # noqa: S608 - constants
        list(parameters),
    )
    return int(connection.execute("SELECT count(*) FROM asked").fetchall()[0][0])


def judge_asked(connection: duckdb.DuckDBPyConnection, judging: Judging, *, in_transaction: bool) -> None:
    """Store a scorecard by a ruleset for each article in ``asked``, which has none by it yet.

    Without a transaction of the caller's each page is stored in one of its own.
    """
    say(connection, _PLACES, judging.ruleset)
    count = int(connection.execute("SELECT count(*) FROM asked").fetchall()[0][0])
    for first in range(1, count + 1, _PAGE):
        with nullcontext() if in_transaction else transaction(connection):
            _judge_page(connection, judging, first, first + _PAGE - 1)
    for name in _TEMPORARY:
        connection.execute(f"DROP TABLE IF EXISTS temp.{name}")


def say(connection: duckdb.DuckDBPyConnection, places: str, ruleset: Ruleset) -> None:
    """Make the temporary table ``said``: what a ruleset says of each kind of place that a query names.

    ``places`` gives ``rule, certainty, placement, detail, is_open``; ``said`` has them with ``action, severity, evidence``.
    """
    rows = connection.execute(places).fetchall()
    said = [(row, judged) for row in rows for judged in judge({}, [_finding(*row)], ruleset).judgements]
    columns = {name: strings([row[i] for row, _ in said]) for i, name in enumerate(_SAID[:-1])}
    columns["is_open"] = pa.array([row[-1] for row, _ in said], pa.bool_())
    for name in ("action", "severity", "evidence"):
        columns[name] = strings([getattr(judged, name) for _, judged in said])
    _keep(connection, "said", pa.table(columns))


def _finding(rule: str, certainty: Any, placement: Any, detail: str, is_open: bool) -> Finding:  # noqa: ANN401, FBT001 - a database row
    return Finding(rule, "text", 0, 1, certainty, placement, "", None if is_open else ((0, 1, ""),), detail)


def _keep(connection: duckdb.DuckDBPyConnection, name: str, rows: pa.Table) -> None:
    connection.register("given", rows)
    connection.execute(f"CREATE OR REPLACE TEMP TABLE {name} AS FROM given")
    connection.unregister("given")


def _judge_page(connection: duckdb.DuckDBPyConnection, judging: Judging, first: int, last: int) -> None:
    connection.execute(_TURN_TO, [first, last])
    connection.execute(_OF_FINDINGS)
    _add_measured(connection, judging.ruleset)
    connection.execute(_VERDICTS)
    connection.execute(_COPIED, {"base": active_digest(connection)})
    for query in (_STORE, _STORE_COPIED):
        connection.execute(query, judging.constants())
    connection.execute(_STORE_JUDGEMENTS, {"ruleset": judging.ruleset.digest})
    for cleaned in _cleaned(connection):
        connection.register("cleaned", cleaned)
        connection.execute(_STORE_CLEANED, judging.constants())
        connection.unregister("cleaned")


def _add_measured(connection: duckdb.DuckDBPyConnection, ruleset: Ruleset) -> None:
    """Add to ``made`` what the rules say of measures out of their range."""
    rules = [rule for rule in ruleset.measure_rules if rule.name in catalog.MEASURE_RULES]
    if not rules:
        return
    columns = ", ".join(f'"{measure_column(rule)}"' for rule in catalog.MEASURE_RULES)
    connection.execute(
        f"CREATE OR REPLACE TEMP TABLE numbers AS SELECT n, {columns} FROM measures JOIN (SELECT n, {_KEYS} FROM page) USING ({_KEYS})"  # noqa: S608
    )
    found: pa.Table = connection.sql(" UNION ALL ".join(_out_of_range(*each) for each in enumerate(rules))).to_arrow_table()
    spoken = [rules[place] for place in found["place"].to_pylist()]
    evidence = map(evidence_of, spoken, found["value"].to_pylist(), found["beside"].to_pylist())
    said = {
        "n": found["n"],
        "rule": strings([rule.name for rule in spoken]),
        "action": strings([rule.action() for rule in spoken]),
        "severity": strings([rule.severity for rule in spoken]),
        "evidence": strings(list(evidence)),
    }
    connection.register("given", pa.table(said))
    connection.execute("INSERT INTO made BY NAME FROM given")
    connection.unregister("given")


def _out_of_range(place: int, rule: Rule) -> str:
    """Return SQL for the articles in which a measure is out of its range; NaN always is."""
    low = -math.inf if rule.min is None else rule.min
    high = math.inf if rule.max is None else rule.max
    value = f'"{measure_column(rule.name)}"'
    beside = f'"{measure_column(rule.beside)}"' if rule.beside else "NULL::DOUBLE"
    limits = f"({value} < '{low}'::DOUBLE OR {value} > '{high}'::DOUBLE)"
    return f"SELECT n, {place} AS place, {value} AS value, {beside} AS beside FROM numbers WHERE {limits}"  # noqa: S608 - numbers


def _cleaned(connection: duckdb.DuckDBPyConnection) -> Iterator[pa.Table]:
    """Yield ``n, clean_text`` of the clean articles whose edits no scorecard has made yet; NULL where they change nothing."""
    wanted: pa.Table = connection.sql(_TO_CLEAN).to_arrow_table()
    for first in range(0, wanted.num_rows, _TEXTS):
        rows = wanted.slice(first, _TEXTS).combine_chunks()
        positions = rows["position"]
        connection.register("wanted", rows.select(["position", "n"]))
        found = connection.execute(_TEXTS_AT, [positions[0].as_py(), positions[-1].as_py()]).fetchall()
        connection.unregister("wanted")
        texts = dict(found)
        numbers = rows["n"].to_pylist()
        cleaned = [_clean(texts.get(n), edits) for n, edits in zip(numbers, _edits_of(rows["edits"].chunk(0)), strict=True)]
        yield pa.table({"n": rows["n"], "clean_text": strings(cleaned)})


def _clean(text: str | None, edits: Sequence[Edit]) -> str | None:
    """Return a text with its edits made; None where that changes nothing, or where no text is stored any more."""
    cleaned = apply_edits(text, edits).text if text else None
    return cleaned if cleaned != text else None


def _edits_of(column: pa.ListArray) -> Iterator[list[Edit]]:
    """Yield the edits of each article."""
    edits = column.flatten()
    steps = zip(*(field.to_pylist() for field in edits.flatten().flatten()), strict=True)
    made = iter([tuple(islice(steps, size)) for size in edits.value_lengths().fill_null(0).to_pylist()])
    for size in column.value_lengths().fill_null(0).to_pylist():
        yield list(islice(made, size))


def judge_missing(connection: duckdb.DuckDBPyConnection, judging: Judging) -> int:
    """Store scorecards by a ruleset where there are none; return how many were made."""
    count = ask(connection, MISSING, judging.ruleset.digest)
    judge_asked(connection, judging, in_transaction=False)
    return count
