"""Which files each detector depends on, read from the imports, so that a change is known to concern that detector alone.

The detectors fall into groups. What all depend on is the *ground*. What takes text away (characters, page, leak, rest) and
the language are one group, *reading*, since each sees what those before it left. A detector that only gives numbers or shows
places is a group by itself: nobody reads what it says. What no import leads to counts as ground, so that what was not thought
of measures everything again rather than too little.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from functools import cache
from importlib.resources import files
from typing import Any, NamedTuple

from detectors import catalog
from detectors.expressions import regex

GROUND, READING = "ground", "reading"
_CATALOG = "detectors/catalog.py"
_PHRASES = "seeds/phrases/"
"""Lists of phrases concern reading alone: no detector of another group asks for ``doc.hits``; a test sees to it."""

_MODEL = regex(r'files\("models"\)\.joinpath\("(\w+)"')

_IMPORT = regex(r"^[ \t]*(?:from ([\w.]+) import (\([^)]*\)|[^#\n]*)|import ([^#\n]*))", re.MULTILINE)
_NAME = regex(r"[\w.]+")
"""Import statements by their form: to parse 140 modules took a third of the start of a run. A docstring that looks like one,
or the name behind ``as``, leads to no file, or to one too many; that none is missed, a test compares with the parser."""


class Group(NamedTuple):
    """Detectors that are measured again together."""

    names: frozenset[str]
    """Files, and libraries, that no other group shares unless it depends on them, too; without the ground."""
    listed: str
    """Their lines in the catalog, in place of the catalog's own bytes."""


def name_of(function: Callable[..., Any]) -> str:
    """Return the name of a detector by its function: family and module."""
    return function.__module__.removeprefix("detectors.")


def groups(names: Iterable[str]) -> Mapping[str, Group]:
    """Return the groups, given the names of all files (``detectors/document.py``) and libraries that measuring depends on."""
    known = frozenset(names)
    signs = (catalog.shapes_seen, catalog.acts_heard, catalog.lines_heard)
    readers = (*(detect for _, detect in _readers()), *signs, catalog.identify_language)
    reading = {reader.__module__ for reader in readers}
    found = {READING: _closure(reading, known) | {name for name in known if name.startswith(_PHRASES)}}
    listed = {READING: [_line(*reader) for reader in _readers()]}
    for rules, function in _leaves():
        found[name_of(function)] = _closure([function.__module__], known)
        listed.setdefault(name_of(function), []).append(_line(" ".join(rules), function))
    ground = _closure(["detectors.scoring"], known) | known.difference(*found.values(), [_CATALOG])
    made = {name: Group(own - ground, "\n".join(listed[name])) for name, own in found.items()}
    return {GROUND: Group(ground, ""), **made}


def _reading() -> list[tuple[int, catalog.SpanDetector]]:
    """Return the detectors that take text away, with the numbers of their stages."""
    stages = (catalog.CHARACTERS, catalog.PAGE, catalog.LEAK, catalog.REST)
    return [(number, detector) for number, stage in enumerate(stages) for detector in stage]


def _readers() -> list[tuple[str, Callable[..., Any]]]:
    detectors = [(f"{place} {each.rule} {sorted(each.needs or ())}", each.detect) for place, each in _reading()]
    return detectors + [(f"{each.rule} chosen", each.choose) for _, each in _reading() if each.choose]


def _leaves() -> list[tuple[tuple[str, ...], Callable[..., Any]]]:
    """Return rules and function of every detector that nothing else depends on."""
    places = [((detector.rule,), detector.detect) for detector in catalog.BODY_SPANS]
    numbers = [(detector.rules, detector.measure) for detector in (*catalog.BODY, *catalog.PUBLISHED)]
    return [*places, *numbers, *((detector.rules, detector.measure) for detector in catalog.EVIDENCE)]


def _line(rule: str, function: Callable[..., Any]) -> str:
    return f"{rule}: {function.__module__}.{function.__qualname__}"


def _closure(modules: Iterable[str], known: frozenset[str]) -> frozenset[str]:
    """Return the files and libraries that modules lead to; the catalog leads nowhere, since it leads everywhere."""
    found: set[str] = set()
    ahead = [_file_of(module) for module in modules]
    while ahead:
        name = ahead.pop()
        if name in known and name not in found and name != _CATALOG:
            found.add(name)
            if name.endswith(".py"):
                ahead.extend(named_in(name))
                if folders := _models_of(name):
                    found.update(each for each in known if each.startswith(folders))
    return frozenset(found)


def _file_of(module: str) -> str:
    return f"{module.replace('.', '/')}.py"


@cache
def _source(name: str) -> str:
    return files("detectors").joinpath(*name.split("/")[1:]).read_text("utf-8")


@cache
def _models_of(name: str) -> tuple[str, ...]:
    """Return the folders of the models that a module reads."""
    return tuple(f"models/{model}/" for model in _MODEL.findall(_source(name)))


@cache
def named_in(name: str) -> frozenset[str]:
    """Return the files, or libraries, that a module's imports may mean."""
    found: set[str] = set()
    for module, named, plain in _IMPORT.findall(_source(name)):
        found |= {module, *(f"{module}.{each}" for each in _NAME.findall(named))} if module else set(_NAME.findall(plain))
    libraries = {module.partition(".")[0].replace("_", "-") for module in found}
    return frozenset(map(_file_of, found)) | libraries
