"""Which act a block of sentences is, and whether it has what that act cannot do without.

The model ranks the acts; words decide among those nearly as probable. What lacks a word that its act needs ("smoke alarms
checked" is about no text) is another act, or no more than a note.
"""

from __future__ import annotations

from collections.abc import Sequence

from detectors.expressions import regex
from detectors.leak.features import tokens, word_classes
from detectors.leak.labels import label_of
from detectors.leak.listening import Heard, votes
from detectors.leak.speech import FIRST_PERSON

_NEEDED: dict[str, tuple[tuple[str, ...], ...]] = {
    "assistant_preamble": (
        ("text", "part", "story", "brief", "edit", "style", "wordn", "option", "input", "source", "agree"),
    ),
    "refusal": (("text", "part", "brief", "policy", "decline", "model", "sorry", "help", "style", "input", "you"),),
    "self_review": (("check", "me", "agree"), ("text", "part", "style", "wordn", "brief", "story")),
}
"""Word classes without which the act is another one: "smoke alarms checked" is about no text."""

_ON_TEXT = frozenset({"text", "part", "style", "wordn", "brief", "check"})
"""Classes of which a remark on a text has one at least."""

_ANYBODYS = frozenset(
    "included present clear zero absent box boxes fit fits target consistent score scored rating grade graded verdict".split()
)
"""Words of a check that boxes of facts have as well."""

_TICKS = frozenset("\u2713\u2714\u2705\u2611")
_MEASURED, _SOME = (
    frozenset("sentence sentences paragraph paragraphs subheads subheadings headline keyword jargon flesch".split()),
    2,
)
"""What checks as a word of checking does: a tick, and two of what only a text has."""

_MACHINE = regex(
    r"\b(?:ai|a\.i\.|artificial|language model|(?:kind|sort|type) of model|model (?:that|trained|like me|such as)|chat ?bot|bot|virtual|digital|comput\w+|software|an algorithm"
    r"|machine\w*|automat\w+|trained|code|neural|llm|gpt|generator|system|engine|conversational|chatgpt|anthropic|openai|(?:i'm|i am|i,|as) (?:claude|gemini|copilot|grok|llama|qwen|mistral|deepseek)|text (?:predictor|generator)|server|circuits?|silicon|synthetic"
    r"|(?:an?|the|this|your|mere|just|only|writing) program|programmed|programming|tokens|parameters|non-?human|not (?:a )?(?:human|person)|(?:built|designed|developed|created|engineered) (?:to|for|by|not))\b"
    r"(?! (?:company|firm|engineer|researcher|expert))"
)
_SPEAKS_OF_OTHERS = {
    "assistant_offer": frozenset({"my"}),
    "assistant_preamble": frozenset({"our"}),
    "self_review": frozenset({"you", "your"}),
}
"""A reader asks about his own affairs, a paper hands over its own talk, advice is about the reader's; a model has none."""

_CREDIT = regex(r"\b(?:translat\w+|interpret\w+|subtit\w+)\b.{0,60}\bby\b|\bby\b.{0,40}\btranslat|\btranslators?\b")
_REPUBLISHED = regex(
    r"\b(?:adapted|republished|reprinted|reproduced|excerpted|syndicated|translated)\b.{0,30}\b(?:from|by|with) (?:its|the|an?|our|his|her) (?:original|permission|article|book|post|talk|interview|conversation|essay)\b"
)
"""Where a paper says that it took an article over."""

_SPEAKS_TO_USER = frozenset(
    {
        "you",
        "brief",
        "instructions",
        "request",
        "requested",
        "asked",
        "prompt",
        "keen",
        "shout",
    }
)
_SURELY = 0.9
"""How probable a leak must be that lacks its words: "as a nurse, I", "I won't pretend that" are none."""

_RIVALS, _RIVAL = 3, 0.3
"""How many acts are asked in turn, and how probable another must be beside the first."""


def named(block: Sequence[Heard]) -> tuple[str, bool]:
    """Return the act of a block and whether it has what it takes: of those nearly as probable as the first, one that has.

    Nothing where the block is surely something else: a credit, a label with its value.
    """
    ranked = votes(block).most_common(_RIVALS)
    first, most = ranked[0]
    if _is_no_leak(first, block):
        return "", False
    fit = next((name for name, share in ranked if share >= _RIVAL * most and _has_what_it_takes(name, block)), "")
    return (fit, True) if fit else (first if _has_some(first, block) else "", False)


def _has_some(name: str, block: Sequence[Heard]) -> bool:
    """Say whether a block lacks something of its act, and yet has enough for a note."""
    told = _told(block)
    if told & _SPEAKS_OF_OTHERS.get(name, frozenset()):
        return False
    classes = _classes(told)
    surely = any(heard.leak >= _SURELY for heard in block)
    if name == "assistant_self_reference":
        is_bodiless = "body" in classes and not classes.isdisjoint({"cant", "lack"})
        return surely or is_bodiless or any(_MACHINE.search(heard.sentence.folded) for heard in block)
    return (name == "refusal" and surely) or (name == "self_review" and not classes.isdisjoint(_ON_TEXT))


def _told(block: Sequence[Heard]) -> set[str]:
    """Return the words of a block, without those that boxes of facts share with checks."""
    return {token for heard in block for token in tokens(heard.sentence.folded)} - _ANYBODYS


def _classes(told: set[str]) -> set[str]:
    """Return the classes of some words."""
    known = word_classes()
    return {each for token in told for each in known.get(token, ())}


def _is_no_leak(name: str, block: Sequence[Heard]) -> bool:
    """Say whether a block is a translator's credit, a paper's note on where it took a text from, or labels with values."""
    if name == "translation_residue":
        return any(_CREDIT.search(heard.sentence.folded) for heard in block)
    if name == "edit_note":
        return any(_REPUBLISHED.search(heard.sentence.folded) for heard in block)
    return name == "draft_variant" and all(_is_labelled(heard) for heard in block)


def _has_what_it_takes(name: str, block: Sequence[Heard]) -> bool:
    """Say whether a block has a word of each class that its act cannot do without, and no word that speaks against it."""
    if name == "assistant_self_reference":
        return any(_MACHINE.search(heard.sentence.folded) for heard in block) and any(
            FIRST_PERSON.search(heard.sentence.folded) for heard in block
        )
    told = _told(block)
    if told & _SPEAKS_OF_OTHERS.get(name, frozenset()) and not told & _SPEAKS_TO_USER:
        return False
    classes = _classes(told)
    if name == "self_review" and (not told.isdisjoint(_TICKS) or len(told & _MEASURED) >= _SOME):
        classes.add("check")
    return all(classes & set(any_of) for any_of in _NEEDED.get(name, ()))


def _is_labelled(heard: Heard) -> bool:
    """Say whether a sentence begins with a label of a content form: what follows is its value, not another version."""
    label, colon, _ = heard.sentence.folded.partition(":")
    return bool(colon) and label_of(label) is not None
