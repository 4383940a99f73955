"""Tell which language an article is in, and how sure that is.

What it measures   The language code and its probability. A gate settles plain English: in each half of the text at
                   least 5 % of the words are English function words that hardly any other language has (the, and,
                   that, with, from ...), five different ones in all. What the gate leaves open goes to langdetect, seeded, on the first 1,000 characters
                   from the first letter on; the code is as langdetect spells it (``zh-cn`` and ``zh-tw`` included).
Why it matters     Readability and function words mean nothing outside the language they were made for, and an article
                   in an unexpected language is often an extraction of the wrong page.
Known misses       Pages in two languages get one of them. Languages that langdetect has no
                   profile for get the nearest one. Short texts, lists of names and tables are guesses, and langdetect
                   is sure of them all the same. Scots and pidgins pass as English where they spell alike.
Source             The gate: our own. langdetect 1.0.9, a port of Nakatani Shuyo's language-detection.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from detectors.batch import Batch
from detectors.expressions import regex
from detectors.records import Language
from detectors.stretches import Measure, union
from detectors.tokens.english import ENGLISH

RULES = ("language.probability",)

_TELLING_SHARE = 0.05
_TELLING_WORDS = 5
_LONGEST_MEAN = 10
"""Letters a word; above it the tokens are no words (Chinese, Japanese), and their share says nothing."""
_GATE_PROBABILITY = 0.999
"""All of 7,938 texts that the gate settled were English, and none of 28 others got through: by the rule of three fewer
than one in 2,600 is wrong, rounded down for what these texts are not."""
_SAMPLE = 1_000
_LETTER = regex(r"[^\W\d_]")
_NO_LANGUAGE = Language(None, None, "none")


def measure(batch: Batch) -> dict[str, Measure]:
    """Return the probability of the language that was identified before."""
    found = [doc.language.probability for doc in batch.docs]
    return {"language.probability": np.array([np.nan if each is None else each for each in found])}


def identify(batch: Batch) -> list[Language]:
    """Return the language of each text; without letters there is none."""
    return [
        Language("en", _GATE_PROBABILITY, "gate") if plain else _asked(text)
        for plain, text in zip(_are_plain_english(batch).tolist(), batch.texts, strict=True)
    ]


def _asked(text: str) -> Language:
    first = _LETTER.search(text)
    return _ask_langdetect(text[first.start() : first.start() + _SAMPLE]) if first else _NO_LANGUAGE


def _are_plain_english(batch: Batch) -> NDArray[np.bool_]:
    words, _, letters = batch.words
    row_of, rows = batch.described(ENGLISH)
    telling = (rows[:, 1] > 0).take(row_of).nonzero()[0]
    # Both halves, because one long quotation in English can bring a foreign text over the limit.
    ends = telling.searchsorted(batch.bounds)
    middles = telling.searchsorted((batch.bounds[:-1] + batch.bounds[1:]) // 2)
    fewest = np.minimum(middles - ends[:-1], ends[1:] - middles)
    distinct = np.bitwise_count(union(rows[:, 1].take(row_of.take(telling)), ends))
    share = _TELLING_SHARE * np.maximum(words, 1) / 2
    plain: NDArray[np.bool_] = (fewest >= share) & (letters <= _LONGEST_MEAN * words) & (distinct >= _TELLING_WORDS)
    return plain


def _ask_langdetect(text: str) -> Language:
    # Only when an article needs them: plain English does not.
    from detectors.language.profiles import languages  # noqa: PLC0415

    likeliest = languages().likeliest(text)
    return Language(*likeliest, "langdetect") if likeliest else _NO_LANGUAGE
