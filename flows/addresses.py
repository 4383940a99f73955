"""Keep passwords that stand in addresses out of what is stored and shown.

Prefect stores the parameters of every run. So a flow is given addresses without passwords and keys; the whole ones wait
in the environment, which a run inherits from whoever started it and which nothing stores.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import Final

from flows.sources import for_people

HIDDEN: Final = "WINNOW_ADDRESSES"


def hidden(inputs: Iterable[str]) -> str:
    """Return the inputs that must not be shown, as they stand in the environment."""
    return json.dumps([each for each in inputs if for_people(each) != each])


@contextmanager
def hidden_here(inputs: Sequence[str]) -> Iterator[list[str]]:
    """Yield the inputs as they may be stored; what they leave out waits in this process's environment meanwhile."""
    before = os.environ.get(HIDDEN)
    os.environ[HIDDEN] = hidden(inputs)
    try:
        yield [for_people(each) for each in inputs]
    finally:
        if before is None:
            del os.environ[HIDDEN]
        else:
            os.environ[HIDDEN] = before


def whole(inputs: Sequence[str]) -> tuple[str, ...]:
    """Return the inputs with what was left out of them, where that waits in the environment."""
    waiting: dict[str, list[str]] = {}
    for each in json.loads(os.environ.get(HIDDEN) or "[]"):
        waiting.setdefault(for_people(each), []).append(each)
    return tuple(waiting[each].pop(0) if waiting.get(each) else each for each in inputs)
