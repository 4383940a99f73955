"""Read one source, whatever it is, into articles and rejects."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import IO, TYPE_CHECKING, Literal, NamedTuple

from detectors.records import Article
from detectors.scoring import replace_surrogates
from flows.records import Reject
from flows.sources.articles import maker
from flows.sources.fields import FieldNames
from flows.sources.identity import IdScope
from flows.sources.places import STANDARD_INPUT, Source
from flows.sources.remote import for_people
from flows.sources.session import ReadSession
from flows.sources.streams import UnreadableError, numbered_lines, opened, unheard

if TYPE_CHECKING:
    from flows.sources.extractors import Page


class ReadOptions(NamedTuple):
    """How records are read."""

    fields: Mapping[str, str] = {}
    """Names of the input that replace the usual ones, as ``{"text": "body"}``."""
    id_scope: IdScope = "global"
    """Whether ids are unique over everything, or only within an outlet and so prefixed by it."""
    html: Literal["trafilatura", "resiliparse"] = "trafilatura"
    """The library that takes the text out of pages."""


def read(
    source: Source, options: ReadOptions, told: Callable[[int], None] = unheard, session: ReadSession | None = None
) -> Iterator[Article | Reject]:
    """Yield every article of a source in order, and a reject for everything that is none; never raise for its content.

    ``told`` hears now and then how many bytes of the file were read, as they are on the disk. ``session`` is given where
    several sources are read: it is not left here.
    """
    path = replace_surrogates(for_people(source.path))[0]
    if source.problem:
        yield Reject(path, source.problem, "")
        return
    if session is None:
        with ReadSession() as own:
            yield from read(source, options, told, own)
        return
    try:
        yield from _records(source, path, options, told, session)
    except UnreadableError as error:
        yield Reject(path, str(error), "")
    except OSError as error:
        yield Reject(path, f"the file cannot be read: {error.strerror or error}", "")


def _records(
    source: Source, path: str, options: ReadOptions, told: Callable[[int], None], session: ReadSession
) -> Iterator[Article | Reject]:
    """Yield the records of a source; readers are imported when they are needed, so that `check` starts quickly."""
    names = FieldNames(options.fields)
    make = maker(names, options.id_scope)
    if source.format == "parquet":
        from flows.sources.parquet import read_parquet

        yield from read_parquet(source, path, make, names)
        return
    with opened(source, told) as stream:
        if source.format == "text":
            from flows.sources.plain_text import read_text

            yield read_text(stream, path, replace_surrogates(source.name)[0], options.id_scope)
        elif source.format in {"html", "warc"}:
            yield from _pages(source, path, stream, options, session)
        elif source.format == "csv":
            from flows.sources.tables import read_table

            yield from read_table(stream, path, make, names)
        elif source.format == "json":
            from flows.sources.json_document import read_document

            yield from read_document(stream, path, make, names)
        elif source.path == STANDARD_INPUT:
            from flows.sources.json_document import read_lines_or_list

            yield from read_lines_or_list(stream, path, make, names)
        else:
            from flows.sources.json_lines import read_lines

            yield from read_lines(numbered_lines(stream), path, make)


def _pages(
    source: Source, path: str, stream: IO[bytes], options: ReadOptions, session: ReadSession
) -> Iterator[Article | Reject]:
    """Yield the articles of a page or of an archive of pages."""
    from flows.sources.pages import articles_of, read_page
    from flows.sources.warc import Archive

    found: Iterator[Page | Article | Reject]
    if source.format == "html":
        found = read_page(stream, path, replace_surrogates(source.name)[0], options.html)
    else:
        found = Archive(path, options.html, options.id_scope, session.passed_over).read(stream)
    yield from articles_of(found, options.id_scope, session)
