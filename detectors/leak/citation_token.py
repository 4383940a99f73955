"""Find the citation marks of chat tools.

What it measures   Tokens by family: a word and digits (``turn0search3``), named references (``oaicite``), bracketed ones
                   (``[cite: 2]``, ``[web:4]``, ``[^2^]``, ``【7†source】``), private-use marks, tracking parameters of chat
                   products in links.
Why it matters     They come from a pasted answer and mean nothing to a reader.
Known misses       Plain numbers in brackets, which press releases and health copy use too; a lone ``↩`` inside a sentence.
Source             Exports of OpenAI, Gemini, Perplexity, DeepSeek, Bing and Grok, and the issues filed about them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from detectors.characters import unusual
from detectors.document import Document
from detectors.leak.guards import is_quoted
from detectors.leak.spans import hits
from detectors.records import Finding

RULE = "leak.citation_token"
_MOST = 400
_TURN_SIGN = re.compile(r"turn\d")
_TURN = re.compile(
    r"(?:(?:file)?cite|navlist|video|image|products?)?(?:turn\d{1,3}[a-z]{3,12}\d{1,4})(?:(?:turn\d{1,3}[a-z]{3,12}\d{1,4})|[,\s]{1,2}(?=turn\d))*"
)
_BRACKET = re.compile(
    r"\[(?:cite(?:_start|_end|d)?(?::\s?[\d,\s]{1,40})?|cite_\w{1,20}|(?:web|attached_file|file|page|citation|source|doc|search|image|chat_history|generated_image|memory|x|post):\s?\d{1,4}(?:\s?[,;]\s?(?:\w{1,15}:)?\s?\d{1,4}){0,20}"
    r"|\^\d{1,3}\^|\d{1,3}\u2020[^\]\n]{0,60}|span_\d{1,4}\](?:\((?:start|end)_span\))?\[?|oai_citation[^\]\n]{0,80})\](?:\([^()\s]{0,200}\))?|\[span_\d{1,4}\]\((?:start|end)_span\)|\[cite_start\]"
)
_LENTICULAR = re.compile("\u3010[^\u3010\u3011\n]{0,60}[\u2020\u2021:\\d][^\u3010\u3011\n]{0,60}\u3011")
_LENTICULAR_SIGN = re.compile(r"\u2020|\d+:\d+|^.(?:turn|cite|source|oaicite)|^.\d{1,3}(?:-\d{1,3})?.$")
_PRIVATE = re.compile("[\ue200-\ue206](?:[^\\s\ue200-\ue206]{0,120}[\ue200-\ue206]){0,40}")
_ENTITY = re.compile(r"\b(?:entity|navlist|image_group|products?)(?=[\[{]\s?[\[\"{])[\[{][^\n]{0,300}?[\]}]{1,2}")
_NAMED = re.compile(
    r":?(?:contentreference|oaicite)(?:\[oaicite:\s?[^\]\n]{0,40}\])?(?:\{index=\d{1,4}\})?(?::\d{1,4})?|\(\[?oai_citation[^)\n]{0,200}\)|\[?oai_citation(?:[:\u2021][^\s\]\n]{0,80})?\]?(?:\(https?:[^)\s]{0,300}\))?|<?grok[-_:](?:card|render)[\w:-]{0,60}(?:\s[^<>\n]{0,200}>)?(?:</[\w:-]{1,40}>)?|\(\{?\"?attributableindex\"?[^)\n]{0,80}\)?|\{?\"?attributableindex\"?[^}\n]{0,60}\}?|(?:\[span_\d+\])?\((?:start|end)_span\)"
)
_TRACKER = re.compile(
    r"[?&]utm_source=(?:chatgpt\.com|openai(?:\.com)?|chat\.openai\.com|copilot\.com|copilot\.microsoft\.com|perplexity(?:\.ai)?|gemini|claude\.ai|deepseek)"
)
_ARROW_END = re.compile("[ \t]*\u21a9\ufe0e?[ \t]*$", re.MULTILINE)


def detect(doc: Document) -> list[Finding]:
    """Return one finding for each mark; all of them can be stripped in place."""
    spans = sorted(set(_spans(doc)), key=lambda span: (span[0], -span[1]))
    found: list[Finding] = []
    for start, end in spans[:_MOST]:
        if (found and start < found[-1].end) or _is_named_on_purpose(doc, start, end):
            continue
        found.append(doc.cut(RULE, start, end, "certain"))
    return found


def _is_named_on_purpose(doc: Document, start: int, end: int) -> bool:
    return is_quoted(doc, start, end) and not (
        doc.text[end : end + 1] in '"\u201d' and doc.text[start - 1 : start] not in "\"'`\u201c\u2018"
    )


def _spans(doc: Document) -> Iterator[tuple[int, int]]:
    """Yield candidate spans; each family is looked for only where its rarest sign occurs."""
    folded = doc.folded
    if _TURN_SIGN.search(folded):
        yield from (match.span() for match in _TURN.finditer(folded))
    if "[" in folded:
        yield from (match.span() for match in _BRACKET.finditer(folded))
        if '["' in folded or "[[" in folded or "[{" in folded:
            yield from (match.span() for match in _ENTITY.finditer(folded))
    for start, end in hits(doc, "leak_tokens.citation"):
        family = _TRACKER if folded.startswith("utm", start) else _NAMED
        first = max(start - 1 if family is _TRACKER else start - 2, 0)
        match = next((m for at in range(first, start + 1) if (m := family.match(folded, at))), None)
        if match and match.end() >= end:
            yield match.span()
    if not folded.isascii() and (rare := unusual(folded)):
        if "\u3011" in rare:
            yield from (match.span() for match in _LENTICULAR.finditer(folded) if _LENTICULAR_SIGN.search(match.group()))
        if any("\ue200" <= char <= "\ue206" for char in set(rare)):
            yield from (match.span() for match in _PRIVATE.finditer(folded))
        if "\u21a9" in rare:
            yield from (match.span() for match in _ARROW_END.finditer(folded))
