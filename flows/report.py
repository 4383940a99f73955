"""``winnow report``: one self-contained HTML page over the published database.

The numbers come from the public views, so that whoever doubts one can ask for it with ``winnow sql``. The template
escapes everything; article text has its control characters made visible before it gets there.
"""

from __future__ import annotations

import re
from datetime import UTC, datetime
from importlib.resources import files
from itertools import islice
from pathlib import Path
from typing import Any

import duckdb
from jinja2 import Environment, StrictUndefined

from detectors.judging.ruleset import Ruleset, from_toml
from flows.charts import histogram
from flows.errors import naming
from flows.store import rulesets
from flows.store.reading import open_published
from flows.terminal import visible

_OUTLETS = 50
_RUNS = 10
_CHARTS = 12
_ALERTS = 30
_CONTEXT = 80
_LINES = re.compile(r"\s*\n\s*")
ACTIONS = ("note", "clean", "review", "drop")


def write_report(db: Path, out: Path) -> Path:
    """Write the page for ``db`` to ``out`` and return its path."""
    with open_published(db) as connection:
        page = render(connection, db.name)
    with naming(out):
        out.parent.mkdir(parents=True, exist_ok=True)
        out.write_text(page, "utf-8")
    return out


def render(connection: duckdb.DuckDBPyConnection, db: str) -> str:
    """Return the page."""
    environment = Environment(autoescape=True, undefined=StrictUndefined, trim_blocks=True)
    environment.filters["thousands"] = lambda number: "–" if number is None else f"{number:,.0f}"
    environment.filters["percent"] = lambda share: f"{share:.1%}"
    environment.filters["on_one_line"] = lambda text: _LINES.sub(" ⏎ ", text)
    template = environment.from_string(files("reports").joinpath("templates", "report.html").read_text("utf-8"))
    return template.render(_content(connection, db))


def _rows(connection: duckdb.DuckDBPyConnection, query: str, *parameters: object) -> list[dict[str, Any]]:
    """Return rows as mappings, every string in them made visible."""
    cursor = connection.execute(query, list(parameters))
    names = [column[0] for column in cursor.description or ()]
    return [
        {name: visible(cell) if isinstance(cell, str) else cell for name, cell in zip(names, row, strict=True)}
        for row in cursor.fetchall()
    ]


def _active_ruleset(connection: duckdb.DuckDBPyConnection) -> Ruleset:
    return rulesets.active(connection) or from_toml("none", "")


def _content(connection: duckdb.DuckDBPyConnection, db: str) -> dict[str, Any]:
    ruleset = _active_ruleset(connection)
    verdicts = _rows(connection, "FROM verdict_counts")
    rules = _rules(connection)
    fired = [rule["rule"] for rule in rules]
    return {
        "db": visible(db),
        "made_at": datetime.now(UTC).strftime("%Y-%m-%d %H:%M"),
        "ruleset": ruleset.digest,
        "ruleset_name": visible(ruleset.name),
        "n_articles": sum(each["n_articles"] for each in verdicts),
        "n_outlets": _rows(connection, "SELECT count(DISTINCT source) AS n FROM article_scores")[0]["n"],
        "verdicts": verdicts,
        "rules": rules,
        "silent": [name for name, rule in ruleset.rules.items() if name not in fired and rule.status != "retired"],
        "outlets": _outlets(connection),
        "alerts": _rows(connection, f"FROM source_alerts ORDER BY week DESC, source, measure LIMIT {_ALERTS}"),
        "charts": _charts(connection, ruleset, fired),
        "n_measures": len(ruleset.measure_rules),
        "examples": sorted(_examples(connection), key=lambda example: fired.index(example["rule"])),
        "runs": _rows(connection, f"FROM runs ORDER BY started_at DESC LIMIT {_RUNS}"),
    }


def _rules(connection: duckdb.DuckDBPyConnection) -> list[dict[str, Any]]:
    """Return what each rule found, the rules with the strongest action first."""
    rows = _rows(connection, "FROM rule_stats ORDER BY n_articles DESC, rule")
    rows = [row | {"action": next(action for action in reversed(ACTIONS) if row[f"n_{action}"])} for row in rows]
    return sorted(rows, key=lambda row: -ACTIONS.index(row["action"]))


def _charts(connection: duckdb.DuckDBPyConnection, ruleset: Ruleset, fired: list[str]) -> list[dict[str, Any]]:
    """Return the charts of the measures that lie outside their limits anywhere, in the order of the rules, a dozen at most."""
    measures = {rule.name: rule for rule in ruleset.measure_rules}
    drawn = (histogram(connection, measures[name]) for name in fired if name in measures)
    return list(islice((chart for chart in drawn if chart), _CHARTS))


def _outlets(connection: duckdb.DuckDBPyConnection) -> list[dict[str, Any]]:
    return _rows(
        connection,
        """
        WITH frequent AS (
            SELECT coalesce(source, '(none)') AS source, rule, count(DISTINCT article_id) AS n
            FROM article_findings WHERE action <> 'note' GROUP BY ALL
        ), top AS (SELECT source, arg_max(rule, (n, rule)) AS top_rule FROM frequent GROUP BY source)
        FROM source_health LEFT JOIN top USING (source) ORDER BY n_articles DESC, source LIMIT ?
        """,
        _OUTLETS,
    )


def _examples(connection: duckdb.DuckDBPyConnection) -> list[dict[str, Any]]:
    """Return for each rule its strongest finding, the same one each time, with the words around it."""
    return _rows(
        connection,
        """
        WITH one AS (
            FROM article_findings
            QUALIFY row_number() OVER (
                PARTITION BY rule ORDER BY list_position(['drop', 'review', 'clean', 'note'], action), article_id, start_char
            ) = 1
        )
        SELECT rule, action, evidence, article_id, coalesce(one.source, '') AS source, excerpt,
               if(field = 'text', substr(text, greatest(start_char - $1, 0) + 1, least($1, start_char)), '') AS before,
               if(field = 'text', substr(text, end_char + 1, $1), '') AS after
        FROM one JOIN articles USING (article_id) ORDER BY rule
        """,
        _CONTEXT,
    )
