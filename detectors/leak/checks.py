"""Lines of labels with values that check a text: what only such checks measure, or two things that they measure beside each other."""

from __future__ import annotations

from collections.abc import Iterator

from detectors.document import Document, Line
from detectors.expressions import regex
from detectors.leak.guards import guarded
from detectors.leak.spans import hits, is_furniture, line_index

_GROUP = "leak_self_review.label"
_MOST, _LONGEST, _NEAR = 20, 320, 2
_PAIR = regex(r"(?:^|[.;|,!] ?|\*\*|\n)\W{0,3}(?P<label>[a-z][\w '/-]{2,38}?)\W{0,3}: ?(?=[\w~\u2248\u2713\u2705])")
_SURE = regex(
    r"(?:hallucinations?(?: \w+)?|(?:word|length) target|keyword density|ai (?:detection|score|probability)|style[ -]guide(?: \w+)?|(?:banned|forbidden|prohibited) (?:words|phrases)|em[ -]dashes|fidelity to source|source fidelity|prompt adherence|instruction following|brief adherence)"
)
_LIKELY = regex(
    r"(?:plagiarism|originality|readability|bias|tone|neutrality|factuality|factual accuracy|word ?count|actual|strengths?|weaknesses|passive voice|headline|structure|grammar|spelling|score|confidence)"
)
_BESIDE = frozenset({"plagiarism", "originality", "readability"})
_OF_TEXT = regex(
    r"\blede\b|\b(?:long|short|run-on) sentences?\b|\bpassive voice\b|\bword choice\b|\btransitions\b|\bthe (?:brief|prompt)\b|\bparagraphs?\b"
)
_COUNTED = regex(
    r"\W*(?:(?:primary |focus |main |target )?keywords? [\"\u201c'][^\"\u201d\n]{2,40}[\"\u201d'] (?:is |was )?(?:used|appears|occurs|included)\b[^.\n]{0,60}\d[^\n]{0,40}"
    r"|[\[(]~?\d{2,4} words?[,;] [^()\[\]\n]{0,40}(?:reading level|grade \d|flesch|active voice|readability|neutral tone)[^()\[\]\n]{0,40}[\])]"
    r"|self[- ](?:critique|review|check|evaluation|assessment|score) ?: [^\n]{0,80}\b(?:lede|limit|tone|draft|word count|brief|prompt|headline|wording|source|paragraphs?)\b[^\n]{0,120})\W*"
)


def checks(doc: Document) -> Iterator[tuple[int, int]]:
    """Yield the lines that check the text, those side by side as one, unless quoted, reported or in a story about writing."""
    if _GROUP not in doc.hits or doc.field == "title":
        return
    reach = -1
    for index in sorted({line_index(doc, start) for start, _ in hits(doc, _GROUP)})[:_MOST]:
        first, last = _run(doc.lines, index)
        start, end = doc.lines[first].start, doc.lines[last].end
        if start <= reach or is_furniture(doc, doc.lines[index]) or not _checks(doc.folded[start:end]):
            continue
        if guarded(doc, start, end, "strong") == "strong":
            reach = end
            yield start, end


def _run(lines: tuple[Line, ...], index: int) -> tuple[int, int]:
    """Return the first and last of the lines around one that are pairs of a label and a value as well."""
    first = last = index
    while first and index - first < _NEAR and not lines[first].blank_before and _is_pair(lines[first - 1]):
        first -= 1
    while last + 1 < len(lines) and last - index < _NEAR and not lines[last + 1].blank_before and _is_pair(lines[last + 1]):
        last += 1
    return first, last


def _is_pair(line: Line) -> bool:
    return len(line.text) <= _LONGEST and _PAIR.match(line.folded) is not None


def _checks(folded: str) -> bool:
    """Say whether some lines are a count of keywords or words, or labels of which enough are a check's."""
    if len(folded) > _LONGEST:
        return False
    if _COUNTED.fullmatch(folded):
        return True
    labels = {match["label"] for match in _PAIR.finditer(folded)}
    sure = sum(_SURE.fullmatch(label) is not None for label in labels)
    likely = sum(_LIKELY.fullmatch(label) is not None for label in labels)
    sure += len(labels & _BESIDE) if len(labels & _BESIDE) > 1 else 0
    return (sure > 0 and sure + likely > 1) or (likely > _NEAR and _OF_TEXT.search(folded) is not None)
