"""Find the tokens and role labels of chat formats.

What it measures   Special tokens (``<|im_end|>``, ``[INST]``, ``</s>``), bracketed roles, bare role labels where the copy begins
                   or beside a second sign, instruction headings, "ChatGPT said:", and a role word glued to a full stop,
                   which is what is left when the special tokens are dropped.
Why it matters     They show that the text is a slice of a conversation with a model.
Known misses       A role word glued to the words on both sides; lone role labels in the middle, which transcripts use too.
Source             The chat templates that model makers publish, and exports of chat tools.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from detectors.document import Document
from detectors.leak.guards import is_quoted, tempered
from detectors.leak.spans import hits, line_index
from detectors.records import Certainty, Finding

RULE = "leak.chat_template"
_MOST = 200
_SPECIAL = re.compile(
    r"<\|[\w \u2581.:/-]{1,40}\|>(?:(?:system|user|assistant|analysis|final|commentary)\b)?|<\uff5c[\w \u2581.:/-]{1,40}\uff5c>|<\|?(?:im_start|im_end|endoftext|eot_id)\|?>"
    r"|<(?:start|end)_of_turn>(?:(?:user|model)\b)?|</?s>|<[be]os>|\[/?inst\]|<</?sys>>|\[/?(?:available_tools|tool_calls|tool_results|system_prompt)\]|<pad>|<unk>"
)
_BRACKETED_ROLE = re.compile(r"\[{1,2}/?(?:assistant|system|user|s\w?y\w?stem|assis\w{3,5}|human|bot|ai assistant)\]{1,2}:?")
_HEADING = re.compile(r"^[ \t]{0,3}#{2,4} ?(?:instructions?|response|human|assistant|input|system|user)\b:?", re.MULTILINE)
_BARE_ROLE = re.compile(r"(?:ai )?(?:assistant|user|human|system|chatbot|model)\s?:")
_OPENING_ROLE = re.compile(r"(?:ai )?(?:assistant|chatbot)\s?:")
_SAID = re.compile(r"(?:chatgpt|gemini|claude|copilot|grok|deepseek|you) said:?")
_GATES = ("<|", "<\uff5c", "</", "<s>", "_of_turn>", "[inst", "[/inst", "<<sys", "<bos", "<eos", "<pad>", "<unk>")
_GLUED_BEFORE = '.!?"\u201d)'


def detect(doc: Document) -> list[Finding]:
    """Return one finding for each token or label; each can be stripped in place."""
    sure = [(start, end) for start, end in _sure_spans(doc) if not is_quoted(doc, start, end)]
    spans: dict[tuple[int, int], Certainty | None] = dict.fromkeys(sure, "certain")
    labels = list(_labels(doc))
    many = len({doc.folded[start:end] for start, end in labels}) > 1
    for start, end in labels:
        opens = start <= doc.content[0] + 3 and doc.field == "text" and _OPENING_ROLE.match(doc.folded, start) is not None
        spans.setdefault(
            (start, end), "certain" if sure or opens else tempered(doc, start, end, _alone(doc.folded[start:end], many=many))
        )
    for start, end in _glued(doc):
        spans.setdefault((start, end), tempered(doc, start, end, "strong"))
    found: list[Finding] = []
    for (start, end), certainty in sorted(spans.items())[:_MOST]:
        if certainty and not (found and start < found[-1].end):
            found.append(doc.cut(RULE, start, end, certainty))
    return found


def _sure_spans(doc: Document) -> Iterator[tuple[int, int]]:
    folded = doc.folded
    if ("<" in folded or "[" in folded) and any(gate in folded for gate in _GATES):
        yield from (match.span() for match in _SPECIAL.finditer(folded))
    if "[" in folded:
        first = doc.content[0]
        yield from (
            match.span() for match in _BRACKETED_ROLE.finditer(folded) if match.start() == first or _is_role(match.group())
        )
    if "#" in folded and "##" in folded:
        headings = list(_HEADING.finditer(folded))
        yield from (match.span() for match in headings if len(headings) > 1 or "instruction" in match.group())


def _is_role(label: str) -> bool:
    return label.endswith(":") or label[1] == "/"


def _alone(label: str, *, many: bool) -> Certainty:
    """Say how sure a label is that stands beside no token: the two sides of a chat, or the words of an export, are enough."""
    return "strong" if many or _SAID.fullmatch(label) else "weak"


def _labels(doc: Document) -> Iterator[tuple[int, int]]:
    """Yield bare role labels that open a line; asked for only where the text holds one of them."""
    for start, end in hits(doc, "leak_tokens.role"):
        line = doc.lines[line_index(doc, start)]
        if line.start == start and (label := _BARE_ROLE.match(line.folded)):
            yield start, start + label.end()
        if line.start == start and (label := _SAID.fullmatch(line.folded)):
            yield start, end if not label.group().endswith(":") else end + 1


def _glued(doc: Document) -> Iterator[tuple[int, int]]:
    """Yield role words that follow the end of a sentence without a space."""
    for start, end in hits(doc, "leak_tokens.role"):
        word = doc.text[start:end]
        if word == "assistant" and start and doc.text[start - 1] in _GLUED_BEFORE:
            before = doc.text[max(start - 2, 0) : start - 1]
            after = doc.text[end : end + 1]
            if (before.isalnum() or before in _GLUED_BEFORE) and (not after or after.isspace() or after in "<:"):
                yield start, end
