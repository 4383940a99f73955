"""Find the labels and notices of chat tools.

What it measures   Lines made of the words on a chat tool's buttons, of which one must be such a tool's own or two must stand
                   together; notices by their frame (an assistant that may err, work that took seconds, a limit that was
                   reached, an error of a model's interface, a rating that is asked for); such labels glued to a paragraph
                   or to the headline.
Why it matters     One in nine of the first 500 Academ-AI cases is such a label copied along with the answer.
Known misses       A lone "Retry", "Copy" or "2 / 3", which other pages have too; labels in other languages.
Source             Interface strings of chat tools; Academ-AI (arXiv 2411.15218).
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from functools import cache
from itertools import chain

from detectors.document import Document, Line
from detectors.expressions import regex
from detectors.gathered import Gathered
from detectors.leak.acts import with_acts
from detectors.leak.buttons import grade
from detectors.leak.guards import guarded
from detectors.leak.interface import is_notice, may_be_notice
from detectors.leak.lexicon import words
from detectors.leak.spans import cut_if_safe, hits, is_furniture, line_index
from detectors.records import Certainty, Finding

RULE = "leak.ui_residue"
_LONGEST = 260
_LABEL = 90
_NEEDS = frozenset({"leak_tokens.ui", "ui_residue"})
_MOST = 40
_LOGGED = regex(r"\W{0,3}[a-z][a-z_]{2,30}=[\w.]{1,40}[^\n=]{0,60}?\b[a-z][a-z_]{2,30}=[\w.]")
_EDGE_LINES = 400
"""Lines looked at from each end of the text: an article has fewer."""

_PRODUCT = r"(?:ChatGPT|Gemini|Claude|Copilot|Grok|AI (?:responses|answers))"
_GLUED = regex(
    r"(?<=[.!?\u201d\"])[ ]?(?:Regenerate(?: response| answer)?|(?:Stop|Continue) generating|Copy code|Read aloud|Ask (?:a )?follow-?up[\u2026.]{0,3}"
    rf"|{_PRODUCT} (?:can|may) make mistakes\.[^\n]{{0,60}})\s*$",
    re.MULTILINE,
)
_INSIDE = regex(
    r"(?:was|is) this (?:\w+ )?(?:response |answer )?(?:better or worse|helpful)\?(?:[ /|]{1,3}(?:better|worse|same|yes|no)\b){0,4}|\bsources \d{1,2} ?[\u25be\u25bc\u25b8\u203a\u2304]|\bask (?:a )?follow-?up(?: question)?\u2026"
    r"|\b(?:show|hide) (?:thinking|reasoning|drafts|steps)\b(?: ?[\u2304\u25be\u25bc\u25b8\u203a>]| ?v\b)?"
)
_ASKS = regex(
    r"\? (?:(?:[a-z][\w'-]* ){1,6}?(?:asks?|asked|says?|said|wonders?|wondered|wants?|wanted)\b|(?:asks?|asked|says?|said|wonders?|wondered|reads?) [a-z])"
)
"""Behind a question in small letters: whose it is."""

_OPENING = regex(
    r"(?:show|hide|view) (?:thinking|reasoning|drafts|steps|work)\b ?[\u2304\u25be\u25bc\u25b8\u203a>v]?|(?:thought|reasoned|worked) for \d{1,3} ?s(?:ec\w*)?\b ?[\u2304\u25be\u25bc\u25b8\u203a>]?"
)
_EDGE = regex(
    r"^(?:regen\w{2,9}(?<!ing)(?<!ion)(?<!ive)(?<!ed)(?<!es)(?: (?:answer|response))?|re-?write|retry|copy(?: code| text)?)(?= (?-i:[A-Z]))|(?:[-|\u2013\u2014\u00b7] ?)(?:(?:copy|share|rewrite|retry|regenerate|export|edit|like|dislike)\b[ |/\u00b7]{0,3}){2,6}$",
    re.IGNORECASE,
)


def choose(gathered: Gathered, places: Collection[int]) -> set[int]:
    """Return the texts with a phrase of a notice, and those in which a short line opens and closes with a button's words."""
    docs, known = gathered.docs, _known()
    found = gathered.bearing(places, _NEEDS)
    for place, at in gathered.each(gathered.lines_up_to(_LABEL)):
        if place not in found and _is_framed(docs[place].folded[at : at + _LABEL + 1].partition("\n")[0].strip(), known):
            found.add(place)
    return {place for place in places if place in found or docs[place].field == "title"}


def detect(doc: Document) -> list[Finding]:
    """Return one finding for each run of lines that a chat tool left, and for each label glued to other words."""
    if doc.field == "title":
        return [_label(doc, match) for match in _EDGE.finditer(doc.text) if _is_bare(match)][:1]
    found: list[Finding] = []
    for first, last in _runs(doc, _candidates(doc)):
        start, end = doc.lines[first].start, doc.lines[last].end
        certainty: Certainty | None = guarded(doc, start, end, "certain")
        if certainty:
            found.append(cut_if_safe(doc, RULE, start, end, certainty))
    inside = [each for each in _inside(doc) if not any(other.start <= each.start < other.end for other in found)]
    found += inside
    heard = with_acts(doc, RULE, [*found, *_doubtful(doc, found)])
    own = [each for each in heard if not doc.title or each.excerpt != doc.title.strip()]
    return [_raised(doc, each) for each in own]


def _raised(doc: Document, found: Finding) -> Finding:
    """Return what a program wrote of its work ("tokens_in=1804 finish=stop") as strong: no page has such lines."""
    if found.certainty != "weak" or not _LOGGED.match(doc.folded, found.start, found.end):
        return found
    left = guarded(doc, found.start, found.end, "strong")
    return cut_if_safe(doc, RULE, found.start, found.end, left) if left else found


def _doubtful(doc: Document, found: list[Finding]) -> Iterator[Finding]:
    """Yield, as weak, the lines near an edge of the text that other pages have as well."""
    for start, _ in hits(doc, "leak_tokens.ui") if "leak_tokens.ui" in doc.hits else ():
        line = doc.lines[line_index(doc, start)]
        if (
            len(line.text) <= _LABEL + _LABEL
            and may_be_notice(line.folded)
            and not any(
                each.rule.startswith("residue.") and each.start < line.end and line.start < each.end for each in doc.found
            )
            and not any(each.start < line.end and line.start < each.end for each in found)
        ):
            found.append(doc.finding(RULE, line.start, line.end, "weak"))
            yield found[-1]


def _is_bare(match: re.Match[str]) -> bool:
    """Say whether a headline goes on behind its label, and the label is no verb of the headline."""
    words = match.group().lower()
    return words.startswith("regen") or words[0] in "-|\u2013\u2014\u00b7"


def _runs(doc: Document, candidates: set[int]) -> Iterator[tuple[int, int]]:
    """Yield the first and last line of each run of labels that is surely a chat tool's."""
    lines = doc.lines
    reach = -1
    for index in sorted(candidates)[: 4 * _MOST]:
        if index <= reach:
            continue
        first = last = index
        while first - 1 > reach and _is_beside(doc, lines[first - 1]):
            first -= 1
        while last + 1 < len(lines) and _is_beside(doc, lines[last + 1]):
            last += 1
        reach = last
        run = lines[first : last + 1][:_MOST]
        if any(is_notice(line.folded) for line in run) or _is_sure(run):
            yield first, last


def _is_sure(run: tuple[Line, ...]) -> bool:
    """Say whether the labels of a run have a word of a chat tool's own, or enough of those that are common there."""
    grades = [grade(line.folded) for line in run]
    own, shared = sum(own for own, _ in grades), sum(shared for _, shared in grades)
    if len(run) == 1 and " " not in run[0].text.strip(_SIGNS):
        return "regen" in run[0].folded
    return own > 0 or shared >= _ENOUGH


_ENOUGH = 2


def _candidates(doc: Document) -> set[int]:
    """Return the lines worth a look: those with a phrase of a notice, and the short ones that open with a button's word."""
    lines, known = doc.lines, _known()
    found = {
        index
        for index, line in _edges(lines)
        if len(line.text) <= _LABEL
        and _is_framed(line.folded, known)
        and grade(line.folded) != (0, 0)
        and not is_furniture(doc, line)
        and not (line.text[0].islower() and line.text[-1] == ".")
        and not _is_headline(doc, line)
    }
    for start, _ in hits(doc, "leak_tokens.ui") if "leak_tokens.ui" in doc.hits else ():
        index = line_index(doc, start)
        if len(lines[index].text) <= _LONGEST and is_notice(lines[index].folded):
            found.add(index)
    return found


def _is_headline(doc: Document, line: Line) -> bool:
    """Say whether a line is the headline, however often it stands there."""
    return bool(doc.title) and line.text == doc.title.strip()


def _edges(lines: tuple[Line, ...]) -> Iterator[tuple[int, Line]]:
    """Return the lines with their numbers; of very many the first and the last."""
    if len(lines) <= 2 * _EDGE_LINES:
        return enumerate(lines)
    return chain(enumerate(lines[:_EDGE_LINES]), enumerate(lines[-_EDGE_LINES:], len(lines) - _EDGE_LINES))


@cache
def _known() -> frozenset[str]:
    """Return every word that a line of labels may have."""
    return words("button") | words("own_button") | words("between_buttons")


def _is_framed(folded: str, known: frozenset[str]) -> bool:
    """Say whether the first and the last word of a line may stand on a button: asked of every short line."""
    bare = folded if folded[0].isalpha() else folded.strip(_SIGNS)
    first = bare.partition(" ")[0].rstrip(_SIGNS)
    if first not in known and not first.startswith("regen") and not first.isdigit():
        return False
    bare = bare.rstrip(_SIGNS)
    last = bare.rpartition(" ")[2].lstrip(_SIGNS)
    return last in known or last.isdigit() or last.startswith("regen")


_SIGNS = " \t\u27f3\u21bb\u21ba\u2713\u2714\u2715\u2717\u00d7\u2795\u22ee\u25b6\u23f9\u2b07\u2b06\u2191\u2193\u2192\u2190\U0001f504\U0001f501\U0001f44d\U0001f44e\U0001f4cb\ufe0f<>[]()|/+*\u00b7\u2022.,:;!?\u2026\u2013\u2014-\u25be\u25bc\u2304\u203a\u23ce"


def _is_beside(doc: Document, line: Line) -> bool:
    """Say whether a line belongs to a run: a label, which beside others is no page's, or a notice."""
    if len(line.text) <= _LABEL and grade(line.folded) != (0, 0) and not _is_headline(doc, line):
        return True
    return len(line.text) <= _LONGEST and not is_furniture(doc, line) and is_notice(line.folded)


def _inside(doc: Document) -> Iterator[Finding]:
    """Yield labels that stand beside other words on their line."""
    if "leak_tokens.ui" not in doc.hits:
        return
    spots = hits(doc, "leak_tokens.ui")
    lines = [doc.lines[index] for index in sorted({line_index(doc, start) for start, _ in spots})]
    for line in lines:
        glued = _GLUED.search(doc.text, max(line.start, line.end - _LABEL), line.end)
        if glued and glued.start() > 0:
            yield _label(doc, glued)
    whole = {(line.start, line.end) for line in lines}
    for line in doc.lines[:3]:
        if opening := _OPENING.match(line.folded):
            yield doc.cut(RULE, line.start, line.start + len(opening.group().rstrip()), "strong")
    for at, match in (
        (each.start, inside) for each in lines for inside in _INSIDE.finditer(doc.folded, each.start, each.end)
    ):
        if (at, match.end()) in whole or _ASKS.match(doc.text, match.end() - 1):
            continue
        if guarded(doc, *match.span(), "strong"):
            yield doc.cut(RULE, *match.span(), "strong")


def _label(doc: Document, match: re.Match[str]) -> Finding:
    words = match.group()
    start = match.start() + len(words) - len(words.lstrip())
    return doc.cut(RULE, start, match.end() - (len(words) - len(words.rstrip())), "strong")
