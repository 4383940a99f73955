"""Show one article with its evidence on a terminal.

Article text is hostile: control characters, terminal escapes and direction marks are shown as visible tokens, and
nothing in it is taken for markup.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise
from typing import NamedTuple

from rich.console import Console
from rich.text import Text

from detectors.records import Finding, Judgement, Language
from flows.terminal import visible

COLOURS = {"note": "cyan", "clean": "yellow", "review": "magenta", "drop": "red"}
VERDICT_COLOURS = {"keep": "green", "clean": "yellow", "review": "magenta", "drop": "red"}
_PLAIN_ENDS = ("\n", "\r", "\r\n")
_END = re.compile("\r\n|[\n\r\x0b\x0c\x85\u2028\u2029]")
"""Where the detectors see a line end: some after residue.invisible_characters has made a line feed of it."""


class Shown(NamedTuple):
    """What is to be shown of one article, freshly scored or read from the database."""

    title: str | None
    text: str
    verdict: str
    reasons: Sequence[str]
    findings: Sequence[Finding]
    judgements: Sequence[Judgement]
    language: Language
    clean_text: str | None
    location: str


_Judged = tuple[Finding, Judgement]

_OF_THE_WHOLE = "duplicate."
"""Rules that speak of the article as a whole: said under its first line, without marking every line of it."""


def lines_of(text: str) -> Iterator[tuple[int, int]]:
    """Yield start and end of each line; an end that is no plain one belongs to its line, to be shown as a token."""
    start = 0
    for found in _END.finditer(text):
        yield start, found.start() if found[0] in _PLAIN_ENDS else found.end()
        start = found.end()
    yield start, len(text)


def show(console: Console, shown: Shown) -> None:
    """Print the verdict, the article line by line with each finding under its line, and the measures out of range."""
    _print_verdict(console, shown)
    judged = _by_span(shown.judgements)
    if shown.title:
        _print_field(console, shown.title, "title", shown.findings, judged)
    _print_field(console, shown.text, "text", shown.findings, judged)
    for judgement in shown.judgements:
        if judgement.start is None:
            console.print(_reason(judgement, "whole article"), soft_wrap=True)


def show_diff(console: Console, text: str, cleaned: str) -> None:
    """Print what cleaning takes out of the text and puts in, line by line, as a unified diff."""
    colours = {"-": "red", "+": "green", "@": "cyan"}
    before, after = ([each[start:end] for start, end in lines_of(each)] for each in (text, cleaned))
    for line in difflib.unified_diff(before, after, "original", "clean", n=1, lineterm=""):
        console.print(Text(visible(line), style=colours.get(line[:1], "")), soft_wrap=True)


def _print_verdict(console: Console, shown: Shown) -> None:
    heading = Text(f" {shown.verdict.upper()} ", style=f"bold reverse {VERDICT_COLOURS[shown.verdict]}")
    heading.append_text(Text(f"  {visible(shown.location)}", style="default not reverse"))
    console.print(heading, soft_wrap=True)
    if shown.reasons:
        console.print(Text(visible("because of " + ", ".join(shown.reasons)), style="bold"), soft_wrap=True)
    language = shown.language
    if language.code:
        said = f"language {language.code} ({language.probability:.2f}, {language.method})"
        console.print(Text(visible(said), style="dim"))
    console.print()


def _by_span(judgements: Iterable[Judgement]) -> dict[tuple[str, str | None, int | None, int | None], Judgement]:
    return {(each.rule, each.field, each.start, each.end): each for each in judgements}


def _print_field(
    console: Console,
    text: str,
    field: str,
    findings: Sequence[Finding],
    judged: dict[tuple[str, str | None, int | None, int | None], Judgement],
) -> None:
    """Print one field with its findings; a run of blank lines is shown as one line that says how long it is."""
    pairs: list[_Judged] = [
        (finding, judged[finding.rule, finding.field, finding.start, finding.end])
        for finding in findings
        if finding.field == field and (finding.rule, finding.field, finding.start, finding.end) in judged
    ]
    waiting, reaching = iter(pairs), list[_Judged]()
    coming = next(waiting, None)
    for start, end in lines_of(text):
        while coming is not None and coming[0].start <= end:
            reaching.append(coming)
            coming = next(waiting, None)
        reaching = [pair for pair in reaching if pair[0].end >= start]
        _print_line(console, text, start, end, reaching)


def _print_line(console: Console, text: str, start: int, end: int, pairs: Sequence[_Judged]) -> None:
    """Print one line, and under it the findings that begin in it."""
    line = text[start:end]
    if line.strip() or _END.search(line):
        console.print(
            _highlighted(text, start, end, pairs, marks=console.no_color or not console.is_terminal), soft_wrap=True
        )
    elif not any(finding.start < start < finding.end and finding.excerpt.isspace() for finding, _ in pairs):
        console.print()
    for finding, judgement in pairs:
        if start <= finding.start <= end and (finding.start < end or end in (start, finding.start)):
            console.print(_reason(judgement, finding.certainty), soft_wrap=True)


def _highlighted(text: str, start: int, end: int, pairs: Sequence[_Judged], *, marks: bool) -> Text:
    """Return one line with what belongs to a finding in its action's colour, or between marks where colours are not shown."""
    pairs = [(each, judged) for each, judged in pairs if not judged.rule.startswith(_OF_THE_WHOLE)]
    cuts = sorted({start, end, *(min(max(at, start), end) for each, _ in pairs for at in (each.start, each.end))})
    line, inside = Text(), False
    for first, last in pairwise(cuts):
        action = next((judged.action for each, judged in pairs if each.start <= first and last <= each.end), None)
        if marks and inside != (action is not None):
            line.append("⟦" if action else "⟧")
            inside = not inside
        line.append(visible(text[first:last]), style=f"bold {COLOURS[action]} underline" if action else "")
    if marks and inside:
        line.append("⟧")
    return line


def _reason(judgement: Judgement, certainty: str) -> Text:
    style = COLOURS[judgement.action]
    reason = Text("    └─ ", style="dim")
    reason.append(visible(judgement.rule), style=f"bold {style}")
    reason.append(f"  {judgement.action} · {certainty} · ", style="dim")
    reason.append(visible(judgement.evidence))
    return reason
