"""What the sentence model sees of a sentence: its words, the classes they belong to, and the order of the classes.

A word says little about a wording that nobody has seen; "I", an editing verb, a part of a text, in that order, says
what is being done. Classes are ``seeds/phrases/words/speech.txt``. Features are strings, so that a weight can be read.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from importlib.resources import files
from itertools import pairwise

from detectors.expressions import regex
from detectors.phrases.phrasebook import parse_list

_TOKEN = regex(r"[^\W\d_]+(?:['-][^\W\d_]+)*|\d+|[^\w\s]")
_PLAIN_TOKEN = regex(r"[A-Za-z]+(?:['-][A-Za-z]+)*|[0-9]+|[^A-Za-z0-9_ \t-\r\x1c-\x1f]")
"""The same in text of ASCII, in half the time: what is asked of a character is one look into a table."""

_MOST = 60
"""Tokens of a sentence that are looked at; a frame stands at its beginning."""

REACH = 7
"""How many tokens apart two classes may stand to be a pair."""

START = "^"
"""Stands before the first token."""

STEM, LONG = 5, 6
"""How many letters the beginning of a word has, and up to how many a word has none."""

STEP, MOST_STEPS = 6, 6
"""Lengths are told apart by so many tokens, so many times."""


@cache
def word_classes() -> dict[str, tuple[str, ...]]:
    """Return the classes of every word that has any."""
    source = files("seeds").joinpath("phrases", "words", "speech.txt").read_text("utf-8")
    classes: dict[str, tuple[str, ...]] = {}
    for phrase in parse_list("speech", source):
        name = phrase.group.partition(".")[2]
        for word in phrase.words.split():
            classes[word] = (*classes.get(word, ()), name)
    return classes


def tokens(folded: str) -> list[str]:
    """Return words, marks and, for any number, ``0``; no more than a sentence has."""
    expression = _PLAIN_TOKEN if folded.isascii() else _TOKEN
    return ["0" if token.isdigit() else token for token in expression.findall(folded)[:_MOST]]


def features(folded: str) -> set[str]:
    """Return the features of one folded sentence."""
    told = tokens(folded)
    if not told:
        return set()
    known = word_classes()
    classes = [known.get(token, ()) for token in told]
    found = {f"w {token}" for token in told}
    found.update(f"b {one} {other}" for one, other in pairwise([START, *told]))
    found.update(f"s {token[:STEM]}" for token in told if len(token) > LONG)
    found.update(_of_classes(classes))
    found.update(_mixed(told, classes))
    found.update((f"f {told[0]}", f"e {told[-1]}", f"n {min(len(told) // STEP, MOST_STEPS)}"))
    return found


def _of_classes(classes: list[tuple[str, ...]]) -> Iterator[str]:
    """Yield classes, pairs of them in their order, and runs of three."""
    placed = [(position, name) for position, names in enumerate(classes) for name in names]
    for index, (position, name) in enumerate(placed):
        yield f"c {name}"
        for later, other in placed[index + 1 :]:
            if later - position > REACH:
                break
            if later != position:
                yield f"p {name} {other}"
    firsts = [names[0] for names in classes if names]
    yield from (f"t {' '.join(run)}" for run in zip(firsts, firsts[1:], firsts[2:], strict=False))
    yield from (f"f {name}" for name in classes[0])


def _mixed(told: list[str], classes: list[tuple[str, ...]]) -> Iterator[str]:
    """Yield each class with the word after it, and each word with the class after it."""
    for index, names in enumerate(classes):
        if names and index + 1 < len(told):
            yield from (f"l {name} {told[index + 1]}" for name in names)
        if names and index:
            yield from (f"r {told[index - 1]} {name}" for name in names)
