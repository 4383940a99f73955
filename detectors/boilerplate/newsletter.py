"""Find the page's requests to subscribe, to sign up and to log in.

What it measures   Labels of newsletter boxes and paywalls; lines a sentence or clause of which begins as a request and that
                   name what is asked for: a letter, a briefing, alerts, an account, the inbox.
Why it matters     The box stands between paragraphs on many sites and survives every extractor that keeps prose.
Known misses       An appeal that names neither what is sent nor where to; a letter's own name and its contents alone.
Source             Newsletter boxes, paywalls and app banners of news sites.
"""

from __future__ import annotations

from collections.abc import Sequence

from detectors.document import Document, Line
from detectors.expressions import regex
from detectors.furniture.short_lines import Spans, hit_lines, is_isolated, is_told, labels, listed, vocabulary, words
from detectors.records import Certainty, Finding

RULE = "boilerplate.newsletter"
_LIST = "boilerplate_newsletter"
_REQUEST_LENGTH, _PLAIN_LENGTH, _SHORT = 320, 200, 12
_NAME_WORDS, _OPENING = 6, 24
_CLAUSE = regex(r"[.!?:|-]+ +")
_CLAUSE_ENDS = (".", "!", "?", ":", "…", "-")
_ADDRESSES = frozenset(
    {"you", "your", "you're", "you've", "you'll", "our", "us", "we", "we'll", "here", "now", "today", "free"}
)
_JOINED = frozenset(("readers", "subscribers"))
_READER = frozenset({"you", "your", "you're", "you've", "you'll", "us"})
_GO_WORDS = 7
_GO = regex(r"sign up|subscribe|by email")
_NAMED = ("newsletter", "subscri", "sign", "e-mail", "email", "alert", "inbox", "account", "member", "log")
"""What a label names that closes with a full stop, among paragraphs."""

_OF_NETWORK = regex(
    r"\W*(?:please |now )?(?:join|follow) (?:our|us|the)\b[^.!?]{0,40}\b(?:channel|group|community)\b[^.!?]{0,40}[.!]?$"
)
"""What asks to be followed on a network, which is a share widget's."""

_OF_COMMENTS = regex(
    r"\W*(?:oldest|newest|best|top|(?:most|sort) \w+|notify of|inline feedbacks|label|login|\d+ (?:comments?|replies)|comments \(\d+\)"
    r"|(?:leave|post|write|add|submit|cancel) (?:a |your )?(?:comment|reply))\W*"
)
"""What stands beside the button that subscribes to a thread of comments, which is not this rule's."""


def detect(doc: Document) -> list[Finding]:
    """Return one finding for each label or request."""
    if _LIST not in listed(doc):
        return []
    found: dict[int, tuple[Line, Certainty]] = {
        line.start: (line, _of_label(doc, line))
        for line in labels(doc, f"{_LIST}.label", "newsletter")
        if not _is_of_comments(doc, line)
    }
    sure, plain = hit_lines(doc, f"{_LIST}.sure", f"{_LIST}.go"), hit_lines(doc, f"{_LIST}.plain")
    networks = {index for index in hit_lines(doc, "residue_share_prompt.site") if _OF_NETWORK.match(doc.lines[index].folded)}
    firm = hit_lines(doc, f"{_LIST}.sure") if f"{_LIST}.go" in doc.hits else sure
    named = hit_lines(doc, f"{_LIST}.object", f"{_LIST}.loose_object").keys()
    closing = {index for index, spans in hit_lines(doc, f"{_LIST}.closing").items() if _closes(doc.lines[index], spans)}
    for index in sure.keys() | plain.keys() | closing | {index for index in named if _opens_as_request(doc.lines[index])}:
        line = doc.lines[index]
        if len(line.text) > _REQUEST_LENGTH or line.start in found or index in networks:
            continue
        if (
            (index in plain and _is_plain(line))
            or index in closing
            or _is_request(line, sure=index in sure, named=index in named or index in firm)
        ):
            doubt = index in closing and is_isolated(doc, index)
            found[line.start] = (line, "weak" if doubt else "certain" if index in sure else "strong")
    return [_finding(doc, line, certainty) for _, (line, certainty) in sorted(found.items())]


def _finding(doc: Document, line: Line, certainty: Certainty) -> Finding:
    if certainty == "weak":
        return doc.finding(RULE, line.start, line.end, certainty)
    return doc.cut(RULE, line.start, line.end, certainty)


def _of_label(doc: Document, line: Line) -> Certainty:
    """Say how sure a label is: a phrase with a full stop among paragraphs may be a sentence."""
    if not line.folded.endswith((".", "!")) or any(name in line.folded for name in _NAMED):
        return "certain"
    return "weak" if is_isolated(doc, doc.line_at(line.start)) else "certain"


def _is_of_comments(doc: Document, line: Line) -> bool:
    if line.folded.strip(" .!") != "subscribe":
        return False
    index = doc.line_at(line.start)
    return any(_OF_COMMENTS.fullmatch(other.folded) for other in doc.lines[max(index - 1, 0) : index + 2])


def _opens_as_request(line: Line) -> bool:
    """Say whether a line has a request's verb where one begins: what spares most sentences a closer look."""
    told = words(line.folded[:_OPENING])
    return bool(told) and (told[0] in vocabulary("newsletter_ask") or _CLAUSE.search(line.folded[:-1]) is not None)


def _is_plain(line: Line) -> bool:
    return len(line.text) <= _PLAIN_LENGTH and '"' not in line.folded and not is_told(line.folded)


def _closes(line: Line, spans: Spans) -> bool:
    """Say whether a line ends in a clause that asks by itself, behind another one."""
    before = line.folded[: spans[-1][0] - line.start].rstrip()
    return _is_plain(line) and before.endswith(_CLAUSE_ENDS)


def _is_request(line: Line, *, sure: bool, named: bool) -> bool:
    """Say whether a line that names a subscription asks its reader for one."""
    told = words(line.folded)
    if not told or line.folded[0] in "\"'" or is_told(line.folded):
        return False
    if not named and not _goes_nowhere_else(line.folded):
        return False
    asked = told[0] in vocabulary("newsletter_ask")
    short = (sure and len(told) <= _SHORT) or (told[0] == "subscribe" and len(told) <= _NAME_WORDS)
    if _ADDRESSES.isdisjoint(told) and not short and not (asked and not _JOINED.isdisjoint(told)):
        return False
    if asked or (
        sure and '"' not in line.folded and told[0] in vocabulary("newsletter_maybe") and _is_to_reader(line, told)
    ):
        return True
    return (
        len(line.text) <= _PLAIN_LENGTH
        and '"' not in line.folded
        and any(_asks(clause) for clause in _CLAUSE.split(line.folded)[1:])
    )


def _goes_nowhere_else(folded: str) -> bool:
    """Say whether "Sign up here" and the like stand for themselves: what one may sign up for at a town hall is named."""
    known = vocabulary("function", "newsletter", "newsletter_ask")
    last = [words(clause) for clause in _CLAUSE.split(folded) if _GO.search(clause)]
    if last == [("by", "email")]:  # as a paper says how a letter came
        return False
    return bool(last) and all(len(told) <= _GO_WORDS and known.issuperset(told) for told in last)


def _is_to_reader(line: Line, told: Sequence[str]) -> bool:
    """Say whether a line that opens like any sentence speaks to its reader."""
    return not _READER.isdisjoint(told) or not (line.folded.endswith(".") or is_told(line.folded, "past"))


def _asks(clause: str) -> bool:
    """Say whether a later clause of a line begins as a request."""
    return (words(clause) or [""])[0] in vocabulary("newsletter_clause")
