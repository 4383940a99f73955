"""Find the labels that a page puts around its advertising.

What it measures   Lines made of advertising labels and their small words alone ("Story continues below advertisement"), also
                   with spaces between the letters, and calls of ad scripts that were printed.
Why it matters     They interrupt the text where a slot was, and teach a model that sentences end in "Advertisement".
Known misses       The advertisement's own words, where the page prints them as text.
Source             Labels of news templates; translations prescribed by press law or trade custom.
"""

from __future__ import annotations

from detectors.document import Document, Line
from detectors.expressions import regex
from detectors.furniture.short_lines import hit_lines, is_isolated, labels, listed, vocabulary, words
from detectors.records import Finding

RULE = "boilerplate.ad_label"
_LIST = "boilerplate_ad_label"
_CODE_LENGTH, _SELLER_WORDS = 400, 3
_ONWARD = regex(r"\W*continue reading\s*[:»→]\W*")
"""What stands over a link, where the same words without a sign stand over an advertisement."""


def detect(doc: Document) -> list[Finding]:
    """Return one finding for each label."""
    if _LIST not in listed(doc):
        return []
    found = {
        line
        for line in labels(doc, _LIST, "ad_label")
        if not line.folded.startswith("the ") and not _ONWARD.fullmatch(line.folded)
    }
    sold = hit_lines(doc, f"{_LIST}.seller")
    found.update(line for index, spans in sold.items() if _names_seller(line := doc.lines[index], spans[-1][1]))
    called = hit_lines(doc, f"{_LIST}.script")
    found.update(doc.lines[index] for index in called if len(doc.lines[index].text) <= _CODE_LENGTH)
    return [
        doc.finding(RULE, line.start, line.end, "weak")
        if _is_doubtful(doc, line)
        else doc.cut(RULE, line.start, line.end, "certain")
        for line in sorted(found)
    ]


def _names_seller(line: Line, end: int) -> bool:
    """Say whether a line is a label, up to ``end``, with the name of who sold the slot or bought it behind it."""
    seller = line.text[end - line.start :].split()
    return 0 < len(seller) <= _SELLER_WORDS and line.text[-1] not in ".,:;?!" and all(word[0].isupper() for word in seller)


def _is_doubtful(doc: Document, line: Line) -> bool:
    """Say whether a label may be a subhead or a word of the article: one of the news as well, alone and not in capitals."""
    told = words(line.folded)
    if "by" in told or "with" in told or "from" in told:
        return is_isolated(doc, doc.line_at(line.start)) and not line.folded.startswith(("ad", "sponsored"))
    stopped = line.folded.endswith(".") and len(told) == 1 and "advertisement" not in told
    if line.text.isupper() or not (stopped or vocabulary("function", "ad_label_doubt").issuperset(told)):
        return False
    return is_isolated(doc, doc.line_at(line.start))
