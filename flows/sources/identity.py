"""Say who an article is: its id, and the outlet it comes from."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Final, Literal
from urllib.parse import urlsplit

from detectors.scoring import text_digest

IdScope = Literal["global", "source"]

_LONGEST: Final = 1_000
"""Characters of an id or URL; a longer one is not what it says, and is named by its digest."""
_WEB: Final = re.compile(r"(?:https?:)?//(?P<host>[^\s/?#]+)", re.IGNORECASE)

_PLAIN: Final = re.compile(r"https?://(?!xn--)(?:[a-z0-9]+[.-])+[a-z]+(?:/[A-Za-z0-9_~-][A-Za-z0-9_.~-]*)+/?")
"""An address that courlan returns as it is (a test asks it): this tells in 1 µs what courlan tells in 17."""


def article_id(given: str | None, url: str | None, dated: tuple[str | None, str | None, str | None], text: str) -> str:
    """Return the given id; else the canonical URL; else the digest of outlet, title and date; else of the text.

    Outlet, title and date must all be there: "Morning briefing" of one outlet, or of one day, is many articles.
    """
    name = given or (canonical_url(url) if url else None)
    if name:
        return name if len(name) <= _LONGEST else text_digest(name)
    if all(dated):
        return text_digest("\0".join(part for part in dated if part))
    return text_digest(text)


def canonical_url(url: str) -> str | None:
    """Return the URL without tracking parameters and fragment; None where it is no web address."""
    if not _WEB.match(url):
        return None
    if len(url) > _LONGEST or _PLAIN.fullmatch(url):
        return url
    from courlan import clean_url

    cleaned = clean_url(url) or _plain(url)
    return cleaned.partition("#")[0]


def _plain(url: str) -> str:
    """Return the URL with its host in lower case, where courlan gives up."""
    host = _WEB.match(url)
    return url[: host.end()].lower() + url[host.end() :] if host else url


def domain(url: str) -> str | None:
    """Return the registered domain of a URL; its host where there is no public suffix."""
    host = _WEB.match(url)
    return _registered(host["host"].lower()) if host and len(host["host"]) <= _LONGEST else None


@lru_cache(maxsize=4_096)
def _registered(host: str) -> str | None:
    from courlan import extract_domain

    if registered := extract_domain(f"https://{host}/"):
        return registered
    try:
        return urlsplit(f"https://{host}/").hostname
    except ValueError:
        return None
