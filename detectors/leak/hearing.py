"""The blocks of an article in which the sentence model hears a leak: sentences that are joined to one another.

The gate says where to listen. From a sentence that is heard the block grows over its neighbours: sentences that the
model takes for leaks too, what stands between two of them, and the lines of one list.
"""

from __future__ import annotations

from collections.abc import Generator, Iterator, Sequence
from itertools import groupby, islice

from detectors.document import Document, together
from detectors.expressions import regex
from detectors.leak.listening import AUDIBLE, Heard, Listener, Place, listen, votes
from detectors.leak.passing import Stretch, is_short, passing, stretches
from detectors.leak.spans import Sentence

_OPENS, _JOINS, _JOINS_BEYOND = 0.12, 0.3, 0.5
"""How probable a leak must be for a sentence to open a block, to join one, and to join it beyond sentences that say nothing."""

_SURELY = 0.9
"""The same to join one in the next paragraph, beyond others."""

_MOST_PLACES = 60
_AHEAD = 2
"""How many sentences that say nothing by themselves may stand inside a block."""

_ITEM = regex(
    r"[\W_]{0,3}(?:\d{1,2}[.)]|(?<=\()[a-f\d]\)|[-*+\u2022\u25cf\u2013\u2014\u2713\u2714\u2705]\s)|[\W_]{0,3}[A-Za-z][\w /-]{1,30}:\s"
)

_APART, _SURE = 4, 0.3
"""How many times as probable an act must be in its own paragraph as in the one beside it, and how probable, to be another leak.
Of 2, 4 and 6, and of 0.3, 0.5 and 0.8, these found most of the spans of our leak set; they lie close together."""

_KIN = frozenset({"assistant_self_reference", "knowledge_limit", "missing_input", "refusal"})
"""What a model cannot do, has not and is: reasons of one another."""

_LABEL_SPACES = 3
"""How many spaces the label of an item has, the one behind it among them; more of them are a sentence."""

_ALONE = frozenset({"ui_residue", "disclosure", "translation_residue"})
_PREAMBLE = "assistant_preamble"

Block = tuple[Heard, ...]
_Asking = Generator[Sequence[Place], None, list[Heard]]


def blocks(doc: Document) -> Sequence[Block]:
    """Return runs of neighbouring sentences that the model takes for leaks."""
    return blocks_of([doc])[0]


@together
def blocks_of(docs: Sequence[Document]) -> list[list[Block]]:
    """Return the blocks of each document, all of which are searched in waves: a wave asks the model once for all of them."""
    found: list[list[Block]] = [[] for _ in docs]
    searched = [
        (listener := Listener(doc), _search(listener, told, some))
        for doc, passed, some in zip(docs, passing(docs), found, strict=True)
        if (passed or is_short(doc)) and (told := list(islice(stretches(doc, passed), _MOST_PLACES)))
    ]
    while searched:
        asked = [(listener, search, next(search, None)) for listener, search in searched]
        searched = [(listener, search) for listener, search, places in asked if places is not None]
        listen((listener, places) for listener, _, places in asked if places)
    return found


def _search(listener: Listener, told: Sequence[Stretch], found: list[Block]) -> Iterator[Sequence[Place]]:
    """Add the blocks of an article to those found; yield the sentences that the model has to be asked about first."""
    places = list(_places(listener, told))
    yield places
    opening = [place for place in places if listener.hear(place).leak >= _OPENS]
    yield [at for place in opening for step in (-1, 1) for at in _near(listener, place, step)]
    reach = -1
    for place in opening:
        heard = listener.hear(place)
        if heard.sentence.start >= reach:
            before = yield from _grown(listener, place, -1)
            after = yield from _grown(listener, place, 1)
            block = [each for each in (*reversed(before), heard, *after) if each.sentence.start >= reach]
            checked = tuple(each if each.leak >= AUDIBLE else each.checked() for each in block)
            found.extend(_by_act(checked))
            reach = block[-1].sentence.end


def _grown(listener: Listener, place: Place, step: int) -> _Asking:
    """Return the sentences of the block in one direction, nearest first."""
    kept: list[Heard] = []
    waiting: list[Heard] = []
    last, handed = listener.hear(place), False
    at = listener.beside(place, step)
    while at and len(waiting) <= _AHEAD:
        if not listener.knows(at):
            # As many as have joined, and as many again: a long block takes few waves.
            yield list(islice(_further(listener, at, step), 2 * len(kept) + 1))
        heard = listener.hear(at)
        if _is_too_far(last, waiting, heard):
            break
        waiting.append(heard)
        least = _JOINS if len(waiting) == 1 else _JOINS_BEYOND
        handed = step > 0 and (handed or _hands_over(last)) and _is_of_a_list(last, heard)
        joins = (heard.leak >= least and _of_one_voice(last, heard)) or (heard.leak >= AUDIBLE and _same_list(last, heard))
        if joins or handed:
            kept += waiting
            last, waiting = heard, []
        elif _ends(heard.sentence, heard.line, last.line):
            break
        at = listener.beside(at, step)
    return kept


def _is_too_far(last: Heard, waiting: Sequence[Heard], heard: Heard) -> bool:
    """Say whether the last sentence that joined says too little to reach one beyond others, or on another line.

    The last words of an article that sound faintly like a leak are none of what follows them.
    """
    item = _ITEM.match(heard.sentence.folded)
    if not last.has_words or (item and item.group().count(" ") <= _LABEL_SPACES):
        return False
    if not waiting:
        return heard.line != last.line and last.leak < _JOINS
    return last.leak < (_SURELY if waiting[-1].line == last.line != heard.line else _JOINS_BEYOND)


def _ends(sentence: Sentence, line: int, last: int) -> bool:
    """Say whether nothing can join beyond a sentence that did not: a paragraph that says nothing there is the article's.

    What stands on the line of the last one that did, or is of a list, may stand inside a block.
    """
    return line != last and not _ITEM.match(sentence.folded)


def _near(listener: Listener, place: Place, step: int) -> Iterator[Place]:
    """Yield the sentences in a direction that may be asked about though none of them joins."""
    for at in islice(_further(listener, listener.beside(place, step), step), _AHEAD + 1):
        yield at
        if _ends(listener.sentence(at), at[0], place[0]):
            return


def _further(listener: Listener, at: Place | None, step: int) -> Iterator[Place]:
    """Yield a sentence and those behind it in a direction."""
    while at:
        yield at
        at = listener.beside(at, step)


def _of_one_voice(one: Heard, other: Heard) -> bool:
    """Say whether two sentences may be one leak: a button, a disclosure or a translator's line stands for itself."""
    return one.line == other.line or one.name == other.name or not {one.name, other.name} & _ALONE


def _same_list(one: Heard, other: Heard) -> bool:
    """Say whether two sentences begin like items of one list."""
    return one.line != other.line and all(_ITEM.match(each.sentence.folded) for each in (one, other))


def _hands_over(heard: Heard) -> bool:
    """Say whether a sentence that is surely a leak hands over what follows; behind a preamble follows the article itself."""
    return heard.leak >= _JOINS_BEYOND and heard.name != _PREAMBLE and heard.sentence.folded.endswith(":")


def _is_of_a_list(one: Heard, other: Heard) -> bool:
    """Say whether a sentence is an item that follows, or the rest of the one before it."""
    if one.line == other.line:
        return not _hands_over(one)
    return _ITEM.match(other.sentence.folded) is not None


def _places(listener: Listener, told: Sequence[Stretch]) -> Iterator[Place]:
    """Yield the sentences of these stretches, in order."""
    for line, start, end in told:
        for number, sentence in enumerate(listener.at(line)):
            if sentence.end > start and sentence.start < end:
                yield line, number


def _by_act(block: Block) -> Iterator[Block]:
    """Yield the parts of a block that do different things, a paragraph each at least."""
    lines = [tuple(told) for _, told in groupby(block, key=lambda heard: heard.line)]
    part = lines[0]
    for line in lines[1:]:
        if _is_another(part, line):
            yield part
            part = line
        else:
            part += line
    yield part


def _is_another(part: Block, line: Block) -> bool:
    """Say whether a paragraph surely is another leak than what stands before it."""
    one, other = votes(part), votes(line)
    if not one or not other:
        return False
    first, second = (max(told, key=told.__getitem__) for told in (one, other))
    if first == _PREAMBLE and part[-1].sentence.folded.rstrip("*_ ").endswith(":"):
        return True
    if _hands_over(part[-1]) or _ITEM.match(line[0].sentence.folded):
        return False
    return (
        first != second
        and all(any(" " in heard.sentence.folded for heard in some) for some in (part, line))
        and not {first, second} <= _KIN
        and _APART * one[second] < one[first] > _SURE
        and _APART * other[first] < other[second] > _SURE
    )
