"""Honest lines that resemble page furniture stay in the text.

Each stands where it would in an article: between paragraphs, or as the last words. A false cut costs more than a miss.
"""

import pytest

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

IN_PROSE = [
    # rights
    "The judge noted that the label on the disc read all rights reserved in small type, and that nobody in the shop had asked "
    "what the words meant before the first thousand copies were pressed and sold from the back of a van.",
    "Distributed by the Red Cross from lorries parked along the quay, the blankets were gone within an hour.",
    "Originally published in 1961, the novel sold two million copies before anyone thought of filming it.",
    "Permission to reproduce was never sought, the court heard, and no licence was ever paid for.",
    "This material is prohibited at the border.",
    "First published in Lagos, the magazine moved to Accra after the coup and never printed another cover.",
    "All rights reserved for the crown were sold at auction, and the village bought its own beach.",
    "Her last album carried the words all rights reserved, and then a list of everyone she owed money.",
    "Copyright was the last thing on his mind.",
    "Reproduction in captivity is prohibited by the treaty, and the licence may not be renewed.",
    "Unauthorised fishing is prohibited inside the reserve without written permission from the warden.",
    "Syndicated from a studio in Cardiff, the programme reached eleven million homes.",
    "Reprinted from the original blocks, the map shows a village that no longer exists.",
    "All images of the king were prohibited, and a licence was needed even for a stamp.",
    "For permission to build on the marsh, the company waited nine years.",
    "Provided by the parish, the coffins were plain and all one size.",
    "All stories about the wreck may not be true, but the bell was recovered without permission.",
    "The publisher stamped every page with the words: nachdruck verboten.",
    # sharing and following
    "Follow the force on Facebook for updates.",
    "Follow him on Instagram and you will see the same beach every morning.",
    "Find us on Facebook, says the sign over the bar.",
    "Share the bread, then share the wine.",
    "Please share this with nobody, the letter ended.",
    "Like many on Facebook she never posted.",
    "Follow the storm on the Met Office page on Facebook.",
    "Share prices fell.",
    "Shares in Facebook and Twitter fell.",
    "Join us on YouTube, the preacher told the empty hall.",
    "They print, they email, they tweet.",
    "Follow the money.",
    "Print is dead.",
    "Pass it on.",
    # letters and subscriptions
    "Your inbox is full of lies.",
    "Sign up now at the town hall.",
    "Subscribe now, shouted the barker.",
    "Get the newsletter out by Friday, the editor always said.",
    "Join free your neighbours on the green.",
    "The newsletter arrived by email every Monday.",
    "Our newsletter had four readers, and one of them was my mother.",
    "Support our work, the banner over the picket line said.",
    "Sign up here to give blood in the van outside the mosque.",
    "Register now to vote in the by-election on 4 May, or lose your say.",
    "Become a member of the lifeboat crew and you get a pager.",
    "Stay connected.",
    "Stay informed, the leaflet advised, and stay indoors.",
    "Unsubscribe, I wrote, and they sent me two letters instead of one.",
    "Enter your email address, the fake page demanded.",
    # links
    "To read more books was his only wish.",
    "Read more about the inquiry at gov.uk/inquiry.",
    "Click here to read more, the scam email said.",
    "Related: he is the mayor's brother.",
    "Listen: can you hear it?",
    "Read our lips.",
    "See also the case of the second lighthouse, which nobody has ever explained.",
    "More: that was all she ever wanted.",
    "Don't miss the ferry.",
    "Watch: the hand moves first, then the eye.",
    "Recommended by a cousin, he started on the boats at fifteen",
    "Most read the verdict as a warning.",
    "Trending downwards since 2009",
    "See more of the coast from the upper deck.",
    "Must read Latin and Greek, the advertisement for the post said.",
    "Up next was the mayor.",
    # comments
    "What do you think?",
    "Do you agree?",
    "No comment.",
    "Comments were closed by then.",
    "Let us know if you see a grey van.",
    "Leave a reply after the tone.",
    # times, labels, names
    "It takes 20 minutes to read.",
    "A five minute read it is not.",
    "The ad",
    "Promoted.",
    "Promoted",
    "Sponsored by the brewery.",
    "By Sea",
    "By Night",
    "By Rail and River",
    "Published in 1961",
    "Updated in 1985",
    "10:42",
    "11.15 am",
    "5 May",
    "Team news",
    "Advertising",
    # pictures
    "IMG_2041.jpg was the file that convicted him.",
    "The file was called IMG_2041.jpg.",
    "Picture this.",
    "Photo 51",
    "Image 3 of 5 showed the crack.",
]
"""Lines between two paragraphs."""

AT_THE_END = [
    "Follow him on Instagram and you will see the same beach every morning.",
    "Subscribe now, shouted the barker.",
    "To read more books was his only wish.",
    "Your inbox is full of lies.",
    "No comment.",
    "The last line of the letter read: all rights reserved.",
    "Originally published in 1961, the novel sold two million copies before anyone thought of filming it.",
    "Related: he is the mayor's brother.",
    "Click here to read more, the scam email said.",
    "It takes 20 minutes to read.",
    "IMG_2041.jpg was the file that convicted him.",
    "Find us on Facebook, says the sign over the bar.",
    "Share the bread, then share the wine.",
    "Sign up now at the town hall.",
    "This material is prohibited at the border.",
    "Distributed by the Red Cross from lorries parked along the quay, the blankets were gone within an hour.",
]
"""Last words."""

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


def cut_from(text: str, title: str | None = None) -> list[tuple[str, str]]:
    """Return rule and words of what these two families would cut from a text."""
    return [
        (each.rule, text[each.start : each.end])
        for each in measure(title, text).findings
        if each.field == "text" and each.certainty != "weak" and each.rule.startswith(("boilerplate.", "residue."))
    ]


@pytest.mark.parametrize("line", IN_PROSE)
def test_a_line_among_paragraphs_stays(line):
    """Between two paragraphs nothing of it is cut, with or without a headline above."""
    assert cut_from(f"{ABOVE}\n\n{line}\n\n{BELOW}") == []
    assert cut_from(f"{HEADLINE}\n\n{ABOVE}\n\n{line}\n\n{BELOW}\n\n{ABOVE[4:]}", HEADLINE) == []


@pytest.mark.parametrize("line", AT_THE_END)
def test_last_words_stay(line):
    """As the last line of an article it is kept as well."""
    assert cut_from(f"{HEADLINE}\n\n{ABOVE}\n\n{BELOW}\n\n{line}") == []


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
