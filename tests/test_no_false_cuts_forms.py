"""Honest forms of text that are short, repetitive or full of marks by their nature, as furniture is, stay as they are."""

import pytest

from tests.honest_prose import ABOVE, BELOW, HEADLINE, cut_from

TRACKS = [
    "Share The Love",
    "Follow You Down To The River",
    "Comments On A Life",
    "Night Ferry",
    "Print The Legend",
    "By The Water",
]
CHANT = '"We are the harbour and we will not be moved, not now and not ever!"'
HAIKU = ["Ice on the slipway", "the ferryman's last lantern", "turns toward the moon", "By Tomoko Ito"]
CLOCKED = ["09:58", "The ferry leaves the pier with forty people on board, two of them children.", "10:42"]
BLOCKS = {
    "a track list at the end": [HEADLINE, ABOVE, BELOW, "The track list:", "\n".join(TRACKS)],
    "a track list in the middle": [HEADLINE, ABOVE, "The track list:", "\n".join(TRACKS), BELOW],
    "a chant twice": [HEADLINE, ABOVE, CHANT, BELOW, CHANT, ABOVE.replace("February", "March")],
    "a poem with its author": [HEADLINE, ABOVE, "\n".join(HAIKU), BELOW],
    "a live page": [HEADLINE, ABOVE, *CLOCKED, BELOW],
    "a chorus": [
        HEADLINE,
        ABOVE,
        "Carry me home across the water, sing the men,",
        BELOW,
        "Carry me home across the water, sing the men,",
    ],
    "ballot questions": [
        HEADLINE,
        ABOVE,
        "What do you think of the new pier?",
        BELOW,
        "Do you agree with the toll?",
        ABOVE[:-20] + "again.",
    ],
    "subheads of a travel piece": [HEADLINE, ABOVE, "By Air", BELOW, "By Sea", ABOVE[4:], "By Rail", BELOW[9:]],
    "subheads of a guide": [
        HEADLINE,
        ABOVE,
        "Follow The Coast",
        BELOW,
        "Share A Cab",
        ABOVE[4:],
        "Read The Tide Tables",
        BELOW[9:],
    ],
    "an interview": [
        HEADLINE,
        ABOVE,
        "What do you think?",
        "I think it will sink.",
        "And the comments?",
        "I never read the comments.",
        BELOW,
    ],
}
HONEST = {
    "a poem in stanzas": [
        HEADLINE,
        ABOVE,
        "Ice on the slipway,\nthe lantern goes out,\nand the pier holds its breath.",
        "* * *",
        "Home is a rope\nthat somebody throws\nback to the top of the wall.",
        BELOW,
    ],
    "a transcript": [
        HEADLINE,
        ABOVE,
        "OYELARAN: Who pays for the bread?",
        "MAYOR: The town does.",
        "OYELARAN: And who reads the bills?",
        "MAYOR: Nobody reads them. Next question.",
        BELOW,
    ],
    "results": [
        HEADLINE,
        ABOVE,
        "Northport 3 Lindholm 1\nKesh 2 Sands 2\nPier Rovers 0 Harbour 4",
        "1. Harbour 41 points\n2. Northport 38 points\n3. Kesh 30 points",
        BELOW,
    ],
    "votes": [HEADLINE, ABOVE, "Oyelaran 1,204 votes\nHolm 871 votes\nLee 12 votes", BELOW],
    "a live page with days": [HEADLINE, ABOVE, "Thursday", "09:58", BELOW, "10:42", ABOVE[4:], "Friday", BELOW[9:]],
    "a recipe": [
        HEADLINE,
        ABOVE,
        "Ingredients",
        "200 g flour\n3 eggs\n1 pinch of salt\n2 tbsp rum",
        "1",
        "Beat the eggs until they stand up for themselves.",
        "2",
        "Fold in the flour.",
        BELOW,
    ],
    "questions and answers": [
        HEADLINE,
        ABOVE,
        "Do you have a story of that winter?",
        "I have eleven, and none of them is short.",
        "What do readers get wrong?",
        "They think that the sea is cold. It is not; it is angry.",
        BELOW,
    ],
    "letters": [
        HEADLINE,
        "Sir, the ferry is the only road we have, and your paper calls it a luxury.",
        "Ana Ruiz\nOuter Island",
        "Sir, I read the report on the ferry with my coat on, since the power had failed again.",
        "Jon Lee\nHarbour Street",
    ],
    "a table": [HEADLINE, ABOVE, "YEAR   SAILINGS   DAYS LOST", "----   --------   ---------", "1963   11   48", BELOW],
    "a diary": [HEADLINE, ABOVE, "12 March 1963", BELOW, "13 March 1963", ABOVE[4:], "14 March 1963", BELOW[9:]],
    "chapters": [HEADLINE, "I", ABOVE, "***", "II", BELOW, "—", "III", ABOVE[4:]],
    "a police appeal": [HEADLINE, ABOVE, BELOW, "Anyone who saw the boat should call the station on 555 0142."],
    "a description of a picture": [HEADLINE, ABOVE, "Picture the scene: a pier, a dog, a man without a coat.", BELOW],
    "a photographer's story": [HEADLINE, ABOVE, "The photo by Holm hangs in the post office, above the scales.", BELOW],
    "cookies to eat": [HEADLINE, ABOVE, "Accept all the cookies you are offered, her mother used to say.", BELOW],
    "an app in the news": [HEADLINE, ABOVE, "The town will ask passengers to download its app before they sail.", BELOW],
    "a barrier in the news": [
        HEADLINE,
        ABOVE,
        "To continue reading the meter, he had to dig through the snow first.",
        BELOW,
    ],
    "an end that trails off": [HEADLINE, ABOVE, BELOW, "And then, one morning in March, the sound of an engine..."],
    "a German guide": [HEADLINE, ABOVE, "Suche nach dem Eis", BELOW, "Hilfe vom Festland", ABOVE[4:]],
}
"""Forms of text that are short, repetitive or full of marks by their nature."""


@pytest.mark.parametrize("name", BLOCKS)
def test_a_block_stays(name):
    """Lists, verse, chants, subheads and times of the article's own are kept."""
    assert cut_from("\n\n".join(BLOCKS[name])) == []


@pytest.mark.parametrize("name", HONEST)
def test_a_form_of_text_stays(name):
    """Verse, transcripts, results, recipes, letters, tables and the like are kept, with a headline given apart or not."""
    text = "\n\n".join(HONEST[name])
    assert cut_from(text) == []
    assert cut_from(text, HEADLINE) == []
