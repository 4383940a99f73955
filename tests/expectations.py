"""What a sample article must come out as, compared with what the detectors say of it."""

from detectors.judging.ruleset import Ruleset, load_ruleset
from detectors.scoring import score_article

AGREEMENT = 0.9
"""Share of the union that two spans must have in common to be the same finding."""


def overlap(one, other):
    """Return the intersection over union of two spans ``(start, end)``."""
    common = min(one[1], other[1]) - max(one[0], other[0])
    union = max(one[1], other[1]) - min(one[0], other[0])
    return max(common, 0) / union if union else 1.0


def same(found, expected):
    """Say whether a finding or judgement is the expected one: same rule, same field, nearly the same span.

    What is expected of a measure has no span, nor has its judgement.
    """
    if "start" not in expected:
        return found.start is None and found.rule == expected["rule"]
    if found.start is None or (found.rule, found.field) != (expected["rule"], expected.get("field", "text")):
        return False
    return overlap((found.start, found.end), (expected["start"], expected["end"])) >= AGREEMENT


def touches(judgement, span):
    """Say whether a judgement lies on an optional span, on which anything may or may not be said."""
    if judgement.start is None or judgement.field != span.get("field", "text"):
        return False
    return judgement.start < span["end"] and span["start"] < judgement.end


def without_style():
    """Return the default rules without the family that judges the style: what is marked are defects, not how a text is written."""
    ruleset = load_ruleset()
    tables = {name: table for name, table in ruleset._tables.items() if not name.startswith("generated.")}
    return Ruleset(ruleset.name, tables)


def disagreements(article, verdict, expected, optional, ruleset=None):
    """Return in words all that the scorecard of ``article`` has too little, too much or otherwise than expected."""
    card = score_article(article, ruleset or load_ruleset(), "test")
    wrong = [f"verdict {card.verdict}, not {verdict}"] if card.verdict != verdict else []
    told = (*card.findings, *card.judgements)
    missed = [each for each in expected if not any(same(one, each) for one in told)]
    wrong += [f"missed {each['rule']} {each.get('start')}:{each.get('end')} {each.get('text')!r}" for each in missed]
    for judgement in card.judgements:
        known = any(same(judgement, each) for each in expected) or any(touches(judgement, each) for each in optional)
        if judgement.action != "note" and not known:
            words = article.text[judgement.start : judgement.end] if judgement.start is not None else judgement.evidence
            wrong.append(f"unexpected {judgement.rule} {judgement.start}:{judgement.end} {words!r}")
    return wrong
