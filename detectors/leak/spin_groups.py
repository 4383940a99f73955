"""Groups of options for a spinning program, and those whose words stand in brackets between other signs than bars."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice
from typing import NamedTuple

from detectors.document import Document
from detectors.expressions import regex
from detectors.leak.spans import matches
from detectors.leak.synonyms import has_synonyms
from detectors.records import Certainty
from detectors.tokens.english import FUNCTION_WORDS

_MOST, _TRIPLE, _COMPANY, _WORD = 200, 3, 2, 3
_LETTERS = regex(r"[^\W\d_]{2}")
_DRAWN = {
    sign: regex(
        rf"\{sign}{{1,2}} ?(?:random|spin|spintax|rand|pick|synonyms?|variants?)\b ?[:|=] ?[^\[\]{{}}()\n|,/;~]{{1,60}}(?:[|,/;~][^\[\]{{}}()\n|,/;~]{{1,60}}){{1,8}}[\]}}]{{1,2}}"
    )
    for sign in "[{"
}
"""An order to draw one of the words that follow."""

_ENDINGS = ("ed", "ing", "ly", "est")
"""Endings that options of one kind share."""


class Group(NamedTuple):
    """A stretch that offers options, by its offsets."""

    start: int
    end: int
    options: tuple[str, ...]
    sign: str
    """What opens it; a stroke for one without brackets."""
    lower: bool = False
    """Whether it holds no capital: names and headings are no wordings."""

    @property
    def near(self) -> bool:
        """Whether two of the options are near synonyms."""
        return has_synonyms([option.strip() for option in self.options])


def drawn(doc: Document) -> Iterator[tuple[int, int]]:
    """Yield orders to draw one of some words."""
    for sign, expression in _DRAWN.items():
        if sign in doc.text:
            yield from (match.span() for match in islice(matches(expression, doc.folded, sign), _MOST))


def graded_lists(listed: list[Group], text: str) -> dict[tuple[int, int], Certainty]:
    """Grade words in brackets between other signs: synonyms in company, or in braces, which prose has for nothing else."""
    near = [group for group in listed if group.near]
    alike = [group for group in listed if near and group.sign == near[0].sign and "," not in text[group.start : group.end]]
    if len(near) == 1 and near[0] in alike and len(alike) >= _COMPANY:
        return {(each.start, each.end): "strong" for each in alike}
    spun = [group for group in listed if (group.near and len(near) >= _COMPANY) or _is_spun(group, text)]
    return {(each.start, each.end): "strong" if each in spun else "weak" for each in listed if each.near or each in spun}


def _is_spun(group: Group, text: str) -> bool:
    """Say whether braces hold words in small letters between signs of spinning programs; a comma makes a set, a file, code."""
    options = [option for option in group.options if len(option) >= _WORD and _LETTERS.match(option)]
    words = text[group.start : group.end]
    enough = len(options) == len(group.options) >= (_COMPANY if group.near else _TRIPLE)
    alike = group.near or any(all(option.endswith(ending) for option in options) for ending in _ENDINGS)
    return (
        alike
        and enough
        and group.sign == "{"
        and words.islower()
        and "," not in words
        and not FUNCTION_WORDS.issuperset(options)
    )
