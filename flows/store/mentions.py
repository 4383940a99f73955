"""Find rejects that tell of articles that are to be forgotten: a record that could not be used has no id to look it up by.

A reject keeps the beginning of what stood there, which may be a text, a line of JSON, a row of a table or a page. It is
taken for an article's if it shows the article's id, address, headline, or the beginning of its text.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

import ahocorasick_rs
import duckdb

_PAGE = 20_000
"""Articles looked for at a time, which bounds the memory."""

_IDS = "SELECT article_id FROM forgotten"
_ARTICLES = "SELECT url, title, left(text, 400) FROM article_versions SEMI JOIN forgotten USING (article_id)"
_REJECTS = "SELECT rowid, concat_ws(chr(10), location, reason, excerpt) FROM rejects"
_PLAIN = re.compile(r"[A-Za-z0-9][A-Za-z0-9 ,.;]{19,39}")
"""Twenty to forty letters that are written the same in a text, in JSON and in HTML."""

_LONG = 12
"""Characters that no other article's words begin with by chance."""


def mentioning(connection: duckdb.DuckDBPyConnection, names: Sequence[str]) -> list[int]:
    """Return the rows of ``rejects`` that show one of ``names`` or an article of the temporary table ``forgotten``."""
    rejects = connection.execute(_REJECTS).fetchall()
    if not rejects:
        return []
    found = set(_rows_with(names, rejects, whole=True))
    ids = connection.execute(_IDS)
    while rows := ids.fetchmany(_PAGE):
        found.update(_rows_with([article_id for (article_id,) in rows], rejects, whole=True))
    articles = connection.execute(_ARTICLES)
    while rows := articles.fetchmany(_PAGE):
        found.update(_rows_with([needle for row in rows for needle in _needles(*row)], rejects, whole=False))
    return sorted(found)


def _needles(url: str | None, title: str | None, text: str | None) -> Iterator[str]:
    if url:
        yield url
    if title and len(title) >= _LONG:
        yield title
    if text:
        plain = _PLAIN.search(text)
        yield plain[0] if plain else text[:_LONG]


def _rows_with(needles: Sequence[str], rejects: Sequence[tuple[int, str]], *, whole: bool) -> Iterator[int]:
    """Yield the rows in which a needle stands; ``whole``: not as the beginning of a longer one, as 12 is of 123."""
    automaton = ahocorasick_rs.AhoCorasick(list(filter(None, needles)))
    for row, shown in rejects:
        hits = automaton.find_matches_as_indexes(shown, overlapping=True)
        if any(not whole or _stands_alone(shown, start, end) for _, start, end in hits):
            yield row


def _stands_alone(text: str, start: int, end: int) -> bool:
    return not text[max(start - 1, 0) : start].isalnum() and not text[end : end + 1].isalnum()
