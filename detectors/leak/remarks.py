"""Read one line as a remark on a text: its form, the matters of the writing job it names, and how it speaks of them.

Form: a header, a listed remark (numbered, bulleted, ticked or "Label: …"), or plain sentences. Manner: a report of what
was done ("Kept to 600 words", "the tone is neutral") is a review; an order ("Keep it short") is advice to readers.
"""

from __future__ import annotations

from typing import NamedTuple

from detectors.expressions import regex
from detectors.leak.lexicon import listed, words

_LONGEST = 1600
_HEADER_LENGTH, _HEADER_WORDS, _TITLE_WORDS = 90, 9, 5
_CLOSING_LENGTH, _OPENING, _NAMED_WITHIN = 260, 120, 500
_BULLET = regex(
    r"\s*(?:[-*\u2022\u25cf\u25aa\u2013\u2014\u2192>+]\s|\(?\d{1,2}[.)]\s?|\(?[a-z][.)]\s|\[[ x\u2713\u2714]?\]|[\u2705\u2713\u2714\u2611\u2610\u274c\u2717\u2718\U0001f5f9]\ufe0f?|#{1,4}\s)\s*"
)
_TICK = regex("[\u2705\u2713\u2714\u2611\u2610\u274c\U0001f5f9]|\\[[xX]\\]")
_LABEL = regex(r"[*_\s]{0,4}(?P<label>[^\W\d_][\w/&'() -]{1,48}?)[*_\s]{0,4}(?::|\s-(?=\s))[*_\s]{0,4}")
_HEADER_TAIL = regex(r"[\s*_:#-]+$")
_CHECKED = regex(r"\b(?:check|review|self-|verif)")
_DONE = regex(
    r"\b(?:ready (?:for|to) (?:publication|publish|print|post|submission|review)|all (?:the )?(?:requirements|constraints|checks|criteria|points|boxes|good|set|items|instructions)|no (?:further )?(?:changes|edits|issues|corrections)|final version|requirements (?:are |were )?met)\b"
)
_TO_USER = regex(r"\b(?:let me know|would you|you'd|want me)\b")
"""An offer is another leak."""

_BARE_COUNT = regex(
    r"[\W_]*(?:(?:total |final |approx(?:imate|\.)? )?(?:word|character) ?count|words|total words)[\W_]{1,4}(?:approx(?:imately|\.)? |about |~)?\d[\d,]{1,6}(?: words)?[\W_]*"
)
_COUNTS = regex(r"\b(?:word ?count|character count)\b")
_COUNT = regex(r"[\W_]*(?:approx(?:imately|\.)? |about |around |roughly |just \w+ |exactly |total:? )?\d")
_SURE_HEADER = regex(r"\b(?:self-(?!employ|storage|defen)\w{4,}|(?:post|during|after)[- ](?:generat|draft|writ)\w*)")
_I_MADE = regex(r"\bi (?:aimed|kept|ensured|avoided|used|checked|followed|tried|made sure)\b")
_WORD = regex(r"[^\W\d_]+(?:['-][^\W\d_]+)*")
_STARTS_WITH_NUMBER = regex(r"[~\u2248]?\d")
_PAST = regex(r"\w{2,}(?:ed|pt|lt)\b")
_MATTERS = ("length", "tone", "structure", "title", "keyword", "brief", "repetition", "language", "accuracy")


class Remark(NamedTuple):
    """What one line says of the text that it stands under."""

    is_header: bool
    is_sure: bool
    """A header that names generating or the writer's self: nothing else is headed so."""
    is_listed: bool
    is_count: bool
    """A count of words given as a remark ("Word count: 612")."""
    matters: frozenset[str]
    reports: bool
    names_text: bool
    closes: bool

    @property
    def belongs(self) -> bool:
        """Whether the line is a remark by itself, inside a block."""
        return bool(self.matters) and self.reports and (self.is_listed or len(self.matters) > 1 or self.names_text)

    @property
    def opens(self) -> bool:
        """Whether a block may begin to be looked for here."""
        return self.is_header or self.belongs


_NOTHING = Remark(
    is_header=False,
    is_sure=False,
    is_listed=False,
    is_count=False,
    matters=frozenset(),
    reports=False,
    names_text=False,
    closes=False,
)


def read(text: str, folded: str) -> Remark:
    """Return the remark that a line is."""
    if len(text) > _LONGEST:
        return _NOTHING
    bullet = _BULLET.match(folded)
    body = folded[bullet.end() :] if bullet else folded
    label = _LABEL.match(body)
    name, remark = (label["label"], body[label.end() :]) if label else ("", body)
    matters = frozenset(group for *_, group in listed(*_MATTERS).found(body, 0, _NAMED_WITHIN))
    header = _is_header(text, body, listed=bullet is not None)
    reports = not header and (_TICK.search(text) is not None or _reports(remark, labelled=label is not None))
    return Remark(
        is_header=header,
        is_sure=header and _SURE_HEADER.search(folded) is not None,
        is_listed=bullet is not None or (label is not None and bool(remark.strip())),
        is_count=not header and _is_count(folded, name, remark),
        matters=matters,
        reports=reports,
        names_text=_CHECKED.search(name) is not None
        or listed("subject").stands_in(body)
        or _I_MADE.search(body) is not None,
        closes=_closes(body, told=bool(matters) and (reports or label is not None)),
    )


def _is_count(folded: str, name: str, remark: str) -> bool:
    return _BARE_COUNT.fullmatch(folded) is not None or (
        _COUNTS.search(name) is not None and _COUNT.match(remark) is not None
    )


def _closes(body: str, *, told: bool) -> bool:
    """Say whether a line may close a block: a short remark, or a word of being done."""
    if _TO_USER.search(body):
        return False
    return (told and len(body) <= _CLOSING_LENGTH) or (len(body) <= _HEADER_LENGTH and _DONE.search(body) is not None)


def _is_header(text: str, body: str, *, listed: bool) -> bool:
    """Say whether a line is the heading of a check: short, of the job's words, no sentence."""
    bare = _HEADER_TAIL.sub("", body.strip("*_# "))
    told = _WORD.findall(bare)
    if len(text) > _HEADER_LENGTH or not 0 < len(told) <= _HEADER_WORDS or bare.endswith((".", "!", '"', ",")):
        return False
    if listed and not text.lstrip().startswith("#"):
        return False
    parts = {part for word in told for part in (word, *word.split("-"))}
    if words("check").isdisjoint(parts):
        return False
    ends = text.rstrip("*_ ").endswith(":")
    if not words("writing_job").isdisjoint(parts - words("check_alone")):
        return ends or len(told) <= _TITLE_WORDS
    return ends and len(told) == 1 and not words("check_alone").isdisjoint(parts)


def _reports(remark: str, *, labelled: bool) -> bool:
    """Say whether a remark tells what was done or how the text is, and does not tell the reader what to do."""
    told = _WORD.findall(remark[:_OPENING])
    if not told:
        return labelled and any(map(str.isdigit, remark))
    if (
        listed("subject").opens(remark.lstrip('*_"'))
        or _tells(told[0])
        or (told[0].endswith("ly") and _PAST.fullmatch(told[-1] if len(told) == 1 else told[1]))
    ):
        return True
    if labelled:
        return _STARTS_WITH_NUMBER.match(remark) is not None or any(
            _PAST.fullmatch(word) or word in words("made") for word in told[:8]
        )
    return sum(word in words("made") or _PAST.fullmatch(word) is not None for word in told[:14]) > 1


def _tells(word: str) -> bool:
    """Say whether a remark that begins with this word reports."""
    return _PAST.fullmatch(word) is not None or word in words("made") - words("made_or_told")
