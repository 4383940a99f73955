"""Tell a slot's name from an editor's brackets: an order to fill it, or words that name what is missing and nothing else.

Square brackets stand in 189 of 8,405 human articles as ordinary editing ("[the minister]", "[sic]"), round ones in nearly
all; hence a vocabulary of slots, and more of it the more common the bracket.
"""

from __future__ import annotations

from detectors.expressions import regex
from detectors.leak.lexicon import by_beginning, words
from detectors.leak.slot_names import MOST_NAMED, MOST_WORDS, names_a_slot, singular, told_in
from detectors.records import Certainty
from detectors.tokens.english import FUNCTION_WORDS

_CONNECTORS = frozenset("/-,;:.")
_LONGEST_LIKE = 40
EDITORS = frozenset(
    "sic redacted expletive laughter applause music crosstalk inaudible name names illegible unclear emphasis".split()
)
_WITHHELD = frozenset(
    "withheld removed deleted omitted illegible unreadable unintelligible inaudible indistinct unclear undisclosed pseudonym changed unknown suppressed washed agreed given supplied provided held requested protected concealed confidential anonymous hidden abridged edited".split()
)
"""An editor says why a word is not there."""

UNHEARD = frozenset(
    "illegible unreadable unintelligible inaudible indistinct unclear withheld expletive laughter laughs pause crosstalk redacted sic".split()
)
_FACTS = frozenset({"name", "number", "date", "title", "amount", "place", "day"})
_GOES_HERE = regex(
    r"your (?:[\w-]+ ){1,3}here|.{0,90}\b(?:goes?|comes?|belongs?|to come|to follow|tk|tbc|tbd)(?: in)?(?: here)?[\W_]*|here (?:comes?|goes?|put) .{1,90}"
)
_ROUND_ORDER = regex(
    r"(?:please )?(?:insert|add|put here|enter|fill in|here put|here comes?|here goes|here add|place here|use|give)(?: here)?:? (?P<what>.{1,110})"
)
_UNSURE = regex(
    r"(?:[\w€$£.,…-]+ ){0,2}(?:verify|check|confirm|fact-?check|double-?check|sp|source|name|spelling)(?: (?:this|spelling|date|name|figure|number|with desk|source))?[!?]{1,3}|check (?:spelling|name|date|figure|number|sp)"
)
_PENDING = regex(
    r"(?P<what>[\w'/ -]{2,60}?) (?:still )?(?:(?:to be|tbc|tbd|tk|to come|to follow|needed|wanted|required|missing)\b.{0,40})"
)
_FOR_DESK = regex(
    r"\b(?:by|from|with|for) (?:the )?(?:desk|editor|editors|reporter|author|writer|subs|art desk|news desk|picture desk|correspondent)\b"
)
_ONE_OWNER = (3, 4)
"""Words of "the mayor's name"; an editor writes "the mayor"."""

_ALWAYS = frozenset("name surname age amount percentage url".split())
_MISSING = _ALWAYS | frozenset(
    "date number figure website address total year quote link source toll location title venue email phone statistic byline username hashtag".split()
)
"""What is missing, behind words that say whose: "[effective date]", "[box office number]"."""

_PARTS = frozenset(
    "name title date quote source figure number amount link photo image caption location place detail statistic byline url age month headline text comment".split()
)
_NEAR = 4
_IN_CAPITALS = frozenset(
    "photo video image chart map logo state position comment detail caption link team club event product unit total score week day street family no time weather".split()
)
"""Nouns that credits, tables and tickers put in round brackets and capitals."""

_ROLES = frozenset(
    "mayor minister governor official president spokesperson spokeswoman university school company department agency county city town team club league street district".split()
)
_TITLES = frozenset("mayor minister governor president".split())
_LATER = frozenset("date time venue location price place line-up lineup times dates opponent team".split())
"""What honest notices leave open for their readers: "(venue to be confirmed)"."""

_OWN_NAME = regex(
    r"(?:first|last|full|company|team|school|town|city|street|business|club) names?(?: and (?:first|last) name)?"
)
_MISSING_PART = regex(
    r"(?:[\w-]+ ){0,3}(?:para(?:graph)?s?|sentences?|quot(?:e|ation)s?|sections?|subhead(?:ing)?s?|stat(?:istic)?s?|data points?|figures?|details?|background|context|anecdotes?"
    r"|examples?|names?|numbers?|dates?|list|descriptions?|explanations?|info(?:rmation)?|reaction|comments?|references?|citations?|sources?) (?:on|about|from|of|for|regarding|re|describing|explaining|showing|that|covering|with) [^\[\]]{3,}"
)
_BARE = frozenset(
    "x y z n name names surname sum time year place email e-mail tel telephone phone birthplace birthdate dob address amount percentage town city"
    " village country venue opponent price headline byline quote quotes source-name weekday day/date street region".split()
)
"""What alone in brackets, in small letters, stands for a fact: an editor who supplies a word has an article before it."""

_PIECES_OF_TEXT = frozenset("quote statistic headline paragraph figure detail amount".split())
"""No court hides these: "[Quote 2]"."""

_CHOICE = regex(r"(?!and/or|n/a)[a-z]{2,20}/[a-z]{2,20}")
PICTURED = frozenset("photo video image chart map logo link caption source comment text".split())
"""What pages put in brackets themselves."""

_AMOUNT = regex(
    r"(?:no\.?|nr\.?|num\.?|#|number|amount|name|date|title|type|list|percentage|%|share|total) of [^\[\]]{3,60}"
)
"""What is missing, behind the word that counts or names it: "[no. of attendees]"."""

_ASKED = regex(r"(?:which|what) ([^?]{2,40})\?")
_FOR_WRITER = regex(
    r"(?:(?:the |our |local )?(?:reporter|writer|editor|author|journalist|desk|newsroom|stringer|client|marketing|legal|comms|subs?|intern|correspondent|picture desk|photo desk)s?\b[^\[\]]{0,20}\bto|please|pls|remember to|don't forget to)"
    r" (?:fill|add|insert|confirm|check|provide|supply|complete|update|verify|include|attach|find|get|source|put|replace|mention|write)\b"
)
"""An order to those who are to fill a slot."""

_TO_BE = regex(
    r"(?:still )?to be (?:\w+(?:ed|en|wn|ght|ut)|done)(?: (?:in|by|with|from|later|soon|before|when|once|here)\b.{0,50})?"
)
_NOT_KNOWN = regex(
    r"(?:data|information|info|details?|figures?|name|quote|source|date) (?:is |are )?not (?:available|provided|found|specified|given|supplied|known)"
)
_WHOLE_NAMES = frozenset({"first last", "first name last name", "last first"})
_NOTED = regex(r"(?P<what>[^-\u2013\u2014:;|]{2,50}?)(?: [-\u2013\u2014|] |[:;] )(?P<note>[^:]{3,60})")
"""A slot with a remark on it: "[organisation name - check spelling]"."""

_FIGURE = regex(r"[x#n](?:[x#n]{0,4}(?:[.,:/-][x#n]{1,4}){1,4}|[x#n]{1,5})|0{1,3}[.,]0{1,3}|[x#n]%")


def square_slot(inside: str, raw: str, *, capital: bool) -> Certainty | None:
    """Say how sure the folded words in square brackets are a slot; ``capital`` says that they begin with one."""
    if ordered := _by_order(inside):
        return ordered
    told = told_in(inside)
    if not told or not _WITHHELD.isdisjoint(told) or told[0] == "no" or _is_numbered(told, inside):
        return None
    if inside in _BARE and not capital:
        return "strong" if len(inside) > 1 else "weak"
    plain = not set(inside) & _CONNECTORS
    if _is_slot_name(told, plain=plain) if capital else _is_small_slot_name(told, inside):
        return "certain"
    return (_by_one_noun(told, raw) if capital else _by_last_noun(told)) or _by_any_noun(told, inside)


def _by_order(inside: str) -> Certainty | None:
    """Say the same of an order to fill a slot, of what is missing with the word that counts it, of crosses for a figure."""
    if _is_order(inside) or (_FIGURE.fullmatch(inside) and inside not in {"xx", "nn", "xxx"}):
        return "certain"
    if (
        _AMOUNT.fullmatch(inside)
        or _FOR_WRITER.match(inside)
        or ((asked := _ASKED.fullmatch(inside)) and names_a_slot(asked[1]))
    ):
        return "certain"
    if (noted := _NOTED.fullmatch(inside)) and (_is_order(noted["note"]) or _UNSURE.fullmatch(noted["note"])):
        return "certain" if names_a_slot(noted["what"]) else "weak"
    missing = _MISSING_PART.fullmatch(inside) and inside.split(maxsplit=1)[0] not in NOT_FIRST
    is_open = inside in _WHOLE_NAMES or any(each.fullmatch(inside) for each in (_TO_BE, _NOT_KNOWN))
    return "strong" if missing or is_open else None


def _by_any_noun(told: list[str], inside: str) -> Certainty | None:
    """Say whether words of slots and nothing else stand in brackets: outside of quotations, hardly an editor's."""
    if told[0] in words("article") or PICTURED.issuperset(told) or inside in EDITORS:
        return None
    named = names_a_slot(inside) or inside in {"x", "n", "y", "z"} or _CHOICE.fullmatch(inside)
    return "weak" if named else None


def _is_numbered(told: list[str], inside: str) -> bool:
    """Say whether a letter or a number stands behind a noun, as where a court hides names ("[Company A]")."""
    return (
        len(told) > 1 and "_" not in inside and (len(told[-1]) == 1 or told[-1].isdigit()) and told[0] not in _PIECES_OF_TEXT
    )


def has_editor(folded: str, spans: list[tuple[int, int]]) -> bool:
    """Say whether an editor notes beside the slots what could not be heard, read or printed: then they are notes as well."""
    return any(not UNHEARD.isdisjoint(folded[start + 1 : end - 1].split()) for start, end in spans)


def _by_last_noun(told: list[str]) -> Certainty | None:
    """Say the same of small letters where only the last word says what is missing: an editor may have written it."""
    is_named = 1 < len(told) <= MOST_NAMED and told[-1] in _MISSING and not (FUNCTION_WORDS & set(told))
    return "weak" if is_named else None


NOT_FIRST = words("article") | {"more", "other", "some", "those", "these", "this", "that", "name", "names"}


def _by_one_noun(told: list[str], raw: str) -> Certainty | None:
    """Say the same of brackets with words that no list has: in capitals one noun of a slot will do."""
    nouns = words("slot_noun") - words("no_slot_alone")
    titled = all(word[:1].isupper() for word in raw.strip("[] ").split() if word not in {"of", "the", "and"})
    if titled and 1 < len(told) <= MOST_NAMED and told[-1] in nouns - _ROLES - _IN_CAPITALS:
        return "strong"
    return "certain" if raw.isupper() and 1 < len(told) <= MOST_WORDS and not nouns.isdisjoint(told) else None


def may_be_slot(raw: str) -> bool:
    """Say whether a bracket may be a slot beside a sure one of the same form: few words, and not an editor's."""
    inside = raw.strip("[]{}<>$ ")
    if not 1 < len(inside) <= _LONGEST_LIKE or not inside[0].isalpha() or "=" in inside or ":" in inside:
        return False
    first = inside.split()[0].lower()
    return first not in words("article") and first not in EDITORS and (raw[0] != "[" or inside[0].isupper() or "_" in inside)


def brace_slot(inside: str, *, doubled: bool) -> Certainty | None:
    """Say the same of braces and of the signs of mail merge, which nothing but code has beside slots."""
    inside = inside.strip()
    if _is_order(inside) or names_a_slot(inside):
        return "certain"
    if _CODE.fullmatch(inside):
        return "certain"
    if inside.isdigit() and len(inside) == 1:
        return "strong"
    told = told_in(inside)
    if doubled:
        return "strong" if told and all(map(str.isidentifier, told)) else None
    return "strong" if len(told) <= MOST_NAMED and not (words("slot_noun") - _IN_CAPITALS).isdisjoint(told) else None


_CODE = regex(
    r"[#/^!>&$]?[a-z_]\w*(?:\.\w+)+(?:\s?\|.{1,60})?|[#/^!>&$]? ?[a-z]\w*_\w+|[a-z_][\w.]*\s?\|\s?[a-z_]\w*(?::.{1,40}|\(.{0,40}\))?"
)
"""A variable as template languages write it: with dots, underscores or a filter."""


def angle_slot(inside: str) -> Certainty | None:
    """Say the same of angle brackets: a name of a slot, or a short description of a person or a fact."""
    inside = inside.strip()
    if _is_order(inside) or names_a_slot(inside):
        return "certain"
    told = told_in(inside)
    return "certain" if len(told) <= MOST_WORDS and not words("slot_noun").isdisjoint(told) else None


def round_slot(inside: str, *, capitals: bool) -> Certainty | None:
    """Say the same of round brackets, where journalists explain things: only orders to a desk, and names in capitals."""
    is_word = inside.isalpha()
    if not is_word and _UNSURE.fullmatch(inside):
        return "strong"
    order = None if is_word else _ROUND_ORDER.fullmatch(inside)
    if order:
        return "certain" if inside.startswith("here") or not _PARTS.isdisjoint(told_in(order["what"])[:_NEAR]) else None
    if not is_word and _AMOUNT.fullmatch(inside) and len(told_in(inside)) <= MOST_NAMED and not told_in(inside)[0].isdigit():
        return "strong"
    if inside in _ALWAYS or _OWN_NAME.fullmatch(inside) or inside in {"tk", "quote", "date", "number", "figure", "place"}:
        return "strong"
    pending = None if is_word else _PENDING.fullmatch(inside)
    if pending:
        told = told_in(pending["what"])
        missing = words("slot_noun").issuperset(told[-1:]) and not _LATER.issuperset(told[-1:])
        return "certain" if _FOR_DESK.search(inside) or missing else None
    first = ([singular(inside)] if is_word else told_in(inside)[:1]) if capitals else []
    named = first and inside.startswith(first[0]) and ":" not in inside
    return "strong" if named and first[0] in words("slot_noun") and first[0] not in _IN_CAPITALS else None


def _is_order(inside: str) -> bool:
    bare = inside.rstrip("?!. ")
    if bare and bare != inside and "?" in inside and words("slot_noun").issuperset(told_in(bare)):
        return True
    ordered = any(bare.startswith(start) and each.fullmatch(bare) for start, each in by_beginning("slot_order").items())
    return ordered or _GOES_HERE.fullmatch(bare) is not None


def _is_slot_name(told: list[str], *, plain: bool) -> bool:
    """Say whether words that begin with a capital name a slot; "[Bridge Name]" does, whatever a bridge is."""
    if told[0] in words("article"):
        return False
    if len(told) > 2 and told[0] in _FACTS and told[1] == "of":  # noqa: PLR2004 - "[Name of Bridge]"
        return True
    if plain and 1 < len(told) <= MOST_NAMED and told[-1] in words("slot_in_small_letters") - {"title"}:
        return True
    if (
        not names_a_slot(" ".join(told))
        or (told[-1] in _ROLES and told[0] == "first")
        or (told[0] in _TITLES and told[-1] not in _ALWAYS)
    ):
        return False
    return len(told) > 1 or told[0] not in words("no_slot_alone")


def _is_small_slot_name(told: list[str], inside: str) -> bool:
    """Say the same of small letters, in which editors write too: "[the company]" is no slot, "[company name]" is one."""
    if told[0] in words("article"):
        return len(told) in _ONE_OWNER and told[-1] in _ALWAYS
    if told[0] in {"name", "number", "date"} and told[1:2] == ["of"]:
        return True
    if 1 < len(told) <= MOST_NAMED and told[-1] in _ALWAYS:
        return True
    return names_a_slot(inside) and told[-1] in words("slot_in_small_letters")
