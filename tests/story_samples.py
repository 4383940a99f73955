"""One story in two wordings, another from the same places, and how texts are changed and kinds looked up."""

import random

from tests.outlet_samples import bodies
from tests.store_samples import ask

STORY = (
    "Fishermen in Kirkhaven blocked the harbour on Tuesday with 37 trawlers after the Varberg Institute cut the herring quota "
    "by 18.5 per cent. Skipper Ingrid Tolvanen said the decision would ruin 214 families along the Sollund coast. "
    '"We were given eleven days and a brochure," she told a crowd on the Petersen quay. Fisheries minister Aurelio Brandt '
    "defended the cut, pointing to a survey by the research vessel Hallgrim that counted 62,000 tonnes of spawning herring, "
    "the lowest figure since 1987. The blockade is to last until Friday, when Brandt meets the skippers in Lundmoor."
)
REWRITE = (
    "A fleet of 37 trawlers closed off the port of Kirkhaven this Tuesday. The boats' crews are angry at the Varberg "
    "Institute, which has lowered how much herring they may land, by 18.5 per cent. Ingrid Tolvanen, a skipper, warned "
    "that 214 families living on the Sollund coast face ruin. Speaking to people gathered on the Petersen quay she "
    'complained: "We were given eleven days and a brochure." Aurelio Brandt, minister for fisheries, stood by the quota. '
    "He cited the vessel Hallgrim, whose survey found only 62,000 tonnes of spawning herring, less than at any time after "
    "1987. Brandt will see the skippers in Lundmoor on Friday; until then the blockade goes on."
)
FOLLOW_UP = (
    "The ferry between Kirkhaven and Lundmoor is to run again from Monday, the operator Nordlys Line said. Repairs to the "
    "propeller of the 41-year-old Queen Astrid took nine weeks and cost 2.3 million crowns, twice what the yard had quoted. "
    "Passengers had been taken round the fjord by coach, a journey of three hours. Mayor Henrik Sandoval called the news a "
    "relief for commuters, and promised a committee on whether the municipality should order a second vessel by 2031."
)


def texts_of_samples():
    """Return the prose of every sample article."""
    return ["\n\n".join(body) for body in bodies()]


def record(name, text, date=None):
    """Return the record of an article."""
    return {"id": name, "text": text, "date": date}


def changed(text, share, seed):
    """Return a text with a share of its words replaced by words that no article has."""
    rng, words = random.Random(seed), text.split(" ")
    for at in rng.sample(range(len(words)), round(share * len(words))):
        words[at] = f"zq{rng.randrange(10**6)}"
    return " ".join(words)


def kinds(db):
    """Return kind, article that it is like and earliest article of every article with a row."""
    rows = ask(db, "SELECT article_id, kind, like_article_id, earliest_article_id FROM duplicates")
    return {name: rest for name, *rest in rows}
