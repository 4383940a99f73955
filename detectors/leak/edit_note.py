"""Find notes on what was changed, kept or left out of the text.

What it measures   Reports of changes of wording, suggested subheads, remarks on reading level, on invented facts or on the
                   summary that the text was made of.
Why it matters     They show that the copy was generated from other copy and that nobody read it to the end.
Known misses       Lists of changed words without a sentence around them.
Source             A correction names an error of fact and a date; an edit note names a change of wording and no error.
"""

from __future__ import annotations

from detectors.document import Document
from detectors.leak.acts import with_acts
from detectors.records import Finding

RULE = "leak.edit_note"


def detect(doc: Document) -> list[Finding]:
    """Return one finding for each block that the sentence model hears and the guards let stand."""
    return with_acts(doc, RULE, [])
