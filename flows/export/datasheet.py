"""Write the datasheet of a corpus, in the manner of Gebru and others 2018, from the facts of its manifest.

Names of outlets and of rules' files come from outside: whatever Markdown or HTML would make of them is taken from them.
"""

from __future__ import annotations

import html
import re
from importlib.resources import files
from typing import Any

from jinja2 import Environment, StrictUndefined

from flows.terminal import visible

_LISTED = 50
_LONGEST = 80
_MARKUP = re.compile(r"([\\`*_{}\[\]()#!|~$:@])")


def datasheet(manifest: dict[str, Any]) -> str:
    """Return the page."""
    # Markdown, not HTML: HTML's escapes would stand in it as they are; every value passes ``plain`` instead.
    environment = Environment(undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True, autoescape=False)  # noqa: S701
    environment.filters["plain"] = plain
    environment.filters["share"] = lambda part, whole: f"{part / whole:.1%}" if whole else "–"
    environment.filters["thousands"] = lambda number: f"{number:,}"
    template = environment.from_string(files("reports").joinpath("templates", "datasheet.md").read_text("utf-8"))
    verdicts = {each["verdict"]: each for each in manifest["verdicts"]}
    return template.render(
        manifest, verdict=verdicts, listed=_LISTED, n_all=sum(each["articles"] for each in manifest["verdicts"])
    )


def plain(text: object) -> str:
    """Return ``text`` on one line, cut, and what Markdown or HTML could take for its own is taken from it."""
    line = " ".join(visible("–" if text is None else str(text)).split())
    line = line if len(line) <= _LONGEST else line[: _LONGEST - 1] + "…"
    return html.escape(_MARKUP.sub(r"\\\1", line), quote=False)
