"""The leak detectors stay linear on text made to slow them down."""

import pytest

from detectors import catalog
from detectors.document import Document
from tests.time_limit import cpu_limit

SIZE = 1_000_000
FRAGMENTS = (
    "here is the ", "sure, certainly, of course ", "Here's a news article ", "i can also ", "would you like me to change the tone ",
    "as an ai language model i cannot ", "i am unable to help with that ", "[", "[[", "[a", "]", "](", "[a](", "{", "{{", "{{a", "<", "<|", "<p ", "<p>", "</p>",
    "<div><p>", "&", "&amp", "&amp;", "**", "** ", "**a", "*a*", "__a", "#", "# ", "\\", "\\n", "\\n\\n", "\\u2019", "`", "```", '"', "\u201c", "'a ", "\u2018", "turn0search", "turn0search0",
    "turn0search0,", "cite turn1", "\u3010", "\u30101\u2020", "\ue200", "\ue200a", "[cite: 1, 2, ", "[web:1,", "[^1^", "utm_source=chatgpt.com", "contentreference", "oaicite:",
    "regenerate response ", "chatgpt can make mistakes ", "thought for 1 ", "word count: 600 ", "self-review: tone: length: ", "- tone: kept neutral ", "$X", "20XX", "XX.", "XX,XX", "A_",
    "INSERT A ", "%A_", "*|a", "|---", "| ", "--- ", "---|", "a. ", "A. B", ".assistant ", "assistant:", "entity[[", "navlist{", "grok_card ", "x", "\u21a9", ". assistant", "[assistant]: ",
    "i hope this helps ", "language model ", "let me know if ", "your request ", "lorem ipsum dolor ", "bold**", "1. ", "{a|b} ", "a|b ", "|", "[a|b", "#a|b", "a/b/c ", "big/huge/vast ", "/", "a / b ", "____ ", "_", "?? ", "xx years ", "(TK) ", "(name ", "@@NAME@@ ", "@@A", "#A", "lorem ipsum vestibulum ", "goes here ", "AA BB GOES HERE ", "month dd ",
    "title: ", "slug: a\n", "title: a\n", "kicker: ", ". kicker: ", "[lead] ", "the ", "of the\n", "[rest of the article unchanged]\n", "(rest omitted for length ", "a\n", "- a: kept\n", "# a\n", "Word count: 5\n", "**a**\n",
    "joined countries ", "Joined ", "Worldwide Wellbeing ", "a (a) ", " (", "A (A", "aber ", "und the ", "translated from spanish ", "EN: a\n", "translation: ", "copy retry\n", "copy\n",
    "<|a", "|a|>", "[|a|]", "<a_user>", "<<a_b>>", "im_end ", '{"role": "user" ', "{%if ", ".user ", "\\textbf{", "_{", "[[a", "[b]", ":::a\n", "- **a** b\n", "&lt;br", "```", '{"a": "', '","title":"',
    "{a|", "{{a|", "{a^", "a|b|", "{a,b,", "- Slug: a\n", "[Lead]\n", "Meta description\n", "of\n\n", "-- token limit ",
    "\\[a", "[ref]3", "<%= a", "{{a|", "<a>b", "'''a", "==a", "u2019", "stock trade ", "claude:\n", "original: \u00e9 ", "Aa Bb (Aa Bb Cc) ", "the reply was cut off ",
    "aaa1aaa1", "image turn1", "\ue202a", "3\u2020source", "sandbox:/mnt/data/a ", "start_span ", "<grok:a ",
    "<a1", "<unused1>", "a:b>", "[e~", "]~b]", "[a/b] ", "{a/b/c} ", "[random: a, ", "[+1 ", "[+1 chars]", ":a_b", "%[1]%", "^[1]^", '<ph id="1"', "{.a ", "&rsquos", "<<Aa Aa ", "(first name) ",
    "Take 1: a\n", "Draft 1 (", "shorter: a ", "v2: ", "for print: ", "headline ideas:\n", "role: task: ", "do not use the words a, ", "make it more human ", "Hallucination risk: a\n", "plagiarism: a. ", 'keyword "a" ', "tone: 1/5\n", "wrote a.md ", "traduction: ", '"quote from a ',
    "assistant\n", "a1.assistant ", "used on request if a ",
    "a the the " + "\u4e2d" * 200 + "\u3002",
    "ChatGPT said:\n", "You said:\n", "### Response:\n", "~~a", "<<", "[cite_start", "<think> a ", "[^1]: ",
)  # fmt: skip


def prepared(text):
    """Return the document of a text with the views that all stages share."""
    doc = Document(text, "A headline")
    assert doc.lines
    assert doc.tokens
    return doc


def look_for_leaks(doc):
    """Ask every detector of the leak stage, also those that would not have been chosen."""
    for detector, _ in catalog.asked(catalog.LEAK, [doc], [doc.signs]):
        detector.detect(doc)


@pytest.mark.parametrize("fragment", FRAGMENTS)
def test_a_megabyte_of_one_fragment_is_read(fragment):
    """What looks at a text once for each of its characters does not come to an end here; `bench/hostile.py` prints the seconds."""
    doc = prepared(fragment * (SIZE // len(fragment)))
    with cpu_limit():
        look_for_leaks(doc)
