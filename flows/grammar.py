"""Sentences made from the grammars in ``seeds/grammar``: leaks in wordings that nobody has published.

A grammar is one file a class: ``@name = option | option`` is a slot (``+=`` adds to it), ``= …`` a template with
``{slots}``; ``{slot?}`` is left out half of the time, and options may hold slots. ``_shared.txt`` holds slots for all.
"""

from __future__ import annotations

import random
import re
from pathlib import Path
from typing import NamedTuple

_SLOT = re.compile(r"\{(\w+)(\??)\}")
_DEFINITION = re.compile(r"@(\w+)\s*(\+?=)\s*(.*)")
_DEEPEST = 6


class Grammar(NamedTuple):
    """Templates and the options of their slots."""

    slots: dict[str, list[str]]
    templates: list[str]


def read_grammar(path: Path) -> Grammar:
    """Return the grammar of one file with the shared slots.

    Raises:
        ValueError: a line that is neither slot nor template.

    """
    shared = path.with_name("_shared.txt")
    grammar = Grammar({}, [])
    for source in (shared, path) if shared.exists() and shared != path else (path,):
        for number, raw in enumerate(source.read_text("utf-8").splitlines(), 1):
            _take(grammar, raw.strip(), f"{source}:{number}")
    return grammar


def _take(grammar: Grammar, line: str, place: str) -> None:
    if not line or line.startswith("#"):
        return
    if line.startswith("="):
        grammar.templates.append(line[1:].strip())
        return
    definition = _DEFINITION.match(line)
    if not definition:
        message = f"{place}: neither a slot nor a template: {line}"
        raise ValueError(message)
    name, sign, options = definition.groups()
    told = [option.strip() for option in options.split("|") if option.strip()]
    grammar.slots[name] = grammar.slots.get(name, []) + told if sign == "+=" else told


def sentences(grammar: Grammar, count: int, rng: random.Random) -> list[str]:
    """Return ``count`` sentences, every template in turn."""
    return [_tidy(_expand(grammar, grammar.templates[index % len(grammar.templates)], rng, 0)) for index in range(count)]


def _expand(grammar: Grammar, template: str, rng: random.Random, depth: int) -> str:
    def filled(slot: re.Match[str]) -> str:
        options = grammar.slots.get(slot[1], [])
        if not options or depth > _DEEPEST or (slot[2] and rng.random() < 0.5):  # noqa: PLR2004 - half of the time
            return ""
        return _expand(grammar, rng.choice(options), rng, depth + 1)

    return _SLOT.sub(filled, template)


def _tidy(sentence: str) -> str:
    words = re.sub(r"\s+", " ", sentence).strip()
    words = re.sub(r" ([,.:;?!])", r"\1", words)
    return words[:1].upper() + words[1:]
