"""Find the labels and notices of chat tools.

What it measures   Lines made of a chat tool's buttons, notices and errors ("Regenerate response", "… can make mistakes",
                   "Thought for 12 seconds", a context-length error), and common buttons beside such a line.
Why it matters     One in nine of the first 500 Academ-AI cases is such a label copied along with the answer.
Known misses       A lone "Retry", "Copy" or "2 / 3", which other pages have too; labels in other languages.
Source             Interface strings of chat tools; Academ-AI (arXiv 2411.15218).
"""

from __future__ import annotations

import re

from detectors.document import Document, Line
from detectors.leak.guards import guarded
from detectors.leak.spans import cut_if_safe, hits, is_furniture, line_index
from detectors.records import Certainty, Finding

RULE = "leak.ui_residue"
_LONGEST = 260
_TOOL = r"(?:chatgpt|gpt-?\d?o?|gemini|bard|copilot|claude|grok|perplexity|deepseek|meta ai|le chat|mistral|poe|bing|llama|this ai|the ai|ai(?:-generated)?(?: \w+)?|ai assistant|ai chatbot|the assistant|this assistant|this chatbot|responses?)"
_MISTAKES = re.compile(
    rf"\W*{_TOOL}(?: is (?:ai|an ai)(?: and)?)?,? (?:can|may|could|might)(?: sometimes| still| occasionally)? (?:make mistakes|display inaccurate|produce inaccurate|be (?:incorrect|inaccurate|wrong))\b.{{0,160}}"
)
_TIME = r"(?:\d{1,3} ?(?:s|sec|secs|seconds?|m|min|mins|minutes?)\b,? ?){1,2}|(?:a|an|a few|several) (?:seconds?|minutes?|moment)"
_THOUGHT = re.compile(
    rf"\W*(?:thought|reasoned|thinking|worked|analy[sz]ed)(?: about [^\n]{{1,60}})? for (?:{_TIME})\W*|\W*(?:searched|searching)(?: the web| for [^\n]{{1,60}}| \d+ (?:sites|sources|websites))\W*|\W*finished thinking\W*|\W*(?:analyzing|creating) image\W*"
)
_CHECK = re.compile(
    r"\W*(?:please )?(?:check|verify|double-check) (?:important info|important information|responses|its responses)\b[^\n]{0,60}"
)
_ERROR = re.compile(
    r".{0,80}(?:error generating a response|error in (?:message|body) stream|context_length_exceeded|maximum context length|invalid_request_error|rate_limit_exceeded|rate limit reached for|insufficient_quota|too many requests in \d|current usage cap|at capacity right now"
    r"|conversation not found|unable to load conversation|reached (?:your|our|the) (?:\w+ ){0,3}limit\b.{0,40}(?:messages?|plan|model|gpt|usage|try again|resets?|until)|saved memory full).{0,200}"
)
_BUTTON = (
    r"(?:regenerate(?: response| answer)?|(?:stop|continue) generating|stop responding|try regenerating|copy(?: code| response| message| text)?|edit(?: message)?|retry|try again|read aloud|good response|bad response|thumbs up|thumbs down"
    r"|share(?: & export| conversation)?|export(?: to (?:sheets|docs))?|view other drafts|show drafts|show (?:more|less)|listen|like|dislike|report|sources?|new chat|ask (?:anything|a follow-?up|follow-?up)(?: question)?|send a message|message chatgpt"
    r"|continue this conversation|open in canvas|upgrade (?:to plus|plan)|memory updated|double-?check(?: its)? responses?|modify response|google it|(?:was|is) this (?:response|conversation) (?:better or worse|helpful)[^\n|]{0,30}|better|worse|same|\d{1,2} ?/ ?\d{1,2}|you|chatgpt(?: plus)?|gemini|claude|copilot|send|cancel|continue|stop|model:?)"
)
_BUTTONS = re.compile(rf"[\W_]*{_BUTTON}(?:[\W_]{{1,8}}{_BUTTON}){{0,12}}[\W_]*")
_OWN = re.compile(
    r"\b(?:regenerate(?: response| answer)|(?:stop|continue) generating|stop responding|try regenerating|copy (?:code|response|message)|good response|bad response|share & export|export to (?:sheets|docs)|view other drafts|show drafts|message chatgpt|open in canvas"
    r"|was this response|is this conversation helpful|memory updated|double-?check(?: its)? responses?|modify response|ask a follow-?up|edit message)\b|^\W*regenerate\W*$"
)
"""Labels that no other kind of page has."""

_GLUED = re.compile(
    r"(?<=[.!?\u201d\"])\s?(?:Regenerate response|Stop generating|Continue generating|Copy code|(?:ChatGPT|Gemini|Claude|Copilot|Grok) (?:can|may) make mistakes\.[^\n]{0,60})\s*$",
    re.MULTILINE,
)


def detect(doc: Document) -> list[Finding]:
    """Return one finding for each run of lines that a chat tool left, and for each label glued to the end of a paragraph."""
    spots = hits(doc, "leak_tokens.ui")
    if not spots:
        return []
    lines = doc.lines
    sure = sorted({index for start, _ in spots if _is_label(lines[index := line_index(doc, start)])})
    found: list[Finding] = []
    for index in sure:
        if found and lines[index].start < found[-1].end:
            continue
        first, last = _run(doc, index)
        start, end = lines[first].start, lines[last].end
        certainty: Certainty | None = guarded(doc, lines[index].start, lines[index].end, "certain")
        if certainty:
            found.append(cut_if_safe(doc, RULE, start, end, certainty))
    return found + [
        _glued(doc, match)
        for match in _GLUED.finditer(doc.text)
        if match.start() > 0 and not any(each.start <= match.start() < each.end for each in found)
    ]


def _is_label(line: Line) -> bool:
    if len(line.text) > _LONGEST:
        return False
    folded = line.folded
    if _MISTAKES.fullmatch(folded) or _THOUGHT.fullmatch(folded) or _CHECK.fullmatch(folded) or _ERROR.fullmatch(folded):
        return True
    return _OWN.search(folded) is not None and _BUTTONS.fullmatch(folded) is not None


def _run(doc: Document, index: int) -> tuple[int, int]:
    """Return the first and last line of the labels around a sure one; common buttons count there."""
    lines, first, last = doc.lines, index, index
    while first and _is_beside(doc, lines[first - 1]):
        first -= 1
    while last + 1 < len(lines) and _is_beside(doc, lines[last + 1]):
        last += 1
    return first, last


def _is_beside(doc: Document, line: Line) -> bool:
    return (
        len(line.text) <= _LONGEST
        and not is_furniture(doc, line)
        and (_is_label(line) or _BUTTONS.fullmatch(line.folded) is not None)
    )


def _glued(doc: Document, match: re.Match[str]) -> Finding:
    words = match.group()
    start = match.start() + len(words) - len(words.lstrip())
    return doc.cut(RULE, start, match.end() - (len(words) - len(words.rstrip())), "strong")
