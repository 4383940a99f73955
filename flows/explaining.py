"""``winnow explain``: a stored article with its evidence, as the active ruleset judges it."""

from __future__ import annotations

import shlex
from pathlib import Path
from typing import Any

import duckdb
from rich.console import Console

from detectors.records import Finding, Judgement, Language
from flows.errors import InputError
from flows.show import Shown, show, show_diff
from flows.store.reading import open_published

_ARTICLE = """
SELECT articles.*, cards.scorer, cards.ruleset, cards.verdict, cards.reasons, cards.clean_text,
       cards.language, cards.language_probability AS probability, cards.language_method AS method
FROM articles
JOIN article_scores AS scores USING (article_id, text_sha256)
JOIN scorecards AS cards USING (article_id, text_sha256, scorer, ruleset)
WHERE article_id = ?
"""
_FINDINGS = """
SELECT rule, field, start_char, end_char, certainty, placement, excerpt, edit
FROM findings WHERE article_id = ? AND text_sha256 = ? AND scorer = ? ORDER BY field, start_char, end_char
"""
_JUDGEMENTS = """
SELECT rule, field, start_char, end_char, action, severity, evidence
FROM judgements WHERE article_id = ? AND text_sha256 = ? AND scorer = ? AND ruleset = ? ORDER BY field, start_char, rule
"""


def explain_article(article_id: str, db: Path, console: Console | None = None) -> None:
    """Show a stored article with its evidence and, where cleaning changes it, the difference."""
    console = console or Console(highlight=False, markup=False, emoji=False)
    with open_published(db) as connection:
        shown = stored_article(connection, article_id, db)
    show(console, shown)
    if shown.clean_text is not None:
        console.print()
        show_diff(console, shown.text, shown.clean_text)


def stored_article(connection: duckdb.DuckDBPyConnection, article_id: str, db: Path) -> Shown:
    """Return the newest version of an article with what the active ruleset says of it.

    Raises:
        InputError: no such article.

    """
    cursor = connection.execute(_ARTICLE, [article_id])
    names = [column[0] for column in cursor.description or ()]
    row = cursor.fetchone()
    if row is None:
        lists = f'winnow sql "SELECT article_id, title FROM articles" --db {shlex.quote(str(db))}'  # noqa: S608 - a hint for people
        message = f"no article {article_id!r} is stored; all of them: {lists}"
        raise InputError(message)
    card: dict[str, Any] = dict(zip(names, row, strict=True))
    keys = [article_id, card["text_sha256"], card["scorer"]]
    findings = connection.execute(_FINDINGS, keys).fetchall()
    judgements = connection.execute(_JUDGEMENTS, [*keys, card["ruleset"]]).fetchall()
    return Shown(
        title=card["title"],
        text=card["text"],
        verdict=card["verdict"],
        reasons=card["reasons"],
        findings=[_finding(*found) for found in findings],
        judgements=[Judgement(*judged) for judged in judgements],
        language=Language(card["language"], card["probability"], card["method"]),
        clean_text=card["clean_text"],
        location=f"{article_id}  {card['location']}",
    )


def _finding(*columns: Any) -> Finding:  # noqa: ANN401 - a database row
    rule, field, start, end, certainty, placement, excerpt, edit = columns
    steps = edit and tuple((step["start_char"], step["end_char"], step["new"]) for step in edit)
    return Finding(rule, field, start, end, certainty, placement, excerpt, steps)
