"""How often Python looks for cycles among objects: seldom."""

from __future__ import annotations

import gc

_NEW_OBJECTS = 200_000
"""Objects made before Python looks for cycles among them: more than are made until the first article is scored, of which nearly
all stay. Looked for as often as is usual, it was a twentieth of a start and a tenth of scoring, which makes none."""


def look_seldom() -> None:
    """Let Python look for cycles only after many new objects."""
    gc.set_threshold(_NEW_OBJECTS)
