"""Find the tokens and role labels of chat formats.

What it measures   Special tokens by shape (a word between angle brackets and bars, ``[INST]``, ``<<SYS>>``, ``</s>``, words of
                   turns in angle brackets, also damaged ones), bracketed roles, instruction headings, "ChatGPT said:", bare
                   role labels where the copy begins or beside a second sign, and a role or channel word glued to a full
                   stop or to the first word, which is what is left when the special tokens are dropped.
Why it matters     They show that the text is a slice of a conversation with a model.
Known misses       A role word glued to the words on both sides; lone role labels in the middle, which transcripts use too.
Source             The chat templates that model makers publish, and exports of chat tools.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import islice

from detectors.document import Document, once
from detectors.expressions import regex
from detectors.leak.chat_signs import FIRST_LETTERS, GLUED_START, GROUPS, SIGNS, orders
from detectors.leak.guards import are_marks_meant, is_quoted, is_shown, tempered
from detectors.leak.signs import signs_of
from detectors.leak.slot_names import names_a_slot
from detectors.leak.spans import content_lines, hits, line_index
from detectors.leak.tags import is_html
from detectors.records import Certainty, Finding
from detectors.tokens.folding import fold

RULE = "leak.chat_template"
_MOST = 200
_HEAD_LINES, _LAST_LINES = 3, 3
_LONGEST_ROLE = len("commentary")
_SPOKEN = frozenset({"assistant", "user"})
"""Roles that in small letters are no heading of a section, as "model" may be."""

_PROSE, _ENDED = 5, frozenset('.!?\u2026"\u201d')
"""Spaces of a line that is a paragraph, and how it ends."""

_CHANNELS = r"(?:assistant|user|system|human|model|analysis|final|commentary)"
_BAR = "[|\uff5c]"
_INNER = r"[^\s<>|\uff5c\[\]](?:[^<>|\uff5c\n\[\]]{0,38}[^\s<>|\uff5c\[\]])?"
_OPEN, _CLOSE = "(?:<|&lt;|[\u2039\u3008\uff1c])", "(?:>|&gt;|[\u203a\u3009\uff1e])"
_PIECES = (
    r"start|end|begin|bos|eos|eot|eom|eod|eop|sop|pad|unk|sep|cls|mask|gmask|turn|token|extra_id|assistant|user|human|bot|model"
    r"|response|tool|function|prefix|suffix|middle|fim|header|im|reserved|special|instruction|prompt"
)
_BARRED = regex(
    rf"{_OPEN} ?{_BAR} ?{_INNER} ?(?:{_BAR} ?{_CLOSE}?|{_CLOSE})(?:{_CHANNELS}\b)?|\[{_BAR}/?{_INNER}{_BAR}\]|(?<![\w|<]){_BAR}?\w{{2,20}}{_BAR}{_CLOSE}"
)
_BAR_PAIRS = ("<|", "[|", "|>", "&|", "|&")
"""What of a token's signs touches in plain ASCII, where an angle may be written as an entity."""

_ANGLED = regex(
    rf"</?s>|<(?:bos|eos|pad|unk|sep|cls|mask|sop|eop|eot|eom|eod)>|</?(?:start|end)_of_turn>(?:(?:user|model)\b)?"
    rf"|</?(?=[a-z\d_]{{0,24}}_)(?=(?:[a-z\d]{{1,12}}_){{0,4}}(?:{_PIECES})(?:_|\d|>))[a-z]{{1,15}}(?:_[a-z\d]{{1,15}}){{1,4}}>"
    rf"|</?_(?:{_PIECES})>|<[a-z]{{3,12}}_?\d{{1,5}}>|</?[a-z]{{2,12}}:(?:{_PIECES}|think|answer)>(?:{_CHANNELS}\b)?"
    r"|</?(?:[a-z]{2,10}:)?(?:invoke|parameter|function_?calls?|tool_?(?:calls?|use|results?|responses?|outputs?)|function_?results?)(?:[ =][^<>\n]{1,80})?>"
    r"|<</?(?:sys|eot|end|user|assistant|human|system|bot|inst|asst|(?:start|end|begin|of|turn|user|system|model|assistant)(?:_[a-z]{2,14}){1,3})>>|<(?:0x[0-9a-f]{2}>)(?:<0x[0-9a-f]{2}>)*"
    r"|</?(?:assistant|user|system|human|bot|ai|chatbot|instructions?|response|prompt|query|turn|inst|sys|end|stop|answer|output|completion|(?:final|user|model|assistant|bot)[_ -](?:answer|response|output|message|input|turn)|input|reply)>"
)
_EDGE_TAG = regex(r"</?[a-z][a-z_-]{2,30}>")
_PLAYED = regex(
    r"\b(?:log|transcript|exchange|the play|dialogue|scene|read out|helpline|hotline|help desk|recording|interview)\b"
)
_PAIR = 600
"""How far apart an opening token of a system's or user's turn and the next token stand at most to be one."""

_SQUARE = regex(
    r"\[(?:unused\d{1,3}|args|call_id|tool_content|(?<![^\n]\[)round \d{1,3}(?=\] ?\W?(?:user|human|question|assistant|\u95ee|\n|\Z)))\]"
    r"|\[/?(?:inst|asst|usr|gmask|smask|sop|bos|eos|eot|pad|unk|cls|sep|available_tools|tool_calls?|tool_results?|system_prompt|user_prompt|end of (?:text|turn|response|conversation|generation|output|message)|prefix|suffix|middle)\]"
)
_TILDED = regex(r"[\][](?=~?!?[a-z])[!a-z]{0,2}~[!a-z]{0,2}[\][](?:(?:ai|user|system|tool)\b)?")
_BARE_TOKEN = regex(
    r"(?<![\w|])(?:im_(?:start|end|sep)|eot_id|(?:end|start|begin)_of_(?:text|document|response|output|message|article|sentence|conversation)|(?:start|end)_header_id|begin_of_text|end_of_turn|start_of_turn|fim_(?:prefix|suffix|middle))(?!\w)"
)
_TOKEN_PARTS = ("im_", "_id", "_of_")
_TURN = regex(
    r"\{?[\"']role[\"']: ?[\"'](?:assistant|user|system|model)[\"'](?:, ?[\"'](?:content|parts|text)[\"']: ?[\[\"']{0,2})?|\{%-? ?(?:(?:if|for|set)\b[^{}\n]{0,60}(?:message|role|token|prompt|chat|user|system)[^{}\n]{0,60}|(?:endfor|generation)\b[^{}\n]{0,60})%\}"
    r"|\{\{[#/]?-? ?(?:\.?(?:prompt|system|response|messages|assistant|user|user_?input|history|chat_history|bos_token|eos_token)) ?[~-]?\}\}"
)
_BRACKETED_ROLE = regex(r"\[\[?/?(?:assistant|system|user|s\w?y\w?stem|assis\w{3,5}|human|bot|ai assistant)\]{1,2}:?")
_HEADING = regex(
    r"^[ \t]{0,3}#{2,4} ?(?:end of )?(?:instructions?|response|human|assistant|input|output|system|user|prompt|answer)\b:?",
    re.MULTILINE,
)
_SURE_HEADING = regex(r"instruction|(?:response|human|assistant|system|user|prompt):")
_MAKER = r"(?:gpt-?\w{0,6}|chatgpt|gemini|claude|copilot|grok|deepseek|llama|mistral|qwen)"
_BARE_ROLE = regex(
    rf"(?:(?:ai|{_MAKER})(?: \w{{1,10}})? )?(?:assistant|user|human|system|chatbot|model)(?: \((?:ai|\w{{1,10}})\))?\s?:"
)
_OPENING_ROLE = regex(
    rf"(?:(?:(?:ai|{_MAKER})(?: \w{{1,10}})? )?(?:assistant|chatbot)(?: \([\w. -]{{1,16}}\))?|(?:{_MAKER}|ai|bot)(?:[ .-]\w{{1,8}}){{0,3}})\s?:"
)
_ROLE_ALONE = regex(r"(?:assistant|user|system|model)")
_GOES_ON = regex(r" (?:that|this|it|the|a|an|what|how|such) [a-z]")
"""Behind a colon, a sentence about the word before it."""

_CREDIT = regex(
    r" (?:[A-Z][\w'\u2019-]*(?: [A-Z][\w.'\u2019-]*){0,3}|\d[\d-]{0,9})[.;,] (?!(?i:user|human|assistant|system|model|ai|you)\b)[^\W\d_]\w{1,20}(?: \w{1,20})?: ?\S"
)
"""Behind a colon, a name or figures and the next label of the line: who did what, or how a side played."""

_TURN_OF_SPEECH = regex(r"^[A-Z][\w.'\u2019 -]{0,30}: ", re.MULTILINE)
_SAID = regex(
    rf"(?:{_MAKER}(?:[ .-]\w{{1,8}}){{0,3}}|you|assistant|ai|the model) (?:said|replied|responded|answered|asked|wrote):?(?:(?<=^you said:) \S.{{1,200}}|(?<=^you asked:) \S.{{1,200}})?"
)
_QUESTION = regex(
    r"you (?:asked|said): (?!(?:please |(?:can|could|would|will) you )?(?:(?:re)?write|make|turn|draft|summari[sz]e|shorten|translate|create|generate|expand|give me)\b)"
)
"""What a reader may have asked a column; an order for a text is a chat's."""

_GLUED_ROLE = regex(
    r"(?:(?<=[^\W\d_][^\w\s])(?:assistant(?:final|analysis|commentary)?|(?:user|model|system|human|analysis|final|commentary)(?! [a-z]))|(?<=\d[^\w\s])(?:assistant|user)(?! [a-z]))(?=\s|[A-Z<:]|$)"
)


def detect(doc: Document) -> list[Finding]:
    """Return one finding for each token or label, side by side taken together; each can be stripped in place."""
    if SIGNS.isdisjoint(doc.signs) and not any(_glued(doc)):
        return []
    if not signs_of(doc) and GROUPS.isdisjoint(doc.hits) and doc.text.isascii():
        return [doc.cut(RULE, *span, left) for span, left in _glued_roles(doc) if left and left != "weak"]
    sure = [(start, end) for start, end in sorted(set(_sure_spans(doc)))[:_MOST] if not is_quoted(doc, start, end)]
    graded: dict[tuple[int, int], Certainty | None] = dict.fromkeys(sure, "certain")
    labels = list(_labels(doc))
    played = labels and _PLAYED.search(doc.folded, labels[-1][1], labels[-1][1] + _PAIR) is not None
    spoken = [(start, end) for start, end in labels if not _is_no_turn(doc.text, end)]
    sides = {doc.folded[start:end].partition(":")[0] for start, end in spoken}
    many = not played and len(sides) > 1 and not _speak_others(doc, sides)
    for start, end in labels:
        opens = start <= _opening(doc) and doc.field == "text" and _OPENING_ROLE.match(doc.folded, start) is not None
        if (start, end) not in spoken:
            graded.setdefault((start, end), "weak")
            continue
        sign = many or _is_between_paragraphs(doc, start, end) or orders(doc.folded, start, end)
        alone = tempered(doc, start, end, _alone(doc.folded[start:end], sign=sign))
        graded.setdefault((start, end), "certain" if sure or opens else alone)
    for span, left in _glued_roles(doc):
        graded.setdefault(span, left)
    spans: list[tuple[int, int, Certainty]] = [
        (start, end, "weak" if is_shown(doc, start, end) else certainty)
        for (start, end), certainty in sorted(graded.items())
        if certainty
    ]
    found = [doc.cut(RULE, *span) for span in _joined(doc.text, spans)]
    return [each._replace(certainty="weak") for each in found] if found and are_marks_meant(doc, found) else found


def _speak_others(doc: Document, sides: set[str]) -> bool:
    """Say whether more than one speaker with another name has turns as well: then "User" and "Assistant" are people, too."""
    turns = {match.group().lower().rstrip(": ") for match in islice(_TURN_OF_SPEECH.finditer(doc.text), _MOST)}
    return len(turns - sides) > 1


def _joined(text: str, spans: list[tuple[int, int, Certainty]]) -> list[tuple[int, int, Certainty]]:
    """Return the spans with those that overlap, touch or have only white space or a role between them as one."""
    joined: list[tuple[int, int, Certainty]] = []
    for start, end, certainty in spans[:_MOST]:
        if joined and (
            start <= joined[-1][1] or _is_gap(text[joined[-1][1] : start]) or _is_turn(text, joined[-1], start, end)
        ):
            first, reach, before = joined[-1]
            joined[-1] = (first, max(reach, end), "certain" if "certain" in (before, certainty) else before)
        else:
            joined.append((start, end, certainty))
    return joined


def _is_turn(text: str, opened: tuple[int, int, Certainty], start: int, end: int) -> bool:
    """Say whether two tokens hold the words of a system's or user's turn between them."""
    if start - opened[1] > _PAIR or opened[2] == "weak":
        return False
    before, after = text[opened[0] : opened[1]].lower(), text[start:end]
    return "/" not in before and before[:1] in "<[" and _ASKING.search(before) is not None and after[:1] in "<["


_ASKING = regex(r"sys|user|human|prompt|instruction|query")


@once
def _opening(doc: Document) -> int:
    """Return the furthest offset at which a label opens the copy: at its start, or behind a headline."""
    first = doc.content[0]
    lines = list(content_lines(doc, 2))
    behind = len(lines) > 1 and fold(doc.headline) == lines[0].folded and lines[1].start
    speakers = {match.group() for match in islice(_TURN_OF_SPEECH.finditer(doc.text), _MOST)}
    return -1 if len(speakers) > 2 else (behind or first) + 3  # noqa: PLR2004 - an interview has two and more


def _is_gap(words: str) -> bool:
    return not words.strip() and "\n\n" not in words


def _sure_spans(doc: Document) -> Iterator[tuple[int, int]]:
    """Yield special tokens and instruction headings; each shape is looked for only where its signs occur."""
    folded, signs = doc.folded, signs_of(doc)
    if not signs and folded.isascii():
        return
    if "\uff5c" in doc.signs or ("|" in signs and (not folded.isascii() or any(pair in signs for pair in _BAR_PAIRS))):
        yield from (match.span() for match in _BARRED.finditer(folded))
    if "<" in signs:
        yield from (
            match.span() for match in _ANGLED.finditer(folded) if not names_a_slot(match.group().strip("<>/_0123456789"))
        )
        yield from (
            (line.start, line.end)
            for line in (*doc.lines[:2], *doc.lines[-_LAST_LINES:])
            if _EDGE_TAG.fullmatch(line.folded) and not is_html(line.folded.strip("</>"))
        )
    if "_" in signs and any(part in folded for part in _TOKEN_PARTS):
        yield from (match.span() for match in _BARE_TOKEN.finditer(folded))
    if "{" in signs:
        yield from (match.span() for match in _TURN.finditer(folded))
    if "~" in signs:
        yield from (match.span() for match in _TILDED.finditer(folded))
    if "[" in signs:
        yield from (match.span() for match in _SQUARE.finditer(folded))
        first = doc.content[0]
        yield from (
            match.span()
            for match in _BRACKETED_ROLE.finditer(folded)
            if match.start() == first or _is_role(match.group()) or _is_line(folded, *match.span())
        )
    if "##" in signs:
        headings = list(_HEADING.finditer(folded))
        yield from (match.span() for match in headings if len(headings) > 1 or _SURE_HEADING.search(match.group()))


def _is_line(folded: str, start: int, end: int) -> bool:
    return folded[start - 1 : start] in {"", "\n"} and folded[end : end + 1] in {"", "\n"}


def _is_role(label: str) -> bool:
    return label.endswith(":") or label[1] == "/"


def _is_between_paragraphs(doc: Document, start: int, end: int) -> bool:
    """Say whether a role in small letters has a line to itself where a paragraph has ended, and prose goes on below or nothing does."""
    index = line_index(doc, start)
    line = doc.lines[index]
    if not index or (line.start, line.end) != (start, end) or doc.text[start:end] not in _SPOKEN:
        return False
    above, below = doc.lines[index - 1].text, doc.lines[index + 1 : index + 2]
    prose = all(each.text.count(" ") >= _PROSE and not each.text[0].islower() for each in below)
    return above[-1] in _ENDED and above.count(" ") >= _PROSE and prose


def _alone(label: str, *, sign: bool) -> Certainty:
    """Say how sure a label is that stands beside no token: the two sides of a chat, its place, or the words of an export, are enough.

    A question behind "You asked:" needs the other side: so columns that answer their readers begin.
    """
    return "strong" if sign or (_SAID.fullmatch(label) and not _QUESTION.match(label)) else "weak"


def _is_no_turn(text: str, end: int) -> bool:
    """Say whether what stands behind a label is a sentence about its word, or the credits of a show."""
    return _GOES_ON.match(text, end) is not None or _CREDIT.match(text, end) is not None


def _labels(doc: Document) -> Iterator[tuple[int, int]]:
    """Yield bare role labels that open a line; asked for only where the text holds one of them."""
    for start, _ in hits(doc, "leak_tokens.role"):
        line = doc.lines[line_index(doc, start)]
        label = _BARE_ROLE.match(line.folded) or _SAID.fullmatch(line.folded) or _OPENING_ROLE.match(line.folded)
        if not label and (line.text.islower() or line.start <= doc.lines[min(_HEAD_LINES, len(doc.lines) - 1)].start):
            label = _ROLE_ALONE.fullmatch(line.folded)
        if label and start < line.start + label.end():
            yield line.start, line.start + label.end()


def _glued_roles(doc: Document) -> Iterator[tuple[tuple[int, int], Certainty | None]]:
    """Yield the glued roles with how sure each is: one with its channel behind it ("assistantfinal") is no word."""
    for start, end in _glued(doc):
        yield (start, end), tempered(doc, start, end, "certain" if end - start > _LONGEST_ROLE else "strong")


def _glued(doc: Document) -> Iterator[tuple[int, int]]:
    """Yield role words that follow the end of a sentence, or open the copy, without a space."""
    text = doc.text
    for line in doc.lines[: 2 * _HEAD_LINES] if doc.field == "text" else ():
        folded = line.folded
        if (folded[:4] if folded[0].isalpha() else folded.lstrip("\"'* ")[:4]) in FIRST_LETTERS and (
            opening := GLUED_START.match(text, line.start)
        ):
            yield opening.span("role")
    for start, end in hits(doc, "leak_tokens.glued_role") if "leak_tokens.glued_role" in doc.hits else ():
        role = _GLUED_ROLE.match(text, start + 1)
        if role and role.end() == end:
            yield role.span()
