"""Find the captions and credits of pictures that are gone.

What it measures   Lines that are a credit ("Photograph: A. Name/Agency", "Getty Images"), lines that end in one, and lines that
                   open or are marked as captions ("File photo", "Image caption"). Long ones are weak: many count them as text.
Why it matters     A caption tells in the present tense what no reader sees, and breaks the story between two paragraphs.
Known misses       Captions without a credit or a label, which are sentences; a credit in a language that the list does not hold.
Source             Credit lines of agencies and publishing systems, see seeds/phrases/boilerplate_caption.txt.
"""

from __future__ import annotations

from detectors.document import Document, Line
from detectors.expressions import regex
from detectors.furniture.name_lists import is_in_list
from detectors.furniture.notices import Found, findings, is_titled
from detectors.furniture.short_lines import Spans, hit_lines, is_prose, listed, prose_zone, short_lines
from detectors.records import Certainty, Finding

RULE = "boilerplate.caption"
_LIST = "boilerplate_caption"
_LONGEST, _LONGEST_CUT, _LONGEST_CREDIT, _CREDIT_WORDS = 420, 80, 110, 12
_SMALL = frozenset(
    (
        *(
            "by",
            "via",
            "for",
            "of",
            "the",
            "and",
            "courtesy",
            "from",
            "file",
            "photo",
            "photos",
            "staff",
            "images",
            "image",
            "handout",
        ),
        *(
            "pool",
            "de",
            "von",
            "van",
            "der",
            "du",
            "la",
            "le",
            "el",
            "dos",
            "da",
            "do",
            "per",
            "über",
            "imago",
            "dpa",
            "archiv",
        ),
        *(
            "archive",
            "supplied",
            "stock",
            "screenshot",
            "provided",
            "submitted",
            "special",
            "to",
            "in",
            "at",
            "on",
            "contributed",
        ),
        *(
            "afp",
            "ap",
            "reuters",
            "epa",
            "pa",
            "cedida",
            "divulgação",
            "reprodução",
            "arquivo",
            "pessoal",
            "archivo",
            "d'archives",
        ),
    )
)
"""Words that a credit writes small."""

_STRONG_LABELS = regex(
    r"(?:photo|photograph|picture|pic|image|foto|bild|video|screenshot|illustration|crédit|crédito|imagem|imagen|composite|graphic"
    r"|courtesy|screen ?grab|handout|rendering|fotograf|grafik|divulgação|reprodução)"
)
_WEAK_LABELS = regex(r"(?:source|credits?|quelle|fuente|fonte|courtesy of|credit -)\W")
_CAPITALS = 5
"""So many letters of a label in capitals ("CREDIT: A. Name") set it off from what stands before."""

_MOST = 1000
"""Lines looked at in one text."""

_LABEL = regex(r"\w{1,20} ?(?::|by\b|/|credits?:|courtesy|©)")
"""A label in mid-line has its colon or "by", as in "A horse in the park Photo: A. Name"."""

_FEWEST_SPACES = 7
_PAIRED = regex(r" [(\[](?:[A-ZÀ-Ý][\w.'’-]*\s){1,3}[A-ZÀ-Ý][\w.'’-]+/[A-ZÀ-Ý][^()\[\]\n/]{2,40}[)\]]\.?$")
"""A name and an outlet in brackets: "(A. Name/The Paper)"."""

_CREDITED = regex(
    r"(?:[A-ZÀ-Ý][^\W\d_]+\.? ){1,2}[A-ZÀ-Ý][\w'’-]+ ?/ ?(?:[Tt]he )?[A-ZÀ-Ý][\w.'’&-]+(?: (?:of |the |de )?[A-ZÀ-Ý][\w.'’&-]+){0,4}"
)
"""A full name, a stroke, an outlet, as a credit below a picture has them."""

_BRACKETED = regex(r"[(\[][^()\[\]\n]{2,110}[)\]][.\s*_]*$")


def detect(doc: Document) -> list[Finding]:
    """Return one finding for each caption or credit."""
    if _LIST not in listed(doc) and "/" not in doc.signs:
        return []
    found: Found = _paired(doc) if "/" in doc.signs else {}
    marked = hit_lines(doc, f"{_LIST}.opens", f"{_LIST}.holds")
    for index, spans in list(hit_lines(doc, f"{_LIST}.label", f"{_LIST}.agency").items())[:_MOST]:
        certainty = _of_credit(doc, index, spans) if index or len(doc.lines) > 1 else None
        if certainty:
            found[index] = certainty
    for index in marked.keys() - found.keys():
        line = doc.lines[index]
        if len(line.text) <= _LONGEST and '"' not in line.folded[: _LONGEST // 4]:
            found[index] = "weak" if is_prose(line) and not _opens(line, marked[index]) else "strong"
    return findings(doc, RULE, found) if found else []


def _paired(doc: Document) -> Found:
    """Return the lines that end in a name and an outlet in brackets behind words enough for a caption, or are these alone."""
    found: Found = {}
    for index in short_lines(doc):
        text = doc.lines[index].text
        if index and len(text) <= _LONGEST_CUT and "/" in text and _CREDITED.fullmatch(text) and not is_in_list(doc, index):
            found[index] = "strong" if index < prose_zone(doc)[0] else "weak"
        if not index or text[-1] not in ").]" or text.count(" ") < _FEWEST_SPACES or len(text) > _LONGEST:
            continue
        if _PAIRED.search(text, max(len(text) - _LONGEST_CREDIT, 0)) and not is_in_list(doc, index):
            found[index] = "strong" if len(text) <= _LONGEST_CUT else "weak"
    return found


def _opens(line: Line, spans: Spans) -> bool:
    """Say whether a label opens a line, and no sentence goes on behind it ("Image caption writers were paid …")."""
    return any(start - line.start <= 1 and not line.text[end - line.start :].lstrip()[:1].islower() for start, end in spans)


def _of_credit(doc: Document, index: int, spans: Spans) -> Certainty | None:
    """Say how sure a line is in which a label or an agency stands: it is a credit, or ends in one."""
    line = doc.lines[index]
    if len(line.text) > _LONGEST:
        return None
    for start, end in sorted(spans, reverse=True):
        at, behind = start - line.start, end - line.start
        bracket = _BRACKETED.search(line.text, max(at - _LONGEST_CREDIT, 0))
        inside = bracket is not None and bracket.start() <= at
        tail = line.text[behind:]
        if not _is_credit(line, at, behind, tail):
            continue
        before = line.text[: bracket.start() if inside and bracket else at].rstrip()
        if not any(map(str.isalnum, before)):
            return None if is_in_list(doc, index) else "strong"
        if inside or _parts(line, before, at):
            return "strong" if len(line.text) <= _LONGEST_CUT else "weak"
    return None


def _is_credit(line: Line, at: int, behind: int, tail: str) -> bool:
    """Say whether a label or an agency is followed by names alone, up to the end of the line."""
    if len(tail) > _LONGEST_CREDIT or len(tail.split()) > _CREDIT_WORDS:
        return False
    names = tail.strip(" \t()[].*_|:,;-–—/©")
    label = line.folded[at:behind]
    if not names:
        return not label.endswith((":", "by", "von", "de", "of", "-")) and not _WEAK_LABELS.match(label + " ")
    return is_titled(names.replace("/", " "), _SMALL) and names[-1:] != "?"


def _parts(line: Line, before: str, at: int) -> bool:
    """Say whether a credit is set off from the words of its caption: by a full stop, a bar, a bracket, capitals."""
    label = line.text[at : at + 1]
    if line.text[at : at + _CAPITALS].isupper() and line.text[at : at + _CAPITALS].isalpha() and not before.isupper():
        return True
    if before[-1] in ".!?|]})©—–\"'”’*_":
        return True
    return (
        label.isupper()
        and _STRONG_LABELS.match(line.folded, at) is not None
        and not before.islower()
        and _LABEL.match(line.folded, at) is not None
    )
