r"""Find markup that was never rendered.

What it measures   Markdown (bold pairs, headings, fences, links, tables), HTML tags, block comments, escapes (literal ``\n``,
                   ``\u2019``), and entities, with the edit that takes the markers away and keeps the words.
Why it matters     It shows a broken pipeline. It does not show a model: 926 of 4,999 Reuters files of 1996-97 hold ``&amp;``.
Known misses       Single asterisks and underscores, which letters and scores use; LaTeX beyond arrows; broken tags.
Source             CommonMark, HTML, the block comments of WordPress.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from itertools import islice, pairwise
from typing import NamedTuple

from detectors.document import Document
from detectors.leak.guards import is_about_forms, is_quoted, tempered
from detectors.leak.spans import surest
from detectors.records import Certainty, Finding

RULE = "leak.markup_leak"
_MOST = 1500
_BOLD = re.compile(
    r"(?<![*\w])\*\*(?=[^\s*])([^*\n]{1,300}?)(?<=[^\s*])\*\*(?!\*)|(?<![\w_])__(?=[^\s_])([^_\n]{1,120}?)(?<=[^\s_])__(?![\w_])"
)
_HEADING = re.compile(r"^[ \t]{0,3}#{1,6}[ \t]{1,3}(?=[^\W_])(?!\d+\b)[^\n]{2,160}$", re.MULTILINE)
_HASHES = re.compile(r"[ \t]*#{1,6}[ \t]+")
_FENCE = re.compile(r"^[ \t]{0,3}(?:```|~~~)[ \t]{0,3}(?:[a-z]{1,12})?[ \t]*$", re.MULTILINE)
_LINK = re.compile(r"!?\[(?P<words>[^\[\]\n]{0,200})\]\((?:https?://|www\.|/|#|mailto:)[^()\s]{0,400}\)")
_TABLE = re.compile(
    r"(?:^[^\n|]{0,200}\|[^\n]{0,600}\n)?^[ \t]*\|?[ \t]*:?-{3,40}:?[ \t]*(?:\|[ \t]*:?-{3,40}:?[ \t]*){1,20}\|?[ \t]*$(?:\n[^\n|]{0,200}\|[^\n]{0,600}$){0,60}",
    re.MULTILINE,
)
_TAGS = (
    "p|br|hr|h[1-6]|strong|em|b|i|u|a|ul|ol|li|div|span|blockquote|img|table|tbody|thead|tr|td|th|figure|figcaption|section|article|header|footer"
    "|main|aside|script|style|iframe|sup|sub|font|center|code|pre|html|head|body|title|meta|link|button|input|label|form|video|source|cite|q|small|big|strike|del|mark|nav"
)
_TAG = re.compile(rf"<(?P<close>/)?(?P<name>{_TAGS})(?:\s[^<>]{{0,400}})?\s?/?>", re.IGNORECASE)
_VOID = frozenset({"br", "hr", "img", "meta", "link", "input", "source"})
_COMMENT = re.compile(r"<!--[^<>]{0,300}-->")
_ENTITY = re.compile(r"&(?:amp;)?(?:#\d{2,6}|#[xX][0-9a-fA-F]{2,5}|[a-zA-Z]{2,8}\d{0,2});")
_BREAK = re.compile(r"(?:\\r)?\\n(?:(?:\\r)?\\n){1,4}|(?<=[.!?:\"\u201d)])(?:\\r)?\\n(?=[A-Z\"\u201c*#\d-]|\s|$)")
_UNICODE = re.compile(r"\\u(?P<code>[0-9a-fA-F]{4})(?![0-9a-fA-F])")
_ESCAPED = re.compile(r"(?<=\w)\\(?P<mark>['\"])|(?<!\u00af)\\(?P<other>[*_\[\]#])")
_ARROW = re.compile(r"\$?\\(?:right|left|Right)arrow\$?|\$\\to\$")


def _matches(expression: re.Pattern[str], text: str) -> Iterator[re.Match[str]]:
    """Return the first matches; what holds more of them than that is no article."""
    return islice(expression.finditer(text), _MOST)


class _Mark(NamedTuple):
    """Markers and what they wrap, and the replacements that leave the words alone."""

    start: int
    end: int
    certainty: Certainty
    steps: tuple[tuple[int, int, str], ...]


def detect(doc: Document) -> list[Finding]:
    """Return one finding for each stretch of markup; markers inside markers belong to the outer ones."""
    text = doc.text
    if not (
        "*" in text
        or "<" in text
        or "&" in text
        or "#" in text
        or "\\" in text
        or "]" in text
        or "_" in text
        or "`" in text
        or "|" in text
    ):
        return []
    marks = sorted(_marks(text), key=lambda mark: (mark.start, -mark.end))[:_MOST]
    return [finding for group in _merged(marks) if (finding := _finding(doc, group))]


def _marks(text: str) -> Iterator[_Mark]:
    if ("*" in text and "**" in text) or ("_" in text and "__" in text):
        yield from (_unwrapped(match, 2) for match in _matches(_BOLD, text))
    if "#" in text:
        yield from (_headed(match) for match in _matches(_HEADING, text))
    if "`" in text or "~~~" in text:
        yield from (_gone(match, "certain") for match in _matches(_FENCE, text))
    if "]" in text and "](" in text:
        yield from (_linked(match) for match in _matches(_LINK, text) if not match["words"].startswith("^"))
    if "|" in text and "---" in text:
        yield from (_Mark(*match.span(), "strong", ()) for match in _matches(_TABLE, text))
    if "<" in text:
        yield from _tags(text)
        yield from (_gone(match, "certain") for match in _matches(_COMMENT, text))
    if "&" in text:
        yield from _entities(text)
    if "\\" in text:
        yield from _escapes(text)


def _unwrapped(match: re.Match[str], width: int) -> _Mark:
    start, end = match.span()
    return _Mark(start, end, "strong", ((start, start + width, ""), (end - width, end, "")))


def _headed(match: re.Match[str]) -> _Mark:
    hashes = _HASHES.match(match.group())
    start = match.start()
    return _Mark(start, match.end(), "strong", ((start, start + (hashes.end() if hashes else 0), ""),))


def _gone(match: re.Match[str], certainty: Certainty) -> _Mark:
    return _Mark(*match.span(), certainty, ((*match.span(), ""),))


def _linked(match: re.Match[str]) -> _Mark:
    first, last = match.span("words")
    return _Mark(*match.span(), "strong", ((match.start(), first, ""), (last, match.end(), "")))


def _tags(text: str) -> Iterator[_Mark]:
    """Yield elements from opening to closing tag; a tag without its partner is a mark by itself."""
    opened: dict[str, list[tuple[int, int]]] = {}
    for match in _matches(_TAG, text):
        name, span = match["name"].lower(), match.span()
        if not match["close"]:
            if name not in _VOID and not match.group().endswith("/>"):
                opened.setdefault(name, []).append(span)
            else:
                yield _Mark(*span, "strong", ((*span, "\n" if name == "br" else ""),))
        elif opened.get(name):
            first = opened[name].pop()
            yield _Mark(first[0], span[1], "strong", ((*first, ""), (*span, "")))
        else:
            yield _Mark(*span, "strong", ((*span, ""),))
    for spans in opened.values():
        yield from (_Mark(*span, "strong", ((*span, ""),)) for span in spans)


def _entities(text: str) -> Iterator[_Mark]:
    for match in _matches(_ENTITY, text):
        plain = html.unescape(html.unescape(match.group()))
        if plain != match.group() and len(plain) <= 2 and plain not in "\r\n\t" and not "\ud800" <= plain <= "\udfff":  # noqa: PLR2004 - a character, or two joined
            yield _Mark(*match.span(), "weak", ((*match.span(), plain),))


def _escapes(text: str) -> Iterator[_Mark]:
    for match in _matches(_BREAK, text):
        yield _Mark(*match.span(), "certain", ((*match.span(), "\n\n" if match.group().count("n") > 1 else "\n"),))
    for match in _matches(_UNICODE, text):
        plain = chr(int(match["code"], 16))
        if not "\ud800" <= plain <= "\udfff" and plain.isprintable():
            yield _Mark(*match.span(), "strong", ((*match.span(), plain),))
    yield from (
        _Mark(*match.span(), "strong", ((*match.span(), match["mark"] or match["other"]),))
        for match in _matches(_ESCAPED, text)
    )
    yield from (_Mark(*match.span(), "strong", ((*match.span(), "\u2192"),)) for match in _matches(_ARROW, text))


def _merged(marks: list[_Mark]) -> list[list[_Mark]]:
    """Return the marks in groups that overlap; entities alone never join others, so that they stay weak."""
    groups: list[list[_Mark]] = []
    reach = -1
    for mark in marks:
        if groups and (
            mark.start < reach or (mark.start == reach and "weak" not in {mark.certainty, groups[-1][-1].certainty})
        ):
            groups[-1].append(mark)
        else:
            groups.append([mark])
        reach = max(reach, mark.end)
    return groups


def _finding(doc: Document, group: list[_Mark]) -> Finding | None:
    start, end = group[0].start, max(mark.end for mark in group)
    certainty = _graded(doc, start, end, surest(mark.certainty for mark in group))
    if certainty is None:
        return None
    steps = sorted({step for mark in group for step in mark.steps})
    apart = all(before[1] <= after[0] for before, after in pairwise(steps))
    return doc.finding(RULE, start, end, certainty, tuple(steps) if steps and apart else None)


def _graded(doc: Document, start: int, end: int, certainty: Certainty) -> Certainty | None:
    if certainty == "weak":
        return certainty
    if is_quoted(doc, start, end) and doc.text[start - 1 : start] in "\"'`\u201c\u2018":
        return None
    return "weak" if is_about_forms(doc, start, end) and certainty == "strong" else tempered(doc, start, end, certainty)
