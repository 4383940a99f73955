"""Make articles of pages: of single files, and of what archives yield."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import IO, TYPE_CHECKING

from detectors.records import Article
from flows.records import Reject
from flows.sources.articles import article, excerpt, excerpt_of_bytes
from flows.sources.extraction import MAX_PAGE, Choice, Extracted, Request
from flows.sources.extractors import Page
from flows.sources.identity import IdScope

if TYPE_CHECKING:
    from flows.sources.session import ReadSession


def read_page(stream: IO[bytes], path: str, name: str, choice: Choice) -> Iterator[Page | Reject]:
    """Yield the page that a file is."""
    content = stream.read(MAX_PAGE + 1)
    if len(content) > MAX_PAGE:
        yield Reject(path, f"the page is longer than {MAX_PAGE:,} bytes", excerpt_of_bytes(content))
    else:
        yield Page(path, name, Request(content, None, None, choice))


def articles_of(
    found: Iterable[Page | Article | Reject], scope: IdScope, session: ReadSession
) -> Iterator[Article | Reject]:
    """Yield the articles of pages, and everything else as it is, in order."""
    for each in session.extractors.extract(found):
        if isinstance(each, Article | Reject):
            yield each
        else:
            page, answer = each
            yield _rejected(page, answer) if isinstance(answer, str) else _article(page, answer, scope)


def _rejected(page: Page, reason: str) -> Reject:
    where = excerpt(f"{page.request.url}: ") if page.request.url else ""
    return Reject(page.location, reason, where + excerpt_of_bytes(page.request.content))


def _article(page: Page, extracted: Extracted, scope: IdScope) -> Article | Reject:
    """Return the article; the address where it was fetched counts more than the one that the page gives itself."""
    url = page.request.url or extracted.url
    made = article(
        extracted.text,
        page.location,
        scope,
        given=None if url else page.name,
        url=url,
        source=None if url else extracted.sitename,
        published_at=extracted.published_at,
        title=extracted.title,
    )
    if isinstance(made, Reject):
        return made
    return made._replace(n_replaced=made.n_replaced + extracted.n_replaced, declared_language=extracted.language)
