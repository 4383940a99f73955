"""The table of distinct tokens: what depends on one token alone is worked out the first time the token is seen.

A token is what stands between white space. An article of 500 tokens brings 20 to 90 that no article before it had, so
nearly everything about its words is a look-up: :func:`tokenise` numbers the tokens, and a :class:`Feature` says for
each number what it knows of the token; only what is new is worked out. A feature is one function of one token,
therefore no result can depend on what the table already holds.

Most tokens look like many others (a word of five letters, one with a comma), so a feature's rows are few: the table
keeps the distinct rows, and for each token which one is its own. Sums over a text are then counts times rows.

The table is one for the whole process and bounded: once it holds ``MOST_TOKENS`` tokens or ``MOST_CHARACTERS``
characters, the next article starts an empty one. Articles still in hand keep theirs.
"""

from __future__ import annotations

import re
import threading
from collections.abc import Callable
from typing import NamedTuple, Protocol, TypeVar, cast

import numpy as np
from numpy.typing import NDArray

MOST_TOKENS = 200_000
MOST_CHARACTERS = 4_000_000
_FIRST_PLACES = 4_096
_UNKNOWN = -1

_LOOSE_APOSTROPHE = re.compile(r"'(?![tsd]|ve|ll|re)")
_PUNCTUATION = re.compile(r"[^\w\s']")
_NO_LETTER = re.compile(r"\W+")
_LETTER = re.compile(r"\w")
_STOP = re.compile(r"[.!?]+")
_STOPS = frozenset(".!?")
_CLOSING_MARKS = frozenset(',;:)"”’')

Row = tuple[int, ...]


class Feature(NamedTuple):
    """A few whole numbers that depend on one token alone."""

    name: str
    width: int
    describe: Callable[[str, str], Row]
    """Called with the token as it stands and with its word (see :func:`clean`)."""


def clean(token: str) -> str:
    """Return the word in a token, as textstat has it: no punctuation but the apostrophe of a contraction.

    Empty where a token has no letter, digit or underscore.
    """
    if token.isalnum():
        return token
    if token[:-1].isalnum():
        return token if token[-1] == "_" else token[:-1]
    return _PUNCTUATION.sub("", _LOOSE_APOSTROPHE.sub("", token))


def _describe_shape(token: str, word: str) -> Row:
    size = len(token)
    if token.isalnum():
        return 1, size, size, 1, 0, 0
    if token[:-1].isalnum():
        if token[-1] in _CLOSING_MARKS:
            return 1, size, size - 1, 1, 0, 0
        if token[-1] in _STOPS:
            return 1, size, size - 1, 1, 1, 0
    is_word = 1 if word else 0
    letters = len(_NO_LETTER.sub("", token)) if word else 0
    parts = _STOP.split(token)
    if len(parts) == 1:
        return is_word, size, letters, is_word, 0, 0
    return is_word, size, letters, int(bool(_LETTER.search(parts[0]))), 1, int(bool(_LETTER.search(parts[-1])))


SHAPE = Feature("shape", 6, _describe_shape)
"""Per token: is a word; characters; letters, digits and underscores; has a word before its first full stop, question
or exclamation mark (or has none of these and is a word); has such a mark; has a word after the last one."""


class _Tokens(dict[str, int]):
    """Numbers of tokens in the order of their first appearance; asking for a new token gives it the next number."""

    def __init__(self) -> None:
        super().__init__()
        self.listed: list[str] = []
        self.words: list[str] = []
        self.characters = 0

    def __missing__(self, token: str) -> int:
        number = self[token] = len(self)
        self.listed.append(token)
        return number

    def admit(self, raw: list[str]) -> NDArray[np.intp]:
        """Return the number of each token, and keep what belongs to the new ones."""
        numbers = np.fromiter(map(self.__getitem__, raw), np.intp, len(raw))
        new = self.listed[len(self.words) :]
        self.words.extend(map(clean, new))
        self.characters += sum(map(len, new))
        return numbers


class _Rows(dict[Row, int]):
    """Numbers of distinct rows; asking for a new one gives it the next number."""

    def __init__(self) -> None:
        super().__init__()
        self.new: list[Row] = []

    def __missing__(self, row: Row) -> int:
        number = self[row] = len(self)
        self.new.append(row)
        return number


class _Column:
    """One feature: its distinct rows, and for each token the number of its row, where somebody asked for it."""

    def __init__(self, feature: Feature) -> None:
        self._describe = feature.describe
        self._numbers = _Rows()
        self._room: NDArray[np.int64] = np.zeros((_FIRST_PLACES, feature.width), np.int64)
        self._row_of = np.full(_FIRST_PLACES, _UNKNOWN, np.int32)

    def gather(self, numbers: NDArray[np.intp], tokens: _Tokens) -> Described:
        if len(self._row_of) < len(tokens):
            more = max(len(tokens), 2 * len(self._row_of)) - len(self._row_of)
            self._row_of = np.concatenate((self._row_of, np.full(more, _UNKNOWN, np.int32)))
        rows = self._row_of.take(numbers)
        if len(rows) and rows.min() == _UNKNOWN:
            # In order, because a set of numbers has none, and rows are numbered as they come.
            self._fill(list(dict.fromkeys(numbers[rows == _UNKNOWN].tolist())), tokens)
            rows = self._row_of.take(numbers)
        return Described(rows, self._room[: len(self._numbers)])

    def _fill(self, new: list[int], tokens: _Tokens) -> None:
        describe, numbers, listed, words = self._describe, self._numbers, tokens.listed, tokens.words
        self._row_of[new] = [numbers[describe(listed[number], words[number])] for number in new]
        if not numbers.new:
            return
        known = len(numbers) - len(numbers.new)
        if len(numbers) > len(self._room):
            # Twice as much each time: a feature with a row for nearly every token would else copy them all for each text.
            more = np.zeros((max(len(numbers), 2 * len(self._room)), self._room.shape[1]), np.int64)
            more[:known] = self._room[:known]
            self._room = more
        self._room[known : len(numbers)] = numbers.new
        numbers.new.clear()


class Described(NamedTuple):
    """What a feature says of every token of a text: the number of each token's row, and the rows."""

    row_of: NDArray[np.int32]
    rows: NDArray[np.int64]

    def line(self, place: int) -> NDArray[np.int64]:
        """Return one of the feature's numbers for each token, in order."""
        return self.rows[:, place].take(self.row_of)

    def sums(self) -> list[int]:
        """Return the sums of the feature's numbers over the text."""
        sums: list[int] = (np.bincount(self.row_of, minlength=len(self.rows)) @ self.rows).tolist()
        return sums

    def union(self, place: int) -> int:
        """Return all bits that one of the feature's numbers has in any token."""
        seen = np.bincount(self.row_of, minlength=len(self.rows)) > 0
        return int(np.bitwise_or.reduce(self.rows[seen, place]))


class Table(Protocol):
    """What is known of the tokens of one vocabulary, in their order."""

    size: int
    """How many tokens it knows."""

    def extend(self, new: list[str]) -> None:
        """Take the tokens that follow."""


_Table = TypeVar("_Table", bound=Table)


class Vocabulary:
    """Distinct tokens and what has been worked out about them so far."""

    def __init__(self) -> None:
        """Start empty."""
        self._tokens = _Tokens()
        self._columns: dict[Feature, _Column] = {}
        self._tables: dict[Callable[[], Table], Table] = {}
        # Two threads that admit tokens at once would give one number twice.
        self._lock = threading.Lock()

    def __len__(self) -> int:
        """Return how many tokens have a number."""
        return len(self._tokens)

    @property
    def full(self) -> bool:
        """Whether the next article should start another table."""
        return len(self) >= MOST_TOKENS or self._tokens.characters >= MOST_CHARACTERS

    def number(self, raw: list[str]) -> NDArray[np.intp]:
        """Return the number of each token; new ones are admitted."""
        with self._lock:
            return self._tokens.admit(raw)

    def describe(self, feature: Feature, numbers: NDArray[np.intp]) -> Described:
        """Return what ``feature`` says of each number, working out what nobody has asked for yet."""
        with self._lock:
            column = self._columns.get(feature)
            if column is None:
                column = self._columns[feature] = _Column(feature)
            return column.gather(numbers, self._tokens)

    def table(self, kind: Callable[[], _Table]) -> _Table:
        """Return the table of this kind, which knows every token that has a number."""
        with self._lock:
            table = self._tables.get(kind)
            if table is None:
                table = self._tables[kind] = kind()
            if table.size < len(self._tokens):
                table.extend(self._tokens.listed[table.size :])
            return cast(_Table, table)


class Tokens(NamedTuple):
    """The tokens of one text in order."""

    raw: list[str]
    numbers: NDArray[np.intp]
    vocabulary: Vocabulary

    def described(self, feature: Feature) -> Described:
        """Return what ``feature`` says of each token."""
        return self.vocabulary.describe(feature, self.numbers)


_current = Vocabulary()


def tokenise(text: str) -> Tokens:
    """Return the tokens of a text, numbered in the table of this process."""
    return numbered(text.split())


def numbered(raw: list[str]) -> Tokens:
    """Return tokens with their numbers in the table of this process."""
    global _current  # noqa: PLW0603 - the table outlives the article on purpose; no result depends on it
    if _current.full:
        _current = Vocabulary()
    vocabulary = _current
    return Tokens(raw, vocabulary.number(raw), vocabulary)
