"""What must hold of the character detectors on any text."""

import re

from hypothesis import given
from hypothesis import strategies as st

from detectors.characters import outstanding, unusual
from detectors.document import Document
from detectors.edits import apply_edits
from detectors.residue import blank_run, invisible_characters, lookalike_characters, stray_emoji

ODD = (
    '\u200b\u200d\u00ad\ufeff\u2060\u202e\ufe0f\U000e0041\ue300\u202f\x00\x92â\x80\x99аеорсοＡ𝐚яж🟡👩✅■★1️⃣🇩🇰\n \t"“”.,;:a1Z'
)
texts = st.text(alphabet=st.one_of(st.sampled_from(ODD), st.characters(exclude_categories=["Cs"])), max_size=60)
words = st.lists(st.from_regex(r"[A-Za-z]{2,9}", fullmatch=True), min_size=3, max_size=8)
DETECTORS = (invisible_characters, lookalike_characters, stray_emoji, blank_run)
TWINS = {"a": "а", "e": "е", "o": "о", "p": "р", "c": "с", "x": "х", "i": "і", "B": "В", "H": "Н"}


@given(texts)
def test_spans_are_ordered_and_inside(text):
    """Spans lie inside the text, in order and apart; edits lie inside their spans, in order."""
    for detector in DETECTORS:
        position = 0
        for finding in detector.detect(Document(text)):
            assert position <= finding.start < finding.end <= len(text)
            position = finding.end
            inner = finding.start
            for start, end, _ in finding.edit or ():
                assert inner <= start < end <= finding.end
                inner = end


@given(texts)
def test_a_repair_is_final(text):
    """Where the first repair is applied, the invisible characters found with an edit are gone."""
    found = invisible_characters.detect(Document(text))
    repaired = apply_edits(text, [each.edit for each in found if each.edit]).text
    assert sum(map(len, (each.edit or () for each in invisible_characters.detect(Document(repaired))))) <= sum(
        len(each.edit or ()) for each in found
    )


@given(words, st.data())
def test_zero_width_characters_come_out(sentence, data):
    """Whatever is put between the letters of plain words is found and taken out, and nothing else."""
    text = " ".join(sentence)
    place = data.draw(st.sampled_from([match.end() for match in re.finditer(r"[A-Za-z](?=[A-Za-z])", text)]))
    run = data.draw(st.text(alphabet="\u200b\u200c\u200d\u2060\ufeff\u00ad\u200e\U000e0061", min_size=1, max_size=12))
    spoilt = text[:place] + run + text[place:]
    found = invisible_characters.detect(Document(spoilt))
    assert [(each.start, each.end) for each in found] == [(place, place + len(run))]
    assert apply_edits(spoilt, [each.edit for each in found]).text == text


@given(words, st.data())
def test_twins_are_turned_back(sentence, data):
    """A plain word with one letter replaced by its twin is found whole and restored."""
    text = " ".join(sentence)
    places = [place for place, char in enumerate(text) if char in TWINS]
    if not places:
        return
    place = data.draw(st.sampled_from(places))
    spoilt = text[:place] + TWINS[text[place]] + text[place + 1 :]
    (finding,) = lookalike_characters.detect(Document(spoilt))
    assert finding.certainty == "strong"
    assert spoilt[finding.start : finding.end] == next(
        match.group() for match in re.finditer(r"\S+", spoilt) if match.start() <= place < match.end()
    )
    assert apply_edits(spoilt, [finding.edit]).text == text


@given(words)
def test_plain_text_is_left_alone(sentence):
    """Plain ASCII words give no finding of characters."""
    text = " ".join(sentence)
    assert [finding for detector in DETECTORS for finding in detector.detect(Document(text))] == []


@given(texts)
def test_unusual_is_what_is_not_plain(text):
    """``unusual`` keeps exactly the characters outside printable ASCII and plain white space, in order."""
    assert unusual(outstanding(text)) == re.sub(r"[ -~\t\n\r]", "", text)
