"""Find the sentences that speak most for and against a machine, where the style of the whole speaks for one.

What it measures   Sentences of eight words and more, by the mean weight of what the model counts in them: up to
                   three of the highest (``strong``) and up to two of the lowest (``weak``), and only in articles whose
                   probability reaches the model's limit.
Why it matters     A number convinces nobody. A reviewer who sees which sentences it comes from can disagree with it.
Known misses       What spreads over the whole text, as variety does, has no sentence; and no sentence alone proves
                   anything, the highest of a human article reads much alike.
Source             Our own: the model is linear, so that its sum divides over the text without remainder.
"""

from __future__ import annotations

from itertools import compress, islice

from detectors.document import Document
from detectors.generated.features import features_of, is_word
from detectors.generated.model import StyleModel, hear, probability, style_model
from detectors.generated.sentences import sentences
from detectors.generated.units import units_of_each
from detectors.records import Finding
from detectors.stretches import sums

RULE = "generated.evidence"
_FOR, _AGAINST = 3, 2
_FEWEST_WORDS = 8
_MOST_SENTENCES = 400


def detect(doc: Document) -> list[Finding]:
    """Return the telling sentences in reading order, none where the whole is below the model's limit."""
    odds, model = hear(doc), style_model()
    # Not a number is not at the limit either.
    return telling(doc, model) if probability(odds) >= model.limit else []


def telling(doc: Document, model: StyleModel) -> list[Finding]:
    """Return the sentences that speak most for a machine and most against one."""
    spans = list(islice(sentences(doc.text), _MOST_SENTENCES))
    stream, bounds = units_of_each([doc.text[start:end] for start, end in spans])
    weights = model.means(features_of(stream, bounds)).tolist()
    long = sums(is_word(stream), bounds) >= _FEWEST_WORDS
    weighed = [(weight, *span) for weight, span in compress(zip(weights, spans, strict=True), long.tolist())]
    weighed.sort(reverse=True)
    speaking = [each for each in weighed[:_FOR] if each[0] > 0]
    against = [each for each in weighed[-_AGAINST:] if each[0] < 0]
    found = [doc.finding(RULE, start, end, "strong") for _, start, end in speaking]
    found += [doc.finding(RULE, start, end, "weak") for _, start, end in against]
    return sorted(found, key=lambda finding: finding.start)
