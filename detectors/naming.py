"""Tell by a word which kind of furniture a label is, where the line model takes it for the page's.

A word like "popular" or "offers" tells nothing where a rule hears nobody else. Where the model vouches for the line it does:
a line of ``boilerplate.other`` that is cut is reported under that kind's rule.
"""

from __future__ import annotations

from detectors.records import Finding
from detectors.vocabulary import line_words, word_classes

OTHER = "boilerplate.other"
_LIST, _LONGEST, _MOST_WORDS = "words/naming", 60, 8
_RESIDUE = frozenset(("comment_box", "share_prompt"))
_ENDS = (".", ":", ",", ";", '"', "”")


def name_of(text: str) -> str:
    """Return the rule whose label a line is, that for other lines where no word tells.

    A label is short, has a capital or a sign before it, and is no sentence.
    """
    if len(text) > _LONGEST or text[0].islower() or text.endswith(_ENDS):
        return OTHER
    told = line_words(text.lower())
    if not 0 < len(told) <= _MOST_WORDS:
        return OTHER
    kind = next((kind for kind, known in word_classes(_LIST).items() if not known.isdisjoint(told)), "")
    return f"{'residue' if kind in _RESIDUE else 'boilerplate'}.{kind}" if kind else OTHER


def named(findings: tuple[Finding, ...], text: str) -> tuple[Finding, ...]:
    """Return findings of a text with those of other lines that are cut under the names of their kinds."""
    if all(each.rule != OTHER for each in findings):
        return findings
    return tuple(
        each._replace(rule=name_of(text[each.start : each.end])) if each.rule == OTHER and each.edit else each
        for each in findings
    )
