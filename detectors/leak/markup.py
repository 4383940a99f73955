"""Stretches of unrendered markup and what it takes to unwrap them: the families that :mod:`markup_leak` reports."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from functools import partial

from detectors.expressions import regex
from detectors.leak.marks import Mark, found_in, gone, kept, unwrapped
from detectors.leak.tags import BROKEN_TAG, entities_in, tags_in

_BOLD = regex(
    r"\*\*(?<![*\w]\*\*)(?=[^\s*])[^*\n]{1,300}?(?<=[^\s*])\*\*(?!\*)|\*\*\*(?<![*\w]\*\*\*)(?=[^\s*])(?=[^*\n]{0,300}[a-z])[^*\n]{1,300}?(?<=[^\s*])\*\*\*(?!\*)"
    r"|\*\*(?<![*\w]\*\*) (?=[^*\n]{0,80}[a-z])[^*\n]{2,80} \*\*(?!\*)|__(?<![\w_]__)(?=[^\s_])([^_\n]{1,120}?)(?<=[^\s_])__(?![\w_])"
)
"""What stands before the marks is asked behind them: an expression that begins with a character is looked for ten times as fast."""

_HEADING = regex(
    r"^[ \t]{0,3}(?!#[ \t]{1,3}[a-z]|#{2,6}[ \t]{1,3}(?:is|are|was|were|means|meant|marks|stands|stood|and|or)\b(?![^\n]*\?))#{1,6}[ \t]{1,3}(?=[^\W_]|[\"\u201c*])(?!\d+\b)[^\n]{2,160}$|^#{2,6}(?=[A-Z][^\n#]{2,40} [^\n]{2,100}$)[^\n]{2,160}$",
    re.MULTILINE,
)
_HASHES = regex(r"[ \t]*#{1,6}[ \t]*")
_FENCE = regex(
    r"^[ \t]{0,3}(?:```|~~~)[ \t]{0,3}(?:[a-z]{1,12})?[ \t]*$|^[ \t]{0,3}```(?:html|markdown|md|text|txt|json|plaintext|xml|yaml|latex|article|news)?(?=[A-Z#<*\"\u201c{])|(?<=[.!?\"\u201d])```[ \t]*$",
    re.MULTILINE,
)
_BOX = regex(r"^:::[ \t]{0,3}\w{0,12}(?: [^\n]{0,80})?$", re.MULTILINE)
_CODE = regex(r"```(?=[^\s`])([^`\n]{1,120})(?<=\S)```")
_STRUCK = regex(r"~~(?=[^\s~])([^~\n]{1,200}?)(?<=\S)~~")
_WIKI = regex(
    r"\[\[(?:[^\[\]|\n]{1,80}\|)?(?P<words>[^\W\d_][^\[\]|\n]{1,80})\]\](?!\()|^={2,4} ?(?P<head>[^=\n]{2,80}[^=\s]) ?={2,4}$",
    re.MULTILINE,
)
_LATEX = regex(
    r"\\(?:(?:sub){0,2}section|chapter|paragraph|textbf|textit|emph|underline|texttt|textsc|text|mathrm|mathbf|title|caption|footnotesize|href\{[^{}\n]{0,200}\})\*?\{(?P<words>[^{}\n]{0,200})\}"
    r"|\\\((?P<maths>[^\n]{1,60}?)\\\)|(?<=\w)[_^]\{(?P<index>[^{}\n]{1,12})\}|\\(?:begin|end)\{[a-z*]{3,20}\}|\\item\b|\\(?:label|cite\w{0,3}|ref|footnote|usepackage|documentclass|includegraphics)(?:\[[^\[\]\n]{0,80}\])?\{[^{}\n]{0,120}\}|\\(?:par|pard|ldots|dots|quad|qquad|linebreak|smallskip|hline|today|times|cdot|approx|geq|leq|pm|circ|euro|pounds|rtf1)\b|\\(?:noindent|newline|bigskip|medskip|maketitle|newpage)\b"
)
_SLASHED = regex(
    r"(?<![\u00af\\])\\(?P<words>[%$&#{}]|_(?!\())|(?<=\w)\\(?P<mark>[.!)+-])(?=[\s\w]|$)|(?<=\w)\\(?P<other>/)(?=\w)"
)
_OPENED = regex(r"^\*\*(?=[^\s*])[^*\n]{3,200}$", re.MULTILINE)
_BB = "b|i|u|s|h[1-6]|p|url|quote|size|color|center|left|right|justify|list|li|ul|ol|code|caption|img|strong|em|link|table|tr|td|spoiler|font|sub|sup|email|youtube|tweet|highlight|bold|italic"
_BBCODE = regex(
    rf"\[(?P<name>{_BB})(?:=[^\]\n]{{1,200}})?\](?P<words>[^\[\]\n]{{1,300}})\[/(?P=name)\]|\[/(?:{_BB})\]"
    r"|\[/?(?:caption|embed|gallery|video|audio|vc_\w{2,20}|et_pb_\w{2,20}|su_\w{2,20}|fusion_\w{2,20})(?: [a-z_]{2,20}=[^\]\n]{1,300})\]|\[/(?:caption|embed|[a-z]{2,12}_[a-z_]{2,30})\]",
    re.IGNORECASE,
)
_JSON = regex(
    r"(?m:^)[ \t]*[\[{]{1,2}\s*(?:\"\w{2,24}\"\s*:\s*\"[^\"\n]{0,200}\"\s*,\s*){0,6}\"\w{2,24}\"\s*:\s*[\"\[{]{1,2}|\A\s*\"(?:title|headline|body|article|text|content|summary|response|output)\"\s*:\s*\"|\"\s*\}[\]},\s]*\Z|\",\s*\"(?:title|headline|subheadline|body|article|text|content|summary|lead|tags|keywords|author|category|conclusion)\"\s*:\s*[\"\[]"
)
_FAINT = (
    regex(r"(?<![\w*\\])\*(?=[^\s*])([^*\n]{1,120}?)(?<=[^\s*])\*(?![\w*])"),
    regex(r"(?<![\w_\\/])_(?=[^\W_])([^_\n]{1,80}?)(?<=[^\s_])_(?![\w_])"),
    regex(r"(?<!['\w])''(?=[^\s'])([^'\n]{1,80})(?<=\S)''(?!')"),
    regex(r"(?<!`)`(?=[^\s`])([^`\n]{1,80})(?<=\S)`(?!`)"),
)
"""Signs that people type too; they count beside sure ones only."""

_RULE = regex(r"^[ \t]{0,3}(?:-{3,10}|\*{3,10}|_{3,10}|(?:\* ){2,4}\*|(?:- ){2,4}-|={4,40})[ \t]*$", re.MULTILINE)
_RULES = regex(r"^(?P<first>-{3,10}|\*{3,10}|_{3,10})\n{1,2}(?!(?P=first))(?:-{3,10}|\*{3,10}|_{3,10})$", re.MULTILINE)
_LISTED = regex(r"^[ \t]{0,6}(?:[-*+\u2022]|\d{1,2}[.)])[ \t]{1,4}\*\*[^*\n]{1,160}\*\*[^\n]{0,800}$", re.MULTILINE)
_ROW = regex(
    r"^[ \t]*\|[^|\n]{1,120}\|[^\n]{1,400}\|[ \t]*$(?:\n[ \t]*\|[^|\n]{1,120}\|[^\n]{1,400}\|[ \t]*$){1,60}", re.MULTILINE
)
_LINK = regex(
    r"(?:!\[|\[)(?P<words>[^\[\]\n]{0,200})\]\((?:https?://|www\.|/|#|mailto:|\w{2,20}[./])[^()\s]{0,400}(?: \"[^\"\n]{0,120}\")?\)"
)
_TABLE = regex(
    r"(?:^[^\n|]{0,200}\|[^\n]{0,600}\n)?^[ \t]*\|?[ \t]*:?-{3,40}:?[ \t]*(?:\|[ \t]*:?-{3,40}:?[ \t]*){1,20}\|?[ \t]*$(?:\n[^\n|]{0,200}\|[^\n]{0,600}$){0,60}",
    re.MULTILINE,
)
_COMMENT = regex(r"<!--[^<>]{0,300}-->|<!\[CDATA\[|\]\]>|<\?xml[^<>]{0,100}\?>|<!doctype[^<>]{0,100}>", re.IGNORECASE)
_BARE_COMMENT = regex(r"(?<![<!])!?-- ?/?wp:[^\n<>]{0,200}?--(?!>)|(?<!<)!-- [^\n<>]{1,100} --(?!>)")
_ELEMENT = regex(r"<(?P<element>[a-z][a-z_-]{1,24})>(?P<words>[^<\n]{0,300})</(?P=element)>")
_ADDRESS = regex(r"<(?P<words>https?://[^<>\s]{3,300})>")
_QUOTED_LINES = regex(
    r"^>{1,3} ?(?=\*\*|\[!|[\"\u201c\w])[^\n]{3,600}$(?:\n>{1,3} ?[^\n]{1,600}$){1,20}|^> (?:\*\*|\[!|[\"\u201c])[^\n]{2,600}$",
    re.MULTILINE,
)
_TASK = regex(r"^[ \t]{0,4}[-*+] \[[ xX]\] (?=\S)", re.MULTILINE)
_REFERENCE = regex(
    r"\[(?<=^\[)[\w^ ]{1,20}\]: (?:https?://|www\.)\S{3,300}$|\[(?P<words>[^\W\d_][^\[\]\n]{2,120})\]\[\d{1,3}\]",
    re.MULTILINE,
)
_STYLED = regex(r"\{:? ?(?:[.#][A-Za-z][\w-]{1,30} ?){1,5}\}")
_INLINE = regex(
    r"</?(?:x|g|bx|ex|ph|bpt|ept|mrk)(?: (?:id|rid|mid|mtype|ctype|equiv-text)=\"[^\"<>\n]{0,60}\"){1,4} ?/?>|</?(?:x|g|bx|ex|ph)\d{1,3} ?/?>"
)
"""The places of markup in a text that goes through a translation program."""

_WIKI_FORM = regex(r"\{\{[A-Za-z#][\w #:/-]{1,40}(?:\|[^{}\n]{0,200}){1,12}\}\}|\{\| ?class=[^\n]{0,120}")
_ORG = regex(r"^#\+\w{3,20}:?[^\n]{0,120}$", re.MULTILINE)
_MATHS = regex(r"\$[^$\n ]{0,20}[\^_\\][^$\n]{1,30}\$|\\\[[^\\\n]{1,120}\\\]")
_TEXTILE = regex(
    r"^(?:h[1-6]|bq)\. (?=\S)[^\n]{2,120}$|^\.\. [a-z-]{3,20}::[^\n]{0,120}$|^@@ -\d[\d, +-]{2,40}@@[^\n]{0,80}$",
    re.MULTILINE,
)
_TRIPLE = regex(r"'{2,5}(?=[^\s'])(?P<words>[^'\n]{1,120})(?<=\S)'{2,5}")
_MARKED = regex(r"(?<!=)==(?=[^\s=])(?P<words>[^=\n]{1,120}?)(?<=[^\s=])==(?!=)")
_ATTRIBUTE = regex(
    r"(?:</?\w{1,10} )?\b(?:class|style|href|src|target|rel|data-\w{1,20})=(?:\"[^\"\n]{0,200}\"|'[^'\n]{0,200}')(?: ?\w{1,12}=\"[^\"\n]{0,200}\"){0,6} ?/?>?"
)
_ENCODED = regex(
    r"(?<![\w/%=?&.:-])[\w-]{0,30}(?:%[0-9A-Fa-f]{2}[\w-]{0,30}){2,40}|(?:=[0-9A-F]{2}){2,6}|(?<=[a-z])u(?:20(?:1[3489cd]|26|22)|00(?:a0|e9|e8|fc|f6|e4|f1|ed|f3))(?=[a-z ,.]|$)|(?<=[\s(])u201[8c](?=\w)"
)
_FRONT = regex(
    r"\A(?P<fence>---|\+\+\+)\n(?:[\w-]{2,24} ?[:=][^\n]{0,300}\n(?:[ -][^\n]{0,200}\n){0,10}){1,15}(?P=fence)$",
    re.MULTILINE,
)
_BREAK = regex(r"(?:\\r)?\\n(?:(?:\\r)?\\n){1,4}|(?<=[.!?:\"\u201d)])(?:\\r)?\\n(?=[A-Z\"\u201c*#\d-]|\s|$)")
_UNICODE = regex(r"\\(?:u(?P<code>[0-9a-fA-F]{4})|x(?P<byte>[0-9a-fA-F]{2})(?![0-9a-fA-F]))")
_ESCAPED_QUOTE = regex(r"\\\"(?P<words>[^\"\\\n]{1,300})\\\"")
_ESCAPED = regex(r"\\(?P<mark>['\"])|(?<!\u00af)\\(?P<other>[*_\[\]#])")
_ARROW = regex(r"\$?\\(?:right|left|Right|Left|up|down|leftright|long(?:right|left))arrow\$?|\$\\to\$|\$\\[a-z]{2,12}\$")


def edge_marks(text: str) -> list[Mark]:
    """Return what is left of a JSON object at the edges of the text and between its fields."""
    return [
        Mark(*_trimmed(match), "certain", ((*_trimmed(match), ""),))
        for expression in (_JSON, _FRONT)
        for match in found_in(expression, text)
    ]


def _trimmed(match: re.Match[str]) -> tuple[int, int]:
    words = match.group()
    return match.start() + len(words) - len(words.lstrip()), match.end() - (len(words) - len(words.rstrip()))


def faint_marks(text: str) -> Iterator[Mark]:
    """Yield signs that count only beside sure ones: single stars, underscores and backticks, ruled lines."""
    for expression in _FAINT:
        yield from (unwrapped(match, 2 if match.group()[0] == "'" else 1) for match in found_in(expression, text))
    yield from (gone(match, "strong") for match in found_in(_RULE, text))
    yield from (_flat(match) for match in found_in(_OPENED, text))


def _headed(match: re.Match[str]) -> Mark:
    hashes = _HASHES.match(match.group())
    start = match.start()
    return Mark(start, match.end(), "strong", ((start, start + (hashes.end() if hashes else 0), ""),))


def _directives(text: str) -> Iterator[Mark]:
    """Yield boxes fenced with colons, from the opening line to the closing one."""
    lines = list(found_in(_BOX, text))
    for opening, closing in zip(lines[::2], lines[1::2], strict=False):
        yield Mark(opening.start(), closing.end(), "certain", ((*opening.span(), ""), (*closing.span(), "")))


def _lists(text: str) -> Iterator[Mark]:
    """Yield runs of list lines that each open with a bold label; the markers inside are marks of their own."""
    first = last = -1
    for match in found_in(_LISTED, text):
        if last >= 0 and match.start() == last + 1:
            last = match.end()
            continue
        if first >= 0 and text.count("\n", first, last):
            yield Mark(first, last, "strong", ())
        first, last = match.span()
    if first >= 0 and text.count("\n", first, last):
        yield Mark(first, last, "strong", ())


def _linked(match: re.Match[str]) -> Mark:
    first, last = match.span("words")
    return Mark(*match.span(), "strong", ((match.start(), first, ""), (last, match.end(), "")))


def _escapes(text: str) -> Iterator[Mark]:
    for match in found_in(_BREAK, text):
        yield Mark(*match.span(), "certain", ((*match.span(), "\n\n" if match.group().count("n") > 1 else "\n"),))
    for match in found_in(_UNICODE, text):
        plain = chr(int(match["code"] or match["byte"], 16))
        if not "\ud800" <= plain <= "\udfff" and (plain.isprintable() or plain.isspace()):
            plain = " " if plain.isspace() else plain
            yield Mark(*match.span(), "strong", ((*match.span(), plain),))
    for match in found_in(_ESCAPED_QUOTE, text):
        first, last = match.span()
        yield Mark(first, last, "strong", ((first, first + 1, ""), (last - 2, last - 1, "")))
    yield from (
        Mark(*match.span(), "strong", ((*match.span(), match["mark"] or match["other"]),))
        for match in found_in(_ESCAPED, text)
    )
    yield from (kept(match) for expression in (_SLASHED, _MATHS) for match in found_in(expression, text))
    yield from (Mark(*match.span(), "strong", ((*match.span(), "\u2192"),)) for match in found_in(_ARROW, text))


def _fenced(match: re.Match[str]) -> Mark:
    """Return the mark of a fence, which nothing but markup has."""
    return gone(match, "certain")


def _flat(match: re.Match[str]) -> Mark:
    """Return a mark that no edit can turn into prose: a table."""
    return Mark(*match.span(), "strong", ())


def _starred(match: re.Match[str]) -> Mark:
    return unwrapped(match, 3 if match.group().startswith("***") else 2)


def _dropped(match: re.Match[str]) -> Mark:
    """Return the mark of an attribute or an order to a program; nothing of it is prose."""
    return gone(match)


_ANY = ("",)
_FAMILIES: tuple[tuple[tuple[str, ...], tuple[str, ...], re.Pattern[str], Callable[[re.Match[str]], Mark]], ...] = (
    (("**", "__"), ("**", "__"), _BOLD, _starred),
    (("#",), _ANY, _HEADING, _headed),
    (("#",), _ANY, _ORG, gone),
    (("```", "~~~"), _ANY, _FENCE, _fenced),
    (("]",), ("](",), _LINK, _linked),
    (("]",), ("] ",), _TASK, gone),
    (("]",), ("]:", "]["), _REFERENCE, kept),
    (("]",), ("[/", "="), _BBCODE, kept),
    (("|",), _ANY, _TABLE, _flat),
    (("||",), _ANY, _ROW, _flat),
    (("~~",), _ANY, _STRUCK, partial(unwrapped, width=2)),
    (("```",), _ANY, _CODE, partial(unwrapped, width=3)),
    (("***", "___"), ("***", "___"), _RULES, gone),
    (("[[",), _ANY, _WIKI, kept),
    (("{{", "{|"), _ANY, _WIKI_FORM, gone),
    (("{",), _ANY, _STYLED, gone),
    (("<",), _ANY, _INLINE, gone),
    (("<",), _ANY, _COMMENT, partial(gone, certainty="certain")),
    (("<",), _ANY, _ELEMENT, kept),
    (("<>",), _ANY, _ADDRESS, kept),
    ((">",), _ANY, _QUOTED_LINES, _flat),
    (("<", ">"), _ANY, BROKEN_TAG, gone),
    (("_{", "^{", "\\"), _ANY, _LATEX, kept),
)
"""The signs of which one must occur, what of them one must stand so in the text, the expression, and what makes a mark of its match."""

_RARE: tuple[tuple[re.Pattern[str], Callable[[re.Match[str]], Mark]], ...] = (
    (_TEXTILE, _flat),
    (_TRIPLE, kept),
    (_WIKI, kept),
    (_MARKED, kept),
    (_BARE_COMMENT, partial(gone, certainty="certain")),
    (_ATTRIBUTE, _dropped),
    (_ENCODED, _flat),
)
"""What has none of the rarer signs; looked for where a phrase of the list points to it."""


def rare_marks(text: str) -> Iterator[Mark]:
    """Yield the markup that common signs make: equals signs, apostrophes, colons, percent signs."""
    yield from _directives(text)
    for expression, made in _RARE:
        yield from (made(match) for match in found_in(expression, text))


def marks_of(text: str, signs: str) -> Iterator[Mark]:
    """Yield every stretch of markup in a text, family by family; each is looked for only where its signs occur."""
    for needed, touching, expression, made in _FAMILIES if signs.strip("&") else ():
        if any(sign in signs for sign in needed) and any(sign in text for sign in touching):
            yield from (made(match) for match in found_in(expression, text))
    if "**" in signs:
        yield from _lists(text)
    if "<" in signs:
        yield from tags_in(text)
    if "&" in signs:
        yield from entities_in(text)
    if "\\" in signs:
        yield from _escapes(text)
