"""What the line model knows of a token before any weight: which features it has, what it is made of, which word it is.

All of it depends on the token alone. A token's features (the word, the token as it stands, its shape, its beginning and end)
own each a row of a table of weights by the CRC-32 of its name; two that share a row were trained so. Many tokens are
described at once, so that most of the work is done by calls for all of them.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import lru_cache
from itertools import repeat
from typing import NamedTuple
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

from detectors.english import FUNCTION_WORDS

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
_PERSON = frozenset("i you we me us my your our i'm you're we're i've we've i'll you'll we'll".split())
_WORD, _TOKEN, _SHAPE, _CAPITAL, _SMALL, _BEGINNING, _LONG_BEGINNING, _END = (
    crc32(name) for name in (b"w", b"t", b"s", b"cA", b"ca", b"p", b"q", b"e")
)
"""What a CRC begins with, by the kind of feature."""

_SHORT, _PREFIX, _LONG_PREFIX, _SUFFIX = 2, 3, 4, -3
_MADE_OF = slice(2, 10)
_KINDS = ("letters", "digits", ",", '"\u201c\u201d', ".!?", "|\u2022\u00b7\u00bb\u203a/", "([")
Matrix = NDArray[np.float32]


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


def describe(tokens: Sequence[str]) -> Described:
    """Return what there is to say of tokens (at least one), of each by itself."""
    tokens = [token[:_LONGEST] for token in tokens]
    lows = "\n".join(tokens).lower().replace("\u2019", "'").split("\n")
    words = [low if low.isalnum() else low.strip(_EDGE) for low in lows]
    content = [len(word) > _SHORT and word not in FUNCTION_WORDS and word[0].isalnum() for word in words]
    capital = [token[0].isupper() for token in tokens]
    told, told_low = _coded(words), _coded(lows)
    longer = [place for place, word in enumerate(words) if len(word) > _PREFIX]
    owned = np.zeros((LONGER, len(tokens)), np.int64)
    owned[:ALWAYS] = (
        _sums(told, repeat(_WORD)),
        _sums(told_low, repeat(_TOKEN)),
        _sums(_coded([token[:_SHAPE_LENGTH] for token in tokens], _SIGNS), repeat(_SHAPE)),
        _sums(told, [_CAPITAL if each else _SMALL for each in capital]),
    )
    if longer:
        edges = ((slice(_PREFIX), _BEGINNING), (slice(_LONG_PREFIX), _LONG_BEGINNING), (slice(_SUFFIX, None), _END))
        for row, (part, kind) in enumerate(edges, ALWAYS):
            owned[row, longer] = _sums(_coded([words[place][part] for place in longer]), repeat(kind))
    ids = _ids(words, content)
    keys = _sums([word or low for word, low in zip(told, told_low, strict=True)], repeat(0)) & MASK
    return Described(owned & MASK, np.array(longer, np.intp), _traits(tokens, words, capital, content), ids, keys)


def _ids(words: Sequence[str], content: Sequence[bool]) -> NDArray[np.int64]:
    """Return the numbers of content words, as they are without an owner's "'s"."""
    stems, kept = list(words), list(content)
    for place in [place for place, word in enumerate(words) if word.endswith("'s")]:
        stems[place] = words[place][:-2]
        kept[place] = _is_content(stems[place])
    return (_sums(_coded(stems, None), repeat(0)) % (IDS - 1) + 1) * kept


def _is_content(word: str) -> bool:
    return len(word) > _SHORT and word not in FUNCTION_WORDS and word[0].isalnum()


def _coded(parts: Sequence[str], table: bytes | None = _DIGITS) -> list[bytes]:
    """Return parts of tokens in UTF-8, some ASCII characters replaced by others, mostly all digits by one."""
    return "\n".join(parts).encode("utf-8", "replace").translate(table).split(b"\n")


def _sums(coded: Sequence[bytes], begun: Iterable[int]) -> NDArray[np.int64]:
    return np.fromiter(map(crc32, coded, begun), np.int64, len(coded))


def _traits(tokens: Sequence[str], words: Sequence[str], capital: Sequence[bool], content: Sequence[bool]) -> Matrix:
    traits = np.zeros((len(tokens), TRAITS), np.float32)
    traits[:, 0] = capital
    traits[:, 1] = [token.isupper() and len(token) > 1 for token in tokens]
    for column, known in ((10, FUNCTION_WORDS), (11, _PERSON)):
        traits[:, column] = np.fromiter(map(known.__contains__, words), np.bool_, len(words))
    traits[:, 12] = content
    places = [place for place, token in enumerate(tokens) if not token.isalpha()]
    if places:
        traits[places, _MADE_OF] = _made_of([tokens[place] for place in places])
    return traits


def _made_of(tokens: Sequence[str]) -> Matrix:
    """Return what tokens are made of that have more than letters."""
    sizes = np.array([len(token) for token in tokens])
    codes = np.frombuffer("".join(tokens).encode("utf-32-le", "surrogatepass"), np.uint32)
    packed = _ASCII.take(codes, mode="clip")
    far = (codes >= len(_ASCII)).nonzero()[0]
    if len(far):
        distinct, which = np.unique(codes.take(far), return_inverse=True)
        packed[far] = np.array([_sign(code) for code in distinct.tolist()], np.uint64).take(which)
    # Forty characters at most: no count runs over into its neighbour.
    counts = np.add.reduceat(packed, sizes.cumsum() - sizes).view(np.uint8).reshape(-1, 8).astype(np.float64)
    letters, digits, *signs, brackets = counts.T[: len(_KINDS)]
    address = [("http" in token or "www." in token or "@" in token) and not _is_closed(token) for token in tokens]
    return np.array((digits / sizes, (sizes - digits - letters) / sizes, *signs, address, brackets), np.float32).T


def _is_closed(token: str) -> bool:
    """Say whether a token is letters and then a comma or a full stop."""
    return token[-1] in ",." and token[:-1].isalpha()


@lru_cache(maxsize=1 << 12)
def _sign(code: int) -> int:
    """Return a byte for each kind of sign, that of the character's set to one."""
    char = chr(code)
    kinds = (char.isalpha(), char.isdigit(), *(char in kind for kind in _KINDS[2:]))
    return sum(1 << 8 * place for place, holds in enumerate(kinds) if holds)


_ASCII = np.array([_sign(code) for code in range(128)], np.uint64)
