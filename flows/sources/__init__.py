"""Readers: files, folders, globs and standard input become articles, one after another, never all at once.

Nothing that stands in an input stops a run. What cannot become an article becomes a reject with its place and a
reason, and reading goes on behind it. docs/inputs.md says what is accepted, and why it is read as it is.
"""

from flows.sources.identity import IdScope
from flows.sources.places import NothingToReadError, Source, discover
from flows.sources.reading import ReadOptions, read
from flows.sources.remote import for_people
from flows.sources.session import ReadSession

__all__ = ["IdScope", "NothingToReadError", "ReadOptions", "ReadSession", "Source", "discover", "for_people", "read"]
