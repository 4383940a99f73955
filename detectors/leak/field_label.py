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

from collections.abc import Collection, Iterator
from itertools import islice
from typing import NamedTuple

from detectors.document import Document
from detectors.expressions import regex
from detectors.gathered import UNKNOWN, Gathered, flags
from detectors.leak.guards import is_quoted, tempered
from detectors.leak.labels import Label, is_answered, is_box_label, is_topic, label_of, may_be_label
from detectors.leak.lexicon import words
from detectors.leak.spans import content_lines, cut_if_safe, fills_lines, hits, line_index
from detectors.records import Certainty, Finding

RULE = "leak.field_label"
_LONGEST, _MOST_SIGNS, _MOST, _LONG_VALUE = 70, 400, 100, 500
_RARE_SIGNS = tuple("=|>~\u2192\uff1a")
_TELLING = frozenset({"leak_form.field", "leak_form.field_mark", "leak_form.field_alone", *"|>~→：[<【"})
_APART = flags(" \xa0" + UNKNOWN)
_DASHES = frozenset("\u2010\u2011\u2012\u2013\u2014\u2212")
"""What the folded text has as a hyphen."""

_DASH = regex(r"-(?<= -)(?= )")
_LEADING = regex(r"[\s>#*_\u2022\u00b7\u25cf\u25aa\u25ba\u2023\u2013\u2014\"'\u201c\[({-]{0,12}(?:\d{1,2}[.)]\s?)?[*_]{0,2}")
_CLOSING = regex(r"[ \t]?(?:-?>{1,2}|={1,2}>?|[:\t\u2192\uff1a~-])[*_\"'\u201d]{0,3}[ \t]{0,3}")
_BRACKETED = regex(r"[ \t*_]{0,4}[\[\u3010<(]{1,2}/?([^\[\]<>()\n\u3010\u3011]{2,60})[\]\u3011>)]{1,2}[*_:]{0,3}[ \t]{0,3}")
_SHAPE = regex(r"[\s>#*_\u2022-]{0,6}[^\W\d_][\w '()/_-]{1,38}[*_]{0,2}\s?(?::|\s-\s|=|\u2192)")
_OPENING = frozenset("[<\u3010")
_BULLET = regex(r"(?:[-*\u2022#]|\d{1,2}[.)])\s?\S")
_INSIDE = regex(r"[.!?\u2026][\"'\u201d\u2019)]{0,2}[ \t]{0,3}(?=[A-Z][\w ()-]{1,58}\Z)")
_SENTENCE_END = regex(r"[.!?\u2026][\"'\u201d\u2019)]{0,2}[ \t]{1,3}\Z")
_MOST_BULLETS = 12
_HEAD_LINES = 2
_SELDOM = frozenset({"tweet", "hook", "persona", "blurb", "paragraph", "para", "thread", "intent", "takeaway"})
_BRIEFED = frozenset({"tone", "audience", "angle", "style", "readability", "status", "topic", "query", "keywords", "length"})
_PARTS, _BOX = 3, 5
_AROUND, _FACTS = 6, 4
_FACT = regex(r"(?:^|[.;!?] )([A-Z][\w' ]{2,30}): ?(?=[\w\"\u201c\u2018\u20ac\u00a3$(])")
_LIMIT = regex(
    r"\d\d{0,3} ?(?:characters?|chars?|words?|zeichen|w\u00f6rter|caract\u00e8res|mots|caracteres|palabras|palavras|caratteri|parole|tekens|px|pixels?)\b"
)
"""How long a value has to be, or is: only a form's label says that."""

_SEPARATOR = regex(r"[:=|\u2192>\u00bb~]| [-\u2013\u2014] |[\u2013\u2014](?=\s)")
_METHOD = regex(
    r"\b(?:how to|how we|how i|step by step|tips|guide to|recipes?|checklists?|templates?|tutorial|knit|crochet|sew)\b"
)


class Found(NamedTuple):
    """A label in its place: the line's number, the label's own span (separator included) and where its stretch ends."""

    line: int
    start: int
    colon: int
    end: int
    label: Label
    certainty: Certainty | None = None


def choose(gathered: Gathered, places: Collection[int]) -> set[int]:
    """Return the texts with a telling word or a rare sign, and those in which a word of labels opens a line with a separator."""
    docs, codes = gathered.docs, gathered.codes
    found = gathered.bearing(places, _TELLING)
    found.update(place for place in gathered.bearing(places, _DASHES) - found if _separators(docs[place]))
    dashes = gathered.at("-")
    apart = _APART.take(codes.take(dashes - 1)) & _APART.take(codes.take(dashes + 1))
    for spots in (*map(gathered.at, ":=	"), dashes[apart]):
        near = spots - gathered.line_starts(spots) <= _LONGEST
        for place, at in gathered.each(spots[near]):
            if place not in found and _may_end_label(docs[place].folded, at) and _before_sign(docs[place], at):
                found.add(place)
    return found.intersection(places)


def detect(doc: Document) -> list[Finding]:
    """Return one finding for each label that names a part of the article, and one for each run of other fields."""
    kept: dict[tuple[int, int, int], Found] = {}
    for each in islice(_labels(doc), _MOST):
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
    if len(line.text) > _LONG_VALUE or any(each.line != found[0].line for each in found):
        return False
    opens = doc.field == "title" or any(each.start == line.start for each in content_lines(doc, _HEAD_LINES))
    return is_topic(line.text, opens=opens) or (all(each.label.names_article for each in found) and is_answered(line.text))


def _labels(doc: Document) -> Iterator[Found]:
    """Yield every stretch that is a label: before a separator, in brackets, on a line of its own, behind a sentence."""
    text = doc.text
    for at in _separators(doc):
        if found := _before_sign(doc, at):
            yield found
    if not _OPENING.isdisjoint(doc.signs):
        yield from _bracketed(doc)
    if "leak_form.field_mark" in doc.hits or "leak_form.field_alone" in doc.hits:
        yield from _marked(doc)
    for start, end in hits(doc, "leak_form.field") if "leak_form.field" in doc.hits else ():
        if text[start].isupper() and _SENTENCE_END.search(text[max(start - 8, 0) : start]):
            label = label_of(doc.folded[start:end])
            if label:
                yield Found(line_index(doc, start), start, end, end, label, "strong" if label.kind != "heading" else "weak")


def _separators(doc: Document) -> list[int]:
    """Return where a label may end; single characters are looked for, which is ten times as fast as several."""
    folded, signs = doc.folded, doc.signs
    places = _places(folded, ":")
    places += [match.start() for match in islice(_DASH.finditer(folded), _MOST_SIGNS)]
    for sign in _RARE_SIGNS if not signs.isdisjoint(_RARE_SIGNS) else ():
        places += [at - (sign == ">" and folded[at - 1] in "-=>") for at in _places(folded, sign)]
    places += _places(folded, "\t")
    if "|" in signs or "leak_form.field" in signs:
        return places
    return [at for at in places if _may_end_label(folded, at)]


def _may_end_label(folded: str, at: int) -> bool:
    """Say whether a separator stands near the start of its line, and the first word there may be one of a label."""
    first = max(at - _LONGEST, 0)
    start = folded.rfind("\n", first, at) + 1
    return (start > 0 or first == 0) and may_be_label(folded[start:at])


def _places(folded: str, sign: str) -> list[int]:
    places: list[int] = []
    at = folded.find(sign)
    while at >= 0 and len(places) < _MOST_SIGNS:
        places.append(at)
        at = folded.find(sign, at + 1)
    return places


def _marked(doc: Document) -> Iterator[Found]:
    """Yield labels that a telling word points to: on a line of their own, or before a rarer separator."""
    for number in {line_index(doc, start) for start, _ in hits(doc, "leak_form.field_alone", "leak_form.field_mark")}:
        line = doc.lines[number]
        separator = _SEPARATOR.search(line.text, 1, _LONGEST)
        size = separator.start() if separator else len(line.text)
        label = label_of(line.folded[:size]) if size < _LONGEST else None
        if label:
            yield Found(number, line.start, line.start + (separator.end() if separator else size), line.end, label)


def _before_sign(doc: Document, at: int) -> Found | None:
    """Return the label that ends at a separator and begins a line, or a part of one behind a bar."""
    folded, first = doc.folded, max(at - _LONGEST, 0)
    start = folded.rfind("\n", first, at) + 1
    bar = folded.rfind("|", first, at)
    if (not start and first) and bar < 0:
        return _inside(doc, first, at) if "leak_form.field" in doc.hits else None
    start = max(start, bar + 1)
    if not may_be_label(folded[start:at]) and "leak_form.field" not in doc.hits:
        return None
    leading = _LEADING.match(folded, start, at)
    begin = leading.end() if leading else start
    label = _label(folded[begin:at]) if begin < at else None
    closing = _CLOSING.match(folded, at - (folded[at - 1 : at] in {"*", "_"}))
    if label is None and start <= first + 1:
        return None
    if label is None:
        return _inside(doc, start, at) if "leak_form.field" in doc.hits else None
    if 0 <= bar == start - 1 and label.kind not in {"telling", "aimed"}:
        return None
    number = line_index(doc, at)
    line = doc.lines[number]
    end = line.end
    if bar >= 0 and start == bar + 1:
        begin, following = bar, folded.find("|", at, at + _LONG_VALUE)
        end = min(following, end) if following >= 0 else end
    elif begin > line.start:
        begin = line.start
    return Found(number, begin, min(closing.end() if closing else at + 1, line.end), end, label)


def _inside(doc: Document, first: int, at: int) -> Found | None:
    """Return the telling label that stands between the end of a sentence and a separator."""
    before = doc.text[first:at]
    stop = _INSIDE.search(before) if doc.text[at] == ":" else None
    label = label_of(before[stop.end() :].lower()) if stop else None
    if stop and label and label.kind in {"telling", "aimed"} and not label.doubtful:
        start = first + stop.end()
        return Found(line_index(doc, at), start, at + 1, at + 1, label)
    return None


def _label(folded: str) -> Label | None:
    """Return the label that some words are; one that says how long its value is may hold words that no list has."""
    label = label_of(folded)
    limit = _LIMIT.search(folded) if ":" not in folded and ". " not in folded else None
    if limit and (label is None or label.kind in {"plain", "part"}):
        bare = label_of(folded[: limit.start()].rpartition("(")[0] or folded[: limit.start()])
        return Label("aimed", bare.words if bare else ("?",)) if bare or "(" in folded else label
    return label


def _bracketed(doc: Document) -> Iterator[Found]:
    """Yield lines that open with the name of a part in brackets."""
    for number, line in enumerate(doc.lines):
        match = _BRACKETED.match(doc.text, line.start, line.end) if line.text[0] in "[<\u3010*_" else None
        label = label_of(match[1].lower()) if match else None
        if (
            match
            and label
            and (label.kind in {"heading", "part"} or (label.kind in {"telling", "aimed"} and match.end() < line.end))
        ):
            yield Found(number, line.start, match.end(), match.end(), label, "strong")


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
    return found.certainty == "strong" or (label.kind in {"telling", "aimed"} and not label.doubtful)


def _in_box(doc: Document, number: int) -> bool:
    """Say whether a line near this one is labelled as in a box on a book, a film, an event."""
    near = doc.lines[max(number - _BOX, 0) : number + _BOX + 1]
    if any(is_box_label(line.folded[:_LONGEST].partition(":")[0]) for line in near if ":" in line.folded[:_LONGEST]):
        return True
    return any(is_box_label(label.lower()) for line in near for label in _FACT.findall(line.text[:_LONG_VALUE]))


def _among_facts(doc: Document, found: Found, lines: dict[int, tuple[str, ...]]) -> bool:
    """Say whether most labels around are of facts on a thing, as in a box: its price, its size, its maker."""
    near = range(max(found.line - _AROUND, 0), min(found.line + _AROUND + 1, len(doc.lines)))
    facts = sum(
        len([each for each in _FACT.findall(doc.lines[number].text[:_LONG_VALUE]) if label_of(each.lower()) is None])
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
    if found.end - found.colon > _LONG_VALUE:
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
        if not _BULLET.match(line.text) and (number > found.line or len(line.text) > _LONG_VALUE):
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
