"""What lives as long as a run reads: counts of what was passed over, and the processes that read pages."""

from __future__ import annotations

from collections import Counter
from functools import cached_property
from typing import TYPE_CHECKING, Self

if TYPE_CHECKING:
    from flows.sources.extractors import Extractors


class ReadSession:
    """Shared by all sources of a run; leaving it ends the processes."""

    def __init__(self, workers: int = 1) -> None:
        """Take how many pages may be read at once."""
        self.passed_over: Counter[str] = Counter()
        """Records of archives that are no pages, by what they are: neither articles nor rejects."""
        self._workers = workers

    @cached_property
    def extractors(self) -> Extractors:
        """The processes that turn pages into text; imported when the first page or archive comes."""
        from flows.sources.extractors import Extractors

        return Extractors(self._workers)

    def __enter__(self) -> Self:
        """Return itself."""
        return self

    def __exit__(self, *_: object) -> None:
        """End the processes, if there are any."""
        if "extractors" in self.__dict__:
            self.extractors.end()
