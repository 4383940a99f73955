"""What kind of label some words are: a field of a content form, known by the vocabulary it is made of.

A label is made of words of forms alone. It is *telling* where no other form has the word (slug, keyphrase), *aimed* where
a common noun is joined to what the form wants it for ("social caption"), a *heading* or a *part* where it names a piece of
the article, and *plain* otherwise ("category"), which pages have as well.
"""

from __future__ import annotations

from functools import cache
from typing import Literal, NamedTuple

from detectors.expressions import regex
from detectors.leak.lexicon import words

Kind = Literal["telling", "aimed", "heading", "part", "plain"]
_MOST_WORDS, _BOX_WORDS = 9, 3
_SIGNS = " >#*_-\u2022\u00b7\u25cf\u2013\u2014\"'([{)]}:"
_TOKEN = regex(r"h[1-6]\b|[^\W\d_](?:[\w'-]*[\w'])?")
_SOFT = frozenset(
    "head lead body intro introduction conclusion text copy article story opening paragraph dateline wrap-up outro"
    " background context nut kicker deck".split()
)
"""Pieces of an article that fact boxes, reviews and smart-brevity items name as well."""

_DOUBTFUL = frozenset(
    """nut kicker og alt excerpt boilerplate sommario rubrik ingress bajada copete légende manchete chapeau teaser snippet"
    " strapline schema lide occhiello volanta cta canonical keyword keywords hashtags headline title slug strap ticker splash par pars cutline tagline sell
    sting wob promo desc thumb""".split()
)
"""Telling words that mean something else in sport, in law or in another language's pages, when they stand alone."""

_COMMON = frozenset(
    "link links source sources image photo picture post posts audience illustration graphic text url address format version"
    " language option status type visual thread type persona label".split()
)
"""Nouns that honest pages aim too: "Facebook post", "target audience", "primary source"."""

_WANTED = frozenset("prompt tweet hook angle blurb subject thumbnail teaser".split())
"""Nouns that, beside another, only a form has: "image prompt", "thumbnail text"."""

_PIECES = frozenset("article story page piece".split())

_TOPIC = regex(
    r"\W{0,3}[A-Z][^:\n]{2,60}: (?:the|an?|my|our|your|his|her|their|its|how|why|what|who|where|when|in|on|for|from|as) [^:.\n]{3,120}[.?!]?"
)
_LISTED = regex(r"\W{0,3}[A-Z][^:,\n]{1,30}, [^:\n]{2,60}: ")
_ANSWERED = regex(r"(?:[A-Z][\w -]{2,30}: [a-z][^:.;\n]{1,60}[.;]\s?){2,4}(?:[A-Z][^:\n]{3,120})?")


class Label(NamedTuple):
    """The kind of a label and its words."""

    kind: Kind
    words: tuple[str, ...]

    @property
    def names_article(self) -> bool:
        """Whether its value may be the headline or a part of the article itself."""
        return not words("field_content").isdisjoint(self.words)

    @property
    def doubtful(self) -> bool:
        """Whether a single telling word has another sense elsewhere."""
        return self.kind == "telling" and _DOUBTFUL.issuperset(self.words) and not (self.words[0] == "og" and self.words[1:])


@cache
def _known() -> frozenset[str]:
    return (
        words("field_telling") | words("field_noun") | words("field_purpose") | words("field_word") | words("field_content")
    )


def label_of(folded: str) -> Label | None:
    """Return what label some folded words are, markdown, figures and punctuation aside; None if they are none."""
    told = _TOKEN.findall(folded.replace("_", " "))
    if not 0 < len(told) <= _MOST_WORDS:
        return None
    known = _known()
    if told[0] not in known and "-" not in told[0]:
        return None
    told = [part for word in told for part in ([word] if word in known else word.split("-"))]
    if not known.issuperset(told):
        return None
    kind = _kind(told)
    return Label(kind, tuple(told)) if kind else None


def _kind(told: list[str]) -> Kind | None:
    nouns = (words("field_noun") | words("field_content")).intersection(told)
    if not words("field_telling").isdisjoint(told) or told[:2] == ["search", "intent"]:
        return "telling"
    if not nouns:
        return None
    if not words("field_purpose").isdisjoint(told) and not _COMMON.issuperset(nouns):
        return "aimed"
    if len(nouns) > 1 and (not _WANTED.isdisjoint(told) or ("of" in told and not _PIECES.isdisjoint(told))):
        return "aimed"
    content = words("field_content").intersection(told)
    if content - _SOFT:
        return "heading"
    return "part" if content else "plain"


def may_be_label(folded: str) -> bool:
    """Say whether the first word of a stretch is one of a form, or made of several; cheaper than :func:`label_of`."""
    first = folded.lstrip(_SIGNS).partition(" ")[0].rstrip(_SIGNS)
    return first in _known() or not first.isalpha()


def is_topic(line: str, *, opens: bool) -> bool:
    """Say whether a line speaks of a label, as headlines and jokes do: its value is in small letters and no field's.

    ``opens`` says that the line is a headline or opens the copy; elsewhere a list of labels is no label either.
    """
    return _TOPIC.fullmatch(line) is not None and (opens or _LISTED.match(line) is not None)


def is_answered(line: str) -> bool:
    """Say whether a line is made of labels with answers in small letters."""
    return _ANSWERED.fullmatch(line) is not None


def is_box_label(folded: str) -> bool:
    """Say whether a label belongs to a box on a book, a film, an event: "Author", "Running time"."""
    told = _TOKEN.findall(folded)
    return 0 < len(told) <= _BOX_WORDS and (told[0] in words("field_box") or told[-1] in words("field_box"))
