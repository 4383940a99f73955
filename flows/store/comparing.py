"""Say what another ruleset would do to what is stored: by SQL over measures and findings, without scoring or writing.

The rules become a small table, and the database judges: the first case of a rule that fits a finding, a measure beyond
a limit, the strongest action as the verdict. It has to say what :func:`detectors.judging.verdicts.judge` says; a test compares.
"""

from __future__ import annotations

import duckdb
import pyarrow as pa

from detectors.judging.rules import Rule
from detectors.judging.ruleset import Ruleset
from flows.store.rows import measure_column

_KEYS = "article_id, text_sha256, scorer"
_DIFFERENCES = f"""
WITH actions AS (
    SELECT * FROM (VALUES (0, 'note', 'keep'), (1, 'clean', 'clean'), (2, 'review', 'review'), (3, 'drop', 'drop'))
    AS ranks(rank, action, verdict)
),
scored AS (SELECT {_KEYS}, ruleset, verdict FROM article_scores),
found AS (
    SELECT {_KEYS}, findings.rule, arg_min(
        CASE WHEN cases.action = 'clean' AND (field <> 'text' OR edit IS NULL OR len(edit) = 0) THEN 'review'
        ELSE coalesce(cases.action, 'note') END,
        cases.place
    ) AS action
    FROM findings
    SEMI JOIN scored USING ({_KEYS})
    JOIN cases ON cases.rule = findings.rule
        AND coalesce(cases.certainty, findings.certainty) = findings.certainty
        AND coalesce(cases.placement, findings.placement) = findings.placement
    GROUP BY {_KEYS}, findings.rule, field, start_char, end_char
),
measured AS (
    SELECT {_KEYS}, limits.rule, limits.action
    FROM (
        UNPIVOT (SELECT measures.* FROM measures SEMI JOIN scored USING ({_KEYS}))
        ON COLUMNS(* EXCLUDE ({_KEYS})) INTO NAME measure VALUE number
    )
    JOIN limits USING (measure)
    WHERE number < limits.lowest OR number > limits.highest
),
after AS (
    SELECT article_id, rule, max(rank) AS rank FROM (FROM found UNION ALL FROM measured) JOIN actions USING (action) GROUP BY ALL
),
before AS (
    SELECT article_id, rule, max(rank) AS rank
    FROM judgements SEMI JOIN scored USING ({_KEYS}, ruleset) JOIN actions USING (action) GROUP BY ALL
),
verdicts AS (
    SELECT scored.article_id, scored.verdict AS was, actions.verdict AS becomes
    FROM scored
    LEFT JOIN (SELECT article_id, max(rank) AS rank FROM after GROUP BY article_id) AS strongest USING (article_id)
    JOIN actions ON actions.rank = coalesce(strongest.rank, 0)
),
spoken AS (
    SELECT article_id, rule, old.action AS was, new.action AS becomes
    FROM before FULL JOIN after USING (article_id, rule)
    LEFT JOIN actions AS old ON old.rank = before.rank
    LEFT JOIN actions AS new ON new.rank = after.rank
)
SELECT rule, was, becomes, count(*) AS articles, min(article_id, 3) AS examples FROM (
    SELECT NULL AS rule, * FROM verdicts UNION ALL BY NAME FROM spoken
)
WHERE was IS DISTINCT FROM becomes
GROUP BY rule, was, becomes
ORDER BY rule NULLS FIRST, articles DESC, was, becomes
"""  # noqa: S608 - constants
_CASES = pa.schema([(name, pa.string()) for name in ("rule", "certainty", "placement", "action")] + [("place", pa.int32())])
_LIMITS = pa.schema(
    [(name, pa.string()) for name in ("rule", "measure", "action")] + [("lowest", pa.float64()), ("highest", pa.float64())]
)


def differences(connection: duckdb.DuckDBPyConnection, ruleset: Ruleset) -> duckdb.DuckDBPyConnection:
    """Return rows ``(rule, was, becomes, articles, examples)``: what ``ruleset`` changes against the active one.

    Over the newest versions of all articles. Where ``rule`` is NULL, ``was`` and ``becomes`` are verdicts; else they are the
    strongest action of that rule in an article, NULL where it does not speak. ``examples`` are up to three article ids.
    """
    rules = [rule for rule in ruleset.rules.values() if rule.status != "retired"]
    spans = [row for rule in rules if rule.kind == "span" for row in _cases(rule)]
    limits = [
        {
            "rule": rule.name,
            "measure": measure_column(rule.name),
            "action": rule.action(),
            "lowest": rule.min,
            "highest": rule.max,
        }
        for rule in rules
        if rule.kind == "measure"
    ]
    asking = connection.cursor()
    asking.register("cases", pa.Table.from_pylist(spans, _CASES))
    asking.register("limits", pa.Table.from_pylist(limits, _LIMITS))
    return asking.execute(_DIFFERENCES)


def _cases(rule: Rule) -> list[dict[str, str | int | None]]:
    """Return the cases of a rule in order; a rule on trial only notes, and so does what no case fits."""
    given = () if rule.status == "trial" else rule.cases
    rows = [(case.certainty, case.placement, case.action) for case in given]
    return [
        {"rule": rule.name, "certainty": certainty, "placement": placement, "action": action, "place": place}
        for place, (certainty, placement, action) in enumerate([*rows, (None, None, "note")])
    ]
