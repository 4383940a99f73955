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
from collections.abc import Sequence
from functools import cache
from importlib.resources import as_file, files
from itertools import accumulate, pairwise
from typing import Any, ClassVar, NamedTuple, Protocol, TypeVar, cast

import numpy as np
from numpy.typing import NDArray

from detectors.stretches import bounds_of
from detectors.tokens.columns import Arrays, Column, Described, Feature
from detectors.tokens.joined import Joined
from detectors.tokens.splitting import Keys, Places, Split, keys_of_words, split, together

MOST_TOKENS = 200_000
MOST_CHARACTERS = 4_000_000
"""How many a table takes beside the shipped ones."""

_AT_ONCE = 10_000


class _Tokens:
    """Tokens in the order of their first appearance; a new token gets the next number."""

    def __init__(self, shipped: str) -> None:
        self.characters = 0
        self._shipped, self.new = shipped, list[str]()
        starts, ends, keys = split(shipped)
        self._shipped_spans = starts.astype(np.int32), ends.astype(np.int32)
        self.n_shipped = len(keys)
        self._places = Places(MOST_TOKENS + len(keys))
        self._places.number(keys)

    def __len__(self) -> int:
        return self.n_shipped + len(self.new)

    def listed(self, first: int, last: int) -> list[str]:
        """Return the tokens with numbers from a first to a last one."""
        if first < self.n_shipped:
            starts, ends = self._shipped_spans
            # One in a line: to cut each out by itself took as long as all that is then said of them.
            shipped = self._shipped[starts.item(first) : ends.item(min(last, self.n_shipped) - 1)].split("\n")
            return shipped + self.new[: max(last - self.n_shipped, 0)]
        return self.new[first - self.n_shipped : last - self.n_shipped]

    def numbered(self, numbers: NDArray[np.intp]) -> list[str]:
        """Return the tokens that have these numbers, in rising order; of the shipped ones only those asked for become strings."""
        n = int(numbers.searchsorted(self.n_shipped))
        spans = zip(*(part.take(numbers[:n]).tolist() for part in self._shipped_spans), strict=True)
        found = [self._shipped[start:end] for start, end in spans]
        return found + list(map(self.new.__getitem__, (numbers[n:] - self.n_shipped).tolist()))

    def find(self, keys: Keys) -> NDArray[np.int32]:
        """Return the number of each token, -1 where it has none."""
        return self._places.find(keys)

    def admit(self, texts: Sequence[str], found: Sequence[Split]) -> NDArray[np.intp]:
        """Return the number of each token of some texts, and keep what belongs to the new ones."""
        numbers, new = self._places.number(np.concatenate([each.keys for each in found]))
        bounds = bounds_of([len(each.keys) for each in found])
        for text, each, first, places in zip(
            texts, found, bounds.tolist(), np.split(new, new.searchsorted(bounds[1:-1])), strict=False
        ):
            spans = zip(each.starts.take(places - first).tolist(), each.ends.take(places - first).tolist(), strict=True)
            listed = [text[start:end] for start, end in spans]
            self.new += listed
            self.characters += sum(map(len, listed))
        return numbers.astype(np.intp)


class Table(Protocol):
    """What is known of the tokens of one vocabulary, in their order."""

    ships: ClassVar[bool]
    """Whether it stands in the shipped table."""

    @property
    def size(self) -> int:
        """How many tokens it knows."""

    def __init__(self, shipped: Arrays | None = None) -> None:
        """Start empty, or with what :meth:`arrays` returned."""

    def extend(self, new: Joined) -> None:
        """Take the tokens that follow."""

    def arrays(self) -> Arrays:
        """Return what there is to ship: made again from it, the table knows the same tokens."""


_Table = TypeVar("_Table", bound=Table)


class Shipped(NamedTuple):
    """The most common tokens, and what is known of them, by the name of the feature or table."""

    tokens: str
    """One in a line."""
    known: dict[str, Arrays]


class Vocabulary:
    """Distinct tokens and what has been worked out about them so far."""

    def __init__(self, shipped: Shipped | None = None) -> None:
        """Start empty, or with shipped tokens."""
        listed, self._shipped = shipped or Shipped("", {})
        self._tokens = _Tokens(listed)
        self._columns: dict[Feature, Column] = {}
        self._tables: dict[type[Table], Table] = {}
        self._new, self._new_places = Joined([]), (0, 0)
        # Two threads that admit tokens at once would give one number twice.
        self._lock = threading.Lock()

    def __len__(self) -> int:
        """Return how many tokens have a number."""
        return len(self._tokens)

    @property
    def full(self) -> bool:
        """Whether the next article should start another table."""
        return len(self._tokens.new) >= MOST_TOKENS or self._tokens.characters >= MOST_CHARACTERS

    def number(self, texts: Sequence[str]) -> list[Tokens]:
        """Return the tokens of some texts; new ones are admitted."""
        found = list(map(split, texts))
        with self._lock:
            numbers = self._tokens.admit(texts, found)
        ends = accumulate(len(each.keys) for each in found)
        return [Tokens(*each[:2], numbers[end - len(each.keys) : end], self) for each, end in zip(found, ends, strict=True)]

    def find(self, tokens: Sequence[str]) -> NDArray[np.int32]:
        """Return the number of each token, -1 where it has none."""
        return self._tokens.find(keys_of_words(tokens))

    def tokens(self, numbers: NDArray[np.intp]) -> list[str]:
        """Return the tokens that have these numbers, in rising order."""
        return self._tokens.numbered(numbers)

    def describe(self, feature: Feature, numbers: NDArray[np.intp]) -> Described:
        """Return what ``feature`` says of each number, working out what nobody has asked for yet."""
        with self._lock:
            column = self._columns.get(feature)
            if column is None:
                column = self._columns[feature] = Column(feature, self._shipped.get(feature.name))
            self._complete(column, len(self))
            return column.gather(numbers)

    def table(self, kind: type[_Table]) -> _Table:
        """Return the table of this kind, which knows every token that has a number."""
        with self._lock:
            table = self._tables.get(kind)
            if table is None:
                table = self._tables[kind] = kind(self._shipped.get(kind.__name__))
                if not kind.ships and not table.size:
                    # Another vocabulary of this process need not work it out again.
                    self._complete(table, self._tokens.n_shipped)
                    self._shipped[kind.__name__] = table.arrays()
            self._complete(table, len(self))
            return cast(_Table, table)

    def _complete(self, column: Column | Table, end: int) -> None:
        """Let a column or table take the tokens that it lacks up to one; those that the last one took are joined already."""
        while (first := column.size) < end:
            last = min(first + _AT_ONCE, end)
            if self._new_places != (first, last):
                self._new_places, self._new = (first, last), Joined(self._tokens.listed(first, last))
            column.extend(self._new)

    def known(self) -> Shipped:
        """Return all tokens with what has been worked out of them and may be shipped."""
        known = {feature.name: column.arrays() for feature, column in self._columns.items()}
        known |= {kind.__name__: table.arrays() for kind, table in self._tables.items() if kind.ships}
        return Shipped("\n".join(self._tokens.listed(0, len(self))), known)


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
        listed = bytes(arrays["tokens"]).decode()
        for name in arrays.files:
            owner, _, own = name.rpartition("/")
            if owner:
                known.setdefault(owner, {})[own] = arrays[name]
    return Shipped(listed, dict(known))


_current: Vocabulary | None = None


def current() -> Vocabulary:
    """Return the table of this process, another one where it is full."""
    global _current  # noqa: PLW0603 - the table outlives the article on purpose; no result depends on it
    if _current is None or _current.full:
        _current = Vocabulary(shipped())
    return _current


def tokenise(text: str) -> Tokens:
    """Return the tokens of a text, numbered in the table of this process."""
    return current().number([text])[0]


def number_together(docs: Sequence[Any]) -> list[tuple[list[Any], Tokens]]:
    """Give each of these documents its tokens, all of them numbered in one table.

    Those that have tokens already keep them where they are of that table. Texts are divided in groups; return those, with the
    tokens of the texts of each as one text, a line feed between two.
    """
    known = [doc.tokens for doc in docs if "tokens" in vars(doc)]
    vocabulary = known[0].vocabulary if known else current()
    new = [doc for doc in docs if "tokens" not in vars(doc) or doc.tokens.vocabulary is not vocabulary]
    groups = [[new[place] for place in places] for places in together([doc.text for doc in new])]
    wholes = vocabulary.number(["\n".join([doc.text for doc in some]) for some in groups]) if groups else []
    for some, whole in zip(groups, wholes, strict=True):
        firsts = bounds_of([len(doc.text) + 1 for doc in some])
        places = whole.starts.searchsorted(firsts)
        moved = firsts[:-1].repeat(np.diff(places))
        starts, ends = whole.starts - moved, whole.ends - moved
        for doc, (start, end) in zip(some, pairwise(places.tolist()), strict=True):
            doc.tokens = Tokens(starts[start:end], ends[start:end], whole.numbers[start:end], vocabulary)
    return list(zip(groups, wholes, strict=True))
