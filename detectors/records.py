"""The records that travel through Winnow, and nothing else.

They are plain tuples: frozen, equal by value, cheap to make and to pickle. They carry no behaviour, so that a
record read back from the database is as good as one that a detector made.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal, NamedTuple

Field = Literal["text", "title"]
Certainty = Literal["certain", "strong", "weak"]
Placement = Literal["title", "head", "middle", "tail", "whole"]
Verdict = Literal["keep", "clean", "review", "drop"]
Edit = tuple[tuple[int, int, str], ...]
"""Replacements ``(start, end, new)`` in code points of the finding's field, in order and without overlap."""


class Article(NamedTuple):
    """One news article as it was read, before anything was measured."""

    id: str
    location: str
    """File and line (or row) it was read from."""
    url: str | None
    source: str | None
    """Outlet, normally the URL's registered domain."""
    published_at: str | None
    """ISO 8601, UTC; None where the input has no readable date."""
    title: str | None
    text: str
    n_replaced: int = 0
    """How many characters could not be decoded and were replaced by U+FFFD."""
    declared_language: str | None = None
    """The code that a crawled page or archive gives; which language it is in is measured on the text."""


class Finding(NamedTuple):
    """One piece of evidence: a span of the article and the rule it falls under."""

    rule: str
    field: Field
    start: int
    """First code point in ``field``."""
    end: int
    """One past the last code point."""
    certainty: Certainty
    placement: Placement
    excerpt: str
    """The words of the span, shortened in the middle where it is long."""
    edit: Edit | None
    """The replacements that would repair the text; None where that is not safe."""
    detail: str | None = None
    """What the rule's evidence shows as ``{detail}``: a fact about this place that no rule can know."""


class Language(NamedTuple):
    """Which language an article is in, and who said so."""

    code: str | None
    """ISO 639-1 as langdetect spells it; None where there are no letters to go by."""
    probability: float | None
    method: Literal["gate", "langdetect", "none"]


class Judgement(NamedTuple):
    """What one rule says of one finding, or of one measure outside its range (then without a span)."""

    rule: str
    field: Field | None
    start: int | None
    end: int | None
    action: Literal["note", "clean", "review", "drop"]
    severity: Literal["low", "medium", "high"]
    evidence: str
    """The reason in words, ready to be shown."""


class Scorecard(NamedTuple):
    """Everything Winnow has to say about one version of one article."""

    article_id: str
    text_sha256: str
    scorer: str
    ruleset: str
    verdict: Verdict
    reasons: tuple[str, ...]
    """The rules that reached the verdict, most severe first."""
    measures: Mapping[str, float | None]
    findings: tuple[Finding, ...]
    language: Language
    judgements: tuple[Judgement, ...]
    clean_text: str | None
    """The repaired text, where the verdict is ``clean`` and it differs from the original."""
