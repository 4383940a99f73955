"""Tell which kind of furniture a line is that the line model takes for the page's: by a word of it, or by its company.

A word like "popular" or "offers" tells nothing where a rule hears nobody else. Where the model vouches for the line it does,
and so does what stands directly above and below: a label over links, a short line in a menu, a remark among remarks. A line of
``boilerplate.other`` is reported under that kind's rule. One that is not cut is only a guess, whatever it is called.
"""

from __future__ import annotations

from detectors.expressions import regex
from detectors.furniture.widget_words import line_words, word_classes
from detectors.records import Finding

OTHER = "boilerplate.other"
_LINK, _BYLINE, _NOTE, _REMARK = (
    "boilerplate.related_link",
    "boilerplate.byline",
    "boilerplate.author_note",
    "residue.reader_comment",
)
_LIST, _LONGEST, _MOST_WORDS, _LONGEST_LINK, _MOST_NAMES = "words/naming", 60, 8, 140, 4
_RESIDUE = frozenset(("comment_box", "share_prompt"))
_ENDS = (".", ":", ",", ";", '"', "”")
_STOPS = (".", "!", "?", '."', "…")
_SPREADING = frozenset(
    f"boilerplate.{kind}" for kind in ("related_link", "navigation", "tags", "newsletter", "contact", "caption")
)
_SPREADING |= {f"residue.{kind}" for kind in ("reader_comment", "share_prompt", "comment_box", "counter")}
"""Kinds that stand in blocks, so that a line between two of one kind is of it."""

_LISTS = frozenset((_LINK, "boilerplate.navigation", "boilerplate.tags"))
"""Kinds of which short lines follow one another."""

_FORM, _BUTTONS, _LONGEST_BUTTON = "residue.comment_box", "residue_reader_comment", 30
_TALK = frozenset((_REMARK, _FORM))
_NAMED = frozenset((OTHER, _REMARK, _LINK))
_ASKS = regex(r"(?:Report|Submit|Send|Support|Contact|Suggest)(?: us)? (?:an?|us|your|our)\b")
_ASKED = frozenset(("boilerplate.contact", "boilerplate.newsletter"))
"""What a line asks for that stands among links and begins so."""


def name_of(text: str) -> str:
    """Return the rule whose label a line is, that for other lines where no word tells.

    A label is short, has a capital or a sign before it, and is no sentence.
    """
    if len(text) > _LONGEST or text[0].islower() or text.endswith(_ENDS):
        return OTHER
    return _worded(text)


def _worded(text: str) -> str:
    """Return the rule that a word of a label names."""
    told = line_words(text.lower())
    if not 0 < len(told) <= _MOST_WORDS:
        return OTHER
    kind = next((kind for kind, known in word_classes(_LIST).items() if not known.isdisjoint(told)), "")
    return f"{'residue' if kind in _RESIDUE else 'boilerplate'}.{kind}" if kind else OTHER


def named(findings: tuple[Finding, ...], text: str) -> tuple[Finding, ...]:
    """Return findings of a text with those of other lines under the names of their kinds."""
    if _NAMED.isdisjoint(each.rule for each in findings):
        return findings
    told = list(findings)
    for at, each in enumerate(told):
        line = text[each.start : each.end]
        if each.rule == _REMARK and _is_button(line):
            told[at] = each._replace(rule=_FORM)
        elif each.rule == _LINK and _ASKS.match(line) and (rule := _worded(line)) in _ASKED:
            told[at] = each._replace(rule=rule)
        elif each.rule == OTHER:
            above = told[at - 1].rule if at and not text[told[at - 1].end : each.start].strip() else ""
            below = told[at + 1].rule if at + 1 < len(told) and not text[each.end : told[at + 1].start].strip() else ""
            rule = _worded(line) if _is_label(line) and (each.edit or above or below) else OTHER
            rule = _kept(line, above, below, each) if rule == OTHER else rule
            if rule != OTHER:
                told[at] = each._replace(rule=rule, certainty=each.certainty if each.edit else "weak")
    return tuple(told)


def _is_button(line: str) -> bool:
    """Say whether a line of a thread is a button of it."""
    return len(line) <= _LONGEST_BUTTON and word_classes(_BUTTONS)["button"].issuperset(line_words(line.lower()))


def _is_label(line: str) -> bool:
    return len(line) <= _LONGEST and not line.endswith(_STOPS)


def _kept(line: str, above: str, below: str, finding: Finding) -> str:
    """Return the rule of the company that a line keeps, that for other lines where its company tells nothing."""
    label = _is_label(line)
    if below == _LINK and label:
        return _LINK
    listed = above in _LISTS and (label or above == _LINK) and len(line) <= _LONGEST_LINK
    if listed or (above == below and above in _SPREADING):
        return above
    if label and finding.placement == "head" and _is_name(line):
        return _BYLINE
    if above == _NOTE or (above == _BYLINE and finding.placement == "tail"):
        return _NOTE
    return _REMARK if above in _TALK and (below in _TALK or not label) else OTHER


def _is_name(line: str) -> bool:
    """Say whether a short line is a full name, an outlet's or an account."""
    tokens = line.split()
    full = 1 < len(tokens) <= _MOST_NAMES and all(len(token) > 1 and token[0].isupper() for token in tokens)
    return full or (len(tokens) == 1 and "@" in line)
