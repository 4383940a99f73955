"""Tags and entities that no browser has read: elements from opening to closing tag, and characters by their names.

A tag without its partner is a mark by itself. Tags written as entities are paired as tags are; an entity alone stays weak,
because old pages lose them to the text without any model.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from itertools import islice

from detectors.expressions import regex
from detectors.leak.marks import MOST, Mark, found_in, gone
from detectors.leak.spans import matches

_WRAPPED = 160
"""Tags further apart than this are reported one by one: a whole paragraph between them is not the evidence."""

_TAGS = (
    "p|br|hr|h[1-6]|strong|em|b|i|u|a|ul|ol|li|div|span|blockquote|img|table|tbody|thead|tr|td|th|figure|figcaption|section|article|header|footer"
    "|main|aside|script|style|iframe|sup|sub|font|center|code|pre|html|head|body|title|meta|link|button|input|label|form|video|source|cite|q|small|big|strike|del|mark|nav"
)
_TAG = regex(rf"<(?=/?[a-z])(?P<close>/)?(?P<name>{_TAGS})(?:\s[^<>]{{0,400}})?\s?/?>", re.IGNORECASE)
_ESCAPED_TAG = regex(
    rf"&(?:amp;)?lt;/?(?:{_TAGS})(?:\s(?:(?!&(?:amp;)?gt;)[^<>\n]){{0,200}})?\s?/?&(?:amp;)?gt;", re.IGNORECASE
)
BROKEN_TAG = regex(
    r"</(?:p|div|span|strong|em|b|i|li|ul|h[1-6]|blockquote)(?=[\s.,A-Z]|$)(?!\s{0,2}>)|(?<![<\w/:.])/(?:p|div|span|strong|em|blockquote)>|<(?:p|div|span|a|img|h[1-6]) (?:class|style|href|src|id)=[^<>\n]{0,200}$",
    re.MULTILINE,
)
_WORDS = frozenset(
    "small big strike mark title label button form head body section article main aside code center font table video".split()
)
"""Names of tags that, in such brackets and without a closing tag, may as well be words on a sign or a key."""

_VOID = frozenset({"br", "hr", "img", "meta", "link", "input", "source"})
_ENTITY = regex(
    r"&(?:amp;)?(?:#\d{2,6}|#[xX][0-9a-fA-F]{2,5}|[a-zA-Z]{2,8}\d{0,2});|&(?:nbsp|quot|rsquo|lsquo|rdquo|ldquo|mdash|ndash|hellip|#\d{3,5})(?![\w;])|&(?:[lr][sd]quo|[mn]dash|hellip|nbsp)(?=[a-z])"
)
_HTML = frozenset(_TAGS.replace("h[1-6]", "h1|h2|h3|h4|h5|h6").split("|"))


def is_html(name: str) -> bool:
    """Say whether a tag's name is one of HTML's."""
    return name in _HTML


def tags_in(text: str) -> Iterator[Mark]:
    """Yield elements from opening to closing tag; a tag without its partner is a mark by itself."""
    opened: dict[str, list[tuple[int, int]]] = {}
    for match in found_in(_TAG, text):
        name, span = match["name"].lower(), match.span()
        if not match["close"]:
            if name not in _VOID and not match.group().endswith("/>"):
                opened.setdefault(name, []).append(span)
            else:
                yield Mark(*span, "strong", ((*span, "\n" if name == "br" else ""),))
        elif opened.get(name):
            first = opened[name].pop()
            if span[0] - first[1] > _WRAPPED or "\n" in text[first[1] : span[0]]:
                yield Mark(*first, "strong", ((*first, ""),))
                yield Mark(*span, "strong", ((*span, ""),))
                continue
            yield Mark(first[0], span[1], "strong", ((*first, ""), (*span, "")))
        else:
            yield Mark(*span, "strong", ((*span, ""),))
    for spans in opened.values():
        yield from (
            Mark(*span, "weak" if text[span[0] + 1 : span[1] - 1] in _WORDS else "strong", ((*span, ""),)) for span in spans
        )


_NAME = regex(r"lt;(/?)([a-zA-Z1-6]+)")


def _paired(tags: Iterator[re.Match[str]]) -> Iterator[Mark]:
    """Yield tags written as entities, from opening to closing one where these stand close together."""
    opened: tuple[int, int, str] | None = None
    for match in tags:
        told = _NAME.search(match.group())
        closes, name = (told[1], told[2].lower()) if told else ("", "")
        if opened and closes and opened[2] == name and match.start() - opened[1] <= _WRAPPED:
            yield Mark(opened[0], match.end(), "strong", ((opened[0], opened[1], ""), (*match.span(), "")))
            opened = None
            continue
        if opened:
            yield Mark(*opened[:2], "strong", ((*opened[:2], ""),))
        opened = (*match.span(), name) if not closes else None
        if closes:
            yield gone(match)
    if opened:
        yield Mark(*opened[:2], "strong", ((*opened[:2], ""),))


def entities_in(text: str) -> Iterator[Mark]:
    """Yield characters that stand by their names, and tags whose brackets do."""
    entities = list(islice(matches(_ENTITY, text, "&"), MOST))
    if any(match.group().endswith("lt;") or text.startswith("lt;", match.end()) for match in entities):
        yield from _paired(found_in(_ESCAPED_TAG, text))
    for match in entities:
        plain = html.unescape(html.unescape(match.group() if match.group()[-1] == ";" else f"{match.group()};"))
        if plain != match.group() and len(plain) <= 2 and plain not in "\r\n\t" and not "\ud800" <= plain <= "\udfff":  # noqa: PLR2004 - a character, or two joined
            yield Mark(*match.span(), "weak", ((*match.span(), plain),))
