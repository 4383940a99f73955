"""Find out which field of a record holds what, by the usual names or by those that are given."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Final, NamedTuple

from flows.errors import InputError

_USUAL: Final[Mapping[str, tuple[str, ...]]] = {
    "id": ("id", "article_id"),
    "text": ("text", "content", "body", "article", "maintext"),
    "title": ("title", "headline"),
    "url": ("url", "link"),
    "date": ("date", "published_at", "date_publish"),
    "source": ("source", "domain", "outlet"),
}
_MOST_SHAPES: Final = 1_000
"""Different sets of keys that are remembered; ordinary input has a handful."""


class Fields(NamedTuple):
    """The keys of a record that may hold each part of an article, the first to be tried first."""

    id: tuple[str, ...]
    text: tuple[str, ...]
    title: tuple[str, ...]
    url: tuple[str, ...]
    date: tuple[str, ...]
    source: tuple[str, ...]


def parse_fields(given: str) -> dict[str, str]:
    """Return ``{"text": "body"}`` for ``text=body``.

    Raises:
        InputError: a pair without an equals sign, or a field that an article does not have.

    """
    fields: dict[str, str] = {}
    for pair in filter(None, given.split(",")):
        ours, _, theirs = pair.partition("=")
        if ours not in _USUAL or not theirs:
            message = f"--fields {pair}: write field=name, where field is one of {', '.join(_USUAL)}"
            raise InputError(message)
        fields[ours] = theirs
    return fields


class FieldNames:
    """Which names are looked for; what a set of keys comes to is worked out once."""

    def __init__(self, given: Mapping[str, str]) -> None:
        """Take the names that replace the usual ones, as ``{"text": "body"}``."""
        self._names = {part: (given[part],) if part in given else names for part, names in _USUAL.items()}
        self._known: dict[tuple[str, ...], Fields] = {}

    def within(self, keys: Iterable[str]) -> Fields:
        """Return which of the keys hold what."""
        shape = tuple(keys)
        fields = self._known.get(shape)
        if fields is None:
            if len(self._known) >= _MOST_SHAPES:
                self._known.clear()
            fields = self._known[shape] = self._worked_out(shape)
        return fields

    def _worked_out(self, keys: tuple[str, ...]) -> Fields:
        """Return the keys for each part; a name in its own spelling comes before one in capitals."""
        spelled: dict[str, list[str]] = {}
        for key in keys:
            spelled.setdefault(key.casefold().strip(), []).append(key)
        parts = {}
        for part, names in self._names.items():
            parts[part] = tuple(
                key for name in names for key in sorted(spelled.get(name.casefold(), ()), key=lambda key: (key != name, key))
            )
        return Fields(**parts)

    def text_names(self) -> str:
        """Return the names under which a text is looked for, for people."""
        return ", ".join(self._names["text"])
