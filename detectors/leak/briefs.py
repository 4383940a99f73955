"""Lines that order a text in a form that only writers of prompts use: labelled parts, words to avoid, how it is to sound."""

from __future__ import annotations

from collections.abc import Iterator

from detectors.document import Document, Line
from detectors.expressions import regex
from detectors.leak.guards import guarded
from detectors.leak.lexicon import listed
from detectors.leak.spans import edge_lines, hits, line_index

_GROUP = "leak_form.brief"
_MOST, _LONGEST, _AT_EDGE, _PARTS = 20, 600, 3, 2
_PART = regex(
    r"(?:^|[.;|!] ?|\*\*)\W{0,3}(role|task|context|goal|objective|constraints?|output(?: format)?|format|tone|style|length|audience|persona|instructions?|requirements?|topic|language)\W{0,3}: ?(?=\S)"
)
_OF_TEXT = regex(
    r"\b\d{2,4}(?: ?[-\u2013] ?\d{2,4})? words\b|\bplain text\b|\bbullet\w*|\bmarkdown\b|\bjson\b|\b(?:re)?write\b|\bno (?:headlines?|headings?|lists?|preamble)\b|\bthe (?:text|article|release) below\b|\bparagraphs\b|\bnews (?:editor|writer|reporter|article|story)\b"
)
_OF_ORDERS = frozenset(
    "role task context goal objective constraint constraints output format persona audience instruction instructions requirements".split()
)
"""Parts that no report on a text has; it may well give length and tone."""

_TOLD = regex(r"\b(?:advis\w+|recommends?|warns?|(?:was|were|is|are) (?:told|asked|advised))\b")
_AVOIDS = regex(
    r"\W{0,3}(?:please )?(?:do not|don't|never|avoid) (?:us(?:e|ing)|includ(?:e|ing)|writ(?:e|ing))? ?(?:any of |the |any )?(?:following |cliched |overused |banned )?(?:words?|phrases?|terms?|expressions?)(?! of\b)(?: (?:like|such as))?:? \W?\w[^.!?\n]{2,160},[^.!?\n]{2,160}[.!]?\W*"
)
_SOUNDS = regex(
    r"\W{0,3}(?:please |pls |and |then |now )?make (?:it|this|that|the (?:text|article|piece|copy|story))(?: to)?(?: sound| read| look| feel| be)?(?: (?:a bit |much |slightly )?(?:more|less))? (?:human|natural|seo|unique|original|engaging|professional|robotic|ai|formal|plagiarism)\b[^.:!?\n]{0,80}[.!]?\W*"
)


def briefs(doc: Document) -> Iterator[tuple[int, int]]:
    """Yield the lines at an edge of the copy that order a text, unless they are quoted, reported or in a story about writing."""
    if _GROUP not in doc.hits or doc.field == "title":
        return
    near = edge_lines(doc, _AT_EDGE)
    for index in sorted({line_index(doc, start) for start, _ in hits(doc, _GROUP)})[:_MOST]:
        line = doc.lines[index]
        if (
            index in near
            and len(line.text) <= _LONGEST
            and _orders(line)
            and guarded(doc, line.start, line.end, "strong") == "strong"
        ):
            yield line.start, line.end


def _orders(line: Line) -> bool:
    """Say whether a line has two labelled parts of a prompt and words of a text, or is an order on its wording."""
    if listed("said").stands_in(line.folded) or _TOLD.search(line.folded):
        return False
    if _AVOIDS.fullmatch(line.folded) or _SOUNDS.fullmatch(line.folded):
        return True
    parts = set(_PART.findall(line.folded))
    return len(parts) >= _PARTS and not _OF_ORDERS.isdisjoint(parts) and _OF_TEXT.search(line.folded) is not None
