"""Outlets made of the sample articles: each with furniture of its own, re-scrapes, and copies of one wire story."""

import json
import random
from pathlib import Path

from tests.store_samples import ask

SAMPLES = Path(__file__).parent.parent / "seeds" / "articles" / "samples.jsonl"
FORMULA = "The company declined to comment."
DATELINE = "LERWICK, Scotland (Inland Wire) —"
TOWNS = (
    "Alnmouth Brancaster Cromarty Dunwich Eyemouth Fishguard Gairloch Holkham Instow Jarrow Kinghorn Lamlash Mevagissey "
    "Newlyn Oban Portree Queensferry Rye Seahouses Tenby"
).split()
HEAD = ("{town} Lantern", "Made in {town} since {number}")
MIDDLE = ("A lantern for every porch: ask in the {town} shop", "You are one of {reader} neighbours at this lamp tonight.")
TAIL = (
    "Four hands, one press and a cat put {town} on paper.",
    "{town} keeps its own counsel, and prints it",
    "Lamplit in {town} · rung {reader} times",
    "Our door in {town} stands open until the kettle is empty.",
)
"""No list of phrases holds any of these; the number of readers is another one on each page."""


def bodies():
    """Return the prose of every sample article, paragraph by paragraph."""
    samples = map(json.loads, SAMPLES.read_text("utf-8").splitlines())
    usable = (each["text"] for each in samples if each["expected"]["verdict"] != "drop")
    made = [list(dict.fromkeys(line for line in text.split("\n") if len(line) >= 80)) for text in usable]
    return [lines for lines in made if all(line not in other for line in lines for other in made if other is not lines)]


def furniture(number, reader):
    """Return head, middle and tail of an outlet's pages: five to eight lines in all."""
    town = TOWNS[number]
    tail = TAIL[: 1 + number % 4]
    return [
        [line.format(town=town, number=1900 + number, reader=reader) for line in lines] for lines in (HEAD, MIDDLE, tail)
    ]


def page(number, place, body, name=None):
    """Return the record of an article of an outlet, and its furniture lines."""
    head, middle, tail = furniture(number, 100 + 7 * place)
    source = f"{TOWNS[number].lower()}.example"
    cut = 2 + number % 2  # in every other outlet, the lines in the middle stand each alone
    text = "\n\n".join([*head, *body[:2], middle[0], *body[2:cut], middle[1], *body[cut:], *tail])
    record = {"id": name or f"{source}/{place:02}", "source": source, "date": "2026-03-04", "text": text}
    return record | {"furniture": [*head, *middle, *tail], "body": body}


def outlet(number, n_pages=30):
    """Return the pages of an outlet: two are re-scrapes, ten are copies of one wire story, some share formulas."""
    rng = random.Random(number)
    stories = rng.sample(bodies(), 21)
    wire, pages = stories.pop(), []
    for place in range(n_pages):
        if place % 3 == 2:
            body = [DATELINE, *wire]
            body[-1 - place % 2] = f"{body[-1 - place % 2]} This copy was changed by hand at {place} minutes past."
        elif place in (15, 22):
            body = [*pages[0]["body"][:-1], "The last paragraph was put in other words when the page was read again."]
        else:
            body = stories.pop()
        if place % 9 == 4:
            body = [*body[:3], FORMULA, *body[3:]]
        pages.append(page(number, place, body))
    return pages


def found(db):
    """Return for every article the lines that the pass marked in its newest version."""
    rows = ask(
        db, "SELECT article_id, list(excerpt ORDER BY start_char) FROM article_findings"
        " WHERE rule = 'boilerplate.outlet_template' GROUP BY article_id"
    )  # fmt: skip
    return dict(rows)
