"""What a sample article must come out as, compared with what the detectors say of it."""

from detectors.ruleset import load_ruleset
from detectors.scoring import score_article

AGREEMENT = 0.9
"""Share of the union that two spans must have in common to be the same finding."""


def overlap(one, other):
    """Return the intersection over union of two spans ``(start, end)``."""
    common = min(one[1], other[1]) - max(one[0], other[0])
    union = max(one[1], other[1]) - min(one[0], other[0])
    return max(common, 0) / union if union else 1.0


def same(found, expected):
    """Say whether a finding or judgement is the expected one: same rule, same field, nearly the same span."""
    if found.start is None or (found.rule, found.field) != (expected["rule"], expected.get("field", "text")):
        return False
    return overlap((found.start, found.end), (expected["start"], expected["end"])) >= AGREEMENT


def touches(judgement, span):
    """Say whether a judgement lies on an optional span, on which anything may or may not be said."""
    if judgement.start is None or judgement.field != span.get("field", "text"):
        return False
    return judgement.start < span["end"] and span["start"] < judgement.end


def disagreements(article, verdict, expected, optional):
    """Return in words all that the scorecard of ``article`` has too little, too much or otherwise than expected."""
    card = score_article(article, load_ruleset(), "test")
    wrong = [f"verdict {card.verdict}, not {verdict}"] if card.verdict != verdict else []
    missed = [each for each in expected if not any(same(finding, each) for finding in card.findings)]
    wrong += [f"missed {each['rule']} {each['start']}:{each['end']} {each['text']!r}" for each in missed]
    for judgement in card.judgements:
        known = any(same(judgement, each) for each in expected) or any(touches(judgement, each) for each in optional)
        if judgement.action != "note" and not known:
            words = article.text[judgement.start : judgement.end] if judgement.start is not None else judgement.evidence
            wrong.append(f"unexpected {judgement.rule} {judgement.start}:{judgement.end} {words!r}")
    return wrong
