"""Which texts of a batch may hold a slot: those with a sign that prose has not, or with one that it has where a slot may begin."""

from __future__ import annotations

from collections.abc import Collection

from detectors.expressions import regex
from detectors.gathered import Gathered, flags, flags_of
from detectors.leak import open_values
from detectors.leak.slot_fences import BEGUN
from detectors.leak.slot_forms import CLOSING, IN_CAPITALS, NAMED_SUM, ROUND, round_one
from detectors.leak.slot_orders import GROUPS

_TELLING = frozenset("[<>{}_«‹") | CLOSING | GROUPS | open_values.GROUPS
_PAIRED, _REACH = frozenset("@#*~^|§¤¬"), 50
"""Signs that stand on both sides of a slot, and how many characters it has at most."""

_BEGUN = (
    ("$", flags_of(lambda char: char == "$" or char.isalpha()), NAMED_SUM),
    ("%", flags_of(lambda char: char in "%=.(" or char.isalnum()), regex(r"%(?:[A-Z]{3}|[%=(]|[sd](?!\w)|\d\$[sd]|\.\d)")),
    ("/", flags_of(str.isupper), regex(r"/[A-Z]{3}")),
    ("?", flags("?"), regex(r"\?\?")),
)
"""Signs of prose, what stands behind each where it may begin a slot, and the expression of which one must match there."""

_HASHED = regex("[.,% -]")
_ROUND = flags_of(lambda char: char in " abcdefhilnpqrstv" or char.isupper())


def choose(gathered: Gathered, places: Collection[int]) -> set[int]:
    """Return the texts in which a slot may stand."""
    docs, codes = gathered.docs, gathered.codes
    found = gathered.bearing(places, _TELLING)
    for sign, behind, expression in _BEGUN:
        spots = gathered.at(sign)
        for place, at in gathered.each(spots[behind.take(codes.take(spots + 1))]):
            if place not in found and expression.match(docs[place].text, at):
                found.add(place)
    for place in gathered.bearing(places, _PAIRED) - found:
        if any(_may_hold(docs[place].text, sign) for sign in _PAIRED & docs[place].signs):
            found.add(place)
    wide = (place for place in gathered.wide if place not in found)
    found.update(place for place in wide if "??" in docs[place].text or "……" in docs[place].text)
    for sign, name in BEGUN.items():
        found.update(place for place in places if sign in docs[place].signs and name.search(docs[place].text))
    spots = gathered.at("(")
    for place, at in gathered.each(spots[_ROUND.take(codes.take(spots + 1))]):
        if place not in found and (match := ROUND.match(docs[place].text, at)) and round_one(docs[place].text, match):
            found.add(place)
    return (found | gathered.shouting(IN_CAPITALS)).intersection(places)


def _may_hold(text: str, sign: str) -> bool:
    """Say whether a sign stands twice as far apart as a slot between them may be long, or before what is no name of a subject."""
    apart = text.split(sign)[1:]
    return any(len(between) <= _REACH for between in apart[:-1]) or (sign == "#" and any(map(_HASHED.match, apart)))
