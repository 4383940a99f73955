"""Which sentences of an article the gate lets pass: those that the sentence model hears, and from which a block may grow.

The gate takes all documents of a batch in one look. Near the edges of a text, where leaks stand, it asks for less than
between them, and of a text of few words every sentence is heard: the gate spares what a long one would cost.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from itertools import chain, groupby, pairwise
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from detectors.document import Document, together
from detectors.leak.gate import sentence_scores
from detectors.leak.model import sentence_model
from detectors.leak.spans import edge_lines
from detectors.stretches import Bounds, bounds_of
from detectors.tokens.columns import Feature
from detectors.tokens.joined import Joined

_EDGE = 2
"""Lines from the first and the last one in which leaks are expected."""

_FEW_TOKENS = 200
"""Of 2,000 articles (news2k) fifteen have no more; what is no article at all (an answer, a refusal, a request) mostly has not."""


Stretch = tuple[int, int, int]
"""A line, and start and end of a part of it."""


class Passing(NamedTuple):
    """A sentence that the gate lets pass: its first token, the one behind its last, and its score."""

    first: int
    end: int
    score: float


def look(new: Joined) -> NDArray[np.int64]:
    """Return weight and end of each token, by the shipped gate."""
    return sentence_model().gate.look(new)


_LOOK = Feature("leak_gate", 2, look)


def is_short(doc: Document) -> bool:
    """Say whether a text is so short that every sentence is heard."""
    return doc.field == "text" and doc.tokens.total <= _FEW_TOKENS


def stretches(doc: Document, passed: Sequence[Passing]) -> Iterator[Stretch]:
    """Yield what is worth listening to, given what the gate lets pass."""
    if is_short(doc):
        yield from ((number, line.start, line.end) for number, line in enumerate(doc.lines))
        return
    near, middle = edge_lines(doc, _EDGE), sentence_model().gate.middle
    for first, end, score in passed:
        line = bisect_right(doc.line_firsts, first) - 1
        if line in near or score >= middle:
            yield line, doc.tokens.starts.item(first), doc.tokens.ends.item(end - 1)


@together
def passing(docs: Sequence[Document]) -> list[list[Passing]]:
    """Return the sentences of each document that the gate lets pass; documents whose tokens are in one table go together."""
    found: list[list[Passing]] = [[] for _ in docs]
    spoken = [place for place, doc in enumerate(docs) if doc.lines]
    for _, places in groupby(spoken, key=lambda place: id(docs[place].tokens.vocabulary)):
        some = list(places)
        for place, passed in _passing([docs[place] for place in some]):
            found[some[place]].append(passed)
    return found


def _passing(docs: Sequence[Document]) -> Iterator[tuple[int, Passing]]:
    """Yield the place of the document of each sentence that passes, and the sentence."""
    tokens = [doc.tokens for doc in docs]
    offsets = bounds_of([each.total for each in tokens])
    seen = tokens[0].vocabulary.describe(_LOOK, np.concatenate([each.numbers for each in tokens]))
    firsts, scores = sentence_scores(seen.line(0), seen.line(1), _line_firsts(docs, offsets))
    kept = (scores >= sentence_model().gate.edge).nonzero()[0]
    ends = np.append(firsts, offsets[-1])[kept + 1]
    places = offsets.searchsorted(firsts[kept], "right") - 1
    shift = offsets[places]
    each = (places, firsts[kept] - shift, ends - shift, scores[kept])
    for place, first, end, score in zip(*(column.tolist() for column in each), strict=True):
        yield place, Passing(first, end, score)


def _line_firsts(docs: Sequence[Document], offsets: Bounds) -> Bounds:
    """Return which token of all opens each line, given where the tokens of each document begin; each document keeps its own."""
    bounds = bounds_of([len(doc.lines) for doc in docs])
    moved = bounds_of([len(doc.text) + 1 for doc in docs])[:-1]
    starts = np.concatenate([doc.tokens.starts for doc in docs]) + moved.repeat(np.diff(offsets))
    lines = np.fromiter(chain.from_iterable(doc.line_starts for doc in docs), np.intp) + moved.repeat(np.diff(bounds))
    firsts: Bounds = starts.searchsorted(lines)
    own = (firsts - offsets[:-1].repeat(np.diff(bounds))).tolist()
    for doc, (first, last) in zip(docs, pairwise(bounds.tolist()), strict=True):
        doc.line_firsts = own[first:last]
    return firsts
