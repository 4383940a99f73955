"""Sentences in which a model speaks of itself or declines: asked by two detectors, so that neither imports the other."""

from __future__ import annotations

import re

from detectors.expressions import regex

_KIND = (
    r"(?:large |advanced |conversational |text[- ]based |generative |virtual |responsible |helpful )*"
    r"(?:ai(?: language| text| writing)?(?: model| assistant| chatbot| system| program| tool| writer| bot)?|artificial intelligence(?: language)?(?: model| assistant| system| program)?"
    r"|(?:language|\w{3,12}[- ]language) model|\w{3,12} model|chatbot|bot|(?:virtual|digital) assistant|assistant|(?:computer|software) program|machine[- ]learning model|machine|llm|chatgpt|claude|gemini|copilot)"
)
_AFTER = r"(?=[,.;:!)\u2026]|\s-|\s(?:and|so|without|with|that|i|which|who|trained|developed|created|designed|built|by|but|cannot|can)\b|$)"
SELF = regex(
    rf"\b(?:as|being|i, as|i(?:'m| am)|while i am|because i am)(?: just| only| merely| simply| still| currently| but)? (?:an? |your )?{_KIND}{_AFTER}"
)
"""The writer calls itself a program."""

SURE_SELF = regex(
    r"\b(?:language|\w*l[am]n\w*age|ai|phraseology|linguistic) (?:language )?(?:mod\w{2,4}|\w?model|assistant|chatbot)\b|\bartificial intelligence\b|\bai\b|\bchatgpt\b|\bchatbot\b|\b(?:computer|software) program\b|\b(?:virtual|digital) assistant\b|\bmachine[- ]learning\b|\bllm\b|\bbot\b"
)
FIRST_PERSON = regex(r"\b(?:i|i'm|i've|i'll|i'd|my|me|myself)\b")
INABILITY = regex(
    r"\bi(?:'m| am) (?:sorry,? )?(?:\w+ )?(?:unable|not (?:able|bale|permitted|allowed|in a position|programmed|designed))\b|\bi(?: simply| really| currently)? (?:cannot|can't|can not|could not|won't|will not|must decline|have to decline|need to decline|do not|don't feel)\b"
    r"|\bi(?:'m| am) not comfortable\b|\bi(?:'m| am) (?:going to have to|afraid i)\b.{0,20}\b(?:decline|cannot|can't)\b|\bwhile i\b.{0,60}\bcannot\b|\band cannot (?:directly )?assist\b"
)
SERVICE = regex(
    r"\b(?:assist|help|helping|provide|create|write|generate|fulfil|fulfill|complete|comply|engage|produce|participate|continue with|support|supports|offer|respond|rewrite|process|proceed|discuss|summari[sz]e|paraphrase|draft|answer|carry out|accommodate|decline|share|promote)\b"
)
_REQUEST = regex(
    r"\b(?:your|this|that|the|such an?) (?:\w+ )?(?:request|prompt|query|task|instruction|instructions|content|topic|matter|article|piece|text|assignment)\b|\b(?:with|on) (?:that|this)\b|\bthis particular task\b|\b(?:such|harmful|this type of|that kind of|this kind of|explicit|copyrighted|inappropriate|offensive|defamatory|misleading|the requested) (?:content|material|information|article|text|request)\b"
    r"|\bcontent (?:that|which|of)\b|\ban? (?:\w+ ){0,2}(?:article|story|rewrite|news piece|post|summary) (?:that|which|about|on|based|for)\b|\bhelp (?:you )?(?:with )?this because\b|\brequested\b"
)
_REASON = regex(
    r"\b(?:usage|content|safety|ethical|community|resorting|uses?|ethics|moderation) (?:policy|policies|guidelines?|filters?|restrictions?|standards)\b|\bmy (?:guidelines|programming|training|policy|policies|instructions|safety|design|limitations|capabilities)\b|\bguidelines (?:that|which) may be violated\b|\bviolates?\b.{0,40}\b(?:policy|policies|guidelines)\b"
)


_AGAINST = regex(
    r"\b(?:this|your|the) (?:request|prompt|query)\b.{0,80}\b(?:violates?|breach\w*|falls? outside|goes against|conflicts? with|not (?:something|allowed)|been (?:flagged|blocked))\b.{0,80}\b(?:my|our|guidelines?|polic(?:y|ies)|filters?)\b"
)
"""A request turned down without "I"."""


def calls_itself_a_program(folded: str) -> re.Match[str] | None:
    """Return where the writer of a sentence says in the first person that it is a program."""
    match = SELF.search(folded)
    return match if match and SURE_SELF.search(match.group()) and FIRST_PERSON.search(folded) else None


def declines(folded: str) -> re.Match[str] | None:
    """Return where a sentence declines, in the first person, to do writing that was asked for."""
    unable = INABILITY.search(folded)
    if not unable or folded.startswith("help but", unable.end() + 1):
        return None if unable else _AGAINST.search(folded)
    rest = folded[unable.start() :]
    reason = _REASON.search(folded) or SURE_SELF.search(folded)
    if SERVICE.search(rest) and (_REQUEST.search(rest) or reason):
        return unable
    if calls_itself_a_program(rest):
        return unable
    return unable if reason and _REASON.search(folded) and _REQUEST.search(rest) else None


def is_sure_refusal(folded: str) -> bool:
    """Say whether a refusal names what only a model has: guidelines of its own, a request, or its being a model."""
    return bool(
        _REASON.search(folded)
        or SURE_SELF.search(folded)
        or re.search(r"\b(?:your|this|the) request\b|\bwith that\b|\bthis because\b", folded)
    )
