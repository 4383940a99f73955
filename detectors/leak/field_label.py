"""Find labels of a content form that stand in the copy.

What it measures   Labels made of the words of such forms (``Slug:``, ``Meta description -``, ``[LEAD]``), at the start of a
                   line, or behind a sentence where the word is telling; with the value, unless that is the headline or a
                   part of the article. Labels side by side make each other surer, also those whose words no list has.
Why it matters     The form's other fields were meant for the page's head, not for readers; the label shows that nobody read
                   the text in its place.
Known misses       Labels without a separator before their value; questions and answers of an FAQ block; a lone label whose
                   words boxes and pages use too ("Category:").
Source             Field names of content management systems and SEO plug-ins; line-initial ``Title:`` or ``Headline:``
                   stands in none of 8,405 human articles (leaks guide, class 12).
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice

from detectors.document import Document
from detectors.expressions import regex
from detectors.leak.guards import is_quoted, tempered
from detectors.leak.label_places import LONG_VALUE, LONGEST, Found, labels_in
from detectors.leak.labels import is_answered, is_box_label, is_topic, label_of
from detectors.leak.lexicon import words
from detectors.leak.spans import content_lines, cut_if_safe, fills_lines
from detectors.records import Certainty, Finding

RULE = "leak.field_label"
_MOST = 100
_SHAPE = regex(r"[\s>#*_\u2022-]{0,6}[^\W\d_][\w '()/_-]{1,38}[*_]{0,2}\s?(?::|\s-\s|=|\u2192)")
_BULLET = regex(r"(?:[-*\u2022#]|\d{1,2}[.)])\s?\S")
_MOST_BULLETS = 12
_HEAD_LINES = 2
_SELDOM = frozenset({"tweet", "hook", "persona", "blurb", "paragraph", "para", "thread", "intent", "takeaway"})
_BRIEFED = frozenset({"tone", "audience", "angle", "style", "readability", "status", "topic", "query", "keywords", "length"})
_TITLED, _TITLES = frozenset({"article", "news", "post", "blog", "story", "page", "final"}), frozenset({"title", "headline"})
"""An article's title is labelled so before no article; "the title" may be a book's."""

_PARTS, _BOX = 3, 5
_AROUND, _FACTS = 6, 4
_FACT = regex(r"(?:^|[.;!?] )([A-Z][\w' ]{2,30}): ?(?=[\w\"\u201c\u2018\u20ac\u00a3$(])")
_METHOD = regex(
    r"\b(?:how to|how we|how i|step by step|tips|guide to|recipes?|checklists?|templates?|tutorial|knit|crochet|sew)\b"
)


def detect(doc: Document) -> list[Finding]:
    """Return one finding for each label that names a part of the article, and one for each run of other fields."""
    kept: dict[tuple[int, int, int], Found] = {}
    for each in islice(labels_in(doc), _MOST):
        if each.certainty or each[1:4] not in kept:
            kept[each[1:4]] = each
    found = sorted(kept.values(), key=lambda each: each[:5])
    if not found:
        return []
    meant = _is_topic(doc, found)
    sure = (each._replace(certainty=each.certainty and "weak") if meant else each for each in _graded(doc, found))
    graded = [each for each in sure if each.certainty and not is_quoted(doc, each.start, each.colon)]
    findings = [finding for group in _blocks(doc, graded) if (finding := _finding(doc, group))]
    return sorted(findings, key=lambda each: each.start)


def _is_topic(doc: Document, found: list[Found]) -> bool:
    """Say whether the one line with labels speaks of them."""
    line = doc.lines[found[0].line]
    if len(line.text) > LONG_VALUE or any(each.line != found[0].line for each in found):
        return False
    opens = doc.field == "title" or any(each.start == line.start for each in content_lines(doc, _HEAD_LINES))
    return is_topic(line.text, opens=opens) or (all(each.label.names_article for each in found) and is_answered(line.text))


def _graded(doc: Document, found: list[Found]) -> Iterator[Found]:
    """Yield the labels with how sure each is, by its kind and by the labels around it."""
    kinds = {each.label.words: each.label.kind for each in found}
    headings = sum(kind == "heading" for kind in kinds.values())
    parts = sum(kind == "part" for kind in kinds.values())
    lines = {each.line: each.label.words for each in found}
    sure = {each.line for each in found if _is_sure(each)}
    shown = _METHOD.search(doc.headline.lower()) is not None
    form = headings > 1 or (headings and parts)
    for each in found:
        near = any(each.line + step in sure for step in (-1, 1))
        company = any(lines.get(each.line + step, each.label.words) != each.label.words for step in (-1, 1))
        kind = each.label.kind
        if _is_sure(each):
            certainty: Certainty | None = "strong"
        elif _in_box(doc, each.line):
            certainty = None
        elif near or (kind in {"heading", "part"} and form) or (company and headings) or (company and kind == "telling"):
            certainty = "strong"
        elif (
            kind in {"heading", "telling"}
            or parts >= _PARTS
            or len(each.label.words) > 1
            or _is_of_a_brief(each, company=company)
        ):
            certainty = "weak"
        else:
            certainty = None
        if certainty == "strong" and ((kind != "telling" and shown) or _among_facts(doc, each, lines)):
            certainty = "weak"
        yield each._replace(certainty=certainty and tempered(doc, each.start, each.end, certainty))


def _is_of_a_brief(found: Found, *, company: bool) -> bool:
    """Say whether one word names what news pages seldom label, or beside another what a brief asks for."""
    told = set(found.label.words)
    return _SELDOM.issuperset(told) or (company and not told.isdisjoint(_BRIEFED))


def _is_sure(found: Found) -> bool:
    """Say whether a label needs no company."""
    label = found.label
    named = label.words[0] in _TITLED and label.words[-1] in _TITLES and label.kind == "heading"
    return found.certainty == "strong" or named or (label.kind in {"telling", "aimed"} and not label.doubtful)


def _in_box(doc: Document, number: int) -> bool:
    """Say whether a line near this one is labelled as in a box on a book, a film, an event."""
    near = doc.lines[max(number - _BOX, 0) : number + _BOX + 1]
    if any(is_box_label(line.folded[:LONGEST].partition(":")[0]) for line in near if ":" in line.folded[:LONGEST]):
        return True
    return any(is_box_label(label.lower()) for line in near for label in _FACT.findall(line.text[:LONG_VALUE]))


def _among_facts(doc: Document, found: Found, lines: dict[int, tuple[str, ...]]) -> bool:
    """Say whether most labels around are of facts on a thing, as in a box: its price, its size, its maker."""
    near = range(max(found.line - _AROUND, 0), min(found.line + _AROUND + 1, len(doc.lines)))
    facts = sum(
        len([each for each in _FACT.findall(doc.lines[number].text[:LONG_VALUE]) if label_of(each.lower()) is None])
        for number in near
        if number not in lines or number == found.line
    )
    return facts >= max(_FACTS, sum(number in lines for number in near) + 1)


def _blocks(doc: Document, found: list[Found]) -> Iterator[list[Found]]:
    """Yield the labels, those with a value that is no part of the article joined to runs of lines."""
    block: list[Found] = []
    heads = {line.start for line in content_lines(doc, _HEAD_LINES)}
    lined = {each.line: each for each in found}
    for each in found:
        if _is_label_only(doc, each, heads, lined):
            yield [each._replace(end=each.colon)]
            continue
        if block and each.line - block[-1].line > 1 and not _all_labelled(doc, block[-1].line + 1, each.line):
            yield block
            block = []
        block.append(_with_list(doc, each))
    if block:
        yield block


def _is_label_only(doc: Document, found: Found, heads: set[int], lined: dict[int, Found]) -> bool:
    """Say whether the value belongs to the article: its headline, its lead, a subheading."""
    if found.end <= found.colon:
        return bool(found.end < doc.lines[found.line].end)
    if found.end - found.colon > LONG_VALUE:
        return True
    if not found.label.names_article:
        return False
    parts = words("field_content").issuperset(found.label.words)
    if found.label.kind in {"telling", "aimed"} and len(found.label.words) > 1 and not parts:
        return doc.lines[found.line].start in heads
    beside = [lined[number] for number in (found.line - 1, found.line + 1) if number in lined]
    at_end = found.line + len(beside) >= len(doc.lines) - 1
    return not (at_end and any(not each.label.names_article for each in beside))


def _all_labelled(doc: Document, first: int, last: int) -> bool:
    """Say whether one or two lines between two fields look like fields, whatever their words."""
    between = doc.lines[first:last]
    return len(between) <= _HEAD_LINES and all(_SHAPE.match(line.folded) for line in between)


def _with_list(doc: Document, found: Found) -> Found:
    """Return a field whose value is a list below it with that list."""
    if found.end > found.colon + 1 or found.label.names_article:
        return found
    below = list(islice(doc.lines[found.line + 1 :], _MOST_BULLETS)) if found.line + 1 < len(doc.lines) else []
    number, end = found.line, found.end
    for line in below:
        if not _BULLET.match(line.text) and (number > found.line or len(line.text) > LONG_VALUE):
            break
        number, end = number + 1, line.end
        if not _BULLET.match(line.text):
            break
    return found._replace(line=number, end=end)


def _finding(doc: Document, block: list[Found]) -> Finding:
    """Return the finding of a label, which is taken off its value, or of a run of fields, which is cut."""
    start, end = block[0].start, max(each.end for each in block)
    certainty: Certainty = "strong" if any(each.certainty == "strong" for each in block) else "weak"
    bare = start + len(doc.text[start:end].rstrip())
    if len(block) == 1 and end == block[0].colon and not fills_lines(doc, start, bare):
        edit = ((start, end, ""),) if certainty != "weak" else None
        return doc.finding(RULE, start, bare, certainty, edit)
    return cut_if_safe(doc, RULE, start, bare, certainty)
