"""Find what the model was told.

What it measures   Imperatives and constraints addressed to a writer: role, length, keywords, tone, format, what to avoid.
Why it matters     An instruction in the copy proves that a prompt was published with its answer.
Known misses       Instructions that could be given to any reader.
Source             Leaked prompts in automated news; school tasks and writing contests are the traps.
"""

from __future__ import annotations

from detectors.document import Document
from detectors.leak.acts import with_acts
from detectors.leak.briefs import briefs
from detectors.leak.spans import cut_if_safe
from detectors.records import Finding

RULE = "leak.prompt_echo"


def detect(doc: Document) -> list[Finding]:
    """Return one finding for each line in a prompt's form, and for each block that the sentence model hears."""
    return with_acts(doc, RULE, [cut_if_safe(doc, RULE, *span, "strong") for span in briefs(doc)])
