"""The table of distinct tokens: what depends on one token alone is worked out the first time the token is seen.

A token is what stands between white space. An article of 500 tokens brings 20 to 90 that no article before it had, so
nearly everything about its words is a look-up: :func:`tokenise` numbers the tokens, and a :class:`Feature` says for
each number what it knows of the token; only what is new is worked out. A feature is one function of one token,
therefore no result can depend on what the table already holds.

The table starts from the shipped one of the most common tokens (``models/tokens``), so that the first article costs
little more than any other. It is one for the whole process and bounded: once it holds ``MOST_TOKENS`` tokens or
``MOST_CHARACTERS`` characters, the next article starts it anew. Articles still in hand keep theirs.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from importlib.resources import as_file, files
from itertools import accumulate
from typing import Any, NamedTuple, Protocol, TypeVar, cast

import numpy as np
from numpy.typing import NDArray

from detectors.columns import Arrays, Column, Described, Feature
from detectors.expressions import regex
from detectors.splitting import Places, Split, split

MOST_TOKENS = 200_000
MOST_CHARACTERS = 4_000_000
"""How many a table takes beside the shipped ones."""

_AT_ONCE = 10_000
_CHARACTERS_TOGETHER = 1 << 16

_LOOSE_APOSTROPHE = regex(r"'(?![tsd]|ve|ll|re)")
_PUNCTUATION = regex(r"[^\w\s']")


def clean(tokens: Sequence[str]) -> list[str]:
    """Return the word in each token, as textstat has it: no punctuation but the apostrophe of a contraction.

    Empty where a token has no letter, digit or underscore.
    """
    # A line break is no punctuation, and in no token.
    return _PUNCTUATION.sub("", _LOOSE_APOSTROPHE.sub("", "\n".join(tokens))).split("\n") if tokens else []


class _Tokens:
    """Tokens in the order of their first appearance; a new token gets the next number."""

    def __init__(self, shipped: list[str]) -> None:
        self.listed = shipped.copy()
        self.characters = 0
        self._n_shipped = len(shipped)
        self._words: list[str] = []
        self._places = Places(MOST_TOKENS + len(shipped))
        # Those that have no key, by what they are.
        self._long: dict[str, int] = {}
        for first in range(0, len(shipped), _AT_ONCE):
            keys = split("\n".join(shipped[first : first + _AT_ONCE])).keys
            self._places.put(keys, np.arange(first, first + len(keys), dtype=np.int32))

    def words(self, first: int) -> list[str]:
        """Return the words in the tokens from a number on; those of shipped tokens are hardly ever asked for."""
        if first >= self._n_shipped:
            return self._words[first - self._n_shipped :]
        return [*clean(self.listed[first : self._n_shipped]), *self._words]

    def admit(self, text: str, found: Split) -> NDArray[np.intp]:
        """Return the number of each token, and keep what belongs to the new ones."""
        numbers = self._places.find(found.keys).astype(np.intp)
        for place in found.long.tolist():
            token = text[found.starts.item(place) : found.ends.item(place)]
            if token not in self._long:
                self._long[token] = len(self.listed)
                self._list([token])
            numbers[place] = self._long[token]
        unknown = (numbers < 0).nonzero()[0]
        if len(unknown):
            keys, first, which = np.unique(found.keys.take(unknown), return_index=True, return_inverse=True)
            order = first.argsort()
            given = np.empty(len(keys), np.int32)
            given[order] = np.arange(len(self.listed), len(self.listed) + len(keys))
            numbers[unknown] = given.take(which)
            self._places.put(keys, given)
            new = unknown.take(first.take(order))
            bounds = zip(found.starts.take(new).tolist(), found.ends.take(new).tolist(), strict=True)
            self._list([text[start:end] for start, end in bounds])
        return numbers

    def _list(self, new: list[str]) -> None:
        self.listed.extend(new)
        self._words.extend(clean(new))
        self.characters += sum(map(len, new))


class Table(Protocol):
    """What is known of the tokens of one vocabulary, in their order."""

    @property
    def size(self) -> int:
        """How many tokens it knows."""

    def __init__(self, shipped: Arrays | None = None) -> None:
        """Start empty, or with what :meth:`arrays` returned."""

    def extend(self, new: Sequence[str]) -> None:
        """Take the tokens that follow."""

    def arrays(self) -> Arrays:
        """Return what there is to ship: made again from it, the table knows the same tokens."""


_Table = TypeVar("_Table", bound=Table)


class Shipped(NamedTuple):
    """The most common tokens, and what is known of them, by the name of the feature or table."""

    tokens: list[str]
    known: Mapping[str, Arrays]


class Vocabulary:
    """Distinct tokens and what has been worked out about them so far."""

    def __init__(self, shipped: Shipped | None = None) -> None:
        """Start empty, or with shipped tokens."""
        listed, self._shipped = shipped or Shipped([], {})
        self._tokens = _Tokens(listed)
        self._n_shipped = len(listed)
        self._columns: dict[Feature, Column] = {}
        self._tables: dict[type[Table], Table] = {}
        # Two threads that admit tokens at once would give one number twice.
        self._lock = threading.Lock()

    def __len__(self) -> int:
        """Return how many tokens have a number."""
        return len(self._tokens.listed)

    @property
    def full(self) -> bool:
        """Whether the next article should start another table."""
        return len(self) - self._n_shipped >= MOST_TOKENS or self._tokens.characters >= MOST_CHARACTERS

    def number(self, text: str, found: Split) -> NDArray[np.intp]:
        """Return the number of each token of a text; new ones are admitted."""
        with self._lock:
            return self._tokens.admit(text, found)

    def tokens(self, numbers: Sequence[int]) -> list[str]:
        """Return the tokens that have these numbers."""
        return [self._tokens.listed[number] for number in numbers]

    def describe(self, feature: Feature, numbers: NDArray[np.intp]) -> Described:
        """Return what ``feature`` says of each number, working out what nobody has asked for yet."""
        with self._lock:
            column = self._columns.get(feature)
            if column is None:
                column = self._columns[feature] = Column(feature, self._shipped.get(feature.name))
            if column.size < len(self):
                column.extend(self._tokens.listed[column.size :], self._tokens.words(column.size))
            return column.gather(numbers)

    def table(self, kind: type[_Table]) -> _Table:
        """Return the table of this kind, which knows every token that has a number."""
        with self._lock:
            table = self._tables.get(kind)
            if table is None:
                table = self._tables[kind] = kind(self._shipped.get(kind.__name__))
            if table.size < len(self):
                table.extend(self._tokens.listed[table.size :])
            return cast(_Table, table)

    def known(self) -> Shipped:
        """Return all tokens with what has been worked out of them."""
        known = {feature.name: column.arrays() for feature, column in self._columns.items()}
        known |= {kind.__name__: table.arrays() for kind, table in self._tables.items()}
        return Shipped(self._tokens.listed, known)


class Tokens(NamedTuple):
    """The tokens of one text in order."""

    starts: NDArray[np.intp]
    ends: NDArray[np.intp]
    numbers: NDArray[np.intp]
    vocabulary: Vocabulary

    @property
    def total(self) -> int:
        """How many tokens the text has."""
        return len(self.numbers)

    def described(self, feature: Feature) -> Described:
        """Return what ``feature`` says of each token."""
        return self.vocabulary.describe(feature, self.numbers)


@cache
def shipped() -> Shipped | None:
    """Return the shipped table; None before there is one."""
    path = files("models").joinpath("tokens", "tokens.npz")
    if not path.is_file():
        return None
    known: dict[str, dict[str, NDArray[Any]]] = {}
    with as_file(path) as place, np.load(place, allow_pickle=False) as arrays:
        listed = bytes(arrays["tokens"]).decode().split("\n")
        for name in arrays.files:
            owner, _, own = name.rpartition("/")
            if owner:
                known.setdefault(owner, {})[own] = arrays[name]
    return Shipped(listed, known)


_current: Vocabulary | None = None


def current() -> Vocabulary:
    """Return the table of this process, another one where it is full."""
    global _current  # noqa: PLW0603 - the table outlives the article on purpose; no result depends on it
    if _current is None or _current.full:
        _current = Vocabulary(shipped())
    return _current


def tokenise(text: str, vocabulary: Vocabulary | None = None) -> Tokens:
    """Return the tokens of a text, numbered in the table of this process or in a given one."""
    vocabulary, found = vocabulary or current(), split(text)
    return Tokens(found.starts, found.ends, vocabulary.number(text, found), vocabulary)


def number_together(docs: Sequence[Any]) -> None:
    """Give each of these documents its tokens, all of them numbered in one table.

    Those that have tokens already keep them where they are of that table. Short texts are divided together.
    """
    known = [doc.tokens for doc in docs if "tokens" in vars(doc)]
    vocabulary = known[0].vocabulary if known else current()
    new = [doc for doc in docs if "tokens" not in vars(doc) or doc.tokens.vocabulary is not vocabulary]
    for some in _groups(new):
        if len(some) == 1:
            some[0].tokens = tokenise(some[0].text, vocabulary)
            continue
        whole = tokenise("\n".join([doc.text for doc in some]), vocabulary)
        firsts = [0, *accumulate(len(doc.text) + 1 for doc in some)]
        places = whole.starts.searchsorted(firsts).tolist()
        for doc, first, start, end in zip(some, firsts, places, places[1:], strict=False):
            doc.tokens = Tokens(
                whole.starts[start:end] - first, whole.ends[start:end] - first, whole.numbers[start:end], vocabulary
            )


def _groups(docs: Sequence[Any]) -> Iterator[Sequence[Any]]:
    """Yield the documents in groups of so few characters that the arrays of a group stay in the processor's caches."""
    first = characters = 0
    for place, doc in enumerate(docs):
        characters += len(doc.text) + 1
        if place > first and characters > _CHARACTERS_TOGETHER:
            yield docs[first:place]
            first, characters = place, len(doc.text) + 1
    if docs:
        yield docs[first:]
