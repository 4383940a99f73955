"""The texts on which our measures are compared with the original implementations: our samples and edits of them.

Plain Python without a dependency: ``bench/parity.py`` runs it in the environment of the originals, the tests in ours.
"""

import json
from pathlib import Path

N_SAMPLES = 34
"""The stored values are of edits of the first samples, as many as there were when they were made."""

SAMPLES = Path(__file__).parents[2] / "seeds" / "articles" / "samples.jsonl"
WIDGETS = "12 shares\n1.2K likes\n2024\nNEWS AND VIEWS FROM THE COAST\nAdvertisement\nSign-in to comment\n3 items in cart\n"
NOTICES = (
    'This site uses cookies. See our privacy policy and the terms of use."\n\nPlease switch on JavaScript to read on.\n\n'
    "Call main() { return 1; } from https://harbour.example/a-b_c?d=1&e=%20f or [mail](mailto:desk@harbour.example)...\n\n"
    "Lorem ipsum dolor sit amet. lorem-ipsum; LOREM IPSUM!\n\nNobody knew [12] what [citation needed] it meant [edit].\n"
)


def repeated(lines):
    """Repeat the second half of the lines."""
    return "\n".join([*lines, *lines[len(lines) // 2 :]])


def interleaved(lines):
    """Repeat the first line after every other one."""
    return "\n\n".join(line for pair in zip(lines, [lines[0]] * len(lines), strict=True) for line in pair)


def joined(lines):
    """Put everything on one line, with blanks in front and behind."""
    return "  " + " ".join(lines) + " \n"


def shouted(lines):
    """Set every third line in capitals; every word of every fifth with a hash sign."""
    marked = [line.replace(" ", " #") if place % 5 == 4 else line for place, line in enumerate(lines)]
    return "\r\n".join(line.upper() if place % 3 == 1 else line for place, line in enumerate(marked))


def bulleted(lines):
    """Open lines with bullets of several kinds, end some in an ellipsis."""
    marks = ("• ", "- ", "‣ ", "  – ", "")
    return "\n".join(marks[place % 5] + line + ("...", "…", "")[place % 3] for place, line in enumerate(lines))


def furnished(lines):
    """Put widgets around the text and legal notices, code and placeholders in it."""
    return WIDGETS + "\n".join(lines[:3]) + "\n" + NOTICES + "\n".join(lines[3:]) + "\nRead more...\n"


def typographic(lines):
    """Use typographic quotation marks, dashes, wide blanks, signs and other scripts' letters and digits."""
    text = "\n\n\n".join(lines).replace('"', "”").replace("'", "’").replace(" - ", " — ")
    return text + "\n“Café” İstanbul’da ٣ ☃ №5 – 20 °C. Straße:ΣΑΣ ½ x² 你好。 😀\u2028Next line\x85Last."


def figured(lines):
    """Divide words by signs that tokenisers treat apart."""
    words = " ".join(lines).split()
    marks = ("-", "/", ".", ",", "...", "--", ":", "'s ", "_", "=")
    return " ".join(
        word + marks[place % 10] + words[place - 7] if place % 6 == 0 else word for place, word in enumerate(words)
    )


def begun(lines):
    """Keep the first forty words only, over and over after the twentieth."""
    words = " ".join(lines).split()[:40]
    return " ".join(words + words[20:] * 3)


EDITS = ("\n".join, repeated, interleaved, joined, shouted, bulleted, furnished, typographic, figured, begun)


def texts():
    """Return every sample under every edit, and a few texts of almost nothing."""
    samples = [json.loads(line)["text"] for line in SAMPLES.read_text("utf-8").splitlines()[:N_SAMPLES]]
    lined = [[line for line in text.split("\n") if line.strip()] for text in samples]
    edited = [edit(lines) for lines in lined for edit in EDITS]
    return [
        *samples,
        *edited,
        "One.",
        "...",
        "a a a a a a a a a a a a",
        "\n\nTwo words\n",
        "x" * 1200 + " is one long word.",
    ]
