"""Find where a model declines to write.

What it measures   First-person, unquoted sentences of being unable or unwilling to do a piece of writing, with an object
                   that only a commission has (your request, such content) or a reason that only a model has (its
                   guidelines, being a model), and the feedback and policy lines that follow.
Why it matters     As the whole post it is no news; before other text it casts doubt on all of it.
Known misses       Refusals that give advice instead and never say "I"; languages other than English.
Source             Raw model answers (DetectRL), NewsGuard's list of error messages on AI news sites.
"""

from __future__ import annotations

from detectors.document import Document
from detectors.expressions import regex
from detectors.leak.acts import with_acts
from detectors.leak.guards import guarded
from detectors.leak.spans import grown, sentences_at
from detectors.leak.speech import calls_itself_a_program, declines, is_sure_refusal
from detectors.records import Certainty, Finding

RULE = "leak.refusal"
_FOLLOWS = regex(
    r"\b(?:feedback|feedb\w{2}k|send (?:it|u|us)|s\w{2,4} us your|usage_guidelines|(?:this|it) is an? (?:e?rror|mistake)|thank you for your (?:understanding|patience|cooperation)|for your understanding"
    r"|reaching out|improving our services|perceived errors|is there (?:anything|something) else|how else (?:can|may) i|happy to (?:help|assist|discuss|write|provide|offer)|glad to (?:help|assist)"
    r"|i(?:'d| would) (?:suggest|recommend|encourage)|instead, i (?:can|could)|any other (?:questions|requests)|feel free to ask|let me know|i can (?:instead|offer|provide|help|discuss|suggest)|please (?:provide|rephrase|consult|try|let me know)|more information, visit|learn(?:ing)? more,? (?:visit|travel|please)"
    r"|to (?:learn|obtain\w*) more|for more information,|your input is valuable|i(?:'m| am) (?:very |really |truly )?sorry\b|i apologi[sz]e|my (?:purpose|goal|aim) is|it (?:would be|is) (?:not appropriate|inappropriate|unethical)|content policy|guidelines)\b"
)


def detect(doc: Document) -> list[Finding]:
    """Return one finding for each refusal with what belongs to it; none is ever cut."""
    return with_acts(doc, RULE, _framed(doc), cut=False)


def _framed(doc: Document) -> list[Finding]:
    """Return one finding for each refusal with what belongs to it; none is ever cut."""
    found: list[Finding] = []
    for sentence in sentences_at(doc, "leak_assistant.refusal", "leak_assistant.self"):
        if found and sentence.start < found[-1].end:
            continue
        match = declines(sentence.folded)
        if not match:
            continue
        first, last = sentence.start + match.start(), sentence.start + match.end()
        start, end = grown(doc, sentence.start, sentence.end, _belongs)
        certainty: Certainty = "certain" if is_sure_refusal(doc.folded[start:end]) else "strong"
        if left := guarded(doc, first, last, certainty, sentence):
            found.append(doc.finding(RULE, start, end, left))
    return found


def _belongs(folded: str) -> bool:
    return bool(declines(folded) or _FOLLOWS.search(folded) or calls_itself_a_program(folded))
