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

from detectors.document import Document
from detectors.expressions import regex
from detectors.leak.guards import are_marks_meant, is_quoted, is_shown
from detectors.leak.signs import signs_of
from detectors.records import Finding

RULE = "leak.citation_token"
_MOST = 400
_UNIT = r"[a-z]{3,9}\d{1,3}[a-z]{3,12}\d{1,4}"
_TURN = r"turn\d{1,3}[a-z]{3,12}\d{1,4}"
_KINDS = r"(?:search|news|view|fetch|image|file|video|product|forecast|finance|maps?|academia|reddit|calculator|business|click|open)"
_KNOWN = rf"turn[ _-]?\d{{1,3}}[ _-]?{_KINDS}[ _-]?\d{{1,4}}"
_PAIRED = regex(
    rf"(?:(?:file)?cite[ :]?)(?:{_KNOWN}|{_UNIT})(?:[, ]{{0,2}}{_KNOWN})*"
    rf"|<(?:ref|cite|source)\b[^<>\n]{{0,60}}turn\d[^<>\n]{{0,60}}>"
    rf"|(?:navlist|image_group|image|video|products?|finance|forecast|sports|schedule|standing)[^\n]{{0,120}}?(?:{_TURN}[, ]{{0,2}})+(?<![, ])"
    rf"|[\[(](?:[a-z_]{{2,12}}[:\u2021] ?)?{_TURN}(?:[,;] ?{_TURN})*[\])]"
    rf"|(?:{_TURN}|{_KNOWN})(?:[, ]{{0,2}}(?:{_TURN}|{_KNOWN}))*(?:\u2020[\w-]{{1,20}})?"
)
_UNKNOWN = regex(
    r"(?:cite|ref|reference|source|search|result|step|call|view|doc|page|query|msg|message|chunk|web|src)\d{1,3}(?:cite|ref|reference|source|search|result|view|doc|page|news|image|file|line|chunk|src|web|id)\d{1,4}"
)
_SOURCE = r"(?:source|snippet|(?:search |web )?result|chunk|citation|passage|document|doc|reference|ref|context|webpage)"
_BRACKET = regex(
    r"\[(?:cite(?:_start|_end|d)?(?::\s?(?:source )?[\d,\s.;-]{1,40})?|cite_\w{1,20}"
    r"|(?!fig|tab|person|name|place|city|company|address|location|date|org|phone|email|speaker|witness|page_|photo|part|chap|verse|isbn|issn|cve|note|item|vol|no[_:]|art|sec|ps)(?:[a-z]{2,12}_){0,3}[a-z]{2,15}(?::\s?|[_#])\d{1,4}[a-z]?(?:\s?[,;]\s?(?:\w{1,15}:)?\s?\d{1,4}){0,20}"
    rf"|{_SOURCE}s?:? ?\d{{1,3}},? (?:begin|end|(?:p|pp|page|pages|para|line)s?\.? ?\d{{1,4}}(?:-\d{{1,4}})?)|{_SOURCE}s?:? ?\d{{1,3}}[,;] ?(?:chunk|passage|section|snippet|sentence)s?:? ?\d{{1,4}}|{_SOURCE}s?: ?(?:[a-z]{{2,12}}[-_ ]){{0,2}}[a-z]{{2,12}}[-_ ]?\d{{1,4}}|[\w-]{{2,40}}\.(?:pdf|docx?|txt|csv|html?)(?:, ?(?:p|pp|page|pages)\.? ?\d{{1,4}})?|{_SOURCE}s?:? ?\d{{1,3}}(?:(?:,|;| and| &)? ?\d{{1,3}}){{0,8}}|{_SOURCE}s?: ?[\w-]{{2,30}}(?:\.[\w-]{{2,20}}){{1,3}}|(?:ref|doc|src|cite|cit|chunk|fn|footnote)\.? ?\d{{1,3}}|(?:[\w.-]{{2,15}} )(?:citation|reference|source)[ #]\d{{1,3}}|(?:kb|doc|src|ref|chunk|cite|source|result)-\d{{1,4}}|s\d{{1,2}}|l\d{{1,4}}-l\d{{1,4}}|\^\d{{1,3}}\^|@[a-z]+\d{{4}}[a-z]?|\d{{1,3}}(?::\d{{1,3}})?\u2020[^\]\n]{{0,60}}|oai_citation[^\]\n]{{0,80}}|[a-z]{{2,8}}\u2021[^\]\n]{{0,60}})\](?:\([^()\s]{{0,200}}\))?"
    r"|\[span_\d{1,4}\](?:\((?:start|end)_span\))?|\[\[\d{1,3}(?:, ?\d{1,3}){0,8}\]\](?:\(https?:[^()\s]{1,300}\))?|\[\^\w{1,12}\](?!\():?"
    r"|\[(?P<tag>ref|cite|citation|source|src|fn|footnote)(?:=[^\]\n]{0,40})?\][^\[\]\n]{0,60}\[/(?P=tag)\]"
)
_RAISED = regex(
    r"\^\[\d{1,3}(?:, ?\d{1,3}){0,8}\]\^|%\[\d{1,3}\]%|(?<= )\^\d{1,3}(?:,\d{1,3}){0,4}\^(?=[ .,])|(?<=[a-z.,\"])(?:\^\[?\d{1,3}(?:, ?\d{1,3}){0,8}\]?\^|\^\[\d{1,3}(?:, ?\d{1,3}){0,8}\])(?!\w)"
)
_ROUND = regex(
    rf"\((?:see )?(?:cite|citation|chunk|snippet|(?:web|search)[_ ]result|(?:doc|source|document)[_ ]?id|(?:ref|source): (?=[a-z]{{1,12}}[_-]\d))[:_# ]{{0,2}}(?:[a-z]{{1,12}}[_-])?\d{{1,4}}(?:[,; -]{{1,2}}\d{{1,4}}){{0,8}}\)|\((?:cite|citation) (?:index|id|source)=[^()\n]{{1,40}}[)>]|\(see {_TURN}\)"
)
_ENTITY = regex(r"\b(?:entity|navlist|image_group|products?)(?=[\[{]\s?[\[\"{])[\[{][^\n]{0,300}?[\]}]{1,2}")
_LENTICULAR = regex(
    "[\u3010\u3016\u3014\u27e6][^\u3010\u3011\n]{0,60}[\u2020\u2021:\\d][^\u3010\u3011\n]{0,60}[\u3011\u3017\u3015\u27e7]"
)
_CLOSING = frozenset("\u3011\u3017\u3015\u27e7")
_LENTICULAR_SIGN = regex(r"\u2020|\d+:\d+|^.(?:turn|cite|source|oaicite)|^.\d{1,3}(?:-\d{1,3})?.$|^.[a-z]{2,12}[.:_ -]\d")
_PRIVATE = regex(
    "(?:\\b[a-z_]{3,14}(?=[\ue202-\ue206]))?(?:\ue200[^\n\ue200\ue201]{0,400}\ue201|[\ue202-\ue206][^\n\ue200\ue201]{0,400}\ue201|[\ue200-\ue206](?:[^\\s\ue200-\ue206]{0,120}[\ue200-\ue206]){0,40})"
)
_SLOT = regex(r"\{\{ ?(?:cit(?:e\w{0,4}|ations?)|sources?|ref\w{0,8}|footnote)(?: needed)?(?:[ _:|#-][^{}\n]{0,60})?\}\}")
_NAMED = (
    (
        "oai",
        regex(
            r":?contentreference(?:\[oaicite:\s?[^\]\n]{0,40}\])?(?:\{index=\d{1,4}\})?(?::\d{1,4})?|:?oaicite(?::\s?\d{1,4})?(?:\{index=\d{1,4}\})?"
            r"|\(?[\[{(]{0,2}oai_citation(?:[:\u2021][^\s\])}\n]{0,80})?[\])}]{0,2}(?:\(https?:[^)\s]{0,300}\)\)?)?"
        ),
    ),
    ("contentreference", regex(r":?contentreference(?:\[oaicite:\s?[^\]\n]{0,40}\])?(?:\{index=\d{1,4}\})?")),
    (
        "attributableindex",
        regex(r"\(?\{?(?:\"attribution\": ?\{ ?)?\"?attributableindex\"?(?:: ?\"?[\w-]{1,20}\"?)?\}{0,3}\)?"),
    ),
    (
        "grok",
        regex(
            r"<grok:[^<>\n]{1,300}>(?:<argument[^<>\n]{0,80}>[^<>\n]{0,80}</argument>){0,4}(?:</grok:\w{1,20}>)?|</grok:\w{1,20}>|<?/?grok[-_](?:card|render)[\w-]{0,60}(?:\s[^<>\n]{0,200})?>?"
        ),
    ),
    ("_span)", regex(r"(?:\[span_\d{1,4}\])?\((?:start|end)_span\)")),
)
_DAGGER = regex("[\\[(\u3010]?(?:\\d{1,3}(?::\\d{1,3})?)?\u2020(?:source|l\\d[\\w-]{0,12})[\\])\u3011]?")
_BRACED = regex(
    r"\{(?:cite|ref|source|citation|footnote)[:_ -]\d{1,4}(?:, ?\d{1,4})*\}|\\(?:cite|footnote|ref)\w{0,6}\{[^{}\n]{1,80}\}"
)
_STORE = regex(
    r"\(?(?:https?://)?vertexaisearch\.cloud\.google\.com/grounding-api-redirect/[\w-]{0,400}\)?|\(?sandbox:/mnt/data/[^\s)]{1,200}\)?|\(?(?:https?://)?ppl-ai-file-upload\.s3[^\s)]{1,300}\)?|file-service://[\w-]{1,60}"
)
_WRAPPED = regex(
    r"</?(?:co|cite|citation|cit|ref|footnote)[:=][ \d][^<>\n]{0,40}>|</?(?:\w{2,8}:)?(?:ref|citation|footnote|source_?id|doc_?id|document_?index)\b[^<>\n]{0,120}/?>|<(?:\w{2,8}:)?cite (?:index|id|source)=[^<>\n]{0,80}>"
)
_TRACKER = regex(
    r"[?&](?:utm_\w{2,10}|referrer|ref|source)=(?:chat-?gpt|chat\.openai|openai|\w{0,8}gpt|copilot|perplexity|gemini|bard\.|claude|anthropic|deepseek|chat\.deepseek|grok|mistral|chat\.mistral|meta\.?ai|phind|you\.com|kimi|qwen|poe\.com)[\w.-]{0,20}"
)
_OWNED, _OWNER = 12, regex(r"(?:\b(?:the|an?|its|his|her|their|our|my|this|that|each|every|both|from)|'s) \Z")
_BESIDE = regex(
    r"\[{1,2}\^?\d{1,3}(?:[-:.]\d{1,2})?(?:, ?\d{1,3}){0,8}\^?\]{1,2}(?![\w(])|[\u2020\u2021]\d{1,3}(?!\w)|[\u00b9\u00b2\u00b3\u2070-\u2079](?<=[a-z.,][\u00b9\u00b2\u00b3\u2070-\u2079])[\u2070-\u2079]{0,2}(?!\w)"
)
"""Numbers that refer to something: of a chat tool only beside a mark of one, else of a press release."""

_LINKED = "?&"
"""A link that came from a chat tool says nothing of the numbers around it."""

_BACK = regex("[ \t]?\u21a9\ufe0e?(?!\ufe0f)")


def detect(doc: Document) -> list[Finding]:
    """Return one finding for each mark; all of them can be stripped in place."""
    spans = sorted(set(_spans(doc)), key=lambda span: (span[0], -span[1]))[:_MOST]
    found: list[Finding] = []
    if any(doc.text[start] not in _LINKED for start, _ in spans):
        others = [match.span() for match in islice(_BESIDE.finditer(doc.text), _MOST)]
        spans = sorted({*spans, *others}, key=lambda span: (span[0], -span[1]))
    for start, end in spans:
        if not (found and start < found[-1].end) and not _is_named_on_purpose(doc, start, end):
            shown = is_shown(doc, start, end) or _stands_for_somebody(doc, start, end)
            found.append(doc.cut(RULE, start, end, "weak" if shown else "certain"))
    return [each._replace(certainty="weak") for each in found] if found and are_marks_meant(doc, found) else found


def _stands_for_somebody(doc: Document, start: int, end: int) -> bool:
    """Say whether words in brackets stand where a noun does, as where a paper hides its source; a reference follows a word."""
    if doc.text[start] != "[" or not doc.text[start + 1].isalpha():
        return False
    between_commas = doc.text[max(start - 2, 0) : start] == ", " and doc.text[end : end + 1] == ","
    return between_commas or _OWNER.search(doc.folded, max(start - _OWNED, 0), start) is not None


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
    if rare := doc.unusual:
        if "\u2020" in rare:
            yield from (match.span() for match in islice(_DAGGER.finditer(folded), _MOST))
        if not _CLOSING.isdisjoint(rare):
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
    if "leak_tokens.citation" in doc.hits:
        yield from (_UNKNOWN, _PAIRED, _STORE, _TRACKER, _ROUND)
        yield from (expression for name, expression in _NAMED if name in folded)
    if not signs:
        return
    if "^" in signs or "%[" in folded:
        yield _RAISED
    if "[" in signs:
        if "]" in signs:
            yield _BRACKET
        if "[[" in signs or "[{" in signs or '["' in folded:
            yield _ENTITY
    if "{" in signs:
        yield from (_SLOT, _BRACED)
    if "<" in signs:
        yield _WRAPPED
