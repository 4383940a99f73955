"""Every detector, one line each, in the stage it runs in. Not listed here, not run.

A span detector is named by the one rule that it reports to; a measuring one lists the rules whose numbers it gives.
Where two findings claim the same span with the same certainty, the rule listed first here keeps it.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from typing import NamedTuple

from detectors.batch import Batch
from detectors.boilerplate import (
    ad_label,
    app_prompt,
    author_note,
    byline,
    caption,
    consent,
    contact,
    copyright,
    dateline_furniture,
    navigation,
    newsletter,
    other,
    paywall,
    read_time,
    related_link,
    repeated_headline,
    repeated_paragraph,
    repeated_standfirst,
    tags,
    teaser,
)
from detectors.document import UNUSUAL, Document
from detectors.furniture import looks, naming, short_lines
from detectors.furniture.looks import sign
from detectors.gathered import Choose, Gathered
from detectors.generated import evidence, probability
from detectors.language import identify
from detectors.leak import (
    acts,
    assistant_offer,
    assistant_preamble,
    assistant_self_reference,
    chat_signs,
    chat_template,
    citation_token,
    coverage,
    disclosure,
    draft_variant,
    edit_note,
    field_label,
    knowledge_limit,
    label_places,
    markup_leak,
    missing_input,
    placeholder,
    prompt_echo,
    reasoning_trace,
    refusal,
    self_review,
    slot_signs,
    spintax,
    synonym_swap,
    translation_residue,
    truncation,
    ui_residue,
)
from detectors.quality import c4, fineweb, gopher_repetition, gopher_words, length, nemo, redpajama, refinedweb, stop_words
from detectors.readability import formulas
from detectors.records import Finding
from detectors.residue import (
    blank_run,
    comment_box,
    counter,
    image_placeholder,
    invisible_characters,
    lookalike_characters,
    mojibake,
    reader_comment,
    share_prompt,
    stray_emoji,
    symbol_line,
)
from detectors.stretches import Measure


class SpanDetector(NamedTuple):
    """Finds the places in a document where one rule has something to say."""

    rule: str
    detect: Callable[[Document], Sequence[Finding]]
    needs: frozenset[str] | None = None
    """Signs of a text (``Document.signs``), what is seen or heard in it besides, without any of which it finds nothing; None: it is
    always asked."""
    choose: Choose | None = None
    """Where no sign tells enough: chooses, of all documents that have what it needs, those to ask; in no other it finds anything."""


def _only(
    rule: str, detect: Callable[[Document], Sequence[Finding]], *needs: str, choose: Choose | None = None
) -> SpanDetector:
    """Return a detector that is asked only where a text has one of these signs, or where an act of its name is heard."""
    return SpanDetector(rule, detect, frozenset(needs), choose)


class BodyDetector(NamedTuple):
    """Measures all texts of a batch; every rule in ``rules`` gets a column, one value a text, NaN where it does not apply."""

    rules: tuple[str, ...]
    measure: Callable[[Batch], Mapping[str, Measure]]


class EvidenceDetector(NamedTuple):
    """Measures what was found; takes the settled findings and the text that they are spans of."""

    rules: tuple[str, ...]
    measure: Callable[[Sequence[Finding], str], Mapping[str, float | None]]


CHARACTERS: tuple[SpanDetector, ...] = (
    _only("residue.invisible_characters", invisible_characters.detect, UNUSUAL),
    _only("residue.lookalike_characters", lookalike_characters.detect, UNUSUAL),
    _only("residue.mojibake", mojibake.detect, UNUSUAL),
)
"""Stage 1a, on the raw text: what hides inside words and must be repaired before any word is matched."""

PAGE: tuple[SpanDetector, ...] = (
    SpanDetector("boilerplate.repeated_headline", repeated_headline.detect),
    SpanDetector("boilerplate.repeated_paragraph", repeated_paragraph.detect),
    _only("boilerplate.byline", byline.detect, sign(looks.SIGNED), *"/|"),
    _only("boilerplate.dateline_furniture", dateline_furniture.detect, sign(looks.SIGNED)),
    _only("boilerplate.read_time", read_time.detect, sign(looks.TIMED)),
    _only("boilerplate.consent", consent.detect, "boilerplate_consent"),
    _only("boilerplate.paywall", paywall.detect, "boilerplate_paywall"),
    _only("boilerplate.app_prompt", app_prompt.detect, "boilerplate_app_prompt"),
    _only("boilerplate.newsletter", newsletter.detect, "boilerplate_newsletter"),
    _only("boilerplate.copyright", copyright.detect, "boilerplate_copyright", "©"),
    _only("boilerplate.ad_label", ad_label.detect, "boilerplate_ad_label"),
    _only("residue.share_prompt", share_prompt.detect, sign(looks.LONE), "residue_share_prompt"),
    _only("residue.reader_comment", reader_comment.detect, "residue_reader_comment"),
    _only("residue.comment_box", comment_box.detect, sign(looks.STARRED), "residue_comment_box"),
    _only(
        "boilerplate.related_link",
        related_link.detect,
        *looks.LINKING,
        looks.COVERED,
        "boilerplate_related_link",
    ),
    _only("residue.image_placeholder", image_placeholder.detect, sign(looks.UNNAMED), "residue_image_placeholder"),
    _only("residue.stray_emoji", stray_emoji.detect, UNUSUAL),
    SpanDetector("residue.blank_run", blank_run.detect),
    _only("residue.counter", counter.detect, sign(looks.FIGURED), "residue_counter.trigger"),
    _only("boilerplate.caption", caption.detect, "boilerplate_caption", "/"),
    _only("boilerplate.tags", tags.detect, "boilerplate_tags", "#", "/"),
    _only("boilerplate.author_note", author_note.detect, "boilerplate_author_note", "@"),
    _only("boilerplate.contact", contact.detect, "boilerplate_contact"),
    _only(
        "boilerplate.navigation", navigation.detect, short_lines.SHORT_LINE, "boilerplate_navigation", *navigation.SEPARATING
    ),
    SpanDetector("boilerplate.repeated_standfirst", repeated_standfirst.detect),
    _only("boilerplate.teaser", teaser.detect, "boilerplate_teaser", "…"),
    _only("residue.symbol_line", symbol_line.detect, sign(looks.MARKS)),
)
"""Stage 1b: the page around the article."""

LEAK: tuple[SpanDetector, ...] = (
    _only(
        "leak.self_review",
        self_review.detect,
        "leak_self_review.header",
        "leak_self_review.job",
        "leak_self_review.label",
        "self_review",
    ),
    SpanDetector("leak.field_label", field_label.detect, choose=label_places.choose),
    SpanDetector("leak.assistant_preamble", assistant_preamble.detect, choose=assistant_preamble.choose),
    _only("leak.assistant_offer", assistant_offer.detect, "leak_assistant.offer", "assistant_offer"),
    _only(
        "leak.assistant_self_reference", assistant_self_reference.detect, "leak_assistant.self", "assistant_self_reference"
    ),
    _only("leak.refusal", refusal.detect, "leak_assistant.refusal", "leak_assistant.self", "refusal"),
    _only("leak.knowledge_limit", knowledge_limit.detect, "knowledge_limit"),
    _only("leak.missing_input", missing_input.detect, "missing_input"),
    SpanDetector("leak.truncation", truncation.detect, choose=truncation.choose),
    _only("leak.edit_note", edit_note.detect, "edit_note"),
    _only("leak.reasoning_trace", reasoning_trace.detect, "<", "[", "\u25c1", "\u27e8", "reasoning_trace"),
    _only("leak.draft_variant", draft_variant.detect, "leak_form.variant", "draft_variant"),
    _only("leak.prompt_echo", prompt_echo.detect, "leak_form.brief", "prompt_echo"),
    _only("leak.disclosure", disclosure.detect, "disclosure"),
    _only(
        "leak.citation_token",
        citation_token.detect,
        "leak_tokens.citation",
        *"[{<^\u2020\u21a9\u3011\u3015\u3017\u27e7\ue200\ue201\ue202\ue203\ue204\ue205\ue206",
    ),
    SpanDetector("leak.chat_template", chat_template.detect, choose=chat_signs.choose),
    _only("leak.spintax", spintax.detect, *"|{[</\\~^\u00a6", choose=spintax.choose),
    SpanDetector("leak.placeholder", placeholder.detect, choose=slot_signs.choose),
    _only("leak.markup_leak", markup_leak.detect, "leak_tokens.markup", *"<>[]{}|\\^_`~*#&", '^"', "^-", "^+"),
    SpanDetector("leak.ui_residue", ui_residue.detect, choose=ui_residue.choose),
    _only(
        "leak.translation_residue",
        translation_residue.detect,
        "leak_translation.wrapper",
        "leak_translation.foreign",
        *"(>",
        UNUSUAL,
        "translation_residue",
        choose=translation_residue.choose,
    ),
    _only("leak.synonym_swap", synonym_swap.detect, "leak_swaps"),
)
"""Stage 2: what a model or its prompt left; sees what stage 1 found."""

REST: tuple[SpanDetector, ...] = (_only("boilerplate.other", other.detect, other.SIGN),)
"""Stage 2b: what is the page's without a name of its own; sees all that was found, and leaves it alone."""

BODY: tuple[BodyDetector, ...] = (
    BodyDetector(identify.RULES, identify.measure),
    BodyDetector(length.RULES, length.measure),
    BodyDetector(stop_words.RULES, stop_words.measure),
    BodyDetector(formulas.RULES, formulas.measure),
    BodyDetector(probability.RULES, probability.measure),
)
"""Stage 3: numbers about the body, the text without what was found."""

BODY_SPANS: tuple[SpanDetector, ...] = (SpanDetector("generated.evidence", evidence.detect),)
"""Stage 3, too: where in the body a number comes from. It shows places and finds no defect, so nothing else gives way to it."""

PUBLISHED: tuple[BodyDetector, ...] = (
    BodyDetector(gopher_words.RULES, gopher_words.measure),
    BodyDetector(gopher_repetition.RULES, gopher_repetition.measure),
    BodyDetector(c4.RULES, c4.measure),
    BodyDetector(fineweb.RULES, fineweb.measure),
    BodyDetector(refinedweb.RULES, refinedweb.measure),
    BodyDetector(redpajama.RULES, redpajama.measure),
    BodyDetector(nemo.RULES, nemo.measure),
)
"""The field's named filters: numbers about the whole text as it was scraped, since that is what those filters saw."""

EVIDENCE: tuple[EvidenceDetector, ...] = (EvidenceDetector(coverage.RULES, coverage.measure),)
"""Last: numbers about the findings themselves, once they are settled."""

OUTLET_TEMPLATE = "boilerplate.outlet_template"
DUPLICATE_RULES: tuple[str, ...] = ("duplicate.exact", "duplicate.near", "duplicate.rewrite")
STORE_RULES: tuple[str, ...] = (OUTLET_TEMPLATE, *DUPLICATE_RULES)
"""Span rules that no detector of one article can feed: a pass over the store does (``outlet_pass.py`` and
``duplicate_pass.py`` in ``flows/store``)."""

SPAN_RULES: tuple[str, ...] = tuple(detector.rule for detector in (*CHARACTERS, *PAGE, *REST, *LEAK, *BODY_SPANS))
MEASURE_RULES: tuple[str, ...] = (
    *(rule for detector in (*BODY, *PUBLISHED) for rule in detector.rules),
    *(rule for detector in EVIDENCE for rule in detector.rules),
)
RULES: tuple[str, ...] = SPAN_RULES + STORE_RULES + MEASURE_RULES

shapes_seen = looks.seen
"""Runs before stage 1b: in which documents a line is no running text, and of which looks such lines are."""

acts_heard = acts.heard
"""Runs before stage 2: which acts the sentence model hears in each document; a detector may name them among its needs."""

lines_heard = other.heard
"""Runs before stage 2b: in which documents the line model takes a line for the page's."""

labels_named = naming.named
"""Runs when all is found and settled: the labels among the other lines that are cut go by the names of their kinds."""

identify_language = identify.identify
"""Runs before stage 3, whose detectors abstain outside the languages they know."""


def asked(
    detectors: Sequence[SpanDetector], docs: Sequence[Document], signs: Sequence[frozenset[str]]
) -> Iterator[tuple[SpanDetector, Collection[int]]]:
    """Yield each detector with the places of the documents that it is to be asked about: most need not be asked about most.

    ``signs`` are those of each document, with what is seen or heard in it.
    """
    gathered, needed = Gathered(docs, signs), frozenset[str]().union(*(each.needs or () for each in detectors))
    bearers: dict[str, list[int]] = {}
    for place, told in enumerate(signs):
        for known in told & needed:
            bearers.setdefault(known, []).append(place)
    for each in detectors:
        places: Collection[int] = range(len(docs))
        if each.needs is not None:
            places = {place for need in each.needs if need in bearers for place in bearers[need]}
        yield each, each.choose(gathered, places) if each.choose and places else places
