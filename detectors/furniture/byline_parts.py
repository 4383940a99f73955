"""Say what a short line can be in a byline: a label, a name, a function, a date, a stamp, or nothing of it.

A line is taken apart at bars, dashes and commas; it belongs to a byline when each of its parts does. The vocabularies
of dates, stamps and functions are ``seeds/phrases/words/boilerplate.txt``.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache, lru_cache

from detectors.document import Line
from detectors.expressions import regex
from detectors.furniture import byline_times as times
from detectors.furniture.read_times import is_read_time
from detectors.furniture.short_lines import vocabulary, words

LABEL, SIGNED, STAMP, AGO, DATE, FUNCTION, HOUSE, NAME, TEMPLATE = "lbsadrhnt"
"""The kinds of a line: "By" alone, "By" with a name, "Updated …", "… ago", a date, "Staff Reporter", an outlet with one
("Valley Post Web Desk"), a name, a link."""

TIMES = frozenset((STAMP, AGO, DATE))
"""Kinds that tell when, and not who."""

_BESIDES = "x"
"""A part that says nothing: a read time, a count of views, a year."""

_HOUSE_WORDS, _HOUSE_ENDING = 6, 3
_DIGIT, _OLD = regex(r"\d"), f" {times.OLD}"
_SPACES, _NAMES, _SENTENCE, _FOREIGN_NAMES, _TEMPLATE_LENGTH = 22, 9, 4, 3, 80
_PARTS = regex(
    r"\s*(?:[|•·]|(?<!\d)/|/(?!\d))\s*|\s+[-–—]+\s+|\s{3,}|\t|(?:(?<=\d)|(?<=ago))\s+(?=(?:[Bb]y|par|por|von|da)\s)|(?<=[a-z])(?<!\bon)\s+(?=\d{1,2} [A-Z][a-z]{2,8} \d{4}\b|[A-Z][a-z]{2,8} \d{1,2}, \d{4}\b)"
)
_PARTED = regex(r"[|•·/\t]|\s[-–—]|\s{3}|\s(?:[Bb]y|par|por|von|da)\s|[a-z]\s(?:\d{1,2} [A-Z]|[A-Z][a-z]{2,8} \d)")
"""What stands in every line that has parts: a quicker look."""

_EDGE = " \t\xa0#*_>|•·-–—:;,.()[]{}\"'“”‘’"
_SMALL_SPACES = 3
_SMALL_START = regex(
    r"(?:by|posted|published|updated|written|reported|submitted|uploaded|added|created|edited|compiled|last|first|from|on|story|article"
    r"|words|text|report|author|reporter|von|par|por|di|door|av|autor|auteur|about|more|all|view|see|other|filed|categor|special)"
)
"""How a longer line that opens with a small letter begins when it is part of a byline; broken sentences begin otherwise."""

_LEAD = regex(r"[^\w@]*")
_DANGLING = ("-", "–", "—")
_BY = regex(
    r"(?:(?:story |article |words |text |report )?by|(?:written|posted|published|reported|authored|submitted|uploaded|added"
    r"|created|edited|compiled|updated|contributed|(?:medically )?reviewed|curated|fact[- ]checked|checked) by|author(?:\(s\))?|authors|reporter|writer|byline"
    r"|(?:(?:escrito|publicado|redactado|texto) )?por|(?:(?:écrit|publié|rédigé) )?par|(?:(?:verfasst|geschrieben|veröffentlicht) )?von"
    r"|(?:scritto|pubblicato) da|di|door|av|autor|auteur|autore|yazar|oleh"
    r"|(?:words|text|texte|texto|testo|tekst|story|editor|words and pictures|contributors?|correspondent|journalist|redaktion|rédaction|redacción|redação)(?=\s*:))\s*:?(?P<rest>$|\s+\S.*)",
    re.IGNORECASE,
)
_FUNCTIONS = frozenset(
    "words text texte texto testo tekst story editor author authors reporter writer byline autor auteur autore".split()
)
_FOREIGN = ("von ", "par ", "por ", "di ", "door ", "av ")
_PARTICLES = vocabulary("particle")
_SMALL_GROUPS = (
    "particle",
    "date",
    "stamp",
    "role",
    "agency",
    "house_core",
    "read_time",
    "read_time_unit",
    "read_time_read",
    "function",
)
_HANDLE = regex(r"[a-z]+[\d_]\w*$")
_USER = regex(
    r"(?:post|submitt|upload|add|creat|publish)ed by:? [a-z]\w{3,}(?: on (?:\w{3,9},? )?\d{1,2}/\d{1,2}/\d{4}(?: - \d{1,2}:\d\d)?)?$"
)
_ACCOUNT_LINE, _RUN_ON = regex(r"@\w{3,30}"), regex(r"By[A-Z][a-z]+[A-Z_ ]")
"""An account alone; a label that lost the space behind it ("ByMary Smith")."""

_POSTED_AT = regex(r" (?:in|à|en|aus|a|em) [A-ZÀ-Ý][\w'’-]+(?: [A-ZÀ-Ý][\w'’-]+){0,2}$")
"""Where somebody reports from, behind the function."""

_PHONE = regex(r"\d-\d{4}-\d{3}|\+\d\d|\d{3}[- ]\d{4}\b|\(\d+\)")
_NUMBER_ENDS = "0123456789)"
_NUMBERED = regex(r"\d{3}|^\d")
_ACCOUNT = regex(r"[A-Z]\w+[a-z\d](?:Bot|Admin|Staff|Desk|Newsroom)|\w+_(?:bot|admin|staff|desk|team)")
_SIGNING = frozenset(
    "agency service by author authors reporter writer byline von par por di door av autor auteur autore yazar oleh ago vor il hace há special"
    " words text texte texto testo tekst story editor da".split()
)
"""One of these words stands in whatever signs a text, links to its author or tells how old it is without a figure."""

ACCOUNTS = ("bot", "admin", "staff", "desk", "newsroom", "team")
"""One of these is a part of an account's name, if that tells anything."""

_AGENCY = regex(r"(?:[A-Z]\w+ ){1,4}(?:(?:News|Press) Agency|News Service)")

_SPECIAL = regex(r"special to (?:the )?[A-Z]", re.IGNORECASE)
_LINKS = regex(
    r"(?:more|(?:more|all|view all|see all|other) (?:posts|stories|articles)) by\b"
    r"|(?:posted|published) (?:in|under)\b(?!.*\.$)"
)


def _is_none(text: str, folded: str) -> bool:
    """Say whether a line is no byline by its look: a quotation, a telephone number, a broken sentence, many small words."""
    spaces = folded.count(" ")
    if folded[0] == '"' or spaces > _SPACES or text.endswith(_DANGLING) or (folded[0] == "#" and folded[1:2].isalnum()):
        return True
    if text[-1] in _NUMBER_ENDS and ":" not in text and _PHONE.search(text):
        return True
    if spaces > _SMALL_SPACES and text[0].islower() and not _SMALL_START.match(text):
        return True
    return spaces > 1 and _is_told(text)


@cache
def telling() -> frozenset[str]:
    """Return the words of which one stands in whatever signs a text, or says that and where it was put up."""
    return _SIGNING | vocabulary("stamp_core", "role_core", "house_core")


def _has_account(folded: str) -> bool:
    return any(part in folded for part in ACCOUNTS)


@cache
def days() -> frozenset[str]:
    """Return the words that name a day or a month."""
    return frozenset(filter(times.is_dated, vocabulary("date")))


def may_tell(folded: str) -> bool:
    """Say whether a folded line may be more than a name: nearly all menus, subheads and captions are not."""
    if _has_account(folded) or folded.startswith(("by", "@")):
        return True
    told = words(folded)
    if not telling().isdisjoint(told):
        return True
    if _DIGIT.search(folded):
        return folded.endswith(_OLD) or times.is_dated(folded)
    # A day or a month alone, or alone between marks that part a line.
    return not days().isdisjoint(told) and (len(told) == 1 or "," in folded or _PARTED.search(folded) is not None)


def kind_of(line: Line) -> str:
    """Return the letter of a line's kind, empty if it cannot belong to a byline; an account alone signs for an outlet."""
    if line.text[0] == "@" and _ACCOUNT_LINE.fullmatch(line.text):
        return HOUSE
    return _kind_of(line.text, line.folded)


@lru_cache(maxsize=1 << 13)
def _kind_of(whole: str, folded: str) -> str:
    """Return the letter of a line's kind; the pages of an outlet share many lines."""
    if _is_none(whole, folded):
        return STAMP if folded.endswith(_OLD) and times.AGED.fullmatch(folded) else ""
    lead = _LEAD.match(whole)
    text = whole[lead.end() if lead else 0 :].strip(_EDGE)
    if _RUN_ON.match(text):
        text = f"By {text[2:]}"
    low = text.lower()
    if _LINKS.match(low) and not times.YEAR_ONLY.fullmatch(low):
        return TEMPLATE if len(text) <= _TEMPLATE_LENGTH else ""
    kinds: list[str] = []
    for at, part in enumerate(_PARTS.split(text) if _PARTED.search(text) else (text,)):
        kinds += _part_kinds(part, first=not at or kinds[-1:] == [STAMP]) if part.strip() else []
        if "" in kinds:
            return ""
    if not kinds or (whole.endswith(":") and NAME in kinds) or (HOUSE in kinds and _PHONE.search(text)):
        return ""
    if STAMP in kinds and folded.endswith(".") and not folded.endswith(".m."):
        return ""
    if NAME in kinds and DATE in kinds and times.NAMED_DAY.search(whole):
        kinds.append(HOUSE)
    return next(
        (kind for kind in (SIGNED, STAMP, LABEL, AGO, FUNCTION, HOUSE, DATE) if kind in kinds),
        NAME if kinds == [NAME] else "",
    )


@cache
def _small_words() -> frozenset[str]:
    """Return all words that a byline holds in small letters."""
    return _PARTICLES | vocabulary(*_SMALL_GROUPS)


def _is_told(text: str) -> bool:
    """Say whether a line has two words that no byline holds in small letters: what spares most lines a closer look."""
    small = [word for word in text.split() if word[0].islower()]
    return len(small) > 1 and len([word for word in small if word.strip(_EDGE) not in _small_words()]) > 1


def _part_kinds(part: str, *, first: bool) -> list[str]:
    """Return the kind of a part, or the kinds of what stands between its commas where that says more."""
    kind = _part_kind(part, first=first)
    if "," not in part or kind not in ("", NAME):
        return [kind]
    pieces = [_part_kind(piece, first=first and not at) for at, piece in enumerate(part.split(",")) if piece.strip()]
    return [kind] if "" in pieces else pieces


def _part_kind(part: str, *, first: bool) -> str:
    part = part.strip(_EDGE) or part
    folded = part.lower()
    label = _BY.match(part)
    if label and (first or not folded.startswith(_FOREIGN)):
        return _label_kind(folded, label["rest"].strip(" :"))
    if times.is_counted(folded) or is_read_time(folded):
        return _BESIDES
    if times.is_ago(folded, first=first):
        return AGO
    return _plain_kind(part, folded)


def _plain_kind(part: str, folded: str) -> str:
    """Return the kind of a part by its words alone."""
    told = words(folded)
    if _is_house(part, told):
        return HOUSE
    if times.is_date(folded, told):
        return DATE
    if times.is_stamp(folded, told):
        return STAMP
    return FUNCTION if _is_function(told) or _is_posted(part) else NAME if _is_name(part, told) else ""


def _is_posted(part: str) -> bool:
    """Say whether words are a function and the place where it is filled: "Our correspondent in Niamey"."""
    place = _POSTED_AT.search(part)
    return place is not None and _is_function(words(part[: place.start()].lower()))


def _label_kind(folded: str, rest: str) -> str:
    """Return the kind of a label by what follows it: nothing, a name, a function, a name and a date."""
    if not rest:
        return FUNCTION if folded in _FUNCTIONS else LABEL
    if folded.startswith(_FOREIGN) and len(rest.split()) > _FOREIGN_NAMES:
        return ""
    date = times.DATED.search(rest)
    author = rest[: date.start()] if date else rest
    return SIGNED if _is_author(author) or _HANDLE.match(author) or _USER.match(folded) else ""


def _is_author(author: str) -> bool:
    """Say whether words are a name, a function, an outlet's people, or a name and what its bearer is, behind a comma."""
    told = words(author.lower())
    if _is_function(told) or _is_name(author, told):
        return True
    if author.startswith("the ") and _is_house(author.removeprefix("the "), told[1:]):
        return True
    name, comma, rest = author.partition(",")
    return (
        bool(comma)
        and _is_name(name, words(name.lower()))
        and (_is_function(words(rest.lower())) or _is_posted(rest.strip()))
    )


def _is_function(told: Sequence[str]) -> bool:
    return not vocabulary("role_core").isdisjoint(told) and vocabulary("role").issuperset(told)


def _is_house(part: str, told: Sequence[str]) -> bool:
    """Say whether words are an outlet's name and the function of those who write for it, in this order or the other."""
    if " " not in part or not 1 < len(told) <= _HOUSE_WORDS:
        return _ACCOUNT.fullmatch(part) is not None
    core = vocabulary("role_core", "house_core")
    if _AGENCY.fullmatch(part) or (told[0] == "special" and _SPECIAL.match(part)):
        return True
    if (told[-1] not in core and told[0] not in core) or "," in part or _NUMBERED.search(part):
        return False
    role = vocabulary("role")
    if part[-1:] in ".!?" or not all(_is_capital(token) or token in role for token in part.split()):
        return False
    size = next((at for at, word in enumerate(reversed(told)) if word not in role), len(told))
    if told[-1] in core and 0 < size <= _HOUSE_ENDING and size < len(told):
        plain = len(told) - size == 1 and size == 1 and part.split(maxsplit=1)[0][1:].islower()
        return not plain or told[-1] not in vocabulary("house_plain")
    return told[0] in vocabulary("house_core") and told[0] not in vocabulary("house_last")


def _is_name(part: str, told: Sequence[str]) -> bool:
    """Say whether the words can be names: capitals, initials, particles, handles; no sentence and no label."""
    tokens = part.replace(",", " ").split()
    if not 0 < len(tokens) <= _NAMES or tokens[-1].lower() in _PARTICLES or not vocabulary("not_name").isdisjoint(told):
        return False
    if tokens[0].lower() == "the" and vocabulary("agency").isdisjoint(told):
        return False
    if tokens[0][0].isdigit() or (part.endswith((".", "!", "?")) and len(tokens) > _SENTENCE):
        return False
    return all(token.lower() in _PARTICLES or _is_capital(token) for token in tokens)


def _is_capital(token: str) -> bool:
    core = token.strip("()\"'*_.@")
    return bool(core) and (core[0].isupper() or "_" in core or token[0] == "@") and not core.isdigit()
