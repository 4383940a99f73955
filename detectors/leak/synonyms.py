"""Whether two wordings are near synonyms, by the sets of ``seeds/phrases/words/synonyms.txt``.

Endings are taken off before comparing, so that one list serves all forms of a verb; a wording of several words is also
known by its first one ("looking for" by "look").
"""

from __future__ import annotations

from functools import cache, lru_cache
from importlib.resources import files
from itertools import combinations

from detectors.phrases.phrasebook import parse_list

_ENDINGS = ("ing", "ed", "es", "s", "d", "ly", "er", "est", "r", "st", "n")
_SHORTEST = 3
_LEADING = frozenset("a an the to very some of in it is was were are be been has have had will would".split())


@cache
def _lists() -> tuple[dict[str, frozenset[int]], dict[str, str]]:
    """Return the numbers of the sets that each word stands in, and the base of each irregular form."""
    source = files("seeds").joinpath("phrases", "words", "synonyms.txt").read_text("utf-8")
    sets: dict[str, frozenset[int]] = {}
    irregular: dict[str, str] = {}
    for number, line in enumerate(parse_list("synonyms", source)):
        told = line.words.split()
        if line.group == "synonyms.irregular":
            irregular[told[0]] = told[1]
            continue
        for word in told:
            sets[word] = sets.get(word, frozenset()) | {number}
    return sets, irregular


@cache
def _irregular() -> dict[str, str]:
    return _lists()[1]


def _bases(word: str) -> set[str]:
    """Return the forms that a word may be listed under."""
    found = {word, _irregular().get(word, word)}
    for ending in _ENDINGS:
        stem = word.removesuffix(ending)
        if stem != word and len(stem) >= _SHORTEST:
            found |= {stem, stem + "e"}
            if stem[-1] == stem[-2]:
                found.add(stem[:-1])
            if stem[-1] == "i":
                found.add(stem[:-1] + "y")
    return found


@lru_cache(maxsize=4096)
def _sets_of(wording: str) -> frozenset[int]:
    """Return the numbers of the sets that a folded wording may belong to."""
    told = [word for word in wording.replace("-", " ").split()[:8] if word not in _LEADING]
    if not told:
        return frozenset()
    sets = _lists()[0]
    heads = _bases(told[0])
    names = heads | {f"{head}-{told[1]}" for head in heads if len(told) > 1}
    return frozenset().union(*(sets.get(name, frozenset()) for name in names))


def _is_graded(one: str, other: str) -> bool:
    """Say whether two words are steps of one: "cheap", "cheaper"."""
    short, long = sorted((one, other), key=len)
    return long.removeprefix(short) in {"er", "est", "r", "st"} or long.removesuffix("est") + "er" == short


def has_synonyms(wordings: list[str]) -> bool:
    """Say whether any two of some folded wordings are near synonyms, or share their main word."""
    if any(one != other and _is_graded(one, other) for one, other in combinations(wordings[:8], 2)):
        return False
    named = [_sets_of(wording) for wording in wordings[:8]]
    return any(one & other for one, other in combinations(named, 2))
