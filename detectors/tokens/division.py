"""Many tokens at once divided into the pieces that ``pieces`` makes of each.

Where a token is divided follows from its form: which of its characters are capitals, small letters or digits, and how they
stand among the marks; more than two of a kind in a row divide as two do. What stands in an exception (a contraction, an
abbreviation, a face) or is a unit stays as it is. So each form is divided once, and few tokens by themselves.
"""

from __future__ import annotations

import string
from functools import cache
from itertools import accumulate, chain

import numpy as np
from numpy.typing import NDArray

from detectors.expressions import regex
from detectors.stretches import Bounds, bounds_of, spread
from detectors.tokens.columns import Arrays
from detectors.tokens.growing import put
from detectors.tokens.joined import BREAK, Joined, Words, places_of, text_of, words_of
from detectors.tokens.letters import DIGIT, FORM, FORMS, LATIN, has
from detectors.tokens.piece_exceptions import EXCEPTIONS
from detectors.tokens.pieces import UNITS, divide
from detectors.tokens.splitting import Known, Places, keys_of, keys_of_words

_LONGEST_FORM = 40
_FORM_CODES = np.array(list(map(ord, FORMS)), np.uint32)

_LETTERS = regex("(?<![A-Za-z'’])[A-Za-z]+|(?<=['’])(?![sS](?![A-Za-z]))[A-Za-z]+")
"""Runs of letters, but for the s of a genitive."""
_KEPT_RUNS = {*string.ascii_letters, "US", *chain.from_iterable(map(_LETTERS.findall, (*EXCEPTIONS, UNITS)))}
"""Runs of letters that stay as they are, foreign dollars among them; none is made of the letters of a form."""
_LONGEST_RUN = max(map(len, _KEPT_RUNS))
_ODD = regex(r"\x00|[0-9](?:[A-RT-Za-rt-zñÑ]|[sS](?![sS]))|</?[0-9]|[/@].*\.|\..*[/@]|[0-9]\.[0-9]+\.[0-9]|\.[^:]*:[0-9]")
"""Units and times, hearts, addresses."""
_TELLS_NOTHING = "\0"
"""The form of what is too long to have one."""


def _codes(chars: str) -> NDArray[np.uint32]:
    return np.array(list(map(ord, chars)), np.uint32)


_APOSTROPHES, _GENITIVE, _DEGREES = map(_codes, ("'’", "sS", "äöü"))
"""Before and of a genitive; letters outside of ASCII that are exceptions with a full stop behind."""


class Forms:
    """Where the pieces of the tokens of each form begin: worked out when the form is first seen."""

    def __init__(self, shipped: Arrays | None = None) -> None:
        """Start empty, or with what :meth:`arrays` returned."""
        known = shipped or {name: np.zeros(0, np.uint8) for name in ("forms", "cuts", "cut_counts", "odd")}
        self._listed = [bytes(known["forms"]).decode()]
        keys = keys_of_words(self._listed)
        self._places, self._known = Places(len(keys) + 1), len(keys)
        self._places.number(keys)
        # For each form where its cuts end among all; whether it does not tell.
        self._cuts, self._ends, self._odd = known["cuts"], bounds_of(known["cut_counts"]), known["odd"]

    def arrays(self) -> Arrays:
        """Return what there is to ship."""
        ends = self._ends[: self._known + 1]
        return {
            "forms": np.frombuffer(BREAK.join(self._listed).encode(), np.uint8),
            "cuts": self._cuts[: ends[-1]],
            "cut_counts": np.diff(ends).astype(np.uint8),
            "odd": self._odd[: self._known],
        }

    def cuts(self, forms: Words) -> tuple[Bounds, Bounds, Bounds]:
        """Return the cuts of all forms, how many each has, and the places of those that do not tell."""
        numbers, new = self._places.number(forms.keys)
        self._learn(forms.listed(new))
        places, bounds = spread(self._ends.take(numbers), self._ends.take(numbers + 1))
        return self._cuts.take(places), np.diff(bounds), self._odd.take(numbers).nonzero()[0]

    def _learn(self, new: list[str]) -> None:
        told = [None if _ODD.search(form) else _divided(form) for form in new]
        first = self._ends.item(self._known)
        self._cuts = put(self._cuts, first, list(chain.from_iterable(filter(None, told))))
        self._ends = put(self._ends, self._known + 1, bounds_of([len(cuts or ()) for cuts in told])[1:] + first)
        self._odd = put(self._odd, self._known, [cuts is None for cuts in told])
        self._listed += new
        self._known += len(new)


def piece_edges(new: Joined, known: Forms) -> Bounds:
    """Return where each piece begins, and where the line feed behind each token stands."""
    begins = np.zeros(len(new.codes), np.bool_)
    begins[new.starts] = begins[new.ends] = True
    kept, forms = _forms(new)
    cuts, sizes, odd = known.cuts(forms)
    begins[kept.take(forms.starts.repeat(sizes) + cuts)] = True
    for place in odd.tolist():
        begins[[new.starts.item(place) + cut for cut in _divided(new.tokens[place])]] = True
    return begins.nonzero()[0]


def _divided(token: str) -> tuple[int, ...]:
    """Return where the pieces of a token begin, but for the first."""
    return tuple(accumulate(map(len, divide(token)[:-1])))


def _forms(new: Joined) -> tuple[Bounds, Words]:
    """Return which characters count, two of a kind in a row, and the form of each token, made of those.

    A long token has a form that does not tell.
    """
    kinds = new.flags & FORM
    kinds[_kept_letters(new)] = kinds[_digits_of_faces(new)] = 0
    counts = np.ones(len(kinds), np.bool_)
    counts[2:] = (kinds[2:] != kinds[1:-1]) | (kinds[2:] != kinds[:-2]) | (kinds[2:] == 0)
    long = (new.ends - new.starts > _LONGEST_FORM).nonzero()[0].tolist()
    for place in long:
        counts[new.starts.item(place) + 1 : new.ends.item(place)] = False
    kept = counts.nonzero()[0]
    kinds = kinds.take(kept)
    forms = np.where(kinds == 0, new.codes.take(kept), _FORM_CODES.take(kinds))
    forms[kept.searchsorted(new.starts.take(long))] = ord(_TELLS_NOTHING)
    return kept, words_of(text_of(forms))


@cache
def _kept_runs() -> Known:
    return Known(keys_of_words(_KEPT_RUNS), np.ones(len(_KEPT_RUNS)))


def _kept_letters(new: Joined) -> Bounds:
    """Return where letters stand that stay as they are."""
    codes = new.codes
    edges = np.diff(has(new.flags, LATIN), prepend=False).nonzero()[0]
    firsts, ends = edges[::2], edges[1::2]
    is_short = ends - firsts <= _LONGEST_RUN
    firsts, ends = firsts[is_short], ends[is_short]
    is_kept = _kept_runs().of(keys_of(new.text, codes, firsts, ends)) > 0
    firsts, ends = firsts[is_kept], ends[is_kept]
    # Before the first character is, as it were, the line feed behind the last.
    genitive = (ends - firsts == 1) & np.isin(codes.take(firsts - 1), _APOSTROPHES) & np.isin(codes.take(firsts), _GENITIVE)
    letters, _ = spread(firsts[~genitive], ends[~genitive])
    degrees = places_of(codes, ".") - 1
    return np.append(letters, degrees[np.isin(codes.take(degrees), _DEGREES)])


def _digits_of_faces(new: Joined) -> Bounds:
    """Return where digits stand alone that may be part of a face: ``8-)``, ``(-8``, ``:3``, ``0_o``."""
    codes, digits = new.codes, has(new.flags, DIGIT)
    places = digits.nonzero()[0]
    places = places[~digits.take(places - 1) & ~digits.take(places + 1)]
    second, first, behind, last = (codes.take(places + step, mode="wrap") for step in (-2, -1, 1, 2))
    before = np.isin(first, _codes(":=_")) | ((first == ord("-")) & np.isin(second, _codes(":(")))
    after = np.isin(behind, _codes(")_")) | ((behind == ord("-")) & np.isin(last, _codes(")D")))
    found: Bounds = places[before | after]
    return found
