"""The numbers of a text as a row of the table of its batch, and the same by rule.

A hundred numbers an article are worked out column by column, judged column by column and stored column by column. To make a
dictionary of each row in between cost more than most detectors do: a row stays one, and is read as a dictionary is.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from detectors.stretches import Measure


class Measures(Mapping[str, float | None]):
    """The measures of one text by rule, None where one does not apply."""

    __slots__ = ("_places", "row", "rules")

    def __init__(self, rules: Sequence[str], places: Mapping[str, int], row: Measure) -> None:
        """Take the numbers of a text, those of the rules in order, and the place of each rule."""
        self.rules, self.row = rules, row
        self._places = places

    def __getitem__(self, rule: str) -> float | None:
        """Return one measure."""
        value: float = self.row.item(self._places[rule])
        return None if math.isnan(value) else value

    def __iter__(self) -> Iterator[str]:
        """Yield the rules."""
        return iter(self.rules)

    def __len__(self) -> int:
        """Return how many measures there are."""
        return len(self.rules)


def of_each(columns: Mapping[str, Measure], rules: Sequence[str] = ()) -> list[Measures]:
    """Return the measures of each text by these rules, else by all that there are; a column has one number a text."""
    rules = rules or tuple(columns)
    places = {rule: place for place, rule in enumerate(rules)}
    table = np.array([columns[rule] for rule in rules]).T.copy()
    return [Measures(rules, places, row) for row in table]


def table_of(every: Sequence[Mapping[str, float | None]], rules: Sequence[str]) -> NDArray[np.float64]:
    """Return the measures of some texts as a table, texts by rules; not a number where there is none."""
    rows = [
        each.row
        if isinstance(each, Measures) and each.rules is rules
        else np.array([each.get(rule) for rule in rules], float)
        for each in every
    ]
    return np.array(rows, np.float64).reshape(len(rows), len(rules))
