"""Find the forms, counts and notices of comment sections.

What it measures   Short lines made of nothing but the words of comment forms: invitations to comment, field labels, counts
                   of comments, rules for commenting, in six languages.
Why it matters     The form stands under almost every scraped article and says nothing about it.
Known misses       The comments themselves; a form whose labels name no comment ("Your turn:"); a lone "Comment" mid-text.
Source             Default strings of the usual comment systems, see seeds/phrases/residue_comment_box.txt.
"""

from __future__ import annotations

from functools import cache

from detectors.document import Document, Line
from detectors.expressions import regex
from detectors.furniture.looks import STARRED, lines_that
from detectors.furniture.name_lists import is_in_list
from detectors.furniture.notices import is_own
from detectors.furniture.short_lines import is_isolated, is_told, listed, prose_zone
from detectors.furniture.widget_words import beside, is_count, line_words, lines_at, lines_filled, word_classes
from detectors.records import Certainty, Finding

RULE = "residue.comment_box"
_LIST = "residue_comment_box"
_TRIGGERS = (f"{_LIST}.noun", f"{_LIST}.talk", f"{_LIST}.address")
_LONGEST_CALL = 100
_LONGEST, _MOST_WORDS, _LONGEST_FIELD = 220, 40, 40
_TAIL_LINES = 2
_CLOSING_LINES = 12
_PAIR = 2

_THREAD = regex(
    r"\W*(?:comments off|(?:\d[\d.,]*|no|one|two|three) (?:comments?|responses?|repl(?:y|ies)|thoughts?)) (?:on|to) \w[^.]*$"
)
"""The same without quotes, as themes print it over the form."""

_RULE = regex(
    r"\W*(?:(?:all|your|please keep|keep|only) )?comments? (?:will|are|is|may|must|should|can|posted|containing|that)\b[^.]*\.?$"
)
"""How a site says what becomes of comments, in the last lines of the page."""

_COUNTERS = frozenset(("views", "reads", "shares", "likes"))
_TAIL_WORDS = 7

_COUNTED = regex(
    r"\W*(?:\d[\d.,]*|no|one|two|three|four|five|six|seven|eight|nine|ten|all) (?:thoughts?|comments?|responses?|repl(?:y|ies)) (?:on|to) [\"']"
)
"""The heading over a WordPress thread, which quotes the headline."""

_STARRED = regex(
    r"\W*(?:name|e-?mail(?: address)?|comment|message|website): ?\*\W*|\W*\* ?(?:name|e-?mail(?: address)?|comment|website)|\W*(?:(?:your )?(?:full )?(?:name|e-?mail(?: address)?|comment|message|website)) ?(?:\*|\((?:required|will not be published|optional)\))\W*"
)
_ABOUT = frozenset(("on", "this", "as", "with", "below", "here", "policy", "rss", "by"))
"""What follows when a form's label begins with its noun: "Comment as guest"."""

_TAGS = "use these html tags"
_CLOSED = regex(
    r"^you (?:may|can) use these html tags|(?:^|[.:!] |sorry, )comments? (?:are|is|have been|has been) (?:now )?(?:closed|disabled)\b[^.]{0,40}\.?$"
)

_CALL = regex(
    r".*\b(?:let (?:us|me) know|tell us|share your|leave your|leave us|drop (?:us |your |a )|sound off|weigh in|have your say)\b.*\b(?:in|below)\b.*\bcomments?\b"
)
"""A sentence that sends the reader to the comments: where it is long an author may have written it, so it is only noted."""


def detect(doc: Document) -> list[Finding]:
    """Return one finding for each line of a comment section's form."""
    lines = doc.lines
    starred = {index for index in lines_that(doc, STARRED) if _is_starred(lines[index].folded)}
    if not starred and _LIST not in listed(doc):
        return []
    named = list(lines_at(doc, _TRIGGERS, _LONGEST))
    forms = {index for index in named if _is_form(lines[index].folded)} | lines_filled(doc, f"{_LIST}.whole") | starred
    asked = {index for index in lines_at(doc, (f"{_LIST}.call",), _LONGEST_CALL) if _is_call(lines[index].folded)} - forms
    forms |= asked
    tail = _tail(doc, forms) if named else 0
    found = forms | {index for index in named if index > tail and _is_noun(lines[index].folded)}
    found |= _below(doc, named) - found
    found |= beside(doc, found, _is_field) | _sorted_threads(doc)
    forms |= _closed(doc) - found
    found |= forms
    calls = {index for index in named if _CALL.match(lines[index].folded)} - found
    certainties: dict[int, Certainty] = dict.fromkeys(forms - asked, "certain")
    certainties |= {index: "weak" if len(lines[index].text) > _LONGEST_FIELD else "strong" for index in calls}
    return [
        doc.finding(RULE, lines[index].start, lines[index].end, "weak")
        if index in found and _is_doubtful(doc, index, found)
        else doc.cut(RULE, lines[index].start, lines[index].end, certainties.get(index, "strong"))
        for index in sorted(found | calls)
    ]


def _below(doc: Document, named: list[int]) -> set[int]:
    """Return the lines below the text that name comments and little that no form has in it; and the rules for them."""
    lines, last = doc.lines, prose_zone(doc)[1]
    return {
        index
        for index in lines_filled(doc, f"{_LIST}.below")
        if index > last and lines[index].text[-1] != "." and not is_in_list(doc, index)
    } | {
        index
        for index in named
        if (index > last and _is_below(lines[index].folded) and not is_in_list(doc, index))
        or (len(lines) - index <= _CLOSING_LINES and _is_rule(lines[index]))
    }


def _is_below(folded: str) -> bool:
    words = line_words(folded)
    if _THREAD.match(folded) and not is_told(folded, "past"):
        return True
    if not 1 < len(words) <= _TAIL_WORDS or '"' in folded or folded[-1] == "." or is_told(folded, "told_of", "past"):
        return False
    classes = word_classes(_LIST)
    if not _COUNTERS.isdisjoint(words):
        return False
    if words[0] in classes["talk"]:
        return all(map(is_count, words[1:]))
    if classes["noun"].isdisjoint(words) or (words[0] == "no" and len(words) == _PAIR and not words[1].endswith("s")):
        return False
    unknown = [word for word in words if word not in _known() and not is_count(word)]
    return not unknown or (len(unknown) == 1 and len(words) > _PAIR and words[0] in classes["act"])


def _is_rule(line: Line) -> bool:
    return len(line.text) <= _LONGEST_CALL and _RULE.match(line.folded) is not None and is_own(line)


def _closed(doc: Document) -> set[int]:
    """Return the lines that end by saying that a thread is closed, whatever rules they give before."""
    lines = doc.lines
    return {
        index
        for index in lines_at(doc, (f"{_LIST}.closed",), _LONGEST)
        if len(lines) - index <= _CLOSING_LINES
        and _CLOSED.search(lines[index].folded)
        and (is_own(lines[index]) or _TAGS in lines[index].folded)
    }


def _is_doubtful(doc: Document, index: int, found: set[int]) -> bool:
    """Say whether a line may be a sentence or a subhead of the article: alone among paragraphs, or one of a list."""
    folded = doc.lines[index].folded
    if is_told(folded, "told_of"):
        return True
    if folded == "no comments":
        return is_isolated(doc, index, found)
    if "comment" in folded or "discussion" in folded:
        return folded.startswith("i ")
    return is_in_list(doc, index) or (folded.endswith((".", "?")) and is_isolated(doc, index, found))


def _sorted_threads(doc: Document) -> set[int]:
    """Return the lines that order a thread, beside another of its controls: "Subscribe", then "Oldest"."""
    lines = doc.lines
    found: set[int] = set()
    for index in lines_filled(doc, f"{_LIST}.order"):
        near = {other for other in (index - 1, index + 1) if 0 <= other < len(lines) and _is_control(lines[other].folded)}
        found |= near | {index} if near else set()
    return found


def _is_control(folded: str) -> bool:
    return len(folded) <= _LONGEST_FIELD and word_classes(_LIST)["control"].issuperset(line_words(folded) or ("",))


@cache
def _known() -> frozenset[str]:
    return frozenset().union(*word_classes(_LIST).values())


def _is_starred(folded: str) -> bool:
    return ("*" in folded or "(" in folded) and _STARRED.fullmatch(folded) is not None


def _is_form(folded: str) -> bool:
    words = line_words(folded)
    if _COUNTED.match(folded):
        return True
    if (
        len(words) > _MOST_WORDS
        or '"' in folded.rstrip('" ')
        or not all(word in _known() or is_count(word) for word in words)
    ):
        return False
    classes = word_classes(_LIST)
    if words == ["comments"]:
        return True
    if classes["noun"].isdisjoint(words):
        needed = classes["hidden"] if classes["talk"].isdisjoint(words) else classes["join"]
        return not needed.isdisjoint(words)
    if len(words) == 1 or (words[0] == "no" and len(words) == _PAIR and not words[1].endswith("s")):
        return False
    counted = any(map(is_count, words)) and len(words) <= _PAIR * 2
    return counted or (words[0] in classes["noun"] and words[1] in _ABOUT) or not classes["act"].isdisjoint(words)


def _is_call(folded: str) -> bool:
    """Say whether a line that asks for the reader's view has nothing else to say."""
    return '"' not in folded and all(word in _known() for word in line_words(folded))


def _tail(doc: Document, found: set[int]) -> int:
    """Return the index of the line behind which a lone noun ("Comment") ends the page; further up it may be a heading."""
    index, left = len(doc.lines) - 1, _TAIL_LINES
    while index > 0 and (left or index in found):
        left -= index not in found
        index -= 1
    return index


def _is_noun(folded: str) -> bool:
    words = line_words(folded)
    return len(words) == 1 and words[0] in word_classes(_LIST)["noun"]


def _is_field(folded: str) -> bool:
    """Say whether a line beside a form belongs to it: labels of fields and buttons."""
    if len(folded) > _LONGEST_FIELD:
        return False
    words = line_words(folded)
    fields = word_classes(_LIST)["field"]
    return 0 < len(words) <= 6 and not is_count(words[0]) and all(word in fields or is_count(word) for word in words)  # noqa: PLR2004
