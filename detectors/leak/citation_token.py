"""Find the citation marks of chat tools.

What it measures   Tokens by family: a word and digits twice over (``turn0search3``), named references (``oaicite``), bracketed
                   ones (``[cite: 2]``, ``[web:4]``, ``[^2^]``, ``【7†source】``), private-use marks with what they enclose,
                   tags and slots for a citation, tracking parameters of chat products in links.
Why it matters     They come from a pasted answer and mean nothing to a reader.
Known misses       Plain numbers in brackets, which press releases and health copy use too.
Source             Exports of OpenAI, Gemini, Perplexity, DeepSeek, Bing and Grok, and the issues filed about them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import islice

from detectors.characters import unusual
from detectors.document import Document
from detectors.leak.guards import is_about_marks, is_quoted
from detectors.leak.signs import has_glued_digit, signs_of
from detectors.records import Finding

RULE = "leak.citation_token"
_MOST = 400
_UNIT = r"[a-z]{3,9}\d{1,3}[a-z]{3,12}\d{1,4}"
_TURN = r"turn\d{1,3}[a-z]{3,12}\d{1,4}"
_KINDS = r"(?:search|news|view|fetch|image|file|video|product|forecast|finance|maps?|academia|reddit|calculator|business|click|open)"
_KNOWN = rf"turn[ _-]?\d{{1,3}}[ _-]?{_KINDS}[ _-]?\d{{1,4}}"
_PAIRED = re.compile(
    rf"(?:(?:file)?cite[ :]?)(?:{_KNOWN}|{_UNIT})(?:[, ]{{0,2}}{_KNOWN})*"
    rf"|<(?:ref|cite|source)\b[^<>\n]{{0,60}}turn\d[^<>\n]{{0,60}}>"
    rf"|(?:navlist|image_group|image|video|products?|finance|forecast|sports|schedule|standing)[^\n]{{0,120}}?(?:{_TURN}[, ]{{0,2}})+(?<![, ])"
    rf"|[\[(](?:[a-z_]{{2,12}}[:\u2021] ?)?{_TURN}(?:[,;] ?{_TURN})*[\])]"
    rf"|(?:{_TURN}|{_KNOWN})(?:[, ]{{0,2}}(?:{_TURN}|{_KNOWN}))*(?:\u2020[\w-]{{1,20}})?"
)
_UNKNOWN = re.compile(
    r"(?:cite|ref|reference|source|search|result|step|call|view|doc|page|query|msg|message|chunk|web|src)\d{1,3}(?:cite|ref|reference|source|search|result|view|doc|page|news|image|file|line|chunk|src|web|id)\d{1,4}"
)
_BRACKET = re.compile(
    r"\[(?:cite(?:_start|_end|d)?(?::\s?(?:source )?[\d,\s.;-]{1,40})?|cite_\w{1,20}|(?:[a-z]{2,12}_)?(?:web|file|page|citation|source|src|doc|document|search|result|image|history|memory|post|chunk|snippet|passage|ref|context|tool|url|link|x):\s?\d{1,4}(?:\s?[,;]\s?(?:\w{1,15}:)?\s?\d{1,4}){0,20}"
    r"|(?:source|src|doc|ref|chunk|snippet|result|citation|cite)[_#]\d{1,4}"
    r"|(?:source|snippet|search result|chunk|citation|index) \d{1,3}|\^\d{1,3}\^|@[a-z]+\d{4}[a-z]?|\d{1,3}(?::\d{1,3})?\u2020[^\]\n]{0,60}|oai_citation[^\]\n]{0,80}|[a-z]{2,8}\u2021[^\]\n]{0,60})\](?:\([^()\s]{0,200}\))?"
    r"|\[span_\d{1,4}\](?:\((?:start|end)_span\))?|\[\[\d{1,3}\]\]\(https?:[^()\s]{1,300}\)|\[\^\w{1,12}\](?!\():?"
)
_ENTITY = re.compile(r"\b(?:entity|navlist|image_group|products?)(?=[\[{]\s?[\[\"{])[\[{][^\n]{0,300}?[\]}]{1,2}")
_LENTICULAR = re.compile("\u3010[^\u3010\u3011\n]{0,60}[\u2020\u2021:\\d][^\u3010\u3011\n]{0,60}\u3011")
_LENTICULAR_SIGN = re.compile(r"\u2020|\d+:\d+|^.(?:turn|cite|source|oaicite)|^.\d{1,3}(?:-\d{1,3})?.$")
_PRIVATE = re.compile(
    "(?:\\b[a-z_]{3,14}(?=[\ue202-\ue206]))?(?:\ue200[^\n\ue200\ue201]{0,400}\ue201|[\ue202-\ue206][^\n\ue200\ue201]{0,400}\ue201|[\ue200-\ue206](?:[^\\s\ue200-\ue206]{0,120}[\ue200-\ue206]){0,40})"
)
_SLOT = re.compile(r"\{\{ ?(?:cit\w{1,8}|sources?|ref\w{0,8}|footnote)(?: needed)?(?:[ _:|#-][^{}\n]{0,60})?\}\}")
_NAMED = (
    (
        "oai",
        re.compile(
            r":?contentreference(?:\[oaicite:\s?[^\]\n]{0,40}\])?(?:\{index=\d{1,4}\})?(?::\d{1,4})?|:?oaicite(?::\s?\d{1,4})?(?:\{index=\d{1,4}\})?"
            r"|\(?[\[{(]{0,2}oai_citation(?:[:\u2021][^\s\])}\n]{0,80})?[\])}]{0,2}(?:\(https?:[^)\s]{0,300}\)\)?)?"
        ),
    ),
    ("contentreference", re.compile(r":?contentreference(?:\[oaicite:\s?[^\]\n]{0,40}\])?(?:\{index=\d{1,4}\})?")),
    (
        "attributableindex",
        re.compile(r"\(?\{?(?:\"attribution\": ?\{ ?)?\"?attributableindex\"?(?:: ?\"?[\w-]{1,20}\"?)?\}{0,3}\)?"),
    ),
    (
        "grok",
        re.compile(
            r"<grok:[^<>\n]{1,300}>(?:<argument[^<>\n]{0,80}>[^<>\n]{0,80}</argument>){0,4}(?:</grok:\w{1,20}>)?|</grok:\w{1,20}>|<?grok[-_](?:card|render)[\w-]{0,60}(?:\s[^<>\n]{0,200}>)?"
        ),
    ),
    ("_span)", re.compile(r"(?:\[span_\d{1,4}\])?\((?:start|end)_span\)")),
)
_DAGGER = re.compile("[\\[(\u3010]?\\d{1,3}(?::\\d{1,3})?\u2020(?:source|l\\d[\\w-]{0,12})[\\])\u3011]?")
_BRACED = re.compile(
    r"\{(?:cite|ref|source|citation|footnote)[:_ ]\d{1,4}(?:, ?\d{1,4})*\}|\\(?:cite|footnote|ref)\w{0,6}\{[^{}\n]{1,80}\}"
)
_STORE = re.compile(
    r"\(?(?:https?://)?vertexaisearch\.cloud\.google\.com/grounding-api-redirect/[\w-]{0,400}\)?|\(?sandbox:/mnt/data/[^\s)]{1,200}\)?|\(?(?:https?://)?ppl-ai-file-upload\.s3[^\s)]{1,300}\)?|file-service://[\w-]{1,60}"
)
_WITH_NAMES = frozenset("_[{<")
"""A named reference has one of these."""

_WRAPPED = re.compile(r"</?(?:co|cite|citation|cit|ref|footnote)[:=][ \d][^<>\n]{0,40}>|<ref\b[^<>\n]{0,120}/?>|</ref>")
_TRACKER = re.compile(
    r"[?&](?:utm_\w{2,10}|referrer|ref|source)=(?:chat-?gpt|chat\.openai|openai|\w{0,8}gpt|copilot|perplexity|gemini|bard\.|claude|anthropic|deepseek|chat\.deepseek|grok|mistral|chat\.mistral|meta\.?ai|phind|you\.com|kimi|qwen|poe\.com)[\w.-]{0,20}"
)
_BACK = re.compile("[ \t]?\u21a9\ufe0e?(?!\ufe0f)")


def detect(doc: Document) -> list[Finding]:
    """Return one finding for each mark; all of them can be stripped in place."""
    spans = sorted(set(_spans(doc)), key=lambda span: (span[0], -span[1]))
    found: list[Finding] = []
    for start, end in spans[:_MOST]:
        if not (found and start < found[-1].end) and not _is_named_on_purpose(doc, start, end):
            found.append(doc.cut(RULE, start, end, "certain"))
    return [each._replace(certainty="weak") for each in found] if found and is_about_marks(doc, found) else found


def _is_named_on_purpose(doc: Document, start: int, end: int) -> bool:
    """Say whether a mark stands in quotes for its own sake; one that closes a quotation of a speaker does not."""
    if '"' in doc.text[start:end] or not is_quoted(doc, start, end):
        return False
    return not (doc.text[end : end + 1] in '"\u201d' and doc.text[start - 1 : start] not in "\"'`\u201c\u2018")


def _spans(doc: Document) -> Iterator[tuple[int, int]]:
    """Yield candidate spans; each family is looked for only where its rarest sign occurs."""
    folded = doc.folded
    for expression in _families(doc):
        yield from (match.span() for match in islice(expression.finditer(folded), 2 * _MOST))
    if not folded.isascii() and (rare := unusual(folded)):
        if "\u2020" in rare:
            yield from (match.span() for match in islice(_DAGGER.finditer(folded), _MOST))
        if "\u3011" in rare:
            yield from (match.span() for match in _LENTICULAR.finditer(folded) if _LENTICULAR_SIGN.search(match.group()))
        if any("\ue200" <= char <= "\ue206" for char in set(rare)):
            yield from (match.span() for match in islice(_PRIVATE.finditer(folded), _MOST))
        if "\u21a9" in rare:
            yield from (_bare(folded, match) for match in islice(_BACK.finditer(folded), _MOST))


def _bare(folded: str, match: re.Match[str]) -> tuple[int, int]:
    return match.start() + (folded[match.start()] in " \t"), match.end()


def _families(doc: Document) -> Iterator[re.Pattern[str]]:
    """Yield the expressions whose signs the text has."""
    folded, signs = doc.folded, signs_of(doc)
    if has_glued_digit(folded):
        yield _UNKNOWN
        yield _PAIRED
    if "[" in signs:
        yield _BRACKET
        if '["' in signs or "[[" in signs or "[{" in signs:
            yield _ENTITY
    if "=" in signs:
        yield _TRACKER
    if "{" in signs:
        yield from (_SLOT, _BRACED)
    if "<" in signs:
        yield _WRAPPED
    if doc.hits.get("leak_tokens.citation"):
        yield from (_PAIRED, _STORE)
    if _WITH_NAMES & set(signs):
        yield from (expression for sign, expression in _NAMED if sign in folded)
