"""Turn a page of HTML into text and what the page says about it.

Pages are hostile: 100,000 open elements hold resiliparse, 200,000 attributes trafilatura for more than 40 seconds. So this runs
in a process of its own (`python -m flows.sources.extraction`), which `extractors.py` starts, watches and ends. Requests
and answers are MessagePack, since what a page has touched is not unpickled.
"""

from __future__ import annotations

import json
import logging
import os
import re
import signal
from collections.abc import Iterator
from datetime import UTC, datetime
from multiprocessing.connection import Connection
from typing import TYPE_CHECKING, Any, Final, Literal, NamedTuple
from urllib.parse import urlsplit

import msgspec

from flows.sources.dates import published
from flows.sources.html_encoding import decoded_page

if TYPE_CHECKING:
    from lxml.html import HtmlElement

Choice = Literal["trafilatura", "resiliparse"]

MAX_PAGE: Final = 10_000_000
"""Bytes of a page: CC-NEWS itself stops at 1 MB."""
MAX_TAGS: Final = 200_000
"""Tags of a page, a hundred times those of an ordinary one: 300,000 links took trafilatura nine seconds, a million breaks over 40."""
LONGEST: Final = 60
"""Seconds after which a process ends itself over a page: three times what the one who asks waits for."""

_PUBLISHED: Final = (
    "//meta[@property='article:published_time']/@content",
    "//meta[@itemprop='datePublished']/@content",
    "//time[@itemprop='datePublished']/@datetime",
)
_IN_JSON: Final = re.compile(r'"datePublished"\s{0,9}:\s{0,9}"([^"\\]{8,40})"')
_LANGUAGES: Final = (
    "/html/@lang",
    "//meta[@http-equiv='content-language' or @http-equiv='Content-Language']/@content",
    "//meta[@property='og:locale']/@content",
)
_LANGUAGE: Final = re.compile(r"\s*([A-Za-z]{2,3})(?![A-Za-z])")


class Request(NamedTuple):
    """A page, as it was found."""

    content: bytes
    charset: str | None
    """What the HTTP header names."""
    url: str | None
    """Where it was fetched, if that is known."""
    choice: Choice


class Extracted(NamedTuple):
    """What a page holds."""

    text: str
    title: str | None
    url: str | None
    """The canonical address that it gives itself."""
    published_at: str | None
    sitename: str | None
    language: str | None
    """The two or three letters that it declares."""
    n_replaced: int


def extract(request: Request) -> Extracted | str:
    """Return what a page holds, or the reason why it holds nothing."""
    if request.content.count(b"<") > MAX_TAGS:
        return f"the page has more than {MAX_TAGS:,} tags"
    page, n_marked = decoded_page(request.content, request.charset)
    if page is None:
        return "the page holds binary data, or text in no encoding that can be told"
    if not page.strip():
        return "the page is empty"
    from trafilatura import load_html

    tree = load_html(page)
    if tree is None:
        return "no HTML was found in the page"
    meta = _metadata(tree, request.url)
    text = (_by_resiliparse(page) if request.choice == "resiliparse" else _by_trafilatura(tree, request.url)).strip()
    if not text:
        return "no text of an article was found in the page"
    n_replaced = min((text + (meta.title or "")).count("\ufffd"), n_marked)
    return Extracted(
        text=text,
        title=meta.title,
        url=_address(meta.url),
        published_at=next(_dates(tree), None) or published(meta.date),
        sitename=meta.sitename,
        language=_language(tree),
        n_replaced=n_replaced,
    )


def _metadata(tree: HtmlElement, url: str | None) -> Any:  # noqa: ANN401 - trafilatura's own class
    """Return what trafilatura finds; dates without its extensive search, which takes any year in a page for its date."""
    from trafilatura.metadata import extract_metadata

    latest = datetime.now(UTC).strftime("%Y-%m-%d")
    dates = {"original_date": True, "extensive_search": False, "max_date": latest}
    return extract_metadata(tree, default_url=url, date_config=dates, extensive=False)


def _by_trafilatura(tree: HtmlElement, url: str | None) -> str:
    from trafilatura import bare_extraction

    found = bare_extraction(tree, url=url, include_comments=False)
    return (found.text or "") if found is not None else ""  # type: ignore[union-attr]  # a dict only on request


def _by_resiliparse(page: str) -> str:
    from resiliparse.extract.html2text import extract_plain_text

    return extract_plain_text(page, main_content=True, alt_texts=False, comments=False, post_meta=False)


def _dates(tree: HtmlElement) -> Iterator[str]:
    """Yield the dates of publication that come with a time of day; htmldate knows days only."""
    for path in _PUBLISHED:
        yield from filter(None, map(published, tree.xpath(path)[:1]))
    for script in tree.xpath("//script[@type='application/ld+json']/text()")[:20]:
        if found := _IN_JSON.search(script):
            yield from filter(None, [published(found[1])])


def _address(url: str | None) -> str | None:
    """Return the canonical address, unless it is an outlet's front page: a common slip, and one id for all its pages."""
    try:
        parts = urlsplit(url or "")
    except ValueError:
        return None
    return url if parts.scheme in {"http", "https"} and (parts.path.strip("/") or parts.query) else None


def _language(tree: HtmlElement) -> str | None:
    for path in _LANGUAGES:
        for said in tree.xpath(path)[:1]:
            if found := _LANGUAGE.match(said):
                return found[1].lower()
    return None


def main() -> None:
    """Answer requests until the one who asks is gone; whatever a library prints goes to standard error."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the one who asks ends this process
    logging.disable(logging.CRITICAL)
    requests, answers = Connection(os.dup(0), writable=False), Connection(os.dup(1), readable=False)
    os.dup2(2, 1)
    decode = msgspec.msgpack.Decoder(Request).decode
    import trafilatura  # noqa: F401 - before the clock of the first page runs

    answers.send_bytes(b"ready")
    while True:
        try:
            content = requests.recv_bytes()
        except EOFError:
            return
        signal.alarm(LONGEST)  # the system ends this process then, also where a library holds on and the asker was killed
        answer = msgspec.msgpack.encode(_answer(decode(content)))
        signal.alarm(0)
        answers.send_bytes(answer)


def _answer(request: Request) -> Extracted | str:
    """Return what a page holds; an error of a library is a reason like any other."""
    try:
        return extract(request)
    except RecursionError:
        return "the page is nested too deeply"
    except (KeyboardInterrupt, SystemExit):
        raise
    except BaseException as error:  # noqa: BLE001 - a panic of a Rust library is no Exception
        return f"the page cannot be read: {type(error).__name__}: {json.dumps(str(error)[:200])}"


if __name__ == "__main__":
    main()
