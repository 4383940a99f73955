"""What a batch leaves out to look at: never a text that has what is looked for."""

from hypothesis import given
from hypothesis import strategies as st

from detectors.batch import _TERMS, Batch
from detectors.document import Document
from detectors.quality.nemo import _white
from detectors.quality.refinedweb import _TELLING
from detectors.tokens.telling import ADDRESSES, DOTS, WIDGETS

PIECES = [
    *(
        "cookie",
        "Cookies",
        "\u212aookie",
        "java",
        "JAVAscript",
        "lorem",
        "Terms",
        "of",
        "use",
        "privacy",
        "privacy\u00a0",
        "use.",
    ),
    *(
        "items",
        "in",
        "cart",
        "carts",
        "Read",
        "more...",
        "more",
        "...",
        "Sign-in",
        "sign\u2011in",
        "://",
        "https://a.example",
        "\u2026",
    ),
    *("\b", "\x0b", "\x1c", "\x85", "\u2028", "\u3000", "\r", "\r\n", "\t", "\0", "\u0130", "a", "x" * 500),
]
TEXTS = st.lists(
    st.lists(st.tuples(st.sampled_from(PIECES), st.sampled_from([" ", "\n", "", "  "])).map("".join), max_size=12).map(
        "".join
    ),
    min_size=1,
    max_size=5,
)


@given(TEXTS)
def test_no_text_with_a_phrase_is_left_out(texts):
    """A token tells of each phrase, however the phrase is written, wherever the text stands in the batch."""
    batch = Batch([Document(text) for text in texts])
    folded = [doc.folded for doc in batch.docs]
    assert batch.of_terms == [place for place, text in enumerate(folded) if any(words in text for words in _TERMS)]
    assert {place for place, text in enumerate(folded) if any(words in text for words in _TELLING)} <= {
        *batch.telling(WIDGETS)
    }
    assert batch.telling(DOTS) == [place for place, text in enumerate(texts) if "..." in text]
    assert batch.telling(ADDRESSES) == [place for place, text in enumerate(texts) if "://" in text]
    assert batch.ellipses.tolist() == [text.count("...") + text.count("\u2026") for text in texts]


@given(TEXTS)
def test_white_space_and_lines_are_counted_as_they_stand(texts):
    """White space follows from the tokens, and lines are those of ``str.splitlines``, whatever they are broken by."""
    batch = Batch([Document(text) for text in texts])
    assert _white(batch).tolist() == [sum(map(text.count, "\t\n\r\b ")) for text in texts]
    lines = batch.split_lines
    assert (lines.bounds[1:] - lines.bounds[:-1]).tolist() == [len(text.splitlines()) for text in texts]
