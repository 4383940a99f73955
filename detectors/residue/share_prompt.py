"""Find the labels of share and follow widgets.

What it measures   Short lines made of nothing but share verbs, names of networks, counts and the words between them, and
                   short lines that ask to follow someone on a network.
Why it matters     They are the page's buttons; kept, they end up between the paragraphs of a corpus.
Known misses       Labels that name the outlet and no network ("Follow The Sun"); a lone "Email" with no button near it.
Source             Labels of the usual widgets, see seeds/phrases/residue_share_prompt.txt.
"""

from __future__ import annotations

import re
from functools import cache, lru_cache

from detectors.document import Document, Line
from detectors.expressions import regex
from detectors.furniture.looks import LONE, lines_that
from detectors.furniture.name_lists import is_in_list
from detectors.furniture.notices import is_outside
from detectors.furniture.short_lines import is_isolated, is_prose, is_told
from detectors.furniture.widget_words import beside, is_count, line_words, lines_at, lines_filled, word_classes
from detectors.records import Finding

RULE = "residue.share_prompt"
_LIST = "residue_share_prompt"
_TRIGGERS = (f"{_LIST}.share", f"{_LIST}.follow", f"{_LIST}.site", f"{_LIST}.press", f"{_LIST}.prefer")
_LONGEST, _MOST_WORDS, _LONGEST_BUTTON, _SHORTEST_LABEL = 120, 18, 30, 3

_FOLLOW = regex(
    r"\W*(?:please |click to |(?:you can|want to|to) (?=follow))?(?:also )?"
    r"(?:(?:follow|folgen sie|folge|suivez|suivez-nous|síguenos|sigue a|siga|seguici|volg)\b"
    r"|(?:like|find|join|fan|add|visit|watch|connect with|chat with) (?:us|me|our)\b|(?:like|find) (?:\S+ ){1,4}?on\b)"
)
"""How a line begins that asks to be followed; it must say whom or where as well."""

_PLEA = regex(
    r"\W*(?:please|don't forget to|be sure to|help us|awesome|"
    r"(?:if you |did you )?(?:like|liked|enjoy|enjoyed|enjoying|found|love|loved) (?:it|this|the|our|what))\b"
    r".{0,80}?\b(?:share|retweet|tweet)\b(?: (?:it|this|our|the|with|on)\b|\W*$)"
)
"""How a line begins that asks for a share in a sentence of its own."""

_PREFERRED = regex(
    r"\W*(?:add|choose|set|make|pick|mark|prefer) (?:\S+ ){0,7}?(?:as )?(?:an? |your )?(?:preferred|trusted|favou?rite) (?:news )?sources?\b[^.,;]{0,30}\W*$"
)
"""A request to have a search engine prefer the outlet."""

_NETWORKS_RUN_ON = regex(r"share (?:to|on|via) \w{1,12}?share (?:to|on|via) ")
"""Labels of screen readers run together: "Share to XShare to Facebook"."""

_ON_NETWORK = regex(r" on (?:x|google news|social(?: media)?|(?:all )?our socials)(?:\W*$| (?:and|for|to) )")
"""Networks whose names are words."""

_COUNTED = regex(r"\d[\d.,]{0,8}k?\+?shares?")
_TITLED = regex(r"\W*share (?:the|this) (?:post|article|story):? \"|\W*share or comment on this (?:post|article|story): ")
_HANDLE = regex(r"(?<!\w)@\w")
_OURS = frozenset(("us", "me", "uns", "nous", "nos"))
_PLACES = frozenset(("on", "by", "via", "click", "recommend", "post", "view", "send", "add", "save", "subscribe"))
_PRESSED = frozenset(("this", "article", "story", "page", "post", "friend", "print", "email", "e-mail", "share", "save"))
"""What follows the label of a button for printing or mailing."""

_ON_PAGE = _OURS | {"this", "article", "story", "post", "our", "my", "link", "print", "email"}
"""What a prompt shares or prints, or whom it asks to follow."""

_ASKING_WORDS = 8
_ASKED = frozenset(("this", "the", "it", "on", "via", "to", "with", "now", "our", "article", "story", "post", "page"))
"""What follows "Share" where that is a verb and no noun: no "Share of voters", no "Share prices"."""

_ASKING = frozenset(("do", "why", "want", "please", "like", "enjoyed", "liked"))
"""What opens a question or a plea that ends in sharing."""

_NO_REQUEST = frozenset(("shared", "shares", "sharing", "tweet", "retweet", "repost", "reblog", "bookmark", "delen"))

_LISTING = frozenset(("and", "or", "und", "et", "y", "e"))


def detect(doc: Document) -> list[Finding]:
    """Return one finding for each line of a share widget; the first line is one only in company, else it is the headline."""
    glued = {
        index
        for index in lines_that(doc, LONE)
        if 2 * _SHORTEST_LABEL <= len((line := doc.lines[index]).text) <= _LONGEST and _glued(line.folded)
    }
    named, filled = list(lines_at(doc, _TRIGGERS, _LONGEST)), lines_filled(doc, f"{_LIST}.whole")
    windows = lines_at(doc, (f"{_LIST}.window",), _LONGEST)
    if not (glued or named or filled or windows):
        return []
    found = filled.union(windows, (index for index in named if _asks(doc.lines[index].folded)))
    found |= {
        index
        for index in lines_at(doc, (f"{_LIST}.share",), _LONGEST)
        if index not in found and is_outside(doc, index) and _opens_as_request(doc.lines[index].folded)
    }
    found |= glued
    found |= _network_rows(doc)
    found |= beside(doc, found, _is_button)
    if 1 not in found and not doc.title.strip() and len(doc.lines) > 1:
        found.discard(0)
    return [_finding(doc, index, found) for index in sorted(found) if not _breaks_off(doc, index)]


def _finding(doc: Document, index: int, found: set[int]) -> Finding:
    line = doc.lines[index]
    inner = index - 1 in found and index + 1 in found
    if (
        not inner
        and _is_doubtful(line)
        and (is_in_list(doc, index) or (line.text[-1] == "." and is_isolated(doc, index, found)))
    ):
        return doc.finding(RULE, line.start, line.end, "weak")
    return doc.cut(RULE, line.start, line.end, "strong")


def _breaks_off(doc: Document, index: int) -> bool:
    """Say whether a line of one word is the first of a sentence that goes on below: a link that was set on a line of its own."""
    below = doc.lines[index + 1 : index + 2]
    return " " not in doc.lines[index].text and any(is_prose(line) and line.text[0].islower() for line in below)


def _is_doubtful(line: Line) -> bool:
    """Say whether a line names neither the page, nor the outlet, nor an account: it may speak of anybody."""
    told = line_words(line.folded)
    sites = sum(word in word_classes(_LIST)["site"] for word in told)
    return _ON_PAGE.isdisjoint(told) and "@" not in line.folded and (sites == 0 or (sites == 1 and line.text[-1] == "."))


@cache
def _known() -> frozenset[str]:
    return frozenset().union(*word_classes(_LIST).values())


@cache
def _buttons() -> re.Pattern[str]:
    """Return what matches two or more button labels run together, counts between them: ``sharetweet12pin``."""
    classes = word_classes(_LIST)
    labels = classes["share"] | classes["site"] | classes["press"] | classes["tool"]
    names = sorted((word for word in labels if len(word) >= _SHORTEST_LABEL), key=len)
    return regex(rf"(?:(?>{'|'.join(map(re.escape, reversed(names)))})[-_\d.,|•·+]*+){{2,}}+")


@lru_cache(maxsize=1 << 12)
def _glued(word: str) -> bool:
    return _buttons().fullmatch(word) is not None or _COUNTED.fullmatch(word) is not None


def _asks(folded: str) -> bool:
    words = line_words(folded)
    if not words or len(words) > _MOST_WORDS or is_told(folded, "told_of"):
        return False
    if _PREFERRED.match(folded):
        return True
    if all(word in _known() or word[0] == "@" or is_count(word) or _glued(word) for word in words):
        return _is_label(folded, words)
    if _TITLED.match(folded) or '"' in folded:
        return _TITLED.match(folded) is not None
    if _NETWORKS_RUN_ON.search(folded):
        return True
    names = (
        not word_classes(_LIST)["site"].isdisjoint(words)
        or _HANDLE.search(folded) is not None
        or _ON_NETWORK.search(folded) is not None
    )
    return (names and _FOLLOW.match(folded) is not None) or _PLEA.match(folded) is not None


def _opens_as_request(folded: str) -> bool:
    """Say whether a short line begins by asking to share: what else it says, a page may word as it likes."""
    words = line_words(folded)
    if not words or len(words) > _ASKING_WORDS or folded[-1] == "." or '"' in folded or is_told(folded, "told_of"):
        return False
    if words[0] == "share":
        return len(words) == 1 or words[1] in _ASKED
    if words[0] in _ASKING and "share" in words[1:-1]:
        return True
    return words[0] in word_classes(_LIST)["share"] and words[0] not in _NO_REQUEST


def _is_label(folded: str, words: list[str]) -> bool:
    """Say whether a line of widget words does what widgets do: share, follow somebody, or name networks in a row."""
    classes = word_classes(_LIST)
    sites = sum(word in classes["site"] or _glued(word) for word in words)
    if "shares" in words and not sites:
        return len(words) == 2 and any(map(is_count, words))  # noqa: PLR2004 - the counter and its noun
    if not classes["share"].isdisjoint(words):
        return words not in (["shared"], ["sharing"], ["delen"])
    if _FOLLOW.match(folded):
        return sites > 0 or "@" in folded or not _OURS.isdisjoint(words)
    if words[0] in classes["press"]:
        return words == ["print"] or not _PRESSED.isdisjoint(words[1:])
    if sites == 1 or words[0] == "send":
        return "@" in folded or words[0] in _PLACES
    return sites > 1 and "," not in folded and _LISTING.isdisjoint(words)


def _is_button(folded: str) -> bool:
    """Say whether a line beside a share prompt belongs to it: names of tools and networks, counts."""
    words = line_words(folded)
    classes = word_classes(_LIST)
    return (
        0 < len(words) <= 6  # noqa: PLR2004 - as many as a row of buttons has
        and len(folded) <= _LONGEST_BUTTON
        and any(not is_count(word) for word in words)
        and all(
            word in classes["site"]
            or word in classes["tool"]
            or word in classes["press"]
            or word in _LISTING
            or word in {"shares", "follow", "like"}
            or is_count(word)
            for word in words
        )
    )


def _network_rows(doc: Document) -> set[int]:
    """Return the lines of lone network names that stand below one another or end the text."""
    lines, sites = doc.lines, word_classes(_LIST)["site"]
    alone = {
        index
        for index in lines_at(doc, (_TRIGGERS[2],), _LONGEST_BUTTON)
        if sites.issuperset(line_words(lines[index].folded))
    }
    return {index for index in alone if index - 1 in alone or index + 1 in alone or index + 2 >= len(lines)}
