"""Honest lines that resemble page furniture stay in the text.

Each stands where it would in an article: between paragraphs, or as the last words. A false cut costs more than a miss.
"""

import pytest

from tests.honest_prose import ABOVE, BELOW, HEADLINE, cut_from

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


@pytest.mark.parametrize("line", IN_PROSE)
def test_a_line_among_paragraphs_stays(line):
    """Between two paragraphs nothing of it is cut, with or without a headline above."""
    assert cut_from(f"{ABOVE}\n\n{line}\n\n{BELOW}") == []
    assert cut_from(f"{HEADLINE}\n\n{ABOVE}\n\n{line}\n\n{BELOW}\n\n{ABOVE[4:]}", HEADLINE) == []


@pytest.mark.parametrize("line", AT_THE_END)
def test_last_words_stay(line):
    """As the last line of an article it is kept as well."""
    assert cut_from(f"{HEADLINE}\n\n{ABOVE}\n\n{BELOW}\n\n{line}") == []
