"""What the line model knows of a token before any weight: which features it has, what it is made of, which word it is.

All of it depends on the token alone. A token's features (the word, the token as it stands, its shape, its beginning and end)
own each a row of a table of weights by the CRC-32 of its name; two that share a row were trained so. Many tokens are
described at once, so that most of the work is done by calls for all of them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from functools import cache, lru_cache
from itertools import repeat
from typing import NamedTuple, TypeVar
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

from detectors.tokens.english import FUNCTION_WORDS

BITS = 17
TRAITS = 13
"""Numbers a token has besides its weights; see :class:`Described`."""

ALWAYS, LONGER = 4, 7
"""Features that every token has, and those of a token whose word is of more than three letters."""

IDS = 4096
"""Content words are told apart by a hash of so many values; 0 is no content word."""

MASK = (1 << BITS) - 1
_LONGEST = 40
_EDGE = ".,;:!?\"'()[]{}|-\u2013\u2014\u201c\u201d\u2018\u2019\u2026*\u2022\u00bb\u203a\u2192"
_DIGITS = bytes.maketrans(b"0123456789", b"0" * 10)
_SIGNS = bytes.maketrans(
    b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz", b"0" * 10 + b"X" * 26 + b"x" * 26
)
_SHAPE_LENGTH = 6
_BREAK = ord("\n")
_PERSON = frozenset("i you we me us my your our i'm you're we're i've we've i'll you'll we'll".split())
_WORD, _TOKEN, _SHAPE, _CAPITAL, _SMALL, _BEGINNING, _LONG_BEGINNING, _END = (
    crc32(name) for name in (b"w", b"t", b"s", b"cA", b"ca", b"p", b"q", b"e")
)
"""What a CRC begins with, by the kind of feature."""

_SHORT, _PREFIX, _LONG_PREFIX, _SUFFIX = 2, 3, 4, -3
_MADE_OF = slice(2, 10)
_KINDS = ("letters", "digits", ",", '"\u201c\u201d', ".!?", "|\u2022\u00b7\u00bb\u203a/", "([")
_OF_CAPITALS = np.uint64(56)
Matrix = NDArray[np.float32]
_Scalar = TypeVar("_Scalar", bound=np.generic)


class Described(NamedTuple):
    """What there is to say of some tokens, in their order."""

    owned: NDArray[np.int64]
    """The rows of the weight table that each token owns: a row here for each of the seven features."""
    longer: NDArray[np.intp]
    """The tokens that have the last three features, too."""
    traits: Matrix
    """Thirteen numbers a token: capital first; all capitals; share of digits, of other signs than letters; commas; quotation
    marks; full stops, question and exclamation marks; bars, bullets and slashes; address signs; brackets; function word;
    first or second person; content word."""
    ids: NDArray[np.int64]
    """The number that stands for a content word, 0 for another token."""
    keys: NDArray[np.int64]
    """The number by which a token takes part in pairs: that of its word, digits alike."""


class _Summed(NamedTuple):
    """CRC-32s that begin with nought, and of how many bytes each is."""

    plain: NDArray[np.int64]
    sizes: NDArray[np.intp]

    def begun(self, kind: int) -> NDArray[np.int64]:
        """Return the same sums as they are where they begin with a kind of feature."""
        return self.plain ^ _moved(kind).take(self.sizes)


@cache
def _moved(kind: int) -> NDArray[np.int64]:
    """Return in which bits a sum of so many bytes differs that begins with a kind: which bytes, does not matter to a CRC."""
    return np.array([crc32(bytes(size), kind) ^ crc32(bytes(size)) for size in range(4 * _LONGEST + 1)])


def _summed(coded: bytes) -> _Summed:
    """Return the sums of all lines."""
    ends = np.append((np.frombuffer(coded, np.uint8) == _BREAK).nonzero()[0], len(coded))
    return _Summed(_sums(coded, repeat(0)), np.diff(ends, prepend=-1) - 1)


def describe(tokens: Sequence[str]) -> Described:
    """Return what there is to say of tokens (at least one), of each by itself."""
    tokens = [token[:_LONGEST] for token in tokens]
    low = "\n".join(tokens).lower().replace("\u2019", "'")
    words = [each.strip(_EDGE) for each in low.split("\n")]
    told, told_low = _summed(_coded(words)), _summed(_coded([low]))
    traits = _traits(tokens, words)
    sizes = _each(len, words, np.intp)
    longer = (sizes > _PREFIX).nonzero()[0]
    owned = np.zeros((LONGER, len(tokens)), np.int64)
    owned[:ALWAYS] = (
        told.begun(_WORD),
        told_low.begun(_TOKEN),
        _sums(_coded([token[:_SHAPE_LENGTH] for token in tokens], _SIGNS), repeat(_SHAPE)),
        np.where(traits[:, 0], told.begun(_CAPITAL), told.begun(_SMALL)),
    )
    if len(longer):
        long = list(map(words.__getitem__, longer.tolist()))
        edges = ((slice(_PREFIX), _BEGINNING), (slice(_LONG_PREFIX), _LONG_BEGINNING), (slice(_SUFFIX, None), _END))
        for row, (part, kind) in enumerate(edges, ALWAYS):
            owned[row, longer] = _sums(_coded([word[part] for word in long]), repeat(kind))
    keys = np.where(sizes > 0, told.plain, told_low.plain)
    return Described(owned & MASK, longer, traits, _ids(words, traits[:, -1] > 0), keys & MASK)


def _each(work: Callable[[str], object], parts: Sequence[str], kind: type[_Scalar]) -> NDArray[_Scalar]:
    return np.fromiter(map(work, parts), kind, len(parts))


def _ids(words: Sequence[str], content: NDArray[np.bool_]) -> NDArray[np.int64]:
    """Return the numbers of content words, as they are without an owner's "'s"."""
    coded = _coded([*words, ""], None)
    stems = coded.replace(b"'s\n", b"\n")
    if len(stems) < len(coded):
        content = content.copy()
        for place in [place for place, word in enumerate(words) if word.endswith("'s")]:
            content[place] = _is_content(words[place][:-2])
    return (_sums(stems[:-1], repeat(0)) % (IDS - 1) + 1) * content


def _is_content(word: str) -> bool:
    return len(word) > _SHORT and word not in FUNCTION_WORDS and word[0].isalnum()


def _coded(parts: Sequence[str], table: bytes | None = _DIGITS) -> bytes:
    """Return parts of tokens in UTF-8, one in a line, some ASCII characters replaced by others, mostly all digits by one."""
    return "\n".join(parts).encode("utf-8", "replace").translate(table)


def _sums(coded: bytes, begun: Iterable[int]) -> NDArray[np.int64]:
    return np.fromiter(map(crc32, coded.split(b"\n"), begun), np.int64)


def _traits(tokens: Sequence[str], words: Sequence[str]) -> Matrix:
    traits = np.zeros((len(tokens), TRAITS), np.float32)
    sizes = _each(len, tokens, np.intp)
    traits[:, 0], traits[:, _MADE_OF] = _made_of(tokens, sizes)
    traits[:, 1] = _each(str.isupper, tokens, np.bool_) & (sizes > 1)
    for column, known in ((10, FUNCTION_WORDS.__contains__), (11, _PERSON.__contains__), (12, _is_content)):
        traits[:, column] = _each(known, words, np.bool_)
    return traits


def _made_of(tokens: Sequence[str], sizes: NDArray[np.intp]) -> tuple[NDArray[np.uint64], Matrix]:
    """Return whether tokens begin with a capital, and what they are made of."""
    codes = np.frombuffer("".join(tokens).encode("utf-32-le", "surrogatepass"), np.uint32)
    packed = _ASCII.take(codes, mode="clip")
    far = (codes >= len(_ASCII)).nonzero()[0]
    if len(far):
        distinct, which = np.unique(codes.take(far), return_inverse=True)
        packed[far] = np.array([_sign(code) for code in distinct.tolist()], np.uint64).take(which)
    firsts = sizes.cumsum() - sizes
    # Forty characters at most: no count runs over into its neighbour.
    counts = np.add.reduceat(packed, firsts).view(np.uint8).reshape(-1, 8).astype(np.float64)
    letters, digits, *signs, brackets, _ = counts.T
    address = np.zeros(len(tokens))
    for place in (letters < sizes).nonzero()[0].tolist():
        token = tokens[place]
        address[place] = ("http" in token or "www." in token or "@" in token) and not _is_closed(token)
    told = (digits / sizes, (sizes - digits - letters) / sizes, *signs, address, brackets)
    return packed.take(firsts) >> _OF_CAPITALS, np.array(told, np.float32).T


def _is_closed(token: str) -> bool:
    """Say whether a token is letters and then a comma or a full stop."""
    return token[-1] in ",." and token[:-1].isalpha()


@lru_cache(maxsize=1 << 12)
def _sign(code: int) -> int:
    """Return a byte for each kind of sign, that of the character's set to one; the last for capitals."""
    char = chr(code)
    kinds = (char.isalpha(), char.isdigit(), *(char in kind for kind in _KINDS[2:]), char.isupper())
    return sum(1 << 8 * place for place, holds in enumerate(kinds) if holds)


_ASCII = np.array([_sign(code) for code in range(128)], np.uint64)
