"""Find the pairs of texts that are copies or rewrites of one another, from their fingerprints alone.

Copies first: texts that share a band are compared with the earliest of them. What is left, one text for each group of
copies, is compared by its rare words: only texts that share at least two words which hardly any other has are looked
at, and they are alike as the cosine of their rare words, weighted by how rare each is among the stories of the store.
Counting stories, not texts, keeps a report that five hundred outlets carry from making its own names look common.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

import duckdb
import numpy as np
import pyarrow as pa

from flows.store.fingerprints import HASHES
from flows.store.rare_words import Hashes, Numbers, RareWords, Shares, spans, weighed

if TYPE_CHECKING:
    from scipy.sparse import csr_array

Minhashes = np.ndarray[Any, np.dtype[np.uint16]]

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
_CHUNK, _PART = 500, 10_000
"""Stories, and pairs of them, looked at together."""

_STAR = """
WITH placed AS (
    SELECT t.number, unnest(bands) AS band FROM texts AS t JOIN kept.signatures USING (text_sha256)
),
earliest AS (SELECT band, min(number) AS first FROM placed WHERE band <> 0 GROUP BY band HAVING count(*) > 1)
SELECT DISTINCT first, number FROM placed JOIN earliest USING (band) WHERE number <> first ORDER BY ALL
"""
_NUMBERS = "SELECT kept.signatures.rowid AS position, number FROM texts JOIN kept.signatures USING (text_sha256)"
_SIZE = "SELECT coalesce(max(rowid) + 1, 0) FROM kept.signatures"
_PAGE = 10_000


class Pairs(NamedTuple):
    """Pairs of texts, by number: ``first`` is the earlier one."""

    first: Numbers
    second: Numbers
    similarity: Shares
    is_copy: np.ndarray[Any, np.dtype[np.bool_]]


def pairs_of(connection: duckdb.DuckDBPyConnection, published: Shares) -> Pairs:
    """Return all pairs found among ``texts`` (``number`` from 0, in order of time; ``published`` in seconds or NaN)."""
    numbers = _numbers(connection)
    minhash, sizes = _minhashes(connection, numbers, len(published))
    star = connection.execute(_STAR).fetchnumpy()
    copies = _copies(minhash, np.asarray(star["first"], np.int64), np.asarray(star["number"], np.int64))
    stories = np.unique(first_of_group(len(published), copies))
    starts = np.concatenate([[0], np.cumsum(sizes[stories])])
    story_of = np.full(len(published) + 1, -1)  # one more, for the fingerprints whose number is -1
    story_of[stories] = np.arange(len(stories))
    words = weighed(_rare(connection, story_of[numbers], starts), starts)
    return _joined([copies, _alike(words, minhash, stories, published)])


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


def _numbers(connection: duckdb.DuckDBPyConnection) -> Numbers:
    """Return the number of its text for each place in the file of fingerprints, -1 where it is not asked for."""
    found = connection.execute(_NUMBERS).fetchnumpy()
    numbers = np.full(int(connection.execute(_SIZE).fetchall()[0][0]), -1)
    numbers[found["position"]] = found["number"]
    return numbers


def _read(connection: duckdb.DuckDBPyConnection, columns: str, numbers: Numbers) -> Iterator[tuple[Numbers, pa.RecordBatch]]:
    """Yield what is kept of the texts that have a number, as it lies in the file: it is far too much to be sorted."""
    kept = connection.sql(f"SELECT rowid AS position, {columns} FROM kept.signatures")  # noqa: S608 - constants
    for page in kept.to_arrow_reader(_PAGE):
        number = numbers[page["position"].to_numpy()]
        yield number[number >= 0], page.filter(pa.array(number >= 0))


def _minhashes(connection: duckdb.DuckDBPyConnection, numbers: Numbers, size: int) -> tuple[Minhashes, Numbers]:
    """Return the hashes of each text, and how many rare words it has."""
    minhash, sizes = np.empty((size, HASHES), np.uint16), np.zeros(size, np.int64)
    for number, page in _read(connection, "minhash, len(rare) AS n_rare", numbers):
        minhash[number] = np.frombuffer(b"".join(page["minhash"].to_pylist()), np.uint16).reshape(-1, HASHES)
        sizes[number] = page["n_rare"].to_numpy()
    return minhash, sizes


def _rare(connection: duckdb.DuckDBPyConnection, stories: Numbers, starts: Numbers) -> Hashes:
    """Return the rare words of all stories; ``stories`` says for each place in the file whose they are."""
    rare = np.empty(starts[-1], np.uint32)
    for story, page in _read(connection, "rare", stories):
        lists = page["rare"]
        rare[spans(starts[story], lists.value_lengths().to_numpy().astype(np.int64))] = lists.flatten().to_numpy()
    return rare


def _copied_share(minhash: Minhashes, first: Numbers, second: Numbers) -> Shares:
    """Return the share of hashes in which each pair agrees: an estimate of the share of runs of words."""
    parts = [np.empty(0)]
    for at in range(0, len(first), _PART):
        part = slice(at, at + _PART)
        parts.append((minhash[first[part]] == minhash[second[part]]).mean(axis=1))
    return np.concatenate(parts)


def _copies(minhash: Minhashes, first: Numbers, second: Numbers) -> Pairs:
    share = _copied_share(minhash, first, second)
    held = share >= COPIED
    return Pairs(first[held], second[held], share[held], np.ones(int(held.sum()), bool))


def _alike(words: tuple[RareWords, csr_array, Shares], minhash: Minhashes, stories: Numbers, published: Shares) -> Pairs:
    """Return the pairs of stories whose rare words are alike."""
    compared, anchors, length = words
    found = [Pairs(np.empty(0, np.int64), np.empty(0, np.int64), np.empty(0), np.empty(0, bool))]
    anchored = anchors.T.tocsr()
    for at in range(0, len(stories), _CHUNK):
        a, b = _candidates(anchors[at : at + _CHUNK], anchored, at)
        likeness = (_dots(compared, a, b) / (length[a] * length[b])).round(6)
        first, second = stories[a], stories[b]
        share = _copied_share(minhash, first, second)
        with np.errstate(invalid="ignore"):
            apart = np.abs(published[first] - published[second]) > _FAR_APART
        is_copy = share >= COPIED_IN_PART
        held = likeness >= np.where(apart & ~is_copy, SURELY_ALIKE, ALIKE)
        similarity = np.where(is_copy, share, likeness)
        found.append(Pairs(first[held], second[held], similarity[held], is_copy[held]))
    return _joined(found)


def _candidates(chunk: csr_array, anchored: csr_array, offset: int) -> tuple[Numbers, Numbers]:
    """Return the pairs, each from the earlier to the later story, that share two anchors or more."""
    shared = chunk @ anchored
    places = np.flatnonzero(shared.data > 1)
    row = np.searchsorted(shared.indptr, places, side="right") - 1 + offset
    column = shared.indices[places].astype(np.int64)
    held = row < column
    pairs = np.stack([row[held], column[held]])
    pairs = pairs[:, np.lexsort(pairs[::-1])]
    return pairs[0], pairs[1]


def _dots(words: RareWords, a: Numbers, b: Numbers) -> Shares:
    """Return the product of each pair of rows."""
    parts = [np.empty(0)]
    for at in range(0, len(a), _PART):
        part = slice(at, at + _PART)
        parts.append(words.rows(a[part]).multiply(words.rows(b[part])).sum(axis=1, dtype=np.float64))
    return np.concatenate(parts)
