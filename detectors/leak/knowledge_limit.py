"""Find statements of a model about what it cannot know or reach.

What it measures   Sentences in which the writer has a cut-off date, no live access, a link that does not open, or too little
                   material in front of it.
Why it matters     Facts near such a sentence are the model's guesses.
Known misses       Third-person forms ("could not be independently verified"): that is journalism, and stays.
Source             Academ-AI: 49 % of its first 500 cases, and 9 % name missing access.
"""

from __future__ import annotations

from detectors.document import Document
from detectors.leak.acts import with_acts
from detectors.records import Finding

RULE = "leak.knowledge_limit"


def detect(doc: Document) -> list[Finding]:
    """Return one finding for each block that the sentence model hears and the guards let stand."""
    return with_acts(doc, RULE, [], cut=False)
