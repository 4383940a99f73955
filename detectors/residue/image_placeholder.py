"""Find what stands in a text where an image should be.

What it measures   Template slots (``#image_title``, ``%photo_alt%``, ``[image]``), image file names alone on a line, empty
                   labels ("Photo:"), and lines that only say that an image is missing or loading.
Why it matters     The picture is gone; its slot is noise, often between headline and lead.
Known misses       Real captions, which look like sentences; a slot that names no image (``#slot_3``).
Source             Slots of publishing systems, see seeds/phrases/residue_image_placeholder.txt.
"""

from __future__ import annotations

import re

from detectors.document import Document
from detectors.records import Finding
from detectors.vocabulary import line_words, lines_at, lines_filled, vocabulary

RULE = "residue.image_placeholder"
_LIST = "residue_image_placeholder"
_LONGEST, _LONGEST_NAME, _LONGEST_CAMERA, _MOST_WORDS = 160, 90, 40, 8
_NOUN = r"(?:images?|img|photos?|pictures?|pics?|thumbnails?|thumb|caption|placeholder|logo|banner|avatar|graphic|figure)"
_PART = r"(?:title|caption|alt|alt[-_]?text|text|url|src|link|credits?|source|author|description|desc|name|placeholder|id|size|file|here|\d+)"
_SLOT = re.compile(
    rf"[#%$@]+\w*{_NOUN}[-_]{_PART}\b[%#]*|[{{\[<%]{{1,3}} ?/?(?:\w{{0,20}}[-_ ])?{_NOUN}(?:[-_ .]{_PART})* ?[}}\]>%]{{1,3}}"
    rf"|(?<!\w)(?:(?:featured?|main|header|hero|lead|post)[-_])?{_NOUN}(?:_{_PART})+\b"
)
"""A slot anywhere in the text: marked as one, or two words that only a program writes as one."""

_MARK = re.compile(r"[#%$@_{\[<]")
_SLOT_LINE = re.compile(
    rf"\W*(?:{_SLOT.pattern}|(?:featured?|main|header|hero|lead|post|cover|default|no|missing)[-_]{_NOUN}(?:[-_]\w{{1,20}})?"
    rf"|{_NOUN}(?:[-_]{_PART})+|{_NOUN} \d{{1,3}}(?: of \d{{1,3}})?|\( ?{_NOUN} ?\)"
    rf"|\[ ?(?:insert |placeholder |stock |add )?(?:image|img|picture|photo)s?(?::| of| showing| here)(?: [^\]\[ ]+){{3,20}} ?\]"
    rf"|{_NOUN}(?: (?:caption|credit|source|alt|title|description))? ?[:,])\W*"
)
_FILE_LINE = re.compile(r"\W*(?:https?://)?[^\s.][^\n]{0,80}?\.(?:jpe?g|png|gif|webp|svg|avif|bmp|tiff?|heic|jfif)\W*")
_ALONE = frozenset(("image", "img", "photo", "picture", "thumbnail"))
_CAMERA = re.compile(
    r"\W*(?:img|dsc[nf]?|dscf|pxl|mvimg|screenshot|screen shot|wp|p|dji|gopr)[-_ ]?\d{3,}[-_\d.a-z ()]{0,30}\W*"
)


def detect(doc: Document) -> list[Finding]:
    """Return one finding for each line that is a placeholder, and for each slot inside another line."""
    lines = doc.lines
    nouns = set(lines_at(doc, (f"{_LIST}.noun",), 1 << 30))
    whole = {index for index in nouns if len(lines[index].text) <= _LONGEST and _is_slot(lines[index].folded)}
    whole |= {index for index in lines_at(doc, (f"{_LIST}.file",), _LONGEST_NAME) if _is_file(lines[index].folded)}
    whole |= lines_filled(doc, f"{_LIST}.whole")
    whole |= {
        index for index, line in enumerate(lines) if len(line.text) <= _LONGEST_CAMERA and _CAMERA.fullmatch(line.folded)
    }
    found = [doc.cut(RULE, lines[index].start, lines[index].end, "certain") for index in whole]
    for index in nouns - whole:
        start, folded = lines[index].start, lines[index].folded
        slots = _SLOT.finditer(folded) if _MARK.search(folded) else ()
        found.extend(doc.cut(RULE, start + slot.start(), start + slot.end(), "strong") for slot in slots)
    return sorted(found, key=lambda finding: finding.start)


def _is_slot(folded: str) -> bool:
    if _SLOT_LINE.fullmatch(folded):
        return True
    words = line_words(folded)
    if len(words) == 1:
        return words[0] in _ALONE
    classes = vocabulary(_LIST)
    known = classes["noun"] | classes["slot"] | classes["glue"]
    return len(words) <= _MOST_WORDS and not classes["slot"].isdisjoint(words) and known.issuperset(words)


def _is_file(folded: str) -> bool:
    return len(folded.split()) <= _MOST_WORDS and _FILE_LINE.fullmatch(folded) is not None
