"""Find what stands in a text where an image should be.

What it measures   Template slots (``#image_title``, ``%photo_alt%``, ``[image]``), image file names and the default names of
                   cameras and design tools alone on a line, labels that are empty or hold a program's "nothing" ("Photo:
                   undefined"), the bare attributes of an image, counters of a gallery, notices that an image is missing.
Why it matters     The picture is gone; its slot is noise, often between headline and lead.
Known misses       Real captions, which look like sentences; a slot that names no image (``#slot_3``).
Source             Slots of publishing systems, see seeds/phrases/residue_image_placeholder.txt.
"""

from __future__ import annotations

from detectors.document import Document, Line
from detectors.expressions import regex
from detectors.furniture.looks import UNNAMED, lines_that
from detectors.furniture.short_lines import is_isolated, is_told, listed
from detectors.furniture.widget_words import line_words, lines_at, lines_filled, word_classes
from detectors.records import Finding

RULE = "residue.image_placeholder"
_LIST = "residue_image_placeholder"
_LONGEST, _LONGEST_NAME, _LONGEST_CODE, _MOST_WORDS = 160, 90, 400, 8
_MOST_PLAIN = 4
"""Words of a line that is a slot without any of its marks."""

_NOUN = (
    r"(?:images?|img|photos?|pictures?|pics?|thumbnails?|thumb|caption|placeholder|logo|banner|avatar|graphic|figure"
    r"|bild(?:er)?|fotos?|imagen|imagem|immagine|afbeelding|platzhalter)"
)
_WORD_PART = r"(?:title|caption|alt|alt[-_]?text|text|url|src|link|credits?|source|author|description|desc|name|placeholder|id|size|file|here)"
_PART = rf"(?:{_WORD_PART}|\d+)"
_SLOT_FORMS = (
    rf"[#%$@]+\w*{_NOUN}[-_]{_PART}\b[%#]*|[{{\[<%]{{1,3}} ?/?(?:\w{{0,20}}[-_ ])?{_NOUN}(?:[-_ .]{_PART})* ?[}}\]>%]{{1,3}}"
    rf"|(?<!\w)(?:(?:featured?|main|header|hero|lead|post)[-_])?{_NOUN}(?:_{_WORD_PART})+\b"
    r"|\[/?(?:caption|gallery|slideshow|playlist|img|image|figure|wp_caption)(?: [\w-]+=[^\]\n]{0,200})?\]"
)
_SLOT = regex(_SLOT_FORMS)
"""A slot anywhere in the text: marked as one, or two words that only a program writes as one."""

_FIELD_LINE = regex(
    r"#{1,3}(?:[a-z]{2,20}\d{0,2}[-_]){1,4}(?:title|caption|alt|text|image|img|photo|url|src|credit|thumbnail|media|desc(?:ription)?)#{0,2}"
    r"|#{1,3}(?:caption|alt|img|thumbnail|(?:image|photo|media|gallery|video)(?:title|caption|alt|text|url|credit))#{0,2}"
    r"|\W{0,3}(?:(?:size-(?:full|large|medium|thumbnail)|align(?:center|left|right|none)|attachment-\w{2,15}|wp-image-\d{1,9})\s?){1,4}\W{0,3}"
    r"|[$#%]\{{1,2} ?\w{0,20}(?:image|img|photo|thumb|caption)[\w.]{0,20} ?\}{1,2}|(?:spot_img){1,4}|\[(?:media|image|photo|video|gallery)[-_]\w{2,15}\]|\( ?(?:insert )?{NOUN}s? (?:here|goes here|placeholder) ?\)".replace(
        "{NOUN}", _NOUN
    )
)
"""The name of a template's field behind its mark ("#media_title"), classes of a picture, a short code."""

_FIELD_STARTS = frozenset("#[($%saw")

_MARK = regex(r"[#%$@_{\[<]")
_NOTHING = r"(?:undefined|null|nan|none|n/a|nil|\[object object\]|\{ ?\}|\[ ?\]|\"\"|''|\?\?\?)"
_LABELLED = rf"(?:{_NOUN}|credits?|source|alt|alt text|photographer|photo by|image by|picture by|gallery|slide|cover)"
_SLOT_LINE = regex(
    rf"\W*(?:{_SLOT_FORMS}|(?:featured?|main|header|hero|lead|post|cover|default|no|missing)[-_]{_NOUN}(?:[-_]\w{{1,20}})?"
    rf"|{_NOUN}(?:[-_]{_PART})+|{_NOUN}[-_](?:missing|default|unavailable|not[-_]found)|{_NOUN} \d{{1,3}}(?: ?(?:of|/) ?\d{{1,3}})?|\( ?{_NOUN} ?\)|[$%]\w{{0,20}}{_NOUN}\w{{0,20}}%?"
    rf"|(?:gallery|slideshow):? \(?\d{{1,3}} {_NOUN}\)?|{_NOUN}(?: credit)?: ?\[[^\]\n]{{0,30}}\]"
    rf"|\[ ?(?:insert |placeholder |stock |add )?(?:image|img|picture|photo)s?(?::| of| showing| here)(?: [^\]\[ ]+){{3,20}} ?\]"
    rf"|{_NOUN}(?: (?:caption|credit|source|alt|title|description))? ?[:,])\W*"
)
_VALUE_LINE = regex(
    rf"\W*(?:{_LABELLED}(?: (?:caption|credits?|source|alt|title|description|by|via))?(?: ?[:/|-] ?| )){{0,5}}"
    rf"(?:(?:getty(?: images)?|reuters|afp|ap|epa|alamy|shutterstock|istock|handout|supplied|[\w' .]{{1,30}}) ?[/|] ?)?{_NOTHING}\W*"
)
"""Labels of a picture, perhaps an agency, and then what a program writes for nothing."""

_WORD_FOR_NOTHING = regex(r"(?:none|n/a|nil)\W*$")
_PICTURE = regex(rf"\b{_NOUN}\b|\balt\b")

_ATTRIBUTE = r"[a-z][\w:-]{1,30}=(?:\"[^\"\n]*\"|'[^'\n]*'|[^\s\"'>=]+)"
_CODE_LINE = regex(rf"(?:(?:img|figure|picture|source) )?{_ATTRIBUTE}(?:\s+{_ATTRIBUTE})*\s*/?>?")
_IMAGE_ATTRIBUTE = regex(
    r"\b(?:alt|src|srcset|width|height|sizes|loading|decoding|class|style|data-[\w-]+|align|align-\w+)="
)
_FILE_LINE = regex(r"\W*(?:https?://)?[^\s.][^\n]{0,80}?\.(?:jpe?g|png|gif|webp|svg|avif|bmp|tiff?|heic|jfif)\W*")
_ALONE = frozenset(("image", "img", "photo", "picture", "thumbnail"))
_NAMED = regex(
    r"\W*(?:(?:img|dsc[nf]?|dscf|pxl|mvimg|screenshot|screen shot|wp|p|dji|gopr|fb_img|received|signal|image|photo)[-_ ]?\d{3,}[-_\d.a-z: ()]{0,30}"
    r"|(?:screenshot|screen shot|whatsapp image|photo|image)[-_ ]\d{4}-\d\d-\d\d[-_\d.a-z: ()]{0,30}|(?:image|photo|picture|foto|bild|unnamed|download)s?(?: ?\(\d{1,3}\)|\d{1,3})"
    r"|(?:shutterstock|istock|gettyimages|adobestock|adobe stock|depositphotos|dreamstime|pexels|alamy|unsplash|pixabay)(?:[-_ ]\w{1,30}){0,4}?[-_ #]+\d{4,}\w{0,20}"
    r"|[\w-]{2,60}[-_]\d{3,4}x\d{3,4}(?:-\d{1,2})?|\d{3,4}[x×]\d{3,4}(?:px)?"
    r"|(?:copy of |kopie van |kopie von |copie de |copia de )*(?:untitled|sans titre|unbenannt|sin título|sem título|senza titolo|naamloos)(?:[-_ ]?\(?\d{1,3}\)?)?"
    r"|(?:copy of )*(?:canva design|untitled (?:design|image|photo|picture|document|project|artwork|collage|presentation|drawing|graphic|file|canvas|banner|poster|video)"
    r"|new (?:project|design|canvas|collage)|design (?:sans titre|ohne titel|sem nome|zonder naam)|unbenanntes design|diseño sin título|progetto senza titolo|design senza titolo"
    r"|(?:photo )?collage|(?:youtube|blog|facebook|instagram) (?:thumbnail|banner|cover|post))"
    r"(?P<number> ?[-_]? ?\(?\d{1,3}\)?| copy)?)\W*"
)
"""The names that cameras, messengers, picture agencies and design tools give, with a number or "untitled" in them."""

_NUMBERLESS = ("untitled", "copy", "sans", "ohne", "sem", "sin", "senza", "unbenannt", "naamloos", "zonder")
_COUNTER = regex(
    r"\W*(?:(?:slide|image|photo|picture|gallery|figure|foto|bild)s? ?:? ?\d{1,3} ?(?:of|/|von|de|sur|di) ?\d{1,3}|1 (?:of|/) \d{1,3})\W*"
)
_PLAIN_NUMBER = regex(rf"{_NOUN} \d{{1,3}}")
"""What may be a subhead: "Photo 51"."""

_BINARY = "data:image/"


def detect(doc: Document) -> list[Finding]:
    """Return one finding for each line that is a placeholder, and for each slot inside another line."""
    lines = doc.lines
    whole = {
        index for index in lines_that(doc, UNNAMED) if index and (_is_field(lines[index]) or _is_named(lines[index].folded))
    }
    if _LIST not in listed(doc) and not whole:
        return []
    nouns = set(lines_at(doc, (f"{_LIST}.noun",), 1 << 30))
    whole |= {index for index in nouns if len(lines[index].text) <= _LONGEST and _is_slot(lines[index].folded)}
    whole |= {index for index in lines_at(doc, (f"{_LIST}.file",), _LONGEST_NAME) if _is_file(lines[index].folded)}
    whole |= {index for index in lines_at(doc, (f"{_LIST}.nothing",), _LONGEST_NAME) if _is_value(lines[index])}
    whole |= {index for index in lines_at(doc, (f"{_LIST}.code",), _LONGEST_CODE) if _is_code(lines[index].folded)}
    whole |= lines_filled(doc, f"{_LIST}.whole")
    found = [
        doc.finding(RULE, lines[index].start, lines[index].end, "weak")
        if _PLAIN_NUMBER.fullmatch(lines[index].folded) and is_isolated(doc, index, whole)
        else doc.cut(RULE, lines[index].start, lines[index].end, "certain")
        for index in whole
    ]
    for index in nouns - whole:
        start, folded = lines[index].start, lines[index].folded
        slots = _SLOT.finditer(folded) if _MARK.search(folded) else ()
        found.extend(doc.cut(RULE, start + slot.start(), start + slot.end(), "strong") for slot in slots)
    return sorted(found, key=lambda finding: finding.start)


def _is_slot(folded: str) -> bool:
    words = line_words(folded)
    if (len(words) <= _MOST_PLAIN or _MARK.search(folded)) and _SLOT_LINE.fullmatch(folded):
        return True
    if len(words) == 1:
        return words[0] in _ALONE
    classes = word_classes(_LIST)
    known = classes["noun"] | classes["slot"] | classes["glue"]
    return len(words) <= _MOST_WORDS and not classes["slot"].isdisjoint(words) and known.issuperset(words)


def _is_field(line: Line) -> bool:
    """Say whether a line is a field or a class of a template, which has no small word and no full stop."""
    text = line.text
    return (text[0] in _FIELD_STARTS or "_" in text) and _FIELD_LINE.fullmatch(line.folded) is not None


def _is_file(folded: str) -> bool:
    return len(folded.split()) <= _MOST_WORDS and _FILE_LINE.fullmatch(folded) is not None and not _is_sentence(folded)


def _is_sentence(folded: str) -> bool:
    """Say whether a file's name stands in a sentence."""
    return " " in folded and (folded.endswith(".") or is_told(folded, "past"))


def _is_value(line: Line) -> bool:
    """Say whether a line says nothing of a picture; bare, only as programs write it, and "none" only of a picture."""
    bare = line.text.strip(" .:\"'")
    if " " not in bare and bare.isalpha():
        return bare in ("undefined", "null")
    if _WORD_FOR_NOTHING.search(line.folded) and not _PICTURE.search(line.folded):
        return False
    return _VALUE_LINE.fullmatch(line.folded) is not None


def _is_code(folded: str) -> bool:
    """Say whether a line is the attributes of an image without their tag, or the image itself as text."""
    if folded.startswith("<"):
        return False
    return folded.startswith(_BINARY) or (
        _IMAGE_ATTRIBUTE.search(folded) is not None and _CODE_LINE.fullmatch(folded) is not None
    )


def _is_named(folded: str) -> bool:
    """Say whether a line is a name from a program or the counter of a gallery."""
    name = _NAMED.fullmatch(folded)
    if name is None:
        return _COUNTER.fullmatch(folded) is not None
    return any(map(str.isdigit, folded)) or any(word in folded for word in _NUMBERLESS)
