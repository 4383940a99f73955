"""The phrases of all lists are found where they stand, and nowhere else, however many texts are looked at together."""

from functools import cache

from hypothesis import example, given, settings
from hypothesis import strategies as st

from detectors.phrases import places
from detectors.phrases.phrasebook import phrasebook
from detectors.tokens import table
from detectors.tokens.folding import fold

WORDINGS = phrasebook().wordings
PIECES = st.one_of(
    st.sampled_from(WORDINGS),
    st.sampled_from(WORDINGS).flatmap(lambda wording: st.integers(1, len(wording)).map(lambda size: wording[:size])),
    st.sampled_from(
        [" ", " ", "\n", "\n\n", "  ", ", ", ": ", "? ", " | ", "-", "'", '"', "(", ")", "é", "ж", "…", "_", "7", "\0"]
    ),
    st.text(max_size=4),
)
TEXTS = st.lists(st.lists(PIECES, max_size=12).map("".join).map(fold), max_size=4)


def find_all(texts):
    """Find the phrases of all texts as one."""
    return places.find_all(texts, table.tokenise("\n".join(texts)))


@cache
def by_first():
    """Return the numbers of all phrases by their first character."""
    numbers = {}
    for number, wording in enumerate(WORDINGS):
        numbers.setdefault(wording[0], []).append(number)
    return numbers


def is_line_edge(beside):
    """Say whether nothing but white space stands in what is beside a phrase on its line."""
    return not beside.strip()


def counts(phrase, text, start, end):
    """Say whether a phrase that stands at a place counts there."""
    cuts = [text[at - 1].isalnum() and text[at].isalnum() for at in (start, end) if 0 < at < len(text)]
    before, after = text[:start].rpartition("\n")[2], text[end:].partition("\n")[0]
    return (
        (phrase.in_word or not any(cuts))
        and (not phrase.opens_line or is_line_edge(before))
        and (not phrase.closes_line or is_line_edge(after))
    )


def looked_for(text):
    """Return the spans of all phrases in a text by group, each place compared with every phrase."""
    places = [(start, number) for start, first in enumerate(text) for number in by_first().get(first, ())]
    found = [(at + len(WORDINGS[number]), at, number) for at, number in places if text.startswith(WORDINGS[number], at)]
    hits = {}
    for end, start, number in sorted(found):
        for phrase in phrasebook().phrases[number]:
            if counts(phrase, text, start, end):
                hits.setdefault(phrase.group, []).append((start, end))
    return hits


@settings(max_examples=150, deadline=None)
@given(texts=TEXTS)
@example(texts=["share", "", "1 share", "shares\nshare"])
@example(texts=["click here to sign up\n" * 30, "click here", "реклама\nclick here"])
def test_phrases_are_found_where_they_stand(texts):
    """What is found is what a comparison of every place with every phrase finds, in the same order."""
    assert [list(hits.items()) for hits in find_all(texts)] == [list(looked_for(text).items()) for text in texts]


def test_every_phrase_is_found():
    """Each phrase that stands alone in a text is found in it, all texts looked at as one and each by itself."""
    together = find_all(WORDINGS)
    whole = [(0, len(wording)) for wording in WORDINGS]
    assert [
        span for span, hits in zip(whole, together, strict=True) if not any(span in spans for spans in hits.values())
    ] == []
    assert find_all(WORDINGS[:200]) == [find_all([wording])[0] for wording in WORDINGS[:200]]
