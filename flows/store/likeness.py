"""Find the pairs of texts that are copies or rewrites of one another, from their fingerprints alone.

Copies first: texts that share a band are compared with the earliest of them. What is left, one text for each group of
copies, is compared by its rare words: only texts that share at least two words which hardly any other has are looked
at, and they are alike as the cosine of their rare words, weighted by how rare each is among the stories of the store.
Counting stories, not texts, keeps a report that five hundred outlets carry from making its own names look common.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

import duckdb
import numpy as np
import pyarrow as pa

from flows.store.fingerprints import HASHES

if TYPE_CHECKING:
    from scipy.sparse import csr_array

Numbers = np.ndarray[Any, np.dtype[np.int64]]
Shares = np.ndarray[Any, np.dtype[np.float64]]

COPIED = 0.7
"""Share of hashes from which two texts are copies, whatever their words: the middle of the curve of 14 bands of 8."""
COPIED_IN_PART = 0.1
"""Share of hashes from which texts that are also alike in their rare words are copies. With every fifth word replaced
about .2 of the runs are left; texts that only tell the same have next to none."""
ALIKE = 0.36
"""Likeness from which two texts tell one story. Measured: ``bench/dedupe.py``."""
SURELY_ALIKE = 0.45
"""The same without much doubt; asked of those published more than a month apart, because reports that come every quarter
share names and terms."""

_FAR_APART = 31 * 86_400
_FEWEST_RARE = 8
_ANCHOR = 128
"""Stories that may have a word for it to bring two of them together; bounds the work at any size of the store."""
_COMMON_SHARE, _COMMON = 0.05, 20
"""A word that more than 5 % of all stories have, and more than twenty, says nothing."""
_UNSEEN = 1_000
"""Stories without the word, added to those of the store: in a small one everything would seem common."""
_CHUNK, _STRETCH = 2_000, 1 << 24

_STAR = """
WITH placed AS (
    SELECT t.number, unnest(bands) AS band FROM texts AS t JOIN kept.signatures USING (text_sha256)
),
earliest AS (SELECT band, min(number) AS first FROM placed WHERE band <> 0 GROUP BY band HAVING count(*) > 1)
SELECT DISTINCT first, number FROM placed JOIN earliest USING (band) WHERE number <> first ORDER BY ALL
"""
_KEPT = "SELECT minhash, rare FROM texts JOIN kept.signatures USING (text_sha256) WHERE number >= ? AND number < ? ORDER BY number"


class Pairs(NamedTuple):
    """Pairs of texts, by number: ``first`` is the earlier one."""

    first: Numbers
    second: Numbers
    similarity: Shares
    is_copy: np.ndarray[Any, np.dtype[np.bool_]]


class _Fingerprints(NamedTuple):
    minhash: np.ndarray[Any, np.dtype[np.uint16]]
    rare: np.ndarray[Any, np.dtype[np.uint32]]
    starts: Numbers


def pairs_of(connection: duckdb.DuckDBPyConnection, published: Shares) -> Pairs:
    """Return all pairs found among ``texts`` (``number`` from 0, in order of time; ``published`` in seconds or NaN)."""
    kept = _kept(connection, len(published))
    star = connection.execute(_STAR).fetchnumpy()
    copies = _copies(kept, np.asarray(star["first"], np.int64), np.asarray(star["number"], np.int64))
    stories = np.unique(first_of_group(len(published), copies))
    rewrites = _alike(kept, stories, published)
    return _joined([copies, rewrites])


def _joined(parts: Sequence[Pairs]) -> Pairs:
    """Return all pairs of all parts."""
    first, second, similarity, is_copy = (np.concatenate(column) for column in zip(*parts, strict=True))
    return Pairs(first, second, similarity, is_copy)


def first_of_group(size: int, pairs: Pairs) -> Numbers:
    """Return for each number the least one that it is tied to, through others too."""
    # Late, because every run imports this module, and few ask for duplicates.
    from scipy.sparse import csr_array
    from scipy.sparse.csgraph import connected_components

    ties = csr_array((np.ones(len(pairs.first), np.int8), (pairs.first, pairs.second)), shape=(size, size))
    _, component = connected_components(ties, directed=False)
    _, least = np.unique(component, return_index=True)
    return np.asarray(least[component], np.int64)


def _kept(connection: duckdb.DuckDBPyConnection, size: int) -> _Fingerprints:
    """Read the fingerprints in the order of the numbers, a stretch at a time."""
    minhash, rare, counts = [np.empty((0, HASHES), np.uint16)], [np.empty(0, np.uint32)], [np.zeros(1, np.int64)]
    for first in range(0, size, 20_000):
        page: pa.Table = connection.sql(_KEPT, params=[first, first + 20_000]).to_arrow_table().combine_chunks()
        hashes = b"".join(page["minhash"].to_pylist())
        minhash.append(np.frombuffer(hashes, np.uint16).reshape(page.num_rows, -1))
        lists = page["rare"].combine_chunks()
        rare.append(lists.flatten().to_numpy())
        counts.append(lists.value_lengths().to_numpy().astype(np.int64))
    return _Fingerprints(np.concatenate(minhash), np.concatenate(rare), np.cumsum(np.concatenate(counts)))


def _copied_share(minhash: np.ndarray[Any, Any], first: Numbers, second: Numbers) -> Shares:
    """Return the share of hashes in which each pair agrees: an estimate of the share of runs of words."""
    parts = [np.empty(0)]
    for at in range(0, len(first), 50_000):
        part = slice(at, at + 50_000)
        parts.append((minhash[first[part]] == minhash[second[part]]).mean(axis=1))
    return np.concatenate(parts)


def _copies(kept: _Fingerprints, first: Numbers, second: Numbers) -> Pairs:
    share = _copied_share(kept.minhash, first, second)
    held = share >= COPIED
    return Pairs(first[held], second[held], share[held], np.ones(int(held.sum()), bool))


def _alike(kept: _Fingerprints, stories: Numbers, published: Shares) -> Pairs:
    """Return the pairs of stories whose rare words are alike."""
    rows, anchors, length = _weighted(kept, stories)
    found = [Pairs(np.empty(0, np.int64), np.empty(0, np.int64), np.empty(0), np.empty(0, bool))]
    anchored = anchors.T.tocsr()
    for at in range(0, len(stories), _CHUNK):
        a, b = _candidates(anchors[at : at + _CHUNK], anchored, at)
        likeness = (_dots(rows, a, b) / (length[a] * length[b])).round(6)
        first, second = stories[a], stories[b]
        share = _copied_share(kept.minhash, first, second)
        with np.errstate(invalid="ignore"):
            apart = np.abs(published[first] - published[second]) > _FAR_APART
        is_copy = share >= COPIED_IN_PART
        held = likeness >= np.where(apart & ~is_copy, SURELY_ALIKE, ALIKE)
        similarity = np.where(is_copy, share, likeness)
        found.append(Pairs(first[held], second[held], similarity[held], is_copy[held]))
    return _joined(found)


def _weighted(kept: _Fingerprints, stories: Numbers) -> tuple[csr_array, csr_array, Shares]:
    """Return rare words by story with their weights, which of them are anchors, as ones, and the length of each row."""
    from scipy.sparse import csr_array

    lengths = np.diff(kept.starts)
    sizes, is_told = lengths[stories], np.zeros(len(lengths), bool)
    is_told[stories] = True
    place, counts = _places(kept.rare[np.repeat(is_told, lengths)])
    weight = np.sqrt(np.log((len(stories) + _UNSEEN) / counts)).astype(np.float32)
    weight[counts > max(_COMMON, _COMMON_SHARE * len(stories))] = 0
    starts = np.concatenate([[0], np.cumsum(sizes)])
    rows = csr_array((weight[place], place, starts), shape=(len(stories), len(counts)))
    length = np.sqrt(rows @ weight).astype(np.float64)  # a word's weight stands in its rows, so this squares it
    length[(sizes < _FEWEST_RARE) | (length == 0)] = np.inf
    brings = ((counts > 1) & (counts <= _ANCHOR))[place]
    kept_before = np.concatenate([[0], np.cumsum(brings, dtype=np.int32)])[starts]
    anchors = csr_array((np.ones(int(brings.sum()), np.int32), place[brings], kept_before), shape=rows.shape)
    return rows, anchors, length


def _places(words: np.ndarray[Any, np.dtype[np.uint32]]) -> tuple[np.ndarray[Any, np.dtype[np.int32]], Numbers]:
    """Return for each word its place among the distinct ones, and how often each of those stands."""
    distinct, counts = np.unique(words, return_counts=True)
    place = np.empty(len(words), np.int32)
    for at in range(0, len(words), _STRETCH):
        place[at : at + _STRETCH] = np.searchsorted(distinct, words[at : at + _STRETCH])
    return place, counts


def _candidates(chunk: csr_array, anchored: csr_array, offset: int) -> tuple[Numbers, Numbers]:
    """Return the pairs, each from the earlier to the later story, that share two anchors or more."""
    shared = (chunk @ anchored).tocoo()
    row, column = shared.coords
    held = (shared.data > 1) & (row + offset < column)
    pairs = np.stack([row[held] + offset, column[held]]).astype(np.int64)
    pairs = pairs[:, np.lexsort(pairs[::-1])]
    return pairs[0], pairs[1]


def _dots(rows: csr_array, a: Numbers, b: Numbers) -> Shares:
    """Return the product of each pair of rows."""
    parts = [np.empty(0)]
    for at in range(0, len(a), 50_000):
        part = slice(at, at + 50_000)
        parts.append(rows[a[part]].multiply(rows[b[part]]).sum(axis=1, dtype=np.float64))
    return np.concatenate(parts)
