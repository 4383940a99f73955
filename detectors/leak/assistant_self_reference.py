"""Find sentences in which the writer says that it is a program.

What it measures   First-person, unquoted statements of being a model, assistant, bot or program, of having been trained or
                   developed by a vendor, of lacking opinions, feelings or a body.
Why it matters     Nothing near such a sentence can be trusted as reporting.
Known misses       Roles in disguise ("your writing companion"); languages other than English; refusals are leak.refusal.
Source             Academ-AI: a first person in 55 % and "language model" in 9 % of its first 500 cases.
"""

from __future__ import annotations

import re

from detectors.document import Document
from detectors.expressions import regex
from detectors.leak.acts import with_acts
from detectors.leak.guards import guarded
from detectors.leak.spans import sentences_at
from detectors.leak.speech import calls_itself_a_program, declines
from detectors.records import Certainty, Finding

RULE = "leak.assistant_self_reference"
_MADE = regex(
    r"\bi (?:was|am|have been) (?:trained|developed|created|built|designed|programmed) (?:by (?:openai|anthropic|google|meta|microsoft|mistral|deepseek|xai|alibaba|a team)|on (?:a |an |vast |large |data|text)|as an ai|to (?:assist|provide|generate|follow))|\bmy training data\b|\bmy programming (?:does|prevents|doesn't)"
)
_LACKS = regex(
    r"\bi (?:do not|don't|lack|cannot|can't)(?: have| hold| possess| experience| form| any)*(?: personal| real| human| own| any| physical)* (?:feelings|opinions|emotions|beliefs|experiences|preferences|consciousness|body|senses)\b"
)


def detect(doc: Document) -> list[Finding]:
    """Return one finding for each statement of being a program; none is ever cut."""
    return with_acts(doc, RULE, _framed(doc), cut=False)


def _framed(doc: Document) -> list[Finding]:
    """Return one finding, over the sentence, for each statement of being a program; none is ever cut."""
    found: list[Finding] = []
    for sentence in sentences_at(doc, "leak_assistant.self"):
        match, certainty = _statement(sentence.folded)
        if match and certainty and not declines(sentence.folded):
            start = sentence.start + match.start()
            certainty = guarded(doc, start, sentence.start + match.end(), certainty, sentence)
            if certainty:
                found.append(doc.finding(RULE, sentence.start, sentence.end, certainty))
    return found


def _statement(folded: str) -> tuple[re.Match[str] | None, Certainty | None]:
    match = calls_itself_a_program(folded) or _MADE.search(folded)
    if match:
        return match, "certain"
    match = _LACKS.search(folded)
    return match, "strong" if match and "personal" in match.group() else "weak" if match else None
