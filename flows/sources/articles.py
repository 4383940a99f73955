"""Make an article of a record, or say why that cannot be."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from itertools import islice
from typing import Any, Final

from detectors.records import Article
from detectors.scoring import replace_surrogates
from flows.records import Reject
from flows.sources.dates import published
from flows.sources.fields import FieldNames
from flows.sources.identity import IdScope, article_id, domain

MAX_TEXT: Final = 5_000_000
"""Bytes of one article's text in UTF-8; more is a dump or an archive, not an article."""
MAX_TITLE: Final = 10_000
"""Characters of a title, twenty times those of the longest headline: detectors look at all of it, as at a text."""

MAX_LINES: Final = 100_000
"""Lines of a text: so many, each of a few letters, take the detectors some seconds; the longest minutes of a sitting have a tenth of it."""

_LINE_ENDS: Final = "\n\r\x0b\x0c\x85\u2028\u2029"
_EXCERPT: Final = 200
_KINDS: Final = {bool: "true or false", int: "a number", float: "a number", list: "a list", dict: "an object"}

Make = Callable[[Mapping[str, Any], str], Article | Reject]
"""Makes an article of a record and the place where it was read."""


def maker(names: FieldNames, scope: IdScope) -> Make:
    """Return the function that makes articles of records."""

    def make(record: Mapping[str, Any], location: str) -> Article | Reject:
        fields = names.within(record)
        text = _text(record, fields.text)
        if text is None:
            return Reject(location, _no_text(record, fields.text, names), excerpt(shown(record)))
        return article(
            text,
            location,
            scope,
            given=_given_id(record, fields.id),
            url=_words(record, fields.url),
            source=_outlet(record, fields.source),
            published_at=next(filter(None, (published(record[key]) for key in fields.date)), None),
            title=_words(record, fields.title),
        )

    return make


def article(  # noqa: PLR0913 - the parts of an article
    text: str,
    location: str,
    scope: IdScope,
    *,
    given: str | None,
    url: str | None = None,
    source: str | None = None,
    published_at: str | None = None,
    title: str | None = None,
) -> Article | Reject:
    """Return the article with its id and outlet worked out, its characters counted and mended; a reject if too long."""
    text, in_text = replace_surrogates(text)
    if 4 * len(text) > MAX_TEXT and len(text.encode()) > MAX_TEXT:
        return Reject(location, f"the text is longer than {MAX_TEXT:,} bytes", excerpt(text))
    if len(text) > MAX_LINES and sum(map(text.count, _LINE_ENDS)) - text.count("\r\n") > MAX_LINES:
        return Reject(location, f"the text has more than {MAX_LINES:,} lines", excerpt(text))
    if title and len(title) > MAX_TITLE:
        return Reject(location, f"the title is longer than {MAX_TITLE:,} characters", excerpt(title))
    title, in_title = replace_surrogates(title) if title else (None, 0)
    given, url, source = (part and replace_surrogates(part)[0].strip() for part in (given, url, source))
    source = source or (domain(url) if url else None)
    name = article_id(given, url, (source, title, published_at), text)
    if scope == "source" and source:
        name = f"{source}:{name}"
    return Article(name, location, url, source, published_at, title, text, in_text + in_title)


def excerpt(text: str) -> str:
    """Return the beginning of ``text`` with everything that cannot be seen written as an escape."""
    start = text[:_EXCERPT]
    if start.isprintable():
        return start
    return "".join(each if each.isprintable() else each.encode("unicode_escape").decode("ascii") for each in start)


def excerpt_of_bytes(line: bytes) -> str:
    """Return the beginning of a line of bytes, those that are not UTF-8 written as escapes."""
    return excerpt(line[: 4 * _EXCERPT].decode("utf-8", "backslashreplace").rstrip("\r\n"))


def shown(value: object) -> str:
    """Return the gist of a value for an excerpt, without walking into what it holds, however deep that is."""
    if isinstance(value, Mapping):
        return "{" + ", ".join(f"{key}: {_gist(inner)}" for key, inner in islice(value.items(), _EXCERPT)) + "}"
    return _gist(value)


def _gist(value: object) -> str:
    if isinstance(value, str):
        return value[:_EXCERPT]
    return str(value) if isinstance(value, bool | float | None) else f"({_KINDS.get(type(value), type(value).__name__)})"


def _text(record: Mapping[str, Any], keys: tuple[str, ...]) -> str | None:
    """Return the first text that says something, else an empty one; None where there is no text at all."""
    empty = None
    for key in keys:
        value = record[key]
        if isinstance(value, str):
            if value and not value.isspace():
                return value
            empty = value if empty is None else empty
    return empty


def _no_text(record: Mapping[str, Any], keys: tuple[str, ...], names: FieldNames) -> str:
    for key in keys:
        if (kind := _KINDS.get(type(record[key]))) is not None:
            return f"the field {key!r} is {kind}, not a text"
    if keys:
        return f"the field {keys[0]!r} is null, so there is no text"
    return f"no field holds a text (looked for {names.text_names()}; --fields text=NAME names another)"


def _words(record: Mapping[str, Any], keys: tuple[str, ...]) -> str | None:
    for key in keys:
        value = record[key]
        if isinstance(value, str) and value and not value.isspace():
            return value
    return None


def _given_id(record: Mapping[str, Any], keys: tuple[str, ...]) -> str | None:
    """Return the id that the record has; a whole number is one, also after a table has made it 17.0."""
    for key in keys:
        value = record[key]
        if isinstance(value, str) and value and not value.isspace():
            return value
        if isinstance(value, float) and value.is_integer():
            return str(int(value))
        if isinstance(value, int) and not isinstance(value, bool):
            return str(value) if abs(value) < 1 << 128 else f"{value:x}"
    return None


def _outlet(record: Mapping[str, Any], keys: tuple[str, ...]) -> str | None:
    """Return the outlet; also out of ``{"source": {"domain": …, "name": …}}``."""
    for key in keys:
        value = record[key]
        if isinstance(value, dict):
            value = value.get("domain") or value.get("name")
        if isinstance(value, str) and value and not value.isspace():
            return value
    return None
