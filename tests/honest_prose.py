"""A headline and two paragraphs of honest news, and what would be cut from a text."""

from detectors.scoring import measure

HEADLINE = "Harbour town counts the cost of a long winter"
ABOVE = (
    "The ferry did not run for nineteen days in February, and the shop at the top of the slipway sold out of bread twice "
    "before the coastguard brought a pallet of supplies across the sound."
)
BELOW = (
    "Margaret Oyelaran, who has kept the post office there since 1994, remembers worse winters, though none in which the "
    "power failed on so many evenings in a row."
)


def cut_from(text: str, title: str | None = None) -> list[tuple[str, str]]:
    """Return rule and words of what these two families would cut from a text."""
    return [
        (each.rule, text[each.start : each.end])
        for each in measure(title, text).findings
        if each.field == "text" and each.certainty != "weak" and each.rule.startswith(("boilerplate.", "residue."))
    ]
