"""Make the shipped table of common tokens: what every article would else have to work out again at the start of a process.

Usage: python -m flows.common_tokens FILE.jsonl.gz [OUT]

Counts in how many texts of FILE each token stands, keeps those of ``FEWEST`` and more, and stores what the detectors
know of them in ``models/tokens``. To be run again whenever a detector asks something else of a token, and after the gate
of the leak family was trained (``tests/test_common_tokens.py`` says when). A list of words with what code says of them;
no text of FILE can be made from it.
"""

from __future__ import annotations

import gzip
import json
import sys
from collections import Counter
from pathlib import Path

import numpy as np

from detectors.scoring import measure
from detectors.tokens import table

ROOT = Path(__file__).parents[1]
FEWEST = 3
"""Texts in which a token must stand. Of 29,456 texts 117,000 tokens do, and of an article of another collection 20 tokens
are not among them (24 with the 68,000 that stand in six texts, 17 with the 170,000 that stand in two). One that is missing
costs some 7 µs; what the 170,000 would save of that is lost to a table that no longer fits the caches, and 30 ms at the start."""

_LONGEST = 40
_AT_ONCE = 10_000
_PLAIN_NEWS = """
The council said on Monday that it would not close the old swimming pool this year, and that the money for the repair of
its roof had been found in another budget. It was the second time that the plan had been put off. "We have listened to
those who use it," said the head of the council, who had been against the closure from the first day. More than 3,000
people had signed a letter in which they asked for the pool to be kept. The work is to begin in May and to be done before
the schools are open again, but nobody could say what would happen if the winter came early. A spokesman for the company
that owns the land would not comment on how much it had been offered for it.
"""
"""English and long enough that every detector asks about its tokens; ours."""


def common_tokens(file: Path) -> list[str]:
    """Return the tokens of ``FEWEST`` texts and more, the most common first."""
    counts: Counter[str] = Counter()
    with gzip.open(file, "rt", encoding="utf-8") as lines:
        for line in lines:
            counts.update(set(json.loads(line)["text"].split()))
    common = [(token, count) for token, count in counts.items() if count >= FEWEST and len(token) <= _LONGEST]
    return [token for token, _ in sorted(common, key=lambda each: (-each[1], each[0]))]


def described(listed: list[str]) -> table.Shipped:
    """Return these tokens, and a few more, with all that the detectors know of them."""
    current, vocabulary = table._current, table.Vocabulary()  # noqa: SLF001 - a table of its own, put aside again
    table._current = vocabulary  # noqa: SLF001
    try:
        for first in range(0, len(listed), _AT_ONCE):
            table.tokenise("\n".join(listed[first : first + _AT_ONCE]))
        # Whatever is asked of the tokens of one article is worked out for all; of a short one the leak gate is not asked.
        measure(None, " ".join(2 * _PLAIN_NEWS.split()))
        return vocabulary.known()
    finally:
        table._current = current  # noqa: SLF001


def save(shipped: table.Shipped, out: Path) -> None:
    """Write the table as plain numbers."""
    out.mkdir(parents=True, exist_ok=True)
    arrays = {f"{owner}/{name}": values for owner, arrays in shipped.known.items() for name, values in arrays.items()}
    arrays["tokens"] = np.frombuffer(shipped.tokens.encode(), np.uint8)
    np.savez_compressed(out / "tokens.npz", allow_pickle=False, **dict(sorted(arrays.items())))


if __name__ == "__main__":
    source = Path(sys.argv[1])
    target = Path(sys.argv[2]) if len(sys.argv) > 2 else ROOT / "models" / "tokens"  # noqa: PLR2004
    save(described(common_tokens(source)), target)
