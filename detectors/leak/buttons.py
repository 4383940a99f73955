"""What the buttons of chat tools look like: the words on them, which of them no other page has, and which stand in pairs."""

from __future__ import annotations

from functools import lru_cache
from itertools import pairwise

from detectors.expressions import regex
from detectors.leak.lexicon import words

_WORD = regex(r"[^\W_]+(?:[-'.][^\W\d_]+)*")
_MOST_WORDS = 16
_PAIRS = frozenset(
    {
        "continue writing", "keep writing", "keep generating", "more drafts", "insert below", "replace selection", "ask ai", "ask chatgpt", "clear chat", "new conversation", "reply again", "more responses", "other responses",
        "of responses", "check plagiarism", "edit prompt", "message copied", "response copied", "get citations", "show sources", "hide sources", "sources used", "credits remaining", "tokens remaining", "copy answer", "share answer", "share response", "save response", "like response", "dislike response", "ask again",
        "copy code", "copy response", "copy message", "copy text", "edit message", "read aloud", "good response", "bad response", "good answer", "bad answer", "thumbs up", "thumbs down",
        "new chat", "stop generating", "continue generating", "stop responding", "show drafts", "other drafts", "show thinking", "hide thinking", "follow up", "ask anything", "try again",
        "deep research", "ai mode", "modify response", "rewrite response", "to clipboard", "to docs", "to doc", "into slides", "to sheets", "open canvas", "new thread", "this answer", "this response",
        "share conversation", "export conversation", "delete chat", "search web", "dive deeper", "view sources", "draft 1", "draft 2", "draft 3", "make shorter", "make longer", "change tone",
        "stopped thinking", "analysis complete", "sources checked", "hide steps", "show steps", "pro search", "apply changes", "loading response", "response loading", "research complete", "show work", "rate reply", "this reply",
    }
)  # fmt: skip


@lru_cache(maxsize=256)
def grade(folded: str) -> tuple[int, int]:
    """Return how many words or pairs of a line are a chat tool's own, and how many are buttons it shares with other pages.

    Nothing of either where a single word is neither a button's nor a small word between them.
    """
    told = _WORD.findall(folded)
    if not told or len(told) > _MOST_WORDS:
        return 0, 0
    own, shared, small = words("own_button"), words("button"), words("between_buttons")
    if not all(
        word in own or word in shared or word in small or word.isdigit() or word.startswith("regen") for word in told
    ):
        return 0, 0
    pairs = sum(f"{one} {two}" in _PAIRS for one, two in pairwise(told))
    sure = sum(word in own or word.startswith("regen") for word in told) + pairs
    return sure, len({word for word in told if word in shared})
